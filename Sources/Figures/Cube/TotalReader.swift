/// A total with its coverage, as ``TotalReader`` gives it. Status, precision and declared totals are in ``Answer``.
public struct QuickTotal: Hashable, Sendable, BitwiseCopyable {
    /// The total as a mantissa with the indicator's decimals. Meaningful only where `reported` is not 0.
    public internal(set) var value: Int64 = 0
    /// Reported unit-periods, expected or not. 0: no value.
    public internal(set) var reported: Int32 = 0
    /// Unit-periods that were to report.
    public internal(set) var expected: Int32 = 0
    /// Of the reported ones those that nobody expected.
    public internal(set) var unexpected: Int32 = 0
}

/// One indicator and breakdown under one tree, made ready once: any unit with all below it, over any span, in well under a
/// microsecond. It is a snapshot, like the cube it comes from, and holds a running total for every unit and period (24 bytes each).
///
///     let reader = try cube.reader("crimes")
///     let unit = cube.tree.index(of: "north")
///     reader?.total(of: unit, over: try Period("2022-Q2"))
public final class TotalReader: Sendable {
    /// The units it knows: 0..<units, the places in ``TreeHistory/codes``.
    public let units: Int
    /// The years it knows; spans that reach beyond are answered with nil.
    public let years: ClosedRange<Int>
    /// The decimals of every value.
    public let decimals: Int

    private let isStock, isPoint: Bool
    /// Column by column over all years, the days between which a span must reach to take it in.
    private let firsts, lasts: Plane<Int32>
    /// The first and the last day of the years.
    private let opens, closes: Int32
    private let weekly: Bool
    /// Columns a day, times 2^20: where in the list a day is looked for first.
    private let pace: Int
    /// Unit by unit the total of everything before each column, and at last of all: what a question needs lies side by side.
    private let sums: Plane<QuickTotal>
    private let stride: Int

    init?(_ cube: Cube, _ indicator: Int, _ version: Int?, _ breakdown: Breakdown) {
        let rule = cube.indicators[indicator]
        guard let frequency = rule.frequency, rule.ratio == nil else { return nil }
        let kind = PeriodKind(frequency)
        let years = cube.blocks.keys.filter { $0.indicator == Int32(indicator) && $0.kind == kind }.map { Int($0.year) }
        guard let from = years.min(), let through = years.max() else { return nil }
        var (size, columns, views): (UInt64, [Period], [ColumnRun]) = (0, [], [])
        for year in from...through {
            let key = BlockKey(indicator: Int32(indicator), year: Int32(year), kind: kind)
            let block = cube.blocks[key]
            if let block {
                guard let own = cube.pending[key].map(\.size) ?? block.size, own <= .max - size else { return nil }
                size += own
            }
            let own = block?.columns ?? kind.columns(of: year)
            let piece = Piece(key: key, columns: own, range: 0..<own.count, block: block, pending: cube.pending[key])
            let answers = block?.answers(breakdown) ?? false
            let layer = answers ? block.map { cube.layer(key, $0, breakdown, version) } : nil
            let late = answers ? cube.drift(piece, breakdown)?.lines ?? [] : []
            for (index, expected) in cube.expectation.segments(key, own, version: version).enumerated() {
                views.append(ColumnRun(expected: expected, segment: layer?.segments[index], late: late, start: columns.count))
            }
            columns += own
        }
        guard Block.fits(size), !columns.isEmpty else { return nil }
        weekly = kind == .week
        firsts = Plane(columns.map { (kind == .week ? $0.reckoningDay : $0.first).number })
        lasts = Plane(columns.map { (kind == .week ? $0.reckoningDay : $0.last).number })
        let days = Period(year: from).first.number...Period(year: through).last.number
        (opens, closes) = (days.lowerBound, days.upperBound)
        pace = columns.count << 20 / days.count
        let (units, stride, alone) = (cube.tree.codes.count, columns.count + 1, rule.overUnits != .sum)
        sums = Plane(count: units * stride) { sums in
            for unit in 0..<units { sums[unit * stride] = QuickTotal() }
            for view in views { view.fill(sums, units: units, stride: stride, alone: alone) }
        }
        (isStock, isPoint) = (rule.overTime == .last, rule.overTime == .none)
        (self.units, self.stride, decimals) = (units, stride, rule.decimals)
        self.years = from...through
    }

