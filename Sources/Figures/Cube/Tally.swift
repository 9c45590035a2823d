/// A run of columns of one block (or of none, where nothing was reported that year) inside a span.
struct Piece {
    let key: BlockKey
    let columns: [Period]
    /// The columns in the span.
    let range: Range<Int>
    /// The block without what is pending for it.
    let block: Block?
    /// What is pending for it.
    let pending: Pending?

    /// The whole block.
    var settled: Block? { pending?.settled() ?? block }
}

/// What a total is made of, added up over pieces. 128 bits, so that only the answer can overflow.
struct Tally {
    var value: Int128 = 0
    var reportedValue: Int128 = 0
    var reported = 0
    var unexpected = 0
    var expected = 0
    var hanging = 0
    var declared = 0
    var mask: UInt32 = 0

    var coverage: Coverage { Coverage(reported: reported - unexpected, expected: expected, unexpected: unexpected) }
}

/// Which unit-periods are counted: a unit and all below it, the unit alone, or only while it stood under a parent.
struct Reach {
    var unit: Int
    var alone = false
    var underParent: Int?

    func includes(_ layout: Layout) -> Bool {
        underParent.map { layout.parent[unit] == Int32($0) } ?? true
    }
}

extension Cube {
    /// The columns that a span reads of an indicator, by year; empty where the span is shorter than its periods.
    func pieces(of indicator: Int, in span: Period) -> [Piece] {
        let rule = indicators[indicator]
        var found: [Piece] = []
        for year in span.first.year...span.last.year {
            if let frequency = rule.frequency {
                let key = BlockKey(indicator: Int32(indicator), year: Int32(year), kind: PeriodKind(frequency))
                let block = blocks[key]
                found += pieces(key, block, block?.columns ?? key.kind.columns(of: year), in: span)
                continue
            }
            for kind in PeriodKind.allCases {
                let key = BlockKey(indicator: Int32(indicator), year: Int32(year), kind: kind)
                guard let block = blocks[key] else { continue }
                let candidates = pieces(key, block, block.columns, in: span)
                if candidates.contains(where: { block.filled[$0.range].contains(true) }) {
                    found += candidates
                    break
                }
            }
        }
        return found
    }

    /// One piece for each unbroken run of the columns that count in the span (intervals may lie in several).
    private func pieces(_ key: BlockKey, _ block: Block?, _ columns: [Period], in span: Period) -> [Piece] {
        var found: [Piece] = []
        var start: Int?
        for index in 0...columns.count {
            let isTaken = index < columns.count && span.takes(columns[index])
            if isTaken, start == nil { start = index }
            if !isTaken, let first = start {
                found.append(Piece(key: key, columns: columns, range: first..<index, block: block, pending: pending[key]))
                start = nil
            }
        }
        return found
    }

    /// The pieces as the indicator's rule over time reads them: a stock its last period only.
    func pieces(of indicator: Int, readIn span: Period) -> [Piece] {
        let all = pieces(of: indicator, in: span)
        guard indicators[indicator].overTime == .last, let last = all.last else { return all }
        let end = last.range.upperBound
        return [
            Piece(
                key: last.key, columns: last.columns, range: (end - 1)..<end, block: last.block, pending: last.pending)
        ]
    }

    /// Adds up a reach over pieces.
    func tally(_ pieces: [Piece], _ reach: Reach, _ version: Int?, _ breakdown: Breakdown) -> Tally {
        var tally = Tally()
        for piece in pieces {
            for segment in expectation.segments(piece.key, piece.columns, version: version) {
                let span = segment.columns.clamped(to: piece.range)
                guard !span.isEmpty, reach.includes(segment.layout) else { continue }
                tally.expected += segment.count(of: reach.unit, alone: reach.alone, span)
            }
            guard let block = piece.block, block.answers(breakdown) else { continue }
            let drift = drift(piece, breakdown)
            for segment in layer(piece.key, block, breakdown, version).segments {
                let span = segment.columns.clamped(to: piece.range)
                guard !span.isEmpty, reach.includes(segment.layout) else { continue }
                let rows = segment.rows(of: reach.unit, alone: reach.alone)
                if let drift {
                    segment.add(rows, span, drift, reach, to: &tally)
                    continue
                }
                guard !rows.isEmpty else { continue }
                let flat = indicators[Int(piece.key.indicator)].overUnits != .sum
                if reach.alone, !flat, !segment.declared.isEmpty || block.isWide {
                    addOwnShare(of: reach.unit, block, breakdown, span, piece, to: &tally)
                    continue
                }
                let corner = segment.add(rows, span, to: &tally)
                if block.isWide {
                    let wide = wideSum(segment, block, breakdown, reach, span, flat: flat)
                    tally.value += wide.value
                    tally.reportedValue += wide.reported
                } else {
                    let value = Int128(corner.value)
                    tally.value += value
                    tally.reportedValue +=
                        segment.reportedValues.isEmpty ? value : Int128(segment.sum(segment.reportedValues, rows, span))
                }
            }
        }
        return tally
    }

    /// What is pending for a piece, or nil where nothing is.
    func drift(_ piece: Piece, _ breakdown: Breakdown) -> Drift? {
        guard let pending = piece.pending else { return nil }
        let drift = pending.drift(breakdown) { expectation.matrix(piece.key, piece.columns) }
        return drift.lines.isEmpty ? nil : drift
    }

