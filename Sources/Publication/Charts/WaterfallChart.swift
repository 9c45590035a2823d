import Figures
import Localization

/// One bar of a waterfall: where it comes from, how much, and how that reads.
public struct WaterfallStep: Sendable, Equatable {
    /// The word above the bar.
    public let label: String
    /// The level of a figure, or the change of a step.
    public let amount: ExactDecimal
    /// The amount as the language prints it, with its sign for a step.
    public let text: String

    /// A bar.
    public init(label: String, amount: ExactDecimal, text: String) {
        self.label = label
        self.amount = amount
        self.text = text
    }
}

/// How one figure becomes another: a full bar for each of the two, and between them a bar for each step, from the level before to
/// the level after. What adds is a filled bar, what takes away a framed one; the sign stands beside the word.
public struct WaterfallChart: Sendable {
    /// A name unique in its page.
    public let id: String
    /// The subject.
    public let title: String
    /// The finding.
    public let description: String
    /// The figure at the start, the steps in order, and the figure at the end.
    public let first: WaterfallStep
    public let steps: [WaterfallStep]
    public let last: WaterfallStep

    /// A waterfall.
    public init(id: String, title: String, description: String, first: WaterfallStep, steps: [WaterfallStep], last: WaterfallStep)
    {
        self.id = id
        self.title = title
        self.description = description
        self.first = first
        self.steps = steps
        self.last = last
    }

    /// Pixels a bar takes with its words.
    private static let row = 46

    /// The drawing.
    public func svg(_ language: Language, surface: ChartSurface = .page) -> String {
        var drawing = Drawing(surface: surface, mirrored: language == .ar)
        let all = [first] + steps + [last]
        let decimals = all.map(\.amount.decimals).max() ?? 0
        func scaled(_ step: WaterfallStep) -> Int128 { ChartScale.scaled(step.amount, decimals) }
        var level = scaled(first)
        var bars: [(step: WaterfallStep, from: Int128, to: Int128, isFigure: Bool)] = [(first, 0, level, true)]
        for step in steps {
            let next = level + scaled(step)
            bars.append((step, level, next, false))
            level = next
        }
        bars.append((last, 0, scaled(last), true))
        let low = bars.map { min($0.from, $0.to) }.min() ?? 0
        let high = max(bars.map { max($0.from, $0.to) }.max() ?? 1, low + 1)
        func place(_ value: Int128) -> Int { Int((value - low) * 10_000 / (high - low)) }
        for (index, bar) in bars.enumerated() {
            let top = index * Self.row * 10
            let ink: Drawing.Ink = bar.isFigure ? .strong : .label
            drawing.text(bar.step.label, at: 0, y: top + 150, anchor: .start, ink: ink)
            drawing.text(bar.step.text, at: 10_000, y: top + 150, anchor: .end, ink: ink)
            let (start, end) = (place(min(bar.from, bar.to)), place(max(bar.from, bar.to)))
            let part: Drawing.Part = bar.isFigure ? .filled : bar.to >= bar.from ? .band3 : .hollow
            drawing.box(part, from: start, to: max(end, start + 20), y: top + 210, height: 180)
            if index + 1 < bars.count {
                drawing.upright(.axis, at: place(bar.to), from: top + 390, to: top + Self.row * 10 + 210, dashed: true)
            }
        }
        return drawing.finished(
            id: id, height: bars.count * Self.row, title: title, description: description, className: "ch waterfall")
    }
}
