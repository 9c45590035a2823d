import Acts
import Figures
import Storage

/// One version of one row of a register.
public struct RegisterRow: Sendable, Hashable {
    /// The row's code: the number of the act that recorded it and its place in it, `412-1`.
    public let code: String
    /// Counts its versions from 1.
    public let version: Int
    /// The unit that recorded it, and the day of the event; ISO.
    public let unit, date: String
    /// What it holds, by column.
    public let cells: [String: String]
    /// Whether this version says that the row no longer counts.
    public let isStruck: Bool
    /// Whether it is the row's last version.
    public let isCurrent: Bool
    /// Why it was corrected or struck; nil for a first version.
    public let reason: String?
    /// The act of this version.
    public let by: Authorship

    /// Whether it counts.
    public var counts: Bool { isCurrent && !isStruck }
}

/// A register as declared last.
public struct DeclaredRegister: Sendable, Hashable {
    /// What it is.
    public let definition: RegisterDefinition
    /// Counts its declarations from 1.
    public let version: Int
    /// The act that declared it so.
    public let by: Authorship
}

/// Reads registers and their rows.
public enum RegisterBook {
    /// All registers as declared last, by code.
    public static func all(in tables: any Connection) throws -> [DeclaredRegister] {
        try tables.query(
            """
            SELECT r.* FROM registers r
            WHERE NOT EXISTS (SELECT 1 FROM registers q WHERE q.code = r.code AND q.version > r.version) ORDER BY r.code
            """
        ).map(readRegister)
    }

    /// The register of a code as declared last.
    public static func register(_ code: String, in tables: any Connection) throws -> DeclaredRegister? {
        try tables.first("SELECT * FROM registers WHERE code = ? ORDER BY version DESC LIMIT 1", [.text(code)]).map(readRegister)
    }

    /// The definition of a code in force; nil for an unknown one.
    public static func definition(_ code: String, in tables: any Connection) throws -> RegisterDefinition? {
        try register(code, in: tables)?.definition
    }

    /// The rows of a unit and period that count for at least one of the rules, by day and code.
    public static func counting(
        _ feeds: [FeedingRule], of register: String, unit: String, period: Period, in tables: any Connection
    ) throws -> [RegisterRow] {
        let wanted = narrowed(feeds, of: register, unit: unit, period: period, withPast: false)
        return try tables.query(
            "SELECT * FROM register_rows WHERE \(wanted.sql) ORDER BY date, code", wanted.arguments
        ).map(readRow).filter { row in feeds.contains { $0.takes(row.cells) } }
    }

    /// What a recount reads: the rows of a unit and period that count for the rules; `withPast` also those that did once, in
    /// every version.
    static func counted(
        _ feeds: [FeedingRule], of register: String, unit: String, period: Period, withPast: Bool, in tables: any Connection
    ) throws -> [CountedRow] {
        let wanted = narrowed(feeds, of: register, unit: unit, period: period, withPast: withPast)
        return try tables.query(
            "SELECT code, cells, is_struck, is_current FROM register_rows WHERE \(wanted.sql)", wanted.arguments
        ).map(readCounted).filter { row in feeds.contains { $0.takes(row.cells) } }
    }

    /// Whether one row of a unit and period counts for one of the rules; `withPast`: or did once.
    static func holds(
        _ feeds: [FeedingRule], of register: String, unit: String, period: Period, withPast: Bool, in tables: any Connection
    ) throws -> Bool {
        let wanted = narrowed(feeds, of: register, unit: unit, period: period, withPast: withPast)
        let first = try tables.first(
            "SELECT code, cells, is_struck, is_current FROM register_rows WHERE \(wanted.sql) LIMIT 1", wanted.arguments)
        guard let row = try first.map(readCounted) else { return false }
        if feeds.contains(where: { $0.takes(row.cells) }) { return true }
        // The first row was let through by the looser text of the query: then all of them are looked at.
        return try !counted(feeds, of: register, unit: unit, period: period, withPast: withPast, in: tables).isEmpty
    }

    /// The indicators whose rules are not the same in every version of a register: a recount of them may change what no row did.
    static func rewritten(_ register: RegisterDefinition, in tables: any Connection) throws -> Set<String> {
        let versions = try tables.query(
            "SELECT * FROM registers WHERE code = ? ORDER BY version", [.text(register.code)]
        ).map(readRegister)
        return Set(
            register.indicators.filter { indicator in
                let rules = register.feeds.filter { $0.indicator == indicator }
                return versions.contains { $0.definition.feeds.filter { $0.indicator == indicator } != rules }
            })
    }

