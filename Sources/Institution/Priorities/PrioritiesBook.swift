import Acts
import Storage

/// A priority of a year.
public struct Priority: Sendable, Hashable {
    /// The year it guides, its code and its rank (from 1).
    public let year: Int
    public let code: String
    public let rank: Int
    /// The priority, and where it was announced.
    public let text: Trilingual
    public let source: String?
    /// The act that set this wording.
    public let by: Authorship
    /// Number of the act that worded it anew; nil for the current wording.
    public let replacedBy: Int64?
}

/// Reads priorities.
public enum PrioritiesBook {
    /// The priorities that guide a year, by rank.
    public static func priorities(year: Int, in tables: any Connection) throws -> [Priority] {
        try tables.query(
            "SELECT * FROM priorities WHERE year = ? AND replaced_by IS NULL ORDER BY rank", [.integer(Int64(year))]
        ).map(priority)
    }

    /// One priority in its current wording; nil when the year has none of that code.
    public static func priority(year: Int, code: String, in tables: any Connection) throws -> Priority? {
        try history(year: year, code: code, in: tables).last
    }

    /// Every wording of a priority, oldest first.
    public static func history(year: Int, code: String, in tables: any Connection) throws -> [Priority] {
        try tables.query(
            "SELECT * FROM priorities WHERE year = ? AND code = ? ORDER BY made", [.integer(Int64(year)), .text(code)]
        ).map(priority)
    }

    private static func priority(_ row: Row) throws -> Priority {
        try Priority(
            year: Int(row.integer("year")), code: row.text("code"), rank: Int(row.integer("rank")),
            text: Trilingual(row, "text"), source: row.textOrNil("source"), by: Authorship(row),
            replacedBy: row.integerOrNil("replaced_by"))
    }
}
