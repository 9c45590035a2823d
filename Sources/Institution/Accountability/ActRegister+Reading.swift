import Acts
import Figures
import Storage

extension ActRegister {
    /// What of a register is asked for. Empty: everything.
    public struct Filter: Sendable, Hashable {
        /// One kind of act.
        public var kind: String?
        /// The institution's year the acts are about.
        public var year: Int?
        /// First and last day on which they were done, ISO, both included.
        public var from, to: String?
        /// Only entries before this number: how one turns pages.
        public var before: Int64?

        /// A filter.
        public init(kind: String? = nil, year: Int? = nil, from: String? = nil, to: String? = nil, before: Int64? = nil) {
            (self.kind, self.year, self.from, self.to, self.before) = (kind, year, from, to, before)
        }
    }

    /// A line of a register.
    public struct Line: Sendable, Hashable {
        /// The entry's number, kind and time.
        public let record: Record
        /// How the unit or post takes part.
        public let part: Part
        /// The institution's year it is about.
        public let year: Int?
    }

    /// The lines of a unit's or post's register, latest first; at most `limit`.
    public static func lines(
        _ sort: Sort, _ code: String, _ filter: Filter, limit: Int, in tables: any Connection
    ) throws -> [Line] {
        let (condition, arguments) = try condition(sort, code, filter)
        return try tables.query(
            "SELECT number, part, kind, time, year FROM act_subjects WHERE \(condition) ORDER BY number DESC LIMIT ?",
            arguments + [.integer(Int64(limit))]
        ).map { row in
            guard let part = Part(rawValue: try row.text("part")) else {
                throw Failure(.databaseDamaged, privateDetail: "part of act")
            }
            return Line(
                record: Record(
                    number: try row.integer("number"), time: Timestamp(milliseconds: try row.integer("time")), kind: try row.text("kind")),
                part: part, year: try row.integerOrNil("year").map(Int.init))
        }
    }

    /// How many lines there are in all, whatever page is shown.
    public static func count(_ sort: Sort, _ code: String, _ filter: Filter, in tables: any Connection) throws -> Int {
        var filter = filter
        filter.before = nil
        let (condition, arguments) = try condition(sort, code, filter)
        return Int(try tables.first("SELECT COUNT(*) AS n FROM act_subjects WHERE \(condition)", arguments)?.integer("n") ?? 0)
    }

    /// The kinds of act and the years that occur in a register, in order, for its filter.
    public static func choices(_ sort: Sort, _ code: String, in tables: any Connection) throws -> (kinds: [String], years: [Int]) {
        let place: [SQLValue] = [.text(sort.rawValue), .text(code)]
        let kinds = try tables.query("SELECT DISTINCT kind FROM act_subjects WHERE sort = ? AND code = ?", place).map { try $0.text("kind") }
        let years = try tables.query(
            "SELECT DISTINCT year FROM act_subjects WHERE sort = ? AND code = ? AND year IS NOT NULL", place
        ).map { Int(try $0.integer("year")) }
        return (kinds.sorted(), years.sorted(by: >))
    }

    /// Numbers of entries of the whole ledger, latest first; at most `limit`. The filter's year does not apply.
    public static func entries(_ filter: Filter, limit: Int, in tables: any Connection) throws -> [Int64] {
        // Time never runs backwards in the ledger: days are a range of numbers.
        let first = try filter.from.map { try number(at: moment($0), in: tables) } ?? 0
        let size = try LedgerBook.size(in: tables)
        let end = try min(filter.to.map { try number(at: moment($0) + 86_400_000, in: tables) } ?? size, filter.before ?? size)
        if let kind = filter.kind {
            return try tables.query(
                """
                SELECT DISTINCT number FROM act_subjects WHERE kind = ? AND number >= ? AND number < ? ORDER BY number DESC LIMIT ?
                """, [.text(kind), .integer(first), .integer(end), .integer(Int64(limit))]
            ).map { try $0.integer("number") }
        }
        guard end > first else { return [] }
        return Array((max(first, end - Int64(limit))..<end).reversed())
    }

    /// The number of the first entry at or after a moment.
    private static func number(at milliseconds: Int64, in tables: any Connection) throws -> Int64 {
        var (low, high) = (Int64(0), try LedgerBook.size(in: tables))
        while low < high {
            let middle = (low + high) / 2
            let time = try tables.first("SELECT time FROM entries WHERE number = ?", [.integer(middle)])?.integer("time") ?? 0
            if time < milliseconds { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private static func moment(_ day: String) throws -> Int64 { Int64(try Codes.day(day, field: "day").number) * 86_400_000 }

    private static func condition(_ sort: Sort, _ code: String, _ filter: Filter) throws -> (String, [SQLValue]) {
        var (condition, arguments) = ("sort = ? AND code = ?", [SQLValue.text(sort.rawValue), .text(code)])
        if let kind = filter.kind { (condition, arguments) = (condition + " AND kind = ?", arguments + [.text(kind)]) }
        if let year = filter.year { (condition, arguments) = (condition + " AND year = ?", arguments + [.integer(Int64(year))]) }
        if let from = filter.from { (condition, arguments) = (condition + " AND time >= ?", arguments + [.integer(try moment(from))]) }
        if let to = filter.to { (condition, arguments) = (condition + " AND time < ?", arguments + [.integer(try moment(to) + 86_400_000)]) }
        if let before = filter.before { (condition, arguments) = (condition + " AND number < ?", arguments + [.integer(before)]) }
        return (condition, arguments)
    }
}
