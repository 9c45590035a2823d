import Acts
import Storage

/// A strategy in one of its wordings.
public struct Strategy: Sendable, Hashable {
    /// Code, years, name and goals.
    public let terms: SetStrategy
    /// The act that set this wording.
    public let by: Authorship
    /// Number of the act that worded it anew; nil for the current wording.
    public let replacedBy: Int64?

    /// The goal of a code.
    public func goal(_ code: String) -> SetStrategy.Goal? { terms.goals.first { $0.code == code } }
}

/// Reads strategies.
public enum StrategyBook {
    /// The strategies in their current wording, latest first.
    public static func all(in tables: any Connection) throws -> [Strategy] {
        try read("SELECT * FROM strategies WHERE replaced_by IS NULL ORDER BY from_year DESC, code", [], in: tables)
    }

    /// The strategies whose years hold this one.
    public static func strategies(year: Int, in tables: any Connection) throws -> [Strategy] {
        try all(in: tables).filter { ($0.terms.from...$0.terms.to).contains(year) }
    }

    /// A strategy in its current wording; nil when there is none of that code.
    public static func strategy(_ code: String, in tables: any Connection) throws -> Strategy? {
        try history(code, in: tables).last
    }

    /// Every wording of a strategy, oldest first.
    public static func history(_ code: String, in tables: any Connection) throws -> [Strategy] {
        try read("SELECT * FROM strategies WHERE code = ? ORDER BY made", [.text(code)], in: tables)
    }

    /// The goal exists and the year lies within its strategy's; `unknownGoal` or `outsideStrategy` otherwise.
    static func require(_ goal: AdoptObjective.GoalReference, year: Int, in tables: any Connection) throws {
        guard let strategy = try strategy(goal.strategy, in: tables), strategy.goal(goal.goal) != nil else {
            throw Failure(.unknownGoal, ["strategy": String(goal.strategy.prefix(64)), "goal": String(goal.goal.prefix(64))])
        }
        guard (strategy.terms.from...strategy.terms.to).contains(year) else {
            throw Failure(
                .outsideStrategy,
                ["year": "\(year)", "strategy": goal.strategy, "from": "\(strategy.terms.from)", "to": "\(strategy.terms.to)"])
        }
    }

    private static func read(_ sql: String, _ arguments: [SQLValue], in tables: any Connection) throws -> [Strategy] {
        try tables.query(sql, arguments).map { row in
            let by = try Authorship(row)
            let goals = try tables.query(
                "SELECT * FROM strategy_goals WHERE strategy = ? ORDER BY ordinal", [.integer(by.number)]
            ).map {
                try SetStrategy.Goal(
                    code: $0.text("code"), name: Trilingual($0, "name"), text: Trilingual($0, "text"),
                    indicator: $0.textOrNil("indicator"), baseline: $0.textOrNil("baseline"), target: $0.textOrNil("target"))
            }
            let terms = try SetStrategy(
                code: row.text("code"), from: Int(row.integer("from_year")), to: Int(row.integer("to_year")),
                name: Trilingual(row, "name"), goals: goals)
            return try Strategy(terms: terms, by: by, replacedBy: row.integerOrNil("replaced_by"))
        }
    }
}
