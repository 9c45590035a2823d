import Acts
import Localization

/// The text of a section: words typed by the communication officer, numbers never.
///
/// Placeholders: `{indicator}` the value of the year, `{indicator@-1}` of the year before (any whole offset), `{indicator%}` its
/// change, `{year}` and `{year-1}` the years themselves. A digit outside a placeholder is refused, so that no sentence can
/// disagree with the figures.
public struct Narrative: Sendable, Equatable {
    /// A piece of the text.
    public enum Piece: Sendable, Equatable {
        /// Words.
        case words(String)
        /// The value of an indicator, so many years before.
        case value(indicator: String, offset: Int)
        /// The change of an indicator against the year before.
        case change(indicator: String)
        /// A year, so many before the report's.
        case year(offset: Int)
    }

    /// The pieces in order.
    public let pieces: [Piece]

    /// Reads a text. Throws E1008 naming what is wrong.
    public init(_ text: String) throws {
        var pieces: [Piece] = []
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            try Self.add(rest[..<open], to: &pieces)
            guard let close = rest[open...].firstIndex(of: "}") else { throw Self.refusal(String(rest[open...].prefix(40))) }
            pieces.append(try Self.placeholder(rest[rest.index(after: open)..<close]))
            rest = rest[rest.index(after: close)...]
        }
        try Self.add(rest, to: &pieces)
        self.pieces = pieces
    }

    /// Indicators the text names.
    public var indicators: Set<String> {
        Set(
            pieces.compactMap { piece in
                switch piece {
                case .value(let indicator, _), .change(let indicator): indicator
                case .words, .year: nil
                }
            })
    }

    private static func add(_ words: Substring, to pieces: inout [Piece]) throws {
        guard !words.isEmpty else { return }
        if let digit = words.firstIndex(where: \.isNumber) {
            throw refusal(String(words[digit...].prefix(20)))
        }
        pieces.append(.words(String(words)))
    }

    private static func placeholder(_ body: Substring) throws -> Piece {
        if body == "year" { return .year(offset: 0) }
        if body.hasPrefix("year-") {
            guard let offset = Int(body.dropFirst(5)), offset > 0 else { throw refusal("{\(body)}") }
            return .year(offset: -offset)
        }
        if body.hasSuffix("%"), isCode(body.dropLast()) { return .change(indicator: String(body.dropLast())) }
        let halves = body.split(separator: "@", omittingEmptySubsequences: false)
        if halves.count == 1, isCode(body) { return .value(indicator: String(body), offset: 0) }
        if halves.count == 2, isCode(halves[0]), let offset = Int(halves[1]), offset < 0 {
            return .value(indicator: String(halves[0]), offset: offset)
        }
        throw refusal("{\(body)}")
    }

    private static func isCode(_ text: Substring) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x5F
                    || byte == 0x2D
                    || byte == 0x2E
            }
    }

    private static func refusal(_ text: String) -> Failure { Failure(.malformedValue, ["value": text]) }
}
