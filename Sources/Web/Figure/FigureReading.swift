import Acts
import Figures
import Institution
import Localization
import Publication

/// How one figure moved against the period before.
struct FigureMove: Sendable, Hashable {
    /// The change as printed: `+11,8 %`, `≈ −86,7 %`, points for shares.
    let text: String
    /// True when it starts from, or ends at, a value that is not exact.
    let isApproximate: Bool
    /// `good`, `bad` or empty: against the indicator's wanted direction.
    let style: String
}

/// Reads figures from the cube and makes the parts of pages that show them.
struct FigureReading {
    let desk: Desk
    var tree = TreeView.then

    /// How many years a series looks back.
    static let span = 15

    private var words: Words { desk.words }

    /// The cube's answer for a unit and a span.
    func answer(_ indicator: Indicator, _ unit: String, _ span: Period) throws -> Answer {
        try desk.answer(Question(indicator: indicator.code, unit: unit, span: span, tree: tree))
    }

    /// Yearly answers up to a year, from the first year that has a value; empty when none has.
    func series(_ indicator: Indicator, _ unit: String, through last: Int) throws -> [(year: Int, answer: Answer)] {
        let all = try (last - Self.span...last).map { ($0, try answer(indicator, unit, Period(year: $0))) }
        guard let first = all.firstIndex(where: { $0.1.value != nil }) else { return [] }
        return all[first...].map { (year: $0.0, answer: $0.1) }
    }

    /// The change between two answers; nil without a value on either side, over a break, or from zero.
    func move(from before: Answer, to now: Answer, of indicator: Indicator) -> FigureMove? {
        guard let base = before.value, let value = now.value, !now.hasBreak else { return nil }
        let approximate = before.precision != .exact || now.precision != .exact
        let style = value == base ? "" : (value > base) == (indicator.direction == .up) ? "good" : "bad"
        let judged = indicator.direction == .none || approximate ? "" : style
        if indicator.unitOfMeasure == "percent" {
            guard let points = try? value.subtracting(base) else { return nil }
            // The number stays visible: the Arabic plural of one and of two would swallow it, and its sign.
            let signed = Numerals.format(points.description, words.language, signed: true) + "\u{A0}" + words.text("layout.points")
            return FigureMove(text: approximate ? "≈\u{202F}" + signed : signed, isApproximate: approximate, style: judged)
        }
        guard let change = try? ExactDecimal.percentChange(from: base, to: value, decimals: 1) else { return nil }
        let text = Numerals.percentChange(change.description, words.language, approximate: approximate)
        return FigureMove(text: text, isApproximate: approximate, style: judged)
    }

    /// The value as a page prints it, or the word for none.
    func valueMarkup(_ answer: Answer, _ indicator: Indicator) -> String {
        guard let value = answer.value else { return "<span class=\"q\">\(Markup.escape(words.text("layout.not_available")))</span>" }
        return Markup.figure(words.value(value, measure: indicator.unitOfMeasure))
    }

    /// Reported of expected; a dash where nothing was expected.
    func coverageMarkup(_ answer: Answer) -> String {
        answer.coverage.expected == 0 ? "<span class=\"q\">–</span>" : RunningText.markup(words.coverage(answer.coverage))
    }

    /// A chart's points: the value of each year, hollow where it is not exact.
    func points(_ series: [(year: Int, answer: Answer)], _ indicator: Indicator, current: Int) -> [ChartPoint] {
        series.map { year, answer in
            ChartPoint(
                label: "\(year)", value: answer.value,
                text: answer.value.map { words.value($0, measure: indicator.unitOfMeasure) } ?? "",
                isExact: answer.precision == .exact, isCurrent: year == current)
        }
    }

    /// A sparkline of a series with at least two values.
    func spark(_ series: [(year: Int, answer: Answer)], _ indicator: Indicator, id: String) -> String? {
        let points = points(series, indicator, current: series.last?.year ?? 0)
        guard points.filter({ $0.value != nil }).count > 1 else { return nil }
        return Sparkline(
            id: id, title: desk.name(of: indicator), description: finding(series, indicator), points: points
        ).svg(words.language)
    }

