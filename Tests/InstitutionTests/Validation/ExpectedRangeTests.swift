import Figures
import TestSupport
import Testing

@testable import Institution

@Suite struct ExpectedRangeTests {
    private func whole(_ numbers: [Int64]) -> [ExactDecimal] { numbers.map { ExactDecimal(mantissa: $0, decimals: 0) } }

    @Test func aRecordYearIsOutsideWhatWasExpected() throws {
        // Psychotropic pills 2016 to 2021, as published.
        let range = try #require(ExpectedRange(after: whole([1_200_000, 939_424, 1_340_000, 1_407_451, 476_923, 1_500_000]), decimals: 0))
        #expect(!range.contains(ExactDecimal(mantissa: 2_668_473, decimals: 0)))
        #expect(range.contains(ExactDecimal(mantissa: 1_400_000, decimals: 0)))
        #expect(range.count == 6)
    }

    @Test func fewValuesGiveNoRange() {
        #expect(ExpectedRange(after: whole([1, 2, 3, 4, 5]), decimals: 0) == nil)
        #expect(ExpectedRange(after: [], decimals: 0) == nil)
    }

    @Test func aSteadySeriesAllowsSmallSteps() throws {
        let range = try #require(ExpectedRange(after: whole(Array(repeating: 1_000, count: 8)), decimals: 0))
        // 3.5 / 0.6745 times 2 % of 1,000.
        #expect(range.lower == ExactDecimal(mantissa: 897, decimals: 0) && range.upper == ExactDecimal(mantissa: 1_103, decimals: 0))
        let zeros = try #require(ExpectedRange(after: whole(Array(repeating: 0, count: 6)), decimals: 0))
        #expect(zeros.lower == .zero && zeros.upper == ExactDecimal(mantissa: 5, decimals: 0))
    }

    /// The bounds are exactly the definition: at the bound expected, one unit beyond it not.
    @Test func theBoundsAreExact() throws {
        var random = SeededGenerator()
        for _ in 0..<2_000 {
            let size: Int64 = [10, 1_000, 1_000_000_000].randomElement(using: &random) ?? 10
            let values = (0..<Int.random(in: 6...24, using: &random)).map { _ in Int64.random(in: -size...size, using: &random) }
            let range = try #require(ExpectedRange(after: whole(values), decimals: 0))
            for x in [range.lower.mantissa - 1, range.lower.mantissa, range.upper.mantissa, range.upper.mantissa + 1] {
                #expect(range.contains(ExactDecimal(mantissa: x, decimals: 0)) == Self.isExpected(x, values), "\(x) after \(values)")
            }
            #expect(range == ExpectedRange(after: whole(values.shuffled(using: &random)), decimals: 0), "order does not matter")
        }
    }

    /// The definition over fractions with the common denominator 4: 0.6745 |x − m| ≤ 3.5 s.
    private static func isExpected(_ x: Int64, _ values: [Int64]) -> Bool {
        if x < 0, values.allSatisfy({ $0 >= 0 }) { return false }
        func median(_ sorted: [Int128]) -> (Int128, Int128) {
            let n = sorted.count
            return n % 2 == 1 ? (sorted[n / 2], 1) : (sorted[n / 2 - 1] + sorted[n / 2], 2)
        }
        let (m, d) = median(values.map { Int128($0) * 4 }.sorted())
        let center = m / d
        let (s, e) = median(values.map { Int128((Int128($0) * 4 - center).magnitude) }.sorted())
        // In quarters: the spread, 2 % of the median, one unit. Fiftieths keep all of them whole.
        let spread = max(50 * (s / e) + 50 * (s % e) / e, Int128(center.magnitude), 200)
        let distance = Int128((Int128(x) * 4 - center).magnitude)
        return distance * 50 * 6_745 <= 35_000 * spread
    }
}
