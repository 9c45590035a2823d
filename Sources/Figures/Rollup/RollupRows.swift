/// The answer to one question of the reference workload, in columns.
public struct RollupRows: Sendable {
    /// The whole-number columns, in the question's order.
    public var columns: [[Int64]]
    /// Q4's scores; empty for the other questions.
    ///
    /// Scores of a benchmark are the one place where floating point is allowed: the peers work them out so too, and they
    /// are compared at six decimals. No official figure passes here.
    public var scores: [Double] = []

    /// The number of rows.
    public var count: Int { columns.first?.count ?? 0 }

    /// The text whose SHA-256 the peers' `checksum` makes: rows sorted, fields joined by commas, rows by line feeds.
    public var checksumText: [UInt8] {
        let order = (0..<count).sorted { left, right in
            for column in columns where column[left] != column[right] { return column[left] < column[right] }
            return false
        }
        var text: [UInt8] = []
        text.reserveCapacity(count * 24)
        for (index, row) in order.enumerated() {
            if index > 0 { text.append(10) }
            for (place, column) in columns.enumerated() {
                if place > 0 { text.append(44) }
                text.append(contentsOf: String(column[row]).utf8)
            }
            if !scores.isEmpty {
                text.append(44)
                text.append(contentsOf: sixDecimals(scores[row]).utf8)
            }
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
