import Figures
import Institution
import Publication
import Storage

/// On a figure's page: that rows of a register make it, with the way to them. Nil for a figure that no register feeds.
struct RowNotice {
    let desk: Desk
    let indicator: Indicator
    let unit: String
    let period: Period

    func note() throws -> Note? {
        let registers = try RegisterBook.all(in: desk.tables).map(\.definition)
        guard let register = registers.first(where: { $0.indicators.contains(indicator.code) }),
            period.frequency == register.frequency
        else { return nil }
        let span = RegisterBook.Filter(first: "\(period.first)", last: "\(period.last)")
        let own = try RegisterReading.contributions(
            to: indicator, of: unit, period: period, register: register, in: desk.tables)
        let all = try RegisterBook.counts(of: register.code, span, in: desk.tables)
        guard !all.isEmpty else { return nil }
        let words = desk.words
        let name = words.pick(register.names)
        let href = own.isEmpty
            ? desk.link(RegisterRoutes.book(register.code), ["period": "\(period)"])
            : desk.link(
                RegisterRoutes.count(register.code), ["unit": unit, "period": "\(period)", "indicator": indicator.code])
        let text = own.isEmpty
            ? words.markup("registers.note_below", ["register": name], count: all.count)
            : words.markup("registers.note_own", ["register": name], count: own.count)
        let link = "<a href=\"\(Markup.escape(href))\">\(Markup.escape(words.text("registers.which_rows")))</a>"
        return Note(
            noteStyle: "", noteMark: "ok", noteTitle: words.text("registers.note_title"), noteTextMarkup: text + " " + link,
            noteTags: [])
    }
}
