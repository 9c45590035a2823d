extension Cube {
    /// A whole roll-up at once, from the same running sums as single answers.
    ///
    ///     let all = try cube.totals(TotalsRequest(indicator: "crimes", span: try Period("2022")))
    /// - Throws: ``CubeError/unknownIndicator(_:)``, ``CubeError/unknownUnit(_:)``, ``CubeError/ratioHasNoTotals(_:)``.
    public func totals(_ request: TotalsRequest) throws(CubeError) -> Totals {
        let units = try units(request.units, request.tree, request.span)
        return try totals(request, of: units)
    }

    /// The units of a selection, in pre-order where it names none.
    func units(_ selection: UnitSelection, _ view: TreeView, _ span: Period) throws(CubeError) -> [Int32] {
        let day: Day
        switch view {
        case .then: day = span.last
        case .on(let date): day = date
        }
        let layout = tree.version(on: day).layout
        switch selection {
        case .all: return layout.order
        case .level(let level): return zip(layout.order, layout.level).filter { $0.1 == Int32(level) }.map(\.0)
        case .codes(let codes):
            var found: [Int32] = []
            for code in codes { found.append(Int32(try number(ofUnit: code))) }
            return found
        }
    }

    func totals(_ request: TotalsRequest, of units: [Int32]) throws(CubeError) -> Totals {
        let indicator = try number(ofIndicator: request.indicator)
        let rule = indicators[indicator]
        guard rule.ratio == nil else { throw .ratioHasNoTotals(request.indicator) }
        let pieces = pieces(of: indicator, readIn: request.span)
        var totals = Totals(
            units: units, decimals: rule.decimals, mantissas: [Int64](repeating: 0, count: units.count),
            reported: [Int32](repeating: 0, count: units.count), expected: [], unexpected: [], precisions: [], reason: nil,
            overflowed: [])
        if request.withCoverage {
            totals.expected = [Int32](repeating: 0, count: units.count)
            totals.unexpected = totals.expected
            totals.precisions = [Precision](repeating: .exact, count: units.count)
        }
        let periods = pieces.reduce(0) { $0 + $1.range.count }
        if periods == 0, rule.frequency != nil { totals.reason = .spanTooShort }
        if rule.overTime == .none, periods > 1 { totals.reason = .notAddableOverTime }
        guard totals.reason == nil else { return totals }
        let (alone, version) = (rule.overUnits != .sum, version(of: request.tree))
        guard fits(pieces) else {
            // The slow way adds in 128 bits.
            for (index, unit) in units.enumerated() {
                let reach = Reach(unit: Int(unit), alone: alone)
                totals.take(tally(pieces, reach, version, request.breakdown), at: index, request.withCoverage)
            }
            return totals
        }
        for piece in pieces {
            if request.withCoverage {
                for segment in expectation.segments(piece.key, piece.columns, version: version) {
                    let span = segment.columns.clamped(to: piece.range)
                    if !span.isEmpty { segment.add(to: &totals, alone: alone, span) }
                }
            }
            guard let block = piece.block, block.answers(request.breakdown) else { continue }
            let drift = drift(piece, request.breakdown)
            for segment in layer(piece.key, block, request.breakdown, version).segments {
                let span = segment.columns.clamped(to: piece.range)
                if span.isEmpty { continue }
                segment.add(to: &totals, alone: alone, span)
                if let drift { segment.add(drift, to: &totals, alone: alone, span) }
            }
        }
        if request.withCoverage { addPrecisions(to: &totals, pieces, request, alone: alone) }
        return totals
    }

    /// Whether the totals of all pieces together stay in 64 bits: years apart can overflow together where no block does alone.
    private func fits(_ pieces: [Piece]) -> Bool {
        var sum: UInt64 = 0
        for piece in pieces {
            guard let block = piece.block else { continue }
            guard let size = piece.pending.map(\.size) ?? block.size else { return false }
            let (next, over) = sum.addingReportingOverflow(size)
            if over { return false }
            sum = next
        }
        return Block.fits(sum)
    }

    /// Works precisions out, where any figure is not exact.
    private func addPrecisions(to totals: inout Totals, _ pieces: [Piece], _ request: TotalsRequest, alone: Bool) {
        let inexact = Mark.about | Mark.atLeast | Mark.atMost
        let version = version(of: request.tree)
        let bits = pieces.reduce(UInt32(0)) { $0 | ($1.block?.mask ?? 0) | (drift($1, request.breakdown)?.bits ?? 0) }
        guard bits & inexact != 0 else { return }
        for (index, unit) in totals.units.enumerated() {
            let tally = tally(pieces, Reach(unit: Int(unit), alone: alone), version, request.breakdown)
            totals.precisions[index] = Mark.precision(ofJoined: tally.mask)
        }
    }

    /// One unit's totals, a row for each period of the indicator's frequency in the span, with coverage.
    /// - Throws: ``CubeError/unknownIndicator(_:)``, ``CubeError/unknownUnit(_:)``, ``CubeError/ratioHasNoTotals(_:)``.
    public func series(
        of indicator: String, unit: String, over span: Period, tree: TreeView = .then, breakdown: Breakdown = .total
    ) throws(CubeError) -> Series {
        let (number, unit) = (try number(ofIndicator: indicator), try number(ofUnit: unit))
        let rule = indicators[number]
        guard rule.ratio == nil else { throw .ratioHasNoTotals(indicator) }
        let (alone, version) = (rule.overUnits != .sum, version(of: tree))
        var series = Series()
        series.decimals = rule.decimals
        for piece in pieces(of: number, in: span) {
            let first = series.periods.count
            series.add(piece.columns[piece.range])
            for segment in expectation.segments(piece.key, piece.columns, version: version) {
                for column in segment.columns.clamped(to: piece.range) {
                    let row = first + column - piece.range.lowerBound
                    series.expected[row] += Int32(segment.count(of: unit, alone: alone, column..<(column + 1)))
                }
            }
            guard let block = piece.block, block.answers(breakdown) else { continue }
            guard !block.isWide, piece.pending == nil else {
                for column in piece.range {
                    let one = Piece(
                        key: piece.key, columns: piece.columns, range: column..<(column + 1), block: block, pending: piece.pending)
                    let tally = tally([one], Reach(unit: unit, alone: alone), version, breakdown)
                    guard let value = Int64(exactly: tally.value) else { continue }
                    series.add(
                        Corner(value: value, reported: Int32(tally.reported), unexpected: Int32(tally.unexpected)),
                        at: first + column - piece.range.lowerBound)
                }
                continue
            }
            for segment in layer(piece.key, block, breakdown, version).segments {
                let rows = segment.rows(of: unit, alone: alone)
                for column in segment.columns.clamped(to: piece.range) {
                    series.add(segment.corner(rows, column..<(column + 1)), at: first + column - piece.range.lowerBound)
                }
            }
        }
        return series
    }
}

