import Figures
import Foundation
import Localization
import Testing

@testable import Publication

/// The drawing is text and is compared as text: a change of a pixel is a change that somebody must have wanted.
struct LineChartTests {
    private func chart(_ values: [Int64?], exact: Set<Int> = [], bands: [ChartBand] = []) -> LineChart {
        let points = values.enumerated().map { index, value in
            ChartPoint(
                label: String(2018 + index), value: value.map { ExactDecimal(mantissa: $0, decimals: 0) },
                text: value.map(String.init) ?? "",
                isExact: !exact.contains(index), isCurrent: index == values.count - 1)
        }
        return LineChart(id: "c", title: "Cases", description: "From 100 to 300.", points: points, bands: bands, height: 120) {
            $0.description
        }
    }

    @Test func snapshot() {
        let expected = """
            <svg class="ch" height="120" role="img" aria-labelledby="c-t c-d"><title id="c-t">Cases</title><desc id="c-d">From 100 to 300.</desc>\
            <line class="ax" x1="0" x2="100%" y1="94.0" y2="94.0"/><text x="0" dx="-10" y="98.0" text-anchor="end">0</text>\
            <line class="gr" x1="0" x2="100%" y1="71.3" y2="71.3"/><text x="0" dx="-10" y="75.3" text-anchor="end">100</text>\
            <line class="gr" x1="0" x2="100%" y1="48.7" y2="48.7"/><text x="0" dx="-10" y="52.7" text-anchor="end">200</text>\
            <line class="gr" x1="0" x2="100%" y1="26.0" y2="26.0"/><text x="0" dx="-10" y="30.0" text-anchor="end">300</text>\
            <svg x="0" y="0" width="100%" height="120" viewBox="0 0 100 120" preserveAspectRatio="none"><polyline class="ln" points="25.00,71.3 75.00,26.0"/></svg>\
            <text x="25.00%" y="114.0" text-anchor="middle">2018</text><circle class="f1" cx="25.00%" cy="71.3" r="4.2"/>\
            <text class="em" x="25.00%" y="59.3" text-anchor="middle">100</text>\
            <text class="em" x="75.00%" y="114.0" text-anchor="middle">2019</text><circle class="f1" cx="75.00%" cy="26.0" r="6.0"/>\
            <text class="em" x="75.00%" y="14.0" text-anchor="middle">300</text></svg>
            """
        #expect(chart([100, 300]).svg(.fr) == expected)
    }

    @Test func timeRunsFromRightToLeftInArabic() {
        let drawing = chart([100, 300]).svg(.ar)
        #expect(drawing.contains("points=\"75.00,71.3 25.00,26.0\""))
        #expect(drawing.contains("<text x=\"100%\" dx=\"10\" y=\"98.0\" text-anchor=\"start\">0</text>"))
    }

    @Test func aMissingYearIsAGapAndNeverBridged() {
        let drawing = chart([100, 200, nil, 250, 300]).svg(.en)
        #expect(drawing.components(separatedBy: "<polyline").count == 3)
        #expect(drawing.components(separatedBy: "<circle").count == 5)
    }

    @Test func aRoundedValueIsHollow() {
        let drawing = chart([100, 200, 300], exact: [1]).svg(.en)
        #expect(drawing.contains("<circle class=\"open\" cx=\"50.00%\""))
    }

    @Test func aBreakIsAGreyBandWithAWord() {
        let drawing = chart([100, 200, 300], bands: [ChartBand(first: 0, last: 0, label: "other <scope>")]).svg(.en)
        #expect(
            drawing.contains("<rect class=\"b1\" x=\"0.01%\" width=\"33.32%\"") || drawing.contains("<rect class=\"b1\" x=\"0\""))
        #expect(drawing.contains("other &lt;scope&gt;"))
    }

    @Test(arguments: Language.allCases)
    func noInlineStyleAnywhere(language: Language) {
        let drawing = chart([100, nil, 300], bands: [ChartBand(first: 0, last: 1, label: "x")]).svg(language)
        #expect(!drawing.contains("style="))
    }

    @Test func aDocumentNeedsNoStyleSheet() {
        let drawing = chart([100, 200, 300]).svg(.ar, surface: .document(width: 660))
        #expect(drawing.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"660\" height=\"120\""))
        #expect(!drawing.contains("class=") && !drawing.contains("%"))
    }

    /// Values beside their marks never lie in one another, even in the narrowest drawing.
    @Test func labelsStandApart() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = Steps(seed)
        let bounds: [UInt64] = [50, 4_000, 60_000_000]
        let pattern = /<text class="em" x="([0-9.]+)%"(?: dx="([0-9-]+)")? y="([0-9.]+)" text-anchor="(\w+)">(\d+)</
        func number(_ text: Substring) -> Double { Double(String(text)) ?? 0 }
        for _ in 0..<300 {
            let count = 2 + Int(generator.next() % 14)
            let most = bounds[Int(generator.next() % 3)]
            var values: [Int64?] = []
            for _ in 0..<count { values.append(generator.next() % 3 == 0 ? nil : Int64(generator.next() % most)) }
            var boxes: [(left: Double, right: Double, y: Double)] = []
            for match in chart(values).svg(.fr).matches(of: pattern) {
                // The year of the current point stands below the axis.
                let y = number(match.3)
                guard y < 113 else { continue }
                let length = Double(match.5.count) * 7
                let x = number(match.1) * 2.3 + (match.2.map(number) ?? 0)
                let left = match.4 == "end" ? x - length : match.4 == "middle" ? x - length / 2 : x
                boxes.append((left: left, right: left + length, y: y))
            }
            for (index, one) in boxes.enumerated() {
                for other in boxes[(index + 1)...] {
                    let isApart = one.right <= other.left || other.right <= one.left || abs(one.y - other.y) >= 10
                    #expect(isApart, "seed \(seed): \(values)")
                }
            }
            let hasValue = values.contains { $0 != nil }
            #expect(!hasValue || !boxes.isEmpty, "seed \(seed): \(values) has no label")
        }
    }

    /// Two neighbours near the axis: one above its mark, the other beside it, not one in the other.
    @Test func twoYearsOfTenStandBesideEachOther() {
        let values: [Int64?] = [nil, nil, nil, nil, nil, 14_683, 7_282, nil, nil, nil]
        let points = values.enumerated().map { index, value in
            ChartPoint(
                label: String(2016 + index), value: value.map { ExactDecimal(mantissa: $0, decimals: 0) },
                text: value.map(String.init) ?? "")
        }
        let chart = LineChart(
            id: "c", title: "t", description: "d", points: points, height: 150,
            ceiling: ExactDecimal(mantissa: 46_030, decimals: 0)
        ) { $0.description }
        let drawing = chart.svg(.fr)
        #expect(drawing.contains("text-anchor=\"middle\">14683</text>") && drawing.contains("text-anchor=\"start\">7282</text>"))
    }

    @Test func theScaleHoldsEveryValueAndStartsAtZero() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = Steps(seed)
        for _ in 0..<500 {
            let values = (0..<6).map { _ in
                ExactDecimal(mantissa: Int64(generator.next() % 9_000_000_000), decimals: Int(generator.next() % 4))
            }
            let scale = ChartScale(values: values)
            #expect(scale.ticks.first == 0 && (2...6).contains(scale.ticks.count), "seed \(seed)")
            for value in values { #expect((0...2_000).contains(scale.height(of: value, in: 200)), "seed \(seed)") }
        }
    }
}

/// A repeatable sequence (splitmix64).
struct Steps {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
