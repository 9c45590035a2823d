import Foundation
import Ledger
import Testing

/// The official vectors in `shared/vectors/ledger.json`. They are not part of the project: without them the suite
/// says so and stops.
struct Vectors: Decodable {
    struct Hashing: Decodable { let name, op: String; let `in`, l, r: String?; let out: String }
    struct Root: Decodable { let set: String; let leaves_hex: [String]; let root_hex: String }
    struct Note: Decodable { let name: String; let valid: Bool; let vkeys: [String]; let note, note_hex, text: String? }
    struct Signing: Decodable { let name, skey: String; let type: Int; let time: UInt64?; let text, line: String }
    struct Text: Decodable { let name, text: String; let valid: Bool }
    struct TileData: Decodable { let set, path: String; let sha256, hex: String?; let bytes: Int? }
    struct Inclusion: Decodable {
        let leafIdx, treeSize: UInt64; let root, leafHash: String; let proof: [String]?; let file: String
        let wantErr: Bool
    }
    struct Consistency: Decodable {
        let size1, size2: UInt64; let root1, root2: String; let proof: [String]?; let file: String
        let wantErr: Bool
    }
    struct Key: Decodable { let vkey: String; let valid: Bool }
    struct Proof: Decodable {
        let name: String; let valid: Bool; let proof, entry_hex, log: String; let witnesses: [String]; let k: Int
    }
    struct Path: Decodable { let level: Level; let n: UInt64; let w: Int; let path: String }
    struct Inventory: Decodable { let size: UInt64; let tiles: [String: [Int]] }
    enum Level: Decodable {
        case entries, level(Int)
        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if let level = try? value.decode(Int.self) { self = .level(level) } else { self = .entries }
        }
        var kind: TilePath.Kind {
            switch self {
            case .entries: .entries
            case .level(let level): .level(level)
            }
        }
    }

    let hashing: [Hashing], roots: [Root], notes: [Note], signing: [Signing], checkpoints_text: [Text]
    let tiles: [TileData], inclusion: [Inclusion], consistency: [Consistency], vkeys: [Key], proofs: [Proof]
    let tile_paths: [Path], tile_inventory: [Inventory], litewitness_session: String

    /// `HASILA_SHARED`, or `../shared` beside the package.
    static let file: String? = {
        let package = #filePath.components(separatedBy: "/Tests/LedgerTests/")[0]
        let places = [ProcessInfo.processInfo.environment["HASILA_SHARED"], package + "/../shared", "shared", "../shared"]
        return places.compactMap { $0.map { $0 + "/vectors/ledger.json" } }
            .first { FileManager.default.fileExists(atPath: $0) }
    }()

    static func load() throws -> Vectors? {
        guard let file else {
            print("SKIPPED: shared/vectors/ledger.json is not here (set HASILA_SHARED); only the carried facts are tested")
            return nil
        }
        return try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: URL(fileURLWithPath: file)))
    }
}

/// Counts what was tried, and names what failed or cannot apply.
struct Tally {
    var passed = 0
    var failed: [String] = []
    var inapplicable: [(name: String, reason: String)] = []

    mutating func expect(_ isRight: Bool, _ name: String) {
        if isRight { passed += 1 } else { failed.append(name) }
    }

    mutating func expect(_ name: String, valid: Bool, _ body: () throws -> Void) {
        let accepted = (try? body()) != nil
        expect(accepted == valid, "\(name): \(accepted ? "accepted" : "refused")")
    }
}

@Suite struct VectorTests {
    @Test func allOfficialVectors() throws {
        guard let vectors = try Vectors.load() else { return }
        var total = Tally()
        func run(_ area: String, _ body: (inout Tally) throws -> Void) rethrows {
            var tally = Tally()
            try body(&tally)
            let left = tally.inapplicable.map { "; cannot apply: \($0.name) (\($0.reason))" }.joined()
            print("vectors \(area): \(tally.passed) of \(tally.passed + tally.failed.count) pass\(left)")
            total.passed += tally.passed
            total.failed += tally.failed.map { "\(area): \($0)" }
            total.inapplicable += tally.inapplicable
        }
        try run("hashing") { try Self.hashing(vectors, &$0) }
        run("roots") { tally in
            for vector in vectors.roots {
                let root = MerkleHash.root(vector.leaves_hex.map { MerkleHash.leaf(bytes(hex: $0)) })
                tally.expect(root.hex == vector.root_hex, vector.set)
            }
        }
        run("vkeys") { tally in
            for vector in vectors.vkeys {
                tally.expect(vector.vkey, valid: vector.valid) {
                    try check(VerifierKey(vector.vkey).text == vector.vkey)
                }
            }
        }
        run("notes") { Self.notes(vectors, &$0) }
        try run("signing") { try Self.signing(vectors, &$0) }
        run("checkpoint texts") { Self.checkpoints(vectors, &$0) }
        try run("tiles") { try Self.tiles(vectors, &$0) }
        run("tile paths") { Self.paths(vectors, &$0) }
        run("tile inventory") { Self.inventory(vectors, &$0) }
        run("inclusion") { Self.inclusion(vectors, &$0) }
        run("consistency") { Self.consistency(vectors, &$0) }
        run("tlog-proofs") { Self.proofs(vectors, &$0) }
        try run("litewitness session (parsing, signatures, proofs)") { try WitnessSession.run(vectors, &$0) }
        print("vectors in all: \(total.passed) pass, \(total.failed.count) fail, \(total.inapplicable.count) cannot apply")
        #expect(total.failed.isEmpty, "\(total.failed)")
    }

