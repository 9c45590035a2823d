import Acts
import Figures
import Foundation
import Institution
import Storage

/// The roadmap of the year after: a strategy over it, its plans, its closing, and how it was carried out. All of it is simulated.
extension ExampleYear {
    private var next: Int { year + 1 }

    func adoptRoadmap() async throws {
        let director = try await official(.directorGeneral)
        let goals = try await setStrategy(by: director)
        let rows = try folder.rows(
            "roadmap-\(next).csv",
            columns: [
                "year", "objective", "phase", "text_ar", "text_fr", "text_en", "owner", "starts", "due", "indicator", "target",
                "decision", "priority",
            ])
        let milestones = try milestones()
        let plans = try folder.rows(
            "plans-\(next).csv",
            columns: [
                "objective", "depends_on", "sort", "likelihood", "impact", "amount", "text_ar", "text_fr", "text_en", "answer_ar",
                "answer_fr", "answer_en",
            ])
        for row in rows where row.optional("phase") == nil {
            let code = row["objective"] ?? ""
            let owner = row["owner"] ?? ""
            let phases = rows.filter { $0["objective"] == code && $0.optional("phase") != nil }.map { phase in
                AdoptObjective.ObjectivePhase(
                    code: phase["phase"] ?? "", text: phase.trilingual(), starts: phase["starts"] ?? "", due: phase["due"] ?? "",
                    owner: phase["owner"] == owner ? nil : phase.optional("owner"))
            }
            let own = plans.filter { $0["objective"] == code }
            let decision = try row.optional("decision") == nil ? nil : row.integer("decision")
            let objective = AdoptObjective(
                year: next, code: code, text: row.trilingual(), owner: owner, starts: row["starts"] ?? "",
                due: row["due"] ?? "", indicator: row.optional("indicator"), target: row.optional("target"),
                decision: decision.map { AdoptObjective.DecisionReference(year: year, number: $0) },
                priority: row.optional("priority"), phases: phases, milestones: milestones[code],
                dependsOn: own.compactMap { $0.optional("depends_on") }, resources: own.compactMap(Self.resource),
                risks: own.compactMap(Self.risk), goal: goals[code])
            try await office.registrar.submit(objective, by: director)
        }
        for row in try folder.rows("outcomes-\(year).csv", columns: ["number", "objective", "text_ar", "text_fr", "text_en"]) {
            let closing = CloseDecision(
                year: year, number: try row.integer("number"), roadmap: next, objective: row["objective"] ?? "", note: row.trilingual())
            try await office.registrar.submit(closing, by: director)
        }
        try await office.registrar.submit(AdoptRoadmap(year: next), by: director)
        step("roadmap \(next) adopted: every decision has its outcome")
    }

    private static func resource(_ row: [String: String]) -> ObjectiveResource? {
        ObjectiveResource.Kind(rawValue: row["sort"] ?? "").map {
            ObjectiveResource(kind: $0, text: row.trilingual(), amount: row.optional("amount"))
        }
    }

    private static func risk(_ row: [String: String]) -> ObjectiveRisk? {
        guard row["sort"] == "risk", let likelihood = ObjectiveRisk.Level(rawValue: row["likelihood"] ?? ""),
            let impact = ObjectiveRisk.Level(rawValue: row["impact"] ?? "")
        else { return nil }
        return ObjectiveRisk(text: row.trilingual(), likelihood: likelihood, impact: impact, answer: row.trilingual("answer_"))
    }

    /// The strategy, and which goal each objective serves.
    private func setStrategy(by director: Signatory) async throws -> [String: AdoptObjective.GoalReference] {
        let rows = try folder.rows(
            "strategy-2022-2026.csv",
            columns: [
                "code", "name_ar", "name_fr", "name_en", "text_ar", "text_fr", "text_en", "indicator", "baseline", "target", "objectives",
            ])
        let goals = rows.map { row in
            SetStrategy.Goal(
                code: row["code"] ?? "", name: row.trilingual("name_"), text: row.trilingual(), indicator: row.optional("indicator"),
                baseline: row.optional("baseline"), target: row.optional("target"))
        }
        let name = Trilingual(ar: "استراتيجية 2022-2026", fr: "Stratégie 2022-2026", en: "Strategy 2022-2026")
        let strategy = SetStrategy(code: "2022-2026", from: 2022, to: 2026, name: name, goals: goals)
        try await office.registrar.submit(strategy, by: director)
        var served: [String: AdoptObjective.GoalReference] = [:]
        for row in rows {
            for objective in (row["objectives"] ?? "").split(separator: " ") {
                served[String(objective)] = .init(strategy: strategy.code, goal: row["code"] ?? "")
            }
        }
        return served
    }

