import Acts
import Figures
import Storage

/// What the acts after a rating have in common: the contradictory procedure.
///
/// The evaluator rates (provisional) → the unit answers until the rating's day → the rating is final, by `ConcludeRating` or because
/// that day has passed → the unit's head may appeal → somebody else decides.
public struct Procedure: Sendable, Hashable {
    /// The rating's number.
    public let rating: Int64
    /// Last day on which the unit may answer.
    public let answerBy: String
    /// What the unit answered, in order.
    public let answers: [Answer]
    /// Who concluded; nil while nobody has.
    public let conclusion: Conclusion?
    /// The appeal of the unit's head.
    public let appeal: Appeal?
    /// What became of the appeal.
    public let decision: Decision?

    /// Days for an appeal where the conclusion names none, from the day the rating is final.
    public static let appealDays = 15

    /// An answer of the unit.
    public struct Answer: Sendable, Hashable {
        public let position: AnswerRating.Position
        public let text: Written
        public let by: Authorship
    }

    /// The end of the unit's time to answer.
    public struct Conclusion: Sendable, Hashable {
        /// Last day for an appeal.
        public let appealBy: String
        public let by: Authorship
    }

    /// An appeal.
    public struct Appeal: Sendable, Hashable {
        public let grounds: Written
        public let by: Authorship
    }

    /// The decision on an appeal.
    public struct Decision: Sendable, Hashable {
        public let outcome: DecideAppeal.Outcome
        /// The grade before the decision, and the one it gave.
        public let before: Rating
        public let grade: Rating?
        public let reason: Written
        public let by: Authorship
    }

    /// Whether the rating is final on an ISO day: concluded, or the time to answer has passed.
    public func isFinal(on day: String) -> Bool { conclusion != nil || day > answerBy }

    /// Last day for an appeal: as concluded, else `appealDays` after the last day to answer.
    public var appealBy: String {
        if let conclusion { return conclusion.appealBy }
        guard let last = try? Day(answerBy) else { return answerBy }
        return "\(last.advanced(by: Procedure.appealDays))"
    }

    /// An appeal that waits for its decision.
    public var isAppealPending: Bool { appeal != nil && decision == nil }

    /// The current rating, if its number is the one given; throws `ratingReplaced` otherwise.
    static func current(
        _ rating: Int64, year: Int, unit: String, in tables: any Connection
    ) throws -> (evaluation: Evaluation, procedure: Procedure) {
        guard let evaluation = try EvaluationBook.current(year: year, unit: unit, in: tables), evaluation.by.number == rating else {
            throw Failure(.ratingReplaced, ["year": "\(year)", "unit": unit, "rating": "\(rating)"])
        }
        return (evaluation, try EvaluationBook.procedure(of: evaluation, in: tables))
    }

    /// A day from that of the act on; throws `malformedDay` or `deadlinePast`.
    static func deadline(_ day: String, field: String, in context: ActContext) throws {
        _ = try Codes.day(day, field: field)
        guard day >= "\(context.record.time.day)" else { throw Failure(.deadlinePast, ["field": field, "date": day]) }
    }
}
