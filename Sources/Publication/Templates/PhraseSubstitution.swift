import Localization

/// Replaces `[[area.key]]` and `[[&area.key]]` in the text of one template by the phrases of one language.
struct PhraseSubstitution {
    let template: String
    let phrasebook: Phrasebook
    let language: Language

    func apply(to source: String) throws -> String {
        var result = ""
        var rest = source[...]
        while let start = rest.firstRange(of: "[[") {
            result += rest[..<start.lowerBound]
            let after = rest[start.upperBound...]
            guard let end = after.firstRange(of: "]]") else {
                throw TemplateError.malformed(template: template, detail: "[[ without ]]")
            }
            var key = after[..<end.lowerBound]
            let asMarkup = key.first == "&"
            if asMarkup { key = key.dropFirst() }
            guard phrasebook.has(String(key)) else { throw TemplateError.missingPhrase(template: template, key: String(key)) }
            let phrase = Markup.escape(phrasebook.text(String(key), language))
            result += Self.tags(in: phrase, asMarkup: asMarkup)
            rest = after[end.upperBound...]
        }
        return result + rest
    }

    /// `{year}` becomes `{{year}}`, or `{{{yearMarkup}}}`.
    static func tags(in phrase: String, asMarkup: Bool) -> String {
        var result = ""
        var rest = phrase[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            let name = rest[rest.index(after: open)..<close]
            result += rest[..<open]
            result += asMarkup ? "{{{\(name)Markup}}}" : "{{\(name)}}"
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }
}

/// Refuses raw insertion of anything not named as markup.
enum RawInsertion {
    static func check(_ text: String, template: String) throws {
        var rest = text[...]
        var sections: [String] = []
        while let open = rest.firstRange(of: "{{") {
            rest = rest[open.upperBound...]
            guard let mark = rest.first else { return }
            if mark == "#" || mark == "^" { sections.append(String(rest.dropFirst().prefix { $0 != "}" }).filter { $0 != " " }) }
            if mark == "/" { _ = sections.popLast() }
            guard mark == "{" || mark == "&" else { continue }
            let name = rest.dropFirst().prefix { $0 != "}" }.split(separator: " ").first.map(String.init) ?? ""
            // Within a section of markup the value itself is markup.
            guard name.hasSuffix("Markup") || name == "." && sections.last?.hasSuffix("Markup") == true else { throw TemplateError.rawInsertion(template: template, name: name) }
        }
    }
}
