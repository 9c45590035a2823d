import Foundation
import Storage
import Synchronization
import Testing
import TestSupport

@Suite struct ConcurrencyTests {
    static let schema = [Migration(number: 1, name: "counters", sql: "CREATE TABLE c (id INTEGER NOT NULL PRIMARY KEY, n INTEGER NOT NULL);")]

    static func sum(_ database: any Database) async throws -> Int64 {
        try await database.read { try $0.query("SELECT coalesce(sum(n), 0) AS n FROM c")[0].integer("n") }
    }

    @Test(arguments: Engines.all)
    func readersSeeTheOldSnapshotDuringAWrite(engine: Engine) async throws {
        try await Engines.withDatabase(engine, Self.schema) { database in
            try await database.write { try $0.execute("INSERT INTO c VALUES (1, 1)") }
            let (written, goOn) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
            async let write: Void = database.write { connection in
                try connection.execute("UPDATE c SET n = 2")
                written.signal()
                goOn.wait()
            }
            await Task.detached { waitFor(written) }.value
            #expect(try await Self.sum(database) == 1, "a reader neither waits nor sees what is not committed")
            // A snapshot taken before the commit stays as it is.
            let numbers = try await database.read { connection in
                let before = try connection.query("SELECT n FROM c")[0].integer("n")
                goOn.signal()
                Thread.sleep(forTimeInterval: 0.3)
                return [before, try connection.query("SELECT n FROM c")[0].integer("n")]
            }
            #expect(numbers == [1, 1])
            try await write
            #expect(try await Self.sum(database) == 2)
        }
    }

    @Test(arguments: Engines.all)
    func writersAreSerialAcrossServers(engine: Engine) async throws {
        let place = try Engines.place(engine)
        let servers = [try await place.open(Self.schema), try await place.open(Self.schema)]
        try await servers[0].write { try $0.execute("INSERT INTO c VALUES (1, 0)") }
        let inside = Counter()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                group.addTask {
                    try await servers[number % 2].write { connection in
                        // SQLite's other pool may only wait at BEGIN, so no one is ever inside with us.
                        let together = inside.add(1)
                        #expect(together == 1)
                        let n = try connection.query("SELECT n FROM c WHERE id = 1")[0].integer("n")
                        try connection.execute("UPDATE c SET n = ? WHERE id = 1", [.integer(n + 1)])
                        _ = inside.add(-1)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await Self.sum(servers[1]) == 200)
        for server in servers { await server.close() }
    }

    /// Streamed in a process of its own: the memory of this one moves with every test that runs beside it.
    @Test(arguments: Engines.all)
    func aMillionRowsStreamInConstantMemory(engine: Engine) async throws {
        let place = try Engines.place(engine)
        let database = try await place.open(Self.schema)
        try await database.write { connection in
            for start in stride(from: 0, to: 1_000_000, by: 10_000) {
                try connection.insert(
                    "INSERT INTO c VALUES (?, ?)",
                    rows: (start..<start + 10_000).map { [.integer(Int64($0)), .integer(Int64($0 % 7))] })
            }
        }
        await database.close()
        let address: String
        switch place.location {
        case .directory(let folder): address = folder
        case .postgresql(let text): address = text
        }
        await #expect(processExitsWith: .success) { [address = address as String] in
            let database = try await Databases.open(try DataLocation(address), migrations: Self.schema, createIfMissing: false)
            let before = residentBytes()
            let (count, sum) = try await database.read { connection in
                var (count, sum) = (0, Int64(0))
                try connection.forEach("SELECT id, n FROM c ORDER BY id") { row in
                    count += 1
                    sum += try row.integer("n")
                }
                return (count, sum)
            }
            #expect(count == 1_000_000)
            #expect(sum == (0..<1_000_000).reduce(Int64(0)) { $0 + Int64($1 % 7) })
            // As rows they would be 100 MB and more; mapped pages of the SQLite file are not counted.
            #expect(residentBytes() - before < 60 << 20)
            await database.close()
        }
    }

    @Test(arguments: Engines.all)
    func streamsNestAndStopEarly(engine: Engine) async throws {
        try await Engines.withDatabase(engine, Self.schema) { database in
            try await database.write { try $0.insert("INSERT INTO c VALUES (?, ?)", rows: (0..<300).map { [.integer($0), 1] }) }
            let pairs = try await database.write { connection in
                var pairs = 0
                try connection.forEach("SELECT id FROM c WHERE id < ? ORDER BY id", [200]) { row in
                    let id = try row.integer("id")
                    try connection.forEach("SELECT id FROM c WHERE id < ? ORDER BY id", [3]) { _ in pairs += 1 }
                    if id < 5 { try connection.execute("UPDATE c SET n = n + 1 WHERE id = ?", [.integer(id)]) }
                    if id == 100 { _ = try? connection.savepoint { throw OwnError(number: 0) } }
                }
                #expect(throws: OwnError(number: 9)) {
                    try connection.forEach("SELECT id FROM c") { _ in throw OwnError(number: 9) }
                }
                return pairs
            }
            #expect(pairs == 600)
            #expect(try await Self.sum(database) == 305)
        }
    }

    @Test(arguments: Engines.all)
    func noticesComeAfterCommitOnly(engine: Engine) async throws {
        let place = try Engines.place(engine)
        let database = try await place.open(Self.schema)
        var stream = database.changes("entries").makeAsyncIterator()
        #expect(await stream.next() == "")
        if engine == .postgresql { #expect(await stream.next() == "", "once more when the server has begun to listen") }
        _ = try? await database.write { connection in
            try connection.notify("entries", "lost")
            throw OwnError(number: 1)
        }
        try await database.write { connection in
            _ = try? connection.savepoint {
                try connection.notify("entries", "also lost")
                throw OwnError(number: 1)
            }
            try connection.notify("entries", "7")
            try connection.notify("others", "8")
        }
        try await database.write { try $0.notify("entries", "9") }
        #expect(await stream.next() == "7")
        #expect(await stream.next() == "9")
        await #expect(throws: StorageError.self) { try await database.write { try $0.notify("No Channel", "") } }
        await database.close()
        #expect(await stream.next() == nil)
    }
}

/// A count that many threads change.
final class Counter: Sendable {
    private let count = Mutex(0)

    func add(_ number: Int) -> Int {
        count.withLock { count in
            count += number
            return count
        }
    }
}

private func waitFor(_ semaphore: DispatchSemaphore) { semaphore.wait() }

/// Bytes of memory this process holds alone: without pages of mapped files.
func residentBytes() -> Int {
    let words = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ").compactMap { Int($0) } ?? []
    return words.count > 2 ? (words[1] - words[2]) * 4096 : 0
}
