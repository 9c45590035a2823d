import Acts
import Storage

/// One version of an objective's plan.
public struct PlanVersion: Sendable, Hashable {
    /// The act that set it.
    public let by: Authorship
    /// The ISO day on which it was decided; nil for the plan as adopted.
    public let decided: String?
    /// Why the plan before it was changed; nil for the plan as adopted.
    public let reason: Trilingual?
    /// The plan.
    public let plan: ObjectivePlan
}

/// An objective of a year's roadmap.
public struct Objective: Sendable, Hashable {
    /// The act's own content, as adopted: year, code, text, owner, dates, measure, origin, phases.
    public let terms: AdoptObjective
    /// The act that adopted it.
    public let by: Authorship
    /// Every version of its plan, oldest first; at least the adopted one.
    public let versions: [PlanVersion]
    /// The plan with which the roadmap was first closed, or as adopted where it was adopted later: slippage is measured against it.
    public let baseline: ObjectivePlan

    /// The plan in force.
    public var plan: ObjectivePlan { versions.last?.plan ?? baseline }

    /// The plan in force on an ISO day.
    public func plan(on day: String) -> ObjectivePlan {
        (versions.last { ($0.decided ?? "") <= day })?.plan ?? plan
    }

    /// Year and code.
    public var key: ObjectiveKey { ObjectiveKey(year: terms.year, code: terms.code) }

    /// Where an ISO day stands in the objective's dates.
    public func state(on day: String) -> Timeline.State {
        day < plan.starts ? .toCome : day > plan.due ? .done : .current
    }
}

/// A closing or reopening of a roadmap.
public struct RoadmapClosing: Sendable, Hashable {
    /// The act.
    public let by: Authorship
    /// Whether it closed; else it reopened.
    public let isClosing: Bool
    /// Why it was reopened.
    public let reason: Trilingual?
}

/// Reads roadmaps.
public enum RoadmapBook {
    /// The objectives of a year, by first day and code.
    public static func objectives(year: Int, in tables: any Connection) throws -> [Objective] {
        try read("SELECT * FROM objectives WHERE year = ? ORDER BY starts, code", year, in: tables)
    }

    /// One objective; nil when the year has none of that code.
    public static func objective(year: Int, code: String, in tables: any Connection) throws -> Objective? {
        try objectives(year: year, in: tables).first { $0.terms.code == code }
    }

    /// The act that adopted an objective; nil when the year has none of that code.
    static func adoption(year: Int, code: String, in tables: any Connection) throws -> Authorship? {
        try tables.first(
            "SELECT made, official, post, recorded FROM objectives WHERE year = ? AND code = ?", [.integer(Int64(year)), .text(code)]
        ).map(Authorship.init)
    }

    /// One objective; `unknownObjective` when the year has none of that code.
    static func required(year: Int, code: String, in tables: any Connection) throws -> Objective {
        guard let objective = try objective(year: year, code: code, in: tables) else {
            throw Failure(.unknownObjective, ["year": "\(year)", "code": String(code.prefix(64))])
        }
        return objective
    }

    /// The objectives a unit answers for under the plans in force, by year, first day and code.
    public static func objectives(owner: String, in tables: any Connection) throws -> [Objective] {
        let years = try tables.query(
            "SELECT DISTINCT year FROM objective_plans WHERE owner = ? AND replaced_by IS NULL ORDER BY year", [.text(owner)])
        return try years.flatMap { row in
            try objectives(year: Int(row.integer("year")), in: tables).filter { $0.plan.owner == owner }
        }
    }

    /// The objectives adopted for a decision.
    public static func objectives(
        carryingOut decision: AdoptObjective.DecisionReference, in tables: any Connection
    ) throws -> [Objective] {
        let rows = try tables.query(
            "SELECT DISTINCT year FROM objectives WHERE decision_year = ? AND decision_number = ? ORDER BY year",
            [.integer(Int64(decision.year)), .integer(Int64(decision.number))])
        return try rows.flatMap { row in
            try objectives(year: Int(row.integer("year")), in: tables).filter { $0.terms.decision == decision }
        }
    }

    /// The objectives adopted for the goals of a strategy, by year, first day and code.
    public static func objectives(strategy: String, in tables: any Connection) throws -> [Objective] {
        let rows = try tables.query("SELECT DISTINCT year FROM objectives WHERE strategy = ? ORDER BY year", [.text(strategy)])
        return try rows.flatMap { row in
            try objectives(year: Int(row.integer("year")), in: tables).filter { $0.terms.goal?.strategy == strategy }
        }
    }

    /// The decisions of a year's meeting that no objective carries out and nothing else ended, by number.
    public static func decisionsWithoutObjective(year: Int, in tables: any Connection) throws -> [Decision] {
        try OutcomeBook.open(year: year, in: tables)
    }

