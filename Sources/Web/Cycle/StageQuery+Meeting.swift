import Acts
import Figures
import Institution
import Localization
import Publication

/// The stages that the direction does: meeting, roadmap, report.
extension StageQuery {
    func meeting() throws -> Page {
        try MeetingQuery(desk: desk, year: year).page()
    }

    /// The published editions, each language with its document.
    func report(_ site: PublishedSite) throws -> Page {
        let title = phrase("report_title")
        let latest = try PublicationsBook.latest(year: year, in: desk.tables)
        let editions = Language.allCases.filter { site.has("\(year)/\($0.rawValue)/index.html") }.map { language in
            let document = "\(year)/report.\(language.rawValue).pdf"
            return EditionRow(
                editionHref: PublishedSite.link("\(year)/\(language.rawValue)/"), editionLang: language.rawValue,
                editionName: "\(words.text("layout.stage.report")) \(year), \(language.name)", editionText: phrase("edition_text"),
                documentHref: site.has(document) ? PublishedSite.link(document) : nil)
        }
        let model = PreviewModel(
            titleMarkup: RunningText.markup(title), leadMarkup: RunningText.markup(phrase("report_lead")),
            publishedTag: latest.map { .good(done("published_on", $0.by)) }, editions: editions,
            command: "hasila report \(year) --out public")
        return framed(title, "preview", model)
    }
}
