import Acts
import Figures
import Storage
import TestSupport
import Testing

@testable import Institution

/// How a roadmap stands on a day, without a database.
@Suite struct SlippageTests {
    static let by = Authorship(number: 1, official: "o", post: "p", recorded: Timestamp(milliseconds: 0))

    static func objective(
        _ code: String, _ starts: String, _ due: String, dependsOn: [String] = [], milestones: [Milestone] = [],
        revised: (inout ObjectivePlan) -> Void = { _ in }, decided: String = "2023-03-01"
    ) -> Objective {
        let terms = AdoptObjective(
            year: 2023, code: code, text: words(code), owner: "dpj", starts: starts, due: due, milestones: milestones,
            dependsOn: dependsOn)
        var plan = terms.plan
        revised(&plan)
        var versions = [PlanVersion(by: by, decided: nil, reason: nil, plan: terms.plan)]
        if plan != terms.plan { versions.append(PlanVersion(by: by, decided: decided, reason: words("why"), plan: plan)) }
        return Objective(terms: terms, by: by, versions: versions, baseline: terms.plan)
    }

    static func report(
        _ code: String, _ asOf: String, _ status: ReportProgress.Status, _ percent: Int, expected: String? = nil,
        reached: [String: String] = [:]
    ) -> Progress {
        let milestones = reached.sorted { $0.key < $1.key }.map { ReportProgress.MilestoneReport(code: $0.key, reached: $0.value) }
        let report = ReportProgress(
            year: 2023, code: code, unit: "dpj", asOf: asOf, status: status, percent: percent, note: "n", milestones: milestones,
            expected: expected)
        return Progress(report: report, by: by)
    }

    static func standing(
        _ objectives: [Objective], _ reports: [Progress] = [], on day: String, of code: String = "O1"
    ) throws -> ObjectiveStanding {
        let progress = Dictionary(grouping: reports, by: \.report.code)
        return try #require(try Slippage.standings(objectives, progress: progress, on: day).first { $0.code == code })
    }

    @Test func statesFollowFromDatesAndReports() throws {
        let milestones = [Milestone(code: "M1", text: words("m"), due: "2023-03-31")]
        let plain = [Self.objective("O1", "2023-02-01", "2023-06-30", milestones: milestones)]
        #expect(try Self.standing(plain, on: "2023-01-15").state == .toCome)
        #expect(try Self.standing(plain, on: "2023-03-31").state == .onTrack)
        let overdue = try Self.standing(plain, on: "2023-04-10")
        #expect(overdue.state == .late)
        #expect(overdue.milestones.map(\.slip) == [10])
        #expect(overdue.slip == 0, "the objective's own end is still ahead")
        #expect(try Self.standing(plain, on: "2023-07-10").slip == 10, "what is not done slips day by day")
        let reached = [Self.report("O1", "2023-04-12", .onTrack, 50, reached: ["M1": "2023-04-05"])]
        let standing = try Self.standing(plain, reached, on: "2023-04-12")
        #expect(standing.state == .onTrack)
        #expect(standing.milestones.map(\.slip) == [5])
        #expect(standing.percent == 50)
        #expect(try Self.standing(plain, reached, on: "2023-04-11").state == .late, "a report speaks of its day, not of one before")
        let risk = reached + [Self.report("O1", "2023-05-01", .atRisk, 50)]
        #expect(try Self.standing(plain, risk, on: "2023-05-01").state == .atRisk)
        let later = reached + [Self.report("O1", "2023-05-01", .onTrack, 55, expected: "2023-07-15")]
        let expected = try Self.standing(plain, later, on: "2023-05-01")
        #expect(expected.state == .atRisk)
        #expect(expected.slip == 15)
        let done = reached + [Self.report("O1", "2023-06-20", .done, 100)]
        let ended = try Self.standing(plain, done, on: "2023-12-31")
        #expect(ended.state == .done)
        #expect(ended.end == "2023-04-05", "the last milestone reached, not the day of the report")
        #expect(ended.slip == -86)
    }

    @Test func slippageIsMeasuredAgainstTheBaseline() throws {
        let milestones = [
            Milestone(code: "M1", text: words("m"), due: "2023-03-31"), Milestone(code: "M2", text: words("m"), due: "2023-06-30"),
        ]
        let objective = Self.objective("O1", "2023-01-01", "2023-06-30", milestones: milestones) { plan in
            plan.due = "2023-08-31"
            plan.milestones = [
                Milestone(code: "M1", text: words("m"), due: "2023-04-30"), Milestone(code: "M3", text: words("n"), due: "2023-08-31"),
            ]
        }
        let before = try Self.standing([objective], on: "2023-02-28")
        #expect(before.slip == 0)
        #expect(before.dropped.isEmpty)
        let after = try Self.standing([objective], on: "2023-03-15")
        #expect(after.slip == 62)
        #expect(after.state == .atRisk)
        #expect(after.milestones.map(\.slip) == [30, nil])
        #expect(after.milestones.map(\.baseline) == ["2023-03-31", nil])
        #expect(after.dropped == ["M2"])
    }

