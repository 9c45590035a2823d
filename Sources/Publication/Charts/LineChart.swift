import Figures
import Localization

/// A series over the years: filled marks for exact values, hollow for rounded or bounded ones, a gap for a missing year.
public struct LineChart: Sendable {
    /// A name unique in its page, for the ids of title and description.
    public let id: String
    /// The subject.
    public let title: String
    /// The finding, in one sentence.
    public let description: String
    /// The points in order of time.
    public let points: [ChartPoint]
    /// Bands that name breaks.
    public let bands: [ChartBand]
    /// Height in pixels.
    public let height: Int
    /// The lowest value of the axis, for ratios only; nil starts at zero.
    public let floor: ExactDecimal?
    /// A value the axis must reach, so that charts beside one another share one scale; nil: the highest point decides.
    public let ceiling: ExactDecimal?
    /// How the values of the grid lines are printed.
    public let axisText: @Sendable (ExactDecimal) -> String

    /// A line chart.
    public init(
        id: String, title: String, description: String, points: [ChartPoint], bands: [ChartBand] = [], height: Int = 280,
        floor: ExactDecimal? = nil, ceiling: ExactDecimal? = nil, axisText: @escaping @Sendable (ExactDecimal) -> String
    ) {
        self.id = id
        self.title = title
        self.description = description
        self.points = points
        self.bands = bands
        self.height = height
        self.floor = floor
        self.ceiling = ceiling
        self.axisText = axisText
    }

    private static let head = 26
    private static let foot = 26

    /// The drawing. In Arabic time runs from right to left and the value axis stands at the right.
    public func svg(_ language: Language, surface: ChartSurface = .page) -> String {
        var drawing = Drawing(surface: surface, mirrored: language == .ar, inset: (axis: 66, other: 34))
        let scale = ChartScale(values: points.compactMap(\.value) + [ceiling].compactMap { $0 }, floor: floor)
        drawBands(in: &drawing)
        drawGrid(scale, in: &drawing)
        for run in runs(scale) { drawing.polyline(run, height: height) }
        drawPoints(scale, in: &drawing)
        return drawing.finished(id: id, height: height, title: title, description: description)
    }

    private var base: Int { (height - Self.foot) * 10 }
    private var plot: Int { height - Self.foot - Self.head }

    private func place(_ index: Int) -> Int { (2 * index + 1) * 10_000 / (2 * max(points.count, 1)) }

    private func drawBands(in drawing: inout Drawing) {
        let step = 10_000 / (2 * max(points.count, 1))
        for band in bands where points.indices.contains(band.first) && points.indices.contains(band.last) {
            drawing.box(.band, from: place(band.first) - step, to: place(band.last) + step, y: 60, height: base - 60)
            let middle = (place(band.first) + place(band.last)) / 2
            drawing.text(band.label, at: middle, y: base - 90, anchor: .middle, ink: .optional)
        }
    }

    private func drawGrid(_ scale: ChartScale, in drawing: inout Drawing) {
        for (index, tick) in scale.ticks.enumerated() {
            let y = base - scale.height(ofScaled: tick, in: plot)
            drawing.horizontal(index == 0 ? .axis : .grid, y: y)
            guard let mantissa = Int64(exactly: tick) else { continue }
            let words = axisText(ExactDecimal(mantissa: mantissa, decimals: scale.decimals))
            drawing.text(words, at: 0, y: y + 40, anchor: .end, shift: -10)
        }
    }

    /// Stretches of neighbouring years that have values; no line crosses a gap.
    private func runs(_ scale: ChartScale) -> [[(place: Int, y: Int)]] {
        var runs: [[(place: Int, y: Int)]] = [[]]
        for (index, point) in points.enumerated() {
            guard let value = point.value else {
                runs.append([])
                continue
            }
            runs[runs.count - 1].append((place(index), base - scale.height(of: value, in: plot)))
        }
        return runs
    }

    private func drawPoints(_ scale: ChartScale, in drawing: inout Drawing) {
        let labels = labels(scale, widths(drawing))
        for (index, point) in points.enumerated() {
            let crowded = points.count > 6 && (points.count - 1 - index) % 2 == 1 && !point.isCurrent
            let ink: Drawing.Ink = point.isCurrent ? .strong : crowded ? .optional : .plain
            drawing.text(point.label, at: place(index), y: height * 10 - 60, anchor: .middle, ink: ink)
            guard let value = point.value else { continue }
            let y = base - scale.height(of: value, in: plot)
            drawing.dot(point.isExact ? .filled : .hollow, at: place(index), y: y, radius: point.isCurrent ? 60 : 42)
            guard let label = labels.first(where: { $0.index == index }) else { continue }
            switch label.side {
            case .above: drawing.text(point.text, at: place(index), y: y - 120, anchor: .middle, ink: label.ink)
            case .below: drawing.text(point.text, at: place(index), y: y + 190, anchor: .middle, ink: label.ink)
            case .after: drawing.text(point.text, at: place(index), y: y - 60, anchor: .start, ink: label.ink, shift: 9)
            case .before: drawing.text(point.text, at: place(index), y: y - 60, anchor: .end, ink: label.ink, shift: -9)
            }
        }
    }

