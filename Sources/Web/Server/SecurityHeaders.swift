import HTTPTypes
import Hummingbird

/// The headers of every answer, errors and files included.
struct SecurityHeaders: RouterMiddleware {
    typealias Context = WebContext

    /// Nothing from elsewhere, nothing inline: a page's scripts are files of this server, and every page works without them.
    static let contentPolicy =
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

    /// Names that the library does not know are read from their text once.
    private static let isolation: [(name: HTTPField.Name, value: String)] = [
        ("Referrer-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        ("Cross-Origin-Opener-Policy", "same-origin"), ("Cross-Origin-Resource-Policy", "same-origin"),
    ].compactMap { text, value in HTTPField.Name(text).map { ($0, value) } }
    private static let requestId = HTTPField.Name("X-Request-Id")

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
        for header in Self.isolation { set(header.name, header.value) }
        // Pages speak of one person's duties and institution: no shared cache may keep them.
        set(.cacheControl, "no-store")
        set(Self.requestId, context.requestNumber)
        if secure { set(.strictTransportSecurity, "max-age=63072000") }
        return response
    }
}
