import Acts
import Figures
import Institution
import Localization
import Publication

/// The form that opens a year.
struct OpeningModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let action: String
    let hidden: FormFields
    let fault: Fault?
    let year: String
    let rows: [PhaseFields]
}

/// A phase's two days in a form.
struct PhaseFields: Sendable {
    let field: String
    let fieldName: String
    let starts: String
    let ends: String
}

/// Fills the form that opens the next year's cycle, with the last one's dates a year later.
struct OpeningQuery {
    let desk: Desk

    private var words: Words { desk.words }

    /// Throws `notAllowed` for a post that may not open one.
    init(desk: Desk) throws {
        self.desk = desk
        guard OpenCycle.policy.allows(desk.signatory, unit: nil, ledgerIsEmpty: false) else { throw Failure(.notAllowed) }
    }

    /// The page, with what was typed when it was refused.
    func page(_ form: Form? = nil, _ failure: Failure? = nil) throws -> Page {
        let last = desk.registers.years.first
        let year = last.map { $0 + 1 } ?? desk.today.year
        let before = try last.map { try CycleBook.phases(year: $0, in: desk.tables) } ?? []
        let rows = Phase.allCases.map { phase in
            let dates = before.first { $0.phase == phase }
            func value(_ end: String, _ old: String?) -> String {
                form.map { $0["\(phase.rawValue).\(end)"] } ?? old.map { Self.shifted($0, by: 1) } ?? ""
            }
            return PhaseFields(
                field: phase.rawValue, fieldName: words.word("phase", phase.rawValue).capitalizedFirst,
                starts: value("starts", dates?.starts), ends: value("ends", dates?.ends))
        }
        let title = words.text("calendar.open_title")
        let lead = last.map { words.text("calendar.open_from", ["year": "\($0)"]) } ?? words.text("calendar.open_first")
        let model = OpeningModel(
            titleMarkup: RunningText.markup(title), leadMarkup: RunningText.markup(lead), action: desk.link(CycleRoutes.opening),
            hidden: desk.formFields, fault: failure.map(desk.fault), year: form.map { $0["year"] } ?? "\(year)", rows: rows)
        return Page(Layout(title, crumbs: [Link(href: desk.link(.home), text: words.text("home.title"))], here: title), "opening", model)
    }

    /// The act the form asks for; its rules are the act's own.
    static func act(_ form: Form) throws -> OpenCycle {
        guard let year = Int(form["year"]) else { throw Failure(.malformedValue, ["field": "year", "value": String(form["year"].prefix(40))]) }
        return OpenCycle(
            year: year,
            phases: Phase.allCases.map {
                PhaseDates($0, starts: form["\($0.rawValue).starts"], ends: form["\($0.rawValue).ends"])
            })
    }

    /// The same day of another year; 29 February becomes the 28th where there is none.
    static func shifted(_ day: String, by years: Int) -> String {
        guard let day = try? Day(day) else { return day }
        let year = day.year + years
        let last = Day.length(month: day.month, of: year)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(year)-\(two(day.month))-\(two(min(day.day, last)))"
    }
}

/// The extensions of a year, with the form that gives one.
struct ExtensionsModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let form: ExtensionForm?
    let countMarkup: String
    let extensions: [ExtensionRow]
    let cycleLink: String
}

/// The form of an extension.
struct ExtensionForm: Sendable {
    let action: String
    let hidden: FormFields
    let fault: Fault?
    let phaseChoices: [Choice]
    let unitChoices: [Choice]
    let opens: String
    let until: String
    let reasons: [TextField]
}

/// A text in one language.
struct TextField: Sendable {
    let field: String
    let fieldLang: String
    let fieldDirection: String
    let fieldName: String
    let fieldValue: String
}

/// An extension as given.
struct ExtensionRow: Sendable {
    let extensionTitle: String
    let extensionDatesMarkup: String
    let extensionReason: String
    let extensionByMarkup: String
}

/// Fills the page of a year's extensions.
struct ExtensionsQuery {
    let desk: Desk
    let year: Int

    private var words: Words { desk.words }

    /// Throws `notFound` for a year without cycle.
    init(desk: Desk, year: String) throws {
        self.desk = desk
        self.year = try desk.year(year)
    }

