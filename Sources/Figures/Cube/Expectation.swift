import Synchronization

/// Which unit-periods were to report, from the assignments and the dated tree; worked out when first asked.
final class Expectation: Sendable {
    let tree: TreeHistory
    /// Indicator by indicator number, the units assigned and when.
    let assigned: [Int32: [(unit: Int32, from: Day?, through: Day?)]]
    private let matrices = Mutex<[Key: [UInt8]]>([:])
    private let planes = Mutex<[PlaneKey: [ExpectedSegment]]>([:])

    /// How many are kept: questions about far years and many dates must not fill the memory.
    private static let limit = 128

    /// Indicators without assignments share one expectation (-1): every open leaf.
    private struct Key: Hashable {
        let indicator: Int32
        let year: Int32
        let kind: PeriodKind
        /// The columns, for intervals, whose columns are not fixed by the year.
        let intervals: [Period]
    }

    private struct PlaneKey: Hashable {
        let key: Key
        let version: Int
    }

    init(tree: TreeHistory, assigned: [Int32: [(unit: Int32, from: Day?, through: Day?)]]) {
        self.tree = tree
        self.assigned = assigned
    }

    private func key(_ block: BlockKey, _ columns: [Period]) -> Key {
        Key(
            indicator: assigned[block.indicator] == nil ? -1 : block.indicator, year: block.year, kind: block.kind,
            intervals: block.kind == .interval ? columns : [])
    }

    /// Unit by unit, 1 for each column in which the unit is to report.
    func matrix(_ block: BlockKey, _ columns: [Period]) -> [UInt8] {
        let key = key(block, columns)
        if let known = matrices.withLock({ $0[key] }) { return known }
        let made = makeMatrix(key, columns)
        matrices.withLock { kept in
            if kept.count >= Expectation.limit { kept.removeAll() }
            kept[key] = made
        }
        return made
    }

    private func makeMatrix(_ key: Key, _ columns: [Period]) -> [UInt8] {
        let history = tree.storage
        var matrix = [UInt8](repeating: 0, count: history.units.count * columns.count)
        for (column, period) in columns.enumerated() {
            var isAssigned = false
            for entry in assigned[key.indicator] ?? [] {
                if let from = entry.from, period.last < from { continue }
                if let through = entry.through, through < period.first { continue }
                isAssigned = true
                if history.units[Int(entry.unit)].isOpen(in: period) {
                    matrix[Int(entry.unit) * columns.count + column] = 1
                }
            }
            if isAssigned { continue }
            for unit in 0..<history.units.count where history.isOpenLeaf(unit, in: period) {
                matrix[unit * columns.count + column] = 1
            }
        }
        return matrix
    }

    /// Running counts of expected unit-periods under a version of the tree (nil: each period's own).
    func segments(_ block: BlockKey, _ columns: [Period], version: Int?) -> [ExpectedSegment] {
        let key = PlaneKey(key: key(block, columns), version: version ?? -1)
        if let known = planes.withLock({ $0[key] }) { return known }
        let matrix = matrix(block, columns)
        let made = versionRuns(of: columns, under: version, in: tree).map { run in
            ExpectedSegment(run.columns, tree.version(numbered: run.version).layout, matrix, of: columns.count)
        }
        planes.withLock { kept in
            if kept.count >= Expectation.limit { kept.removeAll() }
            kept[key] = made
        }
        return made
    }
}

/// Running counts over (places × columns), like the planes of a ``Segment`` with a row for every unit.
struct ExpectedSegment: Sendable {
    let columns: Range<Int>
    let layout: Layout
    let counts: Plane<Int32>

    init(_ columns: Range<Int>, _ layout: Layout, _ matrix: [UInt8], of width: Int) {
        self.columns = columns
        self.layout = layout
        let stride = layout.order.count + 1
        counts = Plane(count: (columns.count + 1) * stride) { counts in
            for place in 0..<stride { counts[place] = 0 }
            for (offset, column) in columns.enumerated() {
                let base = (offset + 1) * stride
                counts[base] = 0
                var sum: Int32 = 0
                for (place, unit) in layout.order.enumerated() {
                    sum += Int32(matrix[Int(unit) * width + column])
                    counts[base + place + 1] = counts[base - stride + place + 1] + sum
                }
            }
        }
    }

    /// The number of places and one more: how far apart the running counts of two periods lie.
    var stride: Int { layout.order.count + 1 }

    /// How many of the subtree's (or the unit's own) unit-periods were to report.
    func count(of unit: Int, alone: Bool, _ span: Range<Int>) -> Int {
        let stride = layout.order.count + 1
        let place = Int(layout.place[unit])
        let end = alone ? place + 1 : Int(layout.end[place])
        let before = (span.lowerBound - columns.lowerBound) * stride
        let through = (span.upperBound - columns.lowerBound) * stride
        return Int(counts[through + end] - counts[through + place] - counts[before + end] + counts[before + place])
    }
}
