import Figures
import Localization
import Testing

@testable import Publication

/// A bridge as a drawing: every bar begins where the one before ended, in both directions of reading.
@Suite struct WaterfallChartTests {
    private static func step(_ label: String, _ amount: Int64, _ text: String) -> WaterfallStep {
        WaterfallStep(label: label, amount: ExactDecimal(mantissa: amount, decimals: 0), text: text)
    }

    private let chart = WaterfallChart(
        id: "w", title: "Bridge", description: "100, then +60 and −40, gives 120.", first: step("first", 100, "100"),
        steps: [step("moved & merged", 60, "+60"), step("revised", -40, "−40")], last: step("last", 120, "120"))

    @Test func barsStandOnOneAnother() throws {
        let svg = chart.svg(.fr)
        let bars = svg.matches(of: /<rect class="(\w+)" x="([0-9.]+)%?" width="([0-9.]+)%" y="([0-9.]+)"/)
        #expect(bars.map { String($0.1) } == ["f1", "b3", "open", "f1"])
        // 160 is the highest level: 100 is 62.5 %, 120 is 75 %.
        #expect(bars.map { String($0.2) } == ["0", "62.50", "75.00", "0"])
        #expect(bars.map { String($0.3) } == ["62.50", "37.50", "25.00", "75.00"])
        #expect(svg.contains("height=\"184\"") && svg.contains("moved &amp; merged") && svg.contains("+60"))
        #expect(svg.contains("<title id=\"w-t\">Bridge</title>") && svg.contains("aria-labelledby=\"w-t w-d\""))
        #expect(!svg.contains("style="))
    }

    @Test func arabicRunsFromTheRight() {
        let bars = chart.svg(.ar).matches(of: /<rect class="(\w+)" x="([0-9.]+)%?" width="([0-9.]+)%"/)
        #expect(bars.map { String($0.2) } == ["37.50", "0", "0", "25.00"])
    }

    @Test func amountsBelowZeroHaveRoom() {
        let deep = WaterfallChart(
            id: "w", title: "t", description: "d", first: Self.step("a", 10, "10"), steps: [Self.step("b", -30, "−30")],
            last: Self.step("c", -20, "−20"))
        let bars = deep.svg(.en).matches(of: /<rect class="\w+" x="([0-9.]+)%?" width="([0-9.]+)%"/)
        #expect(bars.map { "\($0.1) \($0.2)" } == ["66.66 33.34", "0 100.00", "0 66.66"])
    }
}
