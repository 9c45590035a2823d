import Foundation

/// The common subset of SQL, put into the words of one engine.
struct SQLDialect {
    let engine: Engine

    /// One statement ready for its engine.
    struct Statement {
        let text: String
        let parameterCount: Int
        let kind: Kind
        /// For PostgreSQL: the insert of many rows at once, where the statement allows it.
        let bulk: SQLBulkInsert?
    }

    enum Kind: Equatable {
        /// Reads rows and could be read through a cursor.
        case select
        /// Changes rows; the count of changes means something.
        case change
        /// Changes the schema.
        case definition
        /// Anything else, such as PRAGMA.
        case other
    }

    /// The statements of a script, cut at `;` outside of literals and comments; empty ones are left out.
    static func statements(of script: String) throws -> [String] {
        var statements: [String] = []
        var current = ""
        var hasCode = false
        for part in try SQLScanner.parts(of: script) {
            switch part {
            case .symbol(";"):
                if hasCode { statements.append(current) }
                current = ""
                hasCode = false
            case .blank(let text):
                if hasCode { current += text }
            case .word(let text), .quoted(let text):
                current += text
                hasCode = true
            case .symbol(let character):
                current.append(character)
                hasCode = true
            }
        }
        if hasCode { statements.append(current) }
        return statements
    }

    /// Translates one statement. Throws `refused` for transaction words, several statements,
    /// numbered parameters and NUL.
    func translate(_ sql: String) throws -> Statement {
        guard !sql.utf8.contains(0) else { throw StorageError.refused("SQL with NUL") }
        var parts = try SQLScanner.parts(of: sql)
        Self.dropEnd(&parts)
        let kind = try Self.kind(of: parts)
        var text = ""
        var parameterCount = 0
        var previousWord = ""
        for (index, part) in parts.enumerated() {
            switch part {
            case .symbol("?"):
                parameterCount += 1
                if index + 1 < parts.count, case .word = parts[index + 1] {
                    throw StorageError.refused("numbered parameters are not in the common subset")
                }
                text += engine == .postgresql ? "$\(parameterCount)" : "?"
            case .symbol(";"):
                throw StorageError.refused("several statements in one text")
            case .symbol(let character): text.append(character)
            case .blank(let blank):
                text += blank
                // A line comment swallowed its newline's neighbour only if the text ends there.
                if blank.hasPrefix("--") { text += "\n" }
            case .quoted(let quoted): text += quoted
            case .word(let word):
                text += engine == .postgresql
                    ? Self.postgresqlWord(word, in: kind, after: previousWord) : String(word)
                previousWord = word.uppercased()
            }
        }
        // STRICT makes SQLite refuse values of the wrong kind, as PostgreSQL does.
        if engine == .sqlite, kind == .definition, Self.createsTable(parts), text.hasSuffix(")") { text += " STRICT" }
        let bulk = engine == .postgresql && kind == .change ? SQLBulkInsert(parts) : nil
        return Statement(text: text, parameterCount: parameterCount, kind: kind, bulk: bulk)
    }

    private static func dropEnd(_ parts: inout [SQLScanner.Part]) {
        while let last = parts.last {
            switch last {
            case .blank, .symbol(";"): parts.removeLast()
            default: return
            }
        }
    }

    private static func postgresqlWord(_ word: Substring, in kind: Kind, after previous: String) -> String {
        // Only upper-case words are type words: a column may well be called "blob".
        switch word {
        case "INTEGER": "BIGINT"
        case "BLOB": "BYTEA"
        // Byte order in every index and ORDER BY, whatever the collation of the database is.
        case "TEXT" where kind == .definition && previous != "AS": "TEXT COLLATE \"C\""
        default: String(word)
        }
    }

    private static func words(_ parts: [SQLScanner.Part]) -> some Sequence<String> {
        parts.lazy.compactMap { part in
            if case .word(let word) = part { word.uppercased() } else { nil }
        }
    }

    private static func createsTable(_ parts: [SQLScanner.Part]) -> Bool {
        Array(words(parts).prefix(2)) == ["CREATE", "TABLE"]
    }

    private static func kind(of parts: [SQLScanner.Part]) throws -> Kind {
        let first = words(parts).first { _ in true }
        switch first {
        case nil: throw StorageError.refused("SQL without a statement")
        case "SELECT", "VALUES": return .select
        case "INSERT", "UPDATE", "DELETE", "REPLACE": return .change
        case "WITH":
            let changes = words(parts).contains { ["INSERT", "UPDATE", "DELETE"].contains($0) }
            return changes ? .change : .select
        case "CREATE", "ALTER", "DROP": return .definition
        case "BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE", "ATTACH", "DETACH", "PREPARE":
            throw StorageError.refused("transactions are begun and ended by read, write and savepoint")
        default: return .other
        }
    }
}

/// The text of a statement as a key compared by its bytes. Swift's `String` holds "é" and
/// "e" + accent for equal; two statements with such literals are not the same.
struct SQLKey: Hashable {
    let sql: String

    static func == (left: SQLKey, right: SQLKey) -> Bool {
        var (left, right) = (left.sql, right.sql)
        return left.withUTF8 { left in
            right.withUTF8 { right in
                guard left.count == right.count, let a = left.baseAddress, let b = right.baseAddress else {
                    return left.count == right.count
                }
                // Literals are mostly the very same bytes in memory.
                return a == b || memcmp(a, b, left.count) == 0
            }
        }
    }

    /// Statements differ at their ends; hashing all of a long one would cost more than running it.
    func hash(into hasher: inout Hasher) {
        var sql = sql
        sql.withUTF8 { bytes in
            hasher.combine(bytes.count)
            hasher.combine(bytes: UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes.prefix(40))))
            hasher.combine(bytes: UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes.suffix(24))))
        }
    }
}

/// Names that reach SQL text (tables, columns, channels) are checked, then quoted.
enum SQLName {
    /// The name in double quotes. Throws `refused` for an empty name or one with NUL.
    static func quoted(_ name: String) throws -> String {
        guard !name.isEmpty, !name.utf8.contains(0) else { throw StorageError.refused("an empty name, or one with NUL") }
        return "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    /// Checks channel and payload of a notice alike for both engines.
    static func checkNotice(_ channel: String, _ payload: String) throws {
        try checkChannel(channel)
        guard payload.utf8.count < 8000, !payload.utf8.contains(0) else {
            throw StorageError.refused("a notice of 8,000 bytes or more, or with NUL")
        }
    }

    /// Throws `refused` unless the channel is 1 to 63 of `a-z0-9_`.
    static func checkChannel(_ channel: String) throws {
        let allowed = channel.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x5F
        }
        guard allowed, (1...63).contains(channel.utf8.count) else {
            throw StorageError.refused("a channel is 1 to 63 of a-z0-9_")
        }
    }
}
