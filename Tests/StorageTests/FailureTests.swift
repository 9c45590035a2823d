import Foundation
import Storage
import Testing
import TestSupport

@Suite struct FailureTests {
    static let schema = [
        Migration(number: 1, name: "log", sql: "CREATE TABLE log (batch INTEGER NOT NULL, part INTEGER NOT NULL, filler BLOB, PRIMARY KEY (batch, part));")
    ]
    static let insert = "INSERT INTO log (batch, part, filler) VALUES (?, ?, ?)"

    static func count(_ database: any Database) async throws -> Int64 {
        try await database.read { try $0.query("SELECT count(*) AS n FROM log")[0].integer("n") }
    }

    @Test(.enabled(if: Engines.all.contains(.postgresql)))
    func aLostConnectionLosesItsTransactionOnly() async throws {
        try await Engines.withDatabase(.postgresql, Self.schema) { database in
            let terminate = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
            // Idle connections die unnoticed: the next transaction simply begins on a new one.
            try await database.write { try $0.execute(Self.insert, [1, 1, nil]) }
            _ = try await database.read { try $0.query(terminate) }
            try await database.write { try $0.execute(Self.insert, [2, 1, nil]) }
            // In the middle of a transaction it is an error, and nothing of it stays.
            let error = await #expect(throws: StorageError.self) {
                try await database.write { connection in
                    try connection.execute(Self.insert, [3, 1, nil])
                    try connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")
                    try connection.execute(Self.insert, [3, 2, nil])
                }
            }
            guard case .connectionLost? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(error?.isTransient == true)
            #expect(try await Self.count(database) == 2)
            try await database.write { try $0.execute(Self.insert, [4, 1, nil]) }
            #expect(try await Self.count(database) == 3)
        }
    }

    @Test(.enabled(if: Engines.all.contains(.postgresql)))
    func aConnectionLostAtCommitIsAskedAbout() async throws {
        try await Engines.withDatabase(.postgresql, Self.schema) { database in
            let error = await #expect(throws: StorageError.self) {
                try await database.write { connection in
                    try connection.execute(Self.insert, [1, 1, nil])
                    let number = try connection.query("SELECT pg_backend_pid() AS pid")[0].integer("pid")
                    let ended = DispatchSemaphore(value: 0)
                    Task.detached {
                        _ = try? await database.read { try $0.query("SELECT pg_terminate_backend(CAST(? AS INT))", [.integer(number)]) }
                        ended.signal()
                    }
                    ended.wait()
                }
            }
            guard case .connectionLost? = error else {
                Issue.record("the server said it was rolled back, we say \(String(describing: error))")
                return
            }
            let count = try await Self.count(database)
            #expect(count == 0)
        }
    }

    @Test(.enabled(if: Engines.all.contains(.postgresql)))
    func aListenerReconnects() async throws {
        try await Engines.withDatabase(.postgresql, Self.schema) { database in
            var stream = database.changes("entries").makeAsyncIterator()
            #expect(await stream.next() == "")
            #expect(await stream.next() == "")
            _ = try await database.read {
                try $0.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()")
            }
            #expect(await stream.next() == "", "a gap is told")
            try await database.write { try $0.notify("entries", "5") }
            #expect(await stream.next() == "5")
        }
    }

    @Test func aFullDiskIsToldAndLeavesTheDatabaseWhole() async throws {
        let mount = try TemporaryDirectory()
        guard getuid() == 0, run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", mount.path) else {
            print("SKIPPED: a full disk: no tmpfs can be mounted here")
            return
        }
        defer { _ = run("umount", "-l", mount.path) }
        let location = DataLocation.directory(mount.file("data"))
        let database = try await Databases.open(location, migrations: Self.schema, createIfMissing: true)
        try await database.write { try $0.execute(Self.insert, [0, 0, nil]) }
        await #expect(throws: StorageError.diskFull) {
            try await database.write { connection in
                for part in 0..<400 {
                    try connection.execute(Self.insert, [1, .integer(Int64(part)), .blob([UInt8](repeating: 7, count: 16_384))])
                }
            }
        }
        #expect(try await Self.count(database) == 1)
        try await database.write { try $0.execute(Self.insert, [2, 0, nil]) }
        #expect(throws: StorageError.diskFull) {
            // A file that does not fit leaves no half file.
            let filler = [UInt8](repeating: 1, count: 4 << 20)
            _ = try EvidenceStore(folder: mount.file("evidence")).put(filler)
        }
        await database.close()
        let again = try await Databases.open(location, migrations: Self.schema, createIfMissing: false)
        #expect(try await Self.count(again) == 2)
        await again.close()
        guard run("mount", "-o", "remount,ro", mount.path) else { return }
        let readOnly = await #expect(throws: StorageError.self) {
            let database = try await Databases.open(location, migrations: Self.schema, createIfMissing: false)
            try await database.write { try $0.execute(Self.insert, [9, 9, nil]) }
        }
        #expect(readOnly == .readOnly || readOnly == .permission("SQLite cannot open the database file"))
    }

    @Test func strangeFilesAreNotTaken() async throws {
        let folder = try TemporaryDirectory()
        let location = DataLocation.directory(folder.path)
        try Data("this is not a database, but a letter of some length; it goes on for a while".utf8).write(to: URL(fileURLWithPath: folder.file("hasila.sqlite")))
        let error = await #expect(throws: StorageError.self) {
            try await Databases.open(location, migrations: Self.schema, createIfMissing: true)
        }
        guard case .corrupt? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func filesArePrivateAndDurable() async throws {
        let place = try Engines.place(.sqlite)
        let database = try await place.open(Self.schema)
        try await database.write { try $0.execute(Self.insert, [1, 1, nil]) }
        let folder = place.folder.file("data")
        #expect(mode(folder) == 0o700)
        for name in ["hasila.sqlite", "hasila.sqlite-wal", "hasila.sqlite-shm"] { #expect(mode("\(folder)/\(name)") == 0o600, "\(name)") }
        let row = try await database.write { connection in
            let mode = try connection.query("PRAGMA journal_mode")[0][0]
            return [mode, try connection.query("PRAGMA synchronous")[0][0], try connection.query("PRAGMA foreign_keys")[0][0]]
        }
        #expect(row == ["wal", 2, 1])
        await database.close()
        #expect(mode("\(folder)/hasila.sqlite-wal") == -1, "closing folds the log into the file")
    }

    /// Not a test of its own: the child that `killedInTheMiddle` kills.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["HASILA_STORM"] != nil))
    func childStorm() async throws {
        let environment = ProcessInfo.processInfo.environment
        let location = try DataLocation(environment["HASILA_STORM"] ?? "")
        let acknowledged = try #require(FileHandle(forWritingAtPath: environment["HASILA_STORM_LOG"] ?? ""))
        let database = try await Databases.open(location, migrations: Self.schema, createIfMissing: false)
        let start = try await database.read { try $0.query("SELECT coalesce(max(batch), 0) AS n FROM log")[0].integer("n") }
        for batch in start + 1 ... start + 1_000_000 {
            try await database.write { connection in
                try connection.insert(Self.insert, rows: (0..<20).map { [.integer(batch), .integer($0), .blob(Array(repeating: 3, count: 200))] })
            }
            try acknowledged.write(contentsOf: Data("\(batch)\n".utf8))
        }
    }

    @Test(arguments: Engines.all)
    func killedInTheMiddleNothingAcknowledgedIsLost(engine: Engine) async throws {
        let place = try Engines.place(engine)
        await (try place.open(Self.schema)).close()
        let log = place.folder.file("acknowledged")
        #expect(FileManager.default.createFile(atPath: log, contents: nil))
        let text = switch place.location {
        case .directory(let folder): folder
        case .postgresql(let address): address
        }
        var random = SeededGenerator()
        for _ in 0..<4 {
            try Data().write(to: URL(fileURLWithPath: log))
            let child = try ChildTest(filter: "childStorm", environment: ["HASILA_STORM": text, "HASILA_STORM_LOG": log])
            for _ in 0..<400 where try Data(contentsOf: URL(fileURLWithPath: log)).count < 40 {
                try await Task.sleep(for: .milliseconds(20))
            }
            try await Task.sleep(for: .microseconds(Int.random(in: 0...50_000, using: &random)))
            child.kill()
            let last = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n").last.flatMap { Int64($0) }
            let database = try await place.open(Self.schema)
            let rows = try await database.read {
                try $0.query("SELECT batch, count(*) AS n FROM log GROUP BY batch ORDER BY batch")
            }
            #expect(rows.allSatisfy { $0["n"] == 20 }, "no transaction is there in part")
            let highest = try #require(rows.last).integer("batch")
            #expect(highest >= (try #require(last)), "what was acknowledged is there")
            #expect(rows.count == Int(highest))
            await database.close()
        }
    }
}

/// The mode bits of a file.
func mode(_ path: String) -> Int {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return (attributes?[.posixPermissions] as? NSNumber)?.intValue ?? -1
}

/// Runs a program to its end; whether it succeeded.
func run(_ program: String, _ arguments: String...) -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
}
