import Acts
import Figures
import Institution
import Publication
import Storage

/// One row with its versions and the forms that change it.
struct RowModel: Sendable {
    let titleMarkup: String
    let simulatedTag: Tag?
    let doneMarkup: String?
    /// Why an act was refused on a row that has no form any more.
    let topFault: Fault?
    let rowTag: Tag?
    let facts: [NamedFact]
    let versions: [RowVersionLine]
    let amounts: [RowAmountLine]
    let mayChange: Bool
    let whyNot: String?
    let correctAction: String
    let correctHidden: FormFields
    let correctFault: Fault?
    let fields: RowFieldset
    let correctReason: String
    let strikeAction: String
    let strikeHidden: FormFields
    let strikeFault: Fault?
    let strikeReason: String
}

/// One version of a row.
struct RowVersionLine: Sendable {
    let versionMark: String
    let versionState: String
    let versionTitle: String
    let versionByMarkup: String
    let versionReason: String?
    let versionChangesMarkup: [String]
    let versionHref: String
}

/// What a row adds to a figure.
struct RowAmountLine: Sendable {
    let amountName: String
    let amountHref: String
    let amountCell: String
    let amountMarkup: String
}

/// Fills the page of a row.
struct RowQuery {
    let desk: Desk
    let register: RegisterDefinition
    let reading: RowWords
    let versions: [RegisterRow]
    let last: RegisterRow

    private var words: Words { desk.words }

    /// Throws `notFound` for an unknown register or row.
    init(desk: Desk, register code: String, row: String) throws {
        self.desk = desk
        register = try desk.declaredRegister(code).definition
        reading = try RowWords(desk: desk, register: register)
        versions = try RegisterBook.versions(of: row, register: code, in: desk.tables)
        guard let last = versions.last else { throw Failure(.notFound, privateDetail: "row \(row) of \(code)") }
        self.last = last
    }

    private var form: RowForm { RowForm(desk: desk, register: register, reading: reading) }

    private func period() throws -> Period {
        guard let day = try? Day(last.date) else { throw Failure(.databaseDamaged, privateDetail: "date of row \(last.code)") }
        return Period(register.frequency, holding: day)
    }

    /// The correction the form asks for.
    func correction(_ typed: Form) throws -> CorrectRow {
        try CorrectRow(
            register: register.code, unit: last.unit, period: "\(period())", row: last.code, entry: form.entry(typed, 0),
            reason: typed["reason"], source: desk.rowSource(ofUnit: last.unit)
        ).counted(key: typed["key"], by: desk.signatory.official, in: desk.tables)
    }

    /// The strike the form asks for.
    func strike(_ typed: Form) throws -> StrikeRow {
        try StrikeRow(
            register: register.code, unit: last.unit, period: "\(period())", row: last.code, reason: typed["reason"],
            source: desk.rowSource(ofUnit: last.unit)
        ).counted(key: typed["key"], by: desk.signatory.official, in: desk.tables)
    }

