/// Cuts SQL into the parts that matter for translation: code that may be changed, and
/// literals, quoted names and comments that must not be.
struct SQLScanner {
    enum Part: Equatable {
        /// A word: letters, digits and underscores.
        case word(Substring)
        /// A text literal or a quoted name, with its quotes.
        case quoted(Substring)
        /// White space or a comment.
        case blank(Substring)
        /// Any other single character.
        case symbol(Character)
    }

    private var rest: Substring

    init(_ sql: String) { rest = sql[...] }

    /// All parts of a text. Throws `refused` for an unclosed quote or comment, and for
    /// comments in comments (PostgreSQL nests them, SQLite does not).
    static func parts(of sql: String) throws -> [Part] {
        var scanner = SQLScanner(sql)
        var parts: [Part] = []
        while let part = try scanner.next() { parts.append(part) }
        return parts
    }

    private mutating func next() throws -> Part? {
        guard let first = rest.utf8.first else { return nil }
        switch first {
        case UInt8(ascii: "'"), UInt8(ascii: "\""):
            return .quoted(try quoted(by: first))
        case UInt8(ascii: "-") where rest.utf8.dropFirst().first == UInt8(ascii: "-"):
            return .blank(take { $0 != UInt8(ascii: "\n") })
        case UInt8(ascii: "/") where rest.utf8.dropFirst().first == UInt8(ascii: "*"):
            return .blank(try comment())
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
            return .blank(take { [0x20, 0x09, 0x0A, 0x0D].contains($0) })
        case let byte where Self.isWord(byte):
            return .word(take(while: Self.isWord))
        default:
            return .symbol(rest.removeFirst())
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
            true
        default: false
        }
    }

    private mutating func take(while wanted: (UInt8) -> Bool) -> Substring {
        let end = rest.utf8.firstIndex { !wanted($0) } ?? rest.endIndex
        return cut(to: end)
    }

    private mutating func cut(to end: String.Index) -> Substring {
        let taken = rest[..<end]
        rest = rest[end...]
        return taken
    }

    private mutating func quoted(by quote: UInt8) throws -> Substring {
        // A doubled quote reads as two literals side by side, which changes nothing for us.
        let inside = rest.utf8.dropFirst()
        guard let end = inside.firstIndex(of: quote) else {
            throw StorageError.refused("SQL with an unclosed quote")
        }
        return cut(to: rest.utf8.index(after: end))
    }

    private mutating func comment() throws -> Substring {
        var index = rest.utf8.index(rest.startIndex, offsetBy: 2)
        while index < rest.endIndex {
            let tail = rest.utf8[index...]
            if tail.starts(with: "*/".utf8) { return cut(to: rest.utf8.index(index, offsetBy: 2)) }
            if tail.starts(with: "/*".utf8) { throw StorageError.refused("SQL with a comment inside a comment") }
            index = rest.utf8.index(after: index)
        }
        throw StorageError.refused("SQL with an unclosed comment")
    }
}
