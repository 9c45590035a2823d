import Foundation
import Storage
import Testing
import TestSupport

/// Measures, when asked: `HASILA_BENCH=1 swift test --filter SpeedTests`. The disk's own fsync is
/// measured beside the commits, because nobody commits faster than that.
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["HASILA_BENCH"] != nil))
struct SpeedTests {
    static let schema = [
        Migration(number: 1, name: "five", sql: "CREATE TABLE five (a INTEGER NOT NULL PRIMARY KEY, b TEXT, c INTEGER, d INTEGER, e BLOB); CREATE TABLE one (a INTEGER NOT NULL PRIMARY KEY);")
    ]

    @Test(arguments: Engines.all)
    func rates(engine: Engine) async throws {
        let folder = try TemporaryDirectory(in: "/var/tmp")
        let cluster = engine == .postgresql ? try TemporaryCluster(durable: true) : nil
        let location = cluster.map { DataLocation.postgresql($0.freshAddress()) } ?? .directory(folder.file("data"))
        let database = try await Databases.open(location, migrations: Self.schema, createIfMissing: true)
        let blob = SQLValue.blob([UInt8](repeating: 9, count: 16))
        let rows: [[SQLValue]] = (0..<500_000).map { [.integer($0), "unit-\($0 % 1000)", .integer($0 * 7), nil, blob] }
        let inserting = try await seconds {
            try await database.write { connection in
                for start in stride(from: 0, to: rows.count, by: 5000) {
                    try connection.insert("INSERT INTO five (a, b, c, d, e) VALUES (?, ?, ?, ?, ?)", rows: Array(rows[start..<start + 5000]))
                }
            }
        }
        let reading = try await seconds {
            try await database.read { connection in try connection.forEach("SELECT * FROM five") { _ in } }
        }
        let commits = try await seconds {
            for number in 0..<1000 { try await database.write { try $0.execute("INSERT INTO one VALUES (?)", [.integer(Int64(number))]) } }
        }
        let reads = try await seconds {
            for number in 0..<2000 { _ = try await database.read { try $0.query("SELECT b FROM five WHERE a = ?", [.integer(Int64(number))]) } }
        }
        let sync = try await seconds { try fsyncProbe(folder.file("probe"), count: 1000) }
        print("""
            SPEED \(engine.rawValue): insert \(Int(500_000 / inserting)) rows/s, stream \(Int(500_000 / reading)) rows/s, \
            commits \(Int(1000 / commits))/s, point reads \(Int(2000 / reads))/s, \
            fsync probe \(Int(sync * 1000)) µs
            """)
        await database.close()
        cluster?.stop()
    }
}

private func seconds(_ work: () async throws -> Void) async throws -> Double {
    let start = ContinuousClock.now
    try await work()
    let spent = ContinuousClock.now - start
    return Double(spent.components.seconds) + Double(spent.components.attoseconds) / 1e18
}

/// Appends 4 KB and waits for the disk, `count` times.
private func fsyncProbe(_ path: String, count: Int) throws {
    let file = open(path, O_CREAT | O_WRONLY, 0o600)
    guard file >= 0 else { throw TestSupportFailure("no probe file") }
    defer { close(file) }
    let page = [UInt8](repeating: 1, count: 4096)
    for _ in 0..<count {
        guard write(file, page, page.count) == page.count, fdatasync(file) == 0 else { throw TestSupportFailure("no fsync") }
    }
}
