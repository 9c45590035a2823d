/// Why a figure differs from an earlier statement of it. The order is the one in which a bridge applies them: first the figure as
/// it was is put under the other tree, then its values are brought up to what is known, then the span changes.
public enum BridgeCause: String, CaseIterable, Hashable, Sendable, Codable {
    /// A unit, with all that hangs under it, stands under another parent.
    case moved
    /// A unit closed into another: its past stands with its successor.
    case merged
    /// A unit closed into several: its past stands with the main one.
    case split
    /// A value was replaced by another.
    case revised
    /// A unit-period has a value that had none, or the reverse.
    case coverage
    /// The same unit-periods report another value in the second span: real change. Only between two different spans.
    case change
}

/// One end of a bridge: what was known, of which span, under which tree.
public struct BridgeSide: Sendable {
    /// The figures, with the organization as it was known.
    public var cube: Cube
    /// The span.
    public var span: Period
    /// The tree that adds up.
    public var tree: TreeView

    /// One end.
    public init(cube: Cube, span: Period, tree: TreeView) {
        self.cube = cube
        self.span = span
        self.tree = tree
    }
}

/// One line of a bridge: a unit and what it adds or takes away.
public struct BridgeLine: Hashable, Sendable {
    /// Why.
    public let cause: BridgeCause
    /// The unit that moved, merged or split; for values, the unit that reports.
    public let unit: String
    /// The parents before and after, for a change of the tree.
    public let from, to: String?
    /// The period of the value; nil for a change of the tree, which is summed over the periods.
    public let period: Period?
    /// The value before and after; nil where there was none.
    public let before, after: ExactDecimal?
    /// What it adds; negative where it takes away.
    public let amount: ExactDecimal
    /// How many unit-periods it holds.
    public let count: Int
}

/// Why there is no bridge.
public enum BridgeError: Error, Hashable, Sendable {
    /// One of the two figures, or a stage between them, has no value that could be bridged.
    case unavailable(NoValue)
    /// The parts do not give the figure the cube states: a fault of the program, shown rather than spread.
    case inconsistent(stated: String, computed: String)
}

/// From one statement of a figure to another, exactly: old + moved + merged + split + revised + coverage (+ change) = new.
///
///     let bridge = try Bridge(question, from: asPublished, to: asOfToday)
///     bridge.oldValue; bridge.amount(of: .moved); bridge.newValue
///
/// Every stage between the causes is a figure of its own that the cube can be asked for: the old values under the new tree,
/// then the new values under it. A declared total counts as it does in the figure, in place of what lies below it.
public struct Bridge: Hashable, Sendable {
    /// The indicator and the unit.
    public let indicator, unit: String
    /// The two answers; nil where that side did not know the unit.
    public let old, new: Answer?
    /// The values, zero where a side has none: the answers say which.
    public let oldValue, newValue: ExactDecimal
    /// The lines of an indicator that adds, the causes in order, then units by code and periods; empty for a ratio.
    public let lines: [BridgeLine]
    /// For a ratio, the bridges of numerator and denominator.
    public let parts: [Bridge]
    private let amounts: [BridgeCause: ExactDecimal]

    /// What a cause adds in all; zero where it adds nothing.
    public func amount(of cause: BridgeCause) -> ExactDecimal {
        amounts[cause] ?? ExactDecimal(mantissa: 0, decimals: newValue.decimals)
    }

    /// Whether nothing differs in any line.
    public var isEmpty: Bool { amounts.values.allSatisfy(\.isZero) && lines.isEmpty && parts.allSatisfy(\.isEmpty) }