    /// A value beside its mark.
    private struct Label {
        let index: Int
        let side: Side
        let ink: Drawing.Ink
    }

    /// What a label takes of the drawing, in tenths of a pixel before mirroring.
    private struct Box {
        let left, right, top, bottom: Int

        func meets(_ other: Box) -> Bool {
            left < other.right && other.left < right && top < other.bottom && other.top < bottom
        }
    }

    /// The widths for which labels are placed: a page's drawing follows its box, from a phone's or a small multiple's to a whole
    /// page's.
    private func widths(_ drawing: Drawing) -> [Int] {
        switch drawing.surface {
        case .page: [230, 720]
        case .document(let width): [width - drawing.inset.axis - drawing.inset.other]
        }
    }

    /// The labels that stand free of one another in the narrowest drawing, then those for which only a wider one has room.
    private func labels(_ scale: ChartScale, _ widths: [Int]) -> [Label] {
        let sides = sides(scale)
        var labels: [Label] = []
        for (turn, width) in widths.enumerated() {
            // Where the narrow drawing has no room, the label leaves it; the table beside it has the value.
            let ink: Drawing.Ink = turn == 0 ? .strong : .strongOptional
            for (index, wanted) in sides where !labels.contains(where: { $0.index == index }) {
                let taken = labels.map { box($0.index, $0.side, scale, width) }
                guard
                    let side = wanted.first(where: { side in
                        let own = box(index, side, scale, width)
                        return own.right <= width * 10 + 300 && !taken.contains(where: own.meets)
                    })
                else { continue }
                labels.append(Label(index: index, side: side, ink: ink))
            }
        }
        return labels
    }

    private func box(_ index: Int, _ side: Side, _ scale: ChartScale, _ width: Int) -> Box {
        let point = points[index]
        let (x, length) = (place(index) * width / 1_000, point.text.count * 75)
        let y = base - (point.value.map { scale.height(of: $0, in: plot) } ?? 0)
        let (left, foot) =
            switch side {
            case .above: (x - length / 2, y - 120)
            case .below: (x - length / 2, y + 190)
            case .after: (x + 90, y - 60)
            case .before: (x - 90 - length, y - 60)
            }
        return Box(left: left, right: left + length, top: foot - 110, bottom: foot + 20)
    }

    /// Where a value stands beside its mark.
    private enum Side { case above, below, before, after }

    /// The points that carry their value, the current one first, then the highest and the lowest: each with the sides it may
    /// take, first the one that the line leaves free.
    private func sides(_ scale: ChartScale) -> [(index: Int, sides: [Side])] {
        let first = firstSides(scale)
        func rank(_ index: Int) -> (Int, Int, Int) { (points[index].isCurrent ? 0 : 1, first[index] == .above ? 0 : 1, index) }
        return first.keys.sorted { rank($0) < rank($1) }.compactMap { index in
            guard let side = first[index], let value = points[index].value else { return nil }
            var sides = [side]
            // Beside a mark is free only where no line leaves it on that side; below it only above the axis.
            if !points.indices.contains(index + 1) || points[index + 1].value == nil { sides.append(.after) }
            if index == 0 || points[index - 1].value == nil { sides.append(.before) }
            sides.append(.above)
            if scale.height(of: value, in: plot) > 240 { sides.append(.below) }
            return (index, sides)
        }
    }

    /// The side for each labelled point that reads best: the current one, the highest and the lowest.
    private func firstSides(_ scale: ChartScale) -> [Int: Side] {
        let known = points.indices.compactMap { index in points[index].value.map { (index, scale.height(of: $0, in: plot)) } }
        guard let top = known.max(by: { $0.1 < $1.1 }), let low = known.min(by: { $0.1 < $1.1 }) else { return [:] }
        var labelled: [Int: Side] = [top.0: .above]
        if low.0 != top.0 { labelled[low.0] = low.1 > 24 * 10 ? .below : .above }
        for (index, height) in known where points[index].isCurrent && labelled[index] == nil {
            let before = known.last { $0.0 < index }?.1
            let after = known.first { $0.0 > index }?.1
            switch ((before ?? 0) > height, after.map { $0 > height }) {
            case (true, true), (true, nil): labelled[index] = height > 240 ? .below : .above
            case (true, false): labelled[index] = .after
            case (false, true): labelled[index] = .before
            case (false, false), (false, nil): labelled[index] = .above
            }
        }
        return labelled
    }
}
