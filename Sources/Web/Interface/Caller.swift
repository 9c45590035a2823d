import Acts
import HTTPTypes
import Hummingbird
import Identity
import Institution
import Storage

/// The integration that asks, known by its token.
struct Caller: Sendable {
    let integration: Integration

    /// Throws `outOfScope` unless the integration may read the area.
    func mayRead(_ area: ReadingArea) throws {
        guard integration.holds(.read(area)) else { throw refused(.read(area)) }
    }

    /// Throws `outOfScope` unless the integration may do the kind of act, `integrationWaiting` until its post's holder has accepted.
    func mayDo(_ kind: String) throws {
        guard integration.holds(.act(kind)) else { throw refused(.act(kind)) }
        guard integration.accepted != nil else {
            throw Failure(.integrationWaiting, ["integration": integration.code, "post": integration.post])
        }
    }

    private func refused(_ scope: IntegrationScope) -> Failure {
        Failure(.outOfScope, ["integration": integration.code, "scope": scope.text])
    }
}

/// Finds the integration of the bearer token, for addresses of the interface only. Cookies of people's sessions open nothing there.
struct CallerReader: RouterMiddleware {
    typealias Context = WebContext

    let site: Site

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        guard request.isOfInterface, let header = request.headers[.authorization] else { return try await next(request, context) }
        var context = context
        context.caller = try await caller(header, context)
        if let caller = context.caller { try await site.callLimit.take(caller.integration.code, now: site.office.clock()) }
        return try await next(request, context)
    }

    /// The integration of a token that is good now. Unknown, expired and revoked ones are not told apart.
    private func caller(_ header: String, _ context: WebContext) async throws -> Caller? {
        let halves = header.split(separator: " ", omittingEmptySubsequences: true)
        guard halves.count == 2, halves[0].lowercased() == "bearer", let secret = Secret(halves[1]) else { return nil }
        let (day, hash) = (site.office.today, secret.hash)
        let found = try await site.office.database.read { try IntegrationBook.integration(tokenHash: hash, in: $0) }
        guard let found, equalInConstantTime(found.tokenHash, hash), [.active, .waiting].contains(found.state(on: day)) else {
            // 256 random bits are not guessed; the limit spares the database.
            try await site.strangerLimit.take(context.address, now: site.office.clock())
            return nil
        }
        return Caller(integration: found)
    }
}

extension Request {
    /// Whether the address is one of the programming interface.
    var isOfInterface: Bool { uri.path == "/api" || uri.path.hasPrefix("/api/") }
}
