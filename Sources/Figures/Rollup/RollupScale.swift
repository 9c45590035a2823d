/// An institution of any size and shape with figures of a year or two, for measuring how the cube grows. The same seed
/// makes the same institution everywhere.
///
///     let made = try RollupScale(units: 50_000, depth: 12, shape: .tree, versions: 20, values: 10_000_000).make()
///     let workload = try RollupWorkload(tree: made.tree, load: made.load, targets: made.targets)
public struct RollupScale: Sendable {
    /// How the units hang together.
    public enum Shape: String, CaseIterable, Sendable {
        /// Levels that grow towards the leaves, which report.
        case tree
        /// Each unit under the one before, all of which report their own share.
        case chain
        /// All units directly under the root.
        case star
    }

    /// The number of units, 2 or more.
    public var units: Int
    /// The number of levels of a tree, 2 or more.
    public var depth: Int
    /// The shape.
    public var shape: Shape
    /// How many versions of the tree follow each other, 1 or more; from 13 on the figures are of two years.
    public var versions: Int
    /// About how many values.
    public var values: Int
    /// What all is drawn from.
    public var seed: UInt64 = 7

    /// A size; see the members.
    public init(units: Int, depth: Int, shape: Shape, versions: Int, values: Int) {
        self.units = max(2, units)
        self.depth = max(2, min(depth, units))
        self.shape = shape
        self.versions = max(1, versions)
        self.values = values
    }

    /// What a workload is loaded from, and how the totals can be worked out without the cube.
    public struct Institution: Sendable {
        /// The units over time.
        public let tree: TreeHistory
        /// The figures.
        public let load: ObservationColumns
        /// Element by element, unit by unit.
        public let targets: [[(target: Int32, weight: Int32)]]
        /// Version by version, unit by unit, the parent; a parent's number is always the smaller one.
        let parents: [[Int32]]
        /// The first day of each version but the first.
        let changes: [Day]
    }

    private static let elements = 20

    /// Makes the institution.
    /// - Throws: ``TreeError``.
    public func make() throws -> Institution {
        var random = Draws(state: seed)
        let years = versions > 12 ? 2 : 1
        let start = Day(civil: 2021, 1, 1)
        let periods = (0..<years).flatMap { Period(year: 2021 + $0).periods(of: .month) }
        let days = start.distance(to: Day(civil: 2021 + years, 1, 1))
        let changes = (1..<versions).map { start.advanced(by: days * $0 / versions) }
        let (first, level) = arrangement(&random)
        var parents = [first]
        for _ in changes { parents.append(moved(parents[parents.count - 1], level, &random)) }
        let histories = (0..<units).map { unit -> UnitHistory in
            guard unit > 0 else { return UnitHistory(code: "0") }
            var placements = [Placement(from: start, parent: String(first[unit]))]
            for (index, day) in changes.enumerated() where parents[index + 1][unit] != parents[index][unit] {
                placements.append(Placement(from: day, parent: String(parents[index + 1][unit])))
            }
            return UnitHistory(code: String(unit), placements: placements)
        }
        let tree = try TreeHistory(histories)
        let reporting = (0..<units).filter { shape != .tree || level[$0] == depth - 1 }
        return Institution(
            tree: tree, load: load(tree, reporting, periods, &random), targets: targets(&random), parents: parents,
            changes: changes)
    }

    /// Each unit's parent and level.
    private func arrangement(_ random: inout Draws) -> (parents: [Int32], level: [Int]) {
        switch shape {
        case .chain: return ((0..<units).map { Int32($0 - 1) }, Array(0..<units))
        case .star: return ((0..<units).map { $0 == 0 ? -1 : 0 }, (0..<units).map { $0 == 0 ? 0 : 1 })
        case .tree:
            var sizes = [Int](repeating: 1, count: depth)
            var rest = units - depth
            for place in stride(from: depth - 1, to: 0, by: -1) {
                let more = place == 1 ? rest : rest * 3 / 4
                sizes[place] += more
                rest -= more
            }
            var (parents, level): ([Int32], [Int]) = ([-1], [0])
            var above = 0..<1
            for (place, size) in sizes.enumerated().dropFirst() {
                for unit in 0..<size {
                    parents.append(Int32(above.lowerBound + (unit < above.count ? unit : random.below(above.count))))
                    level.append(place)
                }
                above = (parents.count - size)..<parents.count
            }
            return (parents, level)
        }
    }