    /// What each objective of a year waits for under the plans in force.
    static func dependencies(year: Int, in tables: any Connection) throws -> [(objective: String, others: [String])] {
        var found: [String: [String]] = [:]
        for row in try tables.query(
            """
            SELECT p.code AS code, d.depends_on AS depends_on FROM plan_dependencies d JOIN objective_plans p ON p.made = d.plan
            WHERE p.year = ? AND p.replaced_by IS NULL ORDER BY p.code, d.ordinal
            """, [.integer(Int64(year))])
        {
            found[try row.text("code"), default: []].append(try row.text("depends_on"))
        }
        return found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// The years that have objectives, latest first.
    public static func years(in tables: any Connection) throws -> [Int] {
        try tables.query("SELECT DISTINCT year FROM objectives ORDER BY year DESC").map { Int(try $0.integer("year")) }
    }
}

extension RoadmapBook {
    /// Closings and reopenings of a year's roadmap, oldest first.
    public static func closings(year: Int, in tables: any Connection) throws -> [RoadmapClosing] {
        try tables.query("SELECT * FROM roadmap_closings WHERE year = ? ORDER BY made", [.integer(Int64(year))]).map { row in
            try RoadmapClosing(
                by: Authorship(row), isClosing: row.text("kind") == "adopted",
                reason: row.textOrNil("reason_ar").map { _ in try Trilingual(row, "reason") })
        }
    }

    /// Whether the roadmap of a year is closed.
    public static func isClosed(year: Int, in tables: any Connection) throws -> Bool {
        try closings(year: year, in: tables).last?.isClosing ?? false
    }

    /// The roadmap of the year is not closed; `roadmapClosed` otherwise.
    static func requireOpen(year: Int, in tables: any Connection) throws {
        guard try !isClosed(year: year, in: tables) else { throw Failure(.roadmapClosed, ["year": "\(year)"]) }
    }

    static func insertClosing(year: Int, kind: String, reason: Trilingual?, in context: ActContext) throws {
        try context.tables.execute(
            """
            INSERT INTO roadmap_closings (made, official, post, recorded, year, kind, reason_ar, reason_fr, reason_en)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            context.authorship + [.integer(Int64(year)), .text(kind)]
                + [SQLValue(reason?.ar), SQLValue(reason?.fr), SQLValue(reason?.en)])
    }

    private static func read(_ sql: String, _ year: Int, in tables: any Connection) throws -> [Objective] {
        let rows = try tables.query(sql, [.integer(Int64(year))])
        guard !rows.isEmpty else { return [] }
        let versions = try PlanRows.versions(year: year, in: tables)
        let closing = try closings(year: year, in: tables).first { $0.isClosing }?.by.number
        return try rows.map { row in
            let code = try row.text("code")
            let own = versions[code] ?? []
            guard let adopted = own.first else { throw Failure(.databaseDamaged, privateDetail: "plan of \(code)") }
            let baseline = closing.flatMap { closing in own.last { $0.by.number <= closing } } ?? adopted
            return Objective(
                terms: try terms(row, adopted.plan), by: try Authorship(row), versions: own, baseline: baseline.plan)
        }
    }

    private static func terms(_ row: Row, _ plan: ObjectivePlan) throws -> AdoptObjective {
        var decision: AdoptObjective.DecisionReference?
        if let year = try row.integerOrNil("decision_year"), let number = try row.integerOrNil("decision_number") {
            decision = AdoptObjective.DecisionReference(year: Int(year), number: Int(number))
        }
        var commitment: AdoptObjective.CommitmentReference?
        if let year = try row.integerOrNil("commitment_year"), let code = try row.textOrNil("commitment") {
            commitment = AdoptObjective.CommitmentReference(year: Int(year), code: code)
        }
        var goal: AdoptObjective.GoalReference?
        if let strategy = try row.textOrNil("strategy"), let code = try row.textOrNil("goal") {
            goal = AdoptObjective.GoalReference(strategy: strategy, goal: code)
        }
        return try AdoptObjective(
            year: Int(row.integer("year")), code: row.text("code"), text: plan.text, owner: plan.owner, starts: plan.starts,
            due: plan.due, indicator: plan.indicator, target: plan.target, decision: decision,
            priority: row.textOrNil("priority"), phases: plan.phases, milestones: plan.milestones.nilIfEmpty,
            dependsOn: plan.dependsOn.nilIfEmpty, resources: plan.resources.nilIfEmpty, risks: plan.risks.nilIfEmpty, goal: goal,
            commitment: commitment, difficulty: row.textOrNil("difficulty"))
    }
}

extension Array {
    fileprivate var nilIfEmpty: Self? { isEmpty ? nil : self }
}
