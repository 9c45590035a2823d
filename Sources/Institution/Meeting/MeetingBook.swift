import Acts
import Storage

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

    /// Every decision of every meeting, latest meeting first.
    public static func allDecisions(in tables: any Connection) throws -> [Decision] {
        try tables.query("SELECT * FROM decisions ORDER BY year DESC, number").map(decision)
    }

    /// The convocation in force; nil when the meeting is not convened.
    public static func convocation(year: Int, in tables: any Connection) throws -> Convocation? {
        try tables.query(
            "SELECT * FROM meeting_convocations WHERE year = ? AND replaced_by IS NULL", [.integer(Int64(year))]
        ).first.map { row in
            let by = try Authorship(row)
            let turns = try tables.query(
                "SELECT unit, minutes FROM meeting_agenda WHERE convocation = ? ORDER BY ordinal", [.integer(by.number)]
            ).map { ConveneMeeting.Turn(unit: try $0.text("unit"), minutes: Int(try $0.integer("minutes"))) }
            return try Convocation(
                year: year, day: row.text("day"), starts: row.text("starts"), place: Trilingual(row, "place"),
                opening: Int(row.integer("opening")), turns: turns, by: by)
        }
    }

    /// The seats of a meeting in the order recorded, with the act; nil before they are.
    public static func attendance(
        year: Int, in tables: any Connection
    ) throws -> (seats: [RecordAttendance.Seat], by: Authorship)? {
        try tables.query(
            "SELECT * FROM meeting_attendances WHERE year = ? AND replaced_by IS NULL", [.integer(Int64(year))]
        ).first.map { row in
            let by = try Authorship(row)
            let seats = try tables.query(
                "SELECT * FROM meeting_attendance_posts WHERE attendance = ? ORDER BY ordinal", [.integer(by.number)]
            ).map { row in
                guard let state = RecordAttendance.Seat.State(rawValue: try row.text("state")) else { throw damaged("seat") }
                return RecordAttendance.Seat(
                    post: try row.text("post"), state: state, representedBy: try row.textOrNil("represented_by"))
            }
            return (seats, by)
        }
    }

    /// The interventions in force, in the order recorded.
    public static func interventions(year: Int, in tables: any Connection) throws -> [Intervention] {
        try tables.query(
            "SELECT * FROM meeting_interventions WHERE year = ? AND replaced_by IS NULL ORDER BY made", [.integer(Int64(year))]
        ).map { row in
            try Intervention(
                unit: row.textOrNil("unit"), speaker: row.text("speaker"), language: row.text("language"), summary: row.text("summary"),
                by: Authorship(row))
        }
    }

    /// The Director General's guidance in force, in the order given.
    public static func guidance(year: Int, in tables: any Connection) throws -> [Guidance] {
        try tables.query(
            "SELECT * FROM meeting_guidance WHERE year = ? AND replaced_by IS NULL ORDER BY made", [.integer(Int64(year))]
        ).map { row in
            try Guidance(unit: row.textOrNil("unit"), text: Trilingual(row, "text"), by: Authorship(row))
        }
    }

    /// The signatures under the minutes, also those that stand on earlier minutes, in the order given.
    public static func signatures(year: Int, in tables: any Connection) throws -> [MinutesSignature] {
        try tables.query("SELECT * FROM meeting_signatures WHERE year = ? ORDER BY made", [.integer(Int64(year))]).map { row in
            guard let role = Role(rawValue: try row.text("role")) else { throw damaged("role of signature") }
            return MinutesSignature(digest: try row.text("digest"), role: role, by: try Authorship(row))
        }
    }

    static func damaged(_ what: String) -> Failure { Failure(.databaseDamaged, privateDetail: what) }

    private static func decision(_ row: Row) throws -> Decision {
        try Decision(
            year: Int(row.integer("year")), number: Int(row.integer("number")), text: Trilingual(row, "text"),
            owner: row.text("owner"), due: row.text("due"), commitment: row.textOrNil("commitment"),
            indicator: row.textOrNil("indicator"), dossier: row.integerOrNil("dossier"), figureUnit: row.textOrNil("figure_unit"),
            figurePeriod: row.textOrNil("figure_period"), follower: row.textOrNil("follower"), by: Authorship(row))
    }
}

