import Acts
import Figures
import Storage

/// Convenes the annual meeting: day, hour, place, and which unit is heard when and for how long. Convening again replaces the agenda;
/// the earlier one stays readable. The meeting begins with last year's decisions, before the first unit.
public struct ConveneMeeting: Act {
    public static let kind = "ConveneMeeting"
    public static let policy = Policy.role([.secretary, .directorGeneral])

    /// A unit's turn.
    public struct Turn: Codable, Sendable, Hashable {
        /// The unit that is heard.
        public var unit: String
        /// Its speaking time in minutes, 1 to 480.
        public var minutes: Int

        /// A turn.
        public init(unit: String, minutes: Int) {
            self.unit = unit
            self.minutes = minutes
        }
    }

    /// The year whose results the meeting hears.
    public var year: Int
    /// The ISO day, within the dates of the meeting phase.
    public var day: String
    /// The hour it begins, `09:00`.
    public var starts: String
    /// Where.
    public var place: Trilingual
    /// Minutes for the opening and last year's decisions, 1 to 480.
    public var opening: Int
    /// The units in the order in which they are heard.
    public var turns: [Turn]

    /// A convocation.
    public init(year: Int, day: String, starts: String, place: Trilingual, opening: Int, turns: [Turn]) {
        (self.year, self.day, self.starts, self.place) = (year, day, starts, place)
        (self.opening, self.turns) = (opening, turns)
    }

    public func check(in context: ActContext) throws {
        try Required.cycle(year, in: context.tables)
        _ = try Codes.day(day, field: "day")
        let phase = try CycleBook.dates(.meeting, year: year, unit: nil, in: context.tables)
        guard phase.contains(day) else {
            throw Failure(.meetingOutsidePhase, ["date": day, "year": "\(year)", "starts": phase.starts, "ends": phase.ends])
        }
        guard Self.minutes(of: starts) != nil else { throw Self.malformed("starts", starts) }
        try place.check(field: "place")
        guard (1...480).contains(opening) else { throw Self.malformed("opening", "\(opening)") }
        guard (1...1_000).contains(turns.count) else { throw Failure(.missingText, ["field": "turns"]) }
        for turn in turns {
            guard (1...480).contains(turn.minutes) else { throw Self.malformed("minutes", "\(turn.minutes)") }
            _ = try UnitBook.open(turn.unit, on: day, in: context.tables)
        }
        if let unit = Required.repeated(turns.map(\.unit)) { throw Failure(.numberTaken, ["value": unit]) }
    }

    private static func malformed(_ field: String, _ value: String) -> Failure {
        Failure(.malformedValue, ["field": field, "value": String(value.prefix(40))])
    }

    /// Minutes since midnight of `HH:MM`; nil for any other text.
    public static func minutes(of time: String) -> Int? {
        let parts = time.split(separator: ":", omittingEmptySubsequences: false)
        guard time.utf8.count == 5, parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let hours = Int(parts[0]), let minutes = Int(parts[1]), hours < 24, minutes < 60
        else { return nil }
        return hours * 60 + minutes
    }

    public func project(in context: ActContext) throws {
        let tables = context.tables
        let made = SQLValue.integer(context.record.number)
        try tables.execute(
            "UPDATE meeting_convocations SET replaced_by = ? WHERE year = ? AND replaced_by IS NULL",
            [made, .integer(Int64(year))])
        try tables.execute(
            """
            INSERT INTO meeting_convocations (year, day, starts, place_ar, place_fr, place_en, opening, made, official, post, recorded)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [.integer(Int64(year)), .text(day), .text(starts)] + place.columns + [.integer(Int64(opening))] + context.authorship)
        try tables.insert(
            "INSERT INTO meeting_agenda (convocation, ordinal, unit, minutes) VALUES (?, ?, ?, ?)",
            rows: turns.enumerated().map { [made, .integer(Int64($0)), .text($1.unit), .integer(Int64($1.minutes))] })
    }
}
