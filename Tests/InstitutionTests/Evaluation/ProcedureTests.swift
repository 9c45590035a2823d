import Acts
import Storage
import TestSupport
import Testing

@testable import Institution

/// The contradictory procedure: answer, conclusion, appeal, decision; and the approval bound to what it read.
@Suite struct ProcedureTests {
    static func said(_ text: String) -> Written { Written(text, "fr") }
    static let answer: @Sendable (Int64) -> AnswerRating = { rating in
        AnswerRating(year: 2022, unit: "dpj", rating: rating, position: .contests, text: said("Nous contestons PJ-03."))
    }
    static let conclusion: @Sendable (Int64) -> ConcludeRating = { rating in ConcludeRating(year: 2022, unit: "dpj", rating: rating, appealBy: "2023-01-10") }
    static let appeal: @Sendable (Int64) -> AppealRating = { rating in AppealRating(year: 2022, unit: "dpj", rating: rating, grounds: said("Délais des opérateurs.")) }
    static let inspector = Signatory(official: "rachida", post: "p-insp", role: .inspector, unit: "igi")

    static func decision(
        _ rating: Int64, _ outcome: DecideAppeal.Outcome, grade: Rating? = nil, until: String? = nil
    ) -> DecideAppeal {
        DecideAppeal(
            year: 2022, unit: "dpj", rating: rating, outcome: outcome, reason: said("Vu les pièces."), grade: grade, until: until)
    }

    static func content(_ stage: Stage) async throws -> EvaluationContent {
        try #require(try await stage.read { try EvaluationContent.current(year: 2022, unit: "dpj", in: $0) })
    }

    /// Answer, conclusion, appeal, a decision that changes the grade, approval.
    static func untilApproval(_ stage: Stage, rating: Int64) async throws {
        try await stage.act(answer(rating), by: .headOfPolice, on: "2022-12-21")
        try await stage.act(conclusion(rating), by: .evaluator, on: "2022-12-21")
        try await stage.act(appeal(rating), by: .headOfPolice, on: "2022-12-21")
        try await stage.act(decision(rating, .changed, grade: .adequate), by: .director, on: "2022-12-21")
        try await stage.act(
            ApproveEvaluation(year: 2022, unit: "dpj", content: try await content(stage)), by: .director, on: "2022-12-21")
    }

    /// A rated unit; gives the rating's number.
    static func rated(_ stage: Stage) async throws -> Int64 {
        try await stage.signedTerms()
        try await stage.act(RateUnitTests.assessment, by: .headOfPolice)
        return try await stage.act(RateUnitTests.rating(stage), by: .evaluator)
    }

