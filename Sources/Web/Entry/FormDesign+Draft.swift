import Acts
import Figures
import Institution

/// A form as it stands in the designer. It lives in the page alone: each button sends all of it, and it comes back changed.
struct FormDesign: Sendable, Equatable {
    /// Three texts as typed.
    struct Texts: Sendable, Equatable {
        var ar = "", fr = "", en = ""

        init(_ form: Form, _ name: String) {
            (ar, fr, en) = (form["\(name)_ar"], form["\(name)_fr"], form["\(name)_en"])
        }

        init(_ text: Trilingual? = nil) {
            if let text { (ar, fr, en) = (text.ar, text.fr, text.en) }
        }

        var isEmpty: Bool { ar.isEmpty && fr.isEmpty && en.isEmpty }
        var trilingual: Trilingual { Trilingual(ar: ar, fr: fr, en: en) }
        var optional: Trilingual? { isEmpty ? nil : trilingual }
    }

    struct Row: Sendable, Equatable {
        var indicator = ""
        var isRequired = false, mayBeNegative = false
        /// Breakdowns of columns it is closed in, parted by spaces.
        var closed = ""
        var help = Texts()
    }

    struct Column: Sendable, Equatable {
        var breakdown = ""
        var title = Texts()
    }

    struct Section: Sendable, Equatable {
        var title = Texts(), help = Texts()
        var columns: [Column] = []
        var rows: [Row] = [Row()]
    }

    var code = ""
    var names = Texts(), help = Texts()
    var frequency = Frequency.month.rawValue
    var dueDays = "5"
    var since = ""
    var kinds: Set<String> = []
    var units = ""
    var sections = [Section()]

    /// A blank form from a day on.
    init(since: String) { self.since = since }

    /// A version to be gone on from.
    init(_ form: EntryForm, since: String) {
        let definition = form.definition
        (code, names, help) = (form.code, Texts(form.names), Texts(definition.help))
        (frequency, dueDays, self.since) = (definition.frequency.rawValue, "\(definition.dueDays)", since)
        (kinds, units) = (Set(definition.kinds ?? []), (definition.units ?? []).joined(separator: " "))
        sections = definition.sections.map { section in
            Section(
                title: Texts(section.title), help: Texts(section.help),
                columns: section.columns.map { Column(breakdown: $0.breakdown ?? "", title: Texts($0.title)) },
                rows: section.lines.map {
                    Row(
                        indicator: $0.indicator, isRequired: $0.isRequired ?? false, mayBeNegative: $0.mayBeNegative ?? false,
                        closed: ($0.closed ?? []).joined(separator: " "), help: Texts($0.help))
                })
        }
    }

    /// What the page sent: sections `s.0.…`, columns `k.0.…` and rows `r.0.…`, each with the number of its section.
    init(_ form: Form) {
        code = form["code"]
        (names, help) = (Texts(form, "name"), Texts(form, "help"))
        (frequency, dueDays, since, units) = (form["frequency"], form["due_days"], form["since"], form["units"])
        kinds = Set(form.names("kind."))
        sections = form.rows("s").prefix(40).map { index in
            Section(
                title: Texts(form, "s.\(index).title"), help: Texts(form, "s.\(index).help"),
                columns: form.rows("k").filter { form["k.\($0).section"] == "\(index)" }.map {
                    Column(breakdown: form["k.\($0).breakdown"], title: Texts(form, "k.\($0).title"))
                },
                rows: form.rows("r").filter { form["r.\($0).section"] == "\(index)" }.map {
                    Row(
                        indicator: form["r.\($0).indicator"], isRequired: form["r.\($0).required"] == "1",
                        mayBeNegative: form["r.\($0).negative"] == "1", closed: form["r.\($0).closed"],
                        help: Texts(form, "r.\($0).help"))
                })
        }
    }

    /// Does what a button asks for: `section`, `row:0`, `column:0`, `drop-section:0`, `drop-row:0:2`, `drop-column:0:1`,
    /// `up:0:2`.
    mutating func apply(_ action: String) {
        let words = action.split(separator: ":").map(String.init)
        let at = words.dropFirst().compactMap { Int($0) }
        if words.first == "section" { return sections.append(Section()) }
        guard let section = at.first, sections.indices.contains(section) else { return }
        let inner = at.count > 1 ? at[1] : -1
        switch words.first {
        case "row": sections[section].rows.append(Row())
        case "column": sections[section].columns.append(Column())
        case "drop-section": sections.remove(at: section)
        case "drop-row": if sections[section].rows.indices.contains(inner) { sections[section].rows.remove(at: inner) }
        case "drop-column": if sections[section].columns.indices.contains(inner) { sections[section].columns.remove(at: inner) }
        case "up":
            if inner > 0, sections[section].rows.indices.contains(inner) { sections[section].rows.swapAt(inner, inner - 1) }
        default: break
        }
    }

    /// The act. Throws `unknownWord` and `notANumber` for what is none; the rest is the act's own to check.
    func act() throws -> DefineForm {
        guard let frequency = Frequency(rawValue: frequency) else {
            throw Failure(.unknownWord, ["field": "frequency", "value": String(frequency.prefix(40))])
        }
        guard let days = Int(dueDays) else { throw Failure(.notANumber, ["value": String(dueDays.prefix(40))]) }
        let units = self.units.split(whereSeparator: { $0 == " " || $0 == "," || $0 == "،" || $0.isNewline }).map(String.init)
        return DefineForm(
            code: code, names: names.trilingual, help: help.optional, frequency: frequency, dueDays: days, since: since,
            kinds: kinds.isEmpty ? nil : kinds.sorted(), units: units.isEmpty ? nil : units,
            sections: sections.map { section in
                DefineForm.Section(
                    title: section.title.trilingual, help: section.help.optional,
                    columns: section.columns.map {
                        DefineForm.Column(title: $0.title.trilingual, breakdown: $0.breakdown.isEmpty ? nil : $0.breakdown)
                    },
                    lines: section.rows.map { row in
                        let closed = row.closed.split(separator: " ").map(String.init)
                        return DefineForm.Line(
                            indicator: row.indicator, help: row.help.optional, isRequired: row.isRequired ? true : nil,
                            mayBeNegative: row.mayBeNegative ? true : nil, closed: closed.isEmpty ? nil : closed)
                    })
            })
    }
}
