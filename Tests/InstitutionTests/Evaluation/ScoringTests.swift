import Acts
import Figures
import TestSupport
import Testing

@testable import Institution

@Suite struct ScoringTests {
    static func attainment(
        _ type: TargetType, baseline: String? = nil, target: String, targetMax: String? = nil, result: String
    ) throws -> (String, CommitmentStatus) {
        let target = try Scoring.Target(
            type, target: ExactDecimal(target), targetMax: targetMax.map { try ExactDecimal($0) },
            baseline: baseline.map { try ExactDecimal($0) })
        let (share, status) = Scoring.attainment(of: try ExactDecimal(result), for: target)
        return ("\(share)", status)
    }

    @Test func theWayFromBaselineToTarget() throws {
        // (94.43 − 90.4) / (95 − 90.4) = 4.03 / 4.6 = 0.87608…
        #expect(try Self.attainment(.atLeast, baseline: "90.4", target: "95", result: "94.43") == ("0.8761", .partial))
        #expect(try Self.attainment(.atMost, baseline: "9.73", target: "7", result: "6.59") == ("1.0000", .reached))
        #expect(try Self.attainment(.atMost, baseline: "9.73", target: "7", result: "7.1") == ("0.9634", .near))
        #expect(try Self.attainment(.atLeast, baseline: "0", target: "800", result: "752") == ("0.9400", .near))
        #expect(try Self.attainment(.atLeast, baseline: "10", target: "20", result: "8") == ("0.0000", .missed))
        #expect(try Self.attainment(.atLeast, baseline: "-10", target: "10", result: "-5") == ("0.2500", .partial))
    }

    @Test func halvesGoUpOnceAndRoundingNeverReaches() throws {
        #expect(try Self.attainment(.atLeast, baseline: "0", target: "20000", result: "1").0 == "0.0001")
        #expect(try Self.attainment(.atLeast, baseline: "0", target: "200000", result: "9") == ("0.0000", .missed))
        #expect(try Self.attainment(.atLeast, baseline: "0", target: "1000000", result: "999999") == ("1.0000", .near))
    }

    @Test func aBaselineThatMeetsTheTargetIsToBeHeld() throws {
        #expect(try Self.attainment(.atLeast, baseline: "90", target: "90", result: "90") == ("1.0000", .reached))
        #expect(try Self.attainment(.atLeast, baseline: "90", target: "90", result: "89.99") == ("0.0000", .missed))
        #expect(try Self.attainment(.atLeast, baseline: "95", target: "90", result: "91") == ("1.0000", .reached))
        #expect(try Self.attainment(.atMost, baseline: "5", target: "7", result: "7.01") == ("0.0000", .missed))
    }

    @Test func boundsAndExactValues() throws {
        #expect(try Self.attainment(.between, target: "2", targetMax: "3", result: "3.00") == ("1.0000", .reached))
        #expect(try Self.attainment(.between, target: "2", targetMax: "3", result: "3.01") == ("0.0000", .missed))
        #expect(try Self.attainment(.exactly, target: "2.50", result: "2.5") == ("1.0000", .reached))
        #expect(try Self.attainment(.exactly, target: "2.50", result: "2.4") == ("0.0000", .missed))
    }

