import Foundation

/// Opens, makes and restores databases.
public enum Databases {
    /// Opens the institution at `location` and brings its schema up to date.
    ///
    /// Without `createIfMissing` an institution must already be there (`StorageError.notFound`
    /// otherwise), so that a mistyped place never becomes a new, empty one. With it, the folder
    /// (mode 0700) and file (0600), or the PostgreSQL database, are made.
    /// Throws `migrationMismatch`, `newerSchema`, `permission`, `unreachable`, `corrupt`.
    public static func open(
        _ location: DataLocation, migrations: [Migration], createIfMissing: Bool
    ) async throws -> any Database {
        let migrator = try Migrator(migrations)
        let database: any Database
        switch location {
        case .directory(let folder):
            database = try await SQLiteDatabase.open(folder: folder, createIfMissing: createIfMissing)
        case .postgresql(let address):
            database = try await PostgreSQLDatabase.open(address: address, createIfMissing: createIfMissing)
        }
        do {
            try await migrator.migrate(database, createIfMissing: createIfMissing, place: location.shown)
            return database
        } catch {
            await database.close()
            throw error
        }
    }
}

extension DataLocation {
    /// The place as it may be shown in a message: without the password of an address.
    public var shown: String {
        switch self {
        case .directory(let folder): return folder
        case .postgresql(let address):
            guard let scheme = address.range(of: "://") else { return "postgresql" }
            let rest = address[scheme.upperBound...].prefix { $0 != "?" }
            // Everything before the last @ may hold a password.
            let afterUser = rest.lastIndex(of: "@").map { rest[rest.index(after: $0)...] } ?? rest
            return "postgresql://" + afterUser
        }
    }
}
