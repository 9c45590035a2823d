import Acts
import Figures
import Institution
import Localization
import Publication

/// What a unit does for each officer, or for so many inhabitants: every indicator that adds, over one that says how many there
/// were.
struct RatiosReport: AnalysisReport {
    let title, lead: String
    let table: AnalysisTable
    let notes: [Note]
    let isSimulated: Bool

    init(_ request: AnalysisRequest, most: Int) throws {
        let (desk, words) = (request.desk, request.words)
        guard let divisor = try request.indicator("per") ?? Self.usualDivisor(request) else {
            throw Failure(.unknownIndicator, ["indicator": "–"])
        }
        let (unit, tree) = (try request.unit(), try request.tree())
        let scale = try Int64(request.word("scale", of: AnalysisFields.scales)) ?? 1
        let period = try request.period(divisor)
        let indicators = desk.registers.indicators.filter { Measure.canDivide($0) && $0.code != divisor.code }
        try AnalysisTable.check(cells: indicators.count * 6, most: most, words)
        // The divisor is refused before anything is divided by it, whether or not there is anything to divide.
        guard Measure.canDivide(divisor) else { throw Failure(.ratioNotDivisible, ["indicator": desk.name(of: divisor)]) }
        let bottom = try desk.answer(Question(indicator: divisor.code, unit: unit, span: period, tree: tree))
        var rows: [AnalysisTable.Row] = []
        for indicator in indicators {
            let measure = try Measure(indicator, per: divisor, scale: scale, desk: desk)
            let now = try measure.reading(unit, period, tree)
            guard now.top.value != nil else { continue }
            let before = try measure.reading(unit, period.yearBefore, tree)
            rows.append(AnalysisTable.Row(cells: Self.cells(measure, now, before, unit, period, request)))
        }
        let name = { (key: String) in words.text("analysis.column.\(key)") }
        table = AnalysisTable(
            caption: words.text("analysis.kind.ratios"),
            columns: [
                AnalysisTable.Column(key: "code", name: name("code"), isFileOnly: true),
                .init(key: "indicator", name: name("indicator"), isHead: true),
                .init(key: "value", name: name("value"), isNumber: true),
                .init(key: "ratio", name: name("ratio"), isNumber: true),
                .init(key: "before", name: name("before"), isNumber: true),
                .init(key: "change", name: name("change"), isNumber: true),
                .init(key: "coverage", name: name("coverage"), isNumber: true),
            ], rows: rows)
        let shown = Numerals.format("\(scale)", words.language)
        title = words.text(
            scale == 1 ? "analysis.ratios_title_one" : "analysis.ratios_title",
            ["unit": desk.name(ofUnit: unit), "divisor": desk.name(of: divisor), "scale": shown, "period": words.period(period)])
        lead =
            bottom.value.map {
                words.text(
                    "analysis.ratios_lead",
                    [
                        "divisor": desk.name(of: divisor),
                        "value": words.stated($0, bottom.precision, measure: divisor.unitOfMeasure),
                    ])
            } ?? words.text("analysis.ratios_none", ["divisor": desk.name(of: divisor), "period": words.period(period)])
        notes = []
        isSimulated = unit != desk.root
    }

    /// An indicator that counts people or posts as a stock, else any stock that adds over units: the one that a rate is usually
    /// of.
    static func usualDivisor(_ request: AnalysisRequest) -> Indicator? {
        let able = request.desk.registers.indicators.filter(Measure.canDivide)
        let stocks = able.filter { $0.overTime == .last }
        let people: Set<String> = ["inhabitants", "officers", "posts", "persons"]
        return stocks.first { people.contains($0.unitOfMeasure) } ?? stocks.first ?? able.first
    }

    private static func cells(
        _ measure: Measure, _ now: Measure.Reading, _ before: Measure.Reading, _ unit: String, _ period: Period,
        _ request: AnalysisRequest
    ) -> [AnalysisCell] {
        let (desk, words) = (request.desk, request.words)
        let (indicator, tree) = (measure.indicator, request.query["tree"])
        let href = desk.link(.figure(indicator: indicator.code, unit: unit, period: "\(period)"), ["tree": tree ?? ""])
        func ratio(_ reading: Measure.Reading) -> AnalysisCell {
            guard let value = reading.value else {
                return .missing(
                    reading.reason.map { words.text("figure.reason.\($0.rawValue)") } ?? words.text("layout.not_available"))
            }
            // A little over a lot is not nothing: what rounds to zero is said to be at most a hundredth.
            let isTiny = value.isZero && reading.top.value?.isZero == false && [.exact, .atMost].contains(reading.precision)
            let shown = isTiny ? ExactDecimal(mantissa: 1, decimals: Measure.decimals) : value
            return AnalysisCell(
                markup: RunningText.markup(words.stated(shown, isTiny ? .atMost : reading.precision, measure: "")),
                raw: value.description, order: .number(value))
        }
        return [
            .code(indicator.code), .text(desk.measuredName(of: indicator), href: href, raw: desk.name(of: indicator)),
            .value(
                now.top.value, now.top.precision, measure: indicator.unitOfMeasure, reason: now.top.reason, href: href,
                words: words),
            ratio(now), ratio(before), change(now, before, indicator, words), .coverage(now.coverage, words),
        ]
    }

    /// The change of the ratio; none over a break.
    private static func change(
        _ now: Measure.Reading, _ before: Measure.Reading, _ indicator: Indicator, _ words: Words
    ) -> AnalysisCell {
        guard let value = now.value, let base = before.value, !now.hasBreak,
            let change = try? ExactDecimal.percentChange(from: base, to: value, decimals: 1)
        else { return .missing(words.text(now.hasBreak ? "words.status.B" : "analysis.no_change")) }
        let isApproximate = now.precision != .exact || before.precision != .exact
        let style =
            indicator.direction == .none || isApproximate || value == base
            ? "" : (value > base) == (indicator.direction == .up) ? "good" : "bad"
        let text = Numerals.percentChange(change.description, words.language, approximate: isApproximate)
        return AnalysisCell(
            markup: "<span class=\"delta \(style)\">\(RunningText.markup(text))</span>", raw: change.description,
            order: .number(change))
    }
}
