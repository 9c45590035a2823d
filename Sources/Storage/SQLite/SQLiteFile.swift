import Foundation
internal import GRDB
internal import GRDBSQLite

/// The file under a SQLite database: its place, rights, settings and copies.
enum SQLiteFile {
    /// "HSLA": tells `file` and us whose database this is.
    private static let applicationID = 0x4853_4C41

    /// Makes folder and file where allowed, and checks that they are usable.
    static func prepare(folder: String, file: String, createIfMissing: Bool) throws {
        let exists = try PrivateFiles.exists(file)
        guard exists || createIfMissing else { throw StorageError.notFound("an institution at \(folder)") }
        if !exists {
            try PrivateFiles.makeFolder(folder)
            // Made by us first, so that the database and its log are never readable by others, not even for a moment.
            try PrivateFiles.makeEmpty(file)
        }
        guard access(file, R_OK) == 0 else { throw StorageError.permission(file) }
    }

    static func configuration() -> Configuration {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(60)
        configuration.maximumReaderCount = max(4, ProcessInfo.processInfo.activeProcessorCount * 2)
        configuration.persistentReadOnlyConnections = true
        configuration.prepareDatabase { database in
            // cache_size in KiB when negative; LIKE as in PostgreSQL, where case matters.
            try database.execute(sql: """
                PRAGMA cache_size = -16384;
                PRAGMA mmap_size = 1073741824;
                PRAGMA temp_store = MEMORY;
                PRAGMA case_sensitive_like = ON;
                PRAGMA trusted_schema = OFF;
                PRAGMA cell_size_check = ON;
                """)
        }
        return configuration
    }

    /// Settings of the writer once GRDB has chosen WAL, and whose file it is.
    static func setUp(_ database: GRDB.Database) throws {
        // GRDB leaves NORMAL, which may lose the last commits on power loss: not for a ledger.
        try database.execute(sql: """
            PRAGMA synchronous = FULL;
            PRAGMA cache_size = -65536;
            PRAGMA wal_autocheckpoint = 4000;
            PRAGMA journal_size_limit = 67108864;
            """)
        let identity = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        if identity == applicationID { return }
        guard identity == 0, try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") == 0 else {
            throw StorageError.corrupt("the file is a SQLite database, but not one of Hasila")
        }
        try database.execute(sql: "PRAGMA application_id = \(applicationID)")
    }

    /// Brings the log into the file and removes it, unless another program uses the database.
    /// The last connection to close does that by itself, but GRDB closes its read-only ones last.
    static func foldLog(into file: String) {
        guard let connection = try? DatabaseQueue(path: file) else { return }
        _ = try? connection.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_schema") }
        try? connection.close()
    }

    /// Copies one snapshot into a single file, checks it, and only then gives it its name.
    static func backUp(_ pool: DatabasePool, to file: String, evidence: BackedEvidence?) throws -> EvidenceReport {
        var report = EvidenceReport()
        try PrivateFiles.makeWhole(file) { part in
            try SQLiteErrors.mapping {
                var configuration = Configuration()
                configuration.foreignKeysEnabled = false
                let copy = try DatabaseQueue(path: part, configuration: configuration)
                try pool.backup(to: copy)
                // One file, with no log beside it that could be forgotten.
                try copy.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
                if let evidence { report = try copy.write { try put(evidence, into: SQLiteSession($0, Translations(.sqlite), writable: true)) } }
                try copy.read { try checkIntegrity($0) }
                try copy.close()
            }
        }
        return report
    }

    /// Puts the evidence files named in a copy beside its tables.
    private static func put(_ evidence: BackedEvidence, into copy: any Connection) throws -> EvidenceReport {
        // The copy of a backup that somebody went on from as it was.
        try copy.execute("DROP TABLE IF EXISTS \(BackedEvidence.table)")
        try copy.execute("CREATE TABLE \(BackedEvidence.table) (hash TEXT NOT NULL PRIMARY KEY, bytes BLOB NOT NULL)")
        return try evidence.each(of: copy) { hash, bytes in
            try copy.insert("INSERT INTO \(BackedEvidence.table) (hash, bytes) VALUES (?, ?)", rows: [[.text(hash), .blob(bytes)]])
        }
    }

    /// Checks every page, index and reference. Throws `corrupt`.
    static func checkIntegrity(_ database: GRDB.Database) throws {
        let answer = try String.fetchOne(database, sql: "PRAGMA integrity_check(1)")
        guard answer == "ok" else { throw StorageError.corrupt("the integrity check found damage") }
        guard try GRDB.Row.fetchOne(database, sql: "PRAGMA foreign_key_check") == nil else {
            throw StorageError.corrupt("a row refers to one that does not exist")
        }
    }
}
