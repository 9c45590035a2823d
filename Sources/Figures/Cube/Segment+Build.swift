extension Segment {
    /// Works out the running sums of some columns of a block under one version of the tree.
    /// - Parameter flat: the indicator does not add over units, so a declared total replaces the unit's value only.
    init(
        _ block: Block, breakdown: Breakdown, columns: Range<Int>, version: Int, layout: Layout, expected: [UInt8], flat: Bool
    ) {
        let shares = block.groups(for: breakdown, totals: false)
        let totals = block.groups(for: breakdown, totals: true)
        let (rank, units) = Segment.rows(shares + totals, layout)
        let sheet: Sheet
        if shares.count <= 1, totals.isEmpty, block.mask == Mark.value {
            sheet = Sheet(plain: shares.first ?? [], columns, rank, layout, rows: units.count, width: block.columns.count)
        } else {
            let resolved = Resolved(shares, columns, rank, layout, rows: units.count, width: block.columns.count)
            let official = Resolved(totals, columns, rank, layout, rows: units.count, width: block.columns.count)
            sheet = Sheet(
                resolved, official, bits: block.mask & ~Mark.value, rank, layout, units, width: columns.count, flat: flat)
        }
        var unexpected: [Int32] = []
        var hanging: [Int32] = []
        sheet.countStrays(columns, layout, units, expected, width: block.columns.count, &unexpected, &hanging)
        self.columns = columns
        self.version = version
        self.layout = layout
        self.rank = Plane(rank)
        self.units = units
        corners = sheet.corners(unexpected)
        reportedValues = sheet.running(sheet.reportedValues)
        self.hanging = sheet.running(hanging)
        declared = sheet.running(sheet.declared)
        marks = sheet.marks.map { ($0.bit, sheet.running($0.counts)) }
    }

    /// A row for each unit that reports any of the cells, in the order of the tree.
    private static func rows(_ groups: [[Cell]], _ layout: Layout) -> (rank: [Int32], units: [Int32]) {
        var rank = [Int32](repeating: 0, count: layout.order.count + 1)
        for cell in groups.joined() {
            for unit in cell.rows { rank[Int(layout.place[Int(unit)])] = 1 }
        }
        var units: [Int32] = []
        for place in 0..<layout.order.count {
            let reports = rank[place] == 1
            rank[place] = Int32(units.count)
            if reports { units.append(layout.order[place]) }
        }
        rank[layout.order.count] = Int32(units.count)
        return (rank, units)
    }
}

/// The value of every unit-period after choosing among its cells, period after period.
struct Resolved {
    var values: [Int64]
    var masks: [UInt32]

    /// Unit-period by unit-period the first group that has a value is taken and its cells added.
    init(_ groups: [[Cell]], _ columns: Range<Int>, _ rank: [Int32], _ layout: Layout, rows: Int, width: Int) {
        let size = groups.isEmpty ? 0 : rows * columns.count
        values = [Int64](repeating: 0, count: size)
        masks = [UInt32](repeating: 0, count: size)
        for group in groups {
            var sums = [Int64](repeating: 0, count: size)
            var found = [UInt32](repeating: 0, count: size)
            for cell in group {
                for (index, unit) in cell.rows.enumerated() {
                    let row = Int(rank[Int(layout.place[Int(unit)])])
                    for column in columns {
                        let mark = cell.marks[index * width + column]
                        guard mark != 0 else { continue }
                        let at = (column - columns.lowerBound) * rows + row
                        found[at] |= Mark.masks[Int(mark)]
                        sums[at] &+= cell.values[index * width + column]
                    }
                }
            }
            for at in 0..<size where found[at] != 0 && masks[at] & Mark.value == 0 {
                if found[at] & Mark.value != 0 || masks[at] == 0 {
                    values[at] = sums[at]
                    masks[at] = found[at]
                }
            }
        }
    }
}

/// The planes of a segment before they are summed up: a number for each row of each period.
struct Sheet {
    let rows: Int
    let width: Int
    var values: [Int64] = []
    var reportedValues: [Int64] = []
    var reported: [Int32] = []
    var declared: [Int32] = []
    var marks: [(bit: UInt32, counts: [Int32])] = []

