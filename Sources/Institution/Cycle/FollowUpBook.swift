import Acts
import Figures
import Storage

/// A quarter's review of a unit's commitments, as recorded.
public struct QuarterReview: Sendable, Hashable {
    /// The year, the quarter and the unit.
    public let year, quarter: Int
    public let unit: String
    /// Number of the proposal whose commitments it speaks about.
    public let proposal: Int64
    /// The review, and how each commitment stands.
    public let text: Trilingual
    public let lines: [RecordFollowUp.Line]
    /// The act that recorded it.
    public let by: Authorship
    /// Number of the record that took its place; nil for the current one.
    public let replacedBy: Int64?
}

/// Reads the quarterly reviews.
public enum FollowUpBook {
    /// The days after a quarter's end within which its review is due.
    public static let daysToReview = 30
    /// The quarters whose review is owed; the fourth is what the self-assessment says.
    public static let owedQuarters = 1...3

    /// The period of a quarter; nil unless it is 1 to 4.
    public static func quarter(_ quarter: Int, of year: Int) -> Period? {
        (1...4).contains(quarter) ? try? Period("\(year)-Q\(quarter)") : nil
    }

    /// The current review of a unit's quarter; nil when there is none.
    public static func current(year: Int, unit: String, quarter: Int, in tables: any Connection) throws -> QuarterReview? {
        try read(
            "f.year = ? AND f.unit = ? AND f.quarter = ? AND f.replaced_by IS NULL",
            [.integer(Int64(year)), .text(unit), .integer(Int64(quarter))], in: tables
        ).first
    }

    /// Every record of a unit's quarter, oldest first.
    public static func history(year: Int, unit: String, quarter: Int, in tables: any Connection) throws -> [QuarterReview] {
        try read(
            "f.year = ? AND f.unit = ? AND f.quarter = ?", [.integer(Int64(year)), .text(unit), .integer(Int64(quarter))],
            in: tables)
    }

    /// The current reviews of a year, by unit and quarter.
    public static func all(year: Int, in tables: any Connection) throws -> [QuarterReview] {
        try read("f.year = ? AND f.replaced_by IS NULL", [.integer(Int64(year))], in: tables)
    }

    /// Two readings however many reviews there are.
    private static func read(_ condition: String, _ arguments: [SQLValue], in tables: any Connection) throws -> [QuarterReview] {
        var lines: [Int64: [RecordFollowUp.Line]] = [:]
        try tables.forEach(
            """
            SELECT l.* FROM follow_up_lines l JOIN follow_ups f ON f.made = l.follow_up
            WHERE \(condition) ORDER BY l.follow_up, l.ordinal
            """, arguments
        ) { row in lines[try row.integer("follow_up"), default: []].append(try line(row)) }
        return try tables.query("SELECT * FROM follow_ups f WHERE \(condition) ORDER BY f.unit, f.quarter, f.made", arguments)
            .map { row in
                let by = try Authorship(row)
                return try QuarterReview(
                    year: Int(row.integer("year")), quarter: Int(row.integer("quarter")), unit: row.text("unit"),
                    proposal: row.integer("proposal"), text: Trilingual(row, "text"), lines: lines[by.number] ?? [], by: by,
                    replacedBy: row.integerOrNil("replaced_by"))
            }
    }

    private static func line(_ row: Row) throws -> RecordFollowUp.Line {
        guard let progress = RecordFollowUp.Progress(rawValue: try row.text("progress")) else {
            throw Failure(.databaseDamaged, privateDetail: "progress of commitment")
        }
        return RecordFollowUp.Line(
            commitment: try row.text("commitment"), progress: progress,
            note: try row.textOrNil("note_ar") == nil ? nil : Trilingual(row, "note"))
    }
}
