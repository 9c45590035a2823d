import Acts
import Figures
import Localization

/// The annual report as a page of one language.
struct ReportPage {
    let report: AnnualReport
    let languages: [Language]
    let text: FigureText

    private var markup: FigureMarkup {
        FigureMarkup(text: text, figures: report.figures, folder: "../../figures/\(text.language.rawValue)/")
    }
    private var charts: FigureCharts { FigureCharts(text) }
    private var language: Language { text.language }

    /// The values for the template `public_report`. Throws when a section's text is not well formed.
    func model() throws -> PageModel {
        let sections = try report.sections.enumerated().map { index, section in try self.section(section, index) }
        let lists = lists(after: sections.count)
        let proofs = report.proofCount
        let headline = headline()
        let content: PageModel = [
            "closingMarkup": Markup.escape(text.day(report.closingDay)),
            "firstMarkup": Markup.escape(text.day(report.firstDay)),
            "publishedMarkup": Markup.escape(text.weekday(report.publishedDay)),
            "provenMarkup": Markup.figure(Numerals.format(String(proofs.proven), language)),
            "allMarkup": Markup.figure(Numerals.format(String(proofs.all), language)),
            "headline": headline, "hasHeadline": !headline.isEmpty,
            "contents": (sections + lists).map { ["code": $0["code"] ?? "", "title": $0["title"] ?? ""] as PageModel },
            "sections": sections, "lists": lists,
            "checkpointHash": Self.grouped(report.checkpoint.noteHash),
            "checkpointOrigin": report.checkpoint.origin,
            "checkpointKey": report.checkpoint.key,
            "checkpointSize": Numerals.format(String(report.checkpoint.size), language),
        ]
        let title = text.phrase(
            "report.title", ["institution": report.institutionName.best(language).text, "year": String(report.year)])
        let frame = PageFrame(
            report: report, languages: languages, text: text, root: "../../", address: "\(report.year)/{language}/index.html")
        return frame.model(title: title, content)
    }

    /// A hash in groups of four, as people compare it.
    static func grouped(_ hash: String) -> String {
        stride(from: 0, to: hash.count, by: 4).map { start in String(hash.dropFirst(start).prefix(4)) }.joined(separator: " ")
    }

    /// The large values; one from a rounded base keeps its word and never shows a change.
    private func headline() -> [PageModel] {
        report.headline.prefix(4).compactMap { indicator in
            guard let figure = report.figures[indicator], let point = figure.point(report.year), point.value != nil else {
                return nil
            }
            return [
                "label": figure.name[language], "value": text.value(point, of: figure), "href": markup.href(indicator),
                "note": PageModel.optional(
                    [text.precisionWord(point.precision), text.measure(figure)].filter { !$0.isEmpty }.joined(separator: ", ")),
            ]
        }
    }

    private func section(_ section: ReportSection, _ index: Int) throws -> PageModel {
        let figures = section.figures.compactMap { report.figures[$0] }
        let written = section.text[language]
        let rows = figures.map(row)
        let table: Any =
            rows.isEmpty
            ? false
            : [
                "id": "t-\(section.code)", "caption": text.phrase("report.table_caption", ["title": section.title[language]]),
                "rows": rows, "approximate": rows.contains { $0["isApproximate"] as? Bool == true },
            ] as PageModel
        return [
            "code": section.code, "title": section.title[language],
            "ordinal": text.phrase("report.ordinal_\(min(index + 1, 12))"),
            "textMarkup": PageModel.optional(written.isEmpty ? nil : markup.paragraph(try Narrative(written), year: report.year)),
            "records": figures.compactMap(record),
            "charts": section.charts.enumerated().compactMap { chart(section, $1, $0) },
            "table": table,
        ]
    }

    private func record(_ figure: ReportFigure) -> PageModel? {
        guard let record = FigureRecord.find(in: figure, year: report.year), let point = figure.point(report.year) else {
            return nil
        }
        let sentence = text.record(record, of: figure, year: report.year)
        let measure = text.measure(figure)
        let unit = measure.isEmpty ? "" : " " + Markup.escape(measure)
        return [
            "sentenceMarkup": "\(Markup.escape(sentence)) \(markup.linked(point, of: figure))\(unit)",
            "kind": record.kind.rawValue,
        ]
    }

    private func chart(_ section: ReportSection, _ indicator: String, _ index: Int) -> PageModel? {
        guard let figure = report.figures[indicator],
            let chart = charts.line(figure, upTo: report.year, current: report.year, id: "c-\(section.code)-\(index + 1)")
        else { return nil }
        let series = figure.series(upTo: report.year)
        return [
            "title": chart.title, "finding": chart.description, "svgMarkup": chart.svg(language), "indicator": indicator,
            "href": markup.href(indicator), "hollow": series.contains { $0.value != nil && !$0.isExact },
            "years": series.map { ["label": String($0.year), "valueMarkup": markup.plain($0, of: figure)] as PageModel },
        ]
    }

    private func row(_ figure: ReportFigure) -> PageModel {
        let change = FigureChange.of(figure, in: report.year)
        let point = figure.point(report.year)
        var isApproximate = false
        switch change {
        case .percent(_, let about), .points(_, let about): isApproximate = about
        case .noBase, .broken, .undecidable: break
        }
        return [
            "name": figure.name[language], "measure": PageModel.optional(text.measure(figure)),
            "isSimulated": point?.isSimulated ?? false,
            "beforeMarkup": markup.plain(figure.point(report.year - 1), of: figure),
            "valueMarkup": point.map { markup.linked($0, of: figure) } ?? "<span class=\"q\">–</span>",
            "coverage": PageModel.optional(point?.coverage.map(text.coverage)),
            "changeMarkup": markup.change(change), "isApproximate": isApproximate,
        ]
    }
}
