import Figures
import Localization

/// All figures of the year in one table, each line leading to its page.
struct FiguresPage {
    let report: AnnualReport
    let languages: [Language]
    let text: FigureText

    /// The values for the template `public_figures`.
    func model() -> PageModel {
        let markup = FigureMarkup(text: text, figures: report.figures, folder: "")
        let rows = report.orderedFigures.map { figure in
            let point = figure.point(report.year)
            let proof = point?.revisions.last?.proof ?? ""
            return [
                "name": figure.name[text.language], "href": markup.href(figure.indicator),
                "measure": PageModel.optional(text.measure(figure)), "valueMarkup": markup.plain(point, of: figure),
                "changeMarkup": markup.change(FigureChange.of(figure, in: report.year)),
                "precision": PageModel.optional(
                    point?.value == nil ? nil : point.map { text.phrase("report.precision_\($0.precision.rawValue)") }),
                "proof": PageModel.optional(proof.isEmpty ? nil : "../\(proof)"),
            ] as PageModel
        }
        let frame = PageFrame(
            report: report, languages: languages, text: text, root: "../../", address: "figures/{language}/index.html")
        return frame.model(
            title: text.phrase("report.all_figures"),
            ["rows": rows, "reportHref": "../../\(report.year)/\(text.language.rawValue)/index.html"])
    }
}

/// The door of the site: the three languages side by side.
struct IndexPage {
    let report: AnnualReport
    let languages: [Language]
    let phrasebook: Phrasebook

    /// The values for the template `public_index`.
    func model() -> PageModel {
        let doors = languages.map { language in
            let text = FigureText(language, phrasebook: phrasebook)
            return [
                "code": language.rawValue, "dir": "\(language.direction)",
                "product": text.phrase("report.title", ["year": String(report.year)]),
                "institution": report.institutionName.best(language).text,
                "href": "\(report.year)/\(language.rawValue)/index.html", "open": text.phrase("report.read_report"),
                "pdf": "\(report.year)/report.\(language.rawValue).pdf", "pdfLabel": text.phrase("report.pdf_long"),
                "figures": "figures/\(language.rawValue)/index.html", "figuresLabel": text.phrase("report.all_figures"),
                "noticeTag": text.phrase("report.notice_short"),
                "notice": PageModel.optional(report.notice.best(language).text),
            ] as PageModel
        }
        return ["languages": doors, "titleYear": String(report.year)]
    }
}
