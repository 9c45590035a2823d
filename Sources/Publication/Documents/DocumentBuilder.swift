import Figures
import Localization

/// Turns the report into the document's model and its drawings, in one language.
struct DocumentBuilder {
    let report: AnnualReport
    let text: FigureText

    /// A chart's width in pixels; the document scales it to its column.
    static let chartWidth = 660

    private var language: Language { text.language }

    /// The model and the drawings by file name. Throws when a section's text is not well formed.
    func build() throws -> (model: DocumentModel, drawings: [String: String]) {
        var drawings: [String: String] = [:]
        let sections = try report.sections.map { try section($0, &drawings) }
        let institution = report.institutionName.best(language).text
        let title = text.phrase("report.title", ["year": String(report.year)])
        let proofs = report.proofCount
        let model = DocumentModel(
            lang: language.rawValue, dir: "\(language.direction)", title: title, institution: institution,
            kicker: text.phrase("report.kicker", ["institution": institution]),
            lead: text.phrase("report.lead", ["first": text.day(report.firstDay), "closing": text.day(report.closingDay)]),
            published: text.phrase("report.published", ["published": text.weekday(report.publishedDay)]),
            proven: text.phrase(
                "report.proven",
                [
                    "proven": Numerals.format(String(proofs.proven), language),
                    "all": Numerals.format(String(proofs.all), language),
                ]),
            notice: report.notice.best(language).text,
            running: [
                text.phrase("report.running", ["institution": institution, "title": title]),
                report.notice.isEmpty ? "" : text.phrase("report.notice_short"),
            ]
            .filter { !$0.isEmpty }.joined(separator: " · "),
            checkpoint: .init(hash: ReportPage.grouped(report.checkpoint.noteHash)), words: words(),
            ordinals: Dictionary(uniqueKeysWithValues: (1...12).map { (String($0), text.phrase("report.ordinal_\($0)")) }),
            columns: [
                text.phrase("report.indicator"), String(report.year - 1), String(report.year), text.phrase("report.change"),
            ],
            headline: headline(), sections: sections, lists: lists(), all: report.orderedFigures.filter(isOfTheYear).map(row),
            steps: ["open", "download", "compare"].map { text.phrase("report.verify_\($0)") }, facts: facts())
        return (model, drawings)
    }

    private func words() -> [String: String] {
        let keys = ["checkpoint", "overview", "simulated", "simulated_list", "all_figures", "verify_title", "verify_text"]
        return Dictionary(uniqueKeysWithValues: keys.map { ($0, text.phrase("report.\($0)")) })
    }

    private func isOfTheYear(_ figure: ReportFigure) -> Bool { figure.point(report.year)?.value != nil }

    private func headline() -> [DocumentModel.Headline] {
        report.headline.prefix(4).compactMap { code in
            guard let figure = report.figures[code], let point = figure.point(report.year), point.value != nil else { return nil }
            return .init(label: figure.name[language], value: text.full(point, of: figure))
        }
    }

    private func section(_ section: ReportSection, _ drawings: inout [String: String]) throws -> DocumentModel.Section {
        let figures = section.figures.compactMap { report.figures[$0] }
        let written = section.text[language]
        let charts = section.charts.compactMap { code -> DocumentModel.Chart? in
            guard let figure = report.figures[code],
                let chart = FigureCharts(text).line(figure, upTo: report.year, current: report.year, id: code, height: 210)
            else { return nil }
            let file = "chart-\(section.code)-\(code).svg"
            drawings[file] = chart.svg(language, surface: .document(width: Self.chartWidth))
            return .init(file: file, title: chart.title, finding: chart.description, alt: "\(chart.title). \(chart.description)")
        }
        return DocumentModel.Section(
            title: section.title[language], paragraphs: written.isEmpty ? [] : [paragraph(try Narrative(written))],
            records: figures.compactMap(record), charts: charts,
            caption: text.phrase("report.table_caption", ["title": section.title[language]]) + " "
                + text.phrase("report.approximate"),
            rows: figures.map(row))
    }

