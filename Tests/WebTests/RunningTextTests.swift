import Acts
import Figures
import Institution
import Localization
import Testing

@testable import Web

/// Text in pages: escaped, with numbers, codes and dates kept together in both directions.
@Suite struct RunningTextTests {
    @Test(arguments: [
        ("no number", "no number"),
        ("22 دجنبر 2022", "<span class=\"n\">22</span> دجنبر <span class=\"n\">2022</span>"),
        ("PJ-04 · poids 30", "<span class=\"n\">PJ-04</span> · poids <span class=\"n\">30</span>"),
        ("94,43\u{202F}%.", "<span class=\"n\">94,43\u{202F}%</span>."),
        ("\u{2212}28,9\u{202F}%", "<span class=\"n\">\u{2212}28,9\u{202F}%</span>"),
        ("a<b & 3>2", "a&lt;b &amp; <span class=\"n\">3</span>&gt;<span class=\"n\">2</span>"),
        ("2017، 2018", "<span class=\"n\">2017</span>، <span class=\"n\">2018</span>"),
        ("", ""),
    ])
    func numbersAreIsolated(text: String, markup: String) {
        #expect(RunningText.markup(text) == markup)
    }

    @Test func thresholdsLieOnTheWay() throws {
        let rising = CommitmentReading.thresholds(from: try ExactDecimal("90.4"), to: try ExactDecimal("95"))
        #expect(rising.map(\.description) == ["92.70", "94.54"])
        let falling = CommitmentReading.thresholds(from: try ExactDecimal("40"), to: try ExactDecimal("30"))
        #expect(falling.map(\.description) == ["31.0", "35.0"])
        #expect(CommitmentReading.thresholds(from: ExactDecimal(mantissa: .min, decimals: 0), to: ExactDecimal(mantissa: .max, decimals: 0)).isEmpty)
    }

    @Test func theYearLineMirrorsInArabic() throws {
        let phases = [PhaseDates(.reporting, starts: "2022-01-17", ends: "2022-12-15"), PhaseDates(.meeting, starts: "2022-12-22", ends: "2022-12-22")]
        let today = try Day("2022-12-19")
        let french = YearLine(year: 2022, phases: phases, today: today, words: Words(.fr)).svg()
        let arabic = YearLine(year: 2022, phases: phases, today: today, words: Words(.ar)).svg()
        #expect(french.contains("cx=\"59.67%\""))
        #expect(arabic.contains("cx=\"40.33%\""))
        #expect(french.contains("role=\"img\"") && french.contains("<title"))
    }
}

/// The bucket that slows guessing down.
@Suite struct RateLimitTests {
    @Test func aBurstIsAllowedAStreamIsNot() throws {
        let limit = RateLimit(burst: 3, perSecond: 1)
        let start = try #require(Timestamp("2022-12-19T08:00:00Z"))
        for _ in 0..<3 { try limit.take("a", now: start) }
        #expect(throws: Failure(.tooManyRequests)) { try limit.take("a", now: start) }
        try limit.take("b", now: start)
        try limit.take("a", now: Timestamp(milliseconds: start.milliseconds + 1_000))
        #expect(throws: Failure(.tooManyRequests)) { try limit.take("a", now: start) }
    }
}