    /// A unit's own share beside a declared total, which is not part of it: read from the values themselves.
    private func addOwnShare(
        of unit: Int, _ block: Block, _ breakdown: Breakdown, _ span: Range<Int>, _ piece: Piece, to tally: inout Tally
    ) {
        let expected = expectation.matrix(piece.key, piece.columns)
        for column in span {
            let share = block.chosen(unit, column, breakdown, totals: false)
            for item in share {
                tally.mask |= item.mask & ~Mark.value
                tally.value += Int128(item.value)
                tally.reportedValue += Int128(item.value)
            }
            guard share.contains(where: { $0.mask & Mark.value != 0 }) else { continue }
            tally.reported += 1
            if expected[unit * piece.columns.count + column] == 0 { tally.unexpected += 1 }
        }
    }

    /// The official and the reported sum where running sums could overflow: added up unit by unit in 128 bits.
    private func wideSum(
        _ segment: Segment, _ block: Block, _ breakdown: Breakdown, _ reach: Reach, _ span: Range<Int>, flat: Bool
    ) -> (value: Int128, reported: Int128) {
        let layout = segment.layout
        let range = reach.alone ? Int(layout.place[reach.unit])..<Int(layout.place[reach.unit]) + 1 : layout.range(of: reach.unit)
        var (value, reported): (Int128, Int128) = (0, 0)
        for column in span {
            var official = [Int128](repeating: 0, count: range.count)
            for place in range.reversed() {
                let at = place - range.lowerBound
                let unit = Int(layout.order[place])
                let share = block.chosen(unit, column, breakdown, totals: false).reduce(Int128(0)) { $0 + Int128($1.value) }
                reported += share
                official[at] += share
                let total = block.chosen(unit, column, breakdown, totals: true).filter { $0.mask & Mark.value != 0 }
                if !total.isEmpty {
                    official[at] = total.reduce(Int128(0)) { $0 + Int128($1.value) }
                }
                if at > 0, !flat { official[Int(layout.place[Int(layout.parent[unit])]) - range.lowerBound] += official[at] }
                if flat, at > 0 { official[0] += official[at] }
            }
            value += official[0]
        }
        return (value, reported)
    }
}

extension Segment {
    /// Adds the counts of some rows and columns; answers with their values, which the caller adds.
    func add(_ rows: Range<Int>, _ span: Range<Int>, to tally: inout Tally) -> Corner {
        let corner = corner(rows, span)
        tally.reported += Int(corner.reported)
        tally.unexpected += Int(corner.unexpected)
        tally.hanging += count(hanging, rows, span)
        tally.declared += count(declared, rows, span)
        for mark in marks where tally.mask & mark.bit == 0 && count(mark.counts, rows, span) > 0 { tally.mask |= mark.bit }
        return corner
    }

    /// Adds rows and columns of a block for which figures are pending: nothing is declared in it, and its sums fit.
    func add(_ rows: Range<Int>, _ span: Range<Int>, _ drift: Drift, _ reach: Reach, to tally: inout Tally) {
        var sum = corner(rows, span)
        var hanging = count(self.hanging, rows, span)
        var counts = marks.map { (bit: $0.bit, count: count($0.counts, rows, span)) }
        for shift in 1..<UInt32.bitWidth {
            let bit = UInt32(1) << UInt32(shift)
            if drift.bits & bit != 0, !counts.contains(where: { $0.bit == bit }) { counts.append((bit, 0)) }
        }
        drift.forEach(of: reach.unit, alone: reach.alone, span, layout) { line in
            sum = sum + line.grown
            if layout.hangs[Int(line.unit)] { hanging += Int(line.grown.reported) }
            guard line.gained | line.lost != 0 else { return }
            for index in counts.indices {
                if line.gained & counts[index].bit != 0 { counts[index].count += 1 }
                if line.lost & counts[index].bit != 0 { counts[index].count -= 1 }
            }
        }
        tally.value += Int128(sum.value)
        tally.reportedValue += Int128(sum.value)
        tally.reported += Int(sum.reported)
        tally.unexpected += Int(sum.unexpected)
        tally.hanging += hanging
        for (bit, count) in counts where count > 0 { tally.mask |= bit }
    }
}

extension Block {
    /// The values of one unit and period that answer a breakdown, after the choice among groups of cells.
    func chosen(
        _ unit: Int, _ column: Int, _ breakdown: Breakdown, totals: Bool
    ) -> [(cell: Cell, value: Int64, mark: UInt8, mask: UInt32)] {
        var missing: [(cell: Cell, value: Int64, mark: UInt8, mask: UInt32)] = []
        for group in groups(for: breakdown, totals: totals) {
            var found: [(cell: Cell, value: Int64, mark: UInt8, mask: UInt32)] = []
            for cell in group {
                guard let row = cell.row(of: unit) else { continue }
                let at = row * columns.count + column
                if cell.marks[at] != 0 {
                    found.append((cell, cell.values[at], cell.marks[at], Mark.masks[Int(cell.marks[at])]))
                }
            }
            if found.contains(where: { $0.mask & Mark.value != 0 }) { return found }
            if missing.isEmpty { missing = found }
        }
        return missing
    }
}

extension Cell {
    /// The row of a unit, or nil where it never reported the cell.
    func row(of unit: Int) -> Int? {
        var (low, high) = (0, rows.count)
        while low < high {
            let middle = (low + high) / 2
            if rows[middle] < Int32(unit) { low = middle + 1 } else { high = middle }
        }
        return low < rows.count && rows[low] == Int32(unit) ? low : nil
    }
}
