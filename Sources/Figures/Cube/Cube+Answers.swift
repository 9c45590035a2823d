extension Cube {
    /// Answers one question. A figure that cannot be given is an answer without value and with its reason.
    /// - Throws: ``CubeError/unknownIndicator(_:)``, ``CubeError/unknownUnit(_:)``.
    public func answer(_ question: Question) throws(CubeError) -> Answer {
        let indicator = try number(ofIndicator: question.indicator)
        let reach = Reach(unit: try number(ofUnit: question.unit))
        return try answer(indicator, reach, question)
    }

    /// Answers many questions, in order.
    /// - Throws: ``CubeError``, at the first question that names something unknown.
    public func answers(_ questions: [Question]) throws(CubeError) -> [Answer] {
        var found: [Answer] = []
        for question in questions { found.append(try answer(question)) }
        return found
    }

    func answer(_ indicator: Int, _ reach: Reach, _ question: Question) throws(CubeError) -> Answer {
        let rule = indicators[indicator]
        guard let ratio = rule.ratio else { return plainAnswer(indicator, reach, question).answer }
        let top = try number(ofIndicator: ratio.numerator)
        let bottom = try number(ofIndicator: ratio.denominator)
        let (numerator, over) = plainAnswer(top, reach, question)
        let (denominator, under) = plainAnswer(bottom, reach, question)
        let differ = coverDifferently((top, numerator), (bottom, denominator), reach, question)
        var (value, reason): (ExactDecimal?, NoValue?) = (nil, .ratioIncomplete)
        if let above = numerator.value, let below = denominator.value {
            do throws(DecimalError) {
                value = try .ratio(above, over: below, scale: ratio.scale, decimals: rule.decimals)
                reason = nil
            } catch {
                reason = error == .divisionByZero ? .zeroDenominator : .overflow
            }
        }
        let mask = (over.mask | under.mask)
        return Answer(
            value: value, reason: reason, precision: numerator.precision.dividing(by: denominator.precision),
            status: Mark.status(ofJoined: mask, hasValue: value != nil), coverage: numerator.coverage,
            ratio: RatioParts(
                numerator: RatioPart(numerator, ratio.numerator), denominator: RatioPart(denominator, ratio.denominator),
                coverDifferently: differ),
            declared: nil, difference: nil, hanging: numerator.hanging + denominator.hanging,
            hasBreak: numerator.hasBreak || denominator.hasBreak)
    }

    /// The answer of an indicator that is reported, with the tally it comes from.
    private func plainAnswer(_ indicator: Int, _ reach: Reach, _ question: Question) -> (answer: Answer, tally: Tally) {
        let rule = indicators[indicator]
        var reach = reach
        let below = reach
        if rule.overUnits != .sum { reach.alone = true }
        let version = version(of: question.tree)
        let pieces = pieces(of: indicator, readIn: question.span)
        let tally = tally(pieces, reach, version, question.breakdown)
        let periods = pieces.reduce(0) { $0 + $1.range.count }
        var reason: NoValue?
        if periods == 0, rule.frequency != nil || isReported(indicator, coarserThan: question.span) {
            reason = .spanTooShort
        } else if rule.overTime == .none, periods > 1 {
            reason = .notAddableOverTime
        } else if tally.reported == 0 {
            reason = tally.mask & Mark.missing != 0 ? .reportedMissing : .notReported
            if reach.alone, !below.alone, self.tally(pieces, below, version, question.breakdown).reported > 0 {
                reason = .notAddableOverUnits
            }
        }
        return (Answer(tally, decimals: rule.decimals, reason: reason), tally)
    }

    /// True when the indicator has figures only of periods longer than the span that overlap it.
    private func isReported(_ indicator: Int, coarserThan span: Period) -> Bool {
        for year in (span.first.year - 1)...(span.last.year + 1) {
            for kind in PeriodKind.allCases {
                guard let block = block(at: BlockKey(indicator: Int32(indicator), year: Int32(year), kind: kind)) else { continue }
                for (column, filled) in zip(block.columns, block.filled) where filled {
                    if column.overlaps(span), column.length > span.length { return true }
                }
            }
        }
        return false
    }

    /// True when the two parts of a ratio were reported by different unit-periods, or by different units where they read
    /// different periods.
    private func coverDifferently(
        _ first: (indicator: Int, answer: Answer), _ second: (indicator: Int, answer: Answer), _ reach: Reach,
        _ question: Question
    ) -> Bool {
        func reports(_ indicator: Int) -> (columns: [Period], cells: Set<Int>) {
            var reach = reach
            if indicators[indicator].overUnits != .sum { reach.alone = true }
            var columns: [Period] = []
            var cells: Set<Int> = []
            for piece in pieces(of: indicator, readIn: question.span) {
                let start = columns.count - piece.range.lowerBound
                columns += piece.columns[piece.range]
                guard let block = piece.settled, block.answers(question.breakdown) else { continue }
                let layer = layer(piece.key, block, question.breakdown, version(of: question.tree))
                for segment in layer.segments where reach.includes(segment.layout) {
                    let rows = segment.rows(of: reach.unit, alone: reach.alone)
                    for column in segment.columns.clamped(to: piece.range) {
                        for row in rows where segment.corner(row..<(row + 1), column..<(column + 1)).reported != 0 {
                            cells.insert(Int(segment.units[row]) << 32 | (column + start))
                        }
                    }
                }
            }
            return (columns, cells)
        }
        let (top, bottom) = (reports(first.indicator), reports(second.indicator))
        if top.columns == bottom.columns { return top.cells != bottom.cells }
        return Set(top.cells.map { $0 >> 32 }) != Set(bottom.cells.map { $0 >> 32 })
    }
}

extension Answer {
    /// The answer that a tally gives, unless there is already a reason for none.
    init(_ tally: Tally, decimals: Int, reason: NoValue?) {
        var reason = reason
        var value: ExactDecimal?
        var difference: ExactDecimal?
        if reason == nil {
            if let mantissa = Int64(exactly: tally.value) {
                value = ExactDecimal(mantissa: mantissa, decimals: decimals)
                if tally.declared > 0, let rest = Int64(exactly: tally.value - tally.reportedValue) {
                    difference = ExactDecimal(mantissa: rest, decimals: decimals)
                }
            } else {
                reason = .overflow
            }
        }
        self.value = value
        self.reason = reason
        precision = Mark.precision(ofJoined: tally.mask)
        status = Mark.status(ofJoined: tally.mask, hasValue: value != nil)
        coverage = tally.coverage
        ratio = nil
        declared = tally.declared > 0 ? value : nil
        self.difference = difference
        hanging = tally.hanging
        hasBreak = tally.mask & Mark.bit(.seriesBreak) != 0
    }
}

extension RatioPart {
    init(_ answer: Answer, _ indicator: String) {
        self.indicator = indicator
        value = answer.value
        reason = answer.reason
        precision = answer.precision
        coverage = answer.coverage
    }
}
