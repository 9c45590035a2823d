extension Cube {
    /// Takes in observations; a later one of the same indicator, unit, period, breakdown and kind of scope (declared total
    /// or not) replaces an earlier one. All or nothing.
    /// - Throws: ``CubeError/unknownIndicator(_:)``, ``CubeError/unknownUnit(_:)``, ``CubeError/wrongFrequency(indicator:period:)``.
    public mutating func apply(_ observations: [Observation]) throws(CubeError) {
        var columns = ObservationColumns()
        var indicators: [String: Int32] = [:]
        var units: [String: Int32] = [:]
        var periods: [Period: Int32] = [:]
        var breakdowns: [Breakdown: Int32] = [:]
        func number<Value: Hashable>(_ value: Value, _ table: inout [Value: Int32], _ list: inout [Value]) -> Int32 {
            if let known = table[value] { return known }
            let next = Int32(list.count)
            table[value] = next
            list.append(value)
            return next
        }
        for entry in observations {
            columns.indicator.append(number(entry.indicator, &indicators, &columns.indicators))
            columns.unit.append(number(entry.unit, &units, &columns.units))
            columns.period.append(number(entry.period, &periods, &columns.periods))
            columns.breakdown.append(number(entry.breakdown, &breakdowns, &columns.breakdowns))
            columns.mantissa.append(entry.mantissa)
            columns.marks.append(
                ObservationMark(status: entry.status, precision: entry.precision, scope: entry.scope))
        }
        try apply(columns)
    }

    /// Takes in observations in columns, by the rules of ``apply(_:)-(_)``; made for millions of rows, on two threads.
    /// - Throws: ``CubeError``, ``CubeError/malformedColumns`` too.
    public mutating func apply(_ columns: ObservationColumns) throws(CubeError) {
        let plan = try LoadPlan(columns, in: self)
        let late = plan.late(in: self)
        for (index, pending) in late { self.pending[plan.keys[index]] = pending }
        let rest = plan.keys.indices.filter { late[$0] == nil }
        guard !rest.isEmpty else { return }
        for index in rest {
            let key = plan.keys[index]
            guard let pending = pending.removeValue(forKey: key) else { continue }
            blocks[key] = pending.settled()
        }
        for (key, block) in plan.load(rest, into: blocks) { blocks[key] = block }
    }

    /// Takes values out again; a place without a value is passed over. All or nothing.
    /// - Throws: ``CubeError/unknownIndicator(_:)``, ``CubeError/unknownUnit(_:)``.
    public mutating func remove(_ keys: [ObservationKey]) throws(CubeError) {
        var changed: [BlockKey: [Cell]] = [:]
        for key in keys {
            let indicator = Int32(try number(ofIndicator: key.indicator))
            let unit = Int32(try number(ofUnit: key.unit))
            let place = BlockKey(
                indicator: indicator, year: Int32(key.period.reckoningDay.year), kind: PeriodKind(key.period.frequency))
            // Late figures are never declared totals: no need to take them in to find none.
            if key.isTotal, changed[place] == nil, blocks[place]?.hasTotals == false { continue }
            guard let block = block(at: place), let column = block.columns.firstIndex(of: key.period) else { continue }
            var cells = changed[place] ?? block.cells
            guard let index = cells.firstIndex(where: { $0.breakdown == key.breakdown && $0.isTotal == key.isTotal }),
                let row = cells[index].rows.firstIndex(of: unit)
            else { continue }
            cells[index].digest = nil
            cells[index].marks[row * block.columns.count + column] = 0
            cells[index].values[row * block.columns.count + column] = 0
            changed[place] = cells
        }
        for (key, cells) in changed {
            guard let block = block(at: key) else { continue }
            blocks[key] = Block(columns: block.columns, cells: cells)
            pending[key] = nil
        }
    }
}

