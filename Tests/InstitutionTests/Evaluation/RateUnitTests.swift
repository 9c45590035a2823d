import Acts
import Storage
import TestSupport
import Testing

@testable import Institution

@Suite struct RateUnitTests {
    /// A correct rating of the judicial police under the terms in force.
    static func rating(_ stage: Stage) async throws -> RateUnit {
        let terms = try await stage.read { try TermsBook.inForce(year: 2022, unit: "dpj", in: $0) }
        let derivation = try Scoring.derivation(
            of: try #require(terms).commitments, results: ["PJ-01": "94.43", "PJ-02": "6.59", "PJ-03": "752"],
            judged: ["PJ-05": Attainment("0.8")])
        return RateUnit(
            year: 2022, unit: "dpj", rating: .good, score: derivation.score, derivation: derivation.lines,
            findings: [
                Finding(kind: .goodPractice, text: words("weekly meeting")),
                Finding(kind: .concern, text: words("agree on delays"), owner: "dpj", due: "2023-06-30"),
            ],
            appraisals: [
                .init(commitment: "PJ-01", rating: .good),
                .init(commitment: "PJ-03", rating: .requiresImprovement, reason: Written("délais des opérateurs", "fr")),
            ], answerBy: "2022-12-28")
    }

    static let assessment = SubmitSelfAssessment(
        year: 2022, unit: "dpj", items: [.init(kind: .achievement, text: words("rate"))])

