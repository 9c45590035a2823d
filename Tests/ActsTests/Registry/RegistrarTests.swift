import Acts
import Ledger
import Storage
import Synchronization
import TestSupport
import Testing

@Suite struct RegistrarTests {
    @Test(arguments: Engines.all)
    func receiptsAreNumberedInOrderAndProveThemselves(engine: Engine) async throws {
        try await Desk.open(engine) { desk in
            var receipts: [Receipt] = []
            for index in 1...5 { receipts.append(try await desk.registrar.submit(Remark("remark \(index)"), by: Desk.officer)) }
            #expect(receipts.map(\.number) == [1, 2, 3, 4, 5])
            #expect(receipts.allSatisfy { !$0.repeated && $0.time == desk.clock.now })
            let verifier = desk.key.verifier
            try await desk.database.read { [receipts] tables in
                let note = try SignedNote(parsing: try #require(try LedgerBook.checkpoint(in: tables)))
                let checkpoint = try Checkpoint(verifying: note, log: verifier)
                #expect(checkpoint.size == 6)
                let tree = try LedgerBook.tree(in: tables)
                for receipt in receipts {
                    let entry = try #require(try LedgerBook.entry(receipt.number, in: tables))
                    #expect(try entry.envelope().leafHash.hex == receipt.leafHash)
                    let index = UInt64(receipt.number)
                    try MerkleProof.verifyInclusion(
                        of: entry.leaf, index: index, size: checkpoint.size, proof: try tree.inclusionProof(index: index),
                        root: checkpoint.root)
                    let opening = try #require(try entry.commitments().opening(named: "/text"))
                    try opening.verify(entry.digest)
                }
            }
            try await desk.audit()
        }
    }

    /// Group commit: many at once, some refused by a rule and some by a constraint of the table.
    @Test(arguments: Engines.all)
    func aStormOfActsGivesEveryoneTheirOwnReceipt(engine: Engine) async throws {
        try await Desk.open(engine) { desk in
            let batches = Mutex<[Int]>([])
            let registrar = desk.registrar
            await registrar.follow { acts in batches.withLock { $0.append(acts.count) } }
            let outcomes = await withTaskGroup(of: (Int, Result<Receipt, any Error>).self) { group in
                for index in 0..<400 {
                    group.addTask {
                        let text = index % 7 == 3 ? "" : index % 11 == 5 ? "always the same" : "remark \(index)"
                        do { return (index, .success(try await registrar.submit(Remark(text), by: Desk.officer))) } catch {
                            return (index, .failure(error))
                        }
                    }
                }
                return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
            let receipts = outcomes.values.compactMap { try? $0.get() }
            #expect(Set(receipts.map(\.number)).count == receipts.count)
            #expect(receipts.map(\.number).sorted() == Array(1...Int64(receipts.count)))
            for (index, outcome) in outcomes {
                guard case .failure(let error) = outcome else {
                    #expect(index % 7 != 3)
                    continue
                }
                let code = (error as? Failure)?.code
                #expect(index % 7 == 3 ? code == .missingText : index % 11 == 5 && code == .internal, "\(index): \(error)")
            }
            let repeats = (0..<400).filter { $0 % 7 != 3 && $0 % 11 == 5 }.count
            #expect(receipts.count == 400 - (0..<400).filter { $0 % 7 == 3 }.count - repeats + 1)
            let sizes = batches.withLock { $0 }
            #expect(sizes.reduce(0, +) == receipts.count)
            #expect(sizes.count < receipts.count, "several acts share a transaction: \(sizes)")
            let entries = try await desk.audit()
            #expect(entries.dropFirst().map(\.leaf.hex) == receipts.sorted { $0.number < $1.number }.map(\.leafHash))
        }
    }

    @Test(arguments: Engines.all)
    func theSameKeyGivesTheSameReceipt(engine: Engine) async throws {
        try await Desk.open(engine) { desk in
            let first = try await desk.registrar.submit(Remark("once"), by: Desk.officer, idempotencyKey: "k1")
            let again = try await desk.registrar.submit(Remark("once"), by: Desk.officer, idempotencyKey: "k1")
            #expect(again.repeated && !first.repeated)
            #expect((again.number, again.time, again.leafHash) == (first.number, first.time, first.leafHash))
            #expect(try await desk.size() == 2)
            await desk.refused(.idempotencyConflict, Remark("something else"), key: "k1")
            // Keys are each official's own.
            let other = try await desk.registrar.submit(Remark("twice"), by: Desk.secretary, idempotencyKey: "k1")
            #expect(other.number == 2 && !other.repeated)
            await desk.refused(.idempotencyConflict, Praise(unit: "north", text: "twice"), by: Desk.secretary, key: "k1")
            // A refused act leaves its key free.
            await desk.refused(.missingText, Remark(""), key: "k2")
            #expect(try await desk.registrar.submit(Remark("now"), by: Desk.officer, idempotencyKey: "k2").number == 3)
            let registrar = desk.registrar
            let numbers = try await withThrowingTaskGroup(of: Int64.self) { group in
                for _ in 0..<30 {
                    group.addTask { try await registrar.submit(Remark("race"), by: Desk.officer, idempotencyKey: "k3").number }
                }
                return try await group.reduce(into: Set<Int64>()) { $0.insert($1) }
            }
            #expect(numbers == [4])
            try await desk.audit()
        }
    }

    @Test(arguments: Engines.all)
    func onlyThoseAppointedAndAllowedMayAct(engine: Engine) async throws {
        try await Desk.open(engine) { desk in
            await desk.refused(.notAllowed, Begin())
            await desk.refused(.notAllowed, Remark("a"), by: Desk.auditor)
            await desk.refused(.notAllowed, Remark("a", unit: "south"))
            // What the caller claims about role and unit does not count; the register does.
            let liar = Signatory(official: "salma", post: "p3", role: .secretary, unit: "north")
            await desk.refused(.notAllowed, Remark("a"), by: liar)
            await desk.refused(
                .notAppointed, Remark("a"), by: Signatory(official: "amina", post: "p2", role: .secretary, unit: "house"))
            try await desk.registrar.submit(Remark("in office", unit: "south"), by: Desk.secretary)
            desk.clock.set("2027-01-01")
            await desk.refused(.notAppointed, Remark("after office"), by: Desk.secretary)
            #expect(try await desk.size() == 2)
        }
    }

    @Test(arguments: Engines.all)
    func timeNeverRunsBackwards(engine: Engine) async throws {
        try await Desk.open(engine) { desk in
            desk.clock.set("2026-06-01T12:00:00Z")
            let noon = try await desk.registrar.submit(Remark("noon"), by: Desk.officer)
            desk.clock.set("2026-03-01")
            let back = try await desk.registrar.submit(Remark("clock set back"), by: Desk.officer)
            #expect(back.time == noon.time)
            // Also for a server that starts with its clock behind.
            let restarted = try Desk(desk.database, key: desk.key, clock: DeskClock("2026-02-01"))
            let third = try await restarted.registrar.submit(Remark("restarted"), by: Desk.officer)
            #expect(third.time == noon.time && third.number == 3)
            desk.clock.set("2026-06-02")
            #expect(try await desk.registrar.submit(Remark("later"), by: Desk.officer).time == desk.clock.now)
            try await desk.audit()
        }
    }

    @Test(arguments: Engines.all)
    func aDryRunKeepsNothing(engine: Engine) async throws {
        try await Desk.open(engine) { desk in
            let before = try await desk.database.read { try ($0.digest(of: "entries").sha256, LedgerBook.checkpoint(in: $0)) }
            let tried = try await desk.registrar.submitAll((1...50).map { Remark("r\($0)") }, by: Desk.officer, dryRun: true)
            #expect(tried.map(\.number) == Array(1...50))
            let one = try await desk.registrar.submitAll([Remark("r1")], by: Desk.officer, dryRun: true)
            #expect(one.map(\.number) == [1])
            #expect(try await desk.remarks() == 0)
            let after = try await desk.database.read { try ($0.digest(of: "entries").sha256, LedgerBook.checkpoint(in: $0)) }
            #expect(before == after)
            #expect(try await desk.registrar.submit(Remark("r1"), by: Desk.officer).number == 1)
            #expect(try await desk.registrar.submitAll([], by: Desk.officer).isEmpty)
            try await desk.audit()
        }
    }

    @Test(arguments: Engines.all, [false, true])
    func aGroupStandsOrFallsTogetherAndNamesEveryRefusedAct(engine: Engine, dryRun: Bool) async throws {
        try await Desk.open(engine) { desk in
            let acts: [any Act] = (0..<40).map { Remark($0 % 13 == 4 ? "" : "g\($0)", unit: $0 == 20 ? "south" : "north") }
            let refused = await #expect(throws: GroupRefused.self) {
                try await desk.registrar.submitAll(acts, by: Desk.officer, dryRun: dryRun)
            }
            #expect(refused?.refusals.map(\.index) == [4, 17, 20, 30])
            #expect(refused?.refusals.map(\.failure.code) == [.missingText, .missingText, .notAllowed, .missingText])
            #expect(try await desk.size() == 1)
            #expect(try await desk.remarks() == 0)
            let good = acts.enumerated().filter { ![4, 17, 20, 30].contains($0.offset) }.map(\.element)
            #expect(try await desk.registrar.submitAll(good, by: Desk.officer).map(\.number) == Array(1...36))
            try await desk.audit()
        }
    }

    /// A file of two thousand bad rows is not searched to its end.
    @Test func refusalsEndAfterAThousand() async throws {
        try await Desk.open(.sqlite) { desk in
            let refused = await #expect(throws: GroupRefused.self) {
                try await desk.registrar.submitAll((0..<2_000).map { _ in Remark("") }, by: Desk.officer)
            }
            #expect(refused?.refusals.count == GroupRefused.most)
        }
    }

