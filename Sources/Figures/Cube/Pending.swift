import Synchronization

/// Late figures of a block, beside its running sums: so that one figure among millions costs what one figure costs.
///
/// A read adds what they change (``Drift``) to the sums of the block. Whoever needs the values themselves, and the next load
/// that finds too many of them, takes ``settled()``: a block that holds them.
final class Pending: Sendable {
    /// One figure that came after the block was made. A later one of the same place replaces an earlier one.
    struct Change: Sendable {
        let unit: Int32
        /// The number of its cell in the block.
        let cell: Int32
        let column: Int32
        let mark: UInt8
        let mantissa: Int64
    }

    /// So many changes are read beside a block before it is made anew.
    static let most = 8_192

    let block: Block
    let changes: [Change]
    /// The block's magnitudes and those of the changes together, or nil where that leaves 64 bits.
    let size: UInt64?
    private let made = Mutex<Block?>(nil)
    private let drifts = Mutex<[Breakdown: Drift]>([:])

    init(_ block: Block, _ changes: [Change]) {
        self.block = block
        self.changes = changes
        var size = block.size
        for change in changes {
            let (sum, over) = (size ?? 0).addingReportingOverflow(change.mantissa.magnitude)
            if size != nil { size = over ? nil : sum }
        }
        self.size = size
    }

    /// The block with the changes in it; made once.
    func settled() -> Block {
        if let known = made.withLock({ $0 }) { return known }
        var cells = block.cells
        var changesOfCell = [[Change]](repeating: [], count: cells.count)
        for change in changes { changesOfCell[Int(change.cell)].append(change) }
        for (index, changes) in changesOfCell.enumerated() where !changes.isEmpty {
            cells[index].take(changes, width: block.columns.count)
        }
        let block = Block(columns: block.columns, cells: cells)
        return made.withLock { known in
            if let known { return known }
            known = block
            return block
        }
    }

    /// What the changes add to the sums of a breakdown; worked out once.
    /// - Parameter expected: unit by unit, 1 for each column in which the unit is to report.
    func drift(_ breakdown: Breakdown, expected: () -> [UInt8]) -> Drift {
        if let known = drifts.withLock({ $0[breakdown] }) { return known }
        let drift = Drift(self, breakdown, expected())
        drifts.withLock { $0[breakdown] = drift }
        return drift
    }
}

extension Cell {
    /// Takes changes in; units that never reported the cell get a row.
    fileprivate mutating func take(_ changes: [Pending.Change], width: Int) {
        digest = nil
        let missing = Set(changes.map(\.unit)).filter { row(of: Int($0)) == nil }
        if !missing.isEmpty {
            let all = (rows + missing).sorted()
            var rowOf = [Int32](repeating: -1, count: Int(all[all.count - 1]) + 1)
            for (row, unit) in all.enumerated() { rowOf[Int(unit)] = Int32(row) }
            widen(to: all, rowOf, width: width)
        }
        for change in changes {
            guard let row = row(of: Int(change.unit)) else { continue }
            let at = row * width + Int(change.column)
            marks[at] = change.mark
            values[at] = change.mantissa
        }
    }
}

/// What pending changes add to the sums of one breakdown: a line for each unit and period that they touch.
struct Drift: Sendable {
    struct Line: BitwiseCopyable, Sendable {
        let unit: Int32
        let column: Int32
        /// By how much value, reports and reports that nobody expected grow.
        let grown: Corner
        /// The properties (see ``Mark``) that the unit-period has now and had not, and the reverse.
        let gained: UInt32
        let lost: UInt32
    }

    let lines: [Line]
    /// All properties that any line gains or loses.
    let bits: UInt32

    init(_ pending: Pending, _ breakdown: Breakdown, _ expected: [UInt8]) {
        let block = pending.block
        let width = block.columns.count
        let groups = block.groupNumbers(for: breakdown, totals: false)
        let covered = Set(groups.joined())
        var latest: [Place: Int] = [:]
        var touched: [Place] = []
        var seen: Set<Place> = []
        for (index, change) in pending.changes.enumerated() where covered.contains(Int(change.cell)) {
            latest[Place(cell: change.cell, unit: change.unit, column: change.column)] = index
            let place = Place(cell: 0, unit: change.unit, column: change.column)
            if seen.insert(place).inserted { touched.append(place) }
        }
        var lines: [Line] = []
        lines.reserveCapacity(touched.count)
        var bits: UInt32 = 0
        for place in touched {
            let (unit, column) = (Int(place.unit), Int(place.column))
            let before = Drift.chosen(groups) { cell -> (Int64, UInt8)? in
                guard let row = block.cells[cell].row(of: unit) else { return nil }
                let at = row * width + column
                return (block.cells[cell].values[at], block.cells[cell].marks[at])
            }
            let after = Drift.chosen(groups) { cell -> (Int64, UInt8)? in
                if let index = latest[Place(cell: Int32(cell), unit: place.unit, column: place.column)] {
                    return (pending.changes[index].mantissa, pending.changes[index].mark)
                }
                guard let row = block.cells[cell].row(of: unit) else { return nil }
                let at = row * width + column
                return (block.cells[cell].values[at], block.cells[cell].marks[at])
            }
            let reported = Int32(after.mask & Mark.value) - Int32(before.mask & Mark.value)
            let line = Line(
                unit: place.unit, column: place.column,
                grown: Corner(
                    value: after.value &- before.value, reported: reported,
                    unexpected: expected[unit * width + column] == 0 ? reported : 0),
                gained: after.mask & ~before.mask & ~Mark.value, lost: before.mask & ~after.mask & ~Mark.value)
            bits |= line.gained | line.lost
            lines.append(line)
        }
        self.lines = lines
        self.bits = bits
    }

    private struct Place: Hashable {
        let cell, unit, column: Int32
    }

    /// The first group that has a value, its cells added; without one the first that says anything: the rule of ``Resolved``.
    private static func chosen(
        _ groups: [[Int]], _ read: (Int) -> (value: Int64, mark: UInt8)?
    ) -> (value: Int64, mask: UInt32) {
        var chosen: (value: Int64, mask: UInt32) = (0, 0)
        for group in groups {
            var (sum, mask): (Int64, UInt32) = (0, 0)
            for cell in group {
                guard let (value, mark) = read(cell), mark != 0 else { continue }
                mask |= Mark.masks[Int(mark)]
                sum &+= value
            }
            if mask & Mark.value != 0 { return (sum, mask) }
            if chosen.mask == 0 { chosen = (sum, mask) }
        }
        return chosen
    }

    /// Calls `body` for the lines of a unit and all below it (or of the unit alone) in a run of columns.
    func forEach(of unit: Int, alone: Bool, _ span: Range<Int>, _ layout: Layout, _ body: (Line) -> Void) {
        let place = layout.place[unit]
        let end = alone ? place + 1 : layout.end[Int(place)]
        for line in lines where span.contains(Int(line.column)) {
            let at = layout.place[Int(line.unit)]
            if at >= place, at < end { body(line) }
        }
    }

    /// Place by place, the growth of everything before it; one more entry at the end.
    func running(_ span: Range<Int>, _ layout: Layout) -> [Corner] {
        var sums = [Corner](repeating: Corner(), count: layout.order.count + 1)
        for line in lines where span.contains(Int(line.column)) {
            let at = Int(layout.place[Int(line.unit)]) + 1
            sums[at] = sums[at] + line.grown
        }
        for place in 1..<sums.count { sums[place] = sums[place] + sums[place - 1] }
        return sums
    }
}
