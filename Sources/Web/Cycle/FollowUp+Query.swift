import Acts
import Figures
import Institution
import Publication

/// The quarterly reviews of a year: who recorded which, and what they say, latest first.
struct FollowUpsModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let simulatedTag: Tag?
    let quarters: [String]
    let units: [FollowUpUnit]
    let countMarkup: String
    let reviews: [ReviewRow]
    let cycleLink: String
}

/// A unit's line: one cell a quarter.
struct FollowUpUnit: Sendable {
    let unitName: String
    let unitHref: String
    let cells: [FollowUpCell]
}

/// A quarter of a unit.
struct FollowUpCell: Sendable {
    let cellHref: String
    let cellTag: Tag
    let cellNoteMarkup: String?
}

/// A review as recorded.
struct ReviewRow: Sendable {
    let reviewTitle: String
    let reviewHref: String
    let reviewText: String
    let reviewByMarkup: String
    let lines: [ReviewLine]
}

/// How one commitment stands.
struct ReviewLine: Sendable {
    let lineCode: String
    let lineTag: Tag
    let lineNote: String?
}

/// One unit's quarter: what was recorded, and the form for whoever may record.
struct FollowUpModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let form: FollowUpForm?
    let whyNotMarkup: String?
    let history: [ReviewRow]
    let listLink: String
}

/// The form of a review.
struct FollowUpForm: Sendable {
    let action: String
    let hidden: FormFields
    let fault: Fault?
    let texts: [TextField]
    let commitments: [FollowUpFields]
}

/// One commitment in the form.
struct FollowUpFields: Sendable {
    let commitmentCode: String
    let commitmentText: String
    let progressField: String
    let progressChoices: [Choice]
    let notes: [TextField]
    let isOpen: Bool
}

extension Words {
    /// How a commitment stands, as a tag.
    func progress(_ progress: RecordFollowUp.Progress) -> Tag {
        let text = text("followup.progress.\(progress.rawValue)")
        return switch progress {
        case .notStarted: .plain(text)
        case .onTrack: .now(text)
        case .atRisk: .warn(text)
        case .late: .bad(text)
        case .done: .good(text)
        }
    }
}

extension Desk {
    /// A review for reading.
    func row(_ review: QuarterReview) throws -> ReviewRow {
        let by = words.text(
            "followup.recorded",
            [
                "post": try name(ofPost: review.by.post), "date": words.moment(review.by.recorded),
                "number": words.entry(review.by.number),
            ])
        let replaced = review.replacedBy.map { " " + words.text("followup.replaced", ["number": words.entry($0)]) } ?? ""
        return ReviewRow(
            reviewTitle: words.text("followup.of", ["unit": name(ofUnit: review.unit), "quarter": words.number(review.quarter)]),
            reviewHref: link(CycleRoutes.followUp(year: "\(review.year)", unit: review.unit, quarter: "\(review.quarter)")),
            reviewText: words.pick(review.text), reviewByMarkup: RunningText.markup(by + replaced),
            lines: review.lines.map {
                ReviewLine(lineCode: $0.commitment, lineTag: words.progress($0.progress), lineNote: $0.note.map(words.pick))
            })
    }
}

/// Fills the page of a year's quarterly reviews.
struct FollowUpsQuery {
    let desk: Desk
    let year: Int

    private var words: Words { desk.words }

    /// Throws `notFound` for a year without cycle.
    init(desk: Desk, year: String) throws {
        self.desk = desk
        self.year = try desk.year(year)
    }

    /// The page.
    func page() throws -> Page {
        let title = words.text("followup.title", ["year": "\(year)"])
        let duties = try desk.duties(year).filter { $0.task == .recordFollowUp }
        let reviews = try FollowUpBook.all(year: year, in: desk.tables)
        let byPlace = Dictionary(reviews.map { ("\($0.unit)/\($0.quarter)", $0) }) { first, _ in first }
        let units = Set(duties.compactMap(\.unit) + reviews.map(\.unit)).map { ($0, desk.name(ofUnit: $0)) }.sorted { $0.1 < $1.1 }
        let model = FollowUpsModel(
            titleMarkup: RunningText.markup(title), leadMarkup: RunningText.markup(words.text("followup.lead")),
            simulatedTag: desk.registers.isExample ? words.simulated : nil,
            quarters: (1...4).map { words.text("followup.quarter", ["quarter": "\($0)"]) },
            units: units.map { code, name in
                FollowUpUnit(
                    unitName: name, unitHref: desk.link(.unit(code)),
                    cells: (1...4).map { cell(code, $0, byPlace["\(code)/\($0)"], duties) })
            }, countMarkup: words.markup("followup.count", count: reviews.count),
            reviews: try reviews.sorted { $0.by.number > $1.by.number }.prefix(60).map(desk.row),
            cycleLink: desk.link(.cycle(year: "\(year)")))
        let cycle = Link(href: desk.link(.cycle(year: "\(year)")), text: words.text("cycle.title", ["year": "\(year)"]))
        return Page(Layout(title, year: year, crumbs: [cycle], here: words.text("followup.short")), "followups", model)
    }

