import Acts
import Figures
import HTTPTypes
import Hummingbird
import Identity
import Institution
import Localization

/// The page on which a form is seen, and designed by whoever may.
struct FormDesignModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let formTags: [Tag]
    let fault: Fault?
    let versions: [FormVersionRow]
    let outline: [OutlineSection]
    let editor: FormEditor?
    let retirement: FormRetirement?
    let formsLink: String
}

/// One version in the list.
struct FormVersionRow: Sendable {
    let versionMarkup: String
    let versionDetailMarkup: String
    let versionHref: String
}

/// A section as it is asked, for readers.
struct OutlineSection: Sendable {
    let outlineTitle: String
    let outlineColumns: String?
    let outlineRows: [String]
}

/// The taking out of use.
struct FormRetirement: Sendable {
    let retireAction: String
    let retireHidden: FormFields
    let untilValue: String
}

/// The designer's fields.
struct FormEditor: Sendable {
    let action: String
    let hidden: FormFields
    let isNew: Bool
    let codeValue: String
    let names: [DesignText]
    let helps: [DesignText]
    let frequencies: [Choice]
    let dueDays: String
    let since: String
    let kinds: [KindChoice]
    let unitsValue: String
    let parts: [DesignSection]
    let indicators: [Choice]
}

/// A kind of unit that may fill the form.
struct KindChoice: Sendable {
    let kindField: String
    let kindName: String
    let isOn: Bool
}

/// One text of three.
struct DesignText: Sendable {
    let textField: String
    let textLabel: String
    let textLang: String
    let textDirection: String
    let textValue: String
}

/// A section in the designer.
struct DesignSection: Sendable {
    let partIndex: String
    let partLegend: String
    let titles: [DesignText]
    let partHelps: [DesignText]
    let columns: [DesignColumn]
    let designRows: [DesignRow]
}

/// A column in the designer.
struct DesignColumn: Sendable {
    let column: String
    let columnSection: String
    let columnDrop: String
    let breakdown: String
    let columnTitles: [DesignText]
}

/// A row in the designer.
struct DesignRow: Sendable {
    let designRow: String
    let rowSection: String
    let rowDrop: String
    let rowUp: String?
    let rowIndicator: String
    /// What the indicator is called; nil for an unknown code.
    let rowName: String?
    let isRowRequired: Bool
    let isRowNegative: Bool
    let rowClosed: String
    let rowHelps: [DesignText]
}

/// Fills the page of one form.
struct FormDesignQuery {
    let desk: Desk
    let code: String

    private var words: Words { desk.words }
    private var isNew: Bool { code == EntryRoutes.new }
    private var mayDesign: Bool { DefineForm.allows(desk.signatory, unit: nil) }

    /// The page; with a design, what was typed comes back. Throws `notFound` for an unknown form, and for a new one to be
    /// designed by somebody who may not.
    func page(_ design: FormDesign?, _ failure: Failure?) throws -> Page {
        let versions = isNew ? [] : try FormBook.versions(of: code, in: desk.tables)
        guard let last = versions.last else {
            guard isNew, mayDesign else { throw Failure(.notFound, privateDetail: "form \(code)") }
            return try made(design ?? FormDesign(since: "\(desk.today)"), [], failure)
        }
        return try made(
            design ?? FormDesign(last, since: max("\(desk.today)", last.until ?? last.definition.since)), versions, failure)
    }

    private func made(_ design: FormDesign, _ versions: [EntryForm], _ failure: Failure?) throws -> Page {
        let last = versions.last
        let title = last.map { words.pick($0.names) } ?? words.text("entry.new_form")
        let model = FormDesignModel(
            titleMarkup: RunningText.markup(title), leadMarkup: last.map(lead) ?? words.markup("entry.design_lead"),
            formTags: last.map(tags) ?? [], fault: failure.map(desk.fault), versions: try versions.reversed().map(version),
            outline: last.map(outline) ?? [], editor: mayDesign ? editor(design) : nil, retirement: retirement(last),
            formsLink: desk.link(EntryRoutes.forms))
        let layout = Layout(
            title, stage: .figures, crumbs: [Link(href: desk.link(EntryRoutes.forms), text: words.text("entry.forms"))],
            here: title)
        return Page(layout, "form_design", model)
    }

