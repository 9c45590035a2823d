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
                .init(code: "B", text: words("sign"), starts: "2023-03-15", due: "2023-06-30", owner: "dsic"),
            ])
        change(&objective)
        return objective
    }

    /// The same with everything an objective can have.
    static func full(_ change: (inout AdoptObjective) -> Void = { _ in }) -> AdoptObjective {
        objective { objective in
            objective.milestones = [
                .init(code: "M1", text: words("drafted"), due: "2023-03-31"),
                .init(code: "M2", text: words("signed"), due: "2023-06-30", indicator: "clearance", target: "95"),
            ]
            objective.dependsOn = ["O2"]
            objective.resources = [.init(kind: .people, text: words("analysts"), amount: "14")]
            objective.risks = [.init(text: words("refusal"), likelihood: .medium, impact: .high, answer: words("law"))]
            objective.goal = .init(strategy: "S", goal: "G")
            change(&objective)
        }
    }

    static let strategy = SetStrategy(
        code: "S", from: 2022, to: 2026, name: words("strategy"),
        goals: [
            .init(code: "G", name: words("digital"), text: words("all online"), indicator: "clearance", baseline: "90", target: "97"),
            .init(code: "H", name: words("people"), text: words("trained")),
        ])

    /// A meeting with decisions, and the priority of its roadmap.
    static func meeting(_ stage: Stage, decisions: [Int] = [7, 8]) async throws {
        try await stage.act(HoldMeeting(year: 2022, held: "2022-12-22", place: words("Rabat")), by: .secretary, on: "2022-12-22")
        for number in decisions {
            let decision = RecordDecision(year: 2022, number: number, text: words("delays"), owner: "dpj", due: "2023-06-30")
            try await stage.act(decision, by: .secretary, on: "2022-12-22")
        }
        try await stage.act(SetPriority(year: 2023, code: "P1", rank: 1, text: words("digital")), by: .director, on: "2022-12-22")
    }

    /// What the replay of a whole year adds to its objective `O1`, carrying out decision 7: one act of each kind.
    static func wholeRoadmap(_ stage: Stage) async throws {
        try await stage.act(strategy, by: .director, on: "2022-12-22")
        for number in [8, 9] {
            let decision = RecordDecision(year: 2022, number: number, text: words("more"), owner: "dpj", due: "2023-06-30")
            try await stage.act(decision, by: .secretary, on: "2022-12-22")
        }
        try await stage.act(full { ($0.code, $0.dependsOn, $0.decision) = ("O2", ["O1"], nil) }, by: .director)
        try await stage.act(
            CloseDecision(year: 2022, number: 8, roadmap: 2023, objective: "O2", note: words("there")), by: .secretary)
        try await stage.act(RefuseDecision(year: 2022, number: 9, reason: words("no means")), by: .director)
        try await stage.act(AdoptRoadmap(year: 2023), by: .director)
        try await stage.act(ReopenRoadmap(year: 2023, reason: words("late decision")), by: .director)
        try await stage.act(AdoptRoadmap(year: 2023), by: .director)
        try await stage.act(strategy, by: .director, on: "2022-12-22")
    }

    /// The year after; at the end of the replayed year, since a ledger's time only goes on.
    static func followUp(_ stage: Stage) async throws {
        let revision = ReviseObjective(year: 2023, code: "O2", reason: words("waits"), decided: "2023-03-01", due: "2023-08-31")
        try await stage.act(revision, by: .secretary)
        try await stage.act(report { $0.code = "O2" }, by: .headOfPolice)
    }

    static func report(_ change: (inout ReportProgress) -> Void = { _ in }) -> ReportProgress {
        var report = ReportProgress(
            year: 2023, code: "O1", unit: "dpj", asOf: "2023-04-01", status: .atRisk, percent: 40, note: "en cours",
            milestones: [.init(code: "M1", reached: "2023-03-20")], expected: "2023-07-15",
            evidence: [String(repeating: "ab", count: 32)])
        change(&report)
        return report
    }

    @Test(arguments: Engines.all)
    func objectivesCarryOutDecisions(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            await stage.refused(.unknownDecision, Self.objective(), by: .director)
            try await stage.act(HoldMeeting(year: 2022, held: "2022-12-22", place: words("Rabat")), by: .secretary, on: "2022-12-22")
            for number in [7, 8] {
                let decision = RecordDecision(
                    year: 2022, number: number, text: words("delays"), owner: "dpj", due: "2023-06-30")
                try await stage.act(decision, by: .secretary, on: "2022-12-22")
            }
            await stage.refused(.unknownPriority, Self.objective(), by: .director)
            try await stage.act(SetPriority(year: 2023, code: "P1", rank: 1, text: words("digital")), by: .director, on: "2022-12-22")
            func refused(_ code: FailureCode, _ change: (inout AdoptObjective) -> Void) async {
                await stage.refused(code, Self.objective(change), by: .director)
            }
            await stage.refused(.notAllowed, Self.objective(), by: .headOfPolice)
            await stage.refused(.outOfPhase, Self.objective(), by: .director, on: "2022-12-21")
            await stage.refused(.outOfPhase, Self.objective(), by: .director, on: "2022-12-23")
            await refused(.noCycle) { $0.year = 2024 }
            await refused(.unknownUnit) { $0.owner = "nowhere" }
            await refused(.unknownUnit) { $0.phases[0].owner = "nowhere" }
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

    @Test(arguments: Engines.all)
    func aPlanHasRules(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            try await Self.meeting(stage)
            await stage.refused(.unknownGoal, Self.full(), by: .director)
            try await stage.act(Self.strategy, by: .director, on: "2022-12-22")
            func refused(_ code: FailureCode, _ change: (inout AdoptObjective) -> Void) async {
                await stage.refused(code, Self.full(change), by: .director)
            }
            await refused(.milestoneMisplaced) { $0.milestones?.reverse() }
            await refused(.milestoneMisplaced) { $0.milestones?[1].due = "2023-07-01" }
            await refused(.milestoneMisplaced) { $0.milestones?[0].due = "2022-12-31" }
            await refused(.milestoneUnmeasured) { $0.milestones?[1].indicator = nil }
            await refused(.unknownIndicator) { $0.milestones?[1].indicator = "no" }
            await refused(.notANumber) { $0.milestones?[1].target = "most" }
            await refused(.numberTaken) { $0.milestones?[1].code = "M1" }
            await refused(.missingText) { $0.milestones?[1].text.ar = " " }
            await refused(.malformedDay) { $0.milestones?[1].due = "soon" }
            await refused(.notANumber) { $0.resources?[0].amount = "a few" }
            await refused(.missingText) { $0.resources?[0].text.fr = "" }
            await refused(.missingText) { $0.risks?[0].answer.en = "" }
            await refused(.numberTaken) { $0.dependsOn = ["O2", "O2"] }
            await refused(.malformedCode) { $0.dependsOn = ["O 2"] }
            await refused(.circularObjectives) { $0.dependsOn = ["O1"] }
            await refused(.unknownGoal) { $0.goal?.goal = "X" }
            await refused(.unknownCommitment) { $0.commitment = .init(year: 2022, code: "PJ-99") }
            await refused(.malformedCode) { $0.difficulty = "a b" }
            await refused(.tooLong) { $0.resources = Array(repeating: .init(kind: .law, text: words("x")), count: 51) }
            try await stage.signedTerms()
            let adopted = Self.full { $0.commitment = .init(year: 2022, code: "PJ-01"); $0.difficulty = "staff" }
            try await stage.act(adopted, by: .director)
            #expect(try await stage.read { try RoadmapBook.objective(year: 2023, code: "O1", in: $0)?.terms } == adopted)
            // O1 waits for O2, so O2 cannot wait for O1, nor for O3 that waits for O1.
            await refused(.circularObjectives) { ($0.code, $0.dependsOn) = ("O2", ["O1"]) }
            try await stage.act(Self.full { ($0.code, $0.dependsOn) = ("O3", ["O1"]) }, by: .director)
            await refused(.circularObjectives) { ($0.code, $0.dependsOn) = ("O2", ["O3"]) }
            try await stage.act(Self.full { ($0.code, $0.dependsOn) = ("O2", nil) }, by: .director)
            await stage.refused(
                .circularObjectives, ReviseObjective(year: 2023, code: "O2", reason: words("why"), dependsOn: ["O3"]),
                by: .director, on: "2022-12-22")
        }
    }

    @Test(arguments: Engines.all)
    func aStrategyKeepsWhatServesIt(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            try await Self.meeting(stage)
            func refused(_ code: FailureCode, _ change: (inout SetStrategy) -> Void) async {
                var strategy = Self.strategy
                change(&strategy)
                await stage.refused(code, strategy, by: .director)
            }
            await stage.refused(.notAllowed, Self.strategy, by: .secretary)
            await refused(.malformedCode) { $0.code = "a b" }
            await refused(.endBeforeStart) { $0.to = 2021 }
            await refused(.missingText) { $0.goals = [] }
            await refused(.missingText) { $0.goals[0].name.ar = "" }
            await refused(.numberTaken) { $0.goals[1].code = "G" }
            await refused(.unknownIndicator) { $0.goals[0].indicator = "no" }
            await refused(.milestoneUnmeasured) { $0.goals[0].indicator = nil }
            await refused(.notANumber) { $0.goals[0].target = "all" }
            var old = Self.strategy
            (old.code, old.from, old.to) = ("T", 2018, 2022)
            try await stage.act(old, by: .director)
            try await stage.act(Self.strategy, by: .director)
            await stage.refused(.outsideStrategy, Self.full { $0.goal = .init(strategy: "T", goal: "G") }, by: .director)
            try await stage.act(Self.full(), by: .director)
            await refused(.goalInUse) { $0.goals.removeFirst() }
            await refused(.goalInUse) { $0.to = 2022 }
            var reworded = Self.strategy
            reworded.goals.removeLast()
            try await stage.act(reworded, by: .director)
            let history = try await stage.read { try StrategyBook.history("S", in: $0) }
            #expect(history.map(\.terms) == [Self.strategy, reworded])
            #expect(history.map { $0.replacedBy == nil } == [false, true])
            #expect(try await stage.read { try StrategyBook.all(in: $0).map(\.terms.code) } == ["S", "T"])
            #expect(try await stage.read { try StrategyBook.strategies(year: 2022, in: $0).count } == 2)
            #expect(try await stage.read { try RoadmapBook.objectives(strategy: "S", in: $0).map(\.terms.code) } == ["O1"])
        }
    }
}
