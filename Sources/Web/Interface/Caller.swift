import Acts
import HTTPTypes
import Hummingbird
import Identity
import Institution
import Storage
import Synchronization

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
        if let caller = context.caller { try site.callLimit.take(caller.integration.code, now: site.office.clock()) }
        return try await next(request, context)
    }

    private static func secret(_ header: String) -> Secret? {
        let usual = "Bearer "
        if header.utf8.starts(with: usual.utf8), let secret = Secret(header.dropFirst(usual.utf8.count)) { return secret }
        let halves = header.split(separator: " ", omittingEmptySubsequences: true)
        return halves.count == 2 && halves[0].lowercased() == "bearer" ? Secret(halves[1]) : nil
    }

    /// The integration of a token that is good now. Unknown, expired and revoked ones are not told apart.
    private func caller(_ header: String, _ context: WebContext) async throws -> Caller? {
        guard let secret = Self.secret(header) else { return nil }
        let (day, hash, epoch) = (site.office.today, secret.hash, site.office.epoch)
        if let known = site.callers.caller(hash, day: day, epoch: epoch) { return known }
        let found = try await site.office.database.read { try IntegrationBook.integration(tokenHash: hash, in: $0) }
        guard let found, equalInConstantTime(found.tokenHash, hash), [.active, .waiting].contains(found.state(on: day)) else {
            // 256 random bits are not guessed; the limit spares the database.
            try site.strangerLimit.take(context.address, now: site.office.clock())
            return nil
        }
        let caller = Caller(integration: found)
        site.callers.keep(caller, hash, day: day, epoch: epoch)
        return caller
    }
}

/// Remembers whose token is whose, and for whom an integration acts, until anything but a figure is entered: a revocation, an
/// appointment or a delegation ends what was remembered at once, one of another process within the second in which it is noticed.
final class CallerShelf: Sendable {
    private struct Known {
        var day = ""
        var epoch: Int64 = -1
        var callers: [String: Caller] = [:]
        var signatories: [String: Signatory] = [:]
    }

    /// So that strangers cannot fill the memory: only good tokens are kept, and no institution has more.
    private static let most = 10_000

    private let known = Mutex(Known())

    /// The caller of a token's hash, if it was found before.
    func caller(_ hash: String, day: String, epoch: Int64) -> Caller? {
        known.withLock { $0.day == day && $0.epoch == epoch ? $0.callers[hash] : nil }
    }

    /// Keeps a caller that was looked up while the epoch was this one.
    func keep(_ caller: Caller, _ hash: String, day: String, epoch: Int64) {
        renewed(day, epoch) { $0.callers[hash] = caller }
    }

    /// Whom an integration acts for, if it was found before.
    func signatory(_ code: String, day: String, epoch: Int64) -> Signatory? {
        known.withLock { $0.day == day && $0.epoch == epoch ? $0.signatories[code] : nil }
    }

    /// Keeps whom an integration acts for.
    func keep(_ signatory: Signatory, _ code: String, day: String, epoch: Int64) {
        renewed(day, epoch) { $0.signatories[code] = signatory }
    }

    private func renewed(_ day: String, _ epoch: Int64, _ change: (inout Known) -> Void) {
        known.withLock { known in
            guard epoch >= known.epoch else { return }
            if known.day != day || known.epoch != epoch || known.callers.count > Self.most { known = Known(day: day, epoch: epoch) }
            change(&known)
        }
    }
}

extension Request {
    /// Whether the address is one of the programming interface.
    var isOfInterface: Bool { uri.path == "/api" || uri.path.hasPrefix("/api/") }
}
