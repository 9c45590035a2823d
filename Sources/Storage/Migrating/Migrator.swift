import Foundation

/// Applies migrations in their order and refuses a history that is not ours.
struct Migrator: Sendable {
    let migrations: [Migration]

    /// Orders the migrations. Throws `refused` for a number below 1 or given twice.
    init(_ migrations: [Migration]) throws {
        self.migrations = migrations.sorted { $0.number < $1.number }
        for (first, second) in zip(self.migrations, self.migrations.dropFirst()) where first.number == second.number {
            throw StorageError.refused("two migrations have the number \(first.number)")
        }
        if let first = self.migrations.first, first.number < 1 {
            throw StorageError.refused("migration numbers begin at 1")
        }
    }

    /// Brings the schema up to date, each migration in its own transaction, and checks the ones
    /// already applied. Several servers may do this at once.
    func migrate(_ database: any Database, createIfMissing: Bool, place: String) async throws {
        let applied = try await database.read { try Self.applied(in: $0) }
        guard applied != nil || createIfMissing else { throw StorageError.notFound("an institution at \(place)") }
        if applied == nil {
            try await database.write { connection in
                // Another server may have come first while we waited for the write lock.
                guard try Self.applied(in: connection) == nil else { return }
                guard try connection.tables().isEmpty else {
                    throw StorageError.refused("the database at \(place) holds tables that are not Hasila's")
                }
                try connection.execute(Self.tableDefinition)
            }
        }
        for migration in try pending(after: applied ?? [:]) {
            try await database.write { connection in
                // Again under the write lock: two programs may start at the same moment.
                let applied = try Self.applied(in: connection) ?? [:]
                guard try pending(after: applied).contains(migration) else { return }
                try Self.apply(migration, in: connection)
            }
        }
    }

    /// The migrations still to apply, in order. Throws when the applied ones are not ours.
    private func pending(after applied: [Int: String]) throws -> [Migration] {
        let known = migrations.last?.number ?? 0
        let newest = applied.keys.max() ?? 0
        guard newest <= known else { throw StorageError.newerSchema(found: newest, known: known) }
        let numbers = Set(migrations.map(\.number))
        if let stranger = applied.keys.filter({ !numbers.contains($0) }).min() {
            throw StorageError.migrationMismatch(number: stranger, "it is applied, but this program does not have it")
        }
        var pending: [Migration] = []
        for migration in migrations {
            if let hash = applied[migration.number] {
                guard hash == SHA256.hex(migration.sql.utf8) else {
                    throw StorageError.migrationMismatch(number: migration.number, "its text is not the one applied")
                }
            } else if migration.number < newest {
                throw StorageError.migrationMismatch(number: migration.number, "a later one was applied before it")
            } else {
                pending.append(migration)
            }
        }
        return pending
    }

    /// Number and hash of what is applied; nil when the table does not exist.
    private static func applied(in connection: any Connection) throws -> [Int: String]? {
        guard try connection.tables().contains(table) else { return nil }
        var applied: [Int: String] = [:]
        for row in try connection.query("SELECT number, sha256 FROM schema_migrations") {
            applied[Int(try row.integer("number"))] = try row.text("sha256")
        }
        return applied
    }

    private static func apply(_ migration: Migration, in connection: any Connection) throws {
        for statement in try SQLDialect.statements(of: migration.sql) { try connection.execute(statement) }
        try connection.execute(
            "INSERT INTO schema_migrations (number, name, sha256, applied) VALUES (?, ?, ?, ?)",
            [
                .integer(Int64(migration.number)), .text(migration.name), .text(SHA256.hex(migration.sql.utf8)),
                .integer(Int64(Date().timeIntervalSince1970 * 1000)),
            ])
    }

    /// The table of what was applied, when (milliseconds since 1970). It is operation, not an act:
    /// comparisons of two databases leave it out.
    static let table = "schema_migrations"

    private static let tableDefinition = """
        CREATE TABLE schema_migrations (
            number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, applied INTEGER NOT NULL)
        """
}
