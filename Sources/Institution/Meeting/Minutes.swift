import Acts
import Ledger
import Storage

/// The minutes of a meeting as a list of the acts they consist of, and nothing else: each act is held fast by the ledger, so a digest over
/// their numbers holds the whole text.
public struct Minutes: Codable, Sendable, Hashable {
    /// The year of the meeting.
    public let year: Int
    /// Numbers of the acts in force, ascending: convocation, dossiers, meeting, attendance, interventions, decisions, guidance, follow-ups of
    /// decisions at the meeting, and the next year's priorities as they stood when the last of these was recorded.
    public let acts: [Int64]

    /// The minutes as the tables stand. Throws `noMeeting` before the meeting is recorded.
    public init(year: Int, in tables: any Connection) throws {
        guard let meeting = try MeetingBook.meeting(year: year, in: tables) else { throw Failure(.noMeeting, ["year": "\(year)"]) }
        self.year = year
        let place: [SQLValue] = [.integer(Int64(year))]
        func numbers(_ sql: String) throws -> [Int64] { try tables.query(sql, place).map { try $0.integer("made") } }
        var own = [meeting.by.number]
        for table in ["meeting_convocations", "meeting_attendances", "meeting_interventions", "meeting_guidance", "meeting_dossiers"] {
            own += try numbers("SELECT made FROM \(table) WHERE year = ? AND replaced_by IS NULL")
        }
        own += try numbers("SELECT made FROM decisions WHERE year = ?")
        own += try numbers("SELECT made FROM decision_follow_ups WHERE meeting = ?")
        let last = own.max() ?? meeting.by.number
        let priorities = try PrioritiesBook.priorities(year: year + 1, before: last, in: tables)
        acts = Set(own + priorities.flatMap { [$0.by.number, $0.ordered].compactMap { $0 } }).sorted()
    }

    /// SHA-256 of the canonical JSON, 64 hexadecimal digits.
    public func digest() throws -> String { LogHash.sha256(try CanonicalJSON.encode(self)).hex }

    /// The last act they consist of: the priorities printed are those of that moment.
    public var last: Int64 { acts.last ?? 0 }
}
