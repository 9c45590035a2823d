import Figures
import Localization

/// The charts of a figure, with title, finding and axis in the reader's language.
public struct FigureCharts: Sendable {
    private let text: FigureText

    /// Charts in one language.
    public init(_ text: FigureText) { self.text = text }

    /// The series up to a year as a line, or nil when fewer than three years have values.
    public func line(_ figure: ReportFigure, upTo last: Int, current: Int, id: String, height: Int = 280) -> LineChart? {
        let series = figure.series(upTo: last)
        let values = series.compactMap(\.value)
        guard values.count > 2, let first = series.first?.year else { return nil }
        let unit = AxisUnit(values)
        let title = text.phrase(
            unit.power == 0 ? "charts.title" : "charts.title_\(unit.word)",
            ["name": figure.name[text.language], "from": String(first), "to": String(last)])
        let points = series.map { point in
            ChartPoint(
                label: String(point.year), value: point.value, text: point.value == nil ? "" : text.value(point, of: figure),
                isExact: point.isExact, isCurrent: point.year == current)
        }
        let language = text.language
        let percent = figure.isPercent
        return LineChart(
            id: id, title: title, description: finding(figure, series: series), points: points, bands: bands(series),
            height: height,
            floor: percent ? floor(values) : nil
        ) { tick in
            let digits = Numerals.format(unit.scaled(tick), language)
            return percent ? (language == .en ? "\(digits)%" : "\(digits)\u{202F}%") : digits
        }
    }

    /// What the line shows, in one sentence: where it begins and ends, its lowest and highest point, and what is missing.
    public func finding(_ figure: ReportFigure, series: [FigurePoint]) -> String {
        let known = series.filter { $0.value != nil }
        guard let low = known.min(by: Self.smaller), let high = known.max(by: Self.smaller) else { return "" }
        var sentences = [
            text.phrase(
                "charts.finding",
                [
                    "low": text.full(low, of: figure), "lowYear": String(low.year), "high": text.full(high, of: figure),
                    "highYear": String(high.year),
                ])
        ]
        let missing = series.filter { $0.value == nil }.map { String($0.year) }
        if !missing.isEmpty {
            sentences.append(text.phrase("charts.missing", ["years": missing.joined(separator: text.phrase("charts.comma"))]))
        }
        let breaks = series.dropFirst().filter(\.isBreak).map { String($0.year) }
        if !breaks.isEmpty {
            sentences.append(text.phrase("charts.broken", ["years": breaks.joined(separator: text.phrase("charts.comma"))]))
        }
        return sentences.joined(separator: " ")
    }

    /// Stretches between breaks, every second one grey, so that the years of the current meaning stand on white.
    private func bands(_ series: [FigurePoint]) -> [ChartBand] {
        var bands: [ChartBand] = []
        var end = series.count - 1
        var isGrey = false
        for index in series.indices.reversed() where index > 0 && series[index].isBreak {
            if isGrey { bands.append(ChartBand(first: index, last: end, label: text.phrase("charts.break_band"))) }
            isGrey.toggle()
            end = index - 1
        }
        if isGrey { bands.append(ChartBand(first: 0, last: end, label: text.phrase("charts.break_band"))) }
        return bands
    }

    /// For shares near the top of their scale the axis starts at a stated tenth, so that their movement can be seen.
    private func floor(_ values: [ExactDecimal]) -> ExactDecimal? {
        guard let least = values.min(), least >= ExactDecimal(mantissa: 50, decimals: 0) else { return nil }
        var tens = least.mantissa
        for _ in 0..<least.decimals { tens /= 10 }
        return ExactDecimal(mantissa: max(tens / 10 * 10 - 10, 0), decimals: 0)
    }

    private static func smaller(_ a: FigurePoint, _ b: FigurePoint) -> Bool {
        guard let x = a.value, let y = b.value else { return false }
        return x < y
    }
}

/// Whether an axis counts units, thousands or millions, so that its labels stay short.
struct AxisUnit {
    let power: Int

    init(_ values: [ExactDecimal]) {
        let whole = values.map { ChartScale.scaled($0, $0.decimals) / Self.ten(to: $0.decimals) }.max() ?? 0
        power = whole >= 1_500_000 ? 6 : whole >= 20_000 ? 3 : 0
    }

    var word: String { power == 6 ? "millions" : "thousands" }

    /// The tick divided by the axis unit, as a plain decimal without idle zeros.
    func scaled(_ tick: ExactDecimal) -> String {
        var mantissa = tick.mantissa
        var decimals = tick.decimals + power
        while decimals > 0, mantissa % 10 == 0 {
            mantissa /= 10
            decimals -= 1
        }
        return decimals > 18 ? tick.description : ExactDecimal(mantissa: mantissa, decimals: decimals).description
    }

    private static func ten(to exponent: Int) -> Int128 { (0..<exponent).reduce(Int128(1)) { product, _ in product * 10 } }
}
