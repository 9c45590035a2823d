import Foundation
import Ledger

/// A generator whose whole run follows from its seed, which every property test prints.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64
    let seed: UInt64

    /// `HASILA_SEED` repeats a run.
    init(_ test: String) {
        let given = ProcessInfo.processInfo.environment["HASILA_SEED"].flatMap { UInt64($0) }
        seed = given ?? UInt64.random(in: 0...UInt64(UInt32.max))
        state = seed
        print("\(test): HASILA_SEED=\(seed)")
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) } }
}

/// Thrown where something is accepted but is not what it should be; `#require` would record an issue of its own.
struct Different: Error {}

func check(_ isRight: Bool) throws {
    if !isRight { throw Different() }
}

/// The bytes as text; bytes that are none are refused like anything else.
func text(_ bytes: [UInt8]) throws -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw Different() }
    return text
}

/// A directory that goes away with the value.
final class TemporaryDirectory {
    let path: String

    init() {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("hasila-\(UUID().uuidString)").path
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { path + "/" + name }
}

func hash(hex: String) throws -> LogHash { try LogHash(hex: hex) }

func bytes(hex: String) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = hex[...]
    while let byte = UInt8(rest.prefix(2), radix: 16), rest.count >= 2 {
        bytes.append(byte)
        rest = rest.dropFirst(2)
    }
    return bytes
}

/// The golden log of the tlog ecosystem: fifteen entries, one key.
enum GoldenLog {
    static let origin = "example.com/log/testdata"
    static let key = "PRIVATE+KEY+example.com/log/testdata+33d7b496+AeymY/SZAX0jZcJ8enZ5FY1Dz+wTML2yWSkK+9DSF3eg"
    static let vkey = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
    static let entries = "one two three four five six seven eit nain ten ileven twelf threeten fourten fivten"
        .split(separator: " ").map { Array($0.utf8) }
    /// Roots at sizes 0, 1, 7 and 15, with the signatures of their checkpoints.
    static let facts: [(size: Int, root: String, signature: String)] = [
        (0, "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
         "M9e0lhxJACzE1KoUdqKuPa+9p6R7dSW8BlEvrg/noo8FkGg6PbJoRNOcdjqjOq89wVvTA60eubCc4oufo5BvIVEgtQc="),
        (1, "0Nc2CrefWKseHj/mStd+LqC8B+NrX0btIiPt2SmN+ek=",
         "M9e0lhr9kuLxGdAtaUrhm84TQffVsLdcy808sN0a3WyniNlfcr9+bywoiIke1YYciCNjJGkCgIlQ8b16jhsmg/SChAM="),
        (7, "IrSXADBqJ7EQoUODSDKROySgNveeL6CFhik2w/+fS7U=",
         "M9e0luA5JhTRUki/BBQD0QNiH6AEJ2pdtsA5CQjqJErViuuKrN6513RCTL2640wXJv0dCed3neRGI6dMzBq9uANf2Qc="),
        (15, "rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=",
         "M9e0luh4jTG+UMBqOUo9/q+yAEvx1ilBEniMvjf1zfcBOhg+CKubMt53MvIt/uEWP6zdkdIQzd/fmwlM/dlPWF74ewI="),
    ]

    static func tree(_ count: Int = 15) -> (TileAppender, TileMemory) {
        var appender = TileAppender()
        var tiles = TileMemory()
        tiles.store(appender.append(entries.prefix(count).map { MerkleHash.leaf($0) }))
        return (appender, tiles)
    }

    static func proof(_ index: UInt64) throws -> LogProof {
        let (appender, tiles) = tree()
        let note = try Checkpoint(origin: origin, size: appender.size, root: appender.root).signed(by: SigningKey(key))
        return LogProof(
            index: index, path: try TileTree(size: 15, reader: tiles).inclusionProof(index: index), note: note)
    }
}
