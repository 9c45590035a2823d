import Acts
import Figures
import Institution
import Localization

/// The forms that a unit is to fill in, as they stand today.
struct FormDueList: Sendable {
    let dueNoneText: String
    let allFormsLink: String
    let dueRows: [FormDueRow]
}

/// One form of one period.
struct FormDueRow: Sendable {
    let dueForm: String
    let duePeriod: String
    let dueHref: String
    let dueDayMarkup: String
    let dueTag: Tag
}

/// Fills the list: of the year in course, every period that has begun, what is owed first.
struct FormDueQuery {
    let desk: Desk
    let unit: Institution.Unit

    func list() throws -> FormDueList {
        let (words, today) = (desk.words, "\(desk.today)")
        let year = desk.query["year"].flatMap { Int($0) } ?? desk.registers.currentYear ?? desk.today.year
        let names = Dictionary(
            try FormBook.all(in: desk.tables).map { ($0.code, words.pick($0.names)) }, uniquingKeysWith: { first, _ in first })
        let begun = try FormBook.expected(year: year, unit: unit.code, in: desk.tables).filter { expected in
            (try? Period(expected.period)).map { "\($0.first)" <= today } ?? false
        }
        let owed = begun.filter { $0.first == nil }
        let given = begun.filter { $0.first != nil }.reversed()
        let rows = try (owed + given).map { expected in
            try FormDueRow(
                dueForm: names[expected.form] ?? expected.form,
                duePeriod: (try? Period(expected.period)).map(words.period) ?? expected.period,
                dueHref: desk.link(EntryRoutes.entry(expected.unit, expected.form, expected.period)),
                dueDayMarkup: RunningText.markup(words.day(expected.due)), dueTag: tag(expected, today))
        }
        return FormDueList(
            dueNoneText: words.text("entry.due_list_none", ["year": "\(year)"]), allFormsLink: desk.link(EntryRoutes.forms),
            dueRows: rows)
    }

    private func tag(_ expected: ExpectedReturn, _ today: String) throws -> Tag {
        let words = desk.words
        guard let first = expected.first else {
            let span = try? Period(expected.period)
            let lock = try span.flatMap { try LockBook.lock(unit: expected.unit, span: $0, on: today, in: desk.tables) }
            guard lock == nil else { return .plain(words.text("returns.locked")) }
            return today > expected.due ? .bad(words.text("entry.state_late")) : .now(words.text("entry.state_open"))
        }
        return "\(first.recorded.day)" > expected.due ? .warn(words.text("entry.state_given_late")) : .good(
            words.text("entry.state_given"))
    }
}
