import Acts
import Storage
import TestSupport
import Testing

@testable import Institution

/// The loop: no decision without an outcome.
@Suite struct OutcomeTests {
    @Test(arguments: Engines.all)
    func everyDecisionEndsBeforeTheRoadmapCloses(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            await stage.refused(.emptyRoadmap, AdoptRoadmap(year: 2023), by: .director)
            try await RoadmapTests.meeting(stage, decisions: [7, 8, 9])
            let close = CloseDecision(year: 2022, number: 8, roadmap: 2023, objective: "O1", note: words("there"))
            let refuse = RefuseDecision(year: 2022, number: 9, reason: words("no means"))
            await stage.refused(.unknownObjective, close, by: .secretary)
            try await stage.act(RoadmapTests.objective(), by: .director)
            await stage.refused(.notAllowed, AdoptRoadmap(year: 2023), by: .secretary)
            await stage.refused(.decisionsOpen, AdoptRoadmap(year: 2023), by: .director)
            await stage.refused(.roadmapNotClosed, ReopenRoadmap(year: 2023, reason: words("x")), by: .director)
            await stage.refused(.notAllowed, close, by: .headOfPolice)
            await stage.refused(.notAllowed, refuse, by: .secretary)
            await stage.refused(.outOfPhase, close, by: .secretary, on: "2022-12-24")
            await stage.refused(.outOfPhase, refuse, by: .director, on: "2022-12-24")
            await stage.refused(.unknownDecision, RefuseDecision(year: 2022, number: 1, reason: words("x")), by: .director)
            await stage.refused(.decisionHasOutcome, RefuseDecision(year: 2022, number: 7, reason: words("x")), by: .director)
            await stage.refused(.missingText, RefuseDecision(year: 2022, number: 9, reason: Trilingual(ar: "", fr: "x", en: "x")), by: .director)
            try await stage.act(close, by: .secretary)
            await stage.refused(.decisionHasOutcome, close, by: .secretary)
            await stage.refused(.decisionsOpen, AdoptRoadmap(year: 2023), by: .director)
            try await stage.act(refuse, by: .director)
            await stage.refused(.decisionHasOutcome, refuse, by: .director)
            await stage.refused(
                .decisionHasOutcome, RoadmapTests.objective { ($0.code, $0.decision) = ("O2", .init(year: 2022, number: 9)) }, by: .director)
            let outcomes = try await stage.read { try OutcomeBook.outcomes(year: 2022, in: $0) }
            #expect(outcomes.map(\.state) == [.objective, .objective, .refused])
            #expect(outcomes.map { $0.objectives.map(\.code) } == [["O1"], ["O1"], []])
            #expect(outcomes.map(\.text) == [nil, words("there"), words("no means")])

            let waiting = RoadmapTests.objective { ($0.code, $0.decision, $0.dependsOn) = ("O2", nil, ["O3"]) }
            try await stage.act(waiting, by: .director)
            await stage.refused(.unknownObjective, AdoptRoadmap(year: 2023), by: .director)
            try await stage.act(RoadmapTests.objective { ($0.code, $0.decision) = ("O3", nil) }, by: .director)
            await stage.refused(.outOfPhase, AdoptRoadmap(year: 2023), by: .director, on: "2022-12-23")
            try await stage.act(AdoptRoadmap(year: 2023), by: .director)
            await stage.refused(.roadmapClosed, AdoptRoadmap(year: 2023), by: .director)
            await stage.refused(.roadmapClosed, RoadmapTests.objective { $0.code = "O4" }, by: .director)
            try await stage.act(ReopenRoadmap(year: 2023, reason: words("forgotten")), by: .director)
            try await stage.act(RoadmapTests.objective { $0.code = "O4" }, by: .director)
            let closings = try await stage.read { try RoadmapBook.closings(year: 2023, in: $0) }
            #expect(closings.map(\.isClosing) == [true, false])
            #expect(try await stage.read { try !RoadmapBook.isClosed(year: 2023, in: $0) })
        }
    }

    /// Random years: decisions, objectives, refusals and attempts to close in any order. Whatever happens, a closing that is accepted
    /// finds no decision without an outcome, one that is refused with E1590 finds one, and no decision has two kinds of outcome.
    @Test(arguments: 0..<12)
    func aClosedRoadmapHasNoOpenDecision(run: Int) async throws {
        let seed = UInt64(20_221_222 + run)
        var random = SeededGenerator(seed)
        print("loop seed \(seed)")
        let decisions = Int.random(in: 1...7, using: &random)
        var steps: [(Int, Int)] = []
        for _ in 0..<60 { steps.append((Int.random(in: 0..<5, using: &random), Int.random(in: 1...decisions, using: &random))) }
        let plan = steps
        try await Stage.play(Engines.all[0]) { stage in
            try await RoadmapTests.meeting(stage, decisions: Array(1...decisions))
            var model: [Int: String] = [:]
            var objectives: [String] = []
            var closed = false
            for (index, (step, number)) in plan.enumerated() {
                func attempt(_ act: some Act) async throws -> FailureCode? {
                    do { try await stage.act(act, by: .director) } catch let failure as Failure { return failure.code }
                    return nil
                }
                let place = "seed \(seed), step \(index)"
                switch step {
                case 0:
                    let code = "O\(index)"
                    let refused = try await attempt(
                        RoadmapTests.objective { ($0.code, $0.decision) = (code, .init(year: 2022, number: number)) })
                    #expect(refused == (closed ? .roadmapClosed : model[number] == "refused" ? .decisionHasOutcome : nil), "\(place)")
                    if refused == nil { model[number] = "objective"; objectives.append(code) }
                case 1:
                    let refused = try await attempt(RefuseDecision(year: 2022, number: number, reason: words("no")))
                    #expect(refused == (model[number] == nil ? nil : .decisionHasOutcome), "\(place)")
                    if refused == nil { model[number] = "refused" }
                case 2:
                    let objective = objectives.last ?? "none"
                    let refused = try await attempt(
                        CloseDecision(year: 2022, number: number, roadmap: 2023, objective: objective, note: words("in")))
                    #expect(refused == (model[number] != nil ? .decisionHasOutcome : objectives.isEmpty ? .unknownObjective : nil), "\(place)")
                    if refused == nil { model[number] = "objective" }
                case 3:
                    let refused = try await attempt(AdoptRoadmap(year: 2023))
                    let expected: FailureCode? =
                        closed ? .roadmapClosed : objectives.isEmpty ? .emptyRoadmap : model.count < decisions ? .decisionsOpen : nil
                    #expect(refused == expected, "\(place)")
                    closed = closed || refused == nil
                default:
                    let refused = try await attempt(ReopenRoadmap(year: 2023, reason: words("again")))
                    #expect(refused == (closed ? nil : .roadmapNotClosed), "\(place)")
                    if refused == nil { closed = false }
                }
                let open = try await stage.read { try OutcomeBook.open(year: 2022, in: $0).map(\.number) }
                #expect(open == (1...decisions).filter { model[$0] == nil }, "\(place)")
                if closed { #expect(open.isEmpty, "\(place)") }
            }
        }
    }
}
