import Acts
import Storage
import TestSupport
import Testing

@testable import Institution

@Suite struct ProgressTests {
    /// A closed roadmap of one objective, all its decisions ended.
    static func closed(_ stage: Stage) async throws {
        try await RoadmapTests.meeting(stage, decisions: [7])
        try await stage.act(RoadmapTests.strategy, by: .director, on: "2022-12-22")
        try await stage.act(RoadmapTests.full { $0.dependsOn = nil }, by: .director)
        try await stage.act(AdoptRoadmap(year: 2023), by: .director)
    }

    @Test(arguments: Engines.all)
    func progressIsReportedByTheOwner(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            try await Self.closed(stage)
            func refused(_ code: FailureCode, by signatory: Signatory = .headOfPolice, on day: String? = nil,
                _ change: (inout ReportProgress) -> Void) async {
                await stage.refused(code, RoadmapTests.report(change), by: signatory, on: day)
            }
            await refused(.notAllowed, by: .headOfSystems) { _ in }
            await refused(.notTheOwner, by: .headOfSystems) { $0.unit = "dsic" }
            await refused(.outOfPhase, on: "2022-12-22") { _ in }
            await refused(.unknownObjective) { $0.code = "O9" }
            await refused(.dayAhead) { $0.asOf = "2023-04-04" }
            await refused(.malformedDay) { $0.asOf = "today" }
            await refused(.malformedValue) { $0.percent = 101 }
            await refused(.missingText) { $0.note = " \n" }
            await refused(.malformedDay) { $0.expected = "soon" }
            await refused(.unknownMilestone) { $0.milestones[0].code = "M9" }
            await refused(.numberTaken) { $0.milestones.append($0.milestones[0]) }
            await refused(.dayAhead) { $0.milestones[0].reached = "2023-04-02" }
            await refused(.resultMissing) { $0.milestones = [.init(code: "M2", reached: "2023-03-20")] }
            await refused(.notANumber) { $0.milestones = [.init(code: "M2", reached: "2023-03-20", result: "most")] }
            await refused(.malformedValue) { $0.evidence = ["AB"] }
            await refused(.progressContradicts) { $0.status = .done }
            await refused(.progressContradicts) { $0.percent = 100 }
            await refused(.progressContradicts) { ($0.status, $0.percent) = (.done, 100) }
            try await stage.act(RoadmapTests.report(), by: .headOfPolice)
            try await stage.act(RoadmapTests.report { ($0.asOf, $0.milestones) = ("2023-03-01", []) }, by: .officerOfPolice)
            let reports = try await stage.read { try ProgressBook.reports(year: 2023, in: $0)["O1"] ?? [] }
            #expect(reports.map(\.report.asOf) == ["2023-03-01", "2023-04-01"], "by the day they speak of, not by the day of entry")
            #expect(reports.last?.report == RoadmapTests.report())
            let done = RoadmapTests.report {
                ($0.asOf, $0.status, $0.percent, $0.expected) = ("2023-07-01", .done, 100, nil)
                $0.milestones = [.init(code: "M2", reached: "2023-06-20", result: "95.2")]
            }
            try await stage.act(done, by: .secretary, on: "2023-07-02")
            let states = try await stage.read { try ProgressBook.milestones(year: 2023, code: "O1", in: $0) }
            #expect(states == ["M1": .init(reached: "2023-03-20"), "M2": .init(reached: "2023-06-20", result: "95.2")])
        }
    }

    @Test(arguments: Engines.all)
    func aRevisionLeavesTheBaseline(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            try await RoadmapTests.meeting(stage, decisions: [7])
            try await stage.act(RoadmapTests.strategy, by: .director, on: "2022-12-22")
            try await stage.act(RoadmapTests.full { $0.dependsOn = nil }, by: .director)
            // Before the roadmap is closed a change is still drafting: it moves the baseline.
            let drafting = ReviseObjective(year: 2023, code: "O1", reason: words("typing"), starts: "2022-12-31")
            try await stage.act(drafting, by: .secretary, on: "2022-12-22")
            try await stage.act(AdoptRoadmap(year: 2023), by: .director)
            var longer = ReviseObjective(year: 2023, code: "O1", reason: words("waits"), decided: "2023-03-01", due: "2023-08-31")
            await stage.refused(.notAllowed, longer, by: .headOfPolice)
            await stage.refused(.outOfPhase, longer, by: .director, on: "2022-12-22")
            longer.decided = "2023-03-21"
            await stage.refused(.dayAhead, longer, by: .director)
            longer.decided = "2023-03-01"
            await stage.refused(.nothingRevised, ReviseObjective(year: 2023, code: "O1", reason: words("no")), by: .director)
            await stage.refused(
                .nothingRevised, ReviseObjective(year: 2023, code: "O1", reason: words("no"), due: "2023-06-30"), by: .director)
            await stage.refused(
                .missingText, ReviseObjective(year: 2023, code: "O1", reason: Trilingual(ar: "", fr: "", en: ""), due: "2023-08-31"),
                by: .director)
            await stage.refused(
                .milestoneMisplaced, ReviseObjective(year: 2023, code: "O1", reason: words("no"), due: "2023-05-31", phases: []),
                by: .director)
            await stage.refused(
                .unknownObjective, ReviseObjective(year: 2023, code: "O9", reason: words("no"), due: "2023-05-31"), by: .director)
            try await stage.act(longer, by: .secretary)
            let objective = try #require(try await stage.read { try RoadmapBook.objective(year: 2023, code: "O1", in: $0) })
            #expect(objective.terms.starts == "2023-01-01")
            #expect(objective.baseline.starts == "2022-12-31")
            #expect(objective.baseline.due == "2023-06-30")
            #expect(objective.plan.due == "2023-08-31")
            #expect(objective.plan(on: "2023-02-28").due == "2023-06-30")
            #expect(objective.versions.map(\.reason) == [nil, words("typing"), words("waits")])
            try await stage.act(RoadmapTests.report(), by: .headOfPolice)
            // What was reached is history.
            var milestones = objective.plan.milestones
            milestones[0].due = "2023-04-30"
            await stage.refused(
                .reachedMilestoneChanged, ReviseObjective(year: 2023, code: "O1", reason: words("no"), milestones: milestones),
                by: .director, on: "2023-04-05")
            await stage.refused(
                .reachedMilestoneChanged, ReviseObjective(year: 2023, code: "O1", reason: words("no"), milestones: []),
                by: .director, on: "2023-04-05")
            milestones = objective.plan.milestones
            milestones[1].due = "2023-08-01"
            try await stage.act(
                ReviseObjective(year: 2023, code: "O1", reason: words("later"), owner: "dsic", milestones: milestones), by: .director,
                on: "2023-04-05")
            #expect(try await stage.read { try RoadmapBook.objectives(owner: "dsic", in: $0).map(\.terms.code) } == ["O1"])
            #expect(try await stage.read { try RoadmapBook.objectives(owner: "dpj", in: $0) }.isEmpty)
            await stage.refused(.notTheOwner, RoadmapTests.report(), by: .headOfPolice)
        }
    }
}
