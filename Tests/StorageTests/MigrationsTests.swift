import Storage
import Testing
import TestSupport

@Suite struct MigrationsTests {
    let first = Migration(
        number: 1, name: "units",
        sql: """
            -- a comment; with a semicolon and the word INTEGER
            CREATE TABLE unit (code TEXT NOT NULL PRIMARY KEY, big INTEGER, mark BLOB, "blob" INTEGER);
            /* ; */
            INSERT INTO unit (code, big) VALUES ('INTEGER; BLOB''s', CAST('9007199254740993' AS INTEGER));
            """)
    let second = Migration(number: 20, name: "more", sql: "ALTER TABLE unit ADD COLUMN note TEXT; CREATE INDEX unit_note ON unit (note)")

    @Test(arguments: Engines.all)
    func appliedOnceInOrder(engine: Engine) async throws {
        let place = try Engines.place(engine)
        await (try place.open([first])).close()
        await (try place.open([second, first])).close()
        let database = try await place.open([first, second], createIfMissing: false)
        let (numbers, row) = try await database.read { connection in
            (
                try connection.query("SELECT number, name FROM schema_migrations ORDER BY number"),
                try connection.query("SELECT * FROM unit")[0]
            )
        }
        #expect(numbers.map(\.values) == [[1, "units"], [20, "more"]])
        #expect(row["code"] == "INTEGER; BLOB's")
        #expect(row["big"] == 9_007_199_254_740_993)
        #expect(row.columns == ["code", "big", "mark", "blob", "note"])
        await database.close()
    }

    @Test(arguments: Engines.all)
    func tamperedNewerAndMissingAreRefused(engine: Engine) async throws {
        let place = try Engines.place(engine)
        await (try place.open([first, second])).close()
        let changed = Migration(number: 1, name: "units", sql: first.sql + " ")
        await #expect(throws: StorageError.migrationMismatch(number: 1, "its text is not the one applied")) {
            try await place.open([changed, second])
        }
        await #expect(throws: StorageError.newerSchema(found: 20, known: 1)) { try await place.open([first]) }
        let late = Migration(number: 5, name: "late", sql: "CREATE TABLE late (a INTEGER)")
        await #expect(throws: StorageError.migrationMismatch(number: 5, "a later one was applied before it")) {
            try await place.open([first, late, second])
        }
        await #expect(throws: StorageError.migrationMismatch(number: 1, "it is applied, but this program does not have it")) {
            try await place.open([second])
        }
        await #expect(throws: StorageError.self) { try await place.open([first, first, second]) }
        await (try place.open([first, second])).close()
    }

    @Test(arguments: Engines.all)
    func aFailingMigrationLeavesTheOnesBeforeIt(engine: Engine) async throws {
        let place = try Engines.place(engine)
        let broken = Migration(number: 2, name: "broken", sql: "CREATE TABLE half (a INTEGER); CREATE TABEL other (a TEXT);")
        await #expect(throws: StorageError.self) { try await place.open([first, broken]) }
        let database = try await place.open([first, second])
        let tables = try await database.read { try $0.tables() }
        #expect(tables == ["schema_migrations", "unit"])
        await database.close()
    }

    @Test(arguments: Engines.all)
    func nothingIsMadeUnlessAsked(engine: Engine) async throws {
        let place = try Engines.place(engine)
        let error = await #expect(throws: StorageError.self) { try await place.open([first], createIfMissing: false) }
        guard case .notFound? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        await (try place.open([first])).close()
        await (try place.open([first], createIfMissing: false)).close()
    }

    @Test(arguments: Engines.all)
    func twoServersMayStartAtOnce(engine: Engine) async throws {
        let place = try Engines.place(engine)
        await (try place.open()).close()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 { group.addTask { await (try place.open([first, second])).close() } }
            try await group.waitForAll()
        }
    }

    @Test(arguments: Engines.all)
    func columnsAreDescribedAlike(engine: Engine) async throws {
        try await Engines.withDatabase(engine, [first, second, Migration(number: 21, name: "key", sql: "CREATE TABLE k (a TEXT NOT NULL, b INTEGER NOT NULL, c BLOB, PRIMARY KEY (b, a))")]) { database in
            let columns = try await database.read { try $0.columns(of: "k") }
            #expect(columns.map(\.name) == ["a", "b", "c"])
            #expect(columns.map(\.kind) == [.text, .integer, .blob])
            #expect(columns.map(\.keyPosition) == [2, 1, 0])
        }
    }
}
