import Testing

@testable import Localization

@Suite struct NumeralsTests {
    private let thin = "\u{202F}"
    private let minus = "\u{2212}"

    @Test func numbersFollowTheDesign() {
        #expect(Numerals.format("2668473", .fr) == "2\(thin)668\(thin)473")
        #expect(Numerals.format("2668473", .ar) == "2\(thin)668\(thin)473")
        #expect(Numerals.format("2668473", .en) == "2,668,473")
        #expect(Numerals.format("94.43", .ar) == "94,43")
        #expect(Numerals.format("94.43", .en) == "94.43")
        #expect(Numerals.format("2590", .fr) == "2\(thin)590")
        #expect(Numerals.format("999", .fr) == "999")
        #expect(Numerals.format("190.178", .fr) == "190,178")
        #expect(Numerals.format(1_000_000, .en) == "1,000,000")
    }

    @Test func signsStandBeforeTheDigits() {
        #expect(Numerals.format("-28.9", .fr) == "\(minus)28,9")
        #expect(Numerals.format("-28.9", .en) == "\(minus)28.9")
        #expect(Numerals.format("-9223372036854775808", .en) == "\(minus)9,223,372,036,854,775,808")
        #expect(Numerals.format("18", .en, signed: true) == "+18")
        #expect(Numerals.format("-0.00", .fr, signed: true) == "0,00")
        #expect(Numerals.format("0", .fr, signed: true) == "0")
        #expect(Numerals.format("0007.50", .en) == "7.50")
    }

    @Test func percentages() {
        #expect(Numerals.percent("94.43", .fr) == "94,43\(thin)%")
        #expect(Numerals.percent("94.43", .ar) == "94,43\(thin)%")
        #expect(Numerals.percent("94.43", .en) == "94.43%")
        #expect(Numerals.percentChange("-28.9", .ar) == "\(minus)28,9\(thin)%")
        #expect(Numerals.percentChange("77.9", .fr, approximate: true) == "≈\(thin)+77,9\(thin)%")
        #expect(Numerals.percentChange("0.0", .en) == "0.0%")
    }

    @Test(arguments: ["", "-", "1.", ".5", "1,5", "1e5", "١٢", "1.2.3", "--1", " 1", "abc"])
    func whatIsNoNumberStaysAsItIs(_ text: String) {
        for language in Language.allCases { #expect(Numerals.format(text, language) == text) }
    }

    @Test func noDigitIsLost() {
        let seed = UInt64.random(in: 0 ... .max)
        print("Numerals seed \(seed)")
        var random = SplitMix(state: seed)
        for _ in 0..<2_000 {
            let value = Int64(bitPattern: random.next()) >> Int64.random(in: 0..<63, using: &random)
            let decimals = Int.random(in: 0...6, using: &random)
            let fraction = (0..<decimals).map { _ in String(Int.random(in: 0...9, using: &random)) }.joined()
            let plain = "\(value)" + (decimals > 0 ? ".\(fraction)" : "")
            for language in Language.allCases {
                let shown = Numerals.format(plain, language)
                var back = shown.filter { $0 != Numerals.thinSpace && !(language == .en && $0 == ",") }
                    .replacing(String(Numerals.minus), with: "-")
                if language != .en { back = back.replacing(",", with: ".") }
                let zero = plain.allSatisfy { "-0.".contains($0) }
                #expect(back == (zero ? plain.replacing("-", with: "") : plain), "seed \(seed)")
            }
        }
    }
}

/// A repeatable source of numbers, so that a failing run can be repeated from its printed seed.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
