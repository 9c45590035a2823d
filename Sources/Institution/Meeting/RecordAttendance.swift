import Acts
import Storage

/// Records which posts sat in the meeting, once it is held. It is about posts and their seats, nothing a person did; recording again replaces
/// the list.
public struct RecordAttendance: Act {
    public static let kind = "RecordAttendance"
    public static let policy = Policy.role([.secretary])

    /// A post's seat.
    public struct Seat: Codable, Sendable, Hashable {
        /// How it was taken.
        public enum State: String, CaseIterable, Sendable, Codable {
            /// By its holder.
            case present
            /// By another post.
            case represented
            /// Not taken; excused beforehand.
            case excused
        }

        /// The post.
        public var post: String
        /// How its seat was taken.
        public var state: State
        /// The post that represents it; given exactly where the state says so.
        public var representedBy: String?

        /// A seat.
        public init(post: String, state: State, representedBy: String? = nil) {
            self.post = post
            self.state = state
            self.representedBy = representedBy
        }
    }

    /// The year of the meeting.
    public var year: Int
    /// The seats; at least one.
    public var seats: [Seat]

    /// An attendance.
    public init(year: Int, seats: [Seat]) {
        self.year = year
        self.seats = seats
    }

    public func check(in context: ActContext) throws {
        try Meetings.opened(year, in: context)
        guard !seats.isEmpty else { throw Failure(.missingText, ["field": "seats"]) }
        if let post = Required.repeated(seats.map(\.post)) { throw Failure(.numberTaken, ["value": post]) }
        for seat in seats {
            try Meetings.post(seat.post, in: context.tables)
            guard (seat.representedBy != nil) == (seat.state == .represented), seat.representedBy != seat.post else {
                throw Failure(.malformedValue, ["field": "representedBy", "value": seat.representedBy ?? "–"])
            }
            if let other = seat.representedBy { try Meetings.post(other, in: context.tables) }
        }
    }

    public func project(in context: ActContext) throws {
        let tables = context.tables
        let made = SQLValue.integer(context.record.number)
        try tables.execute(
            "UPDATE meeting_attendances SET replaced_by = ? WHERE year = ? AND replaced_by IS NULL", [made, .integer(Int64(year))])
        try tables.execute(
            "INSERT INTO meeting_attendances (year, made, official, post, recorded) VALUES (?, ?, ?, ?, ?)",
            [.integer(Int64(year))] + context.authorship)
        try tables.insert(
            "INSERT INTO meeting_attendance_posts (attendance, ordinal, post, state, represented_by) VALUES (?, ?, ?, ?, ?)",
            rows: seats.enumerated().map {
                [made, .integer(Int64($0)), .text($1.post), .text($1.state.rawValue), SQLValue($1.representedBy)]
            })
    }
}

/// What the acts of a meeting require.
enum Meetings {
    /// The meeting of the year is held and its phase runs; `noCycle`, `outOfPhase` or `noMeeting` otherwise.
    static func opened(_ year: Int, in context: ActContext) throws {
        try Required.phase(.meeting, year: year, unit: nil, in: context)
        try held(year, in: context.tables)
    }

    /// The meeting of the year is held; `noMeeting` otherwise.
    static func held(_ year: Int, in tables: any Connection) throws {
        try Required.year(year)
        guard try MeetingBook.meeting(year: year, in: tables) != nil else { throw Failure(.noMeeting, ["year": "\(year)"]) }
    }

    /// The post exists; `unknownPost` otherwise.
    static func post(_ code: String, in tables: any Connection) throws {
        guard try OfficialBook.post(code, in: tables) != nil else { throw Failure(.unknownPost, ["post": String(code.prefix(64))]) }
    }

    /// What an act replaces stands in this meeting's minutes and was not replaced yet; `unknownMeetingRecord` otherwise.
    static func current(_ number: Int64?, of table: String, year: Int, in tables: any Connection) throws {
        guard let number else { return }
        let rows = try tables.query(
            "SELECT made FROM \(table) WHERE made = ? AND year = ? AND replaced_by IS NULL", [.integer(number), .integer(Int64(year))])
        guard !rows.isEmpty else { throw Failure(.unknownMeetingRecord, ["number": "\(number)", "year": "\(year)"]) }
    }

    /// Marks what an act takes the place of.
    static func replace(_ number: Int64?, in table: String, _ context: ActContext) throws {
        guard let number else { return }
        try context.tables.execute(
            "UPDATE \(table) SET replaced_by = ? WHERE made = ?", [.integer(context.record.number), .integer(number)])
    }
}
