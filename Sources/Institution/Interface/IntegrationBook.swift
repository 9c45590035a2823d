import Acts
import Storage

/// A program that may use the interface.
public struct Integration: Sendable, Hashable {
    /// Where it stands on a day.
    public enum State: String, Sendable {
        /// Good.
        case active
        /// It may read; its acts wait for the holder of the post to accept them.
        case waiting
        /// Its last day has passed.
        case expired
        /// It was ended.
        case revoked
    }

    /// Its code and the post it acts for.
    public let code, post: String
    /// SHA-256 of its token, hexadecimal.
    public let tokenHash: String
    /// The first day on which it is no longer good, ISO.
    public let expires: String
    /// What it may do, in the order given.
    public let scopes: [IntegrationScope]
    /// The act that registered it, by whom and when.
    public let made: Int64
    public let official: String
    public let recorded: Timestamp
    /// The act by which the post's holder accepted it, and who that was.
    public let accepted: Int64?
    public let acceptedBy: String?
    /// The act that ended it, and by whom.
    public let revoked: Int64?
    public let revokedBy: String?

    /// Whether it may do more than read.
    public var isActing: Bool { scopes.contains(where: \.isActing) }

    /// Where it stands on an ISO day.
    public func state(on day: String) -> State {
        if revoked != nil { return .revoked }
        if day >= expires { return .expired }
        return isActing && accepted == nil ? .waiting : .active
    }

    /// Whether a scope is among its own, or covered by one of them.
    public func holds(_ scope: IntegrationScope) -> Bool { scopes.contains { $0.covers(scope) } }
}

/// Reads the integrations.
public enum IntegrationBook {
    /// All of them, by code.
    public static func all(in tables: any Connection) throws -> [Integration] {
        try tables.query("SELECT * FROM integrations ORDER BY code").map { try integration($0, in: tables) }
    }

    /// The integration of a code.
    public static func integration(_ code: String, in tables: any Connection) throws -> Integration? {
        try tables.first("SELECT * FROM integrations WHERE code = ?", [.text(code)]).map { try integration($0, in: tables) }
    }

    /// The integration of a token, by the token's hash.
    public static func integration(tokenHash: String, in tables: any Connection) throws -> Integration? {
        try tables.first("SELECT * FROM integrations WHERE token_hash = ?", [.text(tokenHash)]).map { try integration($0, in: tables) }
    }

    /// Whom an integration acts for on an ISO day: the post's holder. Throws `notAppointed` when nobody holds the post.
    ///
    /// For acts it must be the holder who accepted the integration: a successor has agreed to nothing yet.
    public static func signatory(
        of integration: Integration, acting: Bool, on day: String, in tables: any Connection
    ) throws -> Signatory {
        if acting, let official = integration.acceptedBy {
            return try OfficialBook.signatory(official: official, post: integration.post, on: day, in: tables).through(integration.code)
        }
        let row = try tables.first(
            """
            SELECT official FROM appointments WHERE post = ? AND since <= ? AND (until IS NULL OR until > ?) ORDER BY since DESC
            """, [.text(integration.post), .text(day), .text(day)])
        guard let official = try row?.text("official") else {
            throw Failure(.notAppointed, ["official": "–", "post": integration.post, "date": day])
        }
        return try OfficialBook.signatory(official: official, post: integration.post, on: day, in: tables).through(integration.code)
    }

    private static func integration(_ row: Row, in tables: any Connection) throws -> Integration {
        let code = try row.text("code")
        let scopes = try tables.query("SELECT scope FROM integration_scopes WHERE integration = ? ORDER BY ordinal", [.text(code)])
        return try Integration(
            code: code, post: row.text("post"), tokenHash: row.text("token_hash"), expires: row.text("expires"),
            // A kind of act that this program no longer knows gives no right.
            scopes: scopes.compactMap { try? IntegrationScope($0.text("scope")) }, made: row.integer("made"),
            official: row.text("official"), recorded: Timestamp(milliseconds: row.integer("recorded")),
            accepted: row.integerOrNil("accepted"), acceptedBy: row.textOrNil("accepted_by"),
            revoked: row.integerOrNil("revoked"), revokedBy: row.textOrNil("revoked_by"))
    }
}
