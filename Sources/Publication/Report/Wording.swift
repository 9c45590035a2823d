import Institution
import Localization

/// The same text in the three languages.
public struct Wording: Sendable, Hashable, Codable {
    /// Arabic.
    public var ar: String
    /// French.
    public var fr: String
    /// English.
    public var en: String

    /// A text in three languages; empty when nothing was written.
    public init(ar: String = "", fr: String = "", en: String = "") {
        self.ar = ar
        self.fr = fr
        self.en = en
    }

    /// One text for all three, where a word needs no translation (a code, a name in Latin letters).
    public init(same text: String) { self.init(ar: text, fr: text, en: text) }

    /// The institution's own three texts.
    public init(_ text: Trilingual) { self.init(ar: text.ar, fr: text.fr, en: text.en) }

    /// The text in one language.
    public subscript(_ language: Language) -> String {
        switch language {
        case .ar: ar
        case .fr: fr
        case .en: en
        }
    }

    /// The text in one language, or in the one where it was written when it was not translated.
    public func best(_ language: Language) -> (text: String, language: Language) {
        if !self[language].isEmpty { return (self[language], language) }
        for other in Language.allCases where !self[other].isEmpty { return (self[other], other) }
        return ("", language)
    }

    /// True where no language has a text.
    public var isEmpty: Bool { ar.isEmpty && fr.isEmpty && en.isEmpty }
}