    /// The page, with what was typed when it was refused.
    func page(_ form: Form? = nil, _ failure: Failure? = nil) throws -> Page {
        let title = words.text("calendar.extensions_title", ["year": "\(year)"])
        let calendar = try YearCalendar(year: year, in: desk.tables)
        let may = ExtendPhase.policy.allows(desk.signatory, unit: nil, ledgerIsEmpty: false)
        let model = ExtensionsModel(
            titleMarkup: RunningText.markup(title),
            leadMarkup: RunningText.markup(words.text(may ? "calendar.extensions_lead" : "calendar.extensions_who")),
            form: may ? fields(calendar, form, failure) : nil,
            countMarkup: words.markup("calendar.extension_count", count: calendar.extensions.count),
            extensions: try Self.rows(calendar, desk), cycleLink: desk.link(.cycle(year: "\(year)")))
        let cycle = Link(href: desk.link(.cycle(year: "\(year)")), text: words.text("cycle.title", ["year": "\(year)"]))
        return Page(Layout(title, year: year, crumbs: [cycle], here: words.text("calendar.extensions")), "extensions", model)
    }

    private func fields(_ calendar: YearCalendar, _ form: Form?, _ failure: Failure?) -> ExtensionForm {
        let phases = calendar.phases.map { dates in
            Choice(
                choiceValue: dates.phase.rawValue,
                choiceText: "\(words.word("phase", dates.phase.rawValue).capitalizedFirst) (\(words.range(dates.starts, dates.ends)))",
                isChosen: form?["phase"] == dates.phase.rawValue)
        }
        let units = desk.registers.units.values.filter { $0.isOpen(on: "\(desk.today)") }
            .map { ($0.code, desk.name(ofUnit: $0.code)) }.sorted { $0.1 < $1.1 }
        let chosen = form?["unit"] ?? ""
        return ExtensionForm(
            action: desk.link(CycleRoutes.extensions(year: "\(year)")), hidden: desk.formFields, fault: failure.map(desk.fault),
            phaseChoices: phases,
            unitChoices: ([("", words.text("calendar.every_unit"))] + units).map {
                Choice(choiceValue: $0.0, choiceText: $0.1, isChosen: $0.0 == chosen)
            }, opens: form?["opens"] ?? "", until: form?["until"] ?? "", reasons: words.fields("reason", form))
    }

    /// The act the form asks for.
    func act(_ form: Form) throws -> ExtendPhase {
        guard let phase = Phase(rawValue: form["phase"]) else {
            throw Failure(.unknownWord, ["field": "phase", "value": String(form["phase"].prefix(40)), "known": ""])
        }
        func some(_ name: String) -> String? { form[name].isEmpty ? nil : form[name] }
        return ExtendPhase(
            year: year, phase: phase, unit: some("unit"), opens: some("opens"), until: some("until"), reason: form.trilingual("reason"))
    }

    /// The extensions, newest first.
    static func rows(_ calendar: YearCalendar, _ desk: Desk) throws -> [ExtensionRow] {
        let words = desk.words
        return try calendar.extensions.reversed().map { given in
            let phase = words.word("phase", given.phase.rawValue).capitalizedFirst
            let unit = given.unit.map(desk.name(ofUnit:)) ?? words.text("calendar.every_unit")
            var dates: [String] = []
            if let opens = given.opens { dates.append(words.text("calendar.from_day", ["date": words.day(opens)])) }
            if let until = given.until { dates.append(words.text("calendar.until_day", ["date": words.day(until)])) }
            let by = words.text(
                "calendar.granted",
                [
                    "post": try desk.name(ofPost: given.by.post), "date": words.moment(given.by.recorded),
                    "number": words.entry(given.by.number),
                ])
            return ExtensionRow(
                extensionTitle: "\(phase) · \(unit)",
                extensionDatesMarkup: RunningText.markup(dates.joined(separator: words.text("words.separator"))),
                extensionReason: words.pick(given.reason), extensionByMarkup: RunningText.markup(by))
        }
    }
}

extension Form {
    /// The three languages of a text, from the fields `name_ar`, `name_fr`, `name_en`.
    func trilingual(_ name: String) -> Trilingual {
        Trilingual(ar: self[name + "_ar"], fr: self[name + "_fr"], en: self[name + "_en"])
    }
}

extension Words {
    /// The three fields of a text, the reader's language first.
    func fields(_ name: String, _ form: Form?, _ known: Trilingual? = nil) -> [TextField] {
        let languages = [language] + Language.allCases.filter { $0 != language }
        return languages.map { one in
            let field = "\(name)_\(one.rawValue)"
            return TextField(
                field: field, fieldLang: one.rawValue, fieldDirection: one.direction, fieldName: text("words.language.\(one.rawValue)"),
                fieldValue: form?[field] ?? known.map(Words(one).pick) ?? "")
        }
    }
}
