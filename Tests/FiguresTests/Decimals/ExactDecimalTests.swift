import Testing

@testable import Figures

@Suite struct ExactDecimalTests {
    @Test(arguments: [
        ("0", 0, 0), ("7", 7, 0), ("-12.50", -1250, 2), ("0.05", 5, 2), ("-0.05", -5, 2), ("2668473", 2_668_473, 0),
        ("9223372036854775807", Int64.max, 0), ("-9223372036854775808", Int64.min, 0), ("0.000000000000000001", 1, 18),
    ])
    func readsAndPrints(_ text: String, _ mantissa: Int64, _ decimals: Int) throws {
        let number = try ExactDecimal(text)
        #expect(number.mantissa == mantissa)
        #expect(number.decimals == decimals)
        #expect(number.description == text)
    }

    @Test(arguments: [
        ("", DecimalError.empty), ("-", .malformed(position: 1)), ("+1", .malformed(position: 0)),
        (" 1", .malformed(position: 0)), ("1 ", .malformed(position: 1)), ("007", .malformed(position: 1)),
        ("00", .malformed(position: 1)), ("-01", .malformed(position: 2)), (".5", .malformed(position: 0)),
        ("5.", .malformed(position: 2)), ("1.2.3", .malformed(position: 3)), ("1e3", .malformed(position: 1)),
        ("1,5", .malformed(position: 1)), ("-0", .malformed(position: 2)), ("-0.00", .malformed(position: 5)),
        ("٣", .malformed(position: 0)), ("9223372036854775808", .overflow), ("-9223372036854775809", .overflow),
        ("0.0000000000000000001", .tooManyDecimals), ("nan", .malformed(position: 0)),
    ])
    func refuses(_ text: String, _ error: DecimalError) {
        #expect(throws: error) { try ExactDecimal(text) }
    }

    @Test func comparesByValue() throws {
        #expect(try ExactDecimal("1.5") == ExactDecimal("1.50"))
        #expect(try Set([ExactDecimal("1.5"), ExactDecimal("1.50")]).count == 1)
        #expect(try ExactDecimal("-1.51") < ExactDecimal("-1.5"))
        #expect(ExactDecimal(mantissa: .max, decimals: 0) > ExactDecimal(mantissa: .max, decimals: 18))
    }

    @Test func rescalesWithoutLoss() throws {
        #expect(try ExactDecimal("94.4", decimals: 2).description == "94.40")
        #expect(try ExactDecimal("94.40", decimals: 1).description == "94.4")
        #expect(throws: DecimalError.tooManyDecimals) { try ExactDecimal("94.43", decimals: 1) }
        #expect(throws: DecimalError.overflow) { try ExactDecimal(mantissa: .max, decimals: 0).rescaled(to: 1) }
    }

    @Test(arguments: [
        ("0.125", 2, "0.13"), ("-0.125", 2, "-0.13"), ("0.124", 2, "0.12"), ("2.5", 0, "3"), ("-2.5", 0, "-3"),
        ("-0.4", 0, "0"), ("99.995", 2, "100.00"),
    ])
    func roundsHalvesAwayFromZero(_ text: String, _ decimals: Int, _ expected: String) throws {
        #expect(try ExactDecimal(text).rounded(to: decimals).description == expected)
    }

