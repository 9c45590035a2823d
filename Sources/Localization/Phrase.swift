/// One entry of a language table: a sentence with places for arguments, in one form or in plural forms.
enum Phrase: Hashable, Sendable {
    case plain(Template)
    case plural([PluralForm: Template])

    /// Every form, for checks over the whole table.
    var templates: [Template] {
        switch self {
        case .plain(let template): [template]
        case .plural(let forms): Array(forms.values)
        }
    }

    /// The names of the places in any of the forms.
    var placeholders: Set<String> { Set(templates.flatMap(\.placeholders)) }
}

/// A sentence cut at its places: `Signed by {name}`.
struct Template: Hashable, Sendable {
    enum Piece: Hashable, Sendable {
        case text(String)
        case place(String)
    }

    /// The sentence as written in the table.
    let source: String
    let pieces: [Piece]

    init(_ source: String) {
        self.source = source
        var pieces: [Piece] = []
        var literal = ""
        var rest = source[...]
        while let open = rest.firstIndex(of: "{") {
            literal += rest[..<open]
            let after = rest.index(after: open)
            if let close = rest[after...].firstIndex(of: "}"), Self.isName(rest[after..<close]) {
                if !literal.isEmpty { pieces.append(.text(literal)) }
                literal = ""
                pieces.append(.place(String(rest[after..<close])))
                rest = rest[rest.index(after: close)...]
            } else {
                literal.append("{")
                rest = rest[after...]
            }
        }
        literal += rest
        if !literal.isEmpty { pieces.append(.text(literal)) }
        self.pieces = pieces
    }

    private static func isName(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
        }
    }

    var placeholders: [String] {
        pieces.compactMap { piece in
            if case .place(let name) = piece { name } else { nil }
        }
    }

    /// The sentence with its arguments. A place without argument stays as written, where a reviewer will see it.
    func filled(_ arguments: [String: String], isolating language: Language?) -> String {
        if pieces.count == 1, case .text(let text) = pieces[0] { return text }
        var result = ""
        for piece in pieces {
            switch piece {
            case .text(let text): result += text
            case .place(let name):
                guard let argument = arguments[name] else {
                    result += "{\(name)}"
                    continue
                }
                result += language.map { Isolation.isolate(argument, in: $0) } ?? argument
            }
        }
        return result
    }
}
