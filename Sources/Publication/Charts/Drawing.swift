/// Writes one SVG, for a page or for a document, in the same order and with the same numbers.
///
/// Horizontal places are hundredths of a percent of the width (0...10000), mirrored here when the language runs from right to
/// left; vertical places are tenths of a pixel. In a page they come out as percentages and the look as classes, so that the
/// page's policy may forbid inline style; in a document both are written out.
struct Drawing {
    enum Part: String {
        case axis = "ax", grid = "gr", line = "ln", filled = "f1", quiet = "fq", hollow = "open", band = "b1"
        case band2 = "b2", band3 = "b3", mark = "tk"
    }
    enum Anchor { case start, middle, end }
    /// `optional` and `strongOptional` leave a narrow drawing.
    enum Ink: String { case plain = "", strong = "em", optional = "w", strongOptional = "em w", label = "lb", inverse = "iv" }

    let surface: ChartSurface
    let mirrored: Bool
    /// Pixels kept free at the side of the value axis and at the other side; documents only, pages pad with `.plot`.
    let inset: (axis: Int, other: Int)
    private(set) var body = ""

    init(surface: ChartSurface, mirrored: Bool, inset: (axis: Int, other: Int) = (0, 0)) {
        self.surface = surface
        self.mirrored = mirrored
        self.inset = inset
    }

    func x(_ place: Int) -> String {
        let place = mirrored ? 10_000 - place : place
        switch surface {
        case .page: return place == 0 ? "0" : place == 10_000 ? "100%" : "\(Self.hundredths(place))%"
        case .document: return Self.tenths(pixels(place))
        }
    }

    /// Tenths of a pixel from the left edge of a document, for a place already mirrored.
    private func pixels(_ place: Int) -> Int {
        guard case .document(let width) = surface else { return 0 }
        let left = mirrored ? inset.other : inset.axis
        return left * 10 + (width - inset.axis - inset.other) * place / 1_000
    }

    mutating func raw(_ text: String) { body += text }

    mutating func horizontal(_ part: Part, y: Int) {
        body += "<line \(look(part)) x1=\"\(edge(0))\" x2=\"\(edge(10_000))\" y1=\"\(Self.tenths(y))\" y2=\"\(Self.tenths(y))\"/>"
    }

    /// A rectangle between two places, `y` its upper edge.
    mutating func box(_ part: Part, from: Int, to: Int, y: Int, height: Int) {
        let start = mirrored ? to : from
        let width: String
        switch surface {
        case .page: width = "\(Self.hundredths(to - from))%"
        case .document: width = Self.tenths(pixels(to) - pixels(from))
        }
        body +=
            "<rect \(look(part)) x=\"\(x(start))\" width=\"\(width)\" y=\"\(Self.tenths(y))\" height=\"\(Self.tenths(height))\"/>"
    }

    mutating func dot(_ part: Part, at place: Int, y: Int, radius: Int) {
        body += "<circle \(look(part)) cx=\"\(x(place))\" cy=\"\(Self.tenths(y))\" r=\"\(Self.tenths(radius))\"/>"
    }

    mutating func upright(_ part: Part, at place: Int, from: Int, to: Int, dashed: Bool = false) {
        let dash = dashed ? " stroke-dasharray=\"2 2\"" : ""
        body +=
            "<line \(look(part))\(dash) x1=\"\(x(place))\" x2=\"\(x(place))\" y1=\"\(Self.tenths(from))\" y2=\"\(Self.tenths(to))\"/>"
    }

    /// A line through places; in a page it is drawn in a stretched frame of 100 units so that it follows the width.
    mutating func polyline(_ points: [(place: Int, y: Int)], height: Int) {
        guard points.count > 1 else { return }
        switch surface {
        case .page:
            let list = points.map { point in
                "\(Self.hundredths(mirrored ? 10_000 - point.place : point.place)),\(Self.tenths(point.y))"
            }.joined(separator: " ")
            body +=
                "<svg x=\"0\" y=\"0\" width=\"100%\" height=\"\(height)\" viewBox=\"0 0 100 \(height)\" preserveAspectRatio=\"none\">"
            body += "<polyline \(look(.line)) points=\"\(list)\"/></svg>"
        case .document:
            let list = points.map { "\(x($0.place)),\(Self.tenths($0.y))" }.joined(separator: " ")
            body += "<polyline \(look(.line)) points=\"\(list)\"/>"
        }
    }

