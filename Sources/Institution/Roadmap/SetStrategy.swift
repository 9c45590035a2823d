import Acts
import Storage

/// Sets a strategy over several years: goals that the objectives of the yearly roadmaps serve. The same code again words it anew; the
/// earlier wording stays readable under its act's number.
public struct SetStrategy: Act, Hashable {
    public static let kind = "SetStrategy"
    public static let policy = Policy.role([.directorGeneral])

    /// What is to be true at the strategy's end.
    public struct Goal: Codable, Sendable, Hashable {
        /// Its code, unique in the strategy.
        public var code: String
        /// Its short name, and what it means.
        public var name, text: Trilingual
        /// What measures it; where it starts from and the value aimed at in the last year, as decimals.
        public var indicator, baseline, target: String?

        /// A goal.
        public init(
            code: String, name: Trilingual, text: Trilingual, indicator: String? = nil, baseline: String? = nil,
            target: String? = nil
        ) {
            (self.code, self.name, self.text) = (code, name, text)
            (self.indicator, self.baseline, self.target) = (indicator, baseline, target)
        }
    }

    /// Its code.
    public var code: String
    /// First and last year.
    public var from, to: Int
    /// Its name.
    public var name: Trilingual
    /// Its goals, at least one, in order.
    public var goals: [Goal]

    /// A strategy.
    public init(code: String, from: Int, to: Int, name: Trilingual, goals: [Goal]) {
        (self.code, self.from, self.to, self.name, self.goals) = (code, from, to, name, goals)
    }

    public func check(in context: ActContext) throws {
        let tables = context.tables
        try Codes.check(code, field: "code")
        try Required.year(from)
        try Required.year(to)
        guard from <= to, to - from < 30 else {
            throw Failure(.endBeforeStart, ["unit": code, "start": "\(from)", "end": "\(to)"])
        }
        try name.check(field: "name")
        guard !goals.isEmpty else { throw Failure(.missingText, ["field": "goals"]) }
        guard goals.count <= ObjectivePlan.longest else {
            throw Failure(.tooLong, ["column": "goals", "most": "\(ObjectivePlan.longest)"])
        }
        for goal in goals {
            try Codes.check(goal.code, field: "goals.code")
            try goal.name.check(field: "goals.\(goal.code).name")
            try goal.text.check(field: "goals.\(goal.code).text")
            if let indicator = goal.indicator { try Required.indicator(indicator, in: tables) }
            for value in [goal.baseline, goal.target].compactMap({ $0 }) {
                _ = try Required.decimal(value)
                guard goal.indicator != nil else { throw Failure(.milestoneUnmeasured, ["code": goal.code]) }
            }
        }
        if let code = Required.repeated(goals.map(\.code)) { throw Failure(.numberTaken, ["value": code]) }
        try checkUse(in: tables)
    }

    /// Objectives that were adopted for a goal keep it, and their year stays within the strategy's.
    private func checkUse(in tables: any Connection) throws {
        for row in try tables.query("SELECT year, code, goal FROM objectives WHERE strategy = ? ORDER BY year, code", [.text(code)]) {
            let (year, goal) = try (Int(row.integer("year")), row.text("goal"))
            guard goals.contains(where: { $0.code == goal }), (from...to).contains(year) else {
                throw Failure(.goalInUse, ["goal": goal, "year": "\(year)", "code": try row.text("code")])
            }
        }
    }

    public func project(in context: ActContext) throws {
        let tables = context.tables
        let made = SQLValue.integer(context.record.number)
        try tables.execute(
            "UPDATE strategies SET replaced_by = ? WHERE code = ? AND replaced_by IS NULL", [made, .text(code)])
        try tables.execute(
            """
            INSERT INTO strategies (made, official, post, recorded, code, from_year, to_year, name_ar, name_fr, name_en)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            context.authorship + [.text(code), .integer(Int64(from)), .integer(Int64(to))] + name.columns)
        try tables.insert(
            """
            INSERT INTO strategy_goals (strategy, ordinal, code, name_ar, name_fr, name_en, text_ar, text_fr, text_en, indicator,
                baseline, target) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            rows: goals.enumerated().map { ordinal, goal in
                [made, .integer(Int64(ordinal)), .text(goal.code)] + goal.name.columns + goal.text.columns
                    + [SQLValue(goal.indicator), SQLValue(goal.baseline), SQLValue(goal.target)]
            })
    }
}
