import Acts
import Figures
import Institution
import Publication

/// Makes the rows of commitments: text, bullet, value, state and score.
struct CommitmentReading {
    let desk: Desk
    let year: Int

    private var words: Words { desk.words }

    /// The rows of a unit's terms; results come from its evaluation where there is one, else from the cube.
    func rows(_ terms: Terms, evaluation: Evaluation?) throws -> [CommitmentRow] {
        try terms.commitments.map { commitment in
            try row(commitment, line: evaluation?.derivation.first { $0.commitment == commitment.code })
        }
    }

    /// The unit's score as printed with its scale, or nil before the evaluation.
    func composite(_ evaluation: Evaluation?) -> String? {
        guard let evaluation else { return nil }
        return scoreMarkup(evaluation.score.description)
    }

    func scoreMarkup(_ score: String) -> String {
        "<span class=\"n\"><b>\(Markup.escape(words.decimal(score, measure: nil)))</b> <span class=\"q\">/ 100</span></span>"
    }

    private func row(_ commitment: Commitment, line: DerivationLine?) throws -> CommitmentRow {
        let terms = commitment.terms
        let indicator = terms.indicator.flatMap(desk.registers.indicator)
        let result = try line?.result.flatMap { try? ExactDecimal($0) } ?? value(of: indicator, for: commitment.unit)
        return CommitmentRow(
            commitmentText: words.pick(commitment.text), commitmentDetailMarkup: detail(terms, indicator),
            bulletMarkup: bullet(terms, indicator, result),
            commitmentValueMarkup: valueMarkup(terms, indicator, result, line),
            commitmentState: try state(terms, result, line), commitmentScoreMarkup: line.map { points($0) })
    }

    /// The figure a commitment is measured by: the unit's own where it reports it, else the institution's.
    private func value(of indicator: Indicator?, for unit: String) throws -> ExactDecimal? {
        guard let indicator else { return nil }
        let reading = FigureReading(desk: desk)
        let own = try reading.answer(indicator, unit, Period(year: year)).value
        return try own ?? reading.answer(indicator, desk.root, Period(year: year)).value
    }

    private func detail(_ terms: ProposedCommitment, _ indicator: Indicator?) -> String {
        let measure = indicator?.unitOfMeasure
        var parts = [terms.code, target(terms, measure)].filter { !$0.isEmpty }
        if let baseline = terms.baseline { parts.append(words.text("unit.baseline", ["value": words.decimal(baseline, measure: measure)])) }
        parts.append(words.text("unit.weight", ["weight": words.number(terms.weight)]))
        return parts.map(RunningText.markup).joined(separator: " · ")
    }

    /// The target in words.
    func target(_ terms: ProposedCommitment, _ measure: String?) -> String {
        let target = terms.target.map { words.decimal($0, measure: measure) } ?? ""
        switch terms.targetType {
        case .atLeast: return words.text("unit.target_at_least", ["target": target])
        case .atMost: return words.text("unit.target_at_most", ["target": target])
        case .between:
            let most = terms.targetMax.map { words.decimal($0, measure: measure) } ?? ""
            return words.text("unit.target_between", ["target": target, "max": most])
        case .exactly: return words.text("unit.target_exactly", ["target": target])
        case .milestone: return words.text("unit.target_milestone", ["date": terms.due.map(words.day) ?? ""])
        case .text: return ""
        }
    }

    private func valueMarkup(
        _ terms: ProposedCommitment, _ indicator: Indicator?, _ result: ExactDecimal?, _ line: DerivationLine?
    ) -> String {
        if let result { return Markup.figure(words.value(result, measure: indicator?.unitOfMeasure ?? "")) }
        if let text = line?.result { return RunningText.markup(text) }
        return "<span class=\"q light\">\(Markup.escape(words.text("unit.no_value_yet")))</span>"
    }

    private func state(_ terms: ProposedCommitment, _ result: ExactDecimal?, _ line: DerivationLine?) throws -> Tag? {
        var status = line?.status
        if status == nil, let result, let target = try Scoring.Target(terms) {
            status = Scoring.attainment(of: result, for: target).1
        }
        return status.map(tag)
    }

    /// The tag of a commitment's status.
    func tag(_ status: CommitmentStatus) -> Tag {
        let text = words.text("cycle.status.\(status.rawValue)")
        switch status {
        case .reached: return .good(text)
        case .near: return .warn(text)
        case .partial: return .warn(text)
        case .missed: return .bad(text)
        case .noData: return .plain(text)
        }
    }

    private func points(_ line: DerivationLine) -> String {
        guard let attainment = line.attainment else { return RunningText.markup(words.text("layout.not_available")) }
        let score = ExactDecimal(mantissa: Int64(attainment.tenThousandths), decimals: 2).withoutIdleZeros
        return words.markup("unit.score_of", ["score": words.value(score, measure: ""), "all": words.number(100)])
    }

    private func bullet(_ terms: ProposedCommitment, _ indicator: Indicator?, _ result: ExactDecimal?) -> String? {
        guard let target = terms.target.flatMap({ try? ExactDecimal($0) }), terms.targetType.isNumeric else { return nil }
        let baseline = terms.baseline.flatMap { try? ExactDecimal($0) }
        let measure = indicator?.unitOfMeasure ?? ""
        let found = result.map { words.value($0, measure: measure) } ?? words.text("unit.no_value_yet")
        return BulletChart(
            id: "b-\(terms.code)", title: words.pick(terms.text), description: found,
            thresholds: Self.thresholds(from: baseline ?? .zero, to: target), result: result, target: target, baseline: baseline
        ).svg(words.language)
    }

    /// Where half and nine tenths of the way from the baseline to the target lie, in rising order.
    static func thresholds(from baseline: ExactDecimal, to target: ExactDecimal) -> [ExactDecimal] {
        let decimals = max(baseline.decimals, target.decimals)
        guard decimals < 17, let start = try? baseline.rescaled(to: decimals), let end = try? target.rescaled(to: decimals) else {
            return []
        }
        return [Int64(5), 9].compactMap { tenths -> ExactDecimal? in
            let (way, way1) = end.mantissa.subtractingReportingOverflow(start.mantissa)
            let (part, part1) = way.multipliedReportingOverflow(by: tenths)
            let (from, from1) = start.mantissa.multipliedReportingOverflow(by: 10)
            let (sum, sum1) = from.addingReportingOverflow(part)
            return way1 || part1 || from1 || sum1 ? nil : ExactDecimal(mantissa: sum, decimals: decimals + 1)
        }.sorted()
    }
}
