import Acts
import Figures
import Institution
import Publication

/// The years of a figure: the line and the table of values with their sources.
struct FigureSeries {
    let chart: FigureChart?
    let rows: [SeriesRow]
    /// `ascending` or `descending` by year.
    let sort: String
    let sortHref: String

    /// Reads the series up to today, so that later values stand beside the one asked for.
    init(query: FigureQuery) throws {
        let (desk, reading, indicator, unit) = (query.desk, query.reading, query.indicator, query.unit.code)
        let words = desk.words
        let current = query.view.period.last.year
        var series = try reading.series(indicator, unit, through: max(desk.today.year, current))
        while let last = series.last, last.answer.value == nil, last.year != current { series.removeLast() }
        if let first = series.first, let last = series.last,
            let drawing = reading.line(series, indicator, current: current, id: "series", height: 280)
        {
            chart = FigureChart(
                chartTitleMarkup: words.markup("figure.series", ["first": "\(first.year)", "last": "\(last.year)"]),
                chartNoteMarkup: RunningText.markup(desk.registers.measures[indicator.unitOfMeasure].map(words.pick) ?? indicator.unitOfMeasure),
                chartMarkup: drawing)
        } else {
            chart = nil
        }
        let rising = desk.query["sort"] == "year"
        sort = rising ? "ascending" : "descending"
        sortHref = desk.link(
            .figure(indicator: indicator.code, unit: unit, period: "\(query.view.period)"),
            ["sort": rising ? "" : "year", "tree": desk.query["tree"] ?? ""]) + "#tab"
        let list = try series.enumerated().map { index, point in
            try Self.row(query, point, before: index > 0 ? series[index - 1].answer : nil)
        }
        rows = rising ? list : list.reversed()
    }

    private static func row(_ query: FigureQuery, _ point: (year: Int, answer: Answer), before: Answer?) throws -> SeriesRow {
        let (desk, words, reading) = (query.desk, query.desk.words, query.reading)
        let href = desk.link(
            .figure(indicator: query.indicator.code, unit: query.unit.code, period: "\(point.year)"), ["tree": desk.query["tree"] ?? ""])
        let revision = try desk.revisions.current(
            unit: query.unit.code, period: "\(point.year)", size: desk.registers.size, in: desk.tables
        ).first { $0.value.indicator == query.indicator.code && $0.value.breakdown == nil }
        var tags = words.tags(point.answer)
        if point.answer.value != nil, point.answer.precision == .exact {
            tags.insert(.plain(words.text("words.precision.exact")), at: 0)
        }
        let move = before.flatMap { reading.move(from: $0, to: point.answer, of: query.indicator) }
        let source = revision?.value.source.map { source in
            source == "simulated"
                ? Markup.escape(words.text("layout.simulated")) : FigureQuery.sourceMarkup(source, label: words.text("figure.source"))
        }
        return SeriesRow(
            isHere: point.year == query.view.period.last.year, seriesHref: href, seriesPeriod: "\(point.year)",
            seriesValueMarkup: reading.valueMarkup(point.answer, query.indicator), seriesTags: tags,
            seriesChangeMarkup: point.answer.hasBreak
                ? Markup.escape(words.text("words.status.B")) : move.map { RunningText.markup($0.text) } ?? "<span class=\"q\">–</span>",
            seriesSourceMarkup: source ?? "<span class=\"q\">–</span>",
            seriesSeal: revision == nil ? nil : reading.seal(href: href, unit: query.unit.code, year: point.year))
    }
}