/// Where each row of a load goes: worked out once for the tables of codes, so that a row costs a few look-ups.
struct LoadPlan {
    let source: ObservationColumns
    /// Unit by unit of the load, its number in the tree.
    let units: [Int32]
    let keys: [BlockKey]
    /// For each indicator × period of the load, its block's index in `keys`.
    private let blockOf: [Int32]
    /// For each period of the load, its place in a year's columns; for intervals, -1: found when the block is made.
    private let columnOf: [Int32]

    init(_ source: ObservationColumns, in cube: Cube) throws(CubeError) {
        let count = source.count
        guard source.indicator.count == count, source.unit.count == count, source.period.count == count,
            source.breakdown.count == count, source.marks.isEmpty || source.marks.count == count,
            source.periods.count < 1 << 24, count < Int(Int32.max)
        else { throw .malformedColumns }
        guard LoadPlan.allBelow(source.indicators.count, source.indicator), LoadPlan.allBelow(source.units.count, source.unit),
            LoadPlan.allBelow(source.periods.count, source.period),
            LoadPlan.allBelow(source.breakdowns.count, source.breakdown)
        else { throw .malformedColumns }
        var units: [Int32] = []
        for code in source.units { units.append(Int32(try cube.number(ofUnit: code))) }
        var indicators: [Int32] = []
        for code in source.indicators { indicators.append(Int32(try cube.number(ofIndicator: code))) }
        let width = source.periods.count
        var used = [Bool](repeating: false, count: indicators.count * width)
        for row in 0..<count { used[Int(source.indicator[row]) * width + Int(source.period[row])] = true }
        var keys: [BlockKey] = []
        var known: [BlockKey: Int32] = [:]
        var blockOf = [Int32](repeating: -1, count: used.count)
        for (index, indicator) in indicators.enumerated() {
            let rule = cube.indicators[Int(indicator)]
            for (at, period) in source.periods.enumerated() where used[index * width + at] {
                if let frequency = rule.frequency, period.frequency != frequency {
                    throw .wrongFrequency(indicator: rule.code, period: period)
                }
                let key = BlockKey(
                    indicator: indicator, year: Int32(period.reckoningDay.year), kind: PeriodKind(period.frequency))
                let number = known[key] ?? Int32(keys.count)
                if known.updateValue(number, forKey: key) == nil { keys.append(key) }
                blockOf[index * width + at] = number
            }
        }
        self.source = source
        self.units = units
        self.keys = keys
        self.blockOf = blockOf
        columnOf = source.periods.map { period in
            guard let frequency = period.frequency else { return -1 }
            let year = period.reckoningDay.year
            switch frequency {
            case .year: return 0
            case .quarter: return Int32((period.first.month - 1) / 3)
            case .month: return Int32(period.first.month - 1)
            case .week: return Int32(period.isoWeek.week - 1)
            case .day: return Int32(Day(civil: year, 1, 1).distance(to: period.first))
            }
        }
    }

    private static func allBelow(_ bound: Int, _ column: [Int32]) -> Bool {
        column.withUnsafeBufferPointer { $0.allSatisfy { $0 >= 0 && Int($0) < bound } }
    }

    /// One row on its way to its block: the unit's number in the tree, the period with the mark above it, the mantissa.
    private struct Entry {
        let unit: Int32
        let place: UInt32
        let mantissa: Int64

        var period: Int { Int(place & 0xff_ffff) }
        var mark: UInt8 { UInt8(place >> 24) }
    }

    /// Of the plan's blocks those that keep standing, each with its rows as pending changes: large blocks that few rows touch, none of
    /// them a declared total, and only in cells that are there.
    func late(in cube: Cube) -> [Int: Pending] {
        guard source.count <= Pending.most * 64 else { return [:] }
        var rowsOf = [[Int32]](repeating: [], count: keys.count)
        let width = source.periods.count
        for row in 0..<source.count {
            rowsOf[Int(blockOf[Int(source.indicator[row]) * width + Int(source.period[row])])].append(Int32(row))
        }
        var late: [Int: Pending] = [:]
        for (index, rows) in rowsOf.enumerated() {
            guard let block = cube.blocks[keys[index]], !block.hasTotals, keys[index].kind != .interval,
                cube.indicators[Int(keys[index].indicator)].frequency != nil,
                block.places >= max(cube.leastKeptBlock, 4 * rows.count)
            else { continue }
            let before = cube.pending[keys[index]]?.changes ?? []
            guard before.count + rows.count <= Pending.most, let added = changes(rows, in: block) else { continue }
            let pending = Pending(block, before + added)
            if Block.fits(pending.size) { late[index] = pending }
        }
        return late
    }

