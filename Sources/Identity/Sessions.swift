import Acts
import Storage

/// A session as found for a cookie.
public struct Session: Sendable, Hashable {
    /// The secret of the cookie; it also gives the token of the session's forms.
    public let secret: Secret
    /// The official's code.
    public let official: String
    /// The post's code. Role and unit are read from the register of appointments at each request, so a lost post ends at once.
    public let post: String
    /// When it was opened.
    public let created: Timestamp
    /// When it ends whatever happens.
    public let expires: Timestamp
    /// When it was last written down as seen.
    public let lastSeen: Timestamp
}

/// Sessions of signed-in officials: ten hours at most, two hours without a request.
public enum Sessions {
    /// The longest a session lasts, in milliseconds.
    public static let lifetime: Int64 = 10 * 3600 * 1000
    /// The longest pause between two requests, in milliseconds.
    public static let idleLimit: Int64 = 2 * 3600 * 1000
    /// How rarely `last_seen` is written, in milliseconds: a page view is not worth a disk write.
    public static let seenInterval: Int64 = 5 * 60 * 1000

    /// Opens a session and gives its secret, once.
    public static func open(official: String, post: String, now: Timestamp, in tables: any Connection) throws -> Secret {
        let secret = Secret.random()
        try tables.execute("DELETE FROM sessions WHERE expires < ?", [.integer(now.milliseconds)])
        try tables.execute(
            "INSERT INTO sessions (token_hash, official, post, created, last_seen, expires) VALUES (?, ?, ?, ?, ?, ?)",
            [
                .text(secret.hash), .text(official), .text(post), .integer(now.milliseconds),
                .integer(now.milliseconds), .integer(now.milliseconds + lifetime),
            ])
        return secret
    }

    /// The session of a cookie; nil when unknown, ended or idle for too long.
    public static func find(_ secret: Secret, now: Timestamp, in tables: any Connection) throws -> Session? {
        let rows = try tables.query(
            """
            SELECT token_hash, official, post, created, last_seen, expires FROM sessions
            WHERE token_hash = ? AND expires > ? AND last_seen > ?
            """,
            [.text(secret.hash), .integer(now.milliseconds), .integer(now.milliseconds - idleLimit)])
        guard let row = rows.first, equalInConstantTime(try row.text("token_hash"), secret.hash) else { return nil }
        return Session(
            secret: secret, official: try row.text("official"), post: try row.text("post"),
            created: Timestamp(milliseconds: try row.integer("created")),
            expires: Timestamp(milliseconds: try row.integer("expires")),
            lastSeen: Timestamp(milliseconds: try row.integer("last_seen")))
    }

    /// Whether `last_seen` is old enough to be written again.
    public static func shouldTouch(_ session: Session, now: Timestamp) -> Bool {
        now.milliseconds - session.lastSeen.milliseconds > seenInterval
    }

    /// Writes down that the session was seen.
    public static func touch(_ session: Session, now: Timestamp, in tables: any Connection) throws {
        try tables.execute(
            "UPDATE sessions SET last_seen = ? WHERE token_hash = ?", [.integer(now.milliseconds), .text(session.secret.hash)])
    }

    /// A new session in the place of one, for another post of the same official; it ends when the old one would have.
    public static func renew(_ session: Session, post: String, now: Timestamp, in tables: any Connection) throws -> Secret {
        let secret = try open(official: session.official, post: post, now: now, in: tables)
        try tables.execute(
            "UPDATE sessions SET created = ?, expires = ? WHERE token_hash = ?",
            [.integer(session.created.milliseconds), .integer(session.expires.milliseconds), .text(secret.hash)])
        try end(session.secret, in: tables)
        return secret
    }

    /// Ends a session; ending one that has ended is no error.
    public static func end(_ secret: Secret, in tables: any Connection) throws {
        try tables.execute("DELETE FROM sessions WHERE token_hash = ?", [.text(secret.hash)])
    }
}