    /// A line chart of a series with at least two values. Years before the last break stand on grey.
    func line(
        _ series: [(year: Int, answer: Answer)], _ indicator: Indicator, current: Int, id: String, height: Int
    ) -> String? {
        let points = points(series, indicator, current: current)
        guard points.filter({ $0.value != nil }).count > 1 else { return nil }
        var bands: [ChartBand] = []
        if let last = series.indices.last(where: { $0 > 0 && series[$0].answer.hasBreak }) {
            bands = [ChartBand(first: 0, last: last - 1, label: words.text("words.status.B"))]
        }
        let (language, measure) = (words.language, indicator.unitOfMeasure)
        return LineChart(
            id: id, title: desk.name(of: indicator), description: finding(series, indicator), points: points, bands: bands,
            height: height, floor: floor(points, measure)
        ) { Words(language).value($0.withoutIdleZeros, measure: measure) }.svg(language)
    }

    /// Shares near the top of their scale start at a stated tenth, so that their movement can be seen.
    private func floor(_ points: [ChartPoint], _ measure: String) -> ExactDecimal? {
        let half = ExactDecimal(mantissa: 50, decimals: 0)
        guard measure == "percent", let least = points.compactMap(\.value).min(), least >= half else { return nil }
        var whole = least.mantissa
        for _ in 0..<least.decimals { whole /= 10 }
        return ExactDecimal(mantissa: max(whole / 10 * 10 - 10, 0), decimals: 0)
    }

    /// What a series shows, in one sentence.
    private func finding(_ series: [(year: Int, answer: Answer)], _ indicator: Indicator) -> String {
        let known = series.filter { $0.answer.value != nil }
        guard let first = known.first, let last = known.last, let start = first.answer.value, let end = last.answer.value else {
            return words.text("layout.not_available")
        }
        return words.text(
            "unit.chart_finding",
            [
                "first": words.stated(start, first.answer.precision, measure: indicator.unitOfMeasure), "firstYear": "\(first.year)",
                "last": words.stated(end, last.answer.precision, measure: indicator.unitOfMeasure), "lastYear": "\(last.year)",
            ])
    }

    /// A figure's card.
    func card(_ indicator: Indicator, _ unit: String, year: Int) throws -> FigureCard {
        let series = try series(indicator, unit, through: year)
        let now = try answer(indicator, unit, Period(year: year))
        let before = try answer(indicator, unit, Period(year: year - 1))
        let move = move(from: before, to: now, of: indicator)
        var tags = words.tags(now)
        if !now.coverage.isComplete { tags.append(.plain(words.coverage(now.coverage))) }
        if let simulation = desk.simulation(ofUnit: unit) { tags.append(simulation) }
        let href = desk.link(.figure(indicator: indicator.code, unit: unit, period: "\(year)"))
        return FigureCard(
            cardLabel: desk.name(of: indicator), cardHref: href, cardValueMarkup: valueMarkup(now, indicator),
            cardUnit: now.value == nil ? "" : desk.measure(of: indicator),
            sparkMarkup: spark(series, indicator, id: "s-\(indicator.code)"), sparkFirst: series.first.map { "\($0.year)" } ?? "",
            sparkLast: series.last.map { "\($0.year)" } ?? "", cardChangeMarkup: move.map { RunningText.markup($0.text) },
            cardChangeBase: words.text("layout.versus", ["year": "\(year - 1)"]), cardChangeStyle: move?.style ?? "",
            cardTags: tags, cardSeal: now.value == nil ? nil : seal(href: href, unit: unit, year: year))
    }

    /// The seal of a figure: the full star where the institution's report of the year is published, the square where it is entered.
    func seal(href: String, unit: String, year: Int) -> Seal {
        let isPublished = unit == desk.root && desk.registers.published.contains(year)
        return Seal(
            sealMark: isPublished ? "seal" : "seal-open",
            sealWord: isPublished ? words.text("layout.proven") : words.text("words.seal.entered"), sealHref: href + "#proof")
    }
}

extension ExactDecimal {
    /// The same value without zeros at the end of its decimals.
    var withoutIdleZeros: ExactDecimal {
        var (mantissa, decimals) = (mantissa, decimals)
        while decimals > 0, mantissa % 10 == 0 {
            mantissa /= 10
            decimals -= 1
        }
        return ExactDecimal(mantissa: mantissa, decimals: decimals)
    }
}
