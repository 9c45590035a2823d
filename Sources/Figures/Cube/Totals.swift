/// Which units a roll-up lists.
public enum UnitSelection: Hashable, Sendable {
    /// Every unit, hanging ones too.
    case all
    /// The units so many steps below the root (the root is 0) under the tree asked (`then`: of the span's last day).
    case level(Int)
    /// These units, in this order.
    case codes([String])
}

/// A whole roll-up: many units × one indicator × one breakdown cell × one span.
public struct TotalsRequest: Hashable, Sendable {
    /// The indicator's code; not a ratio.
    public var indicator: String
    /// Which units are listed.
    public var units: UnitSelection
    /// The span.
    public var span: Period
    /// The tree that answers.
    public var tree: TreeView
    /// The breakdown cell; the empty one is the total.
    public var breakdown: Breakdown
    /// Whether expected unit-periods, precision and status are worked out too.
    public var withCoverage: Bool

    /// A roll-up request.
    public init(
        indicator: String, units: UnitSelection = .all, span: Period, tree: TreeView = .then,
        breakdown: Breakdown = .total, withCoverage: Bool = false
    ) {
        self.indicator = indicator
        self.units = units
        self.span = span
        self.tree = tree
        self.breakdown = breakdown
        self.withCoverage = withCoverage
    }
}

/// The answer to a ``TotalsRequest``, in columns: element `i` of each is about unit `units[i]`.
public struct Totals: Sendable {
    /// Unit numbers: indices into ``TreeHistory/codes``.
    public internal(set) var units: [Int32]
    /// The decimals of every value.
    public internal(set) var decimals: Int
    /// The totals as mantissas. Meaningful only where `reported` is not 0.
    public internal(set) var mantissas: [Int64]
    /// Reported unit-periods, expected or not. 0: no value.
    public internal(set) var reported: [Int32]
    /// Unit-periods that were to report; empty unless coverage was asked for.
    public internal(set) var expected: [Int32]
    /// Of the reported unit-periods those that nobody expected; empty unless coverage was asked for.
    public internal(set) var unexpected: [Int32]
    /// Precision of each total; empty unless coverage was asked for.
    public internal(set) var precisions: [Precision]
    /// Why the whole answer has no values, where the indicator or the span does not allow any.
    public internal(set) var reason: NoValue?
    /// Units whose total does not fit 64 bits; their `reported` is 0.
    public internal(set) var overflowed: [Int32]
    /// The coverage of rows whose total does not fit.
    var coverageOfOverflowed: [Int: Coverage] = [:]

    /// Row by row, how much of what was expected was reported; empty unless asked for.
    public var coverage: [Coverage] {
        expected.indices.map { row in
            coverageOfOverflowed[row]
                ?? Coverage(
                    reported: Int(reported[row] - unexpected[row]), expected: Int(expected[row]), unexpected: Int(unexpected[row]))
        }
    }
}

/// One unit's totals period by period, in columns: element `i` of each is about `periods[i]`.
public struct Series: Sendable {
    /// The periods of the indicator's frequency in the span.
    public internal(set) var periods: [Period] = []
    /// The decimals of every value.
    public internal(set) var decimals = 0
    /// The totals as mantissas. Meaningful only where `reported` is not 0.
    public internal(set) var mantissas: [Int64] = []
    /// Reported unit-periods, expected or not. 0: no value.
    public internal(set) var reported: [Int32] = []
    /// Unit-periods that were to report.
    public internal(set) var expected: [Int32] = []
    /// Of the reported ones those that nobody expected.
    public internal(set) var unexpected: [Int32] = []
}