    /// Words at a place; `shift` moves them in pixels along the reading direction.
    mutating func text(_ words: String, at place: Int, y: Int, anchor: Anchor, ink: Ink = .plain, shift: Int = 0) {
        let side: String
        switch anchor {
        case .middle: side = "middle"
        case .start: side = mirrored ? "end" : "start"
        case .end: side = mirrored ? "start" : "end"
        }
        let dx = shift == 0 ? "" : " dx=\"\(mirrored ? -shift : shift)\""
        body +=
            "<text\(inkLook(ink)) x=\"\(x(place))\"\(dx) y=\"\(Self.tenths(y))\" text-anchor=\"\(side)\">"
            + "\(Markup.escape(words))</text>"
    }

    /// The whole drawing with its name and its finding for those who do not see it.
    func finished(id: String, height: Int, title: String, description: String, className: String = "ch") -> String {
        switch surface {
        case .page:
            let names =
                "<title id=\"\(id)-t\">\(Markup.escape(title))</title><desc id=\"\(id)-d\">\(Markup.escape(description))</desc>"
            return
                "<svg class=\"\(className)\" height=\"\(height)\" role=\"img\" aria-labelledby=\"\(id)-t \(id)-d\">\(names)\(body)</svg>"
        case .document(let width):
            return
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)\" height=\"\(height)\" viewBox=\"0 0 \(width) \(height)\">\(body)</svg>"
        }
    }

    private func edge(_ place: Int) -> String {
        switch surface {
        case .page: place == 0 ? "0" : "100%"
        case .document: Self.tenths(pixels(place))
        }
    }

    private func look(_ part: Part) -> String {
        guard case .document = surface else { return "class=\"\(part.rawValue)\"" }
        switch part {
        case .axis: return "stroke=\"#6f7c8a\" stroke-width=\"1\""
        case .grid: return "stroke=\"#d5dce3\" stroke-width=\"1\""
        case .line: return "fill=\"none\" stroke=\"#2450b8\" stroke-width=\"2.5\" stroke-linejoin=\"round\""
        case .filled: return "fill=\"#2450b8\""
        case .quiet: return "fill=\"#a9b6c4\""
        case .hollow: return "fill=\"#ffffff\" stroke=\"#2450b8\" stroke-width=\"2\""
        case .band: return "fill=\"#e2e8ee\""
        case .band2: return "fill=\"#cdd6df\""
        case .band3: return "fill=\"#b4c0cd\""
        case .mark: return "fill=\"#0f1a2b\" stroke=\"#0f1a2b\""
        }
    }

    private func inkLook(_ ink: Ink) -> String {
        guard case .document = surface else { return ink == .plain ? "" : " class=\"\(ink.rawValue)\"" }
        let colour =
            switch ink {
            case .plain, .optional: "#414c5e"
            case .strong, .strongOptional: "#0f1a2b"
            case .label: "#364153"
            case .inverse: "#ffffff"
            }
        let weight = [.strong, .strongOptional, .inverse].contains(ink) ? " font-weight=\"600\"" : ""
        let size = ink == .label ? 14 : 13
        return " fill=\"\(colour)\" font-size=\"\(size)\"\(weight) font-family=\"Noto Sans, Noto Sans Arabic\""
    }

    static func tenths(_ value: Int) -> String { decimal(value, unit: 10, digits: 1) }
    static func hundredths(_ value: Int) -> String { decimal(value, unit: 100, digits: 2) }

    private static func decimal(_ value: Int, unit: Int, digits: Int) -> String {
        let sign = value < 0 ? "-" : ""
        let (whole, part) = abs(value).quotientAndRemainder(dividingBy: unit)
        let fraction = String(part)
        return "\(sign)\(whole).\(String(repeating: "0", count: digits - fraction.count))\(fraction)"
    }
}
