import Foundation

/// A random generator (SplitMix64) whose run can be repeated: it prints its seed.
/// `HASILA_SEED=n swift test --filter …` repeats a failed property test.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    /// The seed it began with.
    public let seed: UInt64
    private var state: UInt64

    /// Begins at `seed`, else at `HASILA_SEED`, else anywhere; prints which.
    public init(_ seed: UInt64? = nil, file: String = #fileID, line: Int = #line) {
        let wished = ProcessInfo.processInfo.environment["HASILA_SEED"].flatMap(UInt64.init)
        self.seed = seed ?? wished ?? UInt64.random(in: 0...UInt64.max)
        state = self.seed
        print("seed \(self.seed) (\(file):\(line))")
    }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