    private static func hashing(_ vectors: Vectors, _ tally: inout Tally) throws {
        for vector in vectors.hashing {
            switch vector.op {
            case "empty": tally.expect(MerkleHash.empty.hex == vector.out, vector.name)
            case "leaf": tally.expect(MerkleHash.leaf(bytes(hex: vector.in ?? "")).hex == vector.out, vector.name)
            default:
                let left = bytes(hex: vector.l ?? "")
                let right = bytes(hex: vector.r ?? "")
                if let left = LogHash(bytes: left), let right = LogHash(bytes: right) {
                    tally.expect(MerkleHash.node(left, right).hex == vector.out, vector.name)
                } else {
                    // The operands are no hashes; the leaf hash over the same bytes behind 0x01 cannot be had either.
                    tally.inapplicable.append((vector.name, "its operands are not 32 bytes, ours always are"))
                }
            }
        }
    }

    private static func notes(_ vectors: Vectors, _ tally: inout Tally) {
        for vector in vectors.notes {
            let note = vector.note.map { Array($0.utf8) } ?? bytes(hex: vector.note_hex ?? "")
            tally.expect(vector.name, valid: vector.valid) {
                let parsed = try SignedNote(note)
                _ = try parsed.verify(vector.vkeys.map { try VerifierKey($0) })
                try check(parsed.bytes == note && parsed.text == vector.text ?? parsed.text)
            }
        }
    }

    private static func signing(_ vectors: Vectors, _ tally: inout Tally) throws {
        for vector in vectors.signing {
            let key = try SigningKey(vector.skey)
            let text = Array(vector.text.utf8)
            let line = try vector.time.map { try key.cosign(text, at: $0) } ?? key.sign(text)
            tally.expect(line.line == vector.line + (vector.line.hasSuffix("\n") ? "" : "\n"), vector.name)
        }
    }

    private static func checkpoints(_ vectors: Vectors, _ tally: inout Tally) {
        for vector in vectors.checkpoints_text {
            tally.expect(vector.name, valid: vector.valid) {
                _ = try Checkpoint(text: Array(vector.text.utf8), extensions: .ignored)
            }
        }
    }

    private static func tiles(_ vectors: Vectors, _ tally: inout Tally) throws {
        for vector in vectors.tiles {
            let isGolden = vector.set.hasPrefix("tessera")
            let size = Int(vector.set.drop { $0 != "=" }.dropFirst()) ?? 0
            let entries = isGolden ? Array(GoldenLog.entries.prefix(size)) : (0..<size).map { Array("record \($0)".utf8) }
            let path = try TilePath(vector.path)
            let first = Int(path.index) * 256
            let data: [UInt8]
            var isRight = true
            if path.kind == .entries {
                data = try EntryBundle.encode(entries[first..<(first + path.width)])
                isRight = try EntryBundle.decode(data, width: path.width) == Array(entries[first..<(first + path.width)])
            } else {
                var appender = TileAppender()
                data = appender.append(entries.map { MerkleHash.leaf($0) }).first { $0.path == path }?.data ?? []
            }
            if let hex = vector.hex { isRight = isRight && data == bytes(hex: hex) }
            if let sum = vector.sha256 { isRight = isRight && LogHash.sha256(data).hex == sum }
            tally.expect(isRight, "\(vector.set) \(vector.path)")
        }
    }

    private static func paths(_ vectors: Vectors, _ tally: inout Tally) {
        for vector in vectors.tile_paths {
            let path = TilePath(kind: vector.level.kind, index: vector.n, width: vector.w)
            tally.expect(path.text == vector.path && (try? TilePath(vector.path)) == path, vector.path)
        }
    }

    private static func inventory(_ vectors: Vectors, _ tally: inout Tally) {
        for vector in vectors.tile_inventory {
            let paths = TilePath.inventory(size: vector.size)
            let isRight = vector.tiles.allSatisfy { prefix, counts in
                let level = paths.filter { $0.text.hasPrefix(prefix + "/") }
                let full = level.filter { $0.width == 256 }.count
                return [full, level.first { $0.width < 256 }?.width ?? 0] == counts
            }
            tally.expect(isRight, "size \(vector.size)")
        }
    }

    private static func inclusion(_ vectors: Vectors, _ tally: inout Tally) {
        for vector in vectors.inclusion {
            tally.expect(vector.file, valid: !vector.wantErr) {
                try MerkleProof.verifyInclusion(
                    of: LogHash(base64: vector.leafHash), index: vector.leafIdx, size: vector.treeSize,
                    proof: (vector.proof ?? []).map { try LogHash(base64: $0) }, root: LogHash(base64: vector.root))
            }
        }
    }

    private static func consistency(_ vectors: Vectors, _ tally: inout Tally) {
        for vector in vectors.consistency {
            if !vector.wantErr, (try? LogHash(base64: vector.root1)) == nil {
                tally.inapplicable.append((vector.file, "placeholder roots that are not 32 bytes"))
                continue
            }
            tally.expect(vector.file, valid: !vector.wantErr) {
                try MerkleProof.verifyConsistency(
                    first: vector.size1, firstRoot: LogHash(base64: vector.root1), second: vector.size2,
                    secondRoot: LogHash(base64: vector.root2), proof: (vector.proof ?? []).map { try LogHash(base64: $0) })
            }
        }
    }

    private static func proofs(_ vectors: Vectors, _ tally: inout Tally) {
        for vector in vectors.proofs {
            tally.expect(vector.name, valid: vector.valid) {
                let proof = try LogProof(parsing: vector.proof)
                try check(proof.string == vector.proof)
                _ = try proof.verify(
                    entry: bytes(hex: vector.entry_hex), log: VerifierKey(vector.log),
                    witnesses: vector.witnesses.map { try VerifierKey($0) }, required: vector.k)
            }
        }
    }
}
