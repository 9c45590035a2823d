import Acts
import Figures
import Storage

/// Adopts an objective of a year's roadmap, with its plan: phases, milestones, dependencies, resources, risks.
public struct AdoptObjective: Act, Hashable {
    public static let kind = "AdoptObjective"
    public static let policy = Policy.role([.directorGeneral, .secretary])

    /// A decision of an annual meeting, by the year of the meeting and its number.
    public struct DecisionReference: Codable, Sendable, Hashable {
        /// The year of the meeting and the decision's number.
        public var year, number: Int

        /// A reference.
        public init(year: Int, number: Int) {
            self.year = year
            self.number = number
        }
    }

    /// A commitment of a year's terms, by its code.
    public struct CommitmentReference: Codable, Sendable, Hashable {
        /// The year of the terms.
        public var year: Int
        /// The commitment's code.
        public var code: String

        /// A reference.
        public init(year: Int, code: String) {
            self.year = year
            self.code = code
        }
    }

    /// A goal of a multi-year strategy.
    public struct GoalReference: Codable, Sendable, Hashable {
        /// The strategy's code and the goal's.
        public var strategy, goal: String

        /// A reference.
        public init(strategy: String, goal: String) {
            self.strategy = strategy
            self.goal = goal
        }
    }

    /// A part of the objective with dates of its own.
    public struct ObjectivePhase: Codable, Sendable, Hashable {
        /// Its code, unique in the objective.
        public var code: String
        /// What is done in it.
        public var text: Trilingual
        /// First and last ISO day.
        public var starts, due: String
        /// The unit that does it, where it is another than the objective's.
        public var owner: String?

        /// A phase.
        public init(code: String, text: Trilingual, starts: String, due: String, owner: String? = nil) {
            (self.code, self.text, self.starts, self.due, self.owner) = (code, text, starts, due, owner)
        }
    }

    /// The year of the roadmap; the meeting of 2022 feeds that of 2023.
    public var year: Int
    /// Its code, unique in the year.
    public var code: String
    /// The objective.
    public var text: Trilingual
    /// The unit that answers for it.
    public var owner: String
    /// First and last ISO day.
    public var starts, due: String
    /// What measures it, and the value aimed at as a decimal.
    public var indicator, target: String?
    /// The decision it carries out.
    public var decision: DecisionReference?
    /// The priority of the roadmap's year it serves.
    public var priority: String?
    /// Its phases, within its dates, in the order in which they start; they may overlap.
    public var phases: [ObjectivePhase]
    /// Its milestones, within its dates, in the order in which they are due.
    public var milestones: [Milestone]?
    /// Codes of objectives of the year that must be reached first.
    public var dependsOn: [String]?
    /// What it needs.
    public var resources: [ObjectiveResource]?
    /// What may go wrong.
    public var risks: [ObjectiveRisk]?
    /// The goal of a strategy it serves.
    public var goal: GoalReference?
    /// The commitment not kept that it answers.
    public var commitment: CommitmentReference?
    /// The shared difficulty it answers, by the code of its group.
    public var difficulty: String?

    /// An objective.
    public init(
        year: Int, code: String, text: Trilingual, owner: String, starts: String, due: String,
        indicator: String? = nil, target: String? = nil, decision: DecisionReference? = nil, priority: String? = nil,
        phases: [ObjectivePhase] = [], milestones: [Milestone]? = nil, dependsOn: [String]? = nil,
        resources: [ObjectiveResource]? = nil, risks: [ObjectiveRisk]? = nil, goal: GoalReference? = nil,
        commitment: CommitmentReference? = nil, difficulty: String? = nil
    ) {
        (self.year, self.code, self.text, self.owner) = (year, code, text, owner)
        (self.starts, self.due, self.indicator, self.target) = (starts, due, indicator, target)
        (self.decision, self.priority, self.phases, self.milestones) = (decision, priority, phases, milestones)
        (self.dependsOn, self.resources, self.risks) = (dependsOn, resources, risks)
        (self.goal, self.commitment, self.difficulty) = (goal, commitment, difficulty)
    }

    public var subjectUnit: String? { owner }

    /// The plan it sets.
    public var plan: ObjectivePlan {
        ObjectivePlan(
            text: text, owner: owner, starts: starts, due: due, indicator: indicator, target: target, phases: phases,
            milestones: milestones ?? [], dependsOn: dependsOn ?? [], resources: resources ?? [], risks: risks ?? [])
    }

    public func check(in context: ActContext) throws {
        let tables = context.tables
        try Required.year(year)
        try Codes.check(code, field: "code")
        try Required.phase(.roadmap, year: year - 1, unit: owner, in: context)
        try RoadmapBook.requireOpen(year: year, in: tables)
        guard try RoadmapBook.adoption(year: year, code: code, in: tables) == nil else {
            throw Failure(.numberTaken, ["value": code])
        }
        try plan.check(year: year, code: code, in: tables)
        try checkOrigin(in: tables)
        if let priority { try Required.priority(priority, year: year, in: tables) }
        if let goal { try StrategyBook.require(goal, year: year, in: tables) }
    }

    private func checkOrigin(in tables: any Connection) throws {
        if let decision {
            guard try MeetingBook.decision(year: decision.year, number: decision.number, in: tables) != nil else {
                throw Failure(.unknownDecision, ["year": "\(decision.year)", "number": "\(decision.number)"])
            }
            try OutcomeBook.requireNotRefused(decision, in: tables)
        }
        if let commitment, try TermsBook.commitment(year: commitment.year, code: commitment.code, in: tables) == nil {
            throw Failure(.unknownCommitment, ["year": "\(commitment.year)", "code": commitment.code])
        }
        if let difficulty { try Codes.check(difficulty, field: "difficulty") }
    }

    public func project(in context: ActContext) throws {
        try context.tables.execute(
            """
            INSERT INTO objectives (year, code, text_ar, text_fr, text_en, owner, starts, due, indicator, target,
                decision_year, decision_number, priority, made, official, post, recorded, strategy, goal, commitment_year,
                commitment, difficulty)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [.integer(Int64(year)), .text(code)] + text.columns
                + [
                    .text(owner), .text(starts), .text(due), SQLValue(indicator), SQLValue(target),
                    SQLValue(decision?.year), SQLValue(decision?.number), SQLValue(priority),
                ] + context.authorship
                + [
                    SQLValue(goal?.strategy), SQLValue(goal?.goal), SQLValue(commitment?.year), SQLValue(commitment?.code),
                    SQLValue(difficulty),
                ])
        try PlanRows.insert(plan, year: year, code: code, decided: nil, reason: nil, in: context)
    }
}