    /// The page, with what was typed when it was refused.
    func page(_ typed: Form? = nil, _ failure: Failure? = nil, ofStrike: Bool = false) throws -> Page {
        let name = words.pick(register.names)
        let title = words.text("registers.row_title", ["row": last.code, "register": name])
        let mayChange = CorrectRow.allows(desk.signatory, unit: last.unit) && last.counts
        let typedRow = ofStrike ? nil : typed
        let model = RowModel(
            titleMarkup: RunningText.markup(title), simulatedTag: desk.simulation(ofUnit: last.unit),
            doneMarkup: desk.query["done"].flatMap { Int64($0) }.map {
                words.markup("registers.done", ["number": words.entry($0)])
            },
            topFault: mayChange ? nil : failure.map(desk.fault), rowTag: reading.tag(last), facts: facts(),
            versions: try versionLines(), amounts: try amounts(), mayChange: mayChange,
            whyNot: mayChange ? nil : words.text(
                last.isStruck ? "registers.is_struck" : "registers.not_yours", ["unit": desk.name(ofUnit: last.unit)]),
            correctAction: desk.link(RegisterRoutes.row(register.code, last.code)), correctHidden: desk.formFields,
            correctFault: ofStrike ? nil : failure.map(desk.fault),
            fields: form.fieldset(
                0, typedRow, entry: RegisterEntry(date: last.date, cells: last.cells), legend: words.text("registers.now_known")),
            correctReason: typedRow?["reason"] ?? "", strikeAction: desk.link(RegisterRoutes.strike(register.code, last.code)),
            strikeHidden: desk.formFields, strikeFault: ofStrike ? failure.map(desk.fault) : nil,
            strikeReason: ofStrike ? typed?["reason"] ?? "" : "")
        let crumbs = [
            Link(href: desk.link(RegisterRoutes.index), text: words.text("registers.title")),
            Link(
                href: desk.link(RegisterRoutes.book(register.code), ["unit": last.unit, "period": "\(try period())"]),
                text: name),
        ]
        return Page(Layout(title, crumbs: crumbs, here: last.code), "registers_row", model)
    }

    private func facts() -> [NamedFact] {
        [
            NamedFact(factName: words.text("registers.unit"), factMarkup: Markup.escape(desk.name(ofUnit: last.unit))),
            NamedFact(factName: words.text("registers.day"), factMarkup: RunningText.markup(words.day(last.date))),
        ] + register.columns.map {
            NamedFact(factName: reading.name(of: $0), factMarkup: reading.markup(last.cells[$0.code], $0))
        }
    }

    private func versionLines() throws -> [RowVersionLine] {
        try versions.enumerated().map { index, version in
            let before = index > 0 ? versions[index - 1] : nil
            let key = version.isStruck ? "version_struck" : index == 0 ? "version_first" : "version_corrected"
            return RowVersionLine(
                versionMark: version.isCurrent ? (version.isStruck ? "sq" : "ok") : "todo",
                versionState: version.isCurrent ? "now" : "",
                versionTitle: words.text("registers.\(key)"),
                versionByMarkup: RunningText.markup(try reading.authorship(version.by)),
                versionReason: version.reason, versionChangesMarkup: before.map { changes($0, version) } ?? [],
                versionHref: desk.link(AccountabilityRoutes.entry("\(version.by.number)")))
        }
    }

    /// What a version changed, as markup: the earlier and the later content of each cell.
    private func changes(_ before: RegisterRow, _ after: RegisterRow) -> [String] {
        var lines: [String] = []
        func change(_ name: String, _ old: String, _ new: String) {
            if old != new { lines.append("\(Markup.escape(name)): <del>\(old)</del> <ins>\(new)</ins>") }
        }
        change(words.text("registers.day"), RunningText.markup(words.day(before.date)), RunningText.markup(words.day(after.date)))
        for column in register.columns {
            change(
                reading.name(of: column), reading.markup(before.cells[column.code], column),
                reading.markup(after.cells[column.code], column))
        }
        return lines
    }

    private func amounts() throws -> [RowAmountLine] {
        guard last.counts else { return [] }
        let period = try period()
        return try register.feeds.filter { $0.takes(last.cells) }.flatMap { feed -> [RowAmountLine] in
            guard let indicator = desk.registers.indicator(feed.indicator) else { return [] }
            return try RegisterCount.amounts(of: last.cells, feed, register, indicator).map { cell, amount in
                let value = ExactDecimal(mantissa: amount, decimals: indicator.decimals)
                return RowAmountLine(
                    amountName: desk.name(of: indicator),
                    amountHref: desk.link(
                        RegisterRoutes.count(register.code),
                        ["unit": last.unit, "period": "\(period)", "indicator": indicator.code, "cell": cell]),
                    amountCell: reading.text(ofCell: cell),
                    amountMarkup: Markup.figure(words.value(value, measure: indicator.unitOfMeasure)))
            }
        }
    }
}