    private func retirement(_ last: EntryForm?) -> FormRetirement? {
        guard mayDesign, let last, last.until == nil else { return nil }
        return FormRetirement(
            retireAction: desk.link(EntryRoutes.retirement(last.code)), retireHidden: desk.formFields,
            untilValue: "\(desk.today)")
    }

    private func lead(_ form: EntryForm) -> String {
        words.markup(
            "entry.form_lead",
            [
                "frequency": words.word("frequency", form.definition.frequency.rawValue),
                "days": words.number(form.definition.dueDays),
                "fillers": fillers(form),
            ])
    }

    /// Who fills it, in words.
    func fillers(_ form: EntryForm) -> String {
        let kinds = (form.definition.kinds ?? []).map { words.word("kind", $0) }
        let units = (form.definition.units ?? []).map(desk.name(ofUnit:))
        return (kinds + units).joined(separator: desk.language == .ar ? "، " : ", ")
    }

    func tags(_ form: EntryForm) -> [Tag] {
        guard let until = form.until else { return [.good(words.text("entry.in_use"))] }
        return [.plain(words.text("entry.retired_from", ["date": words.day(until)]))]
    }

    private func version(_ form: EntryForm) throws -> FormVersionRow {
        FormVersionRow(
            versionMarkup: words.markup(
                "entry.version", ["number": words.number(form.version), "date": words.day(form.definition.since)]),
            versionDetailMarkup: words.markup(
                "entry.version_detail",
                [
                    "cells": words.number(form.cells.count), "name": try desk.name(ofOfficial: form.by.official),
                    "date": words.moment(form.by.recorded),
                ]), versionHref: desk.link(AccountabilityRoutes.entry("\(form.by.number)")))
    }

    private func outline(_ form: EntryForm) -> [OutlineSection] {
        form.definition.sections.map { section in
            OutlineSection(
                outlineTitle: words.pick(section.title),
                outlineColumns: section.columns.isEmpty
                    ? nil : section.columns.map { words.pick($0.title) }.joined(separator: " · "),
                outlineRows: section.lines.map { line in
                    desk.registers.indicator(line.indicator).map(desk.name(of:)) ?? line.indicator
                })
        }
    }
}

extension FormDesignQuery {
    private func editor(_ design: FormDesign) -> FormEditor {
        let kinds = Set(desk.registers.units.values.map(\.kind)).sorted()
        return FormEditor(
            action: desk.link(EntryRoutes.form(code)), hidden: desk.formFields, isNew: isNew,
            codeValue: isNew ? design.code : code,
            names: texts("name", design.names), helps: texts("help", design.help),
            frequencies: Frequency.allCases.map {
                Choice(
                    choiceValue: $0.rawValue, choiceText: words.word("frequency", $0.rawValue),
                    isChosen: $0.rawValue == design.frequency)
            }, dueDays: design.dueDays, since: design.since,
            kinds: kinds.map { kind in
                KindChoice(kindField: "kind.\(kind)", kindName: words.word("kind", kind), isOn: design.kinds.contains(kind))
            },
            unitsValue: design.units, parts: parts(design),
            indicators: desk.registers.indicators.filter { !$0.isRatio }.map {
                Choice(
                    choiceValue: $0.code, choiceText: "\(desk.name(of: $0)) (\(words.word("frequency", $0.frequency.rawValue)))",
                    isChosen: false)
            })
    }

