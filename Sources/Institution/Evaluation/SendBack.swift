import Acts
import Figures
import Storage

/// Sends a self-assessment back to its unit with the reason. Until the day named the unit may submit again, whatever the phase, and
/// is not rated; the reviewer then sees what changed.
public struct SendBack: Act {
    public static let kind = "SendBack"
    public static let policy = Policy.role([.evaluator, .inspector])

    /// The year and the unit.
    public var year: Int
    public var unit: String
    /// Number of the submission sent back.
    public var assessment: Int64
    /// What is missing or unclear.
    public var reason: Written
    /// Last day (ISO) to submit again.
    public var until: String

    /// A submission to send back.
    public init(year: Int, unit: String, assessment: Int64, reason: Written, until: String) {
        (self.year, self.unit, self.assessment, self.reason, self.until) = (year, unit, assessment, reason, until)
    }

    public var subjectUnit: String? { unit }
    public static var changesDefinitions: Bool { false }

    public func check(in context: ActContext) throws {
        let tables = context.tables
        try Required.phase(.evaluation, year: year, unit: unit, in: context)
        try Separation.check(evaluator: context.signatory, of: unit, year: year, in: tables)
        try reason.check(field: "reason")
        try Procedure.deadline(until, field: "until", in: context)
        guard let current = try SelfAssessmentBook.current(year: year, unit: unit, in: tables), current.by.number == assessment else {
            throw Failure(.assessmentReplaced, ["year": "\(year)", "unit": unit, "assessment": "\(assessment)"])
        }
        if let back = try EvaluationBook.sentBack(year: year, unit: unit, in: tables) {
            throw Failure(.sentBackStill, ["year": "\(year)", "unit": unit, "date": back.until])
        }
        if let rated = try EvaluationBook.current(year: year, unit: unit, in: tables),
            try EvaluationBook.procedure(of: rated, in: tables).isFinal(on: "\(context.record.time.day)")
        {
            throw Failure(.ratingFinal, ["year": "\(year)", "unit": unit, "rating": "\(rated.by.number)"])
        }
    }

    public func project(in context: ActContext) throws {
        try context.tables.execute(
            """
            INSERT INTO assessments_sent_back (year, unit, assessment, until, reason, reason_lang, made, official, post, recorded)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [.integer(Int64(year)), .text(unit), .integer(assessment), .text(until)] + reason.columns + context.authorship)
        let words = Trilingual(
            ar: "أُعيد التقييم الذاتي إلى الوحدة لتقدمه من جديد.", fr: "L’auto-évaluation a été renvoyée à l’unité, qui la présente de nouveau.",
            en: "The self-assessment was sent back to the unit, which submits it again.")
        try CycleBook.extend(.selfAssessment, year: year, unit: unit, until: until, reason: words, in: context)
    }
}

/// A submission that was sent back and not yet replaced.
public struct SentBack: Sendable, Hashable {
    /// Number of the submission.
    public let assessment: Int64
    /// Last day to submit again.
    public let until: String
    /// Why.
    public let reason: Written
    /// Who sent it back.
    public let by: Authorship
}

extension CycleBook {
    /// Keeps a phase open for one unit as the consequence of another act, which is the extension's number.
    static func extend(
        _ phase: Phase, year: Int, unit: String, until: String, reason: Trilingual, in context: ActContext
    ) throws {
        try context.tables.execute(
            """
            INSERT INTO cycle_extensions (year, phase, unit, opens, until, reason_ar, reason_fr, reason_en, made, official, post, recorded)
            VALUES (?, ?, ?, NULL, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [.integer(Int64(year)), .text(phase.rawValue), .text(unit), .text(until)] + reason.columns + context.authorship)
    }
}
