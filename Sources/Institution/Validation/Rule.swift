import Acts
import Figures
import Storage

/// How the two sides of a rule are compared.
public enum RuleComparison: String, Codable, CaseIterable, Sendable {
    case equal, different
    case atMost = "at_most"
    case atLeast = "at_least"
    case less, more
    /// Either all figures of both sides are given, or none of them.
    case together
}

/// What follows when a rule does not hold.
public enum RuleWeight: String, Codable, CaseIterable, Sendable {
    /// The return is refused.
    case compulsory
    /// The return is taken and the verdict is kept.
    case warning
}

/// How far two sides may be apart: an absolute number, or hundredths of the right side's size.
struct RuleTolerance: Sendable, Hashable {
    let number: ExactDecimal
    let isPercent: Bool

    /// Reads `5`, `0.5` or `2%`; throws `malformedRule`.
    init(_ text: String) throws {
        isPercent = text.hasSuffix("%")
        let digits = isPercent ? String(text.dropLast()) : text
        guard text.utf8.count <= 14, let number = try? ExactDecimal(digits), number.mantissa >= 0, number.decimals <= 6 else {
            throw Failure(.malformedRule, ["field": "tolerance", "value": String(text.prefix(80))])
        }
        self.number = number
    }

    func reach(_ right: WideDecimal) -> WideDecimal? { isPercent ? right.magnitude.percent(number) : WideDecimal(number) }
}

/// A rule between figures of one unit and period, as it stands in the register of rules.
public struct Rule: Sendable, Hashable {
    /// Its code.
    public let code: String
    /// Its two sides as written, and how they are compared.
    public let left, right: String
    public let comparison: RuleComparison
    /// How far the sides may be apart, as written; nil: not at all.
    public let tolerance: String?
    /// What follows when it does not hold.
    public let weight: RuleWeight
    /// What it says, to people.
    public let words: Trilingual
    /// The rhythm of its figures, and the first day of the first period it judges; nil for all periods.
    public let frequency: Frequency
    public let since: String?
    /// The act that defined this version; the act that ended it, by another version or for good.
    public let by: Authorship
    public let ended: Int64?
    /// Why it was retired, where it was.
    public let retirement: Written?

    let sides: (left: RuleExpression, right: RuleExpression)
    let reach: RuleTolerance?

    /// Reads a row of the table of rules.
    init(_ row: Row) throws {
        guard let comparison = try RuleComparison(rawValue: row.text("comparison")),
            let weight = try RuleWeight(rawValue: row.text("weight")),
            let frequency = try Frequency(rawValue: row.text("frequency"))
        else { throw Failure(.databaseDamaged, privateDetail: "row of rules") }
        try self.init(
            code: row.text("code"), left: row.text("left_side"), comparison: comparison, right: row.text("right_side"),
            tolerance: row.textOrNil("tolerance"), weight: weight, words: Trilingual(row, "words"), frequency: frequency,
            since: row.textOrNil("since"), by: Authorship(row), ended: row.integerOrNil("ended"),
            retirement: Written(row, "retirement"))
    }

    /// A rule of its parts; throws `malformedRule`.
    init(
        code: String, left: String, comparison: RuleComparison, right: String, tolerance: String?, weight: RuleWeight,
        words: Trilingual, frequency: Frequency, since: String?, by: Authorship, ended: Int64? = nil, retirement: Written? = nil
    ) throws {
        (self.code, self.left, self.right, self.comparison) = (code, left, right, comparison)
        (self.tolerance, self.weight, self.words, self.frequency) = (tolerance, weight, words, frequency)
        (self.since, self.by, self.ended, self.retirement) = (since, by, ended, retirement)
        sides = try (RuleExpression(left, field: "left"), RuleExpression(right, field: "right"))
        reach = try tolerance.map { try RuleTolerance($0) }
    }

    /// The figures it reads.
    public var references: [RuleExpression.Reference] { sides.left.references + sides.right.references }

    /// Whether it was in force when an entry was made: defined before it and not ended by then.
    func isInForce(at number: Int64) -> Bool { by.number < number && (ended.map { $0 > number } ?? true) }

    /// Whether it judges a period.
    func judges(_ period: Period) -> Bool { period.frequency == frequency && (since.map { $0 <= "\(period.first)" } ?? true) }

    /// What it says of figures; nil where a figure is missing, so that it says nothing.
    public func verdict(on figures: FigureSet) -> Verdict? {
        let key = sides.left.references.first?.figure ?? FigureKey("")
        func verdict(_ holds: Bool, _ left: String?, _ right: String?) -> Verdict {
            Verdict(
                kind: .rule, code: code, figure: key, holds: holds, isCompulsory: weight == .compulsory, rule: by.number,
                value: left,
                low: right, high: nil)
        }
        if comparison == .together {
            let (a, b) = (sides.left.presence(in: figures), sides.right.presence(in: figures))
            if a.none, b.none { return nil }
            return verdict(a.all && b.all, sides.left.value(figures)?.text, sides.right.value(figures)?.text)
        }
        guard let left = sides.left.value(figures), let right = sides.right.value(figures),
            let zone = reach == nil ? WideDecimal.zero : reach?.reach(right), let difference = left.adding(right.negated),
            let above = difference.compared(to: zone), let below = difference.compared(to: zone.negated)
        else { return nil }
        let holds = switch comparison {
        case .equal: above <= 0 && below >= 0
        case .different: above > 0 || below < 0
        case .atMost: above <= 0
        case .atLeast: below >= 0
        case .less: zone.mantissa == 0 ? above < 0 : above <= 0
        case .more: zone.mantissa == 0 ? below > 0 : below >= 0
        case .together: true
        }
        return verdict(holds, left.text, right.text)
    }

    public static func == (a: Rule, b: Rule) -> Bool { a.by == b.by && a.code == b.code }
    public func hash(into hasher: inout Hasher) { hasher.combine(by.number) }
}
