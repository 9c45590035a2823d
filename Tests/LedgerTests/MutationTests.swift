import Ledger
import Testing

/// Flips every bit of everything that is checked; nothing may pass.
@Suite struct MutationTests {
    /// Calls `passes` with each single-bit change and returns the changes that passed.
    static func survivors(_ original: [UInt8], _ name: String, _ passes: ([UInt8]) throws -> Void) -> [[UInt8]] {
        var survivors: [[UInt8]] = []
        for index in original.indices {
            for bit in 0..<8 {
                var changed = original
                changed[index] ^= 1 << bit
                if (try? passes(changed)) != nil { survivors.append(changed) }
            }
        }
        // Cut off and lengthened forms as well.
        for changed in [Array(original.dropLast()), Array(original.dropFirst()), original + [0x0A], original + [0], []]
        where (try? passes(changed)) != nil {
            survivors.append(changed)
        }
        print("mutation \(name): \(original.count * 8 + 5) changes, \(survivors.count) survive")
        return survivors
    }

    @Test func checkpoint() throws {
        let log = try VerifierKey(GoldenLog.vkey)
        let note = try GoldenLog.proof(6).note
        #expect(Self.survivors(note.bytes, "checkpoint") { _ = try Checkpoint(verifying: SignedNote($0), log: log) }.isEmpty)
    }

    @Test func cosignedProof() throws {
        let log = try VerifierKey(GoldenLog.vkey)
        let witness = try SigningKey(name: "witness.example", algorithm: .cosignature, seed: [UInt8](repeating: 9, count: 32))
        let plain = try GoldenLog.proof(6)
        let note = plain.note.adding(try witness.cosign(plain.note.textBytes, at: 1_767_139_200))
        let proof = LogProof(index: 6, path: plain.path, note: note)
        func verify(_ bytes: [UInt8]) throws -> LogProof.Verified {
            try LogProof(bytes).verify(
                entry: GoldenLog.entries[6], log: log, witnesses: [witness.verifier], required: 1)
        }
        #expect(try verify(Array(proof.string.utf8)).witnesses.map(\.time) == [1_767_139_200])
        #expect(Self.survivors(Array(proof.string.utf8), "cosigned proof") { _ = try verify($0) }.isEmpty)
    }

    @Test func everyTileAndBundle() throws {
        let entries = (0..<300).map { Array("record \($0)".utf8) }
        let (appender, tiles) = TreeTests.log(entries.map { MerkleHash.leaf($0) }, batch: 300)
        let bundles = try [EntryBundle.encode(entries[..<256]), EntryBundle.encode(entries[256...])]
        func audit(_ tiles: TileMemory, _ bundles: [[UInt8]]) throws {
            try LogAudit.check(size: 300, root: appender.root, tiles: tiles) { bundles[Int($0.index)] }
        }
        try audit(tiles, bundles)
        var random = SeededRandom("everyTileAndBundle")
        var changes = 0
        for tile in tiles.all {
            for index in stride(from: 0, to: tile.data.count, by: 37) {
                var data = tile.data
                data[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                var changed = tiles
                changed.store([try Tile(level: tile.level, index: tile.index, data: data)])
                #expect(throws: LedgerError.self) { try audit(changed, bundles) }
                changes += 1
            }
        }
        for (number, bundle) in bundles.enumerated() {
            for index in stride(from: 0, to: bundle.count, by: 37) {
                var changed = bundles
                changed[number][index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                #expect(throws: LedgerError.self) { try audit(tiles, changed) }
                changes += 1
            }
        }
        print("mutation tiles and bundles: \(changes) changes, 0 survive")
    }

    /// Every byte of a partial tile shows in the root it leads to, every byte of a full one in a proof through it.
    @Test func everyByteOfATile() throws {
        let leaves = TreeTests.leaves(300)
        let (appender, tiles) = TreeTests.log(leaves, batch: 300)
        let edge = try tiles.tile(level: 0, index: 1, width: 44)
        #expect(
            Self.survivors(edge, "partial tile") { data in
                _ = try TileAppender(size: 300, root: appender.root, reader: TileSource { level, index, width in
                    level == 0 ? data : try tiles.tile(level: level, index: index, width: width)
                })
            }.isEmpty)
        let full = try tiles.tile(level: 0, index: 0, width: 256)
        for index in full.indices {
            var data = full
            data[index] ^= 0x10
            let changed = data
            let reader = TileSource { level, index, width in
                level == 0 && index == 0 ? changed : try tiles.tile(level: level, index: index, width: width)
            }
            // The proof of a neighbour passes through the changed hash.
            let entry = (index / 32) ^ 1
            let path = try TileTree(size: 300, reader: reader).inclusionProof(index: UInt64(entry))
            #expect(throws: LedgerError.self) {
                try MerkleProof.verifyInclusion(
                    of: leaves[entry], index: UInt64(entry), size: 300, proof: path, root: appender.root)
            }
        }
    }

    @Test func keys() throws {
        let vkey = Array(GoldenLog.vkey.utf8)
        let keysLeft = Self.survivors(vkey, "vkey") {
            _ = try VerifierKey(text($0))
        }
        #expect(keysLeft.isEmpty)
        let key = Array(GoldenLog.key.utf8)
        let left = Self.survivors(key, "signing key") {
            _ = try SigningKey(text($0))
        }
        // One line feed at the end of the file is allowed.
        #expect(left == [key + [0x0A]])
    }

    @Test func envelope() throws {
        let key = try SigningKey(GoldenLog.key)
        let digest = MerkleHash.leaf([1])
        let envelope = try Envelope(number: 0, time: 1_671_786_540_000, kind: "SubmitReturn", digest: digest)
        let note = try Checkpoint(origin: GoldenLog.origin, size: 1, root: envelope.leafHash).signed(by: key)
        let proof = LogProof(index: 0, path: [], note: note)
        _ = try proof.verify(entry: envelope.bytes, log: key.verifier)
        let left = Self.survivors(envelope.bytes, "envelope") {
            if let parsed = try? Envelope($0) { #expect(parsed.bytes == $0) }
            _ = try proof.verify(entry: $0, log: key.verifier)
        }
        #expect(left.isEmpty)
    }

    @Test func opening() throws {
        let body = Array(#"{"indicator":"pills","period":"2022","values":[2668473,12,"خمسة"],"note":null}"#.utf8)
        let seed = try FieldSeed(bytes: Array(0..<32))
        let all = FieldCommitments(fields: try splitFields(body), seed: seed)
        for index in all.fields.indices {
            let opening = try all.opening(of: index)
            let survivors = Self.survivors(Array(opening.string.utf8), "opening \(index)") {
                try FieldOpening($0).verify(all.digest)
            }
            #expect(survivors.isEmpty)
        }
        let erased = try all.erasing([1, 3])
        let left = Self.survivors(erased.bytes, "erased body") { changed in
            try check(ErasedBody(changed).digest == all.digest)
        }
        #expect(left.isEmpty)
    }
}
