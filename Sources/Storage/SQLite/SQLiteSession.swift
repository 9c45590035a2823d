internal import GRDB
internal import GRDBSQLite

/// The connection inside one `read` or `write` on SQLite.
final class SQLiteSession: Connection {
    let engine = Engine.sqlite
    private let database: GRDB.Database
    private let handle: OpaquePointer
    private let translations: Translations
    private let writable: Bool
    private var statements: [SQLKey: SQLiteStatement] = [:]
    private var depth = 0
    /// The first statement that failed since the transaction or innermost savepoint began.
    private var spoiled: StorageError?
    /// Notices to post once the transaction has committed; savepoints cut it back.
    private(set) var notices: [(channel: String, payload: String)] = []

    init(_ database: GRDB.Database, _ translations: Translations, writable: Bool) throws {
        guard let handle = database.sqliteConnection else { throw StorageError.refused("the database is closed") }
        self.database = database
        self.handle = handle
        self.translations = translations
        self.writable = writable
    }

    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        try guarding {
            let statement = try self.statement(sql)
            try statement.run(arguments)
            return statement.kind == .change ? Int(sqlite3_changes(handle)) : 0
        }
    }

    func insert(_ sql: String, rows: [[SQLValue]]) throws {
        try guarding {
            let statement = try self.statement(sql)
            for row in rows { try statement.run(row) }
        }
    }

    func query(_ sql: String, _ arguments: [SQLValue]) throws -> [Row] {
        try guarding {
            let statement = try self.statement(sql)
            defer { statement.reset() }
            try statement.bind(arguments)
            guard try statement.step() else { return [] }
            let layout = statement.layout()
            var rows: [Row] = []
            repeat { rows.append(try statement.row(layout)) } while try statement.step()
            return rows
        }
    }

    func forEach(_ sql: String, _ arguments: [SQLValue], _ body: (Row) throws -> Void) throws {
        let statement = try guarding {
            let statement = try self.statement(sql)
            try statement.bind(arguments)
            return statement
        }
        defer { statement.reset() }
        guard try guarding({ try statement.step() }) else { return }
        let layout = statement.layout()
        repeat {
            // Outside of `guarding`: an error of the body's own spoils nothing.
            try body(try guarding { try statement.row(layout) })
        } while try guarding({ try statement.step() })
    }

    @discardableResult
    func savepoint<T>(_ body: () throws -> T) throws -> T {
        guard writable else { return try readOnlySavepoint(body) }
        let name = "hasila_\(depth)"
        try guarding { try control("SAVEPOINT \(name)") }
        depth += 1
        let noticeCount = notices.count
        defer { depth -= 1 }
        do {
            let value = try body()
            try checkUnspoiled()
            try guarding { try control("RELEASE \(name)") }
            return value
        } catch {
            notices.removeSubrange(noticeCount...)
            // A full disk or a damaged page may have ended the whole transaction already.
            guard sqlite3_get_autocommit(handle) == 0 else {
                spoiled = spoiled ?? .failed("the transaction was rolled back by SQLite")
                throw error
            }
            spoiled = nil
            try guarding {
                try control("ROLLBACK TO \(name)")
                try control("RELEASE \(name)")
            }
            throw error
        }
    }

    /// A read has nothing to roll back: only the failure is forgotten, as PostgreSQL does.
    private func readOnlySavepoint<T>(_ body: () throws -> T) throws -> T {
        guard spoiled == nil else { throw StorageError.afterFailure }
        do {
            let value = try body()
            try checkUnspoiled()
            return value
        } catch {
            spoiled = nil
            throw error
        }
    }

    func notify(_ channel: String, _ payload: String) throws {
        guard writable else { throw StorageError.refused("a notice inside read") }
        try SQLName.checkNotice(channel, payload)
        notices.append((channel, payload))
    }

    func tables() throws -> [String] {
        try query("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name")
            .map { try $0.text("name") }
    }

    func columns(of table: String) throws -> [Column] {
        try query("SELECT name, type, pk FROM pragma_table_info(?) ORDER BY cid", [.text(table)]).map { row in
            let kind: ColumnKind =
                switch try row.text("type").uppercased() {
                case "INTEGER", "INT": .integer
                case "BLOB": .blob
                default: .text
                }
            return Column(name: try row.text("name"), kind: kind, keyPosition: Int(try row.integer("pk")))
        }
    }

    /// Throws the failure of a statement that the closure swallowed.
    func checkUnspoiled() throws {
        if let spoiled { throw spoiled }
    }

    private func guarding<T>(_ work: () throws -> T) throws -> T {
        guard spoiled == nil else { throw StorageError.afterFailure }
        do {
            return try SQLiteErrors.mapping(work)
        } catch let failure as StorageError {
            spoiled = failure
            throw failure
        }
    }

    private func control(_ sql: String) throws {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw SQLiteErrors.error(code, connection: handle) }
    }

    private func statement(_ sql: String) throws -> SQLiteStatement {
        let key = SQLKey(sql: sql)
        if let statement = statements[key], !statement.isRunning { return statement }
        let translated = try translations.statement(sql)
        // How SQLite would run a query is asked by tests of indexes.
        guard translated.kind != .other || sql.hasPrefix("PRAGMA") || sql.hasPrefix("EXPLAIN QUERY PLAN ") else {
            throw StorageError.refused("a statement that is not in the common subset")
        }
        var statement = SQLiteStatement(try database.cachedStatement(sql: translated.text), translated)
        // GRDB's cache compares texts as Swift does, so it may offer a look-alike; and a query
        // nested in itself needs a second run of the same text.
        if statement.isRunning || !statement.isText(translated.text) {
            statement = SQLiteStatement(try database.makeStatement(sql: translated.text), translated)
        } else {
            statements[key] = statement
        }
        guard writable || statement.isReadOnly else { throw StorageError.refused("a statement that writes, inside read") }
        return statement
    }
}

extension StorageError {
    /// What a statement after a failed one gets, on both engines.
    static let afterFailure = StorageError.refused(
        "an earlier statement of this transaction failed; put it in a savepoint to go on")
}
