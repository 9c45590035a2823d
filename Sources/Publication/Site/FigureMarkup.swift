import Figures
import Localization

/// Values as they stand in pages: linked to their proof, with their precision before them.
struct FigureMarkup {
    let text: FigureText
    let figures: [String: ReportFigure]
    /// The way from the page to the folder of verification pages, ending in a slash.
    let folder: String

    func href(_ indicator: String) -> String { "\(folder)\(indicator).html" }

    /// A value in running text, dotted, leading to its page.
    func linked(_ point: FigurePoint, of figure: ReportFigure) -> String {
        guard point.value != nil else { return Markup.escape(text.phrase("report.not_available")) }
        let link =
            "<a class=\"v n\" href=\"\(Markup.escape(href(figure.indicator)))\">\(Markup.escape(text.value(point, of: figure)))</a>"
        return withWord(point, link)
    }

    /// A value in a table, without link.
    func plain(_ point: FigurePoint?, of figure: ReportFigure) -> String {
        guard let point, point.value != nil else { return "<span class=\"q\">–</span>" }
        return withWord(point, Markup.figure(text.value(point, of: figure)))
    }

    func change(_ change: FigureChange) -> String {
        if case .broken = change { return "<span class=\"q\">\(Markup.escape(text.change(change)))</span>" }
        return Markup.figure(text.change(change))
    }

    /// The paragraph of a section. A figure without value says so; an unknown indicator keeps its code, so that it is seen.
    func paragraph(_ narrative: Narrative, year: Int) -> String {
        narrative.pieces.map { piece in
            switch piece {
            case .words(let words): return Markup.escape(words)
            case .year(let offset): return Markup.figure(String(year + offset))
            case .value(let indicator, let offset):
                guard let figure = figures[indicator] else { return "<code>\(Markup.escape(indicator))</code>" }
                guard let point = figure.point(year + offset) else { return Markup.escape(text.phrase("report.not_available")) }
                return linked(point, of: figure)
            case .change(let indicator):
                guard let figure = figures[indicator] else { return "<code>\(Markup.escape(indicator))</code>" }
                return change(FigureChange.of(figure, in: year))
            }
        }.joined()
    }

    private func withWord(_ point: FigurePoint, _ markup: String) -> String {
        let word = text.precisionWord(point.precision)
        return word.isEmpty ? markup : "<span class=\"word\">\(Markup.escape(word))</span> \(markup)"
    }
}
