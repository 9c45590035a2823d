import Foundation
internal import GRDB

extension Databases {
    /// Makes a new institution at `location` from a backup of either engine, in one transaction,
    /// then brings its schema up to date. The backup's migrations must be among `migrations`.
    /// The evidence files it holds are put into `evidence`, each compared with its hash before anything
    /// is made; without a store they are left in the backup.
    ///
    /// Throws `refused` when an institution is already there, `corrupt` for a damaged backup,
    /// `newerSchema` and `migrationMismatch` as `open` does. The backup is read, never changed.
    public static func restore(
        from file: String, to location: DataLocation, migrations: [Migration], evidence: EvidenceStore? = nil
    ) async throws -> any Database {
        guard try PrivateFiles.exists(file) else { throw StorageError.notFound(file) }
        let portable = try await offCooperativeThreads { try PortableDumpReader.recognizes(file) }
        // Checked as a whole first: a damaged backup must not leave even an empty institution behind.
        let schema = try await offCooperativeThreads { try BackupFile(file, portable: portable).schema() }
        let kept = migrations.filter { schema.contains($0.number) }
        guard kept.count == schema.count else {
            let known = migrations.map(\.number).max() ?? 0
            let strangers = schema.subtracting(migrations.map(\.number))
            if let newest = strangers.max(), newest > known { throw StorageError.newerSchema(found: newest, known: known) }
            throw StorageError.migrationMismatch(number: strangers.min() ?? 0, "this program does not have it")
        }
        try await refuseExisting(location)
        let database = try await open(location, migrations: kept, createIfMissing: true)
        do {
            try await database.write { try BackupFile(file, portable: portable).load(into: $0, evidence: evidence) }
        } catch {
            // What we made a moment ago is empty: leave the place as it was.
            try? await withdraw(database, location)
            throw error
        }
        await database.close()
        return try await open(location, migrations: migrations, createIfMissing: false)
    }

    private static func withdraw(_ database: any Database, _ location: DataLocation) async throws {
        if database.engine == .postgresql {
            try await database.write { connection in
                for table in try connection.tables() {
                    try connection.execute("DROP TABLE \(SQLName.quoted(table)) CASCADE")
                }
            }
        }
        await database.close()
        guard let file = location.sqliteFile else { return }
        for suffix in ["", "-wal", "-shm"] { unlink(file + suffix) }
    }

    private static func refuseExisting(_ location: DataLocation) async throws {
        do {
            let present = try await open(location, migrations: [], createIfMissing: false)
            await present.close()
        } catch StorageError.notFound {
            return
        } catch StorageError.newerSchema {}
        throw StorageError.refused("an institution is already at \(location.shown)")
    }
}

/// A backup of either form.
struct BackupFile {
    private let path: String
    private let portable: Bool

    init(_ path: String, portable: Bool) {
        self.path = path
        self.portable = portable
    }

    /// Checks the whole file, every evidence file against its hash, and answers the numbers of its migrations.
    func schema() throws -> Set<Int> {
        var numbers: Set<Int> = []
        var table = ""
        var position: Int?
        if !portable { try checkSQLite() }
        // The engine's own check looks at the form of a SQLite file, not at what stands in it.
        try read(portable ? nil : [Migrator.table, BackedEvidence.table]) { record in
            switch record {
            case .table(let name, let columns):
                table = name
                position = columns.firstIndex(of: "number")
            case .row(let values) where table == Migrator.table:
                guard let position, case .integer(let number) = values[position] else { throw damaged }
                numbers.insert(Int(number))
            case .row(let values) where table == BackedEvidence.table:
                let (hash, bytes) = try evidence(values)
                guard SHA256.hex(bytes) == hash else { throw damaged }
            case .row: break
            }
        }
        guard !numbers.isEmpty else { throw damaged }
        return numbers
    }

    private func evidence(_ row: [SQLValue]) throws -> (hash: String, bytes: [UInt8]) {
        guard row.count == 2, case .text(let hash) = row[0], case .blob(let bytes) = row[1] else { throw damaged }
        return (hash, bytes)
    }