    private func paragraph(_ narrative: Narrative) -> [DocumentModel.Piece] {
        narrative.pieces.flatMap { piece -> [DocumentModel.Piece] in
            switch piece {
            case .words(let words): return [.init(text: words, n: false)]
            case .year(let offset): return [.init(text: String(report.year + offset), n: true)]
            case .value(let code, let offset):
                guard let figure = report.figures[code], let point = figure.point(report.year + offset) else {
                    return [.init(text: text.phrase("report.not_available"), n: false)]
                }
                return value(point, of: figure)
            case .change(let code):
                guard let figure = report.figures[code] else { return [.init(text: code, n: false)] }
                return [change(figure)]
            }
        }
    }

    private func record(_ figure: ReportFigure) -> [DocumentModel.Piece]? {
        guard let record = FigureRecord.find(in: figure, year: report.year), let point = figure.point(report.year) else {
            return nil
        }
        let measure = text.measure(figure)
        return [.init(text: text.record(record, of: figure, year: report.year) + " ", n: false)] + value(point, of: figure)
            + (measure.isEmpty ? [] : [.init(text: " " + measure, n: false)])
    }

    private func row(_ figure: ReportFigure) -> DocumentModel.Row {
        let measure = text.measure(figure)
        let point = figure.point(report.year)
        return .init(
            name: figure.name[language] + (measure.isEmpty ? "" : " (\(measure))"),
            before: figure.point(report.year - 1).map { value($0, of: figure) } ?? [.init(text: "–", n: true)],
            value: point.map { value($0, of: figure) } ?? [.init(text: "–", n: true)], change: [change(figure)],
            simulated: point?.isSimulated ?? false)
    }

    private func value(_ point: FigurePoint, of figure: ReportFigure) -> [DocumentModel.Piece] {
        guard point.value != nil else { return [.init(text: text.phrase("report.not_available"), n: false)] }
        let word = text.precisionWord(point.precision)
        let number = DocumentModel.Piece(text: text.value(point, of: figure), n: true)
        return word.isEmpty ? [number] : [.init(text: word + "\u{A0}", n: false), number]
    }

    private func change(_ figure: ReportFigure) -> DocumentModel.Piece {
        let change = FigureChange.of(figure, in: report.year)
        if case .broken = change { return .init(text: text.change(change), n: false) }
        return .init(text: text.change(change), n: true)
    }

    private func facts() -> [DocumentModel.Fact] {
        let checkpoint = report.checkpoint
        return [
            .init(name: text.phrase("report.checkpoint"), value: ReportPage.grouped(checkpoint.noteHash)),
            .init(name: text.phrase("report.log"), value: checkpoint.origin),
            .init(name: text.phrase("report.key"), value: checkpoint.key),
            .init(name: text.phrase("report.entries"), value: Numerals.format(String(checkpoint.size), language)),
        ]
    }

    private func lists() -> [DocumentModel.List] {
        let page = ReportPage(report: report, languages: Language.allCases, text: text)
        return page.lists(after: report.sections.count).map { list in
            let items = list["items"] as? [PageModel] ?? []
            return DocumentModel.List(
                title: list["title"] as? String ?? "", simulated: list["isSimulated"] as? Bool ?? false,
                note: list["note"] as? String ?? "", items: items.map(item))
        }
    }

    private func item(_ model: PageModel) -> DocumentModel.Item {
        let context = [model["owner"] as? String ?? "", model["due"] as? String ?? ""].filter { !$0.isEmpty }
        let phases = (model["phases"] as? [PageModel] ?? []).map { phase in
            [phase["due"] as? String ?? "", phase["text"] as? String ?? ""].filter { !$0.isEmpty }.joined(separator: " – ")
        }
        return .init(
            code: model["code"] as? String ?? "", text: model["text"] as? String ?? "", context: context.joined(separator: " · "),
            phases: phases)
    }
}
