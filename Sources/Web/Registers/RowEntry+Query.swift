import Acts
import Figures
import Institution
import Publication
import Storage

/// The form in which a unit records rows.
struct RowEntryModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let simulatedTag: Tag?
    let fault: Fault?
    let action: String
    let hidden: FormFields
    let rows: [RowFieldset]
    let moreHref: String
    let table: String
    let tableHead: String
    let tableHidden: FormFields
    let tableFault: Fault?
    let previewAction: String
    let fileAction: String
    let fileHidden: FormFields
    let fileFault: Fault?
    let templateHref: String
    let templateTextHref: String
    let bookHref: String
    let nothingAction: String
    let nothingHidden: FormFields
    let nothingFault: Fault?
    let nothingPeriods: [Choice]
    let nothingIndicators: [Choice]
}

/// Fills the form of a unit's rows and reads it. Rows of one sending lie in one period of the register's figures.
struct RowEntryQuery {
    let desk: Desk
    let register: RegisterDefinition
    let unit: Institution.Unit
    let form: RowForm

    private var words: Words { desk.words }

    /// Throws `notFound` for an unknown register or unit and for whoever may not record: whose forms exist is not theirs to know.
    init(desk: Desk, register code: String, unit: String) throws {
        self.desk = desk
        register = try desk.declaredRegister(code).definition
        self.unit = try desk.unit(unit)
        guard RecordRows.allows(desk.signatory, unit: unit) else {
            throw Failure(.notFound, privateDetail: "rows of \(unit) by \(desk.signatory.post)")
        }
        form = RowForm(desk: desk, register: register, reading: try RowWords(desk: desk, register: register))
    }

    /// The act the form asks for.
    func act(_ typed: Form) throws -> RecordRows {
        let entries = typed["table"].isEmpty
            ? form.entries(typed) : try RegisterTable.entries(typed["table"], register: register, comma: desk.language.comma)
        guard let first = entries.first else { throw Failure(.missingText, ["field": "rows", "language": "–"]) }
        guard let day = try? Day(first.date) else {
            throw Failure(.malformedDay, ["field": words.text("registers.day"), "value": String(first.date.prefix(40))])
        }
        return try RecordRows(
            register: register.code, unit: unit.code, period: "\(Period(register.frequency, holding: day))", rows: entries,
            source: desk.rowSource(ofUnit: unit.code)
        ).counted(key: typed["key"], by: desk.signatory.official, in: desk.tables)
    }

    /// The declaration the second form asks for.
    func nothing(_ typed: Form) throws -> DeclareNothing {
        let named = register.indicators.filter { typed["of_\($0)"] == "yes" }
        return try DeclareNothing(
            register: register.code, unit: unit.code, period: typed["period"], indicators: named,
            source: desk.rowSource(ofUnit: unit.code)
        ).counted(key: typed["key"], by: desk.signatory.official, in: desk.tables)
    }

    /// The forms of the page; a refusal stands at its own.
    enum Place: Sendable {
        case rows, table, file, nothing
    }

    /// The page, with what was typed when it was refused.
    func page(_ typed: Form? = nil, _ failure: Failure? = nil, at asked: Place = .rows) throws -> Page {
        let name = words.pick(register.names)
        let title = words.text("registers.entry_title", ["register": name, "unit": desk.name(ofUnit: unit.code)])
        let place = asked == .rows && !(typed?["table"] ?? "").isEmpty ? .table : asked
        let fault = failure.map(desk.fault)
        let rowsTyped = place == .rows ? typed : nil
        let wished = min(max(Int(desk.query["rows"] ?? "3") ?? 3, 1), 40)
        let indexes = Set(rowsTyped?.rows("row") ?? []).union(0..<wished).sorted()
        let entry = RegisterRoutes.entry(register.code, unit.code)
        let model = RowEntryModel(
            titleMarkup: RunningText.markup(title), leadMarkup: words.markup("registers.entry_lead"),
            simulatedTag: desk.simulation(ofUnit: unit.code), fault: place == .rows ? fault : nil, action: desk.link(entry),
            hidden: desk.formFields,
            rows: indexes.map {
                form.fieldset($0, rowsTyped, legend: words.text("registers.row_number", ["number": words.number($0 + 1)]))
            }, moreHref: desk.link(entry, ["rows": "\(min(indexes.count + 10, 40))"]),
            table: typed?["table"] ?? "", tableHead: RegisterTable.header(register).joined(separator: ","),
            tableHidden: desk.formFields, tableFault: place == .table ? fault : nil,
            previewAction: desk.link(RegisterRoutes.preview(register.code, unit.code)),
            fileAction: desk.link(RegisterRoutes.workbook(register.code, unit.code)), fileHidden: desk.formFields,
            fileFault: place == .file ? fault : nil, templateHref: desk.link(RegisterRoutes.workbook(register.code, unit.code)),
            templateTextHref: desk.link(RegisterRoutes.template(register.code, unit.code)),
            bookHref: desk.link(RegisterRoutes.book(register.code), ["unit": unit.code, "period": desk.query["period"] ?? ""]),
            nothingAction: desk.link(RegisterRoutes.nothing(register.code, unit.code)), nothingHidden: desk.formFields,
            nothingFault: place == .nothing ? fault : nil, nothingPeriods: periodsOver(place == .nothing ? typed : nil),
            nothingIndicators: register.indicators.map {
                Choice(
                    choiceValue: $0, choiceText: desk.registers.indicator($0).map(desk.name(of:)) ?? $0,
                    isChosen: place == .nothing && typed?["of_\($0)"] == "yes")
            })
        let crumbs = [
            Link(href: desk.link(RegisterRoutes.index), text: words.text("registers.title")),
            Link(href: model.bookHref, text: name),
        ]
        return Page(Layout(title, crumbs: crumbs, here: words.text("registers.record")), "registers_entry", model)
    }
    /// The last periods that are over, the latest first.
    private func periodsOver(_ typed: Form?) -> [Choice] {
        let now = Period(register.frequency, holding: desk.today)
        let over = (1...6).reduce(into: [now.previous]) { list, _ in list.append((list.last ?? now).previous) }
        return over.map { Choice(choiceValue: "\($0)", choiceText: words.period($0), isChosen: typed?["period"] == "\($0)") }
    }
}