    private func cell(_ unit: String, _ quarter: Int, _ review: QuarterReview?, _ duties: [Duty]) -> FollowUpCell {
        let href = desk.link(CycleRoutes.followUp(year: "\(year)", unit: unit, quarter: "\(quarter)"))
        if let review {
            let trouble = review.lines.filter { $0.progress.needsNote }.count
            return FollowUpCell(
                cellHref: href, cellTag: trouble == 0 ? .good(words.text("followup.recorded_short")) : .warn(words.text("followup.recorded_short")),
                cellNoteMarkup: trouble == 0 ? nil : words.markup("followup.trouble", count: trouble))
        }
        guard let duty = duties.first(where: { $0.unit == unit && $0.subject == "\(quarter)" }) else {
            return FollowUpCell(cellHref: href, cellTag: .plain(words.text("followup.not_owed")), cellNoteMarkup: nil)
        }
        return FollowUpCell(
            cellHref: href, cellTag: DutyWords(words: words, today: desk.today).state(duty.state),
            cellNoteMarkup: RunningText.markup(words.dayAndMonth(duty.due)))
    }
}

/// Fills the page of one unit's quarter.
struct FollowUpQuery {
    let desk: Desk
    let year: Int
    let unit: String
    let quarter: Int

    private var words: Words { desk.words }

    /// Throws `notFound` for a year without cycle, an unknown unit or a quarter that is none.
    init(desk: Desk, year: String, unit: String, quarter: String) throws {
        self.desk = desk
        self.year = try desk.year(year)
        self.unit = try desk.unit(unit).code
        guard let number = Int(quarter), (1...4).contains(number) else { throw Failure(.notFound) }
        self.quarter = number
    }

    /// The page, with what was typed when it was refused.
    func page(_ form: Form? = nil, _ failure: Failure? = nil) throws -> Page {
        let title = words.text("followup.of", ["unit": desk.name(ofUnit: unit), "quarter": words.number(quarter)]) + " · \(year)"
        let history = try FollowUpBook.history(year: year, unit: unit, quarter: quarter, in: desk.tables)
        let terms = try TermsBook.inForce(year: year, unit: unit, in: desk.tables)
        let isOver = FollowUpBook.quarter(quarter, of: year).map { $0.last < desk.today } ?? false
        let may = RecordFollowUp.policy.allows(desk.signatory, unit: unit, ledgerIsEmpty: false)
        let why = terms == nil ? "no_terms" : !isOver ? "not_over" : !may ? "not_yours" : nil
        let model = FollowUpModel(
            titleMarkup: RunningText.markup(title), leadMarkup: RunningText.markup(words.text("followup.form_lead")),
            form: why == nil ? terms.map { fields($0, history.last, form, failure) } : nil,
            whyNotMarkup: why.map { words.markup("followup.why_\($0)") },
            history: try history.reversed().map(desk.row), listLink: desk.link(CycleRoutes.followUps(year: "\(year)")))
        let all = Link(href: desk.link(CycleRoutes.followUps(year: "\(year)")), text: words.text("followup.title", ["year": "\(year)"]))
        return Page(Layout(title, year: year, crumbs: [all], here: title), "followup", model)
    }

    private func fields(_ terms: Terms, _ last: QuarterReview?, _ form: Form?, _ failure: Failure?) -> FollowUpForm {
        FollowUpForm(
            action: desk.link(CycleRoutes.followUp(year: "\(year)", unit: unit, quarter: "\(quarter)")), hidden: desk.formFields,
            fault: failure.map(desk.fault), texts: words.fields("text", form, last?.text),
            commitments: terms.commitments.map { commitment in
                let code = commitment.code
                let known = last?.lines.first { $0.commitment == code }
                let chosen = form.map { $0["progress.\(code)"] } ?? known?.progress.rawValue ?? RecordFollowUp.Progress.onTrack.rawValue
                let notes = words.fields("note.\(code)", form, known?.note)
                return FollowUpFields(
                    commitmentCode: code, commitmentText: words.pick(commitment.terms.text), progressField: "progress.\(code)",
                    progressChoices: RecordFollowUp.Progress.allCases.map {
                        Choice(choiceValue: $0.rawValue, choiceText: words.text("followup.progress.\($0.rawValue)"), isChosen: $0.rawValue == chosen)
                    }, notes: notes, isOpen: notes.contains { !$0.fieldValue.isEmpty })
            })
    }

    /// The act the form asks for: every commitment of the terms in force, as the form shows them.
    func act(_ form: Form) throws -> RecordFollowUp {
        let codes = try TermsBook.inForce(year: year, unit: unit, in: desk.tables)?.commitments.map(\.code) ?? []
        let lines = try codes.map { code in
            guard let progress = RecordFollowUp.Progress(rawValue: form["progress.\(code)"]) else {
                throw Failure(.unknownWord, ["field": code, "value": String(form["progress.\(code)"].prefix(40)), "known": ""])
            }
            let note = form.trilingual("note.\(code)")
            return RecordFollowUp.Line(
                commitment: code, progress: progress, note: note == Trilingual(ar: "", fr: "", en: "") ? nil : note)
        }
        return RecordFollowUp(year: year, quarter: quarter, unit: unit, text: form.trilingual("text"), lines: lines)
    }
}
