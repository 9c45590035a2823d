import Foundation
import Ledger
import Testing

@Suite struct GuardTests {
    static let origin = "hasila.example/log"

    static func record(_ size: UInt64, _ root: String = "") -> GuardRecord {
        GuardRecord(origin: origin, size: size, root: MerkleHash.leaf(Array("\(size)\(root)".utf8)))
    }

    @Test func remembersAcrossOpening() throws {
        let directory = TemporaryDirectory()
        let path = directory.file("guard")
        #expect(throws: LedgerError.guardMissing(path: path)) { try GuardFile(at: path) }
        let first = try GuardFile.create(at: path, first: Self.record(0))
        #expect(throws: LedgerError.guardExists(path: path)) { try GuardFile.create(at: path, first: Self.record(5)) }
        for size in 0..<20 as Range<UInt64> { try first.advance(from: Self.record(size), to: Self.record(size + 1)) }
        #expect(try GuardFile(at: path).current() == Self.record(20))
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["guard"])
    }

    @Test func onlyTheNextCheckpointPasses() throws {
        let directory = TemporaryDirectory()
        let file = try GuardFile.create(at: directory.file("guard"), first: Self.record(10))
        let now = Self.record(10)
        try file.advance(from: now, to: now)
        #expect(throws: LedgerError.guardNotAdvanced(from: now, to: Self.record(9))) {
            try file.advance(from: now, to: Self.record(9))
        }
        #expect(throws: LedgerError.guardNotAdvanced(from: now, to: Self.record(10, "fork"))) {
            try file.advance(from: now, to: Self.record(10, "fork"))
        }
        let foreign = GuardRecord(origin: "other", size: 11, root: MerkleHash.empty)
        #expect(throws: LedgerError.guardNotAdvanced(from: now, to: foreign)) { try file.advance(from: now, to: foreign) }
        #expect(throws: LedgerError.guardMoved(expected: Self.record(9), found: now)) {
            try file.advance(from: Self.record(9), to: Self.record(11))
        }
        #expect(try file.current() == now)
    }

    @Test func startRefusesOldDataAndForks() throws {
        let directory = TemporaryDirectory()
        let leaves = TreeTests.leaves(40)
        func root(_ size: UInt64) -> LogHash { TreeTests.reference(leaves[..<Int(size)]) }
        let guarded = GuardRecord(origin: Self.origin, size: 30, root: root(30))
        let file = try GuardFile.create(at: directory.file("guard"), first: guarded)
        #expect(try file.check(log: Self.origin, size: 30, rootAt: root) == .exact)
        #expect(try file.check(log: Self.origin, size: 40, rootAt: root) == .dataAhead(guarded: guarded))
        #expect(throws: LedgerError.dataBehindGuard(guarded: guarded, dataSize: 29)) {
            try file.check(log: Self.origin, size: 29, rootAt: root)
        }
        let other = MerkleHash.leaf([1])
        #expect(throws: LedgerError.fork(guarded: guarded, dataRoot: other)) {
            try file.check(log: Self.origin, size: 30) { _ in other }
        }
        #expect(throws: LedgerError.fork(guarded: guarded, dataRoot: other)) {
            try file.check(log: Self.origin, size: 35) { _ in other }
        }
        #expect(throws: LedgerError.originMismatch(expected: "x", found: Self.origin)) {
            try file.check(log: "x", size: 30, rootAt: root)
        }
    }

    /// The write of checkpoint 8 is cut off after every possible number of bytes: the guard stands at 7 or at 8.
    @Test func aTornWriteLeavesTheCheckpointBefore() throws {
        let directory = TemporaryDirectory()
        let path = directory.file("guard")
        let file = try GuardFile.create(at: path, first: Self.record(0))
        for size in 0..<7 as Range<UInt64> { try file.advance(from: Self.record(size), to: Self.record(size + 1)) }
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        try file.advance(from: Self.record(7), to: Self.record(8))
        let after = try Data(contentsOf: URL(fileURLWithPath: path))
        let changed = try #require((0..<after.count).first { before[$0] != after[$0] }) / 4096 * 4096
        for count in stride(from: 0, through: 400, by: 1) {
            var torn = before
            torn.replaceSubrange(changed..<(changed + count), with: after[changed..<(changed + count)])
            let tornPath = directory.file("torn")
            try torn.write(to: URL(fileURLWithPath: tornPath))
            let opened = try GuardFile(at: tornPath)
            let expected = torn == after ? Self.record(8) : Self.record(7)
            #expect(try opened.current() == expected)
            // It works on from there, and is whole again.
            try opened.advance(from: expected, to: Self.record(9))
            #expect(try opened.isHalfDamaged() == false)
            #expect(try GuardFile(at: tornPath).current() == Self.record(9))
        }
    }

    @Test func everyDamagedByteIsNoticed() throws {
        let directory = TemporaryDirectory()
        let path = directory.file("guard")
        let file = try GuardFile.create(at: path, first: Self.record(0))
        try file.advance(from: Self.record(0), to: Self.record(1))
        try file.advance(from: Self.record(1), to: Self.record(2))
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        for index in stride(from: 0, to: whole.count, by: 5) {
            var damaged = whole
            damaged[index] ^= 0x04
            try damaged.write(to: URL(fileURLWithPath: directory.file("damaged")))
            let opened = try GuardFile(at: directory.file("damaged"))
            #expect(try opened.isHalfDamaged())
            #expect(try [Self.record(1), Self.record(2)].contains(opened.current()))
        }
        for bad in [Data(), Data(whole.prefix(100)), Data(count: 8192), Data("hello".utf8)] {
            let badPath = directory.file("bad")
            try bad.write(to: URL(fileURLWithPath: badPath))
            #expect(throws: LedgerError.guardDamaged(path: badPath)) { try GuardFile(at: badPath) }
        }
    }

    @Test func aFileTakenAwayIsNoticed() throws {
        let directory = TemporaryDirectory()
        let path = directory.file("guard")
        let file = try GuardFile.create(at: path, first: Self.record(0))
        try FileManager.default.copyItem(atPath: path, toPath: directory.file("copy"))
        try FileManager.default.removeItem(atPath: path)
        #expect(throws: LedgerError.guardMissing(path: path)) { try file.advance(from: Self.record(0), to: Self.record(1)) }
        try FileManager.default.moveItem(atPath: directory.file("copy"), toPath: path)
        #expect(throws: LedgerError.guardMissing(path: path)) { try file.advance(from: Self.record(0), to: Self.record(1)) }
    }

    /// Several writers, each with its own open file: of all who try the same step, one passes.
    @Test func writersCannotFork() async throws {
        let directory = TemporaryDirectory()
        let path = directory.file("guard")
        _ = try GuardFile.create(at: path, first: Self.record(0), durability: .written)
        let wins = try await withThrowingTaskGroup(of: Int.self) { group in
            for writer in 0..<4 {
                let file = try GuardFile(at: path, durability: .written)
                group.addTask {
                    var wins = 0
                    for _ in 0..<200 {
                        let now = try file.current()
                        do {
                            try file.advance(from: now, to: Self.record(now.size + 1, "writer \(writer)"))
                            wins += 1
                        } catch LedgerError.guardMoved { continue }
                    }
                    return wins
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(try GuardFile(at: path).current().size == UInt64(wins))
    }

    /// A process that is killed at a random moment: what it was told is guarded, is guarded.
    @Test func killedAtAnyMoment() async throws {
        var random = SeededRandom("killedAtAnyMoment")
        for _ in 0..<5 {
            let directory = TemporaryDirectory()
            let path = directory.file("guard")
            let acknowledged = directory.file("acknowledged")
            _ = try GuardFile.create(at: path, first: Self.record(0))
            let microseconds = UInt32.random(in: 200...20_000, using: &random)
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [path = path as String, acknowledged = acknowledged as String, microseconds = microseconds as UInt32] in
                let file = try GuardFile(at: path)
                let answers = open(acknowledged, O_CREAT | O_WRONLY, 0o600)
                let killer = Thread {
                    usleep(microseconds)
                    kill(getpid(), SIGKILL)
                }
                killer.start()
                var size: UInt64 = 0
                while true {
                    try file.advance(from: GuardTests.record(size), to: GuardTests.record(size + 1))
                    size += 1
                    var answer = size
                    pwrite(answers, &answer, 8, 0)
                }
            }
            let told = (try? Data(contentsOf: URL(fileURLWithPath: acknowledged))).flatMap { data in
                data.count == 8 ? data.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) } : nil
            } ?? 0
            let found = try GuardFile(at: path).current()
            #expect(found.size == told || found.size == told + 1)
            #expect(found == Self.record(found.size))
        }
    }
}
