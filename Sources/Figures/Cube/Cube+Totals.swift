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
        let version = version(of: request.tree)
        var totals = Totals(
            units: units, decimals: rule.decimals, mantissas: [Int64](repeating: 0, count: units.count),
            reported: [Int32](repeating: 0, count: units.count), coverage: [], precisions: [], reason: nil, overflowed: [])
        let periods = pieces.reduce(0) { $0 + $1.range.count }
        if periods == 0, rule.frequency != nil { totals.reason = .spanTooShort }
        if rule.overTime == .none, periods > 1 { totals.reason = .notAddableOverTime }
        guard totals.reason == nil else {
            if request.withCoverage {
                totals.coverage = units.map { _ in Coverage() }
                totals.precisions = units.map { _ in .exact }
            }
            return totals
        }
        let alone = rule.overUnits != .sum
        // Years apart can overflow together even where no block does alone: the slow way adds in 128 bits.
        if pieces.contains(where: { $0.block?.isWide ?? false }) || pieces.count > 1 || request.withCoverage {
            for (index, unit) in units.enumerated() {
                let reach = Reach(unit: Int(unit), alone: alone)
                totals.take(tally(pieces, reach, version, request.breakdown), at: index, request.withCoverage)
            }
            return totals
        }
        for piece in pieces {
            guard let block = piece.block, block.answers(request.breakdown) else { continue }
            for segment in layer(piece.key, block, request.breakdown, version).segments {
                let span = segment.columns.clamped(to: piece.range)
                if !span.isEmpty { segment.add(units, alone: alone, span, &totals.mantissas, &totals.reported) }
            }
        }
        return totals
    }
}

extension Totals {
    fileprivate mutating func take(_ tally: Tally, at index: Int, _ withCoverage: Bool) {
        if let value = Int64(exactly: tally.value) {
            mantissas[index] = value
            reported[index] = Int32(tally.reported)
        } else {
            overflowed.append(units[index])
        }
        if withCoverage {
            coverage.append(tally.coverage)
            precisions.append(Mark.precision(ofJoined: tally.mask))
        }
    }
}

extension Segment {
    /// Adds each unit's total over some columns: two look-ups a plane from the segment's start, else four.
    fileprivate func add(
        _ selected: [Int32], alone: Bool, _ span: Range<Int>, _ mantissas: inout [Int64], _ counts: inout [Int32]
    ) {
        let (before, through) = offsets(span)
        let fromStart = span.lowerBound == columns.lowerBound
        values.withUnsafeBufferPointer { values in
            reported.withUnsafeBufferPointer { reported in
                layout.place.withUnsafeBufferPointer { place in
                    layout.end.withUnsafeBufferPointer { end in
                        rank.withUnsafeBufferPointer { rank in
                            mantissas.withUnsafeMutableBufferPointer { mantissas in
                                counts.withUnsafeMutableBufferPointer { counts in
                                    for index in 0..<selected.count {
                                        let at = Int(place[Int(selected[index])])
                                        let first = Int(rank[at])
                                        let last = Int(rank[alone ? at + 1 : Int(end[at])])
                                        if first == last { continue }
                                        var value = values[through + last] &- values[through + first]
                                        var count = reported[through + last] &- reported[through + first]
                                        if !fromStart {
                                            value = value &- values[before + last] &+ values[before + first]
                                            count = count &- reported[before + last] &+ reported[before + first]
                                        }
                                        mantissas[index] &+= value
                                        counts[index] &+= count
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
