import Acts
import Storage

/// Says where a decision stands. The owner's head says it during the year; at the next meeting it is the first point of the agenda.
public struct FollowDecision: Act {
    public static let kind = "FollowDecision"
    public static let policy = Policy.any([.role([.secretary, .directorGeneral]), .ownUnit([.unitHead])])

    /// Where a decision stands.
    public enum State: String, CaseIterable, Sendable, Codable {
        /// Carried out.
        case done
        /// Being carried out.
        case underWay = "under_way"
        /// Stopped by something the note names.
        case blocked
        /// Another decision took its place.
        case replaced
    }

    /// The year of the meeting that decided, and the decision's number.
    public var year, number: Int
    /// The unit that carries it out, as the decision says.
    public var unit: String
    /// Where it stands.
    public var state: State
    /// What was done, what is left, or what stops it.
    public var note: Trilingual
    /// The decision that took its place; given exactly where the state says so.
    public var successor: AdoptObjective.DecisionReference?
    /// The year of the meeting at which it is said, whose minutes then carry it; nil outside a meeting.
    public var meeting: Int?

    /// A follow-up.
    public init(
        year: Int, number: Int, unit: String, state: State, note: Trilingual, successor: AdoptObjective.DecisionReference? = nil,
        meeting: Int? = nil
    ) {
        (self.year, self.number, self.unit, self.state) = (year, number, unit, state)
        (self.note, self.successor, self.meeting) = (note, successor, meeting)
    }

    public var subjectUnit: String? { unit }

    public func check(in context: ActContext) throws {
        let tables = context.tables
        try Required.year(year)
        guard let decision = try MeetingBook.decision(year: year, number: number, in: tables) else {
            throw Failure(.unknownDecision, ["number": "\(number)", "year": "\(year)"])
        }
        guard decision.owner == unit else {
            throw Failure(.notOwner, ["number": "\(number)", "year": "\(year)", "unit": unit, "owner": decision.owner])
        }
        try note.check(field: "note")
        guard (successor != nil) == (state == .replaced) else {
            throw Failure(.successorNeeded, ["number": "\(number)", "year": "\(year)"])
        }
        if let successor {
            guard (successor.year, successor.number) != (year, number),
                try MeetingBook.decision(year: successor.year, number: successor.number, in: tables) != nil
            else { throw Failure(.unknownDecision, ["number": "\(successor.number)", "year": "\(successor.year)"]) }
        }
        if let meeting { try Meetings.opened(meeting, in: context) }
    }

    public func project(in context: ActContext) throws {
        try context.tables.execute(
            """
            INSERT INTO decision_follow_ups (year, number, state, note_ar, note_fr, note_en, successor_year, successor_number, meeting,
                made, official, post, recorded) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [.integer(Int64(year)), .integer(Int64(number)), .text(state.rawValue)] + note.columns
                + [SQLValue(successor?.year), SQLValue(successor?.number), SQLValue(meeting)] + context.authorship)
    }
}