/// Frozen dossiers and what became of decisions.
extension MeetingBook {
    /// The dossier of an entry; nil when the entry froze none.
    public static func dossier(_ number: Int64, in tables: any Connection) throws -> Dossier? {
        try tables.query("SELECT * FROM meeting_dossiers WHERE made = ?", [.integer(number)]).first.map { try dossier($0, in: tables) }
    }

    /// The dossier of a unit in force; nil before it is frozen.
    public static func dossier(year: Int, unit: String, in tables: any Connection) throws -> Dossier? {
        try tables.query(
            "SELECT * FROM meeting_dossiers WHERE year = ? AND unit = ? AND replaced_by IS NULL", [.integer(Int64(year)), .text(unit)]
        ).first.map { try dossier($0, in: tables) }
    }

    /// All dossiers in force, by unit.
    public static func dossiers(year: Int, in tables: any Connection) throws -> [Dossier] {
        try tables.query(
            "SELECT * FROM meeting_dossiers WHERE year = ? AND replaced_by IS NULL ORDER BY unit", [.integer(Int64(year))]
        ).map { try dossier($0, in: tables) }
    }

    private static func dossier(_ row: Row, in tables: any Connection) throws -> Dossier {
        let by = try Authorship(row)
        let figures = try tables.query(
            "SELECT * FROM meeting_dossier_figures WHERE dossier = ? ORDER BY ordinal", [.integer(by.number)]
        ).map { row in
            try FrozenFigure(
                indicator: row.text("indicator"), unit: row.text("unit"), value: row.textOrNil("value"),
                precision: row.textOrNil("precision"), reported: Int(row.integer("reported")), expected: Int(row.integer("expected")))
        }
        return try Dossier(
            year: Int(row.integer("year")), unit: row.text("unit"), digest: row.text("digest"), terms: row.integerOrNil("terms"),
            assessment: row.integerOrNil("assessment"), rating: row.integerOrNil("rating"), figures: figures, by: by)
    }

    /// Everything said of a decision, oldest first.
    public static func followUps(year: Int, number: Int, in tables: any Connection) throws -> [FollowUp] {
        try tables.query(
            "SELECT * FROM decision_follow_ups WHERE year = ? AND number = ? ORDER BY made",
            [.integer(Int64(year)), .integer(Int64(number))]
        ).map(followUp)
    }

    /// What was said last of each decision, by year and number.
    public static func standing(in tables: any Connection) throws -> [AdoptObjective.DecisionReference: FollowUp] {
        var latest: [AdoptObjective.DecisionReference: FollowUp] = [:]
        for row in try tables.query("SELECT * FROM decision_follow_ups ORDER BY made") {
            let followUp = try followUp(row)
            latest[followUp.decision] = followUp
        }
        return latest
    }

    /// What was said of decisions at a year's meeting, in the order said.
    public static func followUps(atMeeting year: Int, in tables: any Connection) throws -> [FollowUp] {
        try tables.query("SELECT * FROM decision_follow_ups WHERE meeting = ? ORDER BY made", [.integer(Int64(year))]).map(followUp)
    }

    /// The decisions that are not carried out and not replaced, of one unit or of all, by day due.
    public static func openDecisions(owner: String? = nil, in tables: any Connection) throws -> [Decision] {
        let standing = try standing(in: tables)
        let all = try owner.map { try decisions(owner: $0, in: tables) } ?? allDecisions(in: tables)
        return all.filter { decision in
            guard let state = standing[decision.reference]?.state else { return true }
            return state == .underWay || state == .blocked
        }.sorted { ($0.due, $0.year, $0.number) < ($1.due, $1.year, $1.number) }
    }

    private static func followUp(_ row: Row) throws -> FollowUp {
        guard let state = FollowDecision.State(rawValue: try row.text("state")) else { throw damaged("state of decision") }
        var successor: AdoptObjective.DecisionReference?
        if let year = try row.integerOrNil("successor_year"), let number = try row.integerOrNil("successor_number") {
            successor = .init(year: Int(year), number: Int(number))
        }
        return try FollowUp(
            decision: .init(year: Int(row.integer("year")), number: Int(row.integer("number"))), state: state,
            note: Trilingual(row, "note"), successor: successor, meeting: row.integerOrNil("meeting").map { Int($0) }, by: Authorship(row))
    }
}