    /// Rows as changes of a block; nil where one is a declared total or of a cell that the block does not have.
    private func changes(_ rows: [Int32], in block: Block) -> [Pending.Change]? {
        var cellOf = [Int32](repeating: -2, count: source.breakdowns.count)
        var changes: [Pending.Change] = []
        changes.reserveCapacity(rows.count)
        for row in rows.map(Int.init) {
            let mark = source.marks.isEmpty ? ObservationMark() : source.marks[row]
            let breakdown = Int(source.breakdown[row])
            if cellOf[breakdown] == -2 {
                let cell = block.cells.firstIndex { !$0.isTotal && $0.breakdown == source.breakdowns[breakdown] }
                cellOf[breakdown] = Int32(cell ?? -1)
            }
            guard !mark.isTotal, cellOf[breakdown] >= 0 else { return nil }
            changes.append(
                Pending.Change(
                    unit: units[Int(source.unit[row])], cell: cellOf[breakdown], column: columnOf[Int(source.period[row])],
                    mark: mark.byte, mantissa: Mark.masks[Int(mark.byte)] & Mark.value == 0 ? 0 : source.mantissa[row]))
        }
        return changes
    }

    /// Some of the plan's blocks with its rows in them: rows are put in order of block, cell and kind of scope, then each block is
    /// filled on its own.
    func load(_ wanted: [Int], into blocks: [BlockKey: Block]) -> [(BlockKey, Block)] {
        let groups = 2 * source.breakdowns.count
        let entries = UnsafeMutablePointer<Entry>.allocate(capacity: max(1, source.count))
        defer { entries.deallocate() }
        let starts = sort(into: keys.count * groups, entries)
        nonisolated(unsafe) let sorted = entries
        return concurrently(wanted.count) { place in
            let index = wanted[place]
            return (
                keys[index],
                fill(blocks[keys[index]], keys[index], sorted, Array(starts[(index * groups)...((index + 1) * groups)]))
            )
        }
    }

    /// A counting sort that moves the rows themselves: filling then reads memory in order. Rows of a group keep their
    /// order, so that later ones replace earlier ones. Answers where each group starts.
    private func sort(into groups: Int, _ entries: UnsafeMutablePointer<Entry>) -> [Int32] {
        let count = source.count
        let (width, cells) = (source.periods.count, 2 * source.breakdowns.count)
        let hasMarks = !source.marks.isEmpty
        let group = UnsafeMutablePointer<Int32>.allocate(capacity: max(1, count))
        defer { group.deallocate() }
        var starts = [Int32](repeating: 0, count: groups + 1)
        for row in 0..<count {
            let block = blockOf[Int(source.indicator[row]) * width + Int(source.period[row])]
            let isTotal = hasMarks && source.marks[row].isTotal
            let at = Int(block) * cells + Int(source.breakdown[row]) * 2 + (isTotal ? 1 : 0)
            group[row] = Int32(at)
            starts[at + 1] += 1
        }
        for index in 0..<groups { starts[index + 1] += starts[index] }
        var free = starts
        free.withUnsafeMutableBufferPointer { free in
            for row in 0..<count {
                let at = Int(group[row])
                let mark = hasMarks ? source.marks[row].byte : Mark.ordinary
                entries[Int(free[at])] = Entry(
                    unit: units[Int(source.unit[row])], place: UInt32(source.period[row]) | UInt32(mark) << 24,
                    mantissa: source.mantissa[row])
                free[at] += 1
            }
        }
        return starts
    }