    @Test(arguments: Engines.all)
    func theUnitAnswersBeforeTheRatingIsFinal(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            let rating = try await Self.rated(stage)
            await stage.refused(.unitMayAnswer, Self.conclusion(rating), by: .evaluator, on: "2022-12-21")
            await stage.refused(.ratingNotFinal, Self.appeal(rating), by: .headOfPolice, on: "2022-12-28")
            let approval = ApproveEvaluation(year: 2022, unit: "dpj", content: try await Self.content(stage))
            await stage.refused(.ratingNotFinal, approval, by: .director, on: "2022-12-28")
            await stage.refused(.notAllowed, Self.answer(rating), by: .headOfSystems, on: "2022-12-21")
            await stage.refused(.ratingReplaced, Self.answer(rating + 1), by: .headOfPolice, on: "2022-12-21")
            var empty = Self.answer(rating)
            empty.text.text = ""
            await stage.refused(.missingText, empty, by: .headOfPolice, on: "2022-12-21")
            empty.text = Written("hallo", "de")
            await stage.refused(.unknownWord, empty, by: .headOfPolice, on: "2022-12-21")
            try await stage.act(Self.answer(rating), by: .officerOfPolice, on: "2022-12-28")
            await stage.refused(.deadlinePast, Self.conclusion(rating), by: .evaluator, on: "2023-01-11")
            try await stage.act(Self.conclusion(rating), by: .evaluator, on: "2022-12-28")
            await stage.refused(.ratingFinal, Self.conclusion(rating), by: .evaluator, on: "2022-12-28")
            await stage.refused(.answerOver, Self.answer(rating), by: .headOfPolice, on: "2022-12-28")
            await stage.refused(.ratingFinal, try await RateUnitTests.rating(stage), by: .evaluator, on: "2022-12-21")
            let read = try #require(try await stage.read { try EvaluationBook.current(year: 2022, unit: "dpj", in: $0) })
            let procedure = try await stage.read { try EvaluationBook.procedure(of: read, in: $0) }
            #expect(procedure.answers.map(\.position) == [.contests])
            #expect(procedure.answers.first?.text == Self.said("Nous contestons PJ-03."))
            #expect(procedure.isFinal(on: "2022-12-28") && procedure.appealBy == "2023-01-10")
        }
    }

    @Test(arguments: Engines.all)
    func silenceMakesARatingFinalToo(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            let rating = try await Self.rated(stage)
            await stage.refused(.answerOver, Self.answer(rating), by: .headOfPolice, on: "2022-12-29")
            // Fifteen days after the last day to answer.
            await stage.refused(.appealOver, Self.appeal(rating), by: .headOfPolice, on: "2023-01-13")
            await stage.refused(.notAllowed, Self.appeal(rating), by: .officerOfPolice, on: "2023-01-12")
            try await stage.act(Self.appeal(rating), by: .headOfPolice, on: "2023-01-12")
            await stage.refused(.alreadyAppealed, Self.appeal(rating), by: .headOfPolice, on: "2023-01-12")
        }
    }

    @Test(arguments: Engines.all)
    func somebodyElseDecidesAnAppeal(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            let rating = try await Self.rated(stage)
            await stage.refused(.noAppeal, Self.decision(rating, .rejected), by: .director, on: "2022-12-29")
            try await stage.act(Self.appeal(rating), by: .headOfPolice, on: "2022-12-29")
            await stage.refused(.notAllowed, Self.decision(rating, .rejected), by: .evaluator, on: "2022-12-30")
            let rater = Signatory(official: "nadia", post: "p-insp", role: .inspector, unit: "igi")
            await stage.refused(.ownWork, Self.decision(rating, .rejected), by: rater, on: "2022-12-30")
            let head = Signatory(official: "amina", post: "p-insp", role: .inspector, unit: "igi")
            await stage.refused(.ownWork, Self.decision(rating, .rejected), by: head, on: "2022-12-30")
            let neighbour = Signatory(official: "rachida", post: "p-insp", role: .inspector, unit: "dpj")
            await stage.refused(.ownWork, Self.decision(rating, .rejected), by: neighbour, on: "2022-12-30")
            await stage.refused(.contradiction, Self.decision(rating, .changed), by: Self.inspector, on: "2022-12-30")
            await stage.refused(.contradiction, Self.decision(rating, .changed, grade: .good), by: Self.inspector, on: "2022-12-30")
            await stage.refused(.contradiction, Self.decision(rating, .rejected, grade: .adequate), by: Self.inspector, on: "2022-12-30")
            await stage.refused(.contradiction, Self.decision(rating, .reopened), by: Self.inspector, on: "2022-12-30")
            let approval = ApproveEvaluation(year: 2022, unit: "dpj", content: try await Self.content(stage))
            await stage.refused(.appealPending, approval, by: .director, on: "2022-12-30")
            try await stage.act(
                Self.decision(rating, .reopened, until: "2023-01-15"), by: Self.inspector, on: "2022-12-30")
            await stage.refused(.alreadyAppealed, Self.decision(rating, .rejected), by: .director, on: "2022-12-30")
            await stage.refused(.appealPending, approval, by: .director, on: "2022-12-30")
            // The phase is over, but not for this unit.
            var again = try await RateUnitTests.rating(stage)
            again.answerBy = "2023-01-31"
            await stage.refused(.outOfPhase, again, by: .evaluator, on: "2023-01-16")
            let second = try await stage.act(again, by: .evaluator, on: "2023-01-15")
            #expect(try await Self.content(stage).rating == second)
        }
    }

    @Test(arguments: Engines.all)
    func aDecisionChangesTheGradeAndKeepsTheFirst(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            let rating = try await Self.rated(stage)
            try await Self.untilApproval(stage, rating: rating)
            let read = try #require(try await stage.read { try EvaluationBook.current(year: 2022, unit: "dpj", in: $0) })
            #expect(read.rating == .adequate)
            let decision = try await stage.read { try EvaluationBook.procedure(of: read, in: $0).decision }
            #expect(decision?.before == .good && decision?.grade == .adequate)
        }
    }

    @Test(arguments: Engines.all)
    func aSelfAssessmentSentBackIsWaitedFor(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            try await stage.signedTerms()
            let first = try await stage.act(RateUnitTests.assessment, by: .headOfPolice)
            func back(_ number: Int64, until: String = "2022-12-21") -> SendBack {
                SendBack(year: 2022, unit: "dpj", assessment: number, reason: Self.said("Quelle pièce ?"), until: until)
            }
            await stage.refused(.assessmentReplaced, back(first + 100), by: .evaluator)
            await stage.refused(.deadlinePast, back(first, until: "2022-12-19"), by: .evaluator)
            await stage.refused(.outOfPhase, back(first, until: "2022-12-28"), by: .evaluator, on: "2022-12-22")
            await stage.refused(.notAllowed, back(first), by: .director)
            await stage.refused(.ownWork, back(first), by: Signatory(official: "amina", post: "p", role: .evaluator, unit: "igi"))
            try await stage.act(back(first), by: .evaluator)
            await stage.refused(.sentBackStill, back(first), by: .evaluator)
            await stage.refused(.sentBackStill, try await RateUnitTests.rating(stage), by: .evaluator)
            let second = try await stage.act(RateUnitTests.assessment, by: .headOfPolice, on: "2022-12-21")
            let current = try await stage.read { try SelfAssessmentBook.current(year: 2022, unit: "dpj", in: $0) }
            #expect(current?.by.number == second)
            #expect(try await stage.read { try EvaluationBook.sentBack(year: 2022, unit: "dpj", in: $0) } == nil)
            let rating = try await stage.act(RateUnitTests.rating(stage), by: .evaluator, on: "2022-12-21")
            try await stage.act(Self.answer(rating), by: .headOfPolice, on: "2022-12-21")
            try await stage.act(Self.conclusion(rating), by: .evaluator, on: "2022-12-21")
            await stage.refused(.ratingFinal, back(second), by: .evaluator, on: "2022-12-21")
        }
    }
}
