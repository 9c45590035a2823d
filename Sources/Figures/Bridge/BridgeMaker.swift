/// Works out the lines of a bridge: each reported value that counts in one statement of the figure and not, or otherwise, in the
/// other.
struct BridgeMaker {
    /// A reported value: the unit, the place of its period in the span, and whether it is a declared total.
    struct Key: Hashable {
        let unit: String
        let slot: Int
        let isTotal: Bool
    }

    /// The values of a span, and the units that declared a total, by slot.
    struct Values {
        var mantissas: [Key: Int64] = [:]
        var declared: [Int: Set<String>] = [:]
    }

    /// A history of trees and the day that places each slot.
    struct Placing {
        let tree: TreeHistory
        let day: (Int) -> Day
    }

    let question: Question
    let rule: IndicatorRule
    let splits: Set<String>
    private(set) var old: Int128 = 0
    private(set) var new: Int128 = 0
    private(set) var sums: [BridgeCause: Int128] = [:]
    private var periods: [Period] = []
    private var structure: [[String]: (line: BridgeLine, sum: Int128, count: Int)] = [:]
    private var valueLines: [BridgeLine] = []

    init(question: Question, rule: IndicatorRule, splits: Set<String>) {
        self.question = question
        self.rule = rule
        self.splits = splits
    }

    private var isFlat: Bool { rule.overUnits != .sum }

    func decimal(_ sum: Int128) throws -> ExactDecimal {
        guard let mantissa = Int64(exactly: sum) else { throw BridgeError.unavailable(.overflow) }
        return ExactDecimal(mantissa: mantissa, decimals: rule.decimals)
    }

    /// The old values under the old tree, under the new tree, the new values there, and those of the other span.
    mutating func build(from old: BridgeSide, to new: BridgeSide, isOneKnowledge: Bool) throws {
        let isOneSpan = old.span == new.span
        periods = try slots(old, isOneSpan ? new : old)
        let later = isOneSpan ? periods : try slots(new, new)
        let before = Placing(tree: old.cube.tree, day: day(old.tree, periods, old.span))
        let after = Placing(tree: new.cube.tree, day: day(new.tree, later, new.span))
        let known = try values(old.cube, old.span, periods)
        let start = counted(known, before)
        let restated = counted(known, after)
        self.old = start.reduce(0) { $0 + Int128(known.mantissas[$1] ?? 0) }
        try addStructure(known, start, before, restated, after)
        let revised = isOneKnowledge ? known : try values(new.cube, old.span, periods)
        let current = isOneKnowledge ? restated : counted(revised, after)
        try addValues((known, restated), (revised, current), after, periods) { _ in .revised }
        guard !isOneSpan else {
            self.new = current.reduce(0) { $0 + Int128(revised.mantissas[$1] ?? 0) }
            return
        }
        let next = try values(new.cube, new.span, later)
        let last = counted(next, after)
        let paired = min(periods.count, later.count)
        try addValues((revised, current), (next, last), after, later.count > periods.count ? later : periods) { slot in
            slot < paired ? .change : nil
        }
        self.new = last.reduce(0) { $0 + Int128(next.mantissas[$1] ?? 0) }
    }

    /// The lines, the causes in order, then units and periods.
    func sortedLines() throws -> [BridgeLine] {
        var lines = valueLines
        for (line, sum, count) in structure.values where sum != 0 {
            lines.append(
                BridgeLine(
                    cause: line.cause, unit: line.unit, from: line.from, to: line.to, period: nil, before: nil, after: nil,
                    amount: try decimal(sum), count: count))
        }
        let order = Dictionary(uniqueKeysWithValues: BridgeCause.allCases.enumerated().map { ($1, $0) })
        return lines.sorted { left, right in
            let (first, second) = (order[left.cause] ?? 0, order[right.cause] ?? 0)
            if first != second { return first < second }
            if left.unit != right.unit { return left.unit < right.unit }
            if let one = left.period, let other = right.period, one != other { return one < other }
            if left.from != right.from || left.to != right.to {
                return (left.from ?? "", left.to ?? "") < (right.from ?? "", right.to ?? "")
            }
            // A unit's own value and its declared total may both differ in one period.
            if left.amount != right.amount { return left.amount < right.amount }
            return (left.before ?? .zero) < (right.before ?? .zero)
        }
    }

