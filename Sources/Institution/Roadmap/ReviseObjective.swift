import Acts
import Storage

/// Changes the plan of an objective, with the reason. What is not named stays. Every earlier plan remains readable, and slippage is
/// measured against the plan with which the roadmap was closed.
public struct ReviseObjective: Act, Hashable {
    public static let kind = "ReviseObjective"
    public static let policy = Policy.role([.directorGeneral, .secretary])

    /// The year of the roadmap and the objective's code.
    public var year: Int
    public var code: String
    /// Why.
    public var reason: Trilingual
    /// The ISO day on which the change was decided, at the latest that of the act; without one, that of the act.
    public var decided: String?
    /// The new wording, owner, dates and measure.
    public var text: Trilingual?
    public var owner, starts, due: String?
    public var indicator, target: String?
    /// The new lists, whole.
    public var phases: [AdoptObjective.ObjectivePhase]?
    public var milestones: [Milestone]?
    public var dependsOn: [String]?
    public var resources: [ObjectiveResource]?
    public var risks: [ObjectiveRisk]?

    /// A change of plan.
    public init(
        year: Int, code: String, reason: Trilingual, decided: String? = nil, text: Trilingual? = nil, owner: String? = nil,
        starts: String? = nil, due: String? = nil, indicator: String? = nil, target: String? = nil,
        phases: [AdoptObjective.ObjectivePhase]? = nil, milestones: [Milestone]? = nil, dependsOn: [String]? = nil,
        resources: [ObjectiveResource]? = nil, risks: [ObjectiveRisk]? = nil
    ) {
        (self.year, self.code, self.reason, self.decided) = (year, code, reason, decided)
        (self.text, self.owner, self.starts, self.due) = (text, owner, starts, due)
        (self.indicator, self.target, self.phases, self.milestones) = (indicator, target, phases, milestones)
        (self.dependsOn, self.resources, self.risks) = (dependsOn, resources, risks)
    }

    /// The plan that results from one.
    public func applied(to plan: ObjectivePlan) -> ObjectivePlan {
        ObjectivePlan(
            text: text ?? plan.text, owner: owner ?? plan.owner, starts: starts ?? plan.starts, due: due ?? plan.due,
            indicator: indicator ?? plan.indicator, target: target ?? plan.target, phases: phases ?? plan.phases,
            milestones: milestones ?? plan.milestones, dependsOn: dependsOn ?? plan.dependsOn,
            resources: resources ?? plan.resources, risks: risks ?? plan.risks)
    }

    public func check(in context: ActContext) throws {
        let tables = context.tables
        let objective = try RoadmapBook.required(year: year, code: code, in: tables)
        try Required.roadmapRuns(year: year, unit: objective.plan.owner, in: context)
        try reason.check(field: "reason")
        if let decided { try Required.past(decided, field: "decided", in: context) }
        let plan = applied(to: objective.plan)
        guard plan != objective.plan else { throw Failure(.nothingRevised, ["code": code]) }
        try plan.check(year: year, code: code, in: tables)
        let reached = try ProgressBook.milestones(year: year, code: code, in: tables).filter { $0.value.reached != nil }
        for before in objective.plan.milestones where reached[before.code] != nil {
            guard plan.milestone(before.code) == before else {
                throw Failure(.reachedMilestoneChanged, ["code": before.code])
            }
        }
    }

    public func project(in context: ActContext) throws {
        let objective = try RoadmapBook.required(year: year, code: code, in: context.tables)
        try PlanRows.insert(
            applied(to: objective.plan), year: year, code: code, decided: decided ?? "\(context.record.time.day)", reason: reason,
            in: context)
    }
}

extension Required {
    /// The roadmap of the year is being made (until it is closed) or carried out: the phases `roadmap` and `follow_up` of the year
    /// before; `noCycle` or `outOfPhase` otherwise.
    static func roadmapRuns(year: Int, unit: String, in context: ActContext) throws {
        if try !RoadmapBook.isClosed(year: year, in: context.tables) {
            do { return try phase(.roadmap, year: year - 1, unit: unit, in: context) } catch let failure as Failure {
                guard failure.code == .outOfPhase else { throw failure }
            }
        }
        try phase(.followUp, year: year - 1, unit: unit, in: context)
    }

    /// The ISO day is not after the day of the act; `malformedDay` or `dayAhead` otherwise.
    static func past(_ day: String, field: String, in context: ActContext) throws {
        _ = try Codes.day(day, field: field)
        let today = "\(context.record.time.day)"
        guard day <= today else { throw Failure(.dayAhead, ["field": field, "date": day, "today": today]) }
    }
}
