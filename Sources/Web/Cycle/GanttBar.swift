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
        var body = (1..<12).map { upright("gr", at: $0 * 10_000 / 12, from: 0, to: 52) }.joined()
        body += rect("b3", from: from, to: to, y: 14, height: 24)
        body += bounds.map { upright("ax", at: place($0), from: 14, to: 38) }.joined()
        let end = max(from, to - 90)
        body += "<svg x=\"\(percent(mirrored(end)))\" y=\"26\" class=\"over\"><polygon class=\"tk\" points=\"0,-7 7,0 0,7 -7,0\"/></svg>"
        if today.year == year { body += upright("late", at: place(today), from: 0, to: 52, width: 2) }
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

    private func upright(_ style: String, at place: Int, from: Int, to: Int, width: Int = 1) -> String {
        let x = percent(mirrored(place))
        return "<line class=\"\(style)\" x1=\"\(x)\" x2=\"\(x)\" y1=\"\(from)\" y2=\"\(to)\" stroke-width=\"\(width)\"/>"
    }
}
