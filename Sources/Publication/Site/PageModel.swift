import Localization

/// Values for a template by their names. A missing value is `false`, never absent: an absent name would be looked up in the
/// surrounding section and could print something that belongs elsewhere.
public typealias PageModel = [String: Any]

extension PageModel {
    /// The value, or `false`; an empty text counts as no value.
    static func optional(_ value: Any?) -> Any {
        if let text = value as? String { return text.isEmpty ? false : text }
        return value ?? false
    }
}

/// What every public page needs: language, direction, links to its other languages, the institution and the notice.
struct PageFrame {
    let report: AnnualReport
    let languages: [Language]
    let text: FigureText
    /// The way from the page to the root of the site, `../../`.
    let root: String
    /// The address of the page below the root, with `{language}` in the place of the language.
    let address: String

    func model(title: String, _ content: PageModel) -> PageModel {
        let language = text.language
        let frame: PageModel = [
            "lang": language.rawValue,
            "dir": "\(language.direction)",
            "root": root,
            "title": title,
            "year": String(report.year),
            "yearMarkup": Markup.figure(String(report.year)),
            "yearBefore": String(report.year - 1),
            "institution": report.institutionName.best(language).text,
            "institutionMarkup": Markup.escape(report.institutionName.best(language).text),
            "notice": PageModel.optional(report.notice.best(language).text),
            "languages": languages.map { other in
                [
                    "code": other.rawValue, "name": other.name, "short": Self.short(other), "current": other == language,
                    "href": root + address.replacing("{language}", with: other.rawValue),
                ] as PageModel
            },
        ]
        return frame.merging(content) { _, own in own }
    }

    static func short(_ language: Language) -> String {
        switch language {
        case .ar: "ع"
        case .fr: "Fr"
        case .en: "En"
        }
    }
}
