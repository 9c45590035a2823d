import Acts
import Storage

/// Links that sign an official in once: printed by the command, good for fifteen minutes, used by the press of a button
/// and never by the mere opening of the address (mail scanners and previews open addresses too).
public enum SignInLinks {
    /// How long a link is good for, in milliseconds.
    public static let lifetime: Int64 = 15 * 60 * 1000

    /// Makes a link's secret for an official in a post. The secret exists only in the answer; the table keeps its hash.
    public static func create(official: String, post: String, now: Timestamp, in tables: any Connection) throws -> Secret {
        let secret = Secret.random()
        try tables.execute("DELETE FROM sign_in_links WHERE expires < ?", [.integer(now.milliseconds - lifetime)])
        try tables.execute(
            "INSERT INTO sign_in_links (token_hash, official, post, created, expires, used) VALUES (?, ?, ?, ?, ?, NULL)",
            [
                .text(secret.hash), .text(official), .text(post), .integer(now.milliseconds),
                .integer(now.milliseconds + lifetime),
            ])
        return secret
    }

    /// Whom a link is for, without using it; nil when it is unknown, used or expired.
    public static func holder(of secret: Secret, now: Timestamp, in tables: any Connection) throws -> LinkHolder? {
        let rows = try tables.query(
            "SELECT token_hash, official, post FROM sign_in_links WHERE token_hash = ? AND used IS NULL AND expires > ?",
            [.text(secret.hash), .integer(now.milliseconds)])
        guard let row = rows.first, equalInConstantTime(try row.text("token_hash"), secret.hash) else { return nil }
        return LinkHolder(official: try row.text("official"), post: try row.text("post"))
    }

    /// Uses a link up and opens the session it stands for. Throws `E4002` when it is unknown, used or expired: the three are not told apart.
    /// Call inside a write transaction: two presses at once give one session.
    public static func consume(_ secret: Secret, now: Timestamp, in tables: any Connection) throws -> (Secret, LinkHolder) {
        guard let holder = try holder(of: secret, now: now, in: tables) else { throw Failure(.badLink) }
        let changed = try tables.execute(
            "UPDATE sign_in_links SET used = ? WHERE token_hash = ? AND used IS NULL",
            [.integer(now.milliseconds), .text(secret.hash)])
        guard changed == 1 else { throw Failure(.badLink) }
        return (try Sessions.open(official: holder.official, post: holder.post, now: now, in: tables), holder)
    }
}

/// The official and post a link was made for.
public struct LinkHolder: Sendable, Hashable {
    /// The official's code.
    public let official: String
    /// The post's code.
    public let post: String
}
