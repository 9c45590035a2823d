/// Every official figure of an institution, ready for any subtree × any span: an immutable snapshot when shared.
///
/// A copy shares everything with the original and a change replaces only the blocks (indicator × year) it touches, so
/// the writer changes a copy and swaps it in while readers keep theirs. Running sums are worked out when first asked and
/// kept with their block.
///
///     var next = cube
///     try next.apply(observations)
///     let answer = try next.answer(Question(indicator: "crimes", unit: "root", span: try Period("2022")))
public struct Cube: Sendable {
    /// The units over time.
    public private(set) var tree: TreeHistory
    /// The indicators' rules, in the order they were first given.
    public private(set) var indicators: [IndicatorRule] = []
    /// Who is to report what.
    public private(set) var assignments: [Assignment] = []
    var indicatorNumbers: [String: Int32] = [:]
    /// The blocks, each without what is pending for it; `block(at:)` gives it whole.
    var blocks: [BlockKey: Block] = [:]
    /// Late figures beside their blocks.
    var pending: [BlockKey: Pending] = [:]
    var expectation: Expectation
    /// A block of fewer places than this is made anew at once: cheaper than reading late figures beside it. Tests set it to 0.
    public var leastKeptBlock = 16_384

    /// A cube without figures.
    /// - Throws: ``CubeError``.
    public init(tree: TreeHistory, indicators: [IndicatorRule], assignments: [Assignment] = []) throws(CubeError) {
        self.tree = tree
        expectation = Expectation(tree: tree, assigned: [:])
        for (index, rule) in indicators.enumerated() where indicators[..<index].contains(where: { $0.code == rule.code }) {
            throw .duplicateIndicator(rule.code)
        }
        try setIndicators(indicators)
        try setAssignments(assignments)
    }

    /// Adds rules, or replaces those with the same code; the others stay.
    /// - Throws: ``CubeError``: decimals out of range or changed under figures, a ratio of a ratio or of an unknown indicator.
    public mutating func setIndicators(_ rules: [IndicatorRule]) throws(CubeError) {
        var (known, numbers) = (indicators, indicatorNumbers)
        for rule in rules {
            guard (0...18).contains(rule.decimals) else { throw .decimalsOutOfRange(rule.code) }
            if let number = numbers[rule.code] {
                if known[Int(number)].decimals != rule.decimals, blocks.keys.contains(where: { $0.indicator == number }) {
                    throw .decimalsChanged(rule.code)
                }
                known[Int(number)] = rule
            } else {
                numbers[rule.code] = Int32(known.count)
                known.append(rule)
            }
        }
        for rule in known {
            guard let ratio = rule.ratio else { continue }
            guard ratio.scale != 0 else { throw .zeroScale(rule.code) }
            for part in [ratio.numerator, ratio.denominator] {
                guard let number = numbers[part], known[Int(number)].ratio == nil else {
                    throw .invalidRatio(indicator: rule.code, part: part)
                }
            }
        }
        (indicators, indicatorNumbers) = (known, numbers)
        settle()
        // Whether totals spread over units is part of the running sums.
        blocks = blocks.mapValues { $0.forgettingLayers() }
    }

    /// Replaces all assignments.
    /// - Throws: ``CubeError/unknownIndicator(_:)``, ``CubeError/unknownUnit(_:)``.
    public mutating func setAssignments(_ assignments: [Assignment]) throws(CubeError) {
        var assigned: [Int32: [(unit: Int32, from: Day?, through: Day?)]] = [:]
        for entry in assignments {
            let indicator = Int32(try number(ofIndicator: entry.indicator))
            assigned[indicator, default: []].append((Int32(try number(ofUnit: entry.unit)), entry.from, entry.through))
        }
        self.assignments = assignments
        settle()
        expectation = Expectation(tree: tree, assigned: assigned)
        blocks = blocks.mapValues { $0.forgettingLayers() }
    }

