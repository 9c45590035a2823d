import Yams

/// Reads one file of a language table.
///
/// ```yaml
/// title: Units of {institution}
/// units_late:            # a map of plural forms, `other` among them, is one phrase
///   one: "{count} unit has not reported."
///   other: "{count} units have not reported."
/// state:                 # any other map is a group: area.state.open
///   open: open
/// ```
enum PhraseTable {
    /// Why a table cannot be read: the place in it and the reason.
    struct Malformed: Error, Hashable {
        let place: String
        let reason: String
    }

    /// The phrases of a file by full key.
    static func parse(_ yaml: String, area: String, _ language: Language) throws -> [String: Phrase] {
        // Every scalar is text here: without rules Yams need not try its patterns on each, which takes most of its time.
        guard let root = try Yams.compose(yaml: yaml, .basic) else { return [:] }
        guard case .mapping(let mapping) = root else { throw Malformed(place: area, reason: "is not a map") }
        var phrases: [String: Phrase] = [:]
        try read(mapping, at: area, language, into: &phrases)
        return phrases
    }

    private static func read(
        _ mapping: Node.Mapping, at place: String, _ language: Language, into phrases: inout [String: Phrase]
    ) throws {
        for (keyNode, valueNode) in mapping {
            guard case .scalar(let name) = keyNode else { throw Malformed(place: place, reason: "a key is not a word") }
            let key = "\(place).\(name.string)"
            guard phrases[key] == nil else { throw Malformed(place: key, reason: "stands twice") }
            switch valueNode {
            case .scalar(let text):
                phrases[key] = .plain(Template(typeset(text.string, language)))
            case .mapping(let inner):
                if let forms = plural(inner, language) {
                    phrases[key] = .plural(forms)
                } else {
                    try read(inner, at: key, language, into: &phrases)
                }
            default:
                throw Malformed(place: key, reason: "is neither a text nor a map")
            }
        }
    }

    private static func plural(_ mapping: Node.Mapping, _ language: Language) -> [PluralForm: Template]? {
        var forms: [PluralForm: Template] = [:]
        for (key, value) in mapping {
            guard case .scalar(let name) = key, let form = PluralForm(rawValue: name.string),
                case .scalar(let text) = value
            else { return nil }
            forms[form] = Template(typeset(text.string, language))
        }
        return forms[.other] == nil ? nil : forms
    }

    /// French sets a no-break space before `: ; ! ? »` and after `«`. Authors type an ordinary space; it is replaced
    /// here, once, so that no line ever breaks before a colon.
    static func typeset(_ text: String, _ language: Language) -> String {
        guard language == .fr else { return text }
        var result = ""
        var pending = false
        var afterOpening = false
        for character in text {
            if character == " " {
                if afterOpening { result.append("\u{A0}") } else { pending = true }
                afterOpening = false
                continue
            }
            if pending { result.append(":;!?»".contains(character) ? "\u{A0}" : " ") }
            pending = false
            result.append(character)
            afterOpening = character == "«"
        }
        if pending { result.append(" ") }
        return result
    }
}