    /// Sections with their columns and rows; columns and rows are numbered through the form.
    private func parts(_ design: FormDesign) -> [DesignSection] {
        var (columns, rows) = (0, 0)
        return design.sections.enumerated().map { index, section in
            DesignSection(
                partIndex: "\(index)", partLegend: words.text("entry.section_number", ["number": words.number(index + 1)]),
                titles: texts("s.\(index).title", section.title), partHelps: texts("s.\(index).help", section.help),
                columns: section.columns.enumerated().map { place, column -> DesignColumn in
                    columns += 1
                    return DesignColumn(
                        column: "\(columns - 1)", columnSection: "\(index)", columnDrop: "drop-column:\(index):\(place)",
                        breakdown: column.breakdown, columnTitles: texts("k.\(columns - 1).title", column.title))
                },
                designRows: section.rows.enumerated().map { place, row -> DesignRow in
                    rows += 1
                    return DesignRow(
                        designRow: "\(rows - 1)", rowSection: "\(index)", rowDrop: "drop-row:\(index):\(place)",
                        rowUp: place == 0 ? nil : "up:\(index):\(place)", rowIndicator: row.indicator,
                        rowName: desk.registers.indicator(row.indicator).map(desk.name(of:)), isRowRequired: row.isRequired,
                        isRowNegative: row.mayBeNegative, rowClosed: row.closed, rowHelps: texts("r.\(rows - 1).help", row.help))
                })
        }
    }

    private func texts(_ name: String, _ texts: FormDesign.Texts) -> [DesignText] {
        [(Language.ar, texts.ar), (.fr, texts.fr), (.en, texts.en)].map { language, text in
            DesignText(
                textField: "\(name)_\(language.rawValue)", textLabel: words.text("words.language.\(language.rawValue)"),
                textLang: language.rawValue, textDirection: language.direction, textValue: text)
        }
    }
}

extension Site {
    /// A button of the designer: changes what is asked, or defines the form.
    func designForm(_ request: Request, _ context: WebContext) async throws -> Response {
        let form = try await Form.ofSession(request, context)
        let visitor = try Self.official(context)
        let code = context.parameters.word("form")
        guard DefineForm.allows(visitor.signatory, unit: nil) else {
            throw Failure(.notFound, privateDetail: "designer by \(visitor.signatory.post)")
        }
        var design = FormDesign(form)
        if code != EntryRoutes.new { design.code = code }
        let action = form["do"]
        guard action == "define" else {
            design.apply(action)
            let changed = design
            return try await page(request, context) { try FormDesignQuery(desk: $0, code: code).page(changed, nil) }
        }
        let typed = design
        do {
            guard Secret(form["key"]) != nil else { throw Failure(.badForm) }
            let act = try typed.act()
            try await office.registrar.submit(act, by: visitor.signatory, idempotencyKey: form["key"])
            return .redirect(to: EntryRoutes.form(act.code).link(context.language), type: .normal)
        } catch let failure as Failure where failure.code.isMendable {
            return try await page(request, context) { desk in
                var page = try FormDesignQuery(desk: desk, code: code).page(typed, failure)
                page.status = failure.code.status
                return page
            }
        }
    }
}

/// The list of the institution's forms.
struct FormsModel: Sendable {
    let titleMarkup: String
    let newHref: String?
    let forms: [FormRowModel]
}

/// One form in the list.
struct FormRowModel: Sendable {
    let formHref: String
    let formName: String
    let formDetailMarkup: String
    let formStates: [Tag]
}

/// Fills the list of forms.
struct FormsQuery {
    let desk: Desk

    func page() throws -> Page {
        let words = desk.words
        let title = words.text("entry.forms")
        let rows = try FormBook.all(in: desk.tables).map { form in
            let query = FormDesignQuery(desk: desk, code: form.code)
            return FormRowModel(
                formHref: desk.link(EntryRoutes.form(form.code)), formName: words.pick(form.names),
                formDetailMarkup: words.markup(
                    "entry.form_detail",
                    [
                        "frequency": words.word("frequency", form.definition.frequency.rawValue),
                        "cells": words.number(form.cells.count),
                        "fillers": query.fillers(form),
                    ]), formStates: query.tags(form))
        }
        let new = DefineForm.allows(desk.signatory, unit: nil) ? desk.link(EntryRoutes.form(EntryRoutes.new)) : nil
        return Page(
            Layout(title, stage: .figures, crumbs: [Link(href: desk.link(.home), text: words.text("home.title"))], here: title),
            "forms",
            FormsModel(titleMarkup: RunningText.markup(title), newHref: new, forms: rows))
    }
}
