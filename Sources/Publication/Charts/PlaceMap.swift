import Figures
import Foundation
import Localization

/// One mark of a map: where it stands, what it is worth.
public struct MapPlace: Sendable, Equatable {
    /// The number under which the table beside the map lists it.
    public let number: Int
    /// Its name.
    public let label: String
    /// Millionths of a degree north and east.
    public let latitude, longitude: Int64
    /// The value, or nil: then the mark stays hollow and small.
    public let value: ExactDecimal?
    /// The value as the language prints it, or the word for none.
    public let text: String

    /// A mark.
    public init(number: Int, label: String, latitude: Int64, longitude: Int64, value: ExactDecimal?, text: String) {
        (self.number, self.label, self.latitude, self.longitude) = (number, label, latitude, longitude)
        (self.value, self.text) = (value, text)
    }
}

/// Units where they stand: the area of a mark is its value. Marks and a net of degrees only; no outline of any land is drawn, so
/// that the map states nothing about borders. East is right in every language, and north is up.
public struct PlaceMap: Sendable {
    /// A name unique in its page.
    public let id: String
    /// The subject and the finding.
    public let title, description: String
    /// The marks.
    public let places: [MapPlace]
    /// How a length in kilometres is printed.
    public let kilometres: @Sendable (Int) -> String

    /// A map.
    public init(
        id: String, title: String, description: String, places: [MapPlace], kilometres: @escaping @Sendable (Int) -> String
    ) {
        (self.id, self.title, self.description, self.places, self.kilometres) = (id, title, description, places, kilometres)
    }

    /// The width for which names are placed, in pixels; narrower ones keep the numbers only.
    private static let nominal = 640.0
    private static let largest = 30.0

    /// The drawing: a square that follows the width of its box; all places are percentages of it.
    public func svg(_ language: Language) -> String {
        let frame = Frame(places)
        let most = places.compactMap(\.value).map(Self.double).max() ?? 0
        let ranked = places.sorted { Self.double($0.value ?? .zero) > Self.double($1.value ?? .zero) }
        var body = net(frame)
        var taken: [Box] = []
        var names = ""
        for place in ranked {
            let (x, y) = frame.position(place)
            let radius = Self.radius(place.value, most)
            body +=
                "<circle class=\"\(place.value == nil ? "open none" : "spot")\" cx=\"\(Self.percent(x))\""
                + " cy=\"\(Self.percent(y))\" r=\"\(Self.pixels(radius))\">"
                + "<title>\(Markup.escape("\(place.label): \(place.text)"))</title></circle>"
            taken.append(Box(x: x * Self.nominal - radius, y: y * Self.nominal - radius, width: 2 * radius, height: 2 * radius))
        }
        for place in ranked { names += name(place, frame, Self.radius(place.value, most), &taken) }
        let head =
            "<svg class=\"ch map\" role=\"img\" aria-labelledby=\"\(id)-t \(id)-d\">"
            + "<title id=\"\(id)-t\">\(Markup.escape(title))</title>"
            + "<desc id=\"\(id)-d\">\(Markup.escape(description))</desc>"
        return head + body + names + scale(frame) + "</svg>"
    }

    private struct Box {
        let x, y, width, height: Double

        func meets(_ other: Box) -> Bool {
            x < other.x + other.width && other.x < x + width && y < other.y + other.height && other.y < y + height
        }
    }

    /// The number always, beside its mark; the name too where it meets nothing.
    private func name(_ place: MapPlace, _ frame: Frame, _ radius: Double, _ taken: inout [Box]) -> String {
        let (x, y) = frame.position(place)
        let (left, top) = (x * Self.nominal, y * Self.nominal)
        let number = Double(String(place.number).count) * 8
        let width = number + Double(place.label.count) * 7.5 + 6
        let own = taken.filter { abs($0.x + $0.width / 2 - left) > 0.01 || abs($0.y + $0.height / 2 - top) > 0.01 }
        for way in [1.0, -1.0] {
            let near = radius + 4
            let box = Box(x: way > 0 ? left + near : left - near - width, y: top - 8, width: width, height: 15)
            guard box.x > 0, box.x + width < Self.nominal, !own.contains(where: box.meets) else { continue }
            taken.append(box)
            // The number stays beside its mark where a narrow drawing leaves the names out.
            let anchor = way > 0 ? "start" : "end"
            return text("\(place.number)", x, y, way * near, 4.5, "em", anchor)
                + text(place.label, x, y, way * (near + number + 5), 4.5, "w lb", anchor)
        }
        return text("\(place.number)", x, y, Self.numberSide(left, top, number, radius, own, &taken))
    }

    /// Beside, under, above or on its mark: the first where the number meets nothing.
    private static func numberSide(
        _ left: Double, _ top: Double, _ width: Double, _ radius: Double, _ own: [Box], _ taken: inout [Box]
    ) -> (dx: Double, dy: Double, anchor: String) {
        let near = radius + 4
        let sides: [(dx: Double, dy: Double, anchor: String, left: Double)] = [
            (near, 4.5, "start", left + near), (-near, 4.5, "end", left - near - width),
            (0, near + 11, "middle", left - width / 2), (0, -near, "middle", left - width / 2),
            (0, 4.5, "middle", left - width / 2),
        ]
        let boxes = sides.map { Box(x: $0.left, y: top + $0.dy - 12, width: width, height: 14) }
        // Where every side is taken the number stands on its own mark.
        let chosen = boxes.firstIndex { box in !own.contains(where: box.meets) } ?? sides.count - 1
        taken.append(boxes[chosen])
        return (sides[chosen].dx, sides[chosen].dy, sides[chosen].anchor)
    }

