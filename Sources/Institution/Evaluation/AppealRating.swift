import Acts
import Figures
import Storage

/// The unit's head appeals against a final rating, once, within the time for appeals.
public struct AppealRating: Act {
    public static let kind = "AppealRating"
    public static let policy = Policy.ownUnit([.unitHead])

    /// The year and the unit.
    public var year: Int
    public var unit: String
    /// Number of the rating.
    public var rating: Int64
    /// Why.
    public var grounds: Written

    /// An appeal.
    public init(year: Int, unit: String, rating: Int64, grounds: Written) {
        (self.year, self.unit, self.rating, self.grounds) = (year, unit, rating, grounds)
    }

    public var subjectUnit: String? { unit }
    public static var changesDefinitions: Bool { false }

    public func check(in context: ActContext) throws {
        try grounds.check(field: "grounds")
        let place = ["year": "\(year)", "unit": unit, "rating": "\(rating)"]
        let day = "\(context.record.time.day)"
        let (_, procedure) = try Procedure.current(rating, year: year, unit: unit, in: context.tables)
        guard procedure.isFinal(on: day) else {
            throw Failure(.ratingNotFinal, place.merging(["date": procedure.answerBy]) { old, _ in old })
        }
        guard procedure.appeal == nil else { throw Failure(.alreadyAppealed, place) }
        guard day <= procedure.appealBy else {
            throw Failure(.appealOver, place.merging(["date": procedure.appealBy]) { old, _ in old })
        }
    }

    public func project(in context: ActContext) throws {
        try context.tables.execute(
            "INSERT INTO rating_appeals (rating, grounds, grounds_lang, made, official, post, recorded) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [.integer(rating)] + grounds.columns + context.authorship)
    }
}

/// Decides an appeal: by somebody who neither rated, concluded nor appealed, and whose own work is not concerned.
public struct DecideAppeal: Act {
    public static let kind = "DecideAppeal"
    public static let policy = Policy.role([.directorGeneral, .inspector])

    /// What becomes of the rating.
    public enum Outcome: String, CaseIterable, Codable, Sendable {
        /// It stands.
        case rejected
        /// Its grade changes to the one named.
        case changed
        /// It is void: the unit is to be rated again, until the day named.
        case reopened
    }

    /// The year and the unit.
    public var year: Int
    public var unit: String
    /// Number of the rating appealed against.
    public var rating: Int64
    /// What becomes of it, and why.
    public var outcome: Outcome
    public var reason: Written
    /// The new grade, with `changed` only.
    public var grade: Rating?
    /// Last day (ISO) for the new rating, with `reopened` only: the evaluation phase stays open for the unit until then.
    public var until: String?

    /// A decision.
    public init(
        year: Int, unit: String, rating: Int64, outcome: Outcome, reason: Written, grade: Rating? = nil, until: String? = nil
    ) {
        (self.year, self.unit, self.rating, self.outcome) = (year, unit, rating, outcome)
        (self.reason, self.grade, self.until) = (reason, grade, until)
    }

    public var subjectUnit: String? { unit }
    public static var changesDefinitions: Bool { false }

    public func check(in context: ActContext) throws {
        try reason.check(field: "reason")
        let place = ["year": "\(year)", "unit": unit, "rating": "\(rating)"]
        let (evaluation, procedure) = try Procedure.current(rating, year: year, unit: unit, in: context.tables)
        guard let appeal = procedure.appeal else { throw Failure(.noAppeal, place) }
        guard procedure.decision == nil else { throw Failure(.alreadyAppealed, place) }
        let others = [evaluation.by, appeal.by, procedure.conclusion?.by].compactMap { $0?.official }
        guard !others.contains(context.signatory.official) else {
            throw Failure(.ownWork, ["official": context.signatory.official, "unit": unit])
        }
        // A director general signs every unit's terms: that is their part in the procedure, not work of the unit's own.
        if context.signatory.role != .directorGeneral || context.signatory.unit == unit {
            try Separation.check(evaluator: context.signatory, of: unit, year: year, in: context.tables)
        }
        guard (grade != nil) == (outcome == .changed), grade != evaluation.rating else {
            throw Failure(.contradiction, ["field": "grade", "given": grade?.rawValue ?? "–", "computed": outcome.rawValue])
        }
        guard (until != nil) == (outcome == .reopened) else {
            throw Failure(.contradiction, ["field": "until", "given": until ?? "–", "computed": outcome.rawValue])
        }
        if let until { try Procedure.deadline(until, field: "until", in: context) }
    }

    public func project(in context: ActContext) throws {
        let tables = context.tables
        let before = try tables.first("SELECT rating FROM ratings WHERE made = ?", [.integer(rating)])?.text("rating") ?? ""
        try tables.execute(
            """
            INSERT INTO appeal_decisions (rating, outcome, grade, before, until, reason, reason_lang, made, official, post, recorded)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [.integer(rating), .text(outcome.rawValue), SQLValue(grade?.rawValue), .text(before), SQLValue(until)] + reason.columns
                + context.authorship)
        if let grade {
            try tables.execute("UPDATE ratings SET rating = ? WHERE made = ?", [.text(grade.rawValue), .integer(rating)])
        }
        if let until {
            let words = Trilingual(
                ar: "أعاد قرار في الطعن فتح التقييم.", fr: "Une décision sur recours a rouvert l’évaluation.",
                en: "A decision on appeal reopened the evaluation.")
            try CycleBook.extend(.evaluation, year: year, unit: unit, until: until, reason: words, in: context)
        }
    }
}