    /// The total of a unit and all below it over a span; nil for an unknown unit, a span beyond the reader's years or shorter
    /// than the indicator's period, and for several periods of an indicator that does not combine over time.
    public func total(of unit: Int, over span: Period) -> QuickTotal? {
        guard unit >= 0, unit < units, var run = columns(in: span) else { return nil }
        if isPoint, run.count > 1 { return nil }
        if isStock { run = (run.upperBound - 1)..<run.upperBound }
        let row = sums.start + unit * stride
        return row[run.upperBound] - row[run.lowerBound]
    }

    /// The columns that count in a span; nil where there are none, or where the span reaches beyond the years.
    @inline(__always)
    private func columns(in span: Period) -> Range<Int>? {
        let (first, last) = (span.first.number, span.last.number)
        let count = firsts.count
        let (start, end) = (firsts.start, lasts.start)
        if first < opens || last > closes || (weekly && last - first < 6) { return nil }
        var low = min(count - 1, (Int(first - opens) * pace) >> 20)
        while low > 0, start[low - 1] >= first { low -= 1 }
        while low < count, start[low] < first { low += 1 }
        var high = min(count - 1, (Int(last - opens) * pace) >> 20)
        while high >= 0, end[high] > last { high -= 1 }
        while high + 1 < count, end[high + 1] <= last { high += 1 }
        return low <= high ? low..<(high + 1) : nil
    }
}

/// Columns that share a version of the tree, from which the running totals are made.
private struct ColumnRun {
    let expected: ExpectedSegment
    let segment: Segment?
    /// Figures beside the block, of all columns of its year.
    let late: [Drift.Line]
    /// The reader's column with which the year begins.
    let start: Int

    /// Continues every unit's row of running totals through these columns.
    func fill(_ sums: UnsafeMutablePointer<QuickTotal>, units: Int, stride: Int, alone: Bool) {
        let (place, end) = (expected.layout.place, expected.layout.end)
        for column in expected.columns {
            let own = column - expected.columns.lowerBound
            let added = late(in: column, places: end.count)
            for unit in 0..<units {
                let low = Int(place[unit])
                let high = alone ? low + 1 : Int(end[low])
                let at = unit * stride + start + column
                var total = sums[at]
                total.expected &+= expectedUnits(own, low..<high)
                if let segment { total.add(segment.sum(own, low..<high)) }
                if let added { total.add(added[high] - added[low]) }
                sums[at + 1] = total
            }
        }
    }

    private func expectedUnits(_ column: Int, _ places: Range<Int>) -> Int32 {
        let before = expected.counts.start + column * expected.stride
        let through = before + expected.stride
        return through[places.upperBound] &- through[places.lowerBound] &- before[places.upperBound] &+ before[places.lowerBound]
    }

    /// Running sums over the places of what came beside the block in a column; nil where nothing did.
    private func late(in column: Int, places: Int) -> [Corner]? {
        guard late.contains(where: { Int($0.column) == column }) else { return nil }
        var sums = [Corner](repeating: Corner(), count: places + 1)
        for line in late where Int(line.column) == column {
            let at = Int(expected.layout.place[Int(line.unit)]) + 1
            sums[at] = sums[at] + line.grown
        }
        for place in 1..<sums.count { sums[place] = sums[place] + sums[place - 1] }
        return sums
    }
}

extension Segment {
    /// What the places of a run of units gave in one column of the segment.
    fileprivate func sum(_ column: Int, _ places: Range<Int>) -> Corner {
        let rows = units.count + 1
        let (low, high) = (Int(rank.start[places.lowerBound]), Int(rank.start[places.upperBound]))
        let before = corners.start + column * rows
        let through = before + rows
        return through[high] - through[low] - before[high] + before[low]
    }
}

extension QuickTotal {
    @inline(__always)
    fileprivate static func - (left: QuickTotal, right: QuickTotal) -> QuickTotal {
        var total = left
        total.value &-= right.value
        total.reported &-= right.reported
        total.expected &-= right.expected
        total.unexpected &-= right.unexpected
        return total
    }

    fileprivate mutating func add(_ sum: Corner) {
        value &+= sum.value
        reported &+= sum.reported
        unexpected &+= sum.unexpected
    }
}

extension Cube {
    /// One indicator and breakdown under one tree, made ready for many quick questions; nil where only ``answer(_:)-(Question)``
    /// will do: a ratio, an indicator without frequency or without figures, or figures so large that sums leave 64 bits.
    /// - Throws: ``CubeError/unknownIndicator(_:)``.
    public func reader(
        _ indicator: String, tree: TreeView = .then, breakdown: Breakdown = .total
    ) throws(CubeError) -> TotalReader? {
        TotalReader(self, try number(ofIndicator: indicator), version(of: tree), breakdown)
    }
}
