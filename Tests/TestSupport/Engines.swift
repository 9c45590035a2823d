import Foundation
import Storage

/// The engines a conformance test runs on, for `@Test(arguments: Engines.all)`.
public enum Engines {
    /// Both engines; SQLite alone, said plainly, where PostgreSQL is not installed. With
    /// `HASILA_REQUIRE_POSTGRESQL=1` it is never left out, so that CI cannot skip it unnoticed.
    public static let all: [Engine] = {
        if TemporaryCluster.programs != nil { return Engine.allCases }
        if ProcessInfo.processInfo.environment["HASILA_REQUIRE_POSTGRESQL"] == "1" { return Engine.allCases }
        print("SKIPPED: PostgreSQL is not installed (apt-get install postgresql-15); tests run on SQLite only")
        return [.sqlite]
    }()

    /// A new, empty place for the engine: a temporary folder or a database of the shared cluster.
    public static func place(_ engine: Engine) throws -> TestPlace {
        let folder = try TemporaryDirectory()
        switch engine {
        case .sqlite: return TestPlace(location: .directory(folder.file("data")), folder: folder)
        case .postgresql:
            return TestPlace(location: .postgresql(try TemporaryCluster.shared().freshAddress()), folder: folder)
        }
    }

    /// Runs a test on a new database with these migrations, and closes it.
    public static func withDatabase<T: Sendable>(
        _ engine: Engine, _ migrations: [Migration] = [], _ body: (any Database) async throws -> T
    ) async throws -> T {
        let place = try place(engine)
        let database = try await place.open(migrations)
        do {
            let value = try await body(database)
            await database.close()
            return value
        } catch {
            await database.close()
            throw error
        }
    }
}

/// Where a test keeps its database, and a folder for its other files. Both go when it is released.
public struct TestPlace: Sendable {
    /// The place of the database.
    public let location: DataLocation
    /// A folder for anything else.
    public let folder: TemporaryDirectory

    /// Opens the database there, making it by default.
    public func open(_ migrations: [Migration] = [], createIfMissing: Bool = true) async throws -> any Database {
        try await Databases.open(location, migrations: migrations, createIfMissing: createIfMissing)
    }
}
