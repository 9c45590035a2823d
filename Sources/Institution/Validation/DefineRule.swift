import Acts
import Figures
import Storage

/// Puts a rule between figures into force, or another version of it. It judges the returns that follow; what was judged before
/// keeps its verdict.
public struct DefineRule: Act {
    public static let kind = "DefineRule"
    public static let policy = Policy.role([.administrator, .statistician])

    /// The rule's code; a code in use gets a new version.
    public var code: String
    /// The two sides, e.g. `cases_cleared` and `crime_cases[nationality=foreign] + 2 * other@-1`; see `RuleExpression`.
    public var left, right: String
    /// How they are compared.
    public var comparison: RuleComparison
    /// How far they may be apart: a number such as `5`, or `2%` of the right side; nil: not at all.
    public var tolerance: String?
    /// What follows when it does not hold.
    public var weight: RuleWeight
    /// What it says, to people.
    public var words: Trilingual
    /// The first day (ISO) of the first period it judges; nil for all periods.
    public var since: String?

    /// A rule.
    public init(
        code: String, left: String, comparison: RuleComparison, right: String, tolerance: String? = nil, weight: RuleWeight,
        words: Trilingual, since: String? = nil
    ) {
        (self.code, self.left, self.right, self.comparison) = (code, left, right, comparison)
        (self.tolerance, self.weight, self.words, self.since) = (tolerance, weight, words, since)
    }

    public func check(in context: ActContext) throws {
        try Codes.check(code, field: "code")
        try words.check(field: "words")
        if let since { _ = try Codes.day(since, field: "since") }
        if let tolerance { _ = try RuleTolerance(tolerance) }
        _ = try frequency(in: context.tables)
    }

    /// The one rhythm of its figures; throws `malformedRule`, `unknownIndicator`, `computedIndicator` or `mixedFrequencies`.
    private func frequency(in tables: any Connection) throws -> Frequency {
        let references = try RuleExpression(left, field: "left").references
        guard !references.isEmpty else { throw Failure(.malformedRule, ["field": "left", "value": String(left.prefix(80))]) }
        var found: [Frequency] = []
        for reference in try references + RuleExpression(right, field: "right").references {
            let code = reference.figure.indicator
            guard let indicator = try IndicatorBook.indicator(code, in: tables) else {
                throw Failure(.unknownIndicator, ["indicator": code])
            }
            guard !indicator.isRatio else { throw Failure(.computedIndicator, ["indicator": code]) }
            guard found.allSatisfy({ $0 == indicator.frequency }) else {
                throw Failure(.mixedFrequencies, ["rule": self.code, "indicator": code])
            }
            found.append(indicator.frequency)
        }
        return found.first ?? .year
    }

    public func project(in context: ActContext) throws {
        try RuleBook.end(code, reason: nil, in: context)
        try context.tables.execute(
            """
            INSERT INTO rules (code, left_side, right_side, comparison, tolerance, weight, words_ar, words_fr, words_en, since, frequency,
                made, official, post, recorded)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .text(code), .text(left), .text(right), .text(comparison.rawValue), SQLValue(tolerance), .text(weight.rawValue),
            ] + words.columns + [SQLValue(since), .text(try frequency(in: context.tables).rawValue)] + context.authorship)
    }
}

/// Takes a rule out of force, with the reason. Its verdicts stay.
public struct RetireRule: Act {
    public static let kind = "RetireRule"
    public static let policy = Policy.role([.administrator, .statistician])

    /// The rule's code.
    public var code: String
    /// Why.
    public var reason: Written

    /// A rule to retire.
    public init(code: String, reason: Written) { (self.code, self.reason) = (code, reason) }

    public func check(in context: ActContext) throws {
        try reason.check(field: "reason")
        guard try RuleBook.current(code, in: context.tables) != nil else {
            throw Failure(.unknownRule, ["rule": String(code.prefix(80))])
        }
    }

    public func project(in context: ActContext) throws { try RuleBook.end(code, reason: reason, in: context) }
}

/// Reads the rules between figures.
public enum RuleBook {
    /// Every version of every rule, by code, the latest first.
    public static func all(in tables: any Connection) throws -> [Rule] {
        try tables.query("SELECT * FROM rules ORDER BY code, made DESC").map(Rule.init)
    }

    /// The rules in force, by code.
    public static func inForce(in tables: any Connection) throws -> [Rule] {
        try tables.query("SELECT * FROM rules WHERE ended IS NULL ORDER BY code").map(Rule.init)
    }

    /// A rule in force by its code; nil when there is none.
    public static func current(_ code: String, in tables: any Connection) throws -> Rule? {
        try tables.first("SELECT * FROM rules WHERE code = ? AND ended IS NULL", [.text(code)]).map(Rule.init)
    }

    /// What the rules in force and the built-in checks say of a unit's figures of a period when these values are added to what it
    /// has reported already: what an entry page shows before anything is submitted. Nothing is written.
    public static func verdicts(
        of values: [ReturnedValue], unit: String, period: Period, in tables: any Connection
    ) throws -> [Verdict] {
        var figures = try FigureSet(unit: unit, period: period, in: tables)
        for value in values { figures.set(value) }
        return verdicts(
            of: figures, in: period, rules: try inForce(in: tables), indicators: try IndicatorBook.all(in: tables),
            touched: Set(values.map { FigureKey($0) }))
    }

    static func end(_ code: String, reason: Written?, in context: ActContext) throws {
        try context.tables.execute(
            "UPDATE rules SET ended = ?, retirement = ?, retirement_lang = ? WHERE code = ? AND ended IS NULL",
            [SQLValue.integer(context.record.number)] + (reason?.columns ?? [.null, .null]) + [.text(code)])
    }
}
