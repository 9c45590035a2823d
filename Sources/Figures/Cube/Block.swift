import Synchronization

/// Which block: one indicator's figures of one year at one frequency.
struct BlockKey: Hashable, Sendable {
    let indicator: Int32
    let year: Int32
    let kind: PeriodKind
}

/// The frequencies, coarsest first, then irregular intervals.
enum PeriodKind: UInt8, CaseIterable, Sendable {
    case year, quarter, month, week, day, interval

    init(_ frequency: Frequency?) {
        switch frequency {
        case .year: self = .year
        case .quarter: self = .quarter
        case .month: self = .month
        case .week: self = .week
        case .day: self = .day
        case nil: self = .interval
        }
    }

    /// Every period of the kind that counts in a year, in order; none for intervals, whose columns are those reported.
    func columns(of year: Int) -> [Period] {
        switch self {
        case .year: [Period(year: year)]
        case .quarter: Period(year: year).periods(of: .quarter)
        case .month: Period(year: year).periods(of: .month)
        case .week: Period(year: year).periods(of: .week)
        case .day: Period(year: year).periods(of: .day)
        case .interval: []
        }
    }
}

/// The values of one breakdown cell: a row for each unit that ever reported it, a column for each period.
struct Cell: Sendable {
    let breakdown: Breakdown
    /// True for declared totals, false for plain values and own shares.
    let isTotal: Bool
    /// Unit numbers, ascending.
    var rows: [Int32]
    /// Row by row, a mantissa for each column; 0 where absent.
    var values: [Int64]
    /// Row by row, a mark for each column; 0 where absent.
    var marks: [UInt8]
}

/// One indicator's figures of one year: what acts change and what is shared between snapshots. Never changes itself.
final class Block: Sendable {
    let columns: [Period]
    let cells: [Cell]
    /// Which columns have any figure.
    let filled: [Bool]
    /// The masks of all figures joined: a property that is not in it needs no counting.
    let mask: UInt32
    /// True where sums could leave 64 bits, so that running sums cannot be trusted and totals are added up one by one.
    let isWide: Bool
    private let layers = Mutex<[LayerKey: Layer]>([:])

    struct LayerKey: Hashable {
        let breakdown: Breakdown
        /// The version of the tree, or -1 for each period's own.
        let version: Int
    }

    init(columns: [Period], cells: [Cell]) {
        self.columns = columns
        self.cells = cells
        var filled = [Bool](repeating: false, count: columns.count)
        var seen = [Bool](repeating: false, count: 256)
        var size: UInt64 = 0
        var wide = false
        for cell in cells {
            var column = 0
            for (index, mark) in cell.marks.enumerated() {
                if mark != 0 {
                    seen[Int(mark)] = true
                    filled[column] = true
                    // Twice: a total and the sum it is compared with may point in opposite directions.
                    let (sum, over) = size.addingReportingOverflow(cell.values[index].magnitude)
                    size = sum
                    wide = wide || over
                }
                column += 1
                if column == columns.count { column = 0 }
            }
        }
        self.filled = filled
        mask = zip(seen, Mark.masks).reduce(0) { $1.0 ? $0 | $1.1 : $0 }
        isWide = wide || size > UInt64(Int64.max) / 2
    }

    private init(sharing other: Block) {
        (columns, cells, filled, mask, isWide) = (other.columns, other.cells, other.filled, other.mask, other.isWide)
    }

    /// The same figures without what was worked out from the tree.
    func forgettingLayers() -> Block { Block(sharing: self) }

    /// The running sums for a breakdown under a tree; made once.
    func layer(_ key: LayerKey, make: () -> Layer) -> Layer {
        if let known = layers.withLock({ $0[key] }) { return known }
        // Made outside the lock: two readers may both make it, and one is kept, but no reader waits for another.
        let made = make()
        return layers.withLock { table in
            if let first = table[key] { return first }
            table[key] = made
            return made
        }
    }

    /// The cells that answer a breakdown, in groups of the same keys, the group to be preferred first: the cell itself,
    /// then those with the most keys; of as many keys, the first by name.
    func groups(for breakdown: Breakdown, totals: Bool) -> [[Cell]] {
        var groups: [(keys: [String], cells: [Cell])] = []
        for cell in cells where cell.isTotal == totals && breakdown.covers(cell.breakdown) {
            let keys = cell.breakdown.keys
            if let index = groups.firstIndex(where: { $0.keys == keys }) {
                groups[index].cells.append(cell)
            } else {
                groups.append((keys, [cell]))
            }
        }
        let own = breakdown.parts.count
        groups.sort { left, right in
            if (left.keys.count == own) != (right.keys.count == own) { return left.keys.count == own }
            if left.keys.count != right.keys.count { return left.keys.count > right.keys.count }
            return left.keys.lexicographicallyPrecedes(right.keys)
        }
        return groups.map(\.cells)
    }
}