extension Series {
    fileprivate mutating func add(_ columns: ArraySlice<Period>) {
        periods += columns
        let rows = [Int32](repeating: 0, count: columns.count)
        mantissas += [Int64](repeating: 0, count: columns.count)
        reported += rows
        expected += rows
        unexpected += rows
    }

    fileprivate mutating func add(_ corner: Corner, at row: Int) {
        mantissas[row] &+= corner.value
        reported[row] += corner.reported
        unexpected[row] += corner.unexpected
    }
}

extension Totals {
    fileprivate mutating func take(_ tally: Tally, at index: Int, _ withCoverage: Bool) {
        if let value = Int64(exactly: tally.value) {
            mantissas[index] = value
            reported[index] = Int32(tally.reported)
        } else {
            overflowed.append(units[index])
            coverageOfOverflowed[index] = tally.coverage
        }
        if withCoverage {
            expected[index] = Int32(tally.expected)
            unexpected[index] = Int32(tally.unexpected)
            precisions[index] = Mark.precision(ofJoined: tally.mask)
        }
    }
}

extension ExpectedSegment {
    /// Adds to each unit how many unit-periods were to report.
    fileprivate func add(to totals: inout Totals, alone: Bool, _ span: Range<Int>) {
        let through = counts.start + (span.upperBound - columns.lowerBound) * stride
        let before = counts.start + (span.lowerBound - columns.lowerBound) * stride
        let fromStart = span.lowerBound == columns.lowerBound
        let units = totals.units
        units.withUnsafeBufferPointer { units in
            layout.place.withUnsafeBufferPointer { place in
                layout.end.withUnsafeBufferPointer { end in
                    totals.expected.withUnsafeMutableBufferPointer { expected in
                        for index in 0..<units.count {
                            let first = Int(place[Int(units[index])])
                            let last = alone ? first + 1 : Int(end[first])
                            var count = through[last] &- through[first]
                            if !fromStart { count = count &- before[last] &+ before[first] }
                            expected[index] &+= count
                        }
                    }
                }
            }
        }
    }
}

extension Segment {
    /// Adds each unit's total over some columns: two look-ups from the segment's start, else four.
    fileprivate func add(to totals: inout Totals, alone: Bool, _ span: Range<Int>) {
        let offsets = offsets(span)
        let (before, through) = (corners.start + offsets.before, corners.start + offsets.through)
        let fromStart = span.lowerBound == columns.lowerBound
        let rank = rank.start
        let withCoverage = !totals.unexpected.isEmpty
        let units = totals.units
        units.withUnsafeBufferPointer { units in
            layout.place.withUnsafeBufferPointer { place in
                layout.end.withUnsafeBufferPointer { end in
                    totals.mantissas.withUnsafeMutableBufferPointer { mantissas in
                        totals.reported.withUnsafeMutableBufferPointer { reported in
                            totals.unexpected.withUnsafeMutableBufferPointer { unexpected in
                                for index in 0..<units.count {
                                    let at = Int(place[Int(units[index])])
                                    let first = Int(rank[at])
                                    let last = Int(rank[alone ? at + 1 : Int(end[at])])
                                    var sum = through[last] - through[first]
                                    if !fromStart { sum = sum - before[last] + before[first] }
                                    mantissas[index] &+= sum.value
                                    reported[index] &+= sum.reported
                                    if withCoverage { unexpected[index] &+= sum.unexpected }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// Adds what is pending to each unit's total.
    fileprivate func add(_ drift: Drift, to totals: inout Totals, alone: Bool, _ span: Range<Int>) {
        let sums = drift.running(span, layout)
        for (index, unit) in totals.units.enumerated() {
            let at = Int(layout.place[Int(unit)])
            let grown = sums[alone ? at + 1 : Int(layout.end[at])] - sums[at]
            totals.mantissas[index] &+= grown.value
            totals.reported[index] &+= grown.reported
            if !totals.unexpected.isEmpty { totals.unexpected[index] &+= grown.unexpected }
        }
    }
}
