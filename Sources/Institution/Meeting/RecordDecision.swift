import Acts
import Figures
import Storage

/// Records a decision of the annual meeting: what, who, by when.
public struct RecordDecision: Act {
    public static let kind = "RecordDecision"
    public static let policy = Policy.role([.secretary, .directorGeneral])

    /// The year of the meeting.
    public var year: Int
    /// The decision's number within the meeting, from 1.
    public var number: Int
    /// What was decided.
    public var text: Trilingual
    /// The unit that is to carry it out.
    public var owner: String
    /// The ISO day by which.
    public var due: String
    /// The commitment of the year and the indicator it rests on.
    public var commitment, indicator: String?

    /// A decision.
    public init(
        year: Int, number: Int, text: Trilingual, owner: String, due: String, commitment: String? = nil,
        indicator: String? = nil
    ) {
        self.year = year
        self.number = number
        self.text = text
        self.owner = owner
        self.due = due
        self.commitment = commitment
        self.indicator = indicator
    }

    public var subjectUnit: String? { owner }

    public func check(in context: ActContext) throws {
        let tables = context.tables
        try Required.year(year)
        guard try MeetingBook.meeting(year: year, in: tables) != nil else {
            throw Failure(.noMeeting, ["year": "\(year)"])
        }
        guard (1...9_999).contains(number) else {
            throw Failure(.malformedValue, ["field": "number", "value": "\(number)"])
        }
        guard try MeetingBook.decision(year: year, number: number, in: tables) == nil else {
            throw Failure(.numberTaken, ["value": "\(number)"])
        }
        try text.check(field: "text")
        try Required.unit(owner, in: tables)
        _ = try Codes.day(due, field: "due")
        if let commitment, try TermsBook.commitment(year: year, code: commitment, in: tables) == nil {
            throw Failure(.unknownCommitment, ["year": "\(year)", "code": commitment])
        }
        if let indicator { try Required.indicator(indicator, in: tables) }
    }

    public func project(in context: ActContext) throws {
        try context.tables.execute(
            """
            INSERT INTO decisions (year, number, text_ar, text_fr, text_en, owner, due, commitment, indicator,
                made, official, post, recorded) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [.integer(Int64(year)), .integer(Int64(number))] + text.columns
                + [.text(owner), .text(due), SQLValue(commitment), SQLValue(indicator)] + context.authorship)
    }
}