    /// One block with the load's rows taken in. `starts` cuts `entries` into the block's cells.
    private func fill(
        _ old: Block?, _ key: BlockKey, _ entries: UnsafeMutablePointer<Entry>, _ starts: [Int32]
    ) -> Block {
        var columns = old?.columns ?? key.kind.columns(of: Int(key.year))
        var cells = old?.cells ?? []
        var columnOf = columnOf
        if key.kind == .interval {
            let all = Set((starts[0]..<starts[starts.count - 1]).map { entries[Int($0)].period })
            let merged = Set(columns).union(all.map { source.periods[$0] }).sorted()
            if merged != columns { cells = cells.map { $0.spread(columns, over: merged) } }
            columns = merged
            for (at, period) in source.periods.enumerated() { columnOf[at] = Int32(merged.firstIndex(of: period) ?? -1) }
        }
        for group in 0..<(starts.count - 1) where starts[group] < starts[group + 1] {
            let breakdown = source.breakdowns[group / 2]
            let isTotal = group % 2 == 1
            let part = Int(starts[group])..<Int(starts[group + 1])
            let index = cells.firstIndex { $0.breakdown == breakdown && $0.isTotal == isTotal }
            var cell = index.map { cells[$0] } ?? Cell(breakdown: breakdown, isTotal: isTotal, rows: [], values: [], marks: [])
            fill(
                &cell, UnsafeBufferPointer(rebasing: UnsafeBufferPointer(start: entries, count: source.count)[part]), columnOf,
                width: columns.count)
            if let index { cells[index] = cell } else { cells.append(cell) }
        }
        return Block(columns: columns, cells: cells)
    }

    private func fill(_ cell: inout Cell, _ entries: UnsafeBufferPointer<Entry>, _ columnOf: [Int32], width: Int) {
        cell.digest = nil
        var top = Int(cell.rows.last ?? -1)
        for entry in entries { top = max(top, Int(entry.unit)) }
        var rowOf = [Int32](repeating: -1, count: top + 1)
        for entry in entries { rowOf[Int(entry.unit)] = 0 }
        for unit in cell.rows { rowOf[Int(unit)] = 0 }
        var all: [Int32] = []
        for unit in rowOf.indices where rowOf[unit] == 0 {
            rowOf[unit] = Int32(all.count)
            all.append(Int32(unit))
        }
        if all.count != cell.rows.count { cell.widen(to: all, rowOf, width: width) }
        cell.values.withUnsafeMutableBufferPointer { values in
            cell.marks.withUnsafeMutableBufferPointer { marks in
                for entry in entries {
                    let target = Int(rowOf[Int(entry.unit)]) * width + Int(columnOf[entry.period])
                    marks[target] = entry.mark
                    values[target] = Mark.masks[Int(entry.mark)] & Mark.value == 0 ? 0 : entry.mantissa
                }
            }
        }
    }
}

extension Cell {
    /// Makes room for more rows; the old ones keep their values.
    mutating func widen(to all: [Int32], _ rowOf: [Int32], width: Int) {
        var values = [Int64](repeating: 0, count: all.count * width)
        var marks = [UInt8](repeating: 0, count: all.count * width)
        for (index, unit) in rows.enumerated() {
            let target = Int(rowOf[Int(unit)]) * width
            for column in 0..<width {
                values[target + column] = self.values[index * width + column]
                marks[target + column] = self.marks[index * width + column]
            }
        }
        (rows, self.values, self.marks) = (all, values, marks)
    }

    /// The same values laid over more columns.
    func spread(_ old: [Period], over new: [Period]) -> Cell {
        var next = self
        next.digest = nil
        next.values = [Int64](repeating: 0, count: rows.count * new.count)
        next.marks = [UInt8](repeating: 0, count: rows.count * new.count)
        for (from, period) in old.enumerated() {
            guard let to = new.firstIndex(of: period) else { continue }
            for row in rows.indices {
                next.values[row * new.count + to] = values[row * old.count + from]
                next.marks[row * new.count + to] = marks[row * old.count + from]
            }
        }
        return next
    }
}
