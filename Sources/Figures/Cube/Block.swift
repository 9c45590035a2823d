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
    /// What a block must know of the cell; nil after a change, until the next block is made of it.
    var digest: Digest?

    struct Digest: Sendable {
        /// Column by column, true where any unit reported.
        var filled: [Bool]
        /// The masks of all values joined.
        var mask: UInt32
        /// The sum of all magnitudes, or nil where it leaves 64 bits.
        var size: UInt64?
    }

    /// Reads every value once.
    func digested(width: Int) -> Digest {
        var filled = [Bool](repeating: false, count: width)
        var seen = [Bool](repeating: false, count: 256)
        var size: UInt64 = 0
        var wide = false
        var column = 0
        for (index, mark) in marks.enumerated() {
            if mark != 0 {
                seen[Int(mark)] = true
                filled[column] = true
                let (sum, over) = size.addingReportingOverflow(values[index].magnitude)
                size = sum
                wide = wide || over
            }
            column += 1
            if column == width { column = 0 }
        }
        return Digest(
            filled: filled, mask: zip(seen, Mark.masks).reduce(0) { $1.0 ? $0 | $1.1 : $0 }, size: wide ? nil : size)
    }
}

/// One indicator's figures of one year: what acts change and what is shared between snapshots. Never changes itself.
final class Block: Sendable {
    let columns: [Period]
    let cells: [Cell]
    /// Which columns have any figure.
    let filled: [Bool]
    /// The masks of all figures joined: a property that is not in it needs no counting.
    let mask: UInt32
    /// The sum of all magnitudes, or nil where it leaves 64 bits.
    let size: UInt64?
    /// True where sums could leave 64 bits, so that running sums cannot be trusted and totals are added up one by one.
    var isWide: Bool { !Block.fits(size) }
    /// True when a total was declared in any cell.
    let hasTotals: Bool
    /// How many values it could hold without another row.
    let places: Int
    private let layers = Mutex<[LayerKey: Layer]>([:])

    struct LayerKey: Hashable {
        let breakdown: Breakdown
        /// The version of the tree, or -1 for each period's own.
        let version: Int
    }

    init(columns: [Period], cells: [Cell]) {
        self.columns = columns
        var cells = cells
        var filled = [Bool](repeating: false, count: columns.count)
        var mask: UInt32 = 0
        var size: UInt64? = 0
        for index in cells.indices {
            let digest = cells[index].digest ?? cells[index].digested(width: columns.count)
            cells[index].digest = digest
            mask |= digest.mask
            for column in columns.indices where digest.filled[column] { filled[column] = true }
            if let sum = size, let more = digest.size {
                let (total, over) = sum.addingReportingOverflow(more)
                size = over ? nil : total
            } else {
                size = nil
            }
        }
        self.cells = cells
        self.filled = filled
        self.mask = mask
        self.size = size
        hasTotals = cells.contains(where: \.isTotal)
        places = cells.reduce(0) { $0 + $1.marks.count }
    }

    /// Whether sums of figures of so large a size stay in 64 bits. Half of the range: a total and the sum it is compared
    /// with may point in opposite directions.
    static func fits(_ size: UInt64?) -> Bool { size.map { $0 <= UInt64(Int64.max) / 2 } ?? false }

    private init(sharing other: Block) {
        (columns, cells, filled, mask) = (other.columns, other.cells, other.filled, other.mask)
        (size, hasTotals, places) = (other.size, other.hasTotals, other.places)
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
            // Dates are free to ask for and each may need its own sums: a few fixed trees are kept beside `then`.
            if key.version >= 0, Set(table.keys.map(\.version)).union([key.version]).count > 5 {
                table = table.filter { $0.key.version < 0 || $0.key.version == key.version }
            }
            table[key] = made
            return made
        }
    }

    /// True when a cell answers the breakdown: without one nothing is worked out, or kept, for it.
    func answers(_ breakdown: Breakdown) -> Bool { cells.contains { breakdown.covers($0.breakdown) } }

    /// The cells that answer a breakdown, in groups of the same keys, the group to be preferred first: the cell itself,
    /// then those with the most keys; of as many keys, the first by name.
    func groups(for breakdown: Breakdown, totals: Bool) -> [[Cell]] {
        groupNumbers(for: breakdown, totals: totals).map { $0.map { cells[$0] } }
    }

    /// The same as numbers of cells.
    func groupNumbers(for breakdown: Breakdown, totals: Bool) -> [[Int]] {
        var groups: [(keys: [String], cells: [Int])] = []
        for (number, cell) in cells.enumerated() where cell.isTotal == totals && breakdown.covers(cell.breakdown) {
            let keys = cell.breakdown.keys
            if let index = groups.firstIndex(where: { $0.keys == keys }) {
                groups[index].cells.append(number)
            } else {
                groups.append((keys, [number]))
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
