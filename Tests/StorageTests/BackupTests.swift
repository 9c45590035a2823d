import Foundation
import Storage
import Testing
import TestSupport

@Suite struct BackupTests {
    static let schema = [
        Migration(
            number: 1, name: "tree",
            sql: """
                CREATE TABLE unit (code TEXT NOT NULL PRIMARY KEY, parent TEXT REFERENCES unit (code), mark BLOB);
                CREATE TABLE figure (
                    number INTEGER NOT NULL PRIMARY KEY, unit TEXT NOT NULL REFERENCES unit (code), value INTEGER, note TEXT);
                """),
        Migration(number: 2, name: "later", sql: "ALTER TABLE figure ADD COLUMN later TEXT"),
    ]
    static let tables = ["unit", "figure"]

    static func fill(_ database: any Database) async throws {
        var random = SeededGenerator()
        let figures: [[SQLValue]] = (0..<3000).map { number in
            [.integer(Int64(number)), number % 2 == 0 ? "a" : "é", randomValue(&random, 0), randomValue(&random, 1)]
        }
        try await database.write { connection in
            // Children sort before their parents, to try the references.
            try connection.insert("INSERT INTO unit VALUES (?, ?, ?)", rows: [
                ["z", nil, .blob([0, 255])], ["a", "z", nil], ["é", "a", .blob([])], ["e\u{301}", "z", nil], ["Z", "z", nil],
            ])
            try connection.insert("INSERT INTO figure (number, unit, value, note) VALUES (?, ?, ?, ?)", rows: figures)
        }
    }

    static func digests(_ database: any Database) async throws -> [String] {
        try await database.read { connection in
            try Self.tables.map { table in
                let digest = try connection.digest(of: table)
                return "\(table) \(digest.rows) \(digest.sha256)"
            }
        }
    }

    static let pairs = Engines.all.flatMap { from in Engines.all.map { (from, $0) } }

