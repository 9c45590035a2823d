import Figures
import Institution
import Localization
import Publication

/// Twelve months, with December enlarged below because the year closes there; today is a pin. Server-made SVG: places are
/// percentages, so text never scales. In Arabic it runs from right to left.
struct YearLine {
    let year: Int
    let phases: [PhaseDates]
    let today: Day
    let words: Words

    private static let height = 148
    /// The width a letter takes at most, in ten-thousandths of a drawing 620 pixels wide.
    private static let letter = 118
    private var isMirrored: Bool { words.language == .ar }

    /// The drawing, or nil when the year's last stages do not lie in one month.
    func svg() -> String {
        var body = ""
        for month in 1...12 { body += monthBar(month) }
        body += funnel()
        body += "<rect class=\"b1\" x=\"0\" y=\"62\" width=\"100%\" height=\"34\"/>"
        var ends = [0, 0, 0]
        for dates in closing { body += segment(dates, ends: &ends) }
        body += dayLabel(1, anchor: "middle") + pin()
        let title = words.text("home.line_title", ["year": "\(year)"])
        let description = words.text("home.line_text")
        return "<svg class=\"ch\" height=\"\(Self.height)\" role=\"img\" aria-labelledby=\"line-t line-d\"><title id=\"line-t\">\(Markup.escape(title))</title><desc id=\"line-d\">\(Markup.escape(description))</desc>\(body)</svg>"
    }

    /// The phases that have days in December, without the ones of the next year's work.
    private var closing: [PhaseDates] {
        var found: [PhaseDates] = []
        for dates in phases where dates.phase != .followUp && dates.ends >= "\(year)-12-01" && dates.starts <= "\(year)-12-31" {
            // Two stages of the same days are one bar, under the name of the first.
            if found.last.map({ $0.starts == dates.starts && $0.ends == dates.ends }) != true { found.append(dates) }
        }
        return found
    }

    /// A place in ten-thousandths of the width, mirrored where the language reads so.
    private func x(_ place: Int) -> String { Self.percent(isMirrored ? 10_000 - place : place) }

    private static func percent(_ place: Int) -> String {
        "\(place / 100).\(place % 100 < 10 ? "0" : "")\(place % 100)%"
    }

    private func rect(_ style: String, from: Int, to: Int, y: Int, height: Int) -> String {
        let start = isMirrored ? to : from
        return "<rect class=\"\(style)\" x=\"\(x(start))\" y=\"\(y)\" width=\"\(Self.percent(max(to - from - 35, 20)))\" height=\"\(height)\"/>"
    }

    private func text(_ words: String, at place: Int, y: Int, style: String = "", anchor: String = "middle", shift: Int = 0) -> String {
        let dx = shift == 0 ? "" : " dx=\"\(isMirrored ? -shift : shift)\""
        return "<text class=\"\(style)\" x=\"\(x(place))\"\(dx) y=\"\(y)\" text-anchor=\"\(anchor)\">\(Markup.escape(words))</text>"
    }

    private func monthBar(_ month: Int) -> String {
        let from = (month - 1) * 10_000 / 12
        let isCurrent = today.year == year ? today.month == month : month == 12
        var out = rect(isCurrent ? "f1" : "b3", from: from, to: month * 10_000 / 12, y: 20, height: 10)
        if month % 2 == 0 {
            let style = month == 12 ? "em" : month % 4 == 0 ? "w" : ""
            out += text(Dates.monthShort(month, words.language), at: from + 417, y: 13, style: style)
        }
        return out
    }

    private func funnel() -> String {
        let points = isMirrored ? "0,32 8.33,32 100,62 0,62" : "91.67,32 100,32 100,62 0,62"
        return "<svg width=\"100%\" height=\"\(Self.height)\" viewBox=\"0 0 100 \(Self.height)\" preserveAspectRatio=\"none\"><polygon class=\"b1\" points=\"\(points)\"/></svg>"
    }

    /// A day of December as its place at the day's beginning.
    private func place(_ day: Int) -> Int { (day - 1) * 10_000 / 31 }

    private func days(_ dates: PhaseDates) -> (first: Int, last: Int)? {
        guard let starts = try? Day(dates.starts), let ends = try? Day(dates.ends) else { return nil }
        let first = starts.year < year || starts.month < 12 ? 1 : starts.day
        let last = ends.year > year ? 31 : ends.day
        return first <= last ? (first, last) : nil
    }

    /// A stage's bar and, in the first row with room for it, its name.
    private func segment(_ dates: PhaseDates, ends: inout [Int]) -> String {
        guard let (first, last) = days(dates) else { return "" }
        let day = "\(today)"
        let style = dates.contains(day) ? "f1" : day > dates.ends ? "b3" : "fq"
        var out = rect(style, from: place(first), to: place(last) + 10_000 / 31, y: 70, height: 18)
        let middle = (place(first) + place(last) + 10_000 / 31) / 2
        let label = words.word("phase", dates.phase.rawValue)
        let half = label.count * Self.letter / 2
        guard let row = ends.firstIndex(where: { $0 <= middle - half }) else { return out }
        ends[row] = middle + half
        out += text(label, at: middle, y: 112 + row * 17, style: dates.contains(day) ? "em" : "w")
        return out
    }

    private func dayLabel(_ day: Int, anchor: String) -> String {
        text("\(day)", at: place(day) + 208, y: 56, anchor: anchor)
    }

    private func pin() -> String {
        guard today.year == year else { return "" }
        guard today.month == 12 else {
            let length = Day.length(month: today.month, of: year)
            let place = (today.month - 1) * 10_000 / 12 + (today.day - 1) * 10_000 / (12 * length)
            return line(at: place, from: 16, to: 34)
        }
        let here = place(today.day) + 161
        let late = today.day > 16
        let label = words.text("home.today_label", ["day": words.number(today.day)])
        let anchor = late == isMirrored ? "start" : "end"
        return line(at: here, from: 56, to: 98) + "<circle class=\"tk\" cx=\"\(x(here))\" cy=\"56\" r=\"4.5\"/>"
            + text(label, at: here, y: 50, style: "em", anchor: anchor, shift: late ? -10 : 10)
    }

    private func line(at place: Int, from: Int, to: Int) -> String {
        "<line class=\"now\" x1=\"\(x(place))\" x2=\"\(x(place))\" y1=\"\(from)\" y2=\"\(to)\" stroke-width=\"2\"/>"
    }
}
