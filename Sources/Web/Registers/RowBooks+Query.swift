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
    let designLink: String?
}

/// One register in the list.
struct RowBookCard: Sendable {
    let bookHref: String
    let bookName: String
    let bookDetailMarkup: String
    let bookFeeds: [RowFeedLine]
    let bookTags: [Tag]
    let bookEntryHref: String?
}

/// A figure of the whole institution that rows make.
struct RowFeedLine: Sendable {
    let feedHref: String
    let feedName: String
    let feedValueMarkup: String
    let feedMeasure: String
}

/// Fills the page of registers.
struct RowBooksQuery {
    let desk: Desk

    private var words: Words { desk.words }

    func page() throws -> Page {
        let title = words.text("registers.title")
        let mayDeclare = DefineRegister.allows(desk.signatory, unit: nil)
        let model = RowBooksModel(
            books: try RegisterBook.all(in: desk.tables).map(card),
            simulatedTag: desk.registers.isExample ? words.simulated : nil,
            listsLink: desk.link(RegisterRoutes.lists), shippedLink: mayDeclare ? desk.link(RegisterRoutes.shipped) : nil,
            designLink: mayDeclare ? desk.link(RegisterRoutes.design(RegisterRoutes.new)) : nil)
        let crumbs = [Link(href: desk.link(.home), text: words.text("home.title"))]
        return Page(Layout(title, crumbs: crumbs, here: title), "registers_index", model)
    }

    private func card(_ declared: DeclaredRegister) throws -> RowBookCard {
        let register = declared.definition
        let period = try RowPeriod(register, desk).period
        let counts = try RegisterBook.counts(
            of: register.code, .init(first: "\(period.first)", last: "\(period.last)"), in: desk.tables)
        let rows = counts.values.reduce(0, +)
        let own = desk.signatory.unit
        let isOpen = desk.registers.units[own]?.isOpen(on: "\(desk.today)") == true
        let mayRecord = isOpen && RecordRows.allows(desk.signatory, unit: own)
        return RowBookCard(
            bookHref: desk.link(RegisterRoutes.book(register.code)), bookName: words.pick(register.names),
            bookDetailMarkup: words.markup("registers.row_count", count: rows) + " · "
                + words.markup("registers.unit_count", count: counts.count) + " · " + RunningText.markup(words.period(period)),
            bookFeeds: try register.indicators.map { try feed($0, period) },
            bookTags: rows == 0 ? [.plain(words.text("registers.no_rows_yet"))] : [],
            bookEntryHref: mayRecord ? desk.link(RegisterRoutes.entry(register.code, own)) : nil)
    }
    private func feed(_ code: String, _ period: Period) throws -> RowFeedLine {
        let indicator = desk.registers.indicator(code)
        let value = try desk.answer(Question(indicator: code, unit: desk.root, span: period)).value
        let text = value.map { Markup.figure(words.value($0, measure: indicator?.unitOfMeasure ?? "")) }
        return RowFeedLine(
            feedHref: desk.link(.figure(indicator: code, unit: desk.root, period: "\(period)")),
            feedName: indicator.map(desk.name(of:)) ?? code, feedValueMarkup: text ?? "<span class=\"q\">–</span>",
            feedMeasure: text == nil ? "" : indicator.map(desk.measure(of:)) ?? "")
    }
}