    @Test func theLargestNumbersStayExact() throws {
        let (low, high) = ("-9223372036854775808", "9223372036854775807")
        #expect(try Self.attainment(.atLeast, baseline: low, target: high, result: "0").0 == "0.5000")
        #expect(
            try Self.attainment(.atLeast, baseline: low, target: high, result: "9.223372036854775807").0 == "0.5000")
        #expect(try Self.attainment(.atMost, baseline: high, target: low, result: high).0 == "0.0000")
    }

    /// A decimal text with up to 18 digits and decimals of its own.
    static func decimal(_ random: inout SeededGenerator) -> String {
        let digits = Int.random(in: 1...18, using: &random)
        let limit = (0..<digits).reduce(Int64(1)) { limit, _ in limit * 10 }
        let mantissa = Int64.random(in: -limit + 1..<limit, using: &random)
        return "\(ExactDecimal(mantissa: mantissa, decimals: Int.random(in: 0...min(digits, 6), using: &random)))"
    }

    @Test func agreesWithSchoolbookFractions() throws {
        var random = SeededGenerator()
        for round in 0..<800 {
            let small = round.isMultiple(of: 2)
            func next() -> String {
                small
                    ? "\(ExactDecimal(mantissa: .random(in: -300...300, using: &random), decimals: .random(in: 0...2, using: &random)))"
                    : Self.decimal(&random)
            }
            let (baseline, target, result) = (next(), next(), next())
            for type in [TargetType.atLeast, .atMost] {
                let (b, t, r) = (Fraction(baseline), Fraction(target), Fraction(result))
                func meets(_ x: Fraction) -> Bool { type == .atLeast ? !(x < t) : !(t < x) }
                let expected: Int
                if meets(r) {
                    expected = 10_000
                } else if meets(b) {
                    expected = 0
                } else {
                    let share = (r - b) / (t - b)
                    expected = share.negative ? 0 : share.tenThousandths
                }
                let (text, status) = try Self.attainment(type, baseline: baseline, target: target, result: result)
                #expect(
                    text == "\(ExactDecimal(mantissa: Int64(expected), decimals: 4))",
                    "\(type) baseline \(baseline) target \(target) result \(result)")
                #expect((status == .reached) == meets(r))
            }
        }
    }

    @Test func scoresAddUpAndNeverLeaveTheirBounds() throws {
        var random = SeededGenerator()
        for _ in 0..<500 {
            var rest = 100
            var lines: [DerivationLine] = []
            while rest > 0 {
                let weight = Int.random(in: 1...rest, using: &random)
                rest -= weight
                let share = Bool.random(using: &random) ? Int.random(in: 0...10_000, using: &random) : nil
                lines.append(
                    DerivationLine(
                        commitment: "C\(lines.count)", result: nil, status: .noData,
                        attainment: share.flatMap(Attainment.init(tenThousandths:)), weight: weight))
            }
            // Rounding checked from outside: twice the distance from the exact sum is at most one hundredth, halves up.
            let exact = lines.reduce(0) { $0 + $1.weight * ($1.attainment?.tenThousandths ?? 0) }
            let score = Scoring.score(of: lines).hundredths
            #expect((-50..<50).contains(exact - score * 100))
            #expect((0...10_000).contains(score))
        }
        let full = DerivationLine(commitment: "C", result: nil, status: .reached, attainment: .full, weight: 100)
        #expect("\(Scoring.score(of: [full]))" == "100.00")
        #expect("\(Scoring.score(of: []))" == "0.00")
    }

    @Test func theDerivationOfTheMockYear() throws {
        let commitments = policeTerms.commitments.map { Commitment(proposal: 1, year: 2022, unit: "dpj", terms: $0) }
        let derivation = try Scoring.derivation(
            of: commitments, results: ["PJ-01": "94.43", "PJ-02": "6.59"], judged: ["PJ-05": Attainment("0.8")])
        #expect(derivation.lines.map(\.attainment?.description) == ["0.8761", "1.0000", nil, "0.8000"])
        #expect(derivation.lines.map(\.status) == [.partial, .reached, .noData, .partial])
        // 30 × 0.8761 + 20 + 0 + 15 × 0.8 = 58.283
        #expect("\(derivation.score)" == "58.28")
        let lines = try Scoring.explain(derivation.lines, terms: commitments)
        #expect(lines.map(\.rule) == [.progress, .met, .noData, .judged])
        #expect([lines[0].way, lines[0].whole] == ["4.03", "4.6"])
        #expect(lines.map { "\($0.points)" } == ["26.2830", "20.0000", "0.0000", "12.0000"])
    }

    @Test func attainmentsAndScoresReadOnlyWhatTheyCanPrint() throws {
        #expect(try Attainment("1").description == "1.0000")
        #expect(try Score("92.3").description == "92.30")
        for text in ["1.0001", "-0.1", "0.12345", "", "x", "9999999999999999999"] {
            #expect(throws: Failure.self) { try Attainment(text) }
        }
        for text in ["100.01", "-1", "92.301", "92,3"] { #expect(throws: Failure.self) { try Score(text) } }
        #expect(throws: Failure(.unknownRating, ["value": "superb"])) { try Rating(word: "superb") }
        #expect(try Rating(word: "requires_improvement") == .requiresImprovement)
    }
}