    // MARK: Reading

    /// The periods that the span reads, in order; for an indicator without frequency those that either cube has.
    private func slots(_ side: BridgeSide, _ other: BridgeSide) throws -> [Period] {
        if let frequency = rule.frequency {
            let all = side.span.periods(of: frequency)
            return rule.overTime == .last ? Array(all.suffix(1)) : all
        }
        var found: Set<Period> = []
        for cube in [side.cube, other.cube] { found.formUnion(try contributions(cube, side.span).map(\.period)) }
        return found.sorted()
    }

    private func day(_ view: TreeView, _ periods: [Period], _ span: Period) -> (Int) -> Day {
        switch view {
        case .on(let day): return { _ in day }
        case .then: return { $0 < periods.count ? periods[$0].last : span.last }
        }
    }

    /// Every value of the span, wherever it hangs: asked of the root; of the unit alone where the indicator does not add over
    /// units.
    private func contributions(_ cube: Cube, _ span: Period) throws -> [Contribution] {
        var asked = question
        (asked.span, asked.tree) = (span, .then)
        if !isFlat { asked.unit = cube.tree.version(on: span.last).root ?? question.unit }
        guard cube.tree.index(of: asked.unit) != nil else { return [] }
        return try cube.contributions(to: asked, limit: .max)
    }

    private func values(_ cube: Cube, _ span: Period, _ periods: [Period]) throws -> Values {
        let slot = Dictionary(uniqueKeysWithValues: periods.enumerated().map { ($1, $0) })
        var values = Values()
        for item in try contributions(cube, span) {
            guard let value = item.value, let slot = slot[item.period] else { continue }
            let key = Key(unit: item.unit, slot: slot, isTotal: item.scope == .total)
            let (sum, over) = values.mantissas[key, default: 0].addingReportingOverflow(value.mantissa)
            guard !over else { throw BridgeError.unavailable(.overflow) }
            values.mantissas[key] = sum
            if key.isTotal { values.declared[slot, default: []].insert(item.unit) }
        }
        return values
    }

    /// The values that count in the unit's figure: at or below it, and not under or beside a declared total.
    private func counted(_ values: Values, _ placing: Placing) -> Set<Key> {
        guard placing.tree.index(of: question.unit) != nil else { return [] }
        var found: Set<Key> = []
        for key in values.mantissas.keys {
            let declared = values.declared[key.slot] ?? []
            if !key.isTotal, declared.contains(key.unit) { continue }
            if isFlat {
                if key.unit == question.unit { found.insert(key) }
                continue
            }
            let version = placing.tree.version(on: placing.day(key.slot))
            guard isBelow(key.unit, question.unit, version) else { continue }
            if declared.isEmpty || !isCovered(key.unit, by: declared, version) { found.insert(key) }
        }
        return found
    }

    /// Whether the unit is the other or hangs below it.
    private func isBelow(_ unit: String, _ above: String, _ version: TreeVersion) -> Bool {
        guard let low = version.storage.numbers[unit], let high = version.storage.numbers[above] else { return false }
        return version.layout.range(of: Int(high)).contains(Int(version.layout.place[Int(low)]))
    }

    /// Whether a unit above, up to the one asked, is among these.
    private func isCovered(_ unit: String, by declared: Set<String>, _ version: TreeVersion) -> Bool {
        var at = unit
        while at != question.unit, let above = (try? version.parent(of: at)) ?? nil {
            if declared.contains(above) { return true }
            at = above
        }
        return false
    }

    // MARK: Lines

    private mutating func add(_ cause: BridgeCause, _ amount: Int128) { sums[cause, default: 0] += amount }