    /// Puts all rows into a database whose tables are made and empty, and the evidence files into their store.
    func load(into connection: any Connection, evidence store: EvidenceStore?) throws {
        let references = try References(connection)
        var sql = ""
        var width = 0
        var rows: [[SQLValue]] = []
        var bytes = 0
        var isEvidence = false
        func flush() throws {
            if !rows.isEmpty { try connection.insert(sql, rows: rows) }
            rows = []
            bytes = 0
        }
        let tables = Set(try connection.tables())
        try connection.execute("DELETE FROM schema_migrations")
        try read(nil) { record in
            switch record {
            case .table(let name, let columns):
                try flush()
                isEvidence = name == BackedEvidence.table
                guard !isEvidence else { return }
                guard tables.contains(name) else { throw damaged }
                width = columns.count
                let names = try columns.map(SQLName.quoted).joined(separator: ", ")
                let marks = columns.map { _ in "?" }.joined(separator: ", ")
                sql = "INSERT INTO \(try SQLName.quoted(name)) (\(names)) VALUES (\(marks))"
            case .row(let values) where isEvidence:
                // A file without act is no harm, should the rows not be taken after all.
                let (hash, content) = try evidence(values)
                guard try store.map({ try $0.put(content) == hash }) ?? true else { throw damaged }
            case .row(let values):
                guard values.count == width else { throw damaged }
                rows.append(values)
                bytes += values.reduce(0) { $0 + $1.roughBytes }
                if rows.count >= 1000 || bytes > 4 << 20 { try flush() }
            }
        }
        try flush()
        try references.restore(connection)
    }

    private var damaged: StorageError { .corrupt("the backup is damaged or incomplete: \(path)") }

    /// Hands over the records; of a SQLite file only those of the tables named, where some are.
    private func read(_ wanted: [String]?, _ body: (PortableDumpReader.Record) throws -> Void) throws {
        if portable { return try PortableDumpReader.read(path, body) }
        try withSQLite { connection in
            guard try connection.tables().contains(Migrator.table) else { throw damaged }
            for table in try connection.dumpOrder() where wanted?.contains(table) ?? true {
                try body(.table(name: table, columns: connection.columns(of: table).map(\.name)))
                try connection.dump(table) { try body(.row($0.values)) }
            }
        }
    }

    private func checkSQLite() throws {
        try openSQLite { try SQLiteFile.checkIntegrity($0) }
    }

    private func withSQLite(_ body: (any Connection) throws -> Void) throws {
        try openSQLite { try body(SQLiteSession($0, Translations(.sqlite), writable: false)) }
    }

    private func openSQLite(_ body: (GRDB.Database) throws -> Void) throws {
        try SQLiteErrors.mapping {
            var configuration = Configuration()
            configuration.readonly = true
            try DatabaseQueue(path: path, configuration: configuration).read(body)
        }
    }
}

extension SQLValue {
    /// About how much memory the value takes.
    var roughBytes: Int {
        switch self {
        case .null, .integer: 16
        case .text(let text): 16 + text.utf8.count
        case .blob(let bytes): 16 + bytes.count
        }
    }
}

/// The foreign keys of a database while rows are loaded in any order.
private struct References {
    private var definitions: [(table: String, name: String, definition: String)] = []

    /// Postpones the check of all references to the end of the load.
    init(_ connection: any Connection) throws {
        guard connection.engine == .postgresql else {
            _ = try connection.query("PRAGMA defer_foreign_keys = ON")
            return
        }
        // They are not deferrable, so they are taken off and put back, which checks every row.
        let rows = try connection.query("""
            SELECT CAST(c.relname AS TEXT) AS tab, CAST(k.conname AS TEXT) AS name, pg_get_constraintdef(k.oid) AS def
            FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
            WHERE k.contype = 'f' AND c.relnamespace = CAST(current_schema() AS regnamespace)
            ORDER BY c.relname, k.conname
            """)
        definitions = try rows.map { (try $0.text("tab"), try $0.text("name"), try $0.text("def")) }
        for (table, name, _) in definitions {
            try connection.execute("ALTER TABLE \(SQLName.quoted(table)) DROP CONSTRAINT \(SQLName.quoted(name))")
        }
    }

    func restore(_ connection: any Connection) throws {
        for (table, name, definition) in definitions {
            try connection.execute(
                "ALTER TABLE \(SQLName.quoted(table)) ADD CONSTRAINT \(SQLName.quoted(name)) \(definition)")
        }
    }
}