    /// The bridge for the indicator, unit and breakdown of a question, whose span and tree are not read. `splits` names the units
    /// whose closing was a split. `isOneKnowledge` says that both sides are the same snapshot, so that its values are read once.
    /// - Throws: ``BridgeError``; ``CubeError`` for an unknown indicator or a unit neither side knows.
    public init(
        _ question: Question, from old: BridgeSide, to new: BridgeSide, splits: Set<String> = [], isOneKnowledge: Bool = false
    ) throws {
        guard let rule = new.cube.indicator(question.indicator) else { throw CubeError.unknownIndicator(question.indicator) }
        let answers = (try Self.answer(question, old), try Self.answer(question, new))
        guard answers.0 != nil || answers.1 != nil else { throw CubeError.unknownUnit(question.unit) }
        (indicator, unit) = (question.indicator, question.unit)
        (self.old, self.new) = answers
        if let ratio = rule.ratio {
            var parts: [Bridge] = []
            for code in [ratio.numerator, ratio.denominator] {
                var part = question
                part.indicator = code
                parts.append(try Bridge(part, from: old, to: new, splits: splits, isOneKnowledge: isOneKnowledge))
            }
            let stages = try Self.stages(parts[0], parts[1], ratio, rule.decimals)
            (oldValue, newValue, amounts, lines) = (stages.first, stages.last, stages.amounts, [])
            self.parts = parts
            try Self.agree(answers.0, stages.first)
            try Self.agree(answers.1, stages.last)
            return
        }
        for case let answer? in [answers.0, answers.1] {
            switch answer.reason {
            case nil, .notReported?, .reportedMissing?: break
            case .some(let reason): throw BridgeError.unavailable(reason)
            }
        }
        var maker = BridgeMaker(question: question, rule: rule, splits: splits)
        try maker.build(from: old, to: new, isOneKnowledge: isOneKnowledge)
        oldValue = try maker.decimal(maker.old)
        newValue = try maker.decimal(maker.new)
        lines = try maker.sortedLines()
        var sums: [BridgeCause: ExactDecimal] = [:]
        for (cause, sum) in maker.sums { sums[cause] = try maker.decimal(sum) }
        amounts = sums
        parts = []
        try Self.agree(answers.0, oldValue)
        try Self.agree(answers.1, newValue)
    }

    private static func answer(_ question: Question, _ side: BridgeSide) throws -> Answer? {
        guard side.cube.tree.index(of: question.unit) != nil else { return nil }
        var asked = question
        (asked.span, asked.tree) = (side.span, side.tree)
        return try side.cube.answer(asked)
    }

    /// The parts must give what the cube says; where it has no value, they must give nothing.
    private static func agree(_ answer: Answer?, _ computed: ExactDecimal) throws {
        let stated = answer?.value
        guard stated.map({ $0 == computed }) ?? computed.isZero else {
            throw BridgeError.inconsistent(stated: stated?.description ?? "–", computed: computed.description)
        }
    }

    /// A ratio is worked out and rounded after each cause; the steps between add up exactly.
    private static func stages(
        _ top: Bridge, _ bottom: Bridge, _ ratio: Ratio, _ decimals: Int
    ) throws -> (first: ExactDecimal, last: ExactDecimal, amounts: [BridgeCause: ExactDecimal]) {
        guard let above = top.old, let below = bottom.old, top.new?.value != nil, bottom.new?.value != nil, above.value != nil,
            below.value != nil
        else { throw BridgeError.unavailable(.ratioIncomplete) }
        var (numerator, denominator) = (top.oldValue, bottom.oldValue)
        func rounded() throws -> ExactDecimal {
            do throws(DecimalError) {
                return try .ratio(numerator, over: denominator, scale: ratio.scale, decimals: decimals)
            } catch {
                throw BridgeError.unavailable(error == .divisionByZero ? .zeroDenominator : .overflow)
            }
        }
        let first = try rounded()
        var (last, amounts) = (first, [BridgeCause: ExactDecimal]())
        for cause in BridgeCause.allCases {
            numerator = try numerator.adding(top.amount(of: cause))
            denominator = try denominator.adding(bottom.amount(of: cause))
            let next = try rounded()
            let step = try next.subtracting(last)
            if !step.isZero { amounts[cause] = step }
            last = next
        }
        return (first, last, amounts)
    }
}