    private func milestones() throws -> [String: [Milestone]] {
        let rows = try folder.rows(
            "milestones-\(next).csv", columns: ["objective", "code", "text_ar", "text_fr", "text_en", "due", "indicator", "target"])
        return Dictionary(grouping: rows) { $0["objective"] ?? "" }.mapValues { rows in
            rows.map { row in
                Milestone(
                    code: row["code"] ?? "", text: row.trilingual(), due: row["due"] ?? "", indicator: row.optional("indicator"),
                    target: row.optional("target"))
            }
        }
    }

    /// Reports of the owners and revisions of the secretary, in the order in which they were made.
    func followRoadmap() async throws {
        let reports = try folder.rows(
            "progress-\(next).csv", columns: ["objective", "as_of", "status", "percent", "milestones", "expected", "note"])
        let revisions = try folder.rows(
            "revisions-\(next).csv",
            columns: ["objective", "decided", "due", "phase", "phase_due", "milestones", "reason_ar", "reason_fr", "reason_en"])
        let events = reports.map { ($0["as_of"] ?? "", $0) } + revisions.map { ($0["decided"] ?? "", $0) }
        for (_, row) in events.sorted(by: { $0.0 < $1.0 }) {
            if row["decided"] == nil { try await report(row) } else { try await revise(row) }
        }
        step("roadmap \(next) carried out: \(reports.count) reports, \(revisions.count) revisions")
    }

    /// Pairs such as `M1=2023-02-24` or `M3=2023-07-07/30`, the value found after the stroke.
    private func pairs(_ text: String?) -> [(code: String, day: String, result: String?)] {
        (text ?? "").split(separator: " ").compactMap { pair in
            let halves = pair.split(separator: "=", maxSplits: 1).map(String.init)
            guard halves.count == 2 else { return nil }
            let parts = halves[1].split(separator: "/").map(String.init)
            return parts.first.map { (halves[0], $0, parts.count > 1 ? parts[1] : nil) }
        }
    }

    private func objective(_ row: [String: String]) async throws -> Objective {
        let (next, code) = (next, row["objective"] ?? "")
        let found = try await office.database.read { try RoadmapBook.objective(year: next, code: code, in: $0) }
        guard let found else { throw Failure(.unknownObjective, ["year": "\(next)", "code": code]) }
        return found
    }

    private func report(_ row: [String: String]) async throws {
        let owner = try await objective(row).plan.owner
        guard let status = ReportProgress.Status(rawValue: row["status"] ?? "") else {
            throw Failure(.unknownWord, ["field": "status", "value": row["status"] ?? "", "known": ""])
        }
        let report = ReportProgress(
            year: next, code: row["objective"] ?? "", unit: owner, asOf: row["as_of"] ?? "", status: status,
            percent: try row.integer("percent"), note: row["note"] ?? "",
            milestones: pairs(row["milestones"]).map { .init(code: $0.code, reached: $0.day, result: $0.result) },
            expected: row.optional("expected"))
        try await office.registrar.submit(report, by: official(.unitHead, of: owner))
    }

    private func revise(_ row: [String: String]) async throws {
        let plan = try await objective(row).plan
        let days = Dictionary(pairs(row["milestones"]).map { ($0.code, $0.day) }) { first, _ in first }
        let revision = ReviseObjective(
            year: next, code: row["objective"] ?? "", reason: row.trilingual("reason_"), decided: row.optional("decided"),
            due: row.optional("due"),
            phases: plan.phases.map { phase in
                var phase = phase
                if phase.code == row["phase"], let due = row.optional("phase_due") { phase.due = due }
                return phase
            },
            milestones: plan.milestones.map { milestone in
                var milestone = milestone
                if let due = days[milestone.code] { milestone.due = due }
                return milestone
            })
        try await office.registrar.submit(revision, by: official(.secretary))
    }
}
