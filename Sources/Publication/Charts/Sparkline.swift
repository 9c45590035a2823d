import Figures
import Localization

/// A series without axis: two years named below, the last point marked.
public struct Sparkline: Sendable {
    /// A name unique in its page.
    public let id: String
    /// The subject.
    public let title: String
    /// The finding.
    public let description: String
    /// The points in order of time.
    public let points: [ChartPoint]
    /// Height in pixels.
    public let height: Int

    /// A sparkline.
    public init(id: String, title: String, description: String, points: [ChartPoint], height: Int = 40) {
        self.id = id
        self.title = title
        self.description = description
        self.points = points
        self.height = height
    }

    /// The drawing.
    public func svg(_ language: Language, surface: ChartSurface = .page) -> String {
        var drawing = Drawing(surface: surface, mirrored: language == .ar)
        let scale = ChartScale(values: points.compactMap(\.value))
        let last = points.lastIndex { $0.value != nil }
        var run: [(place: Int, y: Int)] = []
        for (index, point) in points.enumerated() {
            guard let value = point.value else {
                drawing.polyline(run, height: height)
                run = []
                continue
            }
            run.append((place(index), y(value, scale)))
        }
        drawing.polyline(run, height: height)
        for (index, point) in points.enumerated() {
            guard let value = point.value, index == last || !point.isExact else { continue }
            drawing.dot(point.isExact ? .filled : .hollow, at: place(index), y: y(value, scale), radius: index == last ? 35 : 25)
        }
        return drawing.finished(id: id, height: height, title: title, description: description, className: "ch spark")
    }

    private func place(_ index: Int) -> Int { points.count < 2 ? 5_000 : 200 + index * 9_600 / (points.count - 1) }
    private func y(_ value: ExactDecimal, _ scale: ChartScale) -> Int {
        (height - 5) * 10 - scale.height(of: value, in: height - 10)
    }
}