    @Test func aDelayIsHandedOnBeyondTheSlack() throws {
        // O2 starts ten days after O1's planned end; O3 overlaps O1 and ends five days after it.
        let objectives = [
            Self.objective("O1", "2023-01-01", "2023-03-31"),
            Self.objective("O2", "2023-04-11", "2023-06-30", dependsOn: ["O1"]),
            Self.objective("O3", "2023-02-01", "2023-04-05", dependsOn: ["O1"]),
            Self.objective("O4", "2023-07-01", "2023-08-31", dependsOn: ["O2"]),
        ]
        func handedOn(_ expected: String, _ code: String) throws -> Int {
            try Self.standing(objectives, [Self.report("O1", "2023-02-15", .onTrack, 10, expected: expected)], on: "2023-02-15", of: code).handedOn
        }
        #expect(try handedOn("2023-03-31", "O2") == 0)
        #expect(try handedOn("2023-04-05", "O3") == 0)
        #expect(try handedOn("2023-04-06", "O3") == 1)
        #expect(try handedOn("2023-04-10", "O2") == 0)
        #expect(try handedOn("2023-04-30", "O2") == 20)
        #expect(try handedOn("2023-04-30", "O4") == 20)
        #expect(try Self.standing(objectives, on: "2023-02-15", of: "O1").downstream == ["O2", "O3", "O4"])
        let done = [
            Self.report("O1", "2023-02-15", .onTrack, 10, expected: "2023-04-30"), Self.report("O2", "2023-02-15", .done, 100),
        ]
        #expect(try Self.standing(objectives, done, on: "2023-02-15", of: "O2").handedOn == 0, "what is done waits for nothing")
        #expect(try Self.standing(objectives, done, on: "2023-02-15", of: "O4").handedOn == 0)
    }

    @Test func aCircleOfDatedRevisionsEnds() throws {
        let objectives = [
            Self.objective("O1", "2023-01-01", "2023-03-31", dependsOn: ["O2"]),
            Self.objective("O2", "2023-01-01", "2023-03-31") { $0.dependsOn = ["O1"] },
        ]
        #expect(try Slippage.standings(objectives, progress: [:], on: "2023-06-01").map(\.slip) == [62, 62])
    }

    /// Against a recomputation that follows every path of dependencies without memory.
    @Test(arguments: 0..<20)
    func randomRoadmapsAgreeWithEveryPath(run: Int) throws {
        let seed = UInt64(3_107 + run)
        var random = SeededGenerator(seed)
        func day(_ range: ClosedRange<Int>) -> String { "\(Day(number: 19_358 + Int32(Int.random(in: range, using: &random))))" }
        var objectives: [Objective] = []
        var reports: [Progress] = []
        for index in 0..<12 {
            let others = (0..<index).filter { _ in Int.random(in: 0..<3, using: &random) == 0 }.map { "O\($0)" }
            let starts = day(0...150)
            objectives.append(Self.objective("O\(index)", starts, max(starts, day(100...364)), dependsOn: others))
            if Bool.random(using: &random) {
                let done = Int.random(in: 0..<4, using: &random) == 0
                reports.append(
                    Self.report("O\(index)", day(0...120), done ? .done : .onTrack, done ? 100 : 50, expected: done ? nil : day(100...420)))
            }
        }
        let today = "2023-05-15"
        let progress = Dictionary(grouping: reports, by: \.report.code)
        func end(_ index: Int) throws -> Int {
            let plan = objectives[index].plan
            let latest = progress["O\(index)"]?.last { $0.report.asOf <= today }?.report
            func number(_ text: String) throws -> Int { Int(try Day(text).number) }
            if let latest, latest.status == .done { return try number(latest.asOf) }
            var found = max(try number(latest?.expected ?? plan.due), try number(today))
            for other in plan.dependsOn {
                guard let before = Int(other.dropFirst()) else { continue }
                let otherDue = try number(objectives[before].plan.due)
                let delay = try end(before) - otherDue
                let slack = try otherDue < number(plan.starts) ? number(plan.starts) - otherDue - 1 : max(0, number(plan.due) - otherDue)
                if delay > slack { found = max(found, try number(plan.due) + delay - slack) }
            }
            return found
        }
        let standings = try Slippage.standings(objectives, progress: progress, on: today)
        for (index, standing) in standings.enumerated() {
            let expected = Day(number: Int32(try end(index)))
            #expect(standing.end == "\(expected)", "seed \(seed), O\(index)")
        }
    }
}