    @Test(arguments: pairs)
    func everyEngineRestoresFromEveryEngine(from: Engine, to: Engine) async throws {
        let (source, target) = (try Engines.place(from), try Engines.place(to))
        let database = try await source.open(Array(Self.schema.prefix(1)))
        try await Self.fill(database)
        let file = source.folder.file("backup")
        try await database.backup(to: file)
        #expect(mode(file) == 0o600)
        await #expect(throws: StorageError.self, "never over an old backup") { try await database.backup(to: file) }
        await database.close()
        let restored = try await Databases.restore(from: file, to: target.location, migrations: Self.schema)
        // The later migration came after the restore; bring the source up to compare.
        let again = try await source.open(Self.schema)
        #expect(try await Self.digests(restored) == Self.digests(again))
        await #expect(throws: StorageError.constraint("foreign key"), "the references hold again") {
            try await restored.write { try $0.execute("INSERT INTO figure (number, unit) VALUES (99999, 'none')") }
        }
        await again.close()
        await restored.close()
        await #expect(throws: StorageError.self, "never over an institution") {
            try await Databases.restore(from: file, to: target.location, migrations: Self.schema)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: source.folder.path).filter { $0.hasPrefix("backup") } == ["backup"])
    }

    @Test(arguments: pairs)
    func evidenceComesBackWithItsHashes(from: Engine, to: Engine) async throws {
        let (source, target) = (try Engines.place(from), try Engines.place(to))
        let database = try await source.open(Self.schema)
        try await Self.fill(database)
        let store = EvidenceStore(folder: source.folder.file("evidence"))
        var random = SeededGenerator()
        // Empty, small, and larger than what is written or read at once.
        let large: [UInt8] = (0..<300_000).flatMap { _ in withUnsafeBytes(of: UInt64.random(in: 0...UInt64.max, using: &random)) { Array($0) } }
        let files: [[UInt8]] = [[], Array("the water stood at 3.2 m".utf8), large]
        let hashes = try files.map { try store.put($0) }
        let unnamed = try store.put([1, 2, 3])
        let (absent, damaged) = (String(repeating: "0", count: 64), try store.put(Array("before".utf8)))
        try Data("after!".utf8).write(to: URL(fileURLWithPath: "\(store.folder)/\(damaged.prefix(2))/\(damaged.dropFirst(2))"))
        let file = source.folder.file("backup")
        let named = hashes + [damaged, absent, hashes[0]]
        let report = try await database.backup(to: file, evidence: BackedEvidence(store) { _ in named })
        #expect(report.files == 3 && report.bytes == Int64(files.map(\.count).reduce(0, +)))
        #expect(report.missing == [absent, damaged].sorted(), "what is not there is named and keeps nothing else from being saved")
        #expect(mode(file) == 0o600)

        let kept = EvidenceStore(folder: target.folder.file("evidence"))
        let restored = try await Databases.restore(from: file, to: target.location, migrations: Self.schema, evidence: kept)
        #expect(try kept.hashes() == hashes.sorted(), "not \(unnamed), which no table names")
        for (hash, bytes) in zip(hashes, files) { #expect(try kept.get(hash) == bytes) }
        #expect(try await Self.digests(restored) == Self.digests(database), "the tables are as they were")
        let tables = try await restored.read { try $0.tables() }
        #expect(!tables.contains("backup_evidence"), "the files are files again")
        // And on: the restored place is backed up as the first was.
        let again = target.folder.file("backup-2")
        #expect(try await restored.backup(to: again, evidence: BackedEvidence(kept) { _ in hashes }).files == 3)
        await restored.close()
        await database.close()
    }

    /// A byte of a file that changed in the backup is found before anything is made.
    @Test(arguments: Engines.all)
    func evidenceWithoutItsHashIsRefused(engine: Engine) async throws {
        let source = try Engines.place(engine)
        let database = try await source.open(Self.schema)
        let store = EvidenceStore(folder: source.folder.file("evidence"))
        let text = Data("the water stood at 3.2 m".utf8)
        let hash = try store.put(Array(text))
        let file = source.folder.file("backup")
        try await database.backup(to: file, evidence: BackedEvidence(store) { _ in [hash] })
        await database.close()
        var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
        let place = try #require(bytes.range(of: text))
        bytes[place.upperBound - 1] ^= 1
        let changed = source.folder.file("changed")
        try bytes.write(to: URL(fileURLWithPath: changed))
        let target = try Engines.place(.sqlite)
        let kept = EvidenceStore(folder: target.folder.file("evidence"))
        await #expect(throws: StorageError.self) {
            try await Databases.restore(from: changed, to: target.location, migrations: Self.schema, evidence: kept)
        }
        #expect(try kept.hashes().isEmpty)
        #expect(!FileManager.default.fileExists(atPath: target.folder.file("data/hasila.sqlite")))
        let whole = try await Databases.restore(from: file, to: target.location, migrations: Self.schema, evidence: kept)
        #expect(try kept.get(hash) == Array(text))
        await whole.close()
    }

    @Test(arguments: Engines.all)
    func aDamagedBackupIsRefused(engine: Engine) async throws {
        let source = try Engines.place(engine)
        let database = try await source.open(Self.schema)
        try await Self.fill(database)
        let file = source.folder.file("backup")
        try await database.backup(to: file)
        await database.close()
        let whole = try Data(contentsOf: URL(fileURLWithPath: file))
        var random = SeededGenerator()
        for round in 0..<12 {
            var bytes = whole
            if round < 4 || engine == .sqlite {
                bytes.removeLast(Int.random(in: bytes.count / 3 ..< bytes.count, using: &random))
            } else {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
            }
            let damaged = source.folder.file("damaged-\(round)")
            try bytes.write(to: URL(fileURLWithPath: damaged))
            let target = try Engines.place(.sqlite)
            await #expect(throws: StorageError.self, "round \(round)") {
                try await Databases.restore(from: damaged, to: target.location, migrations: Self.schema)
            }
            #expect(!FileManager.default.fileExists(atPath: target.folder.file("data/hasila.sqlite")), "round \(round)")
        }
    }

    @Test func aBackupOfANewerProgramIsRefused() async throws {
        let (source, target) = (try Engines.place(.sqlite), try Engines.place(.sqlite))
        let database = try await source.open(Self.schema)
        let file = source.folder.file("backup")
        try await database.backup(to: file)
        await database.close()
        await #expect(throws: StorageError.newerSchema(found: 2, known: 1)) {
            try await Databases.restore(from: file, to: target.location, migrations: Array(Self.schema.prefix(1)))
        }
    }
}
