import Acts
import Storage

/// A letter to a post on its way.
public struct Letter: Sendable, Hashable {
    /// Where it stands.
    public enum State: String, CaseIterable, Sendable {
        case waiting, sending, sent, failed
    }

    /// Its own word, also the left half of its Message-ID.
    public let id: String
    /// The post and the address it goes to.
    public let post, address: String
    /// What it says.
    public let subject, content: String
    /// Where it stands, and how often it was tried.
    public let state: State
    public let attempts: Int
    /// When it was written, when it is tried next (or given up by whoever has it), and when a server took it.
    public let created, nextTry: Timestamp
    public let sent: Timestamp?
    /// What the server said last; nil when nothing went wrong.
    public let trouble: String?
}

/// Keeps letters until a mail server has taken them. A letter is handed to one sender at a time; should that one die in the middle, it
/// is handed out again after a quarter of an hour, under the same Message-ID.
public enum Outbox {
    /// After so many tries a letter is given up.
    public static let mostAttempts = 8
    /// How long a sender has a letter for itself.
    static let lease: Int64 = 15 * 60_000
    /// Waiting times after each try, in minutes; the last one repeats.
    static let pauses: [Int64] = [1, 5, 15, 60, 240, 720]

    /// Puts one letter in, with the items it tells of; false, and nothing changed, when one of them was told meanwhile.
    public static func put(
        id: String, to told: ReminderPlan.PostItems, subject: String, content: String, now: Timestamp, in tables: any Connection
    ) throws -> Bool {
        struct Taken: Error {}
        do {
            try tables.savepoint {
                try tables.execute(
                    """
                    INSERT INTO letters (id, post, address, subject, content, state, attempts, next_try, created)
                    VALUES (?, ?, ?, ?, ?, 'waiting', 0, ?, ?)
                    """,
                    [
                        .text(id), .text(told.post.code), .text(told.contact.email), .text(subject), .text(content),
                        .integer(now.milliseconds), .integer(now.milliseconds),
                    ])
                for item in told.items {
                    let count = try tables.execute(
                        "INSERT INTO reminders (post, duty, step, letter, created) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                        [
                            .text(told.post.code), .text(item.duty.key), .text(item.step.word), .text(id), .integer(now.milliseconds),
                        ])
                    guard count == 1 else { throw Taken() }
                }
            }
        } catch is Taken { return false }
        return true
    }

    /// Takes up to `limit` letters that are to be tried now, oldest first, so that no other sender takes them.
    public static func take(_ limit: Int, now: Timestamp, in tables: any Connection) throws -> [Letter] {
        let ready = try tables.query(
            "SELECT * FROM letters WHERE state IN ('waiting', 'sending') AND next_try <= ? ORDER BY created, id LIMIT ?",
            [.integer(now.milliseconds), .integer(Int64(limit))]
        ).map(letter)
        return try ready.filter { letter in
            try tables.execute(
                """
                UPDATE letters SET state = 'sending', next_try = ?, attempts = attempts + 1
                WHERE id = ? AND state = ? AND attempts = ?
                """,
                [
                    .integer(now.milliseconds + lease), .text(letter.id), .text(letter.state.rawValue),
                    .integer(Int64(letter.attempts)),
                ]) == 1
        }
    }

    /// A server took the letter.
    public static func markSent(_ id: String, now: Timestamp, in tables: any Connection) throws {
        try tables.execute(
            "UPDATE letters SET state = 'sent', sent = ?, trouble = NULL WHERE id = ?", [.integer(now.milliseconds), .text(id)])
    }

    /// No server took it: it is tried again later, or given up when the refusal is final or it was tried often enough.
    public static func markTrouble(
        _ id: String, _ trouble: String, isFinal: Bool, now: Timestamp, in tables: any Connection
    ) throws {
        guard let letter = try tables.first("SELECT * FROM letters WHERE id = ?", [.text(id)]).map(letter) else { return }
        let isGivenUp = isFinal || letter.attempts >= mostAttempts
        let pause = pauses[max(0, min(letter.attempts, pauses.count) - 1)] * 60_000
        try tables.execute(
            "UPDATE letters SET state = ?, next_try = ?, trouble = ? WHERE id = ?",
            [
                .text(isGivenUp ? "failed" : "waiting"), .integer(now.milliseconds + pause), .text(String(trouble.prefix(400))),
                .text(id),
            ])
    }

    /// Tries again, from the first, whatever was given up; returns how many letters.
    @discardableResult
    public static func retryFailed(now: Timestamp, in tables: any Connection) throws -> Int {
        try tables.execute(
            "UPDATE letters SET state = 'waiting', attempts = 0, next_try = ? WHERE state = 'failed'", [.integer(now.milliseconds)])
    }

    /// The latest letters, newest first.
    public static func latest(_ limit: Int, in tables: any Connection) throws -> [Letter] {
        try tables.query("SELECT * FROM letters ORDER BY created DESC, id LIMIT ?", [.integer(Int64(limit))]).map(letter)
    }

    /// How many letters stand where.
    public static func counts(in tables: any Connection) throws -> [Letter.State: Int] {
        var counts: [Letter.State: Int] = [:]
        for row in try tables.query("SELECT state, COUNT(*) AS letters FROM letters GROUP BY state") {
            if let state = Letter.State(rawValue: try row.text("state")) { counts[state] = Int(try row.integer("letters")) }
        }
        return counts
    }

    private static func letter(_ row: Row) throws -> Letter {
        guard let state = Letter.State(rawValue: try row.text("state")) else {
            throw Failure(.databaseDamaged, privateDetail: "state of letter")
        }
        return try Letter(
            id: row.text("id"), post: row.text("post"), address: row.text("address"), subject: row.text("subject"),
            content: row.text("content"), state: state, attempts: Int(row.integer("attempts")),
            created: Timestamp(milliseconds: row.integer("created")), nextTry: Timestamp(milliseconds: row.integer("next_try")),
            sent: row.integerOrNil("sent").map { Timestamp(milliseconds: $0) }, trouble: row.textOrNil("trouble"))
    }
}
