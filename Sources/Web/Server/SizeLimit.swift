import Acts
import Hummingbird

/// Refuses a request that announces more than the largest allowed body, before a byte of it is read.
/// A body without announced length is cut off where it is read, in `Form`.
struct SizeLimit: RouterMiddleware {
    typealias Context = WebContext

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        if let announced = request.headers[.contentLength] {
            guard let bytes = Int(announced), bytes <= context.maxUploadSize else { throw Failure(.tooLarge) }
        }
        return try await next(request, context)
    }
}
