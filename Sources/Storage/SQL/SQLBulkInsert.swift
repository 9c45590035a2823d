/// An `INSERT … VALUES (?, …)` that may carry many rows in one statement: on PostgreSQL each
/// statement has a price of its own, whatever the number of its rows.
struct SQLBulkInsert {
    private let head: String
    private let tail: String
    /// Parameters of one row.
    let width: Int

    /// Takes a statement apart; nil when it is not such an insert, or when rows of one statement
    /// would be treated otherwise than one after the other (DO UPDATE) or answer (RETURNING).
    init?(_ parts: [SQLScanner.Part]) {
        guard Self.word(parts.first) == "INSERT",
            let values = parts.lastIndex(where: { Self.word($0) == "VALUES" }),
            let start = parts[values...].firstIndex(of: .symbol("(")),
            let end = parts[start...].firstIndex(of: .symbol(")"))
        else { return nil }
        let between = parts[(values + 1)..<start]
        let tuple = parts[(start + 1)..<end].filter { if case .blank = $0 { false } else { true } }
        let simple = tuple.allSatisfy { $0 == .symbol("?") || $0 == .symbol(",") }
        let rest = parts[(end + 1)...]
        guard simple, between.allSatisfy({ if case .blank = $0 { true } else { false } }),
            !parts[..<values].contains(.symbol("?")), !rest.contains(.symbol("?")),
            !rest.contains(where: { ["UPDATE", "RETURNING"].contains(Self.word($0)) })
        else { return nil }
        head = parts[..<start].map(Self.text).joined()
        tail = rest.map(Self.text).joined()
        width = tuple.count { $0 == .symbol("?") }
    }

    /// The statement for so many rows, with PostgreSQL's parameters.
    func text(rows: Int) -> String {
        let tuples = (0..<rows).map { row in
            "(" + (1...width).map { "$\(row * width + $0)" }.joined(separator: ",") + ")"
        }
        return head + tuples.joined(separator: ",") + tail
    }

    private static func word(_ part: SQLScanner.Part?) -> String {
        if case .word(let word)? = part { word.uppercased() } else { "" }
    }

    private static func text(_ part: SQLScanner.Part) -> String {
        switch part {
        case .word(let text), .quoted(let text): String(text)
        case .blank(let text): text.hasPrefix("--") ? "\n" : String(text)
        case .symbol(let character): String(character)
        }
    }
}
