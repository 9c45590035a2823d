import Acts
import Institution

/// The plan of a report: its themes in order, their titles and texts, and which figures each shows. Values are not in it.
///
/// As a file it is CSV with the columns `section,title_ar,title_fr,title_en,text_ar,text_fr,text_en,figures,charts`; `figures` and
/// `charts` list indicators separated by a space. The row whose section is `headline` names the figures shown large at the top.
public struct ReportOutline: Sendable, Equatable {
    /// Indicators shown large, at most four.
    public var headline: [String]
    /// The themes.
    public var sections: [ReportSection]

    /// An outline.
    public init(headline: [String], sections: [ReportSection]) {
        self.headline = headline
        self.sections = sections
    }

    /// Reads the file. Throws a `Failure` for a broken file (11xx), a text with typed digits (E1008) or a section without title.
    public init(csv bytes: [UInt8]) throws {
        self.init(headline: [], sections: [])
        do {
            var reader = try DelimitedReader(bytes: bytes, required: Self.columns)
            while let row = try reader.next() {
                let code = row.text("section")
                let figures = Self.list(row.text("figures"))
                if code == "headline" {
                    headline = Array(figures.prefix(4))
                    continue
                }
                let title = Wording(ar: row.text("title_ar"), fr: row.text("title_fr"), en: row.text("title_en"))
                let text = Wording(ar: row.text("text_ar"), fr: row.text("text_fr"), en: row.text("text_en"))
                guard Self.isAddress(code), !title.ar.isEmpty, !title.fr.isEmpty, !title.en.isEmpty else {
                    throw Failure(.malformedValue, ["field": "section", "value": code, "line": "\(row.line)"])
                }
                for written in [text.ar, text.fr, text.en] where !written.isEmpty { _ = try Narrative(written) }
                sections.append(
                    ReportSection(code: code, title: title, text: text, figures: figures, charts: Self.list(row.text("charts"))))
            }
        } catch let error as DelimitedError {
            throw Failure(.unreadableFile, ["line": "\(error.line)"], privateDetail: "\(error)")
        }
    }

    private static let columns = [
        "section", "title_ar", "title_fr", "title_en", "text_ar", "text_fr", "text_en", "figures", "charts",
    ]

    private static func list(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

    /// A section's code is the address inside the page.
    private static func isAddress(_ code: String) -> Bool {
        !code.isEmpty
            && code.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x5F }
    }
}
