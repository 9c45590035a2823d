import Acts
import Figures
import Storage
import TestSupport
import Testing

@testable import Institution

/// From what a year left open to the next one's terms.
@Suite struct TermsPrefillTests {
    private static func drafts(_ objectives: [Objective]) throws -> [String: [DraftCommitment]] {
        let drafts = try TermsPrefill.drafts(objectives) { indicator, _ in
            guard indicator != "unknown" else { return nil }
            return (direction: indicator == "violent_share" ? Direction.down : .up, baseline: "90")
        }
        return Dictionary(uniqueKeysWithValues: drafts.map { ($0.unit, $0.draft.commitments) })
    }

    @Test func aMilestoneBecomesACommitment() throws {
        let objectives = [
            SlippageTests.objective(
                "O1", "2023-01-01", "2023-06-30",
                milestones: [
                    Milestone(code: "M1", text: words("m"), due: "2023-03-31"),
                    Milestone(code: "M2", text: words("n"), due: "2023-06-30", indicator: "violent_share", target: "7"),
                    Milestone(code: "M3", text: words("n"), due: "2023-06-30", indicator: "unknown", target: "7"),
                ]),
            SlippageTests.objective("O2", "2023-01-01", "2023-06-30", dependsOn: ["O1"]),
        ]
        let rows = try #require(try Self.drafts(objectives)["dpj"])
        #expect(rows.map(\.code) == ["O1-M1", "O1-M2", "O1-M3", "O2"])
        #expect(rows.map(\.targetType) == ["milestone", "at_most", "milestone", "milestone"])
        #expect(rows.map(\.baseline) == ["", "90", "", ""])
        #expect(rows.map(\.dependsOn) == ["", "", "", "O1-M3"])
        #expect(rows.map(\.weight) == ["25", "25", "25", "25"])
        #expect(rows[0].textFr == "texte O1 : texte m")
        for row in rows { _ = try row.proposed() }
    }

    /// Whatever the number of rows, weights are whole, differ by one at most, and add to 100.
    @Test(arguments: 1...60)
    func weightsAddToOneHundred(count: Int) throws {
        let objectives = (1...count).map { SlippageTests.objective("O\($0)", "2023-01-01", "2023-06-30") }
        let weights = try #require(try Self.drafts(objectives)["dpj"]).compactMap { Int($0.weight) }
        #expect(weights.count == count)
        #expect(weights.reduce(0, +) == 100)
        #expect((weights.max() ?? 0) - (weights.min() ?? 0) <= 1)
    }

    @Test(arguments: Engines.all)
    func whatIsOpenIsProposedAndADraftIsNeverOverwritten(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            try await stage.signedTerms()
            try await RoadmapTests.meeting(stage, decisions: [7])
            let proposals = try await stage.read { try RoadmapProposals.all(year: 2023, in: $0) }
            #expect(proposals.map(\.id) == ["decision-7"])
            var proposed = try #require(proposals.first?.objective)
            #expect(proposed.code == "O1")
            #expect(proposed.decision == .init(year: 2022, number: 7))
            #expect(proposed.due == "2023-06-30")
            proposed.milestones = [Milestone(code: "M", text: words("m"), due: "2023-06-30")]
            try await stage.act(proposed, by: .director)
            #expect(try await stage.read { try RoadmapProposals.all(year: 2023, in: $0) }.isEmpty)
            let now = Timestamp(milliseconds: 0)
            let outcomes = try await stage.database.write { tables in
                let drafts = try TermsPrefill.drafts(RoadmapBook.objectives(year: 2023, in: tables)) { _, _ in nil }
                let first = try TermsPrefill.save(drafts, year: 2023, by: "yassine", now: now, in: tables).map(\.outcome)
                let again = try TermsPrefill.save(drafts, year: 2023, by: "amina", now: now, in: tables).map(\.outcome)
                return first + again
            }
            #expect(outcomes == [.made, .kept])
            let draft = try await stage.read { try TermsDraft.current(year: 2023, unit: "dpj", in: $0) }
            #expect(draft?.draft.commitments.map(\.code) == ["O1-M"])
            #expect(draft?.kept.official == "yassine")
        }
    }
}