    /// A twentieth of the lower units under another parent, whose number is smaller than theirs, so that no cycle can come.
    private func moved(_ parents: [Int32], _ level: [Int], _ random: inout Draws) -> [Int32] {
        var next = parents
        for _ in 0..<max(1, units / 20) {
            let unit = 1 + random.below(units - 1)
            switch shape {
            case .chain: next[unit] = Int32(max(0, unit - 1 - random.below(8)))
            case .star: next[unit] = random.below(2) == 0 ? 0 : Int32(random.below(unit))
            case .tree:
                guard level[unit] > 1, level[unit] >= depth - 2 else { continue }
                let near = Int(next[1 + random.below(units - 1)])
                // Another parent of the same level as the one before, found by luck or not at all.
                if near >= 0, level[near] == level[unit] - 1 { next[unit] = Int32(near) }
            }
        }
        return next
    }

    private func load(
        _ tree: TreeHistory, _ reporting: [Int], _ periods: [Period], _ random: inout Draws
    ) -> ObservationColumns {
        var load = ObservationColumns()
        let places = reporting.count * Self.elements * periods.count
        let cells = max(1, Int((Double(values) / 0.92 / Double(places)).rounded()))
        load.indicators = (0..<Self.elements).map { "e\($0)" }
        load.units = tree.codes
        load.periods = periods
        load.breakdowns = (0..<cells).compactMap { try? Breakdown("dis=\($0)") }
        let expected = places * cells
        load.indicator.reserveCapacity(expected)
        load.unit.reserveCapacity(expected)
        load.period.reserveCapacity(expected)
        load.breakdown.reserveCapacity(expected)
        load.mantissa.reserveCapacity(expected)
        for unit in reporting {
            for element in 0..<Self.elements {
                for period in periods.indices {
                    for cell in 0..<cells {
                        let draw = random.next()
                        // Eight in a hundred are missing.
                        if draw >> 32 % 100 < 8 { continue }
                        load.indicator.append(Int32(element))
                        load.unit.append(Int32(unit))
                        load.period.append(Int32(period))
                        load.breakdown.append(Int32(cell))
                        load.mantissa.append(Int64(draw % 1_000))
                    }
                }
            }
        }
        if shape == .chain {
            load.marks = [ObservationMark](repeating: ObservationMark(scope: .own), count: load.count)
        }
        return load
    }

    private func targets(_ random: inout Draws) -> [[(target: Int32, weight: Int32)]] {
        (0..<Self.elements).map { _ in
            (0..<units).map { _ in (Int32(10_000 + random.below(50_000)), Int32(1 + random.below(9))) }
        }
    }
}

extension RollupScale.Institution {
    /// The first row of an answer to Q3 (or Q5, each month under the tree of its last day) that differs from a recomputation without
    /// running sums, or nil where all agree: figures are added up month by month from each unit to the one above.
    public func firstDifference(_ rows: RollupRows, eachUnderItsTree: Bool) -> (unit: Int, element: Int)? {
        let (units, months, elements) = (tree.codes.count, load.periods.count, load.indicators.count)
        var sums = [Int64](repeating: 0, count: units * months * elements)
        for row in 0..<load.count {
            sums[(Int(load.indicator[row]) * months + Int(load.period[row])) * units + Int(load.unit[row])] += load.mantissa[row]
        }
        var totals = [Int64](repeating: 0, count: units * elements)
        for element in 0..<elements {
            for (month, period) in load.periods.enumerated() {
                let version = eachUnderItsTree ? changes.count { $0 <= period.last } : 0
                let base = (element * months + month) * units
                for unit in stride(from: units - 1, through: 1, by: -1) {
                    sums[base + Int(parents[version][unit])] += sums[base + unit]
                }
                for unit in 0..<units { totals[element * units + unit] += sums[base + unit] }
            }
        }
        for chunk in rows.chunks {
            for row in chunk.values.indices {
                let (unit, element) = (Int(chunk.keys[0][row]), Int(chunk.keys[1][row]))
                if totals[element * units + unit] != chunk.values[row] { return (unit, element) }
            }
        }
        return nil
    }
}

/// Random draws that are the same everywhere.
struct Draws {
    var state: UInt64

    mutating func next() -> UInt64 {
        // SplitMix64.
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// A number from 0 on, below the bound.
    mutating func below(_ bound: Int) -> Int { Int(next() >> 33) % max(1, bound) }
}
