/// How much of what was expected was reported, in unit-periods.
public struct Coverage: Hashable, Sendable {
    /// Expected unit-periods that reported a value.
    public var reported: Int
    /// Unit-periods that were to report.
    public var expected: Int
    /// Unit-periods that reported a value without being expected; they count in the value, not in `reported`.
    public var unexpected: Int

    /// Coverage counts.
    public init(reported: Int = 0, expected: Int = 0, unexpected: Int = 0) {
        self.reported = reported
        self.expected = expected
        self.unexpected = unexpected
    }

    /// True when everything expected was reported.
    public var isComplete: Bool { reported == expected }
}

/// Why there is no value. Missing is never zero.
public enum NoValue: String, Hashable, Sendable, CaseIterable {
    /// Nothing was reported.
    case notReported
    /// It was reported as missing (status H, K, L, M, O or Q).
    case reportedMissing
    /// The indicator does not combine over units and this unit does not report it itself, while a unit below does.
    case notAddableOverUnits
    /// The indicator does not combine over time and the span has more than one period.
    case notAddableOverTime
    /// The span is shorter than the indicator's period (a month asked of a yearly indicator).
    case spanTooShort
    /// A ratio whose numerator or denominator has no value.
    case ratioIncomplete
    /// A ratio over zero.
    case zeroDenominator
    /// The total does not fit 64 bits.
    case overflow
}

/// One part of a ratio: the total of its numerator or denominator.
public struct RatioPart: Hashable, Sendable {
    /// The indicator's code.
    public let indicator: String
    /// Its total, or nil where it has none.
    public let value: ExactDecimal?
    /// Why it has no value.
    public let reason: NoValue?
    /// Its precision.
    public let precision: Precision
    /// Its own coverage.
    public let coverage: Coverage
}

/// The two parts of a ratio.
public struct RatioParts: Hashable, Sendable {
    /// The part above the line.
    public let numerator: RatioPart
    /// The part below the line.
    public let denominator: RatioPart
    /// True when the two were reported by different unit-periods (by different units, where one adds over the span and
    /// the other reads its last period), so that the ratio compares unlike things.
    public let coverDifferently: Bool
}

/// The answer to: this indicator, this unit with all below it, this span, this tree, this breakdown.
public struct Answer: Hashable, Sendable {
    /// The value with the indicator's decimals, or nil.
    public let value: ExactDecimal?
    /// Why there is no value; nil when there is one.
    public let reason: NoValue?
    /// The precision of the value, combined over what it is made of.
    public let precision: Precision
    /// The status: the one of highest precedence among the values it is made of.
    public let status: ObservationStatus
    /// How much of what was expected was reported. For a ratio: the numerator's.
    public let coverage: Coverage
    /// The parts, for a ratio.
    public let ratio: RatioParts?
    /// Where a unit at or below the one asked declared a total: the official value, equal to `value`.
    public let declared: ExactDecimal?
    /// `declared` minus the sum of what the units reported; nil where no total was declared.
    public let difference: ExactDecimal?
    /// Reported unit-periods of units not open under the tree asked (not yet opened, or closed): they hang where they
    /// first or last stood, or in their successor.
    public let hanging: Int
    /// True when a value with status B lies in the span: values before and after it do not compare.
    public let hasBreak: Bool
}

/// A question to the cube.
public struct Question: Hashable, Sendable {
    /// The indicator's code.
    public var indicator: String
    /// The code of the unit, asked with all below it.
    public var unit: String
    /// The span: a period, or any interval.
    public var span: Period
    /// The tree that answers.
    public var tree: TreeView
    /// The breakdown cell; the empty one is the total.
    public var breakdown: Breakdown

    /// A question; by default the total, each period under the tree of its day.
    public init(
        indicator: String, unit: String, span: Period, tree: TreeView = .then, breakdown: Breakdown = .total
    ) {
        self.indicator = indicator
        self.unit = unit
        self.span = span
        self.tree = tree
        self.breakdown = breakdown
    }
}

/// One line of what a total is made of.
public struct AnswerPart: Hashable, Sendable {
    /// The unit the line is about.
    public let unit: String
    /// The period of the line, or nil for the whole span.
    public let period: Period?
    /// Its total over its subtree (its own share when `isOwn`).
    public let answer: Answer
    /// True for the line of the asked unit's own share, beside its children.
    public let isOwn: Bool
}

/// One observation a total is made of.
public struct Contribution: Hashable, Sendable {
    /// The code of the unit that reported it.
    public let unit: String
    /// Its period.
    public let period: Period
    /// Its cell.
    public let breakdown: Breakdown
    /// What it says about the units below.
    public let scope: Scope
    /// Nil when reported as missing.
    public let value: ExactDecimal?
    /// Its status.
    public let status: ObservationStatus
    /// How exactly it was stated.
    public let precision: Precision
}
