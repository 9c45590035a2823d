import Figures
import Localization

/// One commitment: three bands are the thresholds of the score, the thin bar the result, the tick the target, the dotted line
/// the baseline. No red and no green: the word beside it judges.
public struct BulletChart: Sendable {
    /// A name unique in its page.
    public let id: String
    /// The subject.
    public let title: String
    /// The finding.
    public let description: String
    /// Upper ends of the first and the second band; the third runs to the end of the scale.
    public let thresholds: [ExactDecimal]
    /// The result, or nil while there is none.
    public let result: ExactDecimal?
    /// The target.
    public let target: ExactDecimal?
    /// The baseline.
    public let baseline: ExactDecimal?

    /// A bullet chart.
    public init(
        id: String, title: String, description: String, thresholds: [ExactDecimal], result: ExactDecimal?, target: ExactDecimal?,
        baseline: ExactDecimal?
    ) {
        self.id = id
        self.title = title
        self.description = description
        self.thresholds = thresholds
        self.result = result
        self.target = target
        self.baseline = baseline
    }

    /// The drawing, 28 pixels high.
    public func svg(_ language: Language, surface: ChartSurface = .page) -> String {
        var drawing = Drawing(surface: surface, mirrored: language == .ar)
        let values = thresholds + [result, target, baseline].compactMap { $0 }
        let decimals = values.map(\.decimals).max() ?? 0
        let most = max(values.map { ChartScale.scaled($0, decimals) }.max() ?? 1, 1) * 105 / 100 + 1
        func place(_ value: ExactDecimal) -> Int {
            Int(min(max(ChartScale.scaled(value, decimals), 0) * 10_000 / most, 10_000))
        }
        var from = 0
        for (index, part) in [Drawing.Part.band3, .band2, .band].enumerated() {
            let to = index < thresholds.count ? max(place(thresholds[index]), from) : 10_000
            if to > from { drawing.box(part, from: from, to: to, y: 20, height: 240) }
            from = to
        }
        if let result { drawing.box(.filled, from: 0, to: max(place(result), 20), y: 100, height: 80) }
        if let target {
            drawing.box(.mark, from: max(place(target) - 20, 0), to: min(place(target) + 20, 10_000), y: 40, height: 200)
        }
        if let baseline { drawing.upright(.axis, at: place(baseline), from: 20, to: 260, dashed: true) }
        return drawing.finished(id: id, height: 28, title: title, description: description, className: "ch bullet")
    }
}