    /// The common case: one group of cells, all values of status A, exact and plain.
    init(plain cells: [Cell], _ columns: Range<Int>, _ rank: [Int32], _ layout: Layout, rows: Int, width: Int) {
        self.rows = rows
        self.width = columns.count
        values = [Int64](repeating: 0, count: rows * columns.count)
        reported = [Int32](repeating: 0, count: rows * columns.count)
        let first = columns.lowerBound
        let count = columns.count
        values.withUnsafeMutableBufferPointer { values in
            reported.withUnsafeMutableBufferPointer { reported in
                for cell in cells {
                    cell.values.withUnsafeBufferPointer { source in
                        cell.marks.withUnsafeBufferPointer { marks in
                            for (index, unit) in cell.rows.enumerated() {
                                var at = Int(rank[Int(layout.place[Int(unit)])])
                                let start = index * width + first
                                for from in start..<(start + count) {
                                    values[at] &+= source[from]
                                    reported[at] |= marks[from] == 0 ? 0 : 1
                                    at += rows
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// The general case: marks are counted, and declared totals made true.
    init(
        _ shares: Resolved, _ totals: Resolved, bits: UInt32, _ rank: [Int32], _ layout: Layout, _ units: [Int32],
        width: Int, flat: Bool
    ) {
        rows = units.count
        self.width = width
        let size = rows * width
        values = shares.values.isEmpty ? [Int64](repeating: 0, count: size) : shares.values
        let masks = shares.masks.isEmpty ? [UInt32](repeating: 0, count: size) : shares.masks
        reported = masks.map { Int32($0 & Mark.value) }
        for shift in 1..<UInt32.bitWidth where bits >> UInt32(shift) & 1 != 0 {
            let bit = UInt32(1) << UInt32(shift)
            marks.append((bit, masks.map { $0 & bit == 0 ? 0 : 1 }))
        }
        guard totals.masks.contains(where: { $0 != 0 }) else { return }
        reportedValues = values
        declared = totals.masks.map { Int32($0 & Mark.value) }
        for column in 0..<width {
            // From the last place to the first, so that totals below are true before one above is.
            for row in stride(from: rows - 1, through: 0, by: -1) where totals.masks[column * rows + row] != 0 {
                let place = Int(layout.place[Int(units[row])])
                let end = flat ? row + 1 : Int(rank[Int(layout.end[place])])
                let at = column * rows
                declare(totals.values[at + row], totals.masks[at + row], (at + row)..<(at + end))
            }
        }
    }

    /// Makes a declared total true over a subtree by a correction at its own unit, the first of the range.
    private mutating func declare(_ total: Int64, _ mask: UInt32, _ range: Range<Int>) {
        let own = range.lowerBound
        guard mask & Mark.value != 0 else {
            // Declared as missing: nothing official to put above what the units reported.
            if reported[own] == 0 { count(mask, at: own) }
            return
        }
        values[own] &+= total &- range.reduce(0) { $0 &+ values[$1] }
        reported[own] = 1
        for index in marks.indices {
            let bit = marks[index].bit
            // A break or a missing report below stays visible; precision and status are the declared figure's own.
            if bit == Mark.bit(.seriesBreak) || bit == Mark.missing {
                marks[index].counts[own] |= mask & bit == 0 ? 0 : 1
            } else {
                let below = range.reduce(0) { $0 + marks[index].counts[$1] }
                marks[index].counts[own] += (mask & bit == 0 ? 0 : 1) - below
            }
        }
    }

    private mutating func count(_ mask: UInt32, at place: Int) {
        for index in marks.indices where mask & marks[index].bit != 0 { marks[index].counts[place] = 1 }
    }

    /// Counts the reports that nobody expected, and those of units that only hang in the tree; nothing where there are none.
    func countStrays(
        _ columns: Range<Int>, _ layout: Layout, _ units: [Int32], _ expected: [UInt8], width: Int,
        _ unexpected: inout [Int32], _ hanging: inout [Int32]
    ) {
        for (row, unit) in units.enumerated() {
            let hangs = layout.hangs[Int(unit)]
            for column in columns {
                let at = (column - columns.lowerBound) * rows + row
                guard reported[at] != 0 else { continue }
                if expected[Int(unit) * width + column] == 0 {
                    if unexpected.isEmpty { unexpected = [Int32](repeating: 0, count: reported.count) }
                    unexpected[at] = 1
                }
                if hangs {
                    if hanging.isEmpty { hanging = [Int32](repeating: 0, count: reported.count) }
                    hanging[at] = 1
                }
            }
        }
    }

    /// The running sums of values and coverage over rows and periods, with a leading row and period of zeros.
    func corners(_ unexpected: [Int32]) -> Plane<Corner> {
        let stride = rows + 1
        return Plane(count: (width + 1) * stride) { corners in
            for row in 0..<stride { corners[row] = Corner() }
            values.withUnsafeBufferPointer { values in
                reported.withUnsafeBufferPointer { reported in
                    for column in 0..<width {
                        let base = (column + 1) * stride
                        corners[base] = Corner()
                        var sum = Corner()
                        for row in 0..<rows {
                            let at = column * rows + row
                            sum.value &+= values[at]
                            sum.reported &+= reported[at]
                            if !unexpected.isEmpty { sum.unexpected &+= unexpected[at] }
                            corners[base + row + 1] = corners[base - stride + row + 1] + sum
                        }
                    }
                }
            }
        }
    }

    /// The running sums of a plane over rows and periods, with a leading row and period of zeros; nothing for nothing.
    func running<Number: FixedWidthInteger>(_ plane: [Number]) -> [Number] {
        guard !plane.isEmpty || rows == 0 else { return [] }
        let stride = rows + 1
        return [Number](unsafeUninitializedCapacity: (width + 1) * stride) { sums, count in
            for row in 0..<stride { sums[row] = 0 }
            for column in 0..<width {
                let base = (column + 1) * stride
                sums[base] = 0
                var sum: Number = 0
                for row in 0..<rows {
                    sum &+= plane[column * rows + row]
                    sums[base + row + 1] = sums[base - stride + row + 1] &+ sum
                }
            }
            count = (width + 1) * stride
        }
    }
}
