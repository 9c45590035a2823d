import Figures
import TestSupport
import Testing

/// Numbers as people type and paste them.
@Suite struct TypedDecimalTests {
    private func plain(_ text: String, _ decimals: Int = 0, _ comma: TypedDecimal.Comma = .decimal) -> String? {
        do { return try TypedDecimal.plain(text, decimals: decimals, comma: comma) } catch { return "\(error)" }
    }

    @Test func whatIsReadAndHow() {
        for (text, wanted) in [
            ("0", "0"), ("2911", "2911"), ("2 911", "2911"), ("2\u{202F}911", "2911"), ("2\u{A0}668\u{2009}473", "2668473"),
            ("٢٩١١", "2911"), ("۲۹۱۱", "2911"), ("٢٬٩١١", "2911"), ("41,250", "41.250"), ("٤١٫٢٥", "41.25"), ("41٫5", "41.5"),
            ("\u{200F}1 214\u{200E}", "1214"), ("\u{FEFF}7", "7"), (" 12\n", "12"), ("\u{2212}5", "-5"), ("-0", "0"), ("\u{2212}0,00", "0.00"),
            ("+5", "5"), ("007", "7"), ("1.234.567", "1234567"), ("1,234,567", "1234567"), ("1.234,5", "1234.5"), ("1,234.5", "1234.5"),
            ("2'668'473", "2668473"), ("2’668’473,5", "2668473.5"), ("1234.5", "1234.5"), ("0.125", "0.125"), ("1234.567", "1234.567"),
        ] { #expect(plain(text) == wanted, "\(text)") }
        // With three decimals a point before three digits is a fraction, and in English it always is.
        #expect(plain("41.250", 3) == "41.250")
        #expect(plain("2.911", 0, .groups) == "2.911")
        #expect(plain("2,911", 0, .groups) == "2911")
        #expect(plain("2,5", 1, .groups) == "2.5")
        #expect(plain("2,911", 0, .decimal) == "2.911")
        for blank in ["", " ", "\u{202F}", "\u{200F}\u{A0}\t"] { #expect(plain(blank) == nil) }
    }

    @Test func whatIsRefused() {
        for text in [
            "12 34", "1 2345", "1 234 56", "12\t34", "12\n34", "1,23,456", "1.2.3", "1.234.56", "1.234,567.8", "1,2,3", "-", "+", "–", "1e3", "NaN",
            "=1+1", "12a", "1-2", "--1", ",5", "5,", ".5", "5.", "1 234'567", "1'23", "٫", "１２½", "+ 5",
        ] { #expect(plain(text) == "malformed", "\(text)") }
        #expect(plain("2.911") == "\(TypedDecimalError.ambiguous(whole: "2911", fraction: "2,911"))")
        #expect(plain("12.000", 2) == "\(TypedDecimalError.ambiguous(whole: "12000", fraction: "12,000"))")
    }

    /// Whatever a number, it reads back from each way of writing it that cannot mean another.
    @Test func everyWritingReadsBack() throws {
        var random = SeededGenerator()
        let seed = random.seed
        for _ in 0..<20_000 {
            let decimals = Int.random(in: 0...6, using: &random)
            let magnitude = Int64(pow10(Int.random(in: 0...17, using: &random)))
            let value = ExactDecimal(mantissa: Int64.random(in: -magnitude...magnitude, using: &random), decimals: decimals)
            let arabic = String(value.description.unicodeScalars.map { scalar in
                scalar.value >= 0x30 && scalar.value <= 0x39
                    ? Character(Unicode.Scalar(scalar.value - 0x30 + 0x660) ?? scalar) : scalar == "." ? "\u{066B}" : Character(scalar)
            })
            let (space, comma) = (["\u{202F}", "\u{A0}", " ", "\u{2009}"].randomElement(using: &random) ?? " ", ",")
            let thin = grouped(value.description, by: space, point: comma)
            for text in [value.description.replacing(".", with: ","), arabic, thin, "\u{200E}\(thin) "] {
                let read = try #require(try TypedDecimal.plain(text, decimals: decimals, comma: .decimal), "\(text) seed \(seed)")
                #expect(try ExactDecimal(read, decimals: decimals) == value, "\(text) seed \(seed)")
            }
            let english = grouped(value.description, by: ",", point: ".")
            let read = try #require(try TypedDecimal.plain(english, decimals: decimals, comma: .groups), "\(english) seed \(seed)")
            #expect(try ExactDecimal(read, decimals: decimals) == value, "\(english) seed \(seed)")
        }
    }

    private func pow10(_ power: Int) -> Int { (0..<power).reduce(1) { product, _ in product * 10 } }

    private func grouped(_ plain: String, by mark: String, point: String) -> String {
        let halves = plain.split(separator: ".").map(String.init)
        let digits = Array(halves[0].drop { $0 == "-" })
        var text = plain.hasPrefix("-") ? "\u{2212}" : ""
        for (offset, digit) in digits.enumerated() {
            if offset > 0, (digits.count - offset) % 3 == 0 { text += mark }
            text.append(digit)
        }
        return halves.count == 2 ? text + point + halves[1] : text
    }
}
