import Figures
import Foundation
import Localization
import Testing

@testable import Publication

/// The map of commands and small multiples.
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
            let circles = try drawing.matches(
                of: Regex(
                    "<circle class=\"spot\" cx=\"([0-9.]+)%\" cy=\"([0-9.]+)%\"", as: (Substring, Substring, Substring).self)
            )
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

    /// Marks that lie in one another keep numbers that can be told apart.
    @Test func numbersOfNeighboursStandApart() {
        let sites: [(north: Int64, east: Int64, value: Int64?)] = [
            (34_020, -6_840, 900), (34_040, -6_800, nil), (34_260, -6_580, 500),
        ]
        let near = sites.enumerated().map { index, site in
            MapPlace(
                number: index + 10, label: "A long name that finds no room", latitude: site.north * 1_000,
                longitude: site.east * 1_000,
                value: site.value.map { ExactDecimal(mantissa: $0, decimals: 0) }, text: "")
        }
        let drawing = svg(near + [place(1, 27, -13, 100), place(2, 35, -1, 100)])
        let pattern = /<text class="em" x="([0-9.]+)%" y="([0-9.]+)%" dx="([0-9.-]+)" dy="([0-9.-]+)" text-anchor="(\w+)">(\d+)</
        func number(_ text: Substring) -> Double { Double(String(text)) ?? 0 }
        var boxes: [(left: Double, right: Double, y: Double)] = []
        for match in drawing.matches(of: pattern) {
            let length = Double(match.6.count) * 7
            let x = number(match.1) * 6.4 + number(match.3)
            let left = match.5 == "end" ? x - length : match.5 == "middle" ? x - length / 2 : x
            boxes.append((left: left, right: left + length, y: number(match.2) * 6.4 + number(match.4)))
        }
        #expect(boxes.count == 5)
        for (index, one) in boxes.enumerated() {
            for other in boxes[(index + 1)...] {
                let isApart = one.right <= other.left || other.right <= one.left || abs(one.y - other.y) >= 10
                #expect(isApart, "\(one) and \(other)")
            }
        }
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
