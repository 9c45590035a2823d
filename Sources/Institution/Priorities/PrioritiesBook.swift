import Acts
import Storage

/// A priority of a year.
public struct Priority: Sendable, Hashable {
    /// The year it guides, its code and its rank (from 1).
    public let year: Int
    public let code: String
    public let rank: Int
    /// Number of the act that ordered the year's priorities after this wording was set; nil where the wording's own rank holds.
    public let ordered: Int64?
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
        try priorities(year: year, before: .max, in: tables)
    }

    /// The priorities that guided a year once the entry `last` was made, by rank: what was said later is passed over.
    public static func priorities(year: Int, before last: Int64, in tables: any Connection) throws -> [Priority] {
        let orders = try orders(year: year, before: last, in: tables)
        return try tables.query(
            "SELECT * FROM priorities WHERE year = ? AND made <= ? AND (replaced_by IS NULL OR replaced_by > ?)",
            [.integer(Int64(year)), .integer(last), .integer(last)]
        ).map { try priority($0, orders) }.sorted { ($0.rank, $0.code) < ($1.rank, $1.code) }
    }

    /// Of each code the place in the latest order.
    private static func orders(year: Int, before last: Int64, in tables: any Connection) throws -> [String: (made: Int64, rank: Int)] {
        var orders: [String: (made: Int64, rank: Int)] = [:]
        for row in try tables.query(
            "SELECT made, rank, code FROM priority_orders WHERE year = ? AND made <= ? ORDER BY made, rank",
            [.integer(Int64(year)), .integer(last)])
        {
            orders[try row.text("code")] = (try row.integer("made"), Int(try row.integer("rank")))
        }
        return orders
    }

    /// One priority in its current wording; nil when the year has none of that code.
    public static func priority(year: Int, code: String, in tables: any Connection) throws -> Priority? {
        try history(year: year, code: code, in: tables).last
    }

    /// Every wording of a priority, oldest first.
    public static func history(year: Int, code: String, in tables: any Connection) throws -> [Priority] {
        try tables.query(
            "SELECT * FROM priorities WHERE year = ? AND code = ? ORDER BY made", [.integer(Int64(year)), .text(code)]
        ).map { try priority($0, orders(year: year, before: .max, in: tables)) }
    }

    /// An order holds for the wordings set before it; a wording set later brings its own rank.
    private static func priority(_ row: Row, _ orders: [String: (made: Int64, rank: Int)]) throws -> Priority {
        let order = try orders[row.text("code")]
        let made = try row.integer("made")
        let replaced = try row.integerOrNil("replaced_by") ?? .max
        let isOrdered = order.map { made < $0.made && $0.made < replaced } ?? false
        return try Priority(
            year: Int(row.integer("year")), code: row.text("code"),
            rank: isOrdered ? order?.rank ?? 0 : Int(row.integer("rank")), ordered: isOrdered ? order?.made : nil, text: Trilingual(row, "text"), source: row.textOrNil("source"), by: Authorship(row),
            replacedBy: row.integerOrNil("replaced_by"))
    }
}
