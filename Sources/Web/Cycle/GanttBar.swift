import Figures
import Localization
import Publication

/// One objective's line in the calendar of a year: its span, the bounds of its phases, the milestone at its end and today.
/// Drawn as SVG with places in percent, so that no inline style is needed; in Arabic the year runs from right to left.
struct GanttBar {
    let year: Int
    let starts: Day
    let due: Day
    /// First days of the phases after the first.
    let bounds: [Day]
    let today: Day
    let isMirrored: Bool
    let label: String

    /// The drawing.
    func svg() -> String {
        let (from, to) = (place(starts), place(due.next))
        var body = (1..<12).map { upright("gr", at: $0 * 10_000 / 12, from: "0", to: "100%") }.joined()
        // A frame at half the height of the row, whatever that is: the bar stands around its origin.
        body += "<svg y=\"50%\" width=\"100%\" class=\"over\">"
        body += rect("b3", from: from, to: to, y: -12, height: 24)
        body += bounds.map { upright("ax", at: place($0), from: "-12", to: "12") }.joined()
        let end = max(from, to - 100)
        body += "<svg x=\"\(percent(mirrored(end)))\" class=\"over\"><polygon class=\"tk\" points=\"0,-8 8,0 0,8 -8,0\"/></svg></svg>"
        if today.year == year { body += upright("late", at: place(today), from: "0", to: "100%", width: 2) }
        return "<svg class=\"ch\" role=\"img\" aria-label=\"\(Markup.escape(label))\">\(body)</svg>"
    }

    /// A day's place in ten-thousandths of the year.
    private func place(_ day: Day) -> Int {
        if day.year < year { return 0 }
        if day.year > year { return 10_000 }
        let length = Day.length(month: day.month, of: year)
        return (day.month - 1) * 10_000 / 12 + (day.day - 1) * 10_000 / (12 * length)
    }

    private func mirrored(_ place: Int) -> Int { isMirrored ? 10_000 - place : place }

    private func percent(_ place: Int) -> String { "\(place / 100).\(place % 100 < 10 ? "0" : "")\(place % 100)%" }

    private func rect(_ style: String, from: Int, to: Int, y: Int, height: Int) -> String {
        "<rect class=\"\(style)\" x=\"\(percent(isMirrored ? 10_000 - to : from))\" width=\"\(percent(max(to - from, 30)))\" y=\"\(y)\" height=\"\(height)\" rx=\"3\"/>"
    }

    private func upright(_ style: String, at place: Int, from: String, to: String, width: Int = 1) -> String {
        let x = percent(mirrored(place))
        return "<line class=\"\(style)\" x1=\"\(x)\" x2=\"\(x)\" y1=\"\(from)\" y2=\"\(to)\" stroke-width=\"\(width)\"/>"
    }
}
