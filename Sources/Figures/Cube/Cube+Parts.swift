extension Cube {
    /// What a total is made of, a line a child: the unit's own share first where it has one, then each unit that stood
    /// directly under it, with its total and coverage over the periods in which it stood there. The values of the lines
    /// add up to the reported sum; where a total was declared at the unit, `difference` of its answer is not in any line.
    /// - Throws: ``CubeError/unknownIndicator(_:)``, ``CubeError/unknownUnit(_:)``.
    public func parts(of question: Question) throws(CubeError) -> [AnswerPart] {
        let indicator = try number(ofIndicator: question.indicator)
        let unit = try number(ofUnit: question.unit)
        var parents: [Layout] = []
        if let version = version(of: question.tree) {
            parents = [tree.version(numbered: version).layout]
        } else {
            var versions: [Int] = []
            for number in reportedIndicators(indicator) {
                for piece in pieces(of: number, readIn: question.span) {
                    for column in piece.columns[piece.range] {
                        let version = tree.storage.versionNumber(on: column.last)
                        if versions.last != version, !versions.contains(version) { versions.append(version) }
                    }
                }
            }
            parents = versions.map { tree.version(numbered: $0).layout }
        }
        var lines: [AnswerPart] = []
        let own = try answer(indicator, Reach(unit: unit, alone: true), question)
        if own.coverage.reported + own.coverage.unexpected + own.coverage.expected > 0 {
            lines.append(AnswerPart(unit: question.unit, period: nil, answer: own, isOwn: true))
        }
        var seen: Set<Int> = []
        for layout in parents {
            for child in layout.children(of: unit) where seen.insert(child).inserted {
                let answer = try answer(indicator, Reach(unit: child, underParent: unit), question)
                lines.append(AnswerPart(unit: tree.codes[child], period: nil, answer: answer, isOwn: false))
            }
        }
        return lines
    }

    /// The same question period by period, a line for each period of the indicator's frequency in the span.
    /// - Throws: ``CubeError/unknownIndicator(_:)``, ``CubeError/unknownUnit(_:)``.
    public func periods(of question: Question) throws(CubeError) -> [AnswerPart] {
        let indicator = try number(ofIndicator: question.indicator)
        var spans: [Period] = []
        for number in reportedIndicators(indicator) {
            let own = pieces(of: number, in: question.span).flatMap { Array($0.columns[$0.range]) }
            if spans.isEmpty || own.count < spans.count { spans = own.isEmpty ? spans : own }
        }
        var lines: [AnswerPart] = []
        for span in spans {
            var one = question
            one.span = span
            lines.append(AnswerPart(unit: question.unit, period: span, answer: try answer(one), isOwn: false))
        }
        return lines
    }

    /// The observations that a total is made of, by unit in the order of the tree and by period; at most `limit`.
    /// For a ratio, those of the numerator and then of the denominator.
    /// - Throws: ``CubeError/unknownIndicator(_:)``, ``CubeError/unknownUnit(_:)``.
    public func contributions(to question: Question, limit: Int) throws(CubeError) -> [Contribution] {
        let indicator = try number(ofIndicator: question.indicator)
        let unit = try number(ofUnit: question.unit)
        var found: [Contribution] = []
        for number in reportedIndicators(indicator) {
            let rule = indicators[number]
            for piece in pieces(of: number, readIn: question.span) {
                guard let block = piece.settled, block.answers(question.breakdown) else { continue }
                for segment in layer(piece.key, block, question.breakdown, version(of: question.tree)).segments {
                    let span = segment.columns.clamped(to: piece.range)
                    for row in segment.rows(of: unit, alone: rule.overUnits != .sum) {
                        for column in span {
                            let chosen = [false, true].flatMap {
                                block.chosen(Int(segment.units[row]), column, question.breakdown, totals: $0)
                            }
                            for item in chosen {
                                guard found.count < limit else { return found }
                                found.append(
                                    Contribution(
                                        unit: tree.codes[Int(segment.units[row])], period: block.columns[column],
                                        breakdown: item.cell.breakdown,
                                        scope: item.cell.isTotal ? .total : Mark.isOwn(item.mark) ? .own : .plain,
                                        value: item.mask & Mark.value == 0
                                            ? nil : ExactDecimal(mantissa: item.value, decimals: rule.decimals),
                                        status: Mark.status(item.mark), precision: Mark.precision(item.mark)))
                            }
                        }
                    }
                }
            }
        }
        return found
    }

    /// Units that report an indicator plainly for a period while a unit above does too, under the tree of the period's
    /// last day: what is refused unless a scope says how the two relate.
    /// - Throws: ``CubeError/unknownIndicator(_:)``.
    public func conflicts(
        of indicator: String, in period: Period
    ) throws(CubeError) -> [(unit: String, above: String)] {
        let number = try number(ofIndicator: indicator)
        let key = BlockKey(
            indicator: Int32(number), year: Int32(period.reckoningDay.year), kind: PeriodKind(period.frequency))
        guard let block = block(at: key), let column = block.columns.firstIndex(of: period) else { return [] }
        let layout = tree.version(on: period.last).layout
        var plain: Set<Int32> = []
        for cell in block.cells where !cell.isTotal {
            for (row, unit) in cell.rows.enumerated() {
                let mark = cell.marks[row * block.columns.count + column]
                if mark != 0, !Mark.isOwn(mark), Mark.masks[Int(mark)] & Mark.value != 0 { plain.insert(unit) }
            }
        }
        var found: [(unit: String, above: String)] = []
        for unit in plain.sorted() {
            var above = layout.parent[Int(unit)]
            while above >= 0 {
                if plain.contains(above) { found.append((tree.codes[Int(unit)], tree.codes[Int(above)])) }
                above = layout.parent[Int(above)]
            }
        }
        return found
    }

    /// The indicators that are reported for one: itself, or a ratio's two parts.
    private func reportedIndicators(_ indicator: Int) -> [Int] {
        guard let ratio = indicators[indicator].ratio else { return [indicator] }
        return [ratio.numerator, ratio.denominator].compactMap { indicatorNumbers[$0].map(Int.init) }
    }
}
