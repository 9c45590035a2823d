import Figures
import Localization

/// From one total to another, a bar a step: the totals stand from zero, each step hangs where the one before it ended.
public struct StepChart: Sendable {
    /// One row.
    public struct Step: Sendable, Equatable {
        /// The words before the bar.
        public let label: String
        /// The total, or the change that the step brings.
        public let value: ExactDecimal
        /// The value as the language prints it, with its sign for a change.
        public let text: String
        /// True for a total that stands from zero.
        public let isTotal: Bool

        /// A row.
        public init(label: String, value: ExactDecimal, text: String, isTotal: Bool) {
            (self.label, self.value, self.text, self.isTotal) = (label, value, text, isTotal)
        }
    }

    /// A name unique in its page.
    public let id: String
    /// The subject and the finding.
    public let title, description: String
    /// The rows from the top.
    public let steps: [Step]

    /// A chart of steps.
    public init(id: String, title: String, description: String, steps: [Step]) {
        (self.id, self.title, self.description, self.steps) = (id, title, description, steps)
    }

    private static let row = 38
    private static let labels = 3_600
    private static let most = 8_600

    /// The drawing.
    public func svg(_ language: Language, surface: ChartSurface = .page) -> String {
        var drawing = Drawing(surface: surface, mirrored: language == .ar)
        let spans = spans()
        let low = min(spans.map { min($0.from, $0.to) }.min() ?? 0, 0)
        let range = max(max(spans.map { max($0.from, $0.to) }.max() ?? 1, 1) - low, 1)
        func place(_ value: Int128) -> Int { Self.labels + Int((value - low) * Int128(Self.most - Self.labels) / range) }
        drawing.upright(.axis, at: place(0), from: 0, to: steps.count * Self.row * 10)
        for (index, (step, span)) in zip(steps, spans).enumerated() {
            let top = (index * Self.row + 8) * 10
            drawing.text(step.label, at: 0, y: top + 150, anchor: .start, ink: .label)
            let (from, to) = (min(place(span.from), place(span.to)), max(place(span.from), place(span.to)))
            // A change of nothing is still a mark.
            drawing.box(step.isTotal ? .filled : .band3, from: from, to: max(to, from + 30), y: top, height: 220)
            drawing.text(step.text, at: max(to, from + 30), y: top + 150, anchor: .start, ink: .strong, shift: 8)
        }
        return drawing.finished(id: id, height: steps.count * Self.row, title: title, description: description)
    }

    /// Where each bar begins and ends, in the smallest decimal unit of all.
    private func spans() -> [(from: Int128, to: Int128)] {
        let decimals = steps.map(\.value.decimals).max() ?? 0
        var at: Int128 = 0
        return steps.map { step in
            let value = ChartScale.scaled(step.value, decimals)
            let from = step.isTotal ? 0 : at
            at = step.isTotal ? value : at + value
            return (from, at)
        }
    }
}
