import Figures

/// Where a milestone stands on a day, against the baseline plan.
public struct MilestoneStanding: Sendable, Hashable {
    /// The milestone as planned now.
    public let milestone: Milestone
    /// The day the baseline plan gave it; nil when it was added later.
    public let baseline: String?
    /// The day it was reached, and the value found; nil when it is not.
    public let reached, result: String?
    /// Whether its day has passed and it is not reached.
    public let isOverdue: Bool
    /// Days behind the baseline (ahead when negative): of the day reached, else of the day now planned or, once that has passed, of
    /// the day asked for. Nil without baseline.
    public let slip: Int?
}

/// Where an objective stands on a day: derived from its plan, the reports on it and the objectives it waits for.
public struct ObjectiveStanding: Sendable, Hashable {
    /// The state, as a permanent word.
    public enum State: String, CaseIterable, Sendable {
        case toCome = "to_come"
        case onTrack = "on_track"
        case atRisk = "at_risk"
        case late, done
    }

    /// The objective, and its plan in force on the day.
    public let objective: Objective
    public let plan: ObjectivePlan
    /// The reports that speak of the day or of one before it, oldest first.
    public let reports: [Progress]
    /// Its milestones.
    public let milestones: [MilestoneStanding]
    /// Codes of milestones of the baseline plan that were given up.
    public let dropped: [String]
    /// Where it stands.
    public let state: State
    /// The share done in percent, as last reported.
    public let percent: Int
    /// The day it was, or is now expected to be, done; ISO.
    public let end: String
    /// Days between the last day of the baseline plan and `end`: behind when positive, ahead when negative.
    public let slip: Int
    /// How many of those days come from objectives it waits for.
    public let handedOn: Int
    /// Codes of all objectives that wait for it, near and far.
    public let downstream: [String]

    /// Its code.
    public var code: String { objective.terms.code }
    /// The latest report; nil before the first.
    public var latest: Progress? { reports.last }
}

/// Computes how a roadmap stands on a day. Pure: everything comes from its arguments.
///
/// - The **end** of an objective is the day it was done; else the day its owner expects, or without one the day planned; never
///   before the day asked for.
/// - A **delay is handed on** as far as it exceeds the slack: where the waiting objective starts after the other one's planned end,
///   the days between the two; otherwise the days between their planned ends (none when the waiting one is to end first).
/// - **Late**: said so by its owner, a milestone overdue, or past its last day. **At risk**: said so by its owner, or its end lies
///   behind the baseline.
public struct Slippage: Sendable {
    private let day: String
    private let plans: [String: ObjectivePlan]
    private let reports: [String: [Progress]]
    private let objectives: [Objective]
    private var ends: [String: (end: Day, handedOn: Int)] = [:]
    private var visiting: Set<String> = []

    /// The standings of a year's objectives on an ISO day, in the order given. Throws for a day that is none.
    public static func standings(
        _ objectives: [Objective], progress: [String: [Progress]], on day: String
    ) throws -> [ObjectiveStanding] {
        var slippage = try Slippage(objectives, progress, day)
        let downstream = slippage.downstream()
        return try objectives.map { try slippage.standing($0, downstream[$0.terms.code] ?? []) }
    }

    private init(_ objectives: [Objective], _ progress: [String: [Progress]], _ day: String) throws {
        self.objectives = objectives
        self.day = day
        plans = Dictionary(objectives.map { ($0.terms.code, $0.plan(on: day)) }) { first, _ in first }
        reports = progress.mapValues { $0.filter { $0.report.asOf <= day } }
        _ = try Day(day)
    }

