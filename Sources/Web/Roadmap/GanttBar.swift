import Figures
import Localization
import Publication

/// One objective's line in the calendar of a year: planned span, share done, the baseline where the plan moved, milestones and today.
/// Drawn as SVG with places in percent, so that no inline style is needed; in Arabic the year runs from right to left.
struct GanttBar {
    /// A milestone on the line.
    struct Mark {
        let day: Day
        let isReached, isOverdue: Bool
    }

    let year: Int
    let starts: Day
    let due: Day
    /// First and last day under the baseline plan; nil where there is none.
    var baseline: (starts: Day, due: Day)?
    /// The share done in percent.
    var percent = 0
    /// First days of the phases after the first.
    let bounds: [Day]
    /// Its milestones; without any, the last day is marked.
    var marks: [Mark] = []
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
        if percent > 0 { body += rect("f1", from: from, to: from + (to - from) * percent / 100, y: -12, height: 24) }
        if let baseline, baseline.starts != starts || baseline.due != due {
            body += rect("gb", from: place(baseline.starts), to: place(baseline.due.next), y: 15, height: 4)
        }
        body += bounds.map { upright("ax", at: place($0), from: "-12", to: "12") }.joined()
        let shown = marks.isEmpty ? [Mark(day: due, isReached: false, isOverdue: false)] : marks
        body += shown.map(diamond).joined() + "</svg>"
        if today.year == year { body += upright("late", at: place(today), from: "0", to: "100%", width: 2) }
        return "<svg class=\"ch\" role=\"img\" aria-label=\"\(Markup.escape(label))\">\(body)</svg>"
    }

    /// Reached: full. To come: full and small, with the ground's line around it. Overdue: red, hollow.
    private func diamond(_ mark: Mark) -> String {
        let at = min(max(place(mark.day.next), 100), 9_900)
        let style = mark.isOverdue ? "md" : mark.isReached ? "mr" : "mk"
        let tick = mark.isReached ? "<path class=\"mt\" d=\"M-3 0.5l2 2 4-4.5\"/>" : ""
        return "<svg x=\"\(percentage(mirrored(at)))\" class=\"over\"><polygon class=\"\(style)\" points=\"0,-9 9,0 0,9 -9,0\"/>\(tick)</svg>"
    }

    /// A day's place in ten-thousandths of the year.
    private func place(_ day: Day) -> Int {
        if day.year < year { return 0 }
        if day.year > year { return 10_000 }
        let length = Day.length(month: day.month, of: year)
        return (day.month - 1) * 10_000 / 12 + (day.day - 1) * 10_000 / (12 * length)
    }

    private func mirrored(_ place: Int) -> Int { isMirrored ? 10_000 - place : place }

    private func percentage(_ place: Int) -> String { "\(place / 100).\(place % 100 < 10 ? "0" : "")\(place % 100)%" }

    private func rect(_ style: String, from: Int, to: Int, y: Int, height: Int) -> String {
        let width = max(to - from, 30)
        let x = isMirrored ? max(0, 10_000 - from - width) : min(from, 10_000 - width)
        return "<rect class=\"\(style)\" x=\"\(percentage(x))\" width=\"\(percentage(width))\" y=\"\(y)\" height=\"\(height)\" rx=\"3\"/>"
    }

    private func upright(_ style: String, at place: Int, from: String, to: String, width: Int = 1) -> String {
        let x = percentage(mirrored(place))
        return "<line class=\"\(style)\" x1=\"\(x)\" x2=\"\(x)\" y1=\"\(from)\" y2=\"\(to)\" stroke-width=\"\(width)\"/>"
    }
}