    @Test func ratiosAndChanges() throws {
        let (cases, solved) = (try ExactDecimal("3"), try ExactDecimal("2"))
        #expect(try ExactDecimal.ratio(solved, over: cases, scale: 100, decimals: 2).description == "66.67")
        #expect(try ExactDecimal.ratio(solved, over: cases, scale: -100, decimals: 2).description == "-66.67")
        #expect(throws: DecimalError.divisionByZero) {
            try ExactDecimal.ratio(solved, over: .zero, scale: 100, decimals: 2)
        }
        let huge = ExactDecimal(mantissa: .max, decimals: 0)
        #expect(try ExactDecimal.ratio(huge, over: huge, scale: 100_000, decimals: 6).description == "100000.000000")
        let tiny = ExactDecimal(mantissa: 1, decimals: 18)
        #expect(throws: DecimalError.overflow) { try ExactDecimal.ratio(huge, over: tiny, scale: 100, decimals: 2) }
        #expect(try ExactDecimal.percentChange(from: cases, to: solved, decimals: 2).description == "-33.33")
        let low = ExactDecimal(mantissa: .min, decimals: 0)
        #expect(try ExactDecimal.percentChange(from: low, to: huge, decimals: 2).description == "200.00")
    }

    @Test func agreesWithWholeNumberArithmetic() throws {
        let seed = freshSeed()
        print("ExactDecimal seed \(seed)")
        var random = SeededGenerator(seed: seed)
        for _ in 0..<5000 {
            let (top, bottom) = (Int64.random(in: -9999...9999, using: &random), Int64.random(in: 1...9999, using: &random))
            let (topDecimals, bottomDecimals, decimals) = (random.below(4), random.below(4), random.below(5))
            let answer = try ExactDecimal.ratio(
                ExactDecimal(mantissa: top, decimals: topDecimals),
                over: ExactDecimal(mantissa: bottom, decimals: bottomDecimals),
                scale: 100, decimals: decimals)
            // |answer - exact| is at most half a unit, and halves go away from zero.
            let numerator = Int128(top) * 100 * Int128(powerOfTen(decimals + bottomDecimals))
            let denominator = Int128(bottom) * Int128(powerOfTen(topDecimals))
            let error = Int128(answer.mantissa) * denominator - numerator
            #expect(2 * error.magnitude <= denominator.magnitude, "seed \(seed)")
            if 2 * error.magnitude == denominator.magnitude { #expect((error > 0) == (numerator > 0), "seed \(seed)") }
        }
    }

    @Test func fuzzedBytesNeverTrapAndRoundTrip() {
        let seed = freshSeed()
        print("ExactDecimal fuzz seed \(seed)")
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("0123456789--..+eE, \u{0}\u{ff}".utf8)
        for _ in 0..<50_000 {
            let bytes = (0..<random.below(24)).map { _ in alphabet[random.below(alphabet.count)] }
            if let number = bytes.withUnsafeBufferPointer({ try? ExactDecimal(utf8: $0) }) {
                #expect(Array(number.description.utf8) == bytes, "seed \(seed)")
            }
        }
    }

    @Test(
        arguments: [
            ("1500000", Precision.about, "1450000", "1550000"), ("1430", .about, "1425", "1435"), ("92", .about, "91.5", "92.5"),
            ("1.50", .about, "1.45", "1.55"), ("5", .exact, "5", "5"), ("5", .atLeast, "5", nil), ("5", .atMost, "0", "5"),
            ("-5", .atMost, nil, "-5"),
        ] as [(String, Precision, String?, String?)])
    func intervals(_ text: String, _ precision: Precision, _ lower: String?, _ upper: String?) throws {
        let interval = try DecimalInterval.interval(of: ExactDecimal(text), precision)
        #expect(try interval.lower == lower.map { try ExactDecimal($0) })
        #expect(try interval.upper == upper.map { try ExactDecimal($0) })
    }

    @Test func changesBetweenIntervals() throws {
        let before = try DecimalInterval.interval(of: ExactDecimal("1500000"), .about)
        let after = DecimalInterval(point: try ExactDecimal("2668473"))
        let change = try DecimalInterval.percentChange(from: before, to: after, decimals: 2)
        #expect(change.lower?.description == "72.16")
        #expect(change.upper?.description == "84.03")
        let open = try DecimalInterval.percentChange(
            from: before, to: DecimalInterval(lower: try ExactDecimal("2500000"), upper: nil), decimals: 2)
        #expect(open.upper == nil)
    }
}