    /// The WHERE of rows that rules may take. Cells are stored as canonical JSON, in which a code stands as `"column":"code"`:
    /// the text lets through every row that meets the conditions and seldom another.
    private static func narrowed(
        _ feeds: [FeedingRule], of register: String, unit: String, period: Period, withPast: Bool
    ) -> (sql: String, arguments: [SQLValue]) {
        var sql = "register = ? AND unit = ? AND date >= ? AND date <= ?"
        if !withPast { sql += " AND is_current = 1 AND is_struck = 0" }
        var arguments: [SQLValue] = [.text(register), .text(unit), .text("\(period.first)"), .text("\(period.last)")]
        let codes = feeds.flatMap(\.conditions).reduce(0) { $0 + $1.codes.count }
        // A rule without condition takes every row; a very long text would cost more than it spares.
        guard !feeds.isEmpty, codes <= 200, feeds.allSatisfy({ !$0.conditions.isEmpty }) else { return (sql, arguments) }
        var rules: [String] = []
        for feed in feeds {
            var conditions: [String] = []
            for condition in feed.conditions {
                conditions.append("(" + condition.codes.map { _ in "cells LIKE ?" }.joined(separator: " OR ") + ")")
                arguments += condition.codes.map { SQLValue.text("%\"\(condition.column)\":\"\($0)\"%") }
            }
            rules.append("(" + conditions.joined(separator: " AND ") + ")")
        }
        sql += " AND (" + rules.joined(separator: " OR ") + ")"
        return (sql, arguments)
    }

    /// What rows are looked for.
    public struct Filter: Sendable, Hashable {
        /// Of one unit; nil: of all.
        public var unit: String?
        /// On or after, and on or before; ISO.
        public var first, last: String
        /// Struck rows too.
        public var withStruck: Bool

        /// A filter.
        public init(unit: String? = nil, first: String, last: String, withStruck: Bool = false) {
            self.unit = unit
            self.first = first
            self.last = last
            self.withStruck = withStruck
        }

        var sql: String {
            "register = ? AND is_current = 1 AND date >= ? AND date <= ? AND (? = '' OR unit = ?)"
                + (withStruck ? "" : " AND is_struck = 0")
        }
        func arguments(_ register: String) -> [SQLValue] {
            [.text(register), .text(first), .text(last), .text(unit ?? ""), .text(unit ?? "")]
        }
    }

    /// The last versions of the rows a filter finds, latest day first: `limit` of them from `offset` on.
    public static func current(
        of register: String, _ filter: Filter, offset: Int = 0, limit: Int, in tables: any Connection
    ) throws -> [RegisterRow] {
        try tables.query(
            "SELECT * FROM register_rows WHERE \(filter.sql) ORDER BY date DESC, code DESC LIMIT ? OFFSET ?",
            filter.arguments(register) + [.integer(Int64(limit)), .integer(Int64(offset))]
        ).map(readRow)
    }

    /// How many rows a filter finds.
    public static func count(of register: String, _ filter: Filter, in tables: any Connection) throws -> Int {
        let row = try tables.first("SELECT COUNT(*) AS n FROM register_rows WHERE \(filter.sql)", filter.arguments(register))
        return Int(try row?.integer("n") ?? 0)
    }

    /// How many rows count in a span, by unit.
    public static func counts(of register: String, _ filter: Filter, in tables: any Connection) throws -> [String: Int] {
        var found: [String: Int] = [:]
        for row in try tables.query(
            "SELECT unit, COUNT(*) AS n FROM register_rows WHERE \(filter.sql) GROUP BY unit", filter.arguments(register))
        { found[try row.text("unit")] = Int(try row.integer("n")) }
        return found
    }

    /// All versions of one row, first to last; empty for an unknown one.
    public static func versions(of code: String, register: String, in tables: any Connection) throws -> [RegisterRow] {
        try tables.query(
            "SELECT * FROM register_rows WHERE register = ? AND code = ? ORDER BY version", [.text(register), .text(code)]
        ).map(readRow)
    }

    /// The indicators for which a unit declared that a period has no row.
    public static func nothing(
        of register: String, unit: String, period: String, in tables: any Connection
    ) throws -> [String] {
        try tables.query(
            "SELECT indicator FROM register_nothing WHERE register = ? AND unit = ? AND period = ? ORDER BY indicator",
            [.text(register), .text(unit), .text(period)]
        ).map { try $0.text("indicator") }
    }

    private static func readRegister(_ row: Row) throws -> DeclaredRegister {
        try DeclaredRegister(
            definition: CanonicalJSON.decode(RegisterDefinition.self, from: Array(row.text("definition").utf8)),
            version: Int(row.integer("version")), by: Authorship(row))
    }

    private static func readCounted(_ row: Row) throws -> CountedRow {
        try CountedRow(
            code: row.text("code"), cells: CanonicalJSON.decode([String: String].self, from: Array(row.text("cells").utf8)),
            counts: row.integer("is_current") == 1 && row.integer("is_struck") == 0)
    }

    private static func readRow(_ row: Row) throws -> RegisterRow {
        try RegisterRow(
            code: row.text("code"), version: Int(row.integer("version")), unit: row.text("unit"), date: row.text("date"),
            cells: CanonicalJSON.decode([String: String].self, from: Array(row.text("cells").utf8)),
            isStruck: row.integer("is_struck") == 1, isCurrent: row.integer("is_current") == 1, reason: row.textOrNil("reason"),
            by: Authorship(row))
    }
}

extension ActContext {
    /// The register of a code, read once a transaction; throws `unknownRegister`.
    func register(_ code: String) throws -> RegisterDefinition {
        let found = try memory.remembered("register/\(code)") { try RegisterBook.definition(code, in: tables) }
        guard let found else { throw Failure(.unknownRegister, ["register": String(code.prefix(64))]) }
        return found
    }
}
