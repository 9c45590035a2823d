import Acts
import Figures
import Storage

/// The unit says what it thinks of its rating before that is final. Every answer stays; the evaluator may rate anew after it.
public struct AnswerRating: Act {
    public static let kind = "AnswerRating"
    public static let policy = Policy.ownUnit([.unitHead, .reportingOfficer])

    /// Where the unit stands.
    public enum Position: String, CaseIterable, Codable, Sendable {
        /// The rating is accepted.
        case accepts
        /// The unit contests it, or a part of it.
        case contests
    }

    /// The year and the unit.
    public var year: Int
    public var unit: String
    /// Number of the rating that is answered.
    public var rating: Int64
    /// Where the unit stands, and what it says.
    public var position: Position
    public var text: Written

    /// An answer.
    public init(year: Int, unit: String, rating: Int64, position: Position, text: Written) {
        (self.year, self.unit, self.rating, self.position, self.text) = (year, unit, rating, position, text)
    }

    public var subjectUnit: String? { unit }
    public static var changesDefinitions: Bool { false }

    public func check(in context: ActContext) throws {
        try text.check(field: "text")
        let (_, procedure) = try Procedure.current(rating, year: year, unit: unit, in: context.tables)
        guard !procedure.isFinal(on: "\(context.record.time.day)") else {
            throw Failure(.answerOver, ["year": "\(year)", "unit": unit, "date": procedure.answerBy])
        }
    }

    public func project(in context: ActContext) throws {
        try context.tables.execute(
            """
            INSERT INTO rating_answers (rating, position, text, text_lang, made, official, post, recorded)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """, [.integer(rating), .text(position.rawValue)] + text.columns + context.authorship)
    }
}

/// Makes a rating final: once the unit has answered, or its time to answer has passed.
public struct ConcludeRating: Act {
    public static let kind = "ConcludeRating"
    public static let policy = Policy.role([.evaluator, .inspector])

    /// The year and the unit.
    public var year: Int
    public var unit: String
    /// Number of the rating.
    public var rating: Int64
    /// Last day (ISO) for an appeal; without one, `Procedure.appealDays` days from the day of the act.
    public var appealBy: String?

    /// A conclusion.
    public init(year: Int, unit: String, rating: Int64, appealBy: String? = nil) {
        (self.year, self.unit, self.rating, self.appealBy) = (year, unit, rating, appealBy)
    }

    public var subjectUnit: String? { unit }
    public static var changesDefinitions: Bool { false }

    public func check(in context: ActContext) throws {
        try Separation.check(evaluator: context.signatory, of: unit, year: year, in: context.tables)
        let (_, procedure) = try Procedure.current(rating, year: year, unit: unit, in: context.tables)
        guard procedure.conclusion == nil else {
            throw Failure(.ratingFinal, ["year": "\(year)", "unit": unit, "rating": "\(rating)"])
        }
        guard !procedure.answers.isEmpty || "\(context.record.time.day)" > procedure.answerBy else {
            throw Failure(.unitMayAnswer, ["year": "\(year)", "unit": unit, "date": procedure.answerBy])
        }
        if let appealBy { try Procedure.deadline(appealBy, field: "appealBy", in: context) }
    }

    public func project(in context: ActContext) throws {
        let last = appealBy ?? "\(context.record.time.day.advanced(by: Procedure.appealDays))"
        try context.tables.execute(
            "INSERT INTO rating_conclusions (rating, appeal_by, made, official, post, recorded) VALUES (?, ?, ?, ?, ?, ?)",
            [.integer(rating), .text(last)] + context.authorship)
    }
}
