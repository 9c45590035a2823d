extension Phrasebook {
    /// The sentence of a refusal: what is wrong, where, what would fix it, then its number:
    /// « L’unité pj-99 n’existe pas. Corrigez son code ou ouvrez-la d’abord. E1301 »
    ///
    /// Arguments come as the acts give them and are put into the person's words here: days, periods, roles, phases,
    /// languages, counts. A part of a sentence in square brackets appears only when its places have arguments; any
    /// other place without argument shows a dash.
    ///
    /// - Parameters:
    ///   - number: the permanent number, such as 1301.
    ///   - line: the line of the file, where a file is refused; 0 counts as none.
    ///   - column: the column of that line.
    ///   - code: whether the number stands at the end.
    public func failure(
        _ number: Int, _ language: Language, _ arguments: [String: String] = [:], line: Int? = nil,
        column: String? = nil, code: Bool = true
    ) -> String {
        var sentence = "[errors.E\(number)]"
        if case .plain(let template)? = phrase("errors.E\(number)", language) {
            let known = worded(arguments, language)
            sentence = Self.withOptionalParts(template.source, known)
            var places = known
            for place in Template(sentence).placeholders where places[place] == nil { places[place] = "–" }
            sentence = Template(sentence).filled(places, isolating: language)
        }
        if let line, line > 0 {
            var place = ["line": Numerals.format(line, language), "sentence": sentence]
            if let column {
                place["column"] = Isolation.isolate(column, in: language)
                sentence = unisolated("errors.at_column", place, language)
            } else {
                sentence = unisolated("errors.at_line", place, language)
            }
        }
        guard code else { return sentence }
        return unisolated("errors.with_code", ["sentence": sentence, "code": Isolation.isolate("E\(number)", in: language)], language)
    }

    /// Fills a phrase whose arguments are sentences of the same language already.
    private func unisolated(_ key: String, _ arguments: [String: String], _ language: Language) -> String {
        guard case .plain(let template)? = phrase(key, language) else { return text(key, language) }
        return template.filled(arguments, isolating: nil)
    }

    /// Arguments of acts in the person's words.
    private func worded(_ arguments: [String: String], _ language: Language) -> [String: String] {
        var result = arguments
        for (name, value) in arguments {
            switch name {
            case "date", "start", "end", "last", "due", "period": result[name] = Dates.period(value, language)
            case "language": result[name] = Language(rawValue: value).map { languageName($0, language) } ?? value
            case "role": result[name] = role(value, language)
            case "act": result[name] = has("acts.\(value)") ? text("acts.\(value)", language) : value
            case "phase": result[name] = phase(value, language)
            case "standing": result[name] = has("returns.state.\(value)") ? text("returns.state.\(value)", language) : value
            case "frequency": result[name] = frequency(value, language)
            case "expected", "found", "limit", "sum", "size", "guard", "count", "given", "computed":
                result[name] = Numerals.format(value, language)
            default: break
            }
        }
        // An argument may come in three languages, `words.ar`, `words.fr`, `words.en`: `{words}` takes the reader's.
        for (name, value) in arguments where name.hasSuffix(".\(language.rawValue)") { result[String(name.dropLast(3))] = value }
        // What is missing goes by either name.
        if result["what"] == nil { result["what"] = result["name"] }
        return result
    }

    /// Keeps `[ … ]` when every place in it has an argument, drops it otherwise.
    static func withOptionalParts(_ source: String, _ arguments: [String: String]) -> String {
        var result = ""
        var rest = source[...]
        while let open = rest.firstIndex(of: "["), let close = rest[open...].firstIndex(of: "]") {
            result += rest[..<open]
            let part = String(rest[rest.index(after: open)..<close])
            let isFilled = Template(part).placeholders.allSatisfy { name in
                arguments[name].map { !$0.isEmpty && $0 != "–" } ?? false
            }
            if isFilled { result += part }
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }
}