    /// Acts that are made when their turn comes: in order, whole or not at all, and never listed to those who follow.
    @Test(arguments: Engines.all)
    func aSourceStandsOrFallsTogether(engine: Engine) async throws {
        try await Desk.open(engine) { desk in
            let listed = Mutex((acts: 0, bulks: 0))
            await desk.registrar.follow { acts in listed.withLock { $0.acts += acts.count } }
            await desk.registrar.followBulk { listed.withLock { $0.bulks += 1 } }
            let bad = ActSource(count: 1_000) { range in range.map { Remark([4, 700, 999].contains($0) ? "" : "s\($0)") } }
            let refused = await #expect(throws: GroupRefused.self) { try await desk.registrar.submitAll(bad, by: Desk.officer) }
            #expect(refused?.refusals.map(\.index) == [4, 700, 999])
            let broken = ActSource(count: 600) { range in
                guard range.lowerBound < 400 else { throw Failure(.internal) }
                return range.map { Remark("b\($0)") }
            }
            await #expect(throws: Failure.self) { try await desk.registrar.submitAll(broken, by: Desk.officer) }
            let good = ActSource(count: 1_000) { range in range.map { Remark("s\($0)") } }
            #expect(try await desk.registrar.submitAll(good, by: Desk.officer, dryRun: true) == 1_000)
            #expect(try await desk.size() == 1)
            #expect(listed.withLock { $0 == (0, 0) })
            #expect(try await desk.registrar.submitAll(good, by: Desk.officer) == 1_000)
            #expect(try await desk.registrar.submitAll(ActSource(count: 0) { _ in [] }, by: Desk.officer) == 0)
            #expect(try await desk.registrar.submit(Remark("after"), by: Desk.officer).number == 1_001)
            #expect(listed.withLock { $0 == (1, 1) })
            let texts = try await desk.database.read { try $0.query("SELECT text FROM remarks ORDER BY number").map { try $0.text("text") } }
            #expect(texts == (0..<1_000).map { "s\($0)" } + ["after"])
            try await desk.audit()
        }
    }

    /// A group that fails beside others that wait in the same transaction.
    @Test(arguments: Engines.all)
    func groupsInOneTransactionDoNotHarmEachOther(engine: Engine) async throws {
        try await Desk.open(engine) { desk in
            let registrar = desk.registrar
            let numbers = await withTaskGroup(of: [Int64].self) { group in
                for index in 0..<60 {
                    group.addTask {
                        let texts = (0..<5).map { index % 3 == 1 && $0 == 3 ? "" : "\(index)/\($0)" }
                        let receipts = try? await registrar.submitAll(
                            texts.map { Remark($0) }, by: Desk.officer, dryRun: index % 3 == 2)
                        return index % 3 == 2 ? [] : receipts?.map(\.number) ?? []
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            let kept = numbers.filter { !$0.isEmpty }
            #expect(kept.count == 20)
            #expect(kept.allSatisfy { $0 == Array($0[0]..<$0[0] + 5) }, "the acts of a group stand together")
            #expect(kept.flatMap { $0 }.sorted() == Array(1...100))
            try await desk.audit()
        }
    }
}
