import Figures

/// Between which values a figure is expected, from what the unit itself reported before: a robust z-score of at most 3.5 in size.
///
/// With the median m of at least six earlier values and their median distance d from it, a value x is expected while
/// 0.6745 · |x − m| ≤ 3.5 · s, where s is d, but never less than 2 % of |m| nor than one unit of the last decimal: a series that
/// hardly moves is no reason to question every step. Where no earlier value was below zero, none is expected. Whole-number
/// arithmetic only.
public struct ExpectedRange: Sendable, Hashable {
    /// The least and the largest value expected, both included.
    public let lower, upper: ExactDecimal
    /// How many earlier values it rests on.
    public let count: Int

    /// The fewest values from which a range is made.
    public static let fewest = 6

    /// The range after earlier values; nil when there are too few of them or they leave the numbers that can be kept.
    public init?(after history: [ExactDecimal], decimals: Int) {
        let values = history.compactMap { try? $0.rescaled(to: decimals).mantissa }.map { Int128($0) }.sorted()
        guard values.count >= Self.fewest, values.count == history.count else { return nil }
        // Medians of an even number of values may end in one half: everything is doubled, the distance twice.
        let twiceMedian = Self.twiceMedian(values)
        let distances = values.map { (2 * $0 - twiceMedian).magnitude }.map { Int128($0) }.sorted()
        let fourfoldSpread = Self.twiceMedian(distances)
        let hundredfold = max(25 * fourfoldSpread, Int128(twiceMedian.magnitude), 100)
        // 6745 · |2x − 2m| ≤ 2 · 35000 · s, with s = hundredfold / 100.
        let reach = 700 * hundredfold / 6_745
        var least = Self.ceilingOfHalf(twiceMedian - reach)
        let most = Self.floorOfHalf(twiceMedian + reach)
        if values.allSatisfy({ $0 >= 0 }) { least = max(least, 0) }
        guard let lower = Int64(exactly: least), let upper = Int64(exactly: most) else { return nil }
        self.lower = ExactDecimal(mantissa: lower, decimals: decimals)
        self.upper = ExactDecimal(mantissa: upper, decimals: decimals)
        count = values.count
    }

    /// Whether a value is expected.
    public func contains(_ value: ExactDecimal) -> Bool { lower <= value && value <= upper }

    private static func twiceMedian(_ sorted: [Int128]) -> Int128 {
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? 2 * sorted[middle] : sorted[middle - 1] + sorted[middle]
    }

    private static func floorOfHalf(_ number: Int128) -> Int128 { number >> 1 }
    private static func ceilingOfHalf(_ number: Int128) -> Int128 { (number + 1) >> 1 }
}
