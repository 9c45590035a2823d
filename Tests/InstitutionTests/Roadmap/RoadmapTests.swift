import Acts
import Storage
import TestSupport
import Testing

@testable import Institution

@Suite struct RoadmapTests {
    static func objective(_ change: (inout AdoptObjective) -> Void = { _ in }) -> AdoptObjective {
        var objective = AdoptObjective(
            year: 2023, code: "O1", text: words("agreement"), owner: "dpj", starts: "2023-01-01", due: "2023-06-30",
            indicator: "clearance", target: "95.5", decision: .init(year: 2022, number: 7), priority: "P1",
            phases: [
                .init(code: "A", text: words("draft"), starts: "2023-01-01", due: "2023-03-31"),
                .init(code: "B", text: words("sign"), starts: "2023-03-15", due: "2023-06-30"),
            ])
        change(&objective)
        return objective
    }

    @Test(arguments: Engines.all)
    func objectivesCarryOutDecisions(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            await stage.refused(.unknownDecision, Self.objective(), by: .director)
            try await stage.act(HoldMeeting(year: 2022, held: "2022-12-22", place: words("Rabat")), by: .secretary)
            for number in [7, 8] {
                let decision = RecordDecision(
                    year: 2022, number: number, text: words("delays"), owner: "dpj", due: "2023-06-30")
                try await stage.act(decision, by: .secretary)
            }
            await stage.refused(.unknownPriority, Self.objective(), by: .director)
            try await stage.act(SetPriority(year: 2023, code: "P1", rank: 1, text: words("digital")), by: .director)
            func refused(_ code: FailureCode, _ change: (inout AdoptObjective) -> Void) async {
                await stage.refused(code, Self.objective(change), by: .director)
            }
            await stage.refused(.notAllowed, Self.objective(), by: .headOfPolice)
            await refused(.unknownUnit) { $0.owner = "nowhere" }
            await refused(.unknownIndicator) { $0.indicator = "no" }
            await refused(.notANumber) { $0.target = "most" }
            await refused(.endBeforeStart) { $0.due = "2022-12-31" }
            await refused(.phasesOutOfOrder) { $0.phases.reverse() }
            await refused(.phasesOutOfOrder) { $0.phases[1].due = "2023-07-01" }
            await refused(.phasesOutOfOrder) { $0.phases[0].starts = "2022-12-31" }
            await refused(.phasesOutOfOrder) { $0.phases[0].due = "2022-12-31" }
            await refused(.numberTaken) { $0.phases[1].code = "A" }
            await refused(.malformedDay) { $0.phases[1].due = "2023-06-31" }
            try await stage.act(Self.objective(), by: .secretary)
            await refused(.numberTaken) { _ in }
            let objectives = try await stage.read { try RoadmapBook.objectives(year: 2023, in: $0) }
            #expect(objectives.map(\.terms) == [Self.objective()])
            #expect(objectives.first?.state(on: "2023-03-20") == .current)
            #expect(try await stage.read { try RoadmapBook.objectives(owner: "dpj", in: $0) } == objectives)
            let carried = try await stage.read {
                try RoadmapBook.objectives(carryingOut: .init(year: 2022, number: 7), in: $0)
            }
            #expect(carried == objectives)
            let open = try await stage.read { try RoadmapBook.decisionsWithoutObjective(year: 2022, in: $0) }
            #expect(open.map(\.number) == [8])
        }
    }
}
