import Acts
import Storage

/// The annual meeting of a year.
public struct Meeting: Sendable, Hashable {
    /// The year whose results it heard, the ISO day it was held, and where.
    public let year: Int
    public let held: String
    public let place: Trilingual
    /// The act that recorded it.
    public let by: Authorship
}

/// A decision of the annual meeting.
public struct Decision: Sendable, Hashable {
    /// The year of the meeting and the number within it.
    public let year, number: Int
    /// What was decided.
    public let text: Trilingual
    /// The unit that carries it out, and the ISO day by which.
    public let owner, due: String
    /// The commitment and the indicator it rests on.
    public let commitment, indicator: String?
    /// The act that recorded it.
    public let by: Authorship
}

/// Reads the annual meetings.
public enum MeetingBook {
    /// The meeting of a year; nil before it is recorded.
    public static func meeting(year: Int, in tables: any Connection) throws -> Meeting? {
        try tables.query("SELECT * FROM meetings WHERE year = ?", [.integer(Int64(year))]).first.map { row in
            try Meeting(year: year, held: row.text("held"), place: Trilingual(row, "place"), by: Authorship(row))
        }
    }

    /// The decisions of a year's meeting, by number.
    public static func decisions(year: Int, in tables: any Connection) throws -> [Decision] {
        try tables.query("SELECT * FROM decisions WHERE year = ? ORDER BY number", [.integer(Int64(year))]).map(decision)
    }

    /// One decision; nil when there is none of that number.
    public static func decision(year: Int, number: Int, in tables: any Connection) throws -> Decision? {
        try tables.query(
            "SELECT * FROM decisions WHERE year = ? AND number = ?", [.integer(Int64(year)), .integer(Int64(number))]
        ).first.map(decision)
    }

    /// The decisions a unit is to carry out, by day due.
    public static func decisions(owner: String, in tables: any Connection) throws -> [Decision] {
        try tables.query("SELECT * FROM decisions WHERE owner = ? ORDER BY due, year, number", [.text(owner)])
            .map(decision)
    }

    private static func decision(_ row: Row) throws -> Decision {
        try Decision(
            year: Int(row.integer("year")), number: Int(row.integer("number")), text: Trilingual(row, "text"),
            owner: row.text("owner"), due: row.text("due"), commitment: row.textOrNil("commitment"),
            indicator: row.textOrNil("indicator"), by: Authorship(row))
    }
}
