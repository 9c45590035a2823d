import Acts
import Figures
import TestSupport
import Testing

@testable import Institution

@Suite struct RuleExpressionTests {
    @Test func aSideIsReadAndAddedExactly() throws {
        var figures = FigureSet()
        figures.set(figure("vans", "12"))
        figures.set(figure("kilos", "0.125"))
        figures.set(figure("bikes", "3", breakdown: "age=18 to 24;sex=F"))
        for (text, value) in [
            ("vans", "12"), ("2 * vans + 15", "39"), ("- vans + 20", "8"), ("vans - kilos", "11.875"), ("0.5 * vans", "6"),
            ("bikes[sex=F;age=18 to 24] + vans", "15"), ("15", "15"), ("1000000 * kilos - 125000", "0"),
        ] {
            #expect(try RuleExpression(text, field: "left").value(figures)?.text == value, "\(text)")
        }
        // What is missing is never taken for zero.
        #expect(try RuleExpression("vans + trucks", field: "left").value(figures) == nil)
        #expect(try RuleExpression("vans@-1", field: "left").value(figures) == nil)
        figures.set(figure("vans", nil, status: .missing))
        #expect(try RuleExpression("vans", field: "left").value(figures) == nil)
    }

    @Test func lagsNameTheirPeriods() throws {
        let references = try RuleExpression("a@-1 + a@-1y + a[k=v]@-1 + a", field: "left").references
        #expect(references.map(\.lag) == [.previous, .yearBefore, .previous, .none])
        #expect(references.map(\.figure.breakdown) == ["", "", "k=v", ""])
    }

    @Test func whatCannotBeReadIsRefused() throws {
        for text in [
            "", " ", "+ a", "a +", "a b", "a * 2", "2 *", "2 * * a", "a[", "a[]", "a[k]", "a]", "a @-1", "a@-2", "-1", "a++b[", "a = b",
            String(repeating: "a + ", count: 600) + "a", "1234567890123456 * a", "0.1234567 * a",
        ] {
            let error = #expect(throws: Failure.self, "\(text)") { try RuleExpression(text, field: "left") }
            #expect(error?.code == .malformedRule || error?.code == .malformedBreakdown, "\(text) \(String(describing: error))")
        }
        for text in ["-1", "x", "%", "2 %", "1e3", "99999999999999%"] {
            #expect(throws: Failure.self, "\(text)") { try RuleTolerance(text) }
        }
    }

    /// Sums of any figures are those that whole numbers of 128 bits give, and the comparisons are each other's opposites.
    @Test func sumsAreExact() throws {
        var random = SeededGenerator()
        for _ in 0..<500 {
            var figures = FigureSet()
            var expected: Int128 = 0
            var text = ""
            for index in 0..<Int.random(in: 1...6, using: &random) {
                let factor = Int64.random(in: 0...1_000_000, using: &random)
                let value = Int64.random(in: -1_000_000_000_000_000 ... 1_000_000_000_000_000, using: &random)
                let isMinus = Bool.random(using: &random)
                figures.set(figure("i\(index)", ExactDecimal(mantissa: value, decimals: 3).description))
                text += (index == 0 ? (isMinus ? "- " : "") : isMinus ? " - " : " + ") + "\(factor) * i\(index)"
                expected += (isMinus ? -1 : 1) * Int128(factor) * Int128(value)
            }
            let sum = try #require(try RuleExpression(text, field: "left").value(figures))
            let digits = String(expected.magnitude)
            let padded = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
            var written = "\(expected < 0 ? "-" : "")\(padded.dropLast(3)).\(padded.suffix(3))"
            while written.contains("."), written.hasSuffix("0") || written.hasSuffix(".") { written.removeLast() }
            #expect(sum.text == written, "\(text)")
        }
    }
}
