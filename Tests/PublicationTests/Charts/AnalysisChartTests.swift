import Figures
import Foundation
import Localization
import Testing

@testable import Publication

/// The map of commands and the chart of steps.
struct AnalysisChartTests {
    private func place(_ number: Int, _ north: Int64, _ east: Int64, _ value: Int64?) -> MapPlace {
        MapPlace(
            number: number, label: "Place \(number)", latitude: north * 1_000_000, longitude: east * 1_000_000,
            value: value.map { ExactDecimal(mantissa: $0, decimals: 0) }, text: value.map(String.init) ?? "–")
    }

    private func svg(_ places: [MapPlace], _ language: Language = .en) -> String {
        PlaceMap(id: "m", title: "Map", description: "Two places.", places: places) { "\($0) km" }.svg(language)
    }

    /// The radius of a mark is the side of its area: a fourth of the value is half the radius.
    @Test func areaIsValue() {
        let drawing = svg([place(1, 30, 0, 400), place(2, 34, 4, 100)])
        #expect(drawing.contains("r=\"30.0\"") && drawing.contains("r=\"15.0\""))
    }

    @Test func northIsUpAndEastIsRightInEveryLanguage() throws {
        for language in Language.allCases {
            let drawing = svg([place(1, 30, 0, 400), place(2, 34, 4, 100)], language)
            let circles = try drawing.matches(of: Regex("<circle class=\"spot\" cx=\"([0-9.]+)%\" cy=\"([0-9.]+)%\"", as: (Substring, Substring, Substring).self))
                .map { (Double($0.output.1) ?? 0, Double($0.output.2) ?? 0) }
            #expect(circles.count == 2)
            let (first, second) = (circles[0], circles[1])
            #expect(first.0 < second.0, "the second lies east")
            #expect(first.1 > second.1, "the second lies north")
        }
    }

    /// Every mark keeps its number, one without value stays hollow, and one place alone still has a frame.
    @Test func nothingFallsOffTheMap() {
        let drawing = svg((1...12).map { place($0, 30, Int64($0) / 6, $0 == 5 ? nil : 10) })
        for number in 1...12 { #expect(drawing.contains(">\(number)</text>"), "\(number)") }
        #expect(drawing.contains("class=\"open none\""))
        let alone = svg([place(1, 30, 0, 5)])
        #expect(alone.contains("cx=\"50.00%\" cy=\"50.00%\"") && !alone.contains("nan"))
        #expect(!svg([place(1, 30, 0, nil)]).contains("spot"))
    }

    /// Steps hang where the one before ended; the totals stand from zero.
    @Test func stepsAddUp() {
        func step(_ label: String, _ value: Int64, _ isTotal: Bool) -> StepChart.Step {
            StepChart.Step(label: label, value: ExactDecimal(mantissa: value, decimals: 0), text: "\(value)", isTotal: isTotal)
        }
        let chart = StepChart(
            id: "s", title: "Steps", description: "From 100 to 80.",
            steps: [step("old", 100, true), step("moved", -50, false), step("new", 50, true)])
        let drawing = chart.svg(.fr)
        #expect(drawing.contains("<rect class=\"f1\" x=\"36.00%\" width=\"50.00%\""), "100 from zero")
        #expect(drawing.contains("<rect class=\"b3\" x=\"61.00%\" width=\"25.00%\""), "-50 from 100 down to 50")
        #expect(drawing.contains("<rect class=\"f1\" x=\"36.00%\" width=\"25.00%\""), "50 from zero")
        #expect(chart.svg(.ar).contains("<rect class=\"f1\" x=\"14.00%\" width=\"50.00%\""), "mirrored")
    }

    /// A ceiling makes two drawings comparable: the same value stands at the same height.
    @Test func oneScaleForSmallMultiples() throws {
        func drawing(_ values: [Int64], _ ceiling: Int64?) -> String {
            let points = values.enumerated().map { index, value in
                ChartPoint(label: "\(2020 + index)", value: ExactDecimal(mantissa: value, decimals: 0), text: "\(value)")
            }
            return LineChart(
                id: "c", title: "t", description: "d", points: points, height: 120,
                ceiling: ceiling.map { ExactDecimal(mantissa: $0, decimals: 0) }
            ) { $0.description }.svg(.en)
        }
        func height(_ drawing: String) throws -> Substring {
            let match = try Regex("<circle class=\"f1\" cx=\"25.00%\" cy=\"([0-9.]+)\"", as: (Substring, Substring).self)
            return try #require(drawing.firstMatch(of: match)).output.1
        }
        #expect(try height(drawing([100, 300], nil)) == height(drawing([100, 120], 300)))
        #expect(try height(drawing([100, 300], nil)) != height(drawing([100, 120], nil)))
    }
}