    /// Replaces the tree; figures stay with their units by code.
    /// - Throws: ``CubeError/unitWithFiguresLost(_:)``, ``CubeError/unknownUnit(_:)`` for an assigned unit that is gone.
    public mutating func setTree(_ tree: TreeHistory) throws(CubeError) {
        var moved: [Int32: Int32] = [:]
        for (old, code) in self.tree.codes.enumerated() {
            let new = tree.storage.numbers[code]
            if new != Int32(old) { moved[Int32(old)] = new ?? -1 }
        }
        var next = self
        next.settle()
        let settled = next.blocks
        next.tree = tree
        next.blocks = [:]
        for (key, block) in settled {
            guard !moved.isEmpty else {
                next.blocks[key] = block.forgettingLayers()
                continue
            }
            var cells: [Cell] = []
            for cell in block.cells {
                for row in cell.rows where moved[row] == -1 { throw .unitWithFiguresLost(self.tree.codes[Int(row)]) }
                cells.append(cell.renumbered(moved, width: block.columns.count))
            }
            next.blocks[key] = Block(columns: block.columns, cells: cells)
        }
        try next.setAssignments(assignments)
        self = next
    }

    /// The whole block of a key: with what is pending for it.
    func block(at key: BlockKey) -> Block? { pending[key]?.settled() ?? blocks[key] }

    /// Takes all that is pending into its blocks.
    mutating func settle() {
        for (key, late) in pending { blocks[key] = late.settled() }
        pending = [:]
    }

    /// The rule of an indicator, or nil.
    public func indicator(_ code: String) -> IndicatorRule? {
        indicatorNumbers[code].map { indicators[Int($0)] }
    }

    /// How many values the cube holds, missing ones included.
    public var count: Int {
        blocks.keys.reduce(0) { sum, key in
            (block(at: key)?.cells ?? []).reduce(sum) { $0 + $1.marks.reduce(0) { $0 + ($1 == 0 ? 0 : 1) } }
        }
    }

    /// The last calendar year with figures of any unit and indicator; nil for an empty cube.
    public var lastYear: Int? {
        Set(blocks.keys).union(pending.keys).sorted { $0.year > $1.year }.first { key in
            block(at: key)?.cells.contains { $0.marks.contains { $0 != 0 } } ?? false
        }.map { Int($0.year) }
    }

    /// The breakdown cells that were reported for an indicator, in order of their texts.
    /// - Throws: ``CubeError/unknownIndicator(_:)``.
    public func breakdowns(of indicator: String) throws(CubeError) -> [Breakdown] {
        let number = Int32(try number(ofIndicator: indicator))
        var found: Set<Breakdown> = []
        for (key, block) in blocks where key.indicator == number { found.formUnion(block.cells.map(\.breakdown)) }
        return found.sorted { $0.description < $1.description }
    }

    /// Whether a total was declared for the indicator anywhere.
    public func hasDeclaredTotals(_ indicator: String) -> Bool {
        guard let number = indicatorNumbers[indicator] else { return false }
        return blocks.contains { $0.key.indicator == number && $0.value.hasTotals }
    }

    func number(ofIndicator code: String) throws(CubeError) -> Int {
        guard let number = indicatorNumbers[code] else { throw .unknownIndicator(code) }
        return Int(number)
    }

    func number(ofUnit code: String) throws(CubeError) -> Int {
        guard let number = tree.storage.numbers[code] else { throw .unknownUnit(code) }
        return Int(number)
    }

    /// The running sums of a block for a breakdown under a tree.
    func layer(_ key: BlockKey, _ block: Block, _ breakdown: Breakdown, _ version: Int?) -> Layer {
        block.layer(Block.LayerKey(breakdown: breakdown, version: version ?? -1)) {
            let expected = expectation.matrix(key, block.columns)
            let flat = indicators[Int(key.indicator)].overUnits != .sum
            let segments = versionRuns(of: block.columns, under: version, in: tree).map { run in
                Segment(
                    block, breakdown: breakdown, columns: run.columns, version: run.version,
                    layout: tree.version(numbered: run.version).layout, expected: expected, flat: flat)
            }
            return Layer(segments: segments)
        }
    }

    /// The version of a fixed tree, or nil where each period has its own.
    func version(of view: TreeView) -> Int? {
        switch view {
        case .then: nil
        case .on(let day): tree.storage.versionNumber(on: day)
        }
    }
}

extension Cell {
    /// The same values under other unit numbers, rows in order again.
    func renumbered(_ moved: [Int32: Int32], width: Int) -> Cell {
        let order = rows.indices.sorted { (moved[rows[$0]] ?? rows[$0]) < (moved[rows[$1]] ?? rows[$1]) }
        var next = self
        next.rows = order.map { moved[rows[$0]] ?? rows[$0] }
        next.values = order.flatMap { values[($0 * width)..<(($0 + 1) * width)] }
        next.marks = order.flatMap { marks[($0 * width)..<(($0 + 1) * width)] }
        return next
    }
}
