import Foundation
import Storage
import Testing
import TestSupport

/// An error of the caller's own, which must come back untouched.
struct OwnError: Error, Equatable { let number: Int }

@Suite struct TransactionsTests {
    static let schema = [
        Migration(
            number: 1, name: "accounts",
            sql: """
                CREATE TABLE unit (code TEXT NOT NULL PRIMARY KEY);
                CREATE TABLE account (
                    code TEXT NOT NULL, year INTEGER NOT NULL, amount INTEGER NOT NULL, note TEXT, unit TEXT REFERENCES unit (code),
                    PRIMARY KEY (code, year), CONSTRAINT amount_positive CHECK (amount >= 0));
                CREATE UNIQUE INDEX account_note ON account (note);
                """)
    ]
    static let insert = "INSERT INTO account (code, year, amount) VALUES (?, ?, ?)"

    static func codes(_ database: any Database) async throws -> [String] {
        try await database.read { try $0.query("SELECT code FROM account ORDER BY code").map { try $0.text("code") } }
    }

    @Test(arguments: Engines.all)
    func aThrowingWriteLeavesNothing(engine: Engine) async throws {
        try await Engines.withDatabase(engine, Self.schema) { database in
            await #expect(throws: OwnError(number: 4)) {
                try await database.write { connection in
                    try connection.execute(Self.insert, ["a", 2022, 1])
                    throw OwnError(number: 4)
                }
            }
            #expect(try await Self.codes(database).isEmpty)
            let answer = try await database.write { connection in
                try connection.execute(Self.insert, ["b", 2022, 1])
                return try connection.execute("UPDATE account SET amount = amount + 1 WHERE code IN (?, ?)", ["b", "c"])
            }
            #expect(answer == 1)
            #expect(try await Self.codes(database) == ["b"])
        }
    }

    @Test(arguments: Engines.all)
    func upsertAndCounts(engine: Engine) async throws {
        try await Engines.withDatabase(engine, Self.schema) { database in
            let upsert = Self.insert + " ON CONFLICT (code, year) DO UPDATE SET amount = excluded.amount"
            let counts = try await database.write { connection in
                [
                    try connection.execute(upsert, ["a", 1, 1]), try connection.execute(upsert, ["a", 1, 9]),
                    try connection.execute(Self.insert + " ON CONFLICT DO NOTHING", ["a", 1, 5]),
                    try connection.execute("CREATE TABLE extra (a INTEGER)"),
                    try connection.execute("DELETE FROM account WHERE code = 'zz'"),
                ]
            }
            #expect(counts == [1, 1, 0, 0, 0])
            let row = try await database.read { try $0.query("SELECT amount FROM account") }
            #expect(row.map { $0["amount"] } == [9])
            let returned = try await database.write { try $0.query(upsert + " RETURNING amount, code", ["a", 1, 77]) }
            #expect(returned.first?.values == [77, "a"])
        }
    }

    @Test(arguments: Engines.all)
    func savepointsNest(engine: Engine) async throws {
        try await Engines.withDatabase(engine, Self.schema) { database in
            try await database.write { connection in
                try connection.execute(Self.insert, ["a", 1, 1])
                try connection.savepoint {
                    try connection.execute(Self.insert, ["b", 1, 1])
                    #expect(throws: OwnError(number: 1)) {
                        try connection.savepoint {
                            try connection.execute(Self.insert, ["c", 1, 1])
                            try connection.savepoint { try connection.execute(Self.insert, ["d", 1, 1]) }
                            throw OwnError(number: 1)
                        }
                    }
                    // A failed statement harms only its savepoint.
                    #expect(throws: StorageError.constraint("unique account(code, year)")) {
                        try connection.savepoint { try connection.execute(Self.insert, ["a", 1, 1]) }
                    }
                    try connection.savepoint {}
                    try connection.execute(Self.insert, ["e", 1, 1])
                }
                #expect(throws: OwnError.self) { try connection.savepoint { throw OwnError(number: 2) } }
                try connection.execute(Self.insert, ["f", 1, 1])
            }
            #expect(try await Self.codes(database) == ["a", "b", "e", "f"])
        }
    }

    @Test(arguments: Engines.all)
    func aSwallowedFailureStillRollsBack(engine: Engine) async throws {
        try await Engines.withDatabase(engine, Self.schema) { database in
            await #expect(throws: StorageError.constraint("check amount_positive")) {
                try await database.write { connection in
                    try connection.execute(Self.insert, ["a", 1, 1])
                    _ = try? connection.execute(Self.insert, ["b", 1, -1])
                    #expect(throws: StorageError.self) { try connection.query("SELECT code FROM account") }
                    _ = try? connection.savepoint { try connection.execute(Self.insert, ["c", 1, 1]) }
                }
            }
            await #expect(throws: StorageError.constraint("check amount_positive")) {
                try await database.write { connection in
                    try connection.savepoint { _ = try? connection.execute(Self.insert, ["b", 1, -1]) }
                }
            }
            #expect(try await Self.codes(database).isEmpty)
            let count = try await database.read { connection in
                _ = try? connection.savepoint { try connection.query("SELECT nothing FROM nowhere") }
                return try connection.query("SELECT 1 AS one").count
            }
            #expect(count == 1)
        }
    }

    @Test(arguments: Engines.all)
    func constraintsAreNamedAlike(engine: Engine) async throws {
        try await Engines.withDatabase(engine, Self.schema) { database in
            let noted = "INSERT INTO account (code, year, amount, note) VALUES (?, ?, ?, ?)"
            try await database.write { try $0.execute(noted, ["a", 1, 1, "secret"]) }
            let cases: [(String, [SQLValue], String, ConstraintKind)] = [
                (Self.insert, ["a", 1, 1], "unique account(code, year)", .unique),
                (noted, ["b", 1, 1, "secret"], "unique account(note)", .unique),
                (Self.insert, ["b", nil, 1], "not null account(year)", .notNull),
                (Self.insert, ["b", 1, -1], "check amount_positive", .check),
                (
                    "INSERT INTO account (code, year, amount, unit) VALUES (?, ?, ?, ?)", ["b", 1, 1, "nowhere"],
                    "foreign key", .foreignKey
                ),
            ]
            for (sql, arguments, name, kind) in cases {
                let error = await #expect(throws: StorageError.self) {
                    try await database.write { try $0.execute(sql, arguments) }
                }
                #expect(error == .constraint(name))
                #expect(error?.violatedConstraint == kind)
                #expect(error?.description.contains("secret") == false)
            }
        }
    }

    @Test(arguments: Engines.all)
    func readsCannotWrite(engine: Engine) async throws {
        try await Engines.withDatabase(engine, Self.schema) { database in
            await #expect(throws: StorageError.refused("a statement that writes, inside read")) {
                try await database.read { try $0.execute(Self.insert, ["a", 1, 1]) }
            }
            await #expect(throws: StorageError.self) { try await database.read { try $0.notify("x", "y") } }
        }
    }

    @Test(arguments: Engines.all)
    func textIsOrderedByItsBytesAndLikeMindsCase(engine: Engine) async throws {
        try await Engines.withDatabase(engine, Self.schema) { database in
            let codes = ["b", "B", "a", "é", "e", "z", "ا", "Z", "_", "10", "9"]
            try await database.write { try $0.insert(Self.insert, rows: codes.map { [.text($0), 1, 1] }) }
            #expect(try await Self.codes(database) == codes.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) })
            let like = try await database.read { try $0.query("SELECT code FROM account WHERE code LIKE 'B%'").count }
            #expect(like == 1)
        }
    }

    @Test(arguments: Engines.all)
    func aClosedDatabaseRefuses(engine: Engine) async throws {
        let place = try Engines.place(engine)
        let database = try await place.open(Self.schema)
        await database.close()
        await database.close()
        await #expect(throws: StorageError.refused("the database is closed")) {
            try await database.read { try $0.query("SELECT 1") }
        }
        await #expect(throws: StorageError.refused("the database is closed")) { try await database.write { _ in } }
    }
}