    private mutating func addStructure(
        _ values: Values, _ start: Set<Key>, _ before: Placing, _ restated: Set<Key>, _ after: Placing
    ) throws {
        for key in start.symmetricDifference(restated) {
            let value = Int128(values.mantissas[key] ?? 0)
            let amount = start.contains(key) ? -value : value
            let (cause, mover, from, to) = mover(key, before, after)
            add(cause, amount)
            let place = [cause.rawValue, mover, from ?? "", to ?? ""]
            let line = BridgeLine(
                cause: cause, unit: mover, from: from, to: to, period: nil, before: nil, after: nil,
                amount: try decimal(0), count: 0)
            let known = structure[place] ?? (line, 0, 0)
            structure[place] = (line, known.sum + amount, known.count + 1)
        }
    }

    /// The lowest unit on the value's way up whose parent differs: it took the value with it.
    private func mover(
        _ key: Key, _ before: Placing, _ after: Placing
    ) -> (cause: BridgeCause, unit: String, from: String?, to: String?) {
        let (first, second) = (before.day(key.slot), after.day(key.slot))
        let (old, new) = (before.tree.version(on: first), after.tree.version(on: second))
        var at = key.unit
        while true {
            let (from, to) = ((try? old.parent(of: at)) ?? nil, (try? new.parent(of: at)) ?? nil)
            if from != to {
                let isHeir = isSuccessor(to, of: at, after.tree, second) || isSuccessor(from, of: at, before.tree, first)
                return (isHeir ? splits.contains(at) ? .split : .merged : .moved, at, from, to)
            }
            guard let above = from else { return (.moved, key.unit, nil, nil) }
            at = above
        }
    }

    private func isSuccessor(_ parent: String?, of unit: String, _ tree: TreeHistory, _ day: Day) -> Bool {
        guard let parent, let number = tree.index(of: unit) else { return false }
        let life = tree.units[number]
        return life.successor == parent && (life.closed.map { $0 <= day } ?? false)
    }

    /// The values that differ under one tree. `both` says what a difference between two values is called; nil: real change also
    /// where only one of the two has a value.
    private mutating func addValues(
        _ first: (values: Values, counted: Set<Key>), _ second: (values: Values, counted: Set<Key>), _ placing: Placing,
        _ periods: [Period], both: (Int) -> BridgeCause?
    ) throws {
        for key in first.counted.union(second.counted) {
            let before = first.counted.contains(key) ? first.values.mantissas[key] : nil
            let after = second.counted.contains(key) ? second.values.mantissas[key] : nil
            guard before != after else { continue }
            let cause: BridgeCause
            if before != nil, after != nil {
                cause = both(key.slot) ?? .change
            } else if let word = both(key.slot) {
                let other = before == nil ? first.counted : second.counted
                cause = isReplaced(key, by: other, placing) ? word : .coverage
            } else {
                cause = .change
            }
            let amount = Int128(after ?? 0) - Int128(before ?? 0)
            add(cause, amount)
            func shown(_ mantissa: Int64?) -> ExactDecimal? {
                mantissa.map { ExactDecimal(mantissa: $0, decimals: rule.decimals) }
            }
            valueLines.append(
                BridgeLine(
                    cause: cause, unit: key.unit, from: nil, to: nil,
                    period: key.slot < periods.count ? periods[key.slot] : nil, before: shown(before), after: shown(after),
                    amount: try decimal(amount), count: 1))
        }
    }

    /// Whether, on the side where the value is missing, a declared total stands for it or values below stand for the declared
    /// total.
    private func isReplaced(_ key: Key, by other: Set<Key>, _ placing: Placing) -> Bool {
        if isFlat { return other.contains { $0.unit == key.unit && $0.slot == key.slot } }
        let version = placing.tree.version(on: placing.day(key.slot))
        var at: String? = key.unit
        while let here = at {
            if other.contains(Key(unit: here, slot: key.slot, isTotal: true)) { return true }
            at = here == question.unit ? nil : (try? version.parent(of: here)) ?? nil
        }
        return key.isTotal && other.contains { $0.slot == key.slot && isBelow($0.unit, key.unit, version) }
    }
}
