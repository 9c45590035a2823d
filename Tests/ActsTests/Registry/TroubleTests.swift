import Acts
import Foundation
import Ledger
import Storage
import TestSupport
import Testing

/// When the disk, the guard or another server gets in the way.
@Suite struct TroubleTests {
    @Test func aFullDiskIsToldAndNothingAcknowledgedIsLost() async throws {
        try await Desk.open(.sqlite) { desk in
            func limit(_ pages: Int64) async throws {
                try await desk.database.write { _ = try $0.query("PRAGMA max_page_count = \(pages)") }
            }
            let pages = try await desk.database.read { try $0.query("PRAGMA page_count")[0].integer("page_count") }
            try await limit(pages + 12)
            var acknowledged: [Receipt] = []
            var failure: Failure?
            for index in 0..<500 where failure == nil {
                do {
                    let text = "remark \(index) " + String(repeating: "x", count: 3_000)
                    acknowledged.append(try await desk.registrar.submit(Remark(text), by: Desk.officer))
                } catch { failure = error as? Failure }
            }
            #expect(failure?.code == .diskFull)
            #expect(!acknowledged.isEmpty)
            await desk.refused(.diskFull, Remark("still full " + String(repeating: "y", count: 50_000)))
            #expect(try await desk.size() == Int64(acknowledged.count) + 1)
            try await limit(1_000_000)
            let next = try await desk.registrar.submit(Remark("room again"), by: Desk.officer)
            #expect(next.number == Int64(acknowledged.count) + 1)
            let entries = try await desk.audit()
            #expect(entries.dropFirst().dropLast().map(\.leaf.hex) == acknowledged.map(\.leafHash))
        }
    }

    /// Two servers on one database, each with its own memory of the log's edge, and one guard.
    @Test(arguments: Engines.all)
    func twoRegistrarsAppendInTurn(engine: Engine) async throws {
        try await Engines.withDatabase(engine, Desk.migrations) { database in
            let folder = try TemporaryDirectory()
            let key = try SigningKey.generate(name: "example.org/desk")
            let empty = GuardRecord(Checkpoint(origin: "example.org/desk", size: 0, root: MerkleHash.empty))
            let first = try Desk(database, key: key, guardFile: try GuardFile.create(at: folder.file("guard"), first: empty))
            let second = try Desk(database, key: key, guardFile: try GuardFile(at: folder.file("guard")))
            try await first.registrar.submit(Begin(), by: Desk.founder)
            for index in 0..<6 {
                let desk = index % 2 == 0 ? second : first
                #expect(try await desk.registrar.submit(Remark("turn \(index)"), by: Desk.officer).number == Int64(index) + 1)
            }
            let registrars = [first.registrar, second.registrar]
            let numbers = try await withThrowingTaskGroup(of: Int64.self) { group in
                for index in 0..<200 {
                    group.addTask { try await registrars[index % 2].submit(Remark("storm \(index)"), by: Desk.officer).number }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(numbers.sorted() == Array(7...206))
            try await first.audit()
            #expect(try GuardFile(at: folder.file("guard")).current().size == 207)
        }
    }

    @Test func withoutItsGuardTheRegistrarStops() async throws {
        try await Engines.withDatabase(.sqlite, Desk.migrations) { database in
            let folder = try TemporaryDirectory()
            let empty = GuardRecord(Checkpoint(origin: "example.org/desk", size: 0, root: MerkleHash.empty))
            let desk = try Desk(database, guardFile: try GuardFile.create(at: folder.file("guard"), first: empty))
            try await desk.registrar.submit(Begin(), by: Desk.founder)
            try FileManager.default.removeItem(atPath: folder.file("guard"))
            await desk.refused(.forkRefused, Remark("the guard is gone"))
            await desk.refused(.forkRefused, Remark("and nothing more is signed"))
            #expect(try await desk.size() == 2, "what was committed before the guard was missed stays, and is never signed twice")
            try await desk.audit()
        }
    }

    @Test(arguments: Engines.all)
    func anOlderCopyUnderARunningRegistrarIsRefused(engine: Engine) async throws {
        try await Engines.withDatabase(engine, Desk.migrations) { database in
            let folder = try TemporaryDirectory()
            let empty = GuardRecord(Checkpoint(origin: "example.org/desk", size: 0, root: MerkleHash.empty))
            let desk = try Desk(database, guardFile: try GuardFile.create(at: folder.file("guard"), first: empty))
            try await desk.registrar.submit(Begin(), by: Desk.founder)
            try await desk.registrar.submit(Remark("one"), by: Desk.officer)
            try await database.write { tables in
                for table in ["entries", "tiles", "checkpoint", "remarks"] { try tables.execute("DELETE FROM \(table)") }
            }
            await desk.refused(.forkRefused, Remark("two"))
            #expect(try await desk.size() == 0)
        }
    }

    /// Whoever alters the edge of the log is noticed by the next act, not only by an audit.
    @Test(arguments: Engines.all, ["checkpoint", "tile"])
    func anAlteredEdgeIsNotSignedOver(engine: Engine, what: String) async throws {
        try await Desk.open(engine) { desk in
            for index in 1...3 { try await desk.registrar.submit(Remark("r\(index)"), by: Desk.officer) }
            try await desk.database.write { tables in
                if what == "tile" {
                    var data = try #require(try tables.first("SELECT data FROM tiles WHERE level = 0")).blob("data")
                    data[40] ^= 1
                    try tables.execute("UPDATE tiles SET data = ? WHERE level = 0", [.blob(data)])
                } else {
                    let note = try #require(try LedgerBook.checkpoint(in: tables))
                    try tables.execute(
                        "UPDATE checkpoint SET note = ?", [.text(note.replacingOccurrences(of: "\n4\n", with: "\n5\n"))])
                }
            }
            let restarted = try Desk(desk.database, key: desk.key)
            await restarted.refused(.ledgerAltered, Remark("next"))
        }
    }
}
