import Figures
import Institution
import Localization

/// "Why this number": one indicator of one year with its revisions, its series, its definition and its proof.
struct FigurePage {
    let report: AnnualReport
    let figure: ReportFigure
    let languages: [Language]
    let text: FigureText
    /// Numbers, times and hashes of the ledger entries, by act.
    let entries: [Int64: LedgerEntryFacts]

    private var language: Language { text.language }
    private var markup: FigureMarkup { FigureMarkup(text: text, figures: report.figures, folder: "") }
    private var point: FigurePoint? { figure.point(report.year) }

    /// The values for the template `public_figure`.
    func model() -> PageModel {
        let title = text.phrase("verify.heading", ["name": figure.name[language], "year": String(report.year)])
        let record = FigureRecord.find(in: figure, year: report.year)
        let content: PageModel = [
            "heading": title, "reportHref": "../../\(report.year)/\(language.rawValue)/index.html",
            "value": PageModel.optional(point.flatMap { $0.value == nil ? nil : text.value($0, of: figure) }),
            "measure": PageModel.optional(text.measure(figure)),
            "precision": PageModel.optional(point.map { text.phrase("report.precision_\($0.precision.rawValue)") }),
            "precisionLook": point?.isExact == true ? "good" : "",
            "publishedOn": text.phrase("verify.published_on", ["date": text.day(report.publishedDay)]),
            "coverage": PageModel.optional(point?.coverage.map(text.coverage)),
            "isSimulated": point?.isSimulated ?? false, "hasProof": point?.hasProof ?? false,
            "record": record != nil,
            "recordMarkup": record.map { Markup.escape(text.record($0, of: figure, year: report.year)) } ?? "",
            "revisions": revisions(), "chart": PageModel.optional(chart()), "parts": computed(), "rows": rows(),
            "proof": PageModel.optional(proof()),
            "indicator": figure.indicator, "measureName": text.measureName(figure), "adds": text.phrase(addsKey),
            "direction": text.phrase("verify.direction_\(figure.direction)"), "unit": figure.unitName.best(language).text,
        ].merging(definition()) { own, _ in own }
        let frame = PageFrame(
            report: report, languages: languages, text: text, root: "../../",
            address: "figures/{language}/\(figure.indicator).html")
        return frame.model(title: title, content)
    }

    private func definition() -> PageModel {
        let best = figure.definition.best(language)
        return [
            "definition": PageModel.optional(best.text),
            "definitionLang": PageModel.optional(best.language == language ? nil : best.language.rawValue),
        ]
    }

    private var addsKey: String {
        if figure.ratio != nil { return "verify.adds_ratio" }
        if figure.overUnits == "sum", figure.overTime == "sum" || figure.overTime == "last" {
            return "verify.adds_sum_\(figure.overTime)"
        }
        return "verify.adds_none"
    }

    /// Oldest first, the one in force marked.
    private func revisions() -> [PageModel] {
        let list = point?.revisions ?? []
        return list.enumerated().map { index, revision in
            let value = revision.value.map { text.value($0, of: figure) } ?? text.phrase("verify.no_value")
            return [
                "value": value, "precision": text.phrase("report.precision_\(revision.precision.rawValue)"),
                "isCurrent": index == list.count - 1,
                "known": text.phrase("verify.known", ["date": time(revision.asOf)]),
                "entered": text.phrase(
                    "verify.entered", ["act": Numerals.format(String(revision.act), language), "time": time(revision.recorded)]),
                "source": !revision.source.isEmpty, "sourceMarkup": Self.source(revision.source),
                "note": PageModel.optional(revision.note),
                "proof": PageModel.optional(revision.proof.isEmpty ? nil : "../\(revision.proof)"),
            ]
        }
    }

    private func chart() -> PageModel? {
        let last = figure.points.filter { $0.value != nil }.map(\.year).max() ?? report.year
        guard let chart = FigureCharts(text).line(figure, upTo: max(last, report.year), current: report.year, id: "series") else {
            return nil
        }
        return ["title": chart.title, "finding": chart.description, "svgMarkup": chart.svg(language)]
    }

    private func computed() -> PageModel {
        let formula: String
        if let ratio = figure.ratio {
            func name(_ code: String) -> String { report.figures[code]?.name[language] ?? code }
            formula = text.phrase(
                "verify.formula_ratio", ["numerator": name(ratio.numerator), "denominator": name(ratio.denominator)])
        } else {
            formula = text.phrase(point?.coverage == nil ? "verify.formula_declared" : "verify.formula_sum")
        }
        let rows = figure.parts.map { part in
            [
                "name": part.name.best(language).text,
                "coverage": part.coverage.map { "\($0.reported) / \($0.expected)" } ?? "",
                "value": part.value.map { text.value($0, of: figure) } ?? text.phrase("verify.no_value"),
            ] as PageModel
        }
        let table: Any = rows.isEmpty ? false : ["rows": rows, "isSimulated": figure.partsAreSimulated] as PageModel
        return ["formula": formula, "table": table]
    }

    /// The years, latest first.
    private func rows() -> [PageModel] {
        let known = figure.points.filter { $0.value != nil }.sorted { $0.year > $1.year }
        return known.map { point in
            let proof = point.revisions.last?.proof ?? ""
            return [
                "year": String(point.year), "valueMarkup": Markup.figure(text.value(point, of: figure)),
                "precision": text.phrase("report.precision_\(point.precision.rawValue)"),
                "changeMarkup": markup.change(FigureChange.of(figure, in: point.year)),
                "sourceMarkup": Self.source(point.source), "isCurrent": point.year == report.year,
                "proof": PageModel.optional(proof.isEmpty ? nil : "../\(proof)"),
            ]
        }
    }

    private func proof() -> PageModel? {
        guard let revision = point?.revisions.last, !revision.proof.isEmpty else { return nil }
        let facts = entries[revision.act]
        return [
            "entry": Numerals.format(String(revision.act), language),
            "act": facts.map { FigureActs.kinds.contains($0.kind) ? text.phrase("verify.act_return") : $0.kind } ?? "",
            "time": time(revision.recorded),
            "leaf": ReportPage.grouped(facts?.leaf ?? ""), "checkpoint": ReportPage.grouped(report.checkpoint.noteHash),
            "href": "../\(revision.proof)",
        ]
    }

    private func time(_ recorded: String) -> String { text.day(String(recorded.prefix(10))) }

    /// An address becomes a link, a text stays one. Only http and https lead anywhere.
    static func source(_ source: String) -> String {
        guard source.hasPrefix("https://") || source.hasPrefix("http://") else { return Markup.escape(source) }
        let short = source.split(separator: "/").dropFirst().first.map(String.init) ?? source
        return "<a href=\"\(Markup.escape(source))\" rel=\"noreferrer noopener\" class=\"n\">\(Markup.escape(short))</a>"
    }
}

/// What the site says about one entry of the ledger.
public struct LedgerEntryFacts: Sendable, Equatable {
    /// The kind of act.
    public let kind: String
    /// The leaf hash, hexadecimal.
    public let leaf: String

    /// Facts of an entry.
    public init(kind: String, leaf: String) {
        self.kind = kind
        self.leaf = leaf
    }
}
