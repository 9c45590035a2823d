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
            let own = context.endpointPath.flatMap { Self.limits["\(request.method.rawValue)\($0)"] }
            guard let bytes = Int(announced), bytes <= own ?? context.maxUploadSize else { throw Failure(.tooLarge) }
        }
        return try await next(request, context)
    }

    /// The addresses that take files have a limit of their own.
    private static let limits = RouteTable.lines.reduce(into: [String: Int]()) { limits, line in
        guard let limit = line.limit else { return }
        for pattern in line.route.patterns { limits[line.method + pattern] = limit }
    }
}
