import Acts
import Storage
import TestSupport
import Testing

@testable import Institution

@Suite struct SelfAssessmentTests {
    typealias Item = SubmitSelfAssessment.Item

    static func act(_ items: [Item]) -> SubmitSelfAssessment { SubmitSelfAssessment(year: 2022, unit: "dpj", items: items) }

    @Test(arguments: Engines.all)
    func submissionsAndRefusals(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            let claim = Item(kind: .achievement, text: words("better"))
            await stage.refused(.notAllowed, Self.act([claim]), by: .evaluator)
            await stage.refused(.notAllowed, Self.act([claim]), by: .headOfSystems)
            await stage.refused(.missingText, Self.act([]), by: .headOfPolice)
            await stage.refused(
                .unknownIndicator, Self.act([Item(kind: .challenge, text: words("x"), cites: ["no"])]), by: .headOfPolice)
            await stage.refused(
                .unknownCommitment, Self.act([Item(commitment: "PJ-01", kind: .challenge, text: words("x"))]),
                by: .headOfPolice)
            await stage.refused(
                .missingText, Self.act([Item(kind: .constraint, text: Trilingual(ar: "ن", fr: "t", en: ""))]),
                by: .headOfPolice)
            try await stage.signedTerms()
            let first = try await stage.act(Self.act([claim]), by: .officerOfPolice)
            let supported = Item(
                commitment: "PJ-01", kind: .constraint, text: words("delays"), cites: ["clearance", "violent_share"])
            let second = try await stage.act(Self.act([supported, claim]), by: .headOfPolice)
            let current = try await stage.read { try SelfAssessmentBook.current(year: 2022, unit: "dpj", in: $0) }
            #expect(current?.items == [supported, claim])
            #expect(current?.items.map(\.isUnsupported) == [false, true])
            #expect(current?.items(.constraint) == [supported])
            let history = try await stage.read { try SelfAssessmentBook.history(year: 2022, unit: "dpj", in: $0) }
            #expect(history.map(\.by.number) == [first, second])
            #expect(history.map(\.replacedBy) == [second, nil])
            #expect(try await stage.read { try SelfAssessmentBook.units(year: 2022, in: $0) } == ["dpj"])
        }
    }
}
