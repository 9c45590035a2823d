import Figures

/// One point of a chart: where it stands, what it is worth and the words beside it.
public struct ChartPoint: Sendable, Equatable {
    /// The word under the axis, a year ordinarily.
    public let label: String
    /// The value, or nil where nothing was published: a gap, never zero and never bridged.
    public let value: ExactDecimal?
    /// The value as the language prints it.
    public let text: String
    /// False for a rounded or bounded value: its mark stays hollow.
    public let isExact: Bool
    /// The point the chart is about, drawn larger.
    public let isCurrent: Bool

    /// A point; `text` is ignored where `value` is nil.
    public init(label: String, value: ExactDecimal?, text: String, isExact: Bool = true, isCurrent: Bool = false) {
        self.label = label
        self.value = value
        self.text = text
        self.isExact = isExact
        self.isCurrent = isCurrent
    }
}

/// A break in a series, or a stretch of years with another meaning: a grey band with a word.
public struct ChartBand: Sendable, Equatable {
    /// Index of the first point in the band.
    public let first: Int
    /// Index of the last point in the band.
    public let last: Int
    /// The word at the foot of the band.
    public let label: String

    /// A band from one point to another, both included.
    public init(first: Int, last: Int, label: String) {
        self.first = first
        self.last = last
        self.label = label
    }
}

/// Where a chart will be seen: in a page that brings its colours (classes, percentages), or in a document of fixed width.
public enum ChartSurface: Sendable, Equatable {
    /// Inside an HTML page with `hasila.css`.
    case page
    /// A drawing of its own, so many pixels wide, with colours and faces written into it.
    case document(width: Int)
}

/// A vertical scale in whole arithmetic: from zero, or from a stated floor for ratios, to a round number.
struct ChartScale {
    /// Values at the grid lines from the lowest to the highest, as multiples of 10^-decimals.
    let ticks: [Int128]
    let decimals: Int

    /// A scale that holds all values. `floor` is the lowest value shown, zero unless the chart states another.
    init(values: [ExactDecimal], floor: ExactDecimal? = nil) {
        let decimals = max(values.map(\.decimals).max() ?? 0, floor?.decimals ?? 0)
        self.decimals = decimals
        let scaled = values.map { Self.scaled($0, decimals) }
        let low = min(floor.map { Self.scaled($0, decimals) } ?? 0, scaled.min() ?? 0)
        let high = max(scaled.max() ?? 1, low + 1)
        let step = Self.step(for: high - low)
        let first = low >= 0 ? low / step : -((-low + step - 1) / step)
        var ticks: [Int128] = []
        var tick = first * step
        while true {
            ticks.append(tick)
            if tick >= high { break }
            tick += step
        }
        self.ticks = ticks
    }

    /// The smallest of 1, 2, 3, 5 × 10^k that needs at most four steps.
    static func step(for range: Int128) -> Int128 {
        var power: Int128 = 1
        while true {
            for factor: Int128 in [1, 2, 3, 5] where factor * power * 4 >= range { return factor * power }
            power *= 10
        }
    }

    static func scaled(_ value: ExactDecimal, _ decimals: Int) -> Int128 {
        var result = Int128(value.mantissa)
        for _ in value.decimals..<max(decimals, value.decimals) { result *= 10 }
        return result
    }

    /// Tenths of a pixel above the foot of a plot so many pixels high.
    func height(of value: ExactDecimal, in pixels: Int) -> Int {
        height(ofScaled: Self.scaled(value, decimals), in: pixels)
    }

    func height(ofScaled value: Int128, in pixels: Int) -> Int {
        guard let low = ticks.first, let high = ticks.last, high > low else { return 0 }
        let numerator = (value - low) * Int128(pixels) * 10
        let range = high - low
        return Int((numerator * 2 + range) / (range * 2))
    }
}
