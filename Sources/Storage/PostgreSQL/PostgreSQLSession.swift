/// The connection inside one `read` or `write` on PostgreSQL.
final class PostgreSQLSession: Connection {
    let engine = Engine.postgresql
    private let link: PostgreSQLLink
    private let translations: Translations
    private let writable: Bool
    private var depth = 0
    private var cursors = 0
    /// The first statement that failed since the transaction or innermost savepoint began.
    private var spoiled: StorageError?
    private static let fetchBytes = 1 << 20

    init(_ link: PostgreSQLLink, _ translations: Translations, writable: Bool) {
        self.link = link
        self.translations = translations
        self.writable = writable
    }

    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        try guarding {
            let statement = try statement(sql, arguments.count)
            if statement.kind == .definition { link.forgetPrepared() }
            let answer = try link.run(statement.text, arguments)
            if statement.kind == .definition { link.forgetPrepared() }
            return statement.kind == .change ? answer.changed : 0
        }
    }

    func insert(_ sql: String, rows: [[SQLValue]]) throws {
        try guarding {
            guard let width = rows.first?.count else { return }
            let statement = try self.statement(sql, width)
            guard rows.allSatisfy({ $0.count == width }) else { throw StorageError.refused("rows of different lengths") }
            try link.run(statement, rows: rows)
        }
    }

    func query(_ sql: String, _ arguments: [SQLValue]) throws -> [Row] {
        try guarding {
            let answer = try link.run(try statement(sql, arguments.count).text, arguments)
            return try (0..<answer.rowCount).map(answer.row)
        }
    }

    func forEach(_ sql: String, _ arguments: [SQLValue], _ body: (Row) throws -> Void) throws {
        let statement = try guarding { try self.statement(sql, arguments.count) }
        // Only queries can have a cursor; INSERT … RETURNING answers at once.
        guard statement.kind == .select else { return try query(sql, arguments).forEach(body) }
        cursors += 1
        let cursor = "hasila_\(cursors)"
        var size = 64
        var answer = try guarding { try link.openCursor(cursor, statement.text, arguments, first: size) }
        // A spoiled transaction or savepoint takes the cursor with it.
        defer { if spoiled == nil { link.queue("CLOSE \(cursor)") } }
        while true {
            for number in 0..<answer.rowCount { try body(try guarding { try answer.row(number) }) }
            guard answer.rowCount == size else { return }
            // Rows of a few bytes come by thousands, rows of a megabyte one by one.
            size = max(1, min(8192, size * 4, size * Self.fetchBytes / max(1, answer.memoryBytes)))
            answer = try guarding { try link.run("FETCH \(size) FROM \(cursor)") }
        }
    }

    @discardableResult
    func savepoint<T>(_ body: () throws -> T) throws -> T {
        guard spoiled == nil else { throw StorageError.afterFailure }
        let name = "hasila_\(depth)"
        link.queue("SAVEPOINT \(name)")
        depth += 1
        defer { depth -= 1 }
        do {
            let value = try body()
            try checkUnspoiled()
            if !link.unqueue("SAVEPOINT \(name)") { link.queue("RELEASE \(name)") }
            return value
        } catch {
            // A lost connection spoils the transaction whole.
            if link.isLost {
                spoiled = spoiled ?? .connectionLost("no connection")
                throw error
            }
            spoiled = nil
            if !link.unqueue("SAVEPOINT \(name)") {
                link.queue("ROLLBACK TO \(name)")
                link.queue("RELEASE \(name)")
            }
            throw error
        }
    }

    func notify(_ channel: String, _ payload: String) throws {
        guard writable else { throw StorageError.refused("a notice inside read") }
        try SQLName.checkNotice(channel, payload)
        _ = try query("SELECT pg_notify(?, ?)", [.text(channel), .text(payload)])
    }

    func tables() throws -> [String] {
        try query("""
            SELECT CAST(relname AS TEXT) AS name FROM pg_class
            WHERE relkind IN ('r', 'p') AND relnamespace = CAST(current_schema() AS regnamespace)
            ORDER BY relname COLLATE "C"
            """).map { try $0.text("name") }
    }

    func columns(of table: String) throws -> [Column] {
        try query("""
            SELECT CAST(a.attname AS TEXT) AS name, CAST(t.typname AS TEXT) AS type,
                coalesce(array_position(CAST(i.indkey AS INT2[]), a.attnum), -1) AS place
            FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_type t ON t.oid = a.atttypid
            LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
            WHERE c.relname = ? AND c.relnamespace = CAST(current_schema() AS regnamespace)
                AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attnum
            """, [.text(table)]).map { row in
                let kind: ColumnKind =
                    switch try row.text("type") {
                    case "int8", "int4", "int2": .integer
                    case "bytea": .blob
                    default: .text
                    }
                // indkey counts from 0
                return Column(name: try row.text("name"), kind: kind, keyPosition: Int(try row.integer("place")) + 1)
            }
    }

    /// Throws the failure of a statement that the closure swallowed.
    func checkUnspoiled() throws {
        if let spoiled { throw spoiled }
    }

    private func guarding<T>(_ work: () throws -> T) throws -> T {
        guard spoiled == nil else { throw StorageError.afterFailure }
        do {
            return try work()
        } catch let failure as StorageError {
            let told = failure == .readOnly && !writable ? .refused("a statement that writes, inside read") : failure
            spoiled = told
            throw told
        }
    }

    private func statement(_ sql: String, _ count: Int) throws -> SQLDialect.Statement {
        let statement = try translations.statement(sql)
        guard statement.kind != .other else { throw StorageError.refused("a statement that is not in the common subset") }
        guard statement.parameterCount == count else {
            throw StorageError.refused("\(count) arguments for \(statement.parameterCount) parameters")
        }
        return statement
    }
}
