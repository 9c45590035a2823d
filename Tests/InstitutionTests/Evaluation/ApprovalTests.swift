import Acts
import Ledger
import Storage
import TestSupport
import Testing

@testable import Institution

/// An approval holds for exactly what was approved: every later edit of any part voids it, and says which.
@Suite struct ApprovalTests {
    private static let figure: @Sendable (String) -> SubmitReturn = { value in
        SubmitReturn(unit: "dpj", period: "2022", values: [ReturnedValue(indicator: "clearance", value: value)])
    }

    /// A stage with a ledger, the unit's figure, a sample, a final rating and its approval.
    private static func approved(_ engine: Engine, _ body: (Stage, Int64) async throws -> Void) async throws {
        try await Stage.playLedgered(engine) { stage in
            for phase in [Phase.selfAssessment, .evaluation] {
                try await stage.act(
                    ExtendPhase(year: 2022, phase: phase, until: "2023-02-28", reason: words("late")), by: .administrator,
                    on: "2022-01-03")
            }
            try await stage.signedTerms()
            try await stage.act(RateUnitTests.assessment, by: .headOfPolice, on: "2022-12-14")
            try await SampleTests.sampled(stage)
            let rating = try await stage.act(RateUnitTests.rating(stage), by: .evaluator, on: "2022-12-21")
            try await stage.act(ProcedureTests.answer(rating), by: .headOfPolice, on: "2022-12-21")
            try await stage.act(ProcedureTests.conclusion(rating), by: .evaluator, on: "2022-12-21")
            try await stage.act(
                ApproveEvaluation(year: 2022, unit: "dpj", content: try await ProcedureTests.content(stage)), by: .director,
                on: "2022-12-22")
            #expect(try await edited(stage) == [], "nothing was edited yet")
            try await body(stage, rating)
        }
    }

    private static func edited(_ stage: Stage) async throws -> [EvaluationContent.Part] {
        try await stage.read { tables in
            let approval = try #require(try ApprovalBook.latest(year: 2022, unit: "dpj", in: tables))
            #expect(try approval.content.digest() == approval.digest)
            return try ApprovalBook.edited(since: approval, year: 2022, unit: "dpj", in: tables)
        }
    }

    @Test(arguments: Engines.all)
    func everyEditVoidsIt(engine: Engine) async throws {
        try await Self.approved(engine) { stage, _ in
            try await stage.act(Self.figure("94.44"), by: .officerOfPolice, on: "2022-12-23")
            #expect(try await Self.edited(stage) == [.figures])
            try await stage.act(Self.figure("94.43"), by: .officerOfPolice, on: "2022-12-24")
            #expect(try await Self.edited(stage) == [], "the same figure again is no edit")
        }
        try await Self.approved(engine) { stage, _ in
            try await stage.act(RateUnitTests.assessment, by: .headOfPolice, on: "2022-12-23")
            #expect(try await Self.edited(stage) == [.assessment])
            let second = try await stage.act(RateUnitTests.rating(stage), by: .evaluator, on: "2022-12-23")
            #expect(try await Self.edited(stage) == [.rating, .assessment])
            let content = try await ProcedureTests.content(stage)
            #expect(content.rating == second)
        }
        try await Self.approved(engine) { stage, rating in
            try await stage.act(ProcedureTests.appeal(rating), by: .headOfPolice, on: "2022-12-23")
            try await stage.act(
                ProcedureTests.decision(rating, .changed, grade: .adequate), by: .director, on: "2022-12-23")
            #expect(try await Self.edited(stage) == [.decision])
        }
        try await Self.approved(engine) { stage, _ in
            let sample = try #require(try await stage.read { try SampleBook.current(year: 2022, unit: "dpj", in: $0) })
            try await stage.act(
                RecordSampleCheck(
                    year: 2022, unit: "dpj", sample: sample.by.number, checks: [.init(figure: 1, outcome: .confirmed)]),
                by: .evaluator, on: "2022-12-23")
            #expect(try await Self.edited(stage) == [.checks])
        }
    }

    /// New terms are the negotiation's to allow; the content sees them whatever act brought them.
    @Test(arguments: Engines.all)
    func otherCommitmentsAreAnotherContent(engine: Engine) async throws {
        try await Self.approved(engine) { stage, _ in
            let before = try await ProcedureTests.content(stage)
            for (part, change) in [
                (EvaluationContent.Part.terms, { $0.terms += 1 }), (.terms, { $0.commitments = String(repeating: "0", count: 64) }),
                (.rating, { $0.rating += 1 }), (.assessment, { $0.assessment = nil }), (.decision, { $0.decision = 1 }),
                (.checks, { $0.checks = nil }), (.figures, { $0.figures = "" }),
            ] as [(EvaluationContent.Part, (inout EvaluationContent) -> Void)] {
                var other = before
                change(&other)
                #expect(other.differences(from: before) == [part])
                #expect(try other.digest() != before.digest())
            }
        }
    }

    @Test(arguments: Engines.all)
    func onlyWhatStandsIsApproved(engine: Engine) async throws {
        try await Self.approved(engine) { stage, rating in
            let content = try await ProcedureTests.content(stage)
            let again = ApproveEvaluation(year: 2022, unit: "dpj", content: content)
            await stage.refused(.alreadyApproved, again, by: .director, on: "2022-12-22")
            await stage.refused(.notAllowed, again, by: .evaluator, on: "2022-12-22")
            try await stage.act(Self.figure("94.44"), by: .officerOfPolice, on: "2022-12-23")
            await stage.refused(.contentChanged, again, by: .director, on: "2022-12-23")
            var other = again
            other.content.rating = rating + 1
            await stage.refused(.ratingReplaced, other, by: .director, on: "2022-12-23")
            // Read anew, it is approved anew.
            let fresh = ApproveEvaluation(year: 2022, unit: "dpj", content: try await ProcedureTests.content(stage))
            try await stage.act(fresh, by: .director, on: "2022-12-23")
            #expect(try await Self.edited(stage) == [])
        }
    }
}
