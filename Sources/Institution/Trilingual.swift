import Acts

/// A text in the institution's three languages. None of them is the translation of another: all three are the text.
public struct Trilingual: Codable, Hashable, Sendable {
    /// Arabic, French and English.
    public var ar, fr, en: String

    /// A text in three languages.
    public init(ar: String, fr: String, en: String) {
        self.ar = ar
        self.fr = fr
        self.en = en
    }

    /// Throws `missingText` naming the field and the language when one of the three is empty or over 20,000 characters long,
    /// `malformedValue` for a NUL, which no text has and PostgreSQL cannot hold.
    public func check(field: String) throws {
        for (language, text) in [("ar", ar), ("fr", fr), ("en", en)] {
            let blank = text.unicodeScalars.allSatisfy { $0.properties.isWhitespace }
            guard !blank, text.count <= 20_000 else {
                throw Failure(.missingText, ["field": field, "language": language])
            }
            guard !text.utf8.contains(0) else { throw Failure(.malformedValue, ["field": field, "value": "NUL"]) }
        }
    }
}
