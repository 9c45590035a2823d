import Acts
import Storage

/// What an official wrote, in the language in which it was written. Reasons, answers and grounds are statements of their author:
/// nobody else puts them into another language in the author's name.
public struct Written: Codable, Sendable, Hashable {
    /// The words.
    public var text: String
    /// `ar`, `fr` or `en`.
    public var language: String

    /// A statement.
    public init(_ text: String, _ language: String) {
        self.text = text
        self.language = language
    }

    /// Throws `missingText` when it is blank or over 5,000 characters long, `unknownWord` for a language the institution does not
    /// write, `malformedValue` for a NUL.
    public func check(field: String) throws {
        guard ["ar", "fr", "en"].contains(language) else {
            throw Failure(.unknownWord, ["field": "\(field).language", "value": String(language.prefix(40)), "known": "ar, fr, en"])
        }
        let blank = text.unicodeScalars.allSatisfy { $0.properties.isWhitespace }
        guard !blank, text.count <= 5_000 else { throw Failure(.missingText, ["field": field, "language": language]) }
        guard !text.utf8.contains(0) else { throw Failure(.malformedValue, ["field": field, "value": "NUL"]) }
    }

    /// The values of the columns `<name>` and `<name>_lang`.
    var columns: [SQLValue] { [.text(text), .text(language)] }

    /// Reads the columns `<name>` and `<name>_lang`; nil where they are empty.
    init?(_ row: Row, _ name: String) throws {
        guard let text = try row.textOrNil(name) else { return nil }
        self.init(text, try row.textOrNil(name + "_lang") ?? "ar")
    }
}