    private mutating func standing(_ objective: Objective, _ downstream: [String]) throws -> ObjectiveStanding {
        let code = objective.terms.code
        let plan = plans[code] ?? objective.plan
        let own = reports[code] ?? []
        let (end, handedOn) = try self.end(of: code)
        let milestones = try standings(of: plan, baseline: objective.baseline, own)
        let kept = Set(plan.milestones.map(\.code))
        let slip = try Day(objective.baseline.due).distance(to: end)
        return ObjectiveStanding(
            objective: objective, plan: plan, reports: own, milestones: milestones,
            dropped: objective.baseline.milestones.map(\.code).filter { !kept.contains($0) },
            state: state(plan, own.last, milestones, slip: slip), percent: own.last?.report.percent ?? 0, end: "\(end)", slip: slip,
            handedOn: handedOn, downstream: downstream)
    }

    private func state(
        _ plan: ObjectivePlan, _ latest: Progress?, _ milestones: [MilestoneStanding], slip: Int
    ) -> ObjectiveStanding.State {
        let said = latest?.report.status
        if said == .done { return .done }
        if said == .late || day > plan.due || milestones.contains(where: \.isOverdue) { return .late }
        if said == .atRisk || slip > 0 { return .atRisk }
        return latest == nil && day < plan.starts ? .toCome : .onTrack
    }

    private func standings(of plan: ObjectivePlan, baseline: ObjectivePlan, _ own: [Progress]) throws -> [MilestoneStanding] {
        let known = ProgressBook.milestones(own)
        return try plan.milestones.map { milestone in
            let reached = known[milestone.code]?.reached
            let planned = baseline.milestone(milestone.code)?.due
            // One still ahead slips only by what the plan was changed.
            let end = reached ?? max(milestone.due, day)
            return try MilestoneStanding(
                milestone: milestone, baseline: planned, reached: reached, result: known[milestone.code]?.result,
                isOverdue: reached == nil && day > milestone.due, slip: planned.map { try Day($0).distance(to: Day(end)) })
        }
    }

    /// The day it ends without regard to others.
    private func ownEnd(_ plan: ObjectivePlan, _ own: [Progress]) throws -> Day {
        guard let latest = own.last?.report else { return try Day(max(plan.due, day)) }
        if latest.status == .done {
            let reached = ProgressBook.milestones(own).filter { plan.milestone($0.key) != nil }.compactMap(\.value.reached)
            return try Day(reached.max() ?? latest.asOf)
        }
        return try Day(max(latest.expected ?? plan.due, day))
    }

    /// `visiting` keeps a circle, which dated revisions can make of plans that never stood side by side, from going on for ever.
    private mutating func end(of code: String) throws -> (end: Day, handedOn: Int) {
        if let known = ends[code] { return known }
        guard let plan = plans[code] else { return (try Day(day), 0) }
        let own = reports[code] ?? []
        let alone = try ownEnd(plan, own)
        var latest = alone
        if own.last?.report.status != .done {
            visiting.insert(code)
            let (starts, due) = try (Day(plan.starts), Day(plan.due))
            for other in plan.dependsOn {
                guard let before = plans[other], !visiting.contains(other) else { continue }
                let otherDue = try Day(before.due)
                let delay = otherDue.distance(to: try end(of: other).end)
                let slack = otherDue < starts ? otherDue.distance(to: starts) - 1 : max(0, otherDue.distance(to: due))
                if delay > slack { latest = max(latest, due.advanced(by: delay - slack)) }
            }
            visiting.remove(code)
        }
        let found = (end: latest, handedOn: alone.distance(to: latest))
        ends[code] = found
        return found
    }

    private func downstream() -> [String: [String]] {
        var waiting: [String: [String]] = [:]
        for objective in objectives {
            let code = objective.terms.code
            for other in plans[code]?.dependsOn ?? [] { waiting[other, default: []].append(code) }
        }
        return Dictionary(
            uniqueKeysWithValues: Set(waiting.keys).map { code in
                var seen: Set<String> = [code]
                var next = waiting[code] ?? []
                var found: [String] = []
                while let other = next.popLast() {
                    guard seen.insert(other).inserted else { continue }
                    found.append(other)
                    next += waiting[other] ?? []
                }
                return (code, found.sorted())
            })
    }
}
