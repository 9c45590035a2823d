import Foundation
import Ledger
import Testing

/// Prints how fast the parts are; asserts nothing. Numbers of a debug build say little: swift-crypto itself is not
/// optimized there. `swift test -c release --filter Measurements` is what counts.
@Suite(.serialized) struct Measurements {
    /// Time on the processor, which other work on the machine does not lengthen, beside the time that passed.
    private func time(_ name: String, count: Int, _ body: () throws -> Void) rethrows {
        let start = ContinuousClock.now
        let startOfWork = Self.processorSeconds()
        try body()
        let work = (Self.processorSeconds() - startOfWork) / Double(count) * 1e6
        let passed = (ContinuousClock.now - start) / .microseconds(1) / Double(count)
        print("measured \(name): \(String(format: "%.2f µs of processor, %.2f µs passed", work, passed)) each")
    }

    private static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    static func body(_ count: Int) -> [UInt8] {
        let values = (0..<(count - 3)).map { #"{"u":"unit-\#($0)","v":"\#($0 * 7919 % 100_000)"}"# }
        return Array(
            #"{"indicator":"psychotropic_pills","period":"2022-12","source":"return","values":[\#(values.joined(separator: ","))]}"#.utf8)
    }

    @Test func hashingAndCommitments() throws {
        var hash = MerkleHash.empty
        let entry = try Envelope(number: 42, time: 1_671_786_540_000, kind: "SubmitReturn", digest: hash).bytes
        time("leaf hash of an envelope", count: 100_000) { for _ in 0..<100_000 { hash = MerkleHash.leaf(entry) } }
        time("node hash", count: 100_000) { for _ in 0..<100_000 { hash = MerkleHash.node(hash, hash) } }
        try time("envelope written and hashed", count: 20_000) {
            for number in 0..<20_000 {
                hash = try Envelope(number: Int64(number), time: 1_671_786_540_000, kind: "SubmitReturn", digest: hash).leafHash
            }
        }
        for count in [5, 120] {
            let body = Self.body(count)
            let fields = try splitFields(body)
            let seed = FieldSeed.random()
            #expect(fields.count == count)
            time("digest of \(count) fields", count: 500) {
                for _ in 0..<500 { hash = FieldCommitments.digest(fields: fields, seed: seed) }
            }
            try time("split and digest of \(count) fields (\(body.count) bytes)", count: 500) {
                for _ in 0..<500 { hash = try FieldCommitments.digest(body: body, seed: seed) }
            }
        }
        let large = Self.body(40_000)
        try time("splitting \(large.count / 1000) kB of many small fields (per kB)", count: large.count / 1000 * 5) {
            for _ in 0..<5 { _ = try splitFields(large) }
        }
        let text = Array((#"{"t":""# + String(repeating: "plain text of a note, and نص عربي ", count: 50_000) + #""}"#).utf8)
        try time("splitting \(text.count / 1000) kB of text (per kB)", count: text.count / 1000 * 5) {
            for _ in 0..<5 { _ = try splitFields(text) }
        }
        print("measured with hash \(hash.hex.prefix(8))")
    }

    @Test func signing() throws {
        let key = try SigningKey(GoldenLog.key)
        let checkpoint = Checkpoint(origin: GoldenLog.origin, size: 1_000_000, root: MerkleHash.empty)
        var note = try checkpoint.signed(by: key)
        try time("checkpoint signed", count: 500) { for _ in 0..<500 { note = try checkpoint.signed(by: key) } }
        try time("checkpoint verified", count: 500) {
            for _ in 0..<500 { _ = try Checkpoint(verifying: note, log: key.verifier) }
        }
    }

    @Test func guardAdvance() throws {
        let directory = TemporaryDirectory()
        for durability in [GuardFile.Durability.synced, .written] {
            let path = directory.file("\(durability)")
            let file = try GuardFile.create(at: path, first: GuardTests.record(0), durability: durability)
            try time("guard advanced (\(durability))", count: 300) {
                for size in 0..<300 as Range<UInt64> {
                    try file.advance(from: GuardTests.record(size), to: GuardTests.record(size + 1))
                }
            }
        }
    }

    @Test func proofsInAMillion() throws {
        #if DEBUG
        let size = 100_000
        #else
        let size = 1_000_000
        #endif
        var appender = TileAppender()
        var tiles = TileMemory()
        let leaves = (0..<size).map { MerkleHash.leaf(Array("entry \($0)".utf8)) }
        time("append in batches of 100, with tiles", count: size) {
            for start in stride(from: 0, to: size, by: 100) {
                tiles.store(appender.append(leaves[start..<(start + 100)]))
            }
        }
        let root = appender.root
        var random = SeededRandom("proofsInAMillion")
        let indexes = (0..<2000).map { _ in Int.random(in: 0..<size, using: &random) }
        func prove(_ name: String, _ indexes: [Int], cache: TileCache) throws {
            var proofs: [[LogHash]] = []
            let tree = TileTree(size: UInt64(size), reader: tiles, cache: cache)
            try time("inclusion proof at \(size), \(name)", count: indexes.count) {
                proofs = try indexes.map { try tree.inclusionProof(index: UInt64($0)) }
            }
            try time("verification at \(size)", count: indexes.count) {
                for (index, proof) in zip(indexes, proofs) {
                    try MerkleProof.verifyInclusion(
                        of: leaves[index], index: UInt64(index), size: UInt64(size), proof: proof, root: root)
                }
            }
        }
        try prove("random entries, cache of 256 tiles", indexes, cache: TileCache())
        try prove("random entries, cache of 8 tiles", indexes, cache: TileCache(capacity: 8))
        let large = TileCache(capacity: 5000)
        try prove("cache of all tiles, cold", indexes, cache: large)
        try prove("cache of all tiles, warm", indexes, cache: large)
        try time("right edge restored and checked", count: 20) {
            for _ in 0..<20 { _ = try TileAppender(size: UInt64(size), root: root, reader: tiles) }
        }
    }
}
