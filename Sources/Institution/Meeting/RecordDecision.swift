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
    /// Number of the frozen dossier that moved it.
    public var dossier: Int64?
    /// The unit and the period whose figure of the indicator moved it.
    public var figureUnit, figurePeriod: String?
    /// The unit that watches over it.
    public var follower: String?

    /// A decision.
    public init(
        year: Int, number: Int, text: Trilingual, owner: String, due: String, commitment: String? = nil,
        indicator: String? = nil, dossier: Int64? = nil, figureUnit: String? = nil, figurePeriod: String? = nil,
        follower: String? = nil
    ) {
        self.year = year
        self.number = number
        self.text = text
        self.owner = owner
        self.due = due
        self.commitment = commitment
        self.indicator = indicator
        (self.dossier, self.follower) = (dossier, follower)
        (self.figureUnit, self.figurePeriod) = (figureUnit, figurePeriod)
    }

    public var subjectUnit: String? { owner }

    public func check(in context: ActContext) throws {
        let tables = context.tables
        try Meetings.opened(year, in: context)
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
        if let follower { try Required.unit(follower, in: tables) }
        try checkSupport(in: tables)
    }

    /// A decision may name the dossier and the figure that moved it: both must exist, and a figure has an indicator, a unit and a period.
    private func checkSupport(in tables: any Connection) throws {
        if let dossier, try MeetingBook.dossier(dossier, in: tables)?.year != year {
            throw Failure(.unknownMeetingRecord, ["number": "\(dossier)", "year": "\(year)"])
        }
        if let figureUnit { try Required.unit(figureUnit, in: tables) }
        if let figurePeriod { _ = try ReturnRules.period(figurePeriod) }
        guard (figureUnit == nil) == (figurePeriod == nil), figureUnit == nil || indicator != nil else {
            throw Failure(.malformedValue, ["field": "indicator", "value": indicator ?? "–"])
        }
    }

    public func project(in context: ActContext) throws {
        try context.tables.execute(
            """
            INSERT INTO decisions (year, number, text_ar, text_fr, text_en, owner, due, commitment, indicator,
                dossier, figure_unit, figure_period, follower, made, official, post, recorded)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [.integer(Int64(year)), .integer(Int64(number))] + text.columns
                + [.text(owner), .text(due), SQLValue(commitment), SQLValue(indicator), SQLValue(dossier)]
                + [SQLValue(figureUnit), SQLValue(figurePeriod), SQLValue(follower)] + context.authorship)
    }
}