    @Test(arguments: Engines.all)
    func aRatingStandsWithItsDerivation(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            let proposal = try await stage.signedTerms()
            try await stage.act(Self.assessment, by: .headOfPolice)
            let rating = try await Self.rating(stage)
            let first = try await stage.act(rating, by: .evaluator)
            let second = try await stage.act(rating, by: .evaluator)
            let evaluation = try await stage.read { try EvaluationBook.current(year: 2022, unit: "dpj", in: $0) }
            let current = try #require(evaluation)
            #expect(current.derivation == rating.derivation)
            #expect(current.findings == rating.findings)
            #expect(current.appraisals == rating.appraisals)
            #expect(current.answerBy == "2022-12-28")
            #expect(current.score == rating.score)
            #expect(current.proposal == proposal)
            let history = try await stage.read { try EvaluationBook.history(year: 2022, unit: "dpj", in: $0) }
            #expect(history.map(\.by.number) == [first, second])
            #expect(history.map(\.replacedBy) == [second, nil])
            let rules = try await stage.read { try EvaluationBook.explanation(of: current, in: $0).map(\.rule) }
            #expect(rules == [.progress, .met, .progress, .judged])
            #expect(try await stage.read { try EvaluationBook.all(year: 2022, in: $0).map(\.unit) } == ["dpj"])
        }
    }

    @Test(arguments: Engines.all)
    func derivationsAreRecomputed(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            try await stage.signedTerms()
            try await stage.act(Self.assessment, by: .headOfPolice)
            let correct = try await Self.rating(stage)
            func refused(_ code: FailureCode, _ change: (inout RateUnit) throws -> Void) async throws {
                var rating = correct
                try change(&rating)
                await stage.refused(code, rating, by: .evaluator)
            }
            try await refused(.contradiction) { $0.score = try Score("100") }
            try await refused(.contradiction) { $0.derivation[0].attainment = try Attainment("0.8762") }
            try await refused(.contradiction) { $0.derivation[0].attainment = nil }
            try await refused(.contradiction) { $0.derivation[0].status = .reached }
            try await refused(.contradiction) { $0.derivation[0].weight = 40 }
            try await refused(.contradiction) { $0.derivation[0].result = nil }
            try await refused(.notANumber) { $0.derivation[0].result = "beaucoup" }
            try await refused(.contradiction) { $0.derivation.removeLast() }
            try await refused(.contradiction) { $0.derivation.append($0.derivation[0]) }
            try await refused(.unknownCommitment) { $0.derivation[0].commitment = "PJ-99" }
            try await refused(.concernWithoutRecommendation) { $0.findings[1].owner = nil }
            try await refused(.concernWithoutRecommendation) { $0.findings[1].due = nil }
            try await refused(.concernWithoutRecommendation) { ($0.rating, $0.findings) = (.inadequate, []) }
            try await refused(.unknownUnit) { $0.findings[0].owner = "nowhere" }
            try await refused(.malformedDay) { $0.findings[1].due = "2023-06-31" }
            try await refused(.missingText) { $0.findings[0].text.ar = "" }
            try await refused(.unknownCommitment) { $0.appraisals = [.init(commitment: "PJ-99", rating: .good)] }
            try await refused(.numberTaken) { $0.appraisals = Array(repeating: .init(commitment: "PJ-01", rating: .good), count: 2) }
            try await refused(.appraisalWithoutReason) { $0.appraisals = [.init(commitment: "PJ-01", rating: .outstanding)] }
            try await refused(.missingText) {
                $0.appraisals = [.init(commitment: "PJ-01", rating: .good, reason: Written(" ", "fr"))]
            }
            try await refused(.deadlinePast) { $0.answerBy = "2022-12-19" }
            try await refused(.malformedDay) { $0.answerBy = "tomorrow" }
            // The order of the lines is the evaluator's.
            var turned = correct
            turned.derivation.reverse()
            try await stage.act(turned, by: .evaluator)
        }
    }

    @Test(arguments: Engines.all)
    func theResultIsTheFigureInForce(engine: Engine) async throws {
        try await SampleTests.play(engine) { stage in
            let rating = try await Self.rating(stage)
            @Sendable func figure(_ value: String) -> SubmitReturn {
                SubmitReturn(unit: "dpj", period: "2022", values: [ReturnedValue(indicator: "clearance", value: value)])
            }
            try await stage.act(figure("94.40"), by: .officerOfPolice, on: "2022-12-20")
            await stage.refused(.contradiction, rating, by: .evaluator)
            try await stage.act(figure("94.43"), by: .officerOfPolice, on: "2022-12-20")
            try await stage.act(rating, by: .evaluator)
        }
    }

    @Test(arguments: Engines.all)
    func nothingToRateWithoutTermsOrWhileTheUnitMaySpeak(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            let empty = RateUnit(year: 2022, unit: "dpj", rating: .good, score: .lowest, derivation: [])
            await stage.refused(.noTerms, empty, by: .evaluator)
            try await stage.signedTerms()
            let rating = try await Self.rating(stage)
            await stage.refused(.outOfPhase, rating, by: .evaluator, on: "2022-12-19")
            await stage.refused(.outOfPhase, rating, by: .evaluator, on: "2022-12-22")
            try await stage.act(
                ExtendPhase(year: 2022, phase: .selfAssessment, unit: "dpj", until: "2022-12-20", reason: words("late")),
                by: .administrator, on: "2022-12-19")
            await stage.refused(.nothingToEvaluate, rating, by: .evaluator, on: "2022-12-20")
            try await stage.act(rating, by: .evaluator, on: "2022-12-21")
        }
    }

    @Test(arguments: Engines.all)
    func noOneEvaluatesTheirOwnWork(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            try await stage.signedTerms()
            try await stage.act(Self.assessment, by: .headOfPolice)
            let rating = try await Self.rating(stage)
            await stage.refused(.notAllowed, rating, by: .director)
            @Sendable func asEvaluator(_ official: String, unit: String = "igi") -> Signatory {
                Signatory(official: official, post: "p-igi", role: .evaluator, unit: unit)
            }
            await stage.refused(.ownWork, rating, by: asEvaluator("nadia", unit: "dpj"))
            // They proposed, signed and submitted under an earlier post.
            await stage.refused(.ownWork, rating, by: asEvaluator("bilal"))
            await stage.refused(.ownWork, rating, by: asEvaluator("amina"))
            await stage.refused(.ownWork, rating, by: asEvaluator("othmane"))
            func figures(_ period: String, unit: String = "dpj") -> SubmitReturn {
                SubmitReturn(unit: unit, period: period, values: [ReturnedValue(indicator: "clearance", value: "94.43")])
            }
            let rachid = Signatory(official: "rachid", post: "p-stat", role: .statistician, unit: "dgsn")
            try await stage.act(figures("2021"), by: rachid, on: "2022-12-20")
            try await stage.act(figures("2022", unit: "dsic"), by: rachid, on: "2022-12-20")
            let free = try await stage.read {
                try Separation.reasons(evaluator: asEvaluator("rachid"), of: "dpj", year: 2022, in: $0)
            }
            #expect(free.isEmpty, "figures of another year or unit do not count")
            try await stage.act(figures("2022"), by: rachid, on: "2022-12-20")
            await stage.refused(.ownWork, rating, by: asEvaluator("rachid"), on: "2022-12-21")
            try await stage.act(rating, by: asEvaluator("nadia"))
        }
    }
}
