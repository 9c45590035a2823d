import Figures
import Localization

/// Amounts beside one another, from zero: the one the sentence is about in colour, the rest quiet.
public struct BarChart: Sendable {
    /// A name unique in its page.
    public let id: String
    /// The subject.
    public let title: String
    /// The finding.
    public let description: String
    /// The bars from the top; `isCurrent` gives the colour. A point without value keeps its line and shows its text.
    public let bars: [ChartPoint]

    /// A bar chart.
    public init(id: String, title: String, description: String, bars: [ChartPoint]) {
        self.id = id
        self.title = title
        self.description = description
        self.bars = bars
    }

    private static let row = 34
    private static let labels = 3_800

    /// The drawing.
    public func svg(_ language: Language, surface: ChartSurface = .page) -> String {
        var drawing = Drawing(surface: surface, mirrored: language == .ar)
        let values = bars.compactMap(\.value)
        let decimals = values.map(\.decimals).max() ?? 0
        let most = max(values.map { ChartScale.scaled($0, decimals) }.max() ?? 1, 1)
        for (index, bar) in bars.enumerated() {
            let top = (index * Self.row + 7) * 10
            drawing.text(bar.label, at: 0, y: top + 140, anchor: .start, ink: .label)
            guard let value = bar.value else {
                drawing.text(bar.text, at: Self.labels, y: top + 140, anchor: .start, ink: .plain)
                continue
            }
            let share = max(ChartScale.scaled(value, decimals), 0) * Int128(10_000 - Self.labels) / most
            let end = Self.labels + Int(share)
            drawing.box(bar.isCurrent ? .filled : .quiet, from: Self.labels, to: end, y: top, height: 200)
            if end > 8_000 {
                drawing.text(bar.text, at: end, y: top + 140, anchor: .end, ink: bar.isCurrent ? .inverse : .strong, shift: -8)
            } else {
                drawing.text(bar.text, at: end, y: top + 140, anchor: .start, ink: .strong, shift: 8)
            }
        }
        return drawing.finished(id: id, height: bars.count * Self.row, title: title, description: description)
    }
}
