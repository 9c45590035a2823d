import Acts
import Figures
import Institution

/// The object that `hasila figure --bridge --json` prints. The steps add up: `from.value` and all amounts give `to.value`.
public struct BridgeAnswer: Codable, Sendable {
    /// One statement of the figure.
    public struct Side: Codable, Sendable {
        /// The period, the tree that adds up, and the moment whose knowledge counts.
        public let period, tree: String
        public let asOf: String?
        /// The value, or why there is none.
        public let value, reason: String?
        public let precision, status: String
        /// Unit-periods that reported, of those expected.
        public let reported, expected: Int
    }
    /// What one cause adds.
    public struct Step: Codable, Sendable {
        /// moved, merged, split, revised, coverage or change, and the amount with its sign.
        public let cause, amount: String
        /// Whether the cause adds nothing.
        public var isNothing: Bool { (try? ExactDecimal(amount).isZero) ?? false }
    }
    /// One unit in it.
    public struct Line: Codable, Sendable {
        /// Why, and the unit that moved, closed or reports.
        public let cause, unit: String
        /// The parents before and after; or the period with its values before and after.
        public let from, to, period, before, after: String?
        public let amount: String
        /// How many unit-periods it holds.
        public let values: Int
    }
    /// Numerator or denominator of a ratio.
    public struct Part: Codable, Sendable {
        /// The indicator, with its values at both ends.
        public let indicator, old, new: String
        /// What each cause adds to it.
        public let steps: [Step]
    }

    /// The codes.
    public let indicator, unit: String
    public let breakdown: String?
    /// The two statements.
    public let from, to: Side
    /// What each cause adds, in the order in which they apply.
    public let steps: [Step]
    /// The units in it.
    public let lines: [Line]
    /// For a ratio, numerator and denominator.
    public let parts: [Part]

    /// The bridge of a question, in words and decimal strings.
    public init(_ bridge: Bridge, _ question: BridgeQuestion) {
        indicator = bridge.indicator
        unit = bridge.unit
        breakdown = question.breakdown
        from = Self.side(question.from, bridge.old)
        to = Self.side(question.to, bridge.new)
        let isOneSpan = question.from.period == question.to.period
        func steps(_ bridge: Bridge) -> [Step] {
            BridgeCause.allCases.filter { !isOneSpan || $0 != .change }.map {
                Step(cause: $0.rawValue, amount: bridge.amount(of: $0).description)
            }
        }
        self.steps = steps(bridge)
        lines = bridge.lines.map { line in
            Line(
                cause: line.cause.rawValue, unit: line.unit, from: line.from, to: line.to, period: line.period.map { "\($0)" },
                before: line.before?.description, after: line.after?.description, amount: line.amount.description, values: line.count)
        }
        parts = bridge.parts.map {
            Part(indicator: $0.indicator, old: $0.oldValue.description, new: $0.newValue.description, steps: steps($0))
        }
    }

    private static func side(_ side: BridgeQuestion.Side, _ answer: Answer?) -> Side {
        Side(
            period: side.period, tree: side.tree.text, asOf: side.asOf?.text, value: answer?.value?.description,
            reason: answer?.reason?.rawValue, precision: (answer?.precision ?? .exact).rawValue,
            status: (answer?.status ?? .missingUnstated).rawValue, reported: answer?.coverage.reported ?? 0,
            expected: answer?.coverage.expected ?? 0)
    }
}
