/// The answer to one question of the reference workload, in columns, a chunk for each piece of the work.
public struct RollupRows: Sendable {
    /// Rows in columns: element `i` of each is about row `i`.
    public struct Chunk: Sendable {
        /// The key columns, in the question's order.
        public var keys: [[Int32]] = []
        /// The totals; empty for Q4.
        public var values: [Int64] = []
        /// Unit-periods that reported, and those that were to report: what every total is worth.
        public var reported: [Int32] = []
        public var expected: [Int32] = []
        /// Q4's scores; empty for the other questions.
        ///
        /// Scores of a benchmark are the one place where floating point is allowed: the peers work them out so too, and they
        /// are compared at six decimals. No official figure passes here.
        public var scores: [Double] = []
    }

    /// The chunks; together they hold every row once.
    public var chunks: [Chunk]

    /// The number of rows.
    public var count: Int { chunks.reduce(0) { $0 + ($1.keys.first?.count ?? 0) } }

    /// The text whose SHA-256 the peers' `checksum` makes: rows sorted, fields joined by commas, rows by line feeds.
    public var checksumText: [UInt8] {
        var rows: [(chunk: Int, row: Int)] = []
        rows.reserveCapacity(count)
        for (index, chunk) in chunks.enumerated() {
            for row in 0..<(chunk.keys.first?.count ?? 0) { rows.append((index, row)) }
        }
        rows.sort { left, right in
            let (one, other) = (chunks[left.chunk], chunks[right.chunk])
            for column in one.keys.indices where one.keys[column][left.row] != other.keys[column][right.row] {
                return one.keys[column][left.row] < other.keys[column][right.row]
            }
            return false
        }
        var text: [UInt8] = []
        text.reserveCapacity(rows.count * 24)
        for (index, place) in rows.enumerated() {
            let chunk = chunks[place.chunk]
            if index > 0 { text.append(10) }
            for column in chunk.keys {
                text.append(contentsOf: String(column[place.row]).utf8)
                text.append(44)
            }
            text.append(
                contentsOf: chunk.scores.isEmpty
                    ? String(chunk.values[place.row]).utf8 : sixDecimals(chunk.scores[place.row]).utf8)
        }
        return text
    }
}

/// The decimal text of a score of 0 or more with six decimals, correctly rounded from the binary number, ties to even:
/// what Python's `f"{v:.6f}"` prints.
func sixDecimals(_ score: Double) -> String {
    // Below 2^-60 every millionth is gone; scores never reach a million.
    guard score.isNormal, score < 1_000_000, score > 0x1p-60 else { return "0.000000" }
    let shift = 52 - Int(score.exponent)
    // score = significand / 2^shift exactly, so that millionths and their remainder are whole-number work.
    let significand = UInt128(score.significandBitPattern | 1 << 52) * 1_000_000
    var millionths = significand
    if shift > 0 {
        millionths = significand >> UInt128(shift)
        let rest = significand - millionths << UInt128(shift)
        let half = UInt128(1) << UInt128(shift - 1)
        if rest > half || (rest == half && millionths & 1 == 1) { millionths += 1 }
    }
    let (whole, fraction) = millionths.quotientAndRemainder(dividingBy: 1_000_000)
    return "\(whole).\(padded(Int(fraction), 6))"
}
