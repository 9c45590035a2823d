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
/// microsecond. It is a snapshot, like the cube it comes from.
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

    private let isStock, isPoint, alone: Bool
    /// Column by column over all years, the days between which a span must reach to take it in.
    private let firsts, lasts: Plane<Int32>
    /// The first and the last day of the years.
    private let opens, closes: Int32
    private let weekly: Bool
    /// Column by column, its view.
    private let viewOf: Plane<Int32>
    private let views: Plane<View>
    /// Columns a day, times 2^20: where in the list a day is looked for first.
    private let pace: Int
    /// What the views point into.
    private let held: [Held]

    /// Columns that share a version of the tree, with the addresses of their sums.
    private struct View: BitwiseCopyable, @unchecked Sendable {
        var first, end: Int32
        var place, last: UnsafePointer<Int32>
        var rank: UnsafePointer<Int32>?
        var corners: UnsafePointer<Corner>?
        var rows: Int32
        var expected: UnsafePointer<Int32>
        var places: Int32
        var drift: UnsafePointer<Drift.Line>?
        var drifting: Int32
        /// The block's own number of the view's first column.
        var base: Int32
    }

    private struct Held: Sendable {
        let place, end: Plane<Int32>
        let segment: Segment?
        let expected: ExpectedSegment
        let drift: Plane<Drift.Line>?
    }

    init?(_ cube: Cube, _ indicator: Int, _ version: Int?, _ breakdown: Breakdown) {
        let rule = cube.indicators[indicator]
        guard let frequency = rule.frequency, rule.ratio == nil else { return nil }
        let kind = PeriodKind(frequency)
        let years = cube.blocks.keys.filter { $0.indicator == Int32(indicator) && $0.kind == kind }.map { Int($0.year) }
        guard let from = years.min(), let through = years.max() else { return nil }
        var (size, columns, viewOf): (UInt64, [Period], [Int32]) = (0, [], [])
        var (views, held): ([View], [Held]) = ([], [])
        var layouts: [Int: (place: Plane<Int32>, end: Plane<Int32>)] = [:]
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
            let lines = answers ? cube.drift(piece, breakdown)?.lines : nil
            let drift = lines.map { Plane($0) }
            for (index, expected) in cube.expectation.segments(key, own, version: version).enumerated() {
                let segment = layer?.segments[index]
                let number = segment?.version ?? cube.number(of: expected, in: own, version)
                let layout = layouts[number] ?? (Plane(expected.layout.place), Plane(expected.layout.end))
                layouts[number] = layout
                held.append(Held(place: layout.place, end: layout.end, segment: segment, expected: expected, drift: drift))
                views.append(
                    View(
                        first: Int32(columns.count + expected.columns.lowerBound),
                        end: Int32(columns.count + expected.columns.upperBound), place: layout.place.start,
                        last: layout.end.start, rank: segment?.rank.start, corners: segment?.corners.start,
                        rows: Int32((segment?.units.count ?? 0) + 1), expected: expected.counts.start,
                        places: Int32(expected.stride), drift: drift?.start, drifting: Int32(drift?.count ?? 0),
                        base: Int32(expected.columns.lowerBound)))
                viewOf += [Int32](repeating: Int32(views.count - 1), count: expected.columns.count)
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
        self.viewOf = Plane(viewOf)
        self.views = Plane(views)
        self.held = held
        (isStock, isPoint, alone) = (rule.overTime == .last, rule.overTime == .none, rule.overUnits != .sum)
        (units, decimals) = (cube.tree.codes.count, rule.decimals)
        self.years = from...through
    }

    /// The total of a unit and all below it over a span; nil for an unknown unit, a span beyond the reader's years or shorter
    /// than the indicator's period, and for several periods of an indicator that does not combine over time.
    public func total(of unit: Int, over span: Period) -> QuickTotal? {
        guard unit >= 0, unit < units, var run = columns(in: span) else { return nil }
        if isPoint, run.count > 1 { return nil }
        if isStock { run = (run.upperBound - 1)..<run.upperBound }
        var total = QuickTotal()
        var column = run.lowerBound
        while column < run.upperBound {
            let view = views.start[Int(viewOf.start[column])]
            let end = min(run.upperBound, Int(view.end))
            add(view, unit, (column - Int(view.first))..<(end - Int(view.first)), to: &total)
            column = end
        }
        return total
    }

    @inline(__always)
    private func add(_ view: View, _ unit: Int, _ span: Range<Int>, to total: inout QuickTotal) {
        let place = Int(view.place[unit])
        let last = alone ? place + 1 : Int(view.last[place])
        let before = view.expected + span.lowerBound * Int(view.places)
        let through = view.expected + span.upperBound * Int(view.places)
        total.expected &+= through[last] &- through[place] &- before[last] &+ before[place]
        if let rank = view.rank, let corners = view.corners {
            let (low, high) = (Int(rank[place]), Int(rank[last]))
            let before = corners + span.lowerBound * Int(view.rows)
            let through = corners + span.upperBound * Int(view.rows)
            let sum = through[high] - through[low] - before[high] + before[low]
            total.value &+= sum.value
            total.reported &+= sum.reported
            total.unexpected &+= sum.unexpected
        }
        guard let drift = view.drift else { return }
        for index in 0..<Int(view.drifting) {
            let line = drift[index]
            guard span.contains(Int(line.column - view.base)) else { continue }
            let at = Int(view.place[Int(line.unit)])
            guard at >= place, at < last else { continue }
            total.value &+= line.grown.value
            total.reported &+= line.grown.reported
            total.unexpected &+= line.grown.unexpected
        }
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

extension Cube {
    /// One indicator and breakdown under one tree, made ready for many quick questions; nil where only ``answer(_:)-(Question)``
    /// will do: a ratio, an indicator without frequency or without figures, or figures so large that sums leave 64 bits.
    /// - Throws: ``CubeError/unknownIndicator(_:)``.
    public func reader(
        _ indicator: String, tree: TreeView = .then, breakdown: Breakdown = .total
    ) throws(CubeError) -> TotalReader? {
        TotalReader(self, try number(ofIndicator: indicator), version(of: tree), breakdown)
    }

    /// The version of the tree that a run of expected columns was made under.
    fileprivate func number(of segment: ExpectedSegment, in columns: [Period], _ version: Int?) -> Int {
        version ?? tree.storage.versionNumber(on: columns[segment.columns.lowerBound].last)
    }
}
