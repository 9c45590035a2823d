import Acts
import Figures
import Storage

/// A dated point of an objective at which something can be seen to be done, measured where it can be.
public struct Milestone: Codable, Sendable, Hashable {
    /// Its code, unique in the objective.
    public var code: String
    /// What is then done.
    public var text: Trilingual
    /// The ISO day by which.
    public var due: String
    /// What measures it, and the value aimed at as a decimal.
    public var indicator, target: String?

    /// A milestone.
    public init(code: String, text: Trilingual, due: String, indicator: String? = nil, target: String? = nil) {
        (self.code, self.text, self.due) = (code, text, due)
        (self.indicator, self.target) = (indicator, target)
    }
}

/// Something an objective needs.
public struct ObjectiveResource: Codable, Sendable, Hashable {
    /// What sort of thing it is.
    public enum Kind: String, CaseIterable, Codable, Sendable {
        case people, money, equipment, training, law
    }

    /// What sort of thing it is.
    public var kind: Kind
    /// What exactly.
    public var text: Trilingual
    /// How much, as a decimal: posts, or the currency of the institution.
    public var amount: String?

    /// A resource.
    public init(kind: Kind, text: Trilingual, amount: String? = nil) {
        (self.kind, self.text, self.amount) = (kind, text, amount)
    }
}

/// Something that may keep an objective from being reached.
public struct ObjectiveRisk: Codable, Sendable, Hashable {
    /// How likely, or how grave.
    public enum Level: String, CaseIterable, Codable, Sendable {
        case low, medium, high
    }

    /// What may happen.
    public var text: Trilingual
    /// How likely it is and how grave it would be.
    public var likelihood, impact: Level
    /// What is done about it.
    public var answer: Trilingual

    /// A risk.
    public init(text: Trilingual, likelihood: Level, impact: Level, answer: Trilingual) {
        (self.text, self.likelihood, self.impact, self.answer) = (text, likelihood, impact, answer)
    }
}

/// What may change in an objective during the year: its plan. Where it comes from does not change.
public struct ObjectivePlan: Sendable, Hashable {
    /// The objective.
    public var text: Trilingual
    /// The unit that answers for it.
    public var owner: String
    /// First and last ISO day.
    public var starts, due: String
    /// What measures it, and the value aimed at as a decimal.
    public var indicator, target: String?
    /// Its phases, in the order in which they start.
    public var phases: [AdoptObjective.ObjectivePhase]
    /// Its milestones, in the order in which they are due.
    public var milestones: [Milestone]
    /// Codes of objectives of the same year that must be reached first.
    public var dependsOn: [String]
    /// What it needs.
    public var resources: [ObjectiveResource]
    /// What may go wrong.
    public var risks: [ObjectiveRisk]

    /// A plan.
    public init(
        text: Trilingual, owner: String, starts: String, due: String, indicator: String?, target: String?,
        phases: [AdoptObjective.ObjectivePhase], milestones: [Milestone], dependsOn: [String], resources: [ObjectiveResource],
        risks: [ObjectiveRisk]
    ) {
        (self.text, self.owner, self.starts, self.due) = (text, owner, starts, due)
        (self.indicator, self.target, self.phases, self.milestones) = (indicator, target, phases, milestones)
        (self.dependsOn, self.resources, self.risks) = (dependsOn, resources, risks)
    }

    /// The milestone of a code.
    public func milestone(_ code: String) -> Milestone? { milestones.first { $0.code == code } }
}

extension ObjectivePlan {
    /// The longest list in a plan.
    static let longest = 50

    /// Throws the `Failure` of the first rule that does not hold for the plan of this objective.
    func check(year: Int, code: String, in tables: any Connection) throws {
        try text.check(field: "text")
        try Required.unit(owner, in: tables)
        if let indicator { try Required.indicator(indicator, in: tables) }
        if let target { _ = try Required.decimal(target) }
        _ = try Codes.day(starts, field: "starts")
        _ = try Codes.day(due, field: "due")
        guard starts <= due else { throw Failure(.endBeforeStart, ["unit": code, "start": starts, "end": due]) }
        for (field, count) in [
            ("phases", phases.count), ("milestones", milestones.count), ("dependsOn", dependsOn.count),
            ("resources", resources.count), ("risks", risks.count),
        ] where count > Self.longest {
            throw Failure(.tooLong, ["column": field, "most": "\(Self.longest)"])
        }
        try checkPhases(year: year, in: tables)
        try checkMilestones(in: tables)
        for resource in resources {
            try resource.text.check(field: "resources.text")
            if let amount = resource.amount { _ = try Required.decimal(amount) }
        }
        for risk in risks {
            try risk.text.check(field: "risks.text")
            try risk.answer.check(field: "risks.answer")
        }
        try checkDependencies(year: year, code: code, in: tables)
    }

    private func checkPhases(year: Int, in tables: any Connection) throws {
        var previous = starts
        for phase in phases {
            try Codes.check(phase.code, field: "phases.code")
            try phase.text.check(field: "phases.\(phase.code).text")
            _ = try Codes.day(phase.starts, field: "phases.\(phase.code).starts")
            _ = try Codes.day(phase.due, field: "phases.\(phase.code).due")
            guard previous <= phase.starts, phase.starts <= phase.due, phase.due <= due else {
                throw Failure(.phasesOutOfOrder, ["year": "\(year)", "phase": phase.code])
            }
            if let owner = phase.owner { try Required.unit(owner, in: tables) }
            previous = phase.starts
        }
        if let code = Required.repeated(phases.map(\.code)) { throw Failure(.numberTaken, ["value": code]) }
    }

    /// A milestone lies within the objective's dates; a value aimed at says what is counted.
    private func checkMilestones(in tables: any Connection) throws {
        var previous = starts
        for milestone in milestones {
            try Codes.check(milestone.code, field: "milestones.code")
            try milestone.text.check(field: "milestones.\(milestone.code).text")
            _ = try Codes.day(milestone.due, field: "milestones.\(milestone.code).due")
            guard previous <= milestone.due, milestone.due <= due else {
                throw Failure(.milestoneMisplaced, ["code": milestone.code, "starts": previous, "due": due])
            }
            if let indicator = milestone.indicator { try Required.indicator(indicator, in: tables) }
            if let target = milestone.target {
                _ = try Required.decimal(target)
                guard milestone.indicator != nil else { throw Failure(.milestoneUnmeasured, ["code": milestone.code]) }
            }
            previous = milestone.due
        }
        if let code = Required.repeated(milestones.map(\.code)) { throw Failure(.numberTaken, ["value": code]) }
    }

    /// An objective may wait for one that is adopted later; that it exists is asked when the roadmap is closed.
    private func checkDependencies(year: Int, code: String, in tables: any Connection) throws {
        for other in dependsOn { try Codes.check(other, field: "dependsOn") }
        if let other = Required.repeated(dependsOn) { throw Failure(.numberTaken, ["value": other]) }
        guard !dependsOn.isEmpty else { return }
        var graph = DependencyGraph()
        for (objective, others) in try RoadmapBook.dependencies(year: year, in: tables) where objective != code {
            graph.add(objective, dependsOn: others)
        }
        graph.add(code, dependsOn: dependsOn)
        if let circle = graph.circle() {
            throw Failure(.circularObjectives, ["year": "\(year)", "codes": circle.joined(separator: " > ")])
        }
    }
}
