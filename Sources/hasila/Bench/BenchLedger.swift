import Acts
import ArgumentParser
import Foundation
import Institution
import Ledger
import Storage

/// An act with no table of its own: what is measured is the write path itself.
private struct Remark: Act {
    static let kind = "Remark"
    static let policy = Policy.role(Set(Role.allCases))
    static let changesDefinitions = false
    var subject, text: String
    var place, value: Int
    func project(in context: ActContext) throws {}
}

struct BenchLedger: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "Durable appends in batches of 100, proofs and their verification.")

    @Option(help: "Batches of 100.") var batches = 3_000
    @Option(help: "Batches on their way at once.") var lanes = 8
    @Flag(help: "Prints one JSON object.") var json = false

    struct Result: Codable {
        var appendsPerSecond, probeBeforeMs, probeAfterMs, proofMicroseconds, verifyMicroseconds: Double
        var entries: Int
    }

    func run() async throws {
        try await Terminal.run {
            let folder = FileManager.default.temporaryDirectory.path + "/hasila-bench-\(UUID().uuidString)"
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let founding = FoundInstitution(
                code: "bench", names: Trilingual(ar: "قياس", fr: "mesure", en: "bench"), notice: nil, administrator: "a", post: "p")
            let office = try await Office.found(founding, at: .directory(folder), origin: "bench.hasila.invalid/log")
            let before = DiskProbe.median(in: folder)
            let seconds = try await append(office, by: founding.founder)
            let after = DiskProbe.median(in: folder)
            let (proof, verify, entries) = try await proofs(office)
            await office.close()
            let result = Result(
                appendsPerSecond: Double(batches * 100) / seconds, probeBeforeMs: before, probeAfterMs: after,
                proofMicroseconds: proof, verifyMicroseconds: verify, entries: entries)
            if json { return try Terminal.json(result) }
            Terminal.print("durable appends, batches of 100: \(result.appendsPerSecond.short)/s (fdatasync \(before.short) ms before, \(after.short) ms after)")
            Terminal.print("inclusion proof \(proof.short) µs + verification \(verify.short) µs at \(entries) entries")
        }
    }

    /// Several batches on their way at once: hashing of one goes on while another is made durable.
    private func append(_ office: Office, by signatory: Signatory) async throws -> Double {
        let share = batches / lanes
        let start = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<lanes {
                group.addTask {
                    for batch in 0..<share {
                        let acts = (0..<100).map { place in
                            Remark(subject: "lane-\(lane)", text: "measured, not meant", place: place, value: batch)
                        }
                        try await office.registrar.submitAll(acts, by: signatory)
                    }
                }
            }
            try await group.waitForAll()
        }
        return (ContinuousClock.now - start).seconds * Double(batches) / Double(share * lanes)
    }

    private func proofs(_ office: Office) async throws -> (Double, Double, Int) {
        try await office.database.read { tables in
            let tree = try LedgerBook.tree(in: tables)
            let root = try tree.root()
            var (making, checking) = (Timings(), Timings())
            for step in 0..<2_000 {
                let index = UInt64(step) &* 2_654_435_761 % tree.size
                let leaf = try tree.leaf(index)
                var path: [LogHash] = []
                making.add(try ContinuousClock().measure { path = try tree.inclusionProof(index: index) })
                checking.add(
                    try ContinuousClock().measure {
                        try MerkleProof.verifyInclusion(of: leaf, index: index, size: tree.size, proof: path, root: root)
                    })
            }
            return (making.median * 1_000, checking.median * 1_000, Int(tree.size))
        }
    }
}