    private func text(_ words: String, _ x: Double, _ y: Double, _ side: (dx: Double, dy: Double, anchor: String)) -> String {
        text(words, x, y, side.dx, side.dy, "em", side.anchor)
    }

    private func text(
        _ words: String, _ x: Double, _ y: Double, _ dx: Double, _ dy: Double, _ look: String, _ anchor: String = "start"
    ) -> String {
        // An Arabic text begins at its right end: `direction` of the drawing is left to right, so the anchor stays physical.
        "<text class=\"\(look)\" x=\"\(Self.percent(x))\" y=\"\(Self.percent(y))\" dx=\"\(Self.pixels(dx))\""
            + " dy=\"\(Self.pixels(dy))\" text-anchor=\"\(anchor)\">\(Markup.escape(words))</text>"
    }

    private func net(_ frame: Frame) -> String {
        let step = [1, 2, 5, 10, 20, 45].first { frame.side / Double($0) <= 6 } ?? 90
        var body = ""
        func lines(_ from: Double, _ to: Double, _ place: (Double) -> Double, _ line: (String, Int) -> String) {
            var degree = Int((from / Double(step)).rounded(.up)) * step
            while Double(degree) <= to {
                body += line(Self.percent(place(Double(degree))), degree)
                degree += step
            }
        }
        lines(frame.latitude - frame.side / 2, frame.latitude + frame.side / 2, frame.vertical) { at, degree in
            "<line class=\"gr\" x1=\"0\" x2=\"100%\" y1=\"\(at)\" y2=\"\(at)\"/>"
                + "<text x=\"4\" y=\"\(at)\" dy=\"-4\">\(Self.degrees(degree))</text>"
        }
        lines(frame.longitude - frame.wide / 2, frame.longitude + frame.wide / 2, frame.horizontal) { at, degree in
            "<line class=\"gr\" x1=\"\(at)\" x2=\"\(at)\" y1=\"0\" y2=\"100%\"/>"
                + "<text x=\"\(at)\" y=\"100%\" dx=\"4\" dy=\"-6\">\(Self.degrees(degree))</text>"
        }
        return body
    }

    private func scale(_ frame: Frame) -> String {
        let whole = frame.side * 111.2
        let lengths = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000]
        guard let length = lengths.last(where: { Double($0) <= whole * 0.3 }) else { return "" }
        let start = 1 - Double(length) / whole - 0.03
        return "<line class=\"ax now\" x1=\"\(Self.percent(start))\" x2=\"97%\" y1=\"4%\" y2=\"4%\"/>"
            + "<text x=\"97%\" y=\"4%\" dy=\"16\" text-anchor=\"end\">\(Markup.escape(kilometres(length)))</text>"
    }

    private static func radius(_ value: ExactDecimal?, _ most: Double) -> Double {
        guard let value, most > 0 else { return 4 }
        return max((max(double(value), 0) / most).squareRoot() * largest, 3)
    }

    /// For places on a drawing only: figures themselves never pass through floating point.
    private static func double(_ value: ExactDecimal) -> Double { Double(value.mantissa) / pow(10, Double(value.decimals)) }
    private static func percent(_ share: Double) -> String { "\(Drawing.hundredths(Int((share * 10_000).rounded())))%" }
    private static func pixels(_ length: Double) -> String { Drawing.tenths(Int((length * 10).rounded())) }
    private static func degrees(_ degree: Int) -> String { (degree < 0 ? "\u{2212}" : "") + "\(abs(degree))°" }

    /// A square piece of the earth around the places; a degree of longitude is as short as it is at the middle latitude.
    private struct Frame {
        let latitude, longitude, side, shrink: Double

        init(_ places: [MapPlace]) {
            let north = places.map { Double($0.latitude) / 1_000_000 }
            let east = places.map { Double($0.longitude) / 1_000_000 }
            let (south, top) = (north.min() ?? 0, north.max() ?? 0)
            let (west, right) = (east.min() ?? 0, east.max() ?? 0)
            (latitude, longitude) = ((south + top) / 2, (west + right) / 2)
            shrink = max(cos(latitude * .pi / 180), 0.05)
            side = max(top - south, (right - west) * shrink, 0.2) * 1.24
        }

        /// Degrees of longitude from edge to edge.
        var wide: Double { side / shrink }

        func vertical(_ degree: Double) -> Double { 0.5 - (degree - latitude) / side }
        func horizontal(_ degree: Double) -> Double { 0.5 + (degree - longitude) * shrink / side }

        func position(_ place: MapPlace) -> (x: Double, y: Double) {
            (horizontal(Double(place.longitude) / 1_000_000), vertical(Double(place.latitude) / 1_000_000))
        }
    }
}
