import Acts
import Storage

/// A delegation as given.
public struct Delegation: Sendable, Hashable {
    /// The post acted for, the official who may act for it, and who gave it; no giver where a vacancy is filled.
    public let post, delegate: String
    public let holder: String?
    /// First and last day, ISO, both included.
    public let starts, ends: String
    /// Why.
    public let cause: DelegatePost.Cause
    public let reason: String
    /// The kinds of act; nil: all of the post's.
    public let kinds: [String]?
    /// The act that gave it.
    public let by: Authorship
    /// The number of the act that recalled it, and why.
    public let recalled: Int64?
    public let recallReason: String?

    /// Whether its days include an ISO day and nobody recalled it. Whether its giver is still in office is asked apart.
    public func covers(_ day: String) -> Bool { recalled == nil && starts <= day && day <= ends }
}

/// Reads delegations.
public enum DelegationBook {
    /// One delegation by its number.
    public static func delegation(_ number: Int64, in tables: any Connection) throws -> Delegation? {
        try tables.first("SELECT * FROM delegations WHERE made = ?", [.integer(number)]).map(delegation)
    }

    /// Every delegation of a post, oldest first.
    public static func all(of post: String, in tables: any Connection) throws -> [Delegation] {
        try tables.query("SELECT * FROM delegations WHERE subject = ? ORDER BY made", [.text(post)]).map(delegation)
    }

    /// Every delegation to an official, oldest first.
    public static func all(to official: String, in tables: any Connection) throws -> [Delegation] {
        try tables.query("SELECT * FROM delegations WHERE delegate = ? ORDER BY made", [.text(official)]).map(delegation)
    }

    /// All of the institution's, latest first.
    public static func all(in tables: any Connection) throws -> [Delegation] {
        try tables.query("SELECT * FROM delegations ORDER BY made DESC").map(delegation)
    }

    /// Whether a delegation holds on an ISO day: its days, no recall, and its giver still in office.
    public static func holds(_ delegation: Delegation, on day: String, in tables: any Connection) throws -> Bool {
        guard delegation.covers(day) else { return false }
        guard let holder = delegation.holder else { return true }
        return try OfficialBook.holder(of: delegation.post, on: day, in: tables) == holder
    }

    /// The signatory an official is for another's post on a day; nil when no delegation to them holds.
    /// Throws `delegateWithoutPost` when one holds but they have no post of their own any more.
    static func signatory(
        official: String, post: String, on day: String, in tables: any Connection
    ) throws -> Signatory? {
        let given = try tables.query(
            "SELECT * FROM delegations WHERE delegate = ? AND subject = ? AND recalled IS NULL AND starts <= ? AND ends >= ? ORDER BY made",
            [.text(official), .text(post), .text(day), .text(day)]
        ).map(delegation)
        guard let held = try given.first(where: { try holds($0, on: day, in: tables) }),
            let subject = try OfficialBook.post(post, in: tables)
        else { return nil }
        guard let own = try OfficialBook.ownPosts(of: official, on: day, in: tables).first(where: { $0.code != post }) else {
            throw Failure(.delegateWithoutPost, ["official": official, "date": day])
        }
        return Signatory(
            official: official, post: post, role: subject.role, unit: subject.unit, ownPost: own.code, kinds: held.kinds)
    }

    private static func delegation(_ row: Row) throws -> Delegation {
        guard let cause = DelegatePost.Cause(rawValue: try row.text("cause")) else {
            throw Failure(.databaseDamaged, privateDetail: "cause of delegation")
        }
        return try Delegation(
            post: row.text("subject"), delegate: row.text("delegate"), holder: row.textOrNil("holder"), starts: row.text("starts"),
            ends: row.text("ends"), cause: cause, reason: row.text("reason"),
            kinds: row.textOrNil("kinds").map { $0.split(separator: " ").map(String.init) }, by: Authorship(row),
            recalled: row.integerOrNil("recalled"), recallReason: row.textOrNil("recall_reason"))
    }
}

/// Whose hands stand behind a signature. Delegation moves a power, not a pair of eyes: what is done in the name of a post is also its
/// holder's work, and who acts for a post is bound by what its holder may not do.
public enum Hands {
    /// The signatory and, where they act by delegation, whoever gave it.
    public static func behind(_ signatory: Signatory, in tables: any Connection) throws -> [String] {
        guard signatory.ownPost != nil else { return [signatory.official] }
        let givers = try DelegationBook.all(of: signatory.post, in: tables)
            .filter { $0.delegate == signatory.official && $0.recalled == nil }.compactMap(\.holder)
        return [signatory.official] + Set(givers).subtracting([signatory.official]).sorted()
    }

    /// Whether what an official did through a post is the work of one of these: their own, or done by delegation in their name.
    public static func isWork(
        of officials: [String], official: String, post: String, in tables: any Connection
    ) throws -> Bool {
        if officials.contains(official) { return true }
        return try officials.contains { holder in
            try tables.first(
                "SELECT made FROM delegations WHERE subject = ? AND delegate = ? AND holder = ? LIMIT 1",
                [.text(post), .text(official), .text(holder)]) != nil
        }
    }

    /// SQL that holds for rows of `table` (columns `official`, `post`) which are the work of one official; takes that official twice.
    public static func work(_ table: String) -> String {
        """
        (\(table).official = ? OR EXISTS (SELECT 1 FROM delegations d
            WHERE d.subject = \(table).post AND d.delegate = \(table).official AND d.holder = ?))
        """
    }
}
