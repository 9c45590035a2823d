import HTTPTypes
import Hummingbird

/// The headers of every answer, errors and files included.
struct SecurityHeaders: RouterMiddleware {
    typealias Context = WebContext

    /// Nothing from elsewhere, nothing inline: a page's scripts are files of this server, and every page works without them.
    static let contentPolicy =
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

    let secure: Bool

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        func set(_ name: HTTPField.Name?, _ value: String) {
            guard let name, response.headers[name] == nil else { return }
            response.headers[name] = value
        }
        set(.contentSecurityPolicy, Self.contentPolicy)
        set(.xContentTypeOptions, "nosniff")
        set(HTTPField.Name("Referrer-Policy"), "same-origin")
        set(HTTPField.Name("Permissions-Policy"), "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
        set(HTTPField.Name("Cross-Origin-Opener-Policy"), "same-origin")
        set(HTTPField.Name("Cross-Origin-Resource-Policy"), "same-origin")
        // Pages speak of one person's duties and institution: no shared cache may keep them.
        set(.cacheControl, "no-store")
        set(HTTPField.Name("X-Request-Id"), context.requestNumber)
        if secure { set(.strictTransportSecurity, "max-age=63072000") }
        return response
    }
}
