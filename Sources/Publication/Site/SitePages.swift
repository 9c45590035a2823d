import Foundation
import Localization

/// Renders every HTML page of the public site, and gives its assets, each under its address below the root.
public struct SitePages: Sendable {
    private let report: AnnualReport
    private let entries: [Int64: LedgerEntryFacts]
    private let templates: TemplateLibrary
    private let phrasebook: Phrasebook
    private let languages: [Language]

    /// The pages of a report. Throws `TemplateError` when the installation is incomplete.
    public init(
        report: AnnualReport, entries: [Int64: LedgerEntryFacts], languages: [Language] = Language.allCases,
        templates: TemplateLibrary? = nil, phrasebook: Phrasebook = .standard
    ) throws {
        self.report = report
        self.entries = entries
        self.languages = languages
        self.phrasebook = phrasebook
        self.templates = try templates ?? TemplateLibrary(folders: [TemplateLibrary.folder()], phrasebook: phrasebook)
    }

    /// All files by address. Throws when a section's text is not well formed.
    public func render() throws -> [String: [UInt8]] {
        var files = try Self.assets()
        files["index.html"] = try page(
            "public_index", IndexPage(report: report, languages: languages, phrasebook: phrasebook).model(), .fr)
        for language in languages {
            files["\(report.year)/\(language.rawValue)/index.html"] = try reportPage(language)
            files["figures/\(language.rawValue)/index.html"] = try page(
                "public_figures", FiguresPage(report: report, languages: languages, text: text(language)).model(), language)
            for figure in report.orderedFigures {
                files["figures/\(language.rawValue)/\(figure.indicator).html"] = try figurePage(figure, language)
            }
        }
        return files
    }

    /// The report itself in one language; also what the server shows as a preview.
    public func reportPage(_ language: Language) throws -> [UInt8] {
        try page("public_report", ReportPage(report: report, languages: languages, text: text(language)).model(), language)
    }

    /// "Why this number" for one figure.
    public func figurePage(_ figure: ReportFigure, _ language: Language) throws -> [UInt8] {
        try page(
            "public_figure",
            FigurePage(report: report, figure: figure, languages: languages, text: text(language), entries: entries).model(),
            language)
    }

    private func page(_ template: String, _ model: PageModel, _ language: Language) throws -> [UInt8] {
        Array(try templates.render(template, model, language: language).utf8)
    }

    private func text(_ language: Language) -> FigureText { FigureText(language, phrasebook: phrasebook) }

    /// Style sheets and fonts, as they are.
    static func assets() throws -> [String: [UInt8]] {
        let folder = PublicationResources.folder.appending(path: "assets")
        var files: [String: [UInt8]] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
            let file = folder.appending(path: name)
            guard (try file.resourceValues(forKeys: [.isRegularFileKey])).isRegularFile == true else { continue }
            files["assets/\(name)"] = [UInt8](try Data(contentsOf: file))
        }
        return files
    }
}
