import Acts
import Figures
import Institution
import Publication

/// All registers of events.
struct RowBooksModel: Sendable {
    let books: [RowBookCard]
    let simulatedTag: Tag?
    let listsLink: String
    let shippedLink: String?
}

/// One register in the list.
struct RowBookCard: Sendable {
    let bookHref: String
    let bookName: String
    let bookDetailMarkup: String
    let bookFeeds: [Link]
    let bookTags: [Tag]
    let bookEntryHref: String?
}

/// Fills the page of registers.
struct RowBooksQuery {
    let desk: Desk

    private var words: Words { desk.words }

    func page() throws -> Page {
        let title = words.text("registers.title")
        let model = RowBooksModel(
            books: try RegisterBook.all(in: desk.tables).map(card), simulatedTag: desk.registers.isExample ? words.simulated : nil,
            listsLink: desk.link(RegisterRoutes.lists),
            shippedLink: DefineRegister.allows(desk.signatory, unit: nil) ? desk.link(RegisterRoutes.shipped) : nil)
        return Page(Layout(title, crumbs: [Link(href: desk.link(.home), text: words.text("home.title"))], here: title), "registers_index", model)
    }

    private func card(_ declared: DeclaredRegister) throws -> RowBookCard {
        let register = declared.definition
        let period = try RowPeriod(register, desk).period
        let counts = try RegisterBook.counts(of: register.code, .init(first: "\(period.first)", last: "\(period.last)"), in: desk.tables)
        let rows = counts.values.reduce(0, +)
        let own = desk.signatory.unit
        let mayRecord = RecordRows.allows(desk.signatory, unit: own) && desk.registers.units[own]?.isOpen(on: "\(desk.today)") == true
        return RowBookCard(
            bookHref: desk.link(RegisterRoutes.book(register.code)), bookName: words.pick(register.names),
            bookDetailMarkup: words.markup("registers.row_count", count: rows) + " · "
                + words.markup("registers.unit_count", count: counts.count) + " · " + RunningText.markup(words.period(period)),
            bookFeeds: register.indicators.map { code in
                Link(
                    href: desk.link(.figure(indicator: code, unit: desk.root, period: "\(period)")),
                    text: desk.registers.indicator(code).map(desk.name(of:)) ?? code)
            }, bookTags: rows == 0 ? [.plain(words.text("registers.no_rows_yet"))] : [],
            bookEntryHref: mayRecord ? desk.link(RegisterRoutes.entry(register.code, own)) : nil)
    }
}
