import Acts
import Figures
import Foundation
import Hummingbird
import Identity
import Institution
import Localization
import Publication
import Storage

/// The page that assigns one commitment to many units, with a preview before anything is done.
struct TermsAssignmentModel: Sendable {
    let titleMarkup: String
    let assignmentLead: String
    let assignAction: String
    let assignHidden: FormFields
    let fault: Fault?
    let fromName: String
    let fromChoices: [Choice]
    let bases: [Link]
    let base: String
    let code: String
    let textAr: String
    let textFr: String
    let textEn: String
    let indicator: String
    let target: String
    let weight: String
    let due: String
    let indicatorList: [Choice]
    let typeChoices: [Choice]
    let priorityChoices: [Choice]
    let methodChoices: [Choice]
    let unitBoxes: [UnitBox]
    let preview: AssignmentPreview?
    let listLink: String
}

/// A unit below that may be chosen.
struct UnitBox: Sendable {
    let boxField: String
    let boxName: String
    let isTicked: Bool
}

/// What would be assigned, unit by unit.
struct AssignmentPreview: Sendable {
    let previewCountMarkup: String
    let previewRows: [PreviewRow]
}

/// One unit of the preview; target and baseline may still be changed.
struct PreviewRow: Sendable {
    let previewUnit: String
    let previewCode: String
    let previewUnitCode: String
    let previewLastMarkup: String
    let previewBaseline: String
    let previewTarget: String
}

struct TermsAssignmentQuery {
    let desk: Desk
    let year: Int

    private var words: Words { desk.words }

    /// Throws `notFound` for a year without cycle, and for who may not assign.
    init(desk: Desk, year: String) throws {
        self.desk = desk
        self.year = try desk.year(year)
        guard CascadeTerms.policy.allows(desk.signatory, unit: desk.signatory.unit, ledgerIsEmpty: false) else {
            throw Failure(.notFound, privateDetail: "assignment by \(desk.signatory.post)")
        }
    }

    /// The unit it comes from: the own one, or for the direction and the administrator any that is named.
    func from(_ form: Form?) -> String {
        let asked = form?["from"] ?? desk.query["from"] ?? ""
        let mayAsk = CascadeTerms.policy.allows(desk.signatory, unit: asked, ledgerIsEmpty: false)
        return mayAsk && desk.registers.units[asked] != nil ? asked : desk.signatory.unit
    }

    /// The units below, open today, nearest first.
    func below(_ from: String) -> [String] {
        let tree = desk.treeToday
        let all = ((try? tree.subtree(of: from)) ?? []).filter { $0 != from && ((try? tree.isOpen($0)) ?? false) }
        let levels = Dictionary(uniqueKeysWithValues: all.map { ($0, (try? tree.level(of: $0)) ?? 0) })
        return all.enumerated().sorted { ((levels[$0.element] ?? 0), $0.offset) < ((levels[$1.element] ?? 0), $1.offset) }.map(\.element)
    }

    /// The commitment as typed, before it is spread.
    func typed(_ form: Form) -> DraftCommitment {
        var row = DraftCommitment()
        row.code = form["code"]
        (row.textAr, row.textFr, row.textEn) = (form["text_ar"], form["text_fr"], form["text_en"])
        row.indicator = form["indicator"]
        row.targetType = form["type"].isEmpty ? TargetType.atLeast.rawValue : form["type"]
        row.target = TermsDraft.decimal(form["target"], desk.language)
        row.weight = form["weight"]
        row.due = form["due"]
        row.priority = form["priority"]
        row.carries = form["base"]
        return row
    }

    /// One assignment a chosen unit; what was changed in the preview counts, else the spread target and last year's value.
    func assignments(_ form: Form) -> [(unit: String, row: DraftCommitment, last: ExactDecimal?)] {
        let base = typed(form)
        let chosen = below(from(form)).filter { form["u.\($0)"] == "1" }
        let last = chosen.map { unit in
            (try? desk.cube.answer(Question(indicator: base.indicator, unit: unit, span: Period(year: year - 1), tree: .then)))?.value
        }
        let method = TargetShares.Method(rawValue: form["method"]) ?? .same
        let parts = (try? ExactDecimal(base.target)).flatMap { TargetShares.parts(of: $0, method: method, bases: last) }
        return chosen.enumerated().map { index, unit in
            var row = base
            row.code = "\(base.code).\(unit)"
            let (typedTarget, typedBaseline) = (form["t.\(unit)"], form["b.\(unit)"])
            row.target = typedTarget.isEmpty ? parts.map { "\($0[index])" } ?? base.target : TermsDraft.decimal(typedTarget, desk.language)
            row.baseline = typedBaseline.isEmpty ? last[index].map { "\($0)" } ?? "" : TermsDraft.decimal(typedBaseline, desk.language)
            return (unit, row, last[index])
        }
    }

    /// The act that the form asks for.
    func act(_ form: Form) throws -> CascadeTerms {
        CascadeTerms(
            year: year, from: from(form),
            assignments: try assignments(form).map { .init(unit: $0.unit, commitment: try $0.row.proposed()) })
    }

    /// The page: empty, started from a commitment of the own terms, or with what was typed.
    func page(_ form: Form? = nil, _ failure: Failure? = nil, previews: Bool = false) throws -> Page {
        let from = from(form)
        let own = try TermsBook.current(year: year, unit: from, in: desk.tables)?.commitments.map(\.terms) ?? []
        var row = form.map(typed) ?? DraftCommitment()
        if form == nil, let base = own.first(where: { $0.code == desk.query["base"] ?? "" }) {
            row = DraftCommitment(base)
            row.carries = base.code
            row.weight = "10"
        }
        let title = words.text("terms.assign_title", ["year": "\(year)"])
        let units = below(from)
        let methods = TargetShares.Method.allCases
        let list = form.map(assignments) ?? []
        let mayAsk = CascadeTerms.policy.allows(desk.signatory, unit: desk.root, ledgerIsEmpty: false)
        let priorities = try PrioritiesBook.priorities(year: year, in: desk.tables)
        let model = TermsAssignmentModel(
            titleMarkup: RunningText.markup(title), assignmentLead: words.text("terms.assign_lead"),
            assignAction: desk.link(TermsRoutes.assignment("\(year)")), assignHidden: desk.formFields, fault: failure.map(desk.fault),
            fromName: desk.name(ofUnit: from), fromChoices: mayAsk ? froms(from) : [],
            bases: own.map { base in
                Link(
                    href: desk.link(TermsRoutes.assignment("\(year)"), ["base": base.code, "from": from]),
                    text: base.code + " · " + words.pick(base.text))
            },
            base: row.carries, code: row.code, textAr: row.textAr, textFr: row.textFr, textEn: row.textEn, indicator: row.indicator,
            target: row.target, weight: row.weight, due: row.due,
            indicatorList: desk.registers.indicators.map { Choice(choiceValue: $0.code, choiceText: desk.name(of: $0), isChosen: false) },
            typeChoices: TargetType.allCases.filter { $0 != .between }.map {
                Choice(choiceValue: $0.rawValue, choiceText: words.text("words.target_type.\($0.rawValue)"), isChosen: $0.rawValue == row.targetType)
            },
            priorityChoices: [Choice(choiceValue: "", choiceText: words.text("terms.none"), isChosen: false)]
                + priorities.map { Choice(choiceValue: $0.code, choiceText: words.pick($0.text), isChosen: $0.code == row.priority) },
            methodChoices: methods.map {
                Choice(
                    choiceValue: $0.rawValue, choiceText: words.text("terms.method_\($0.rawValue)"),
                    isChosen: $0.rawValue == (form?["method"] ?? "proportional"))
            },
            unitBoxes: units.map { UnitBox(boxField: "u.\($0)", boxName: desk.name(ofUnit: $0), isTicked: form?["u.\($0)"] == "1") },
            preview: previews && !list.isEmpty ? preview(list) : nil, listLink: desk.link(.stage(year: "\(year)", .terms)))
        let back = Link(href: desk.link(.stage(year: "\(year)", .terms)), text: words.text("cycle.terms_title", ["year": "\(year)"]))
        var page = Page(Layout(title, year: year, stage: .terms, crumbs: [back], here: words.text("terms.assign_word")), "terms_assignment", model)
        if let failure { page.status = failure.code.status }
        return page
    }

    /// The units that have units below, for those who may assign from any.
    private func froms(_ from: String) -> [Choice] {
        let tree = desk.treeToday
        return desk.registers.units.keys.filter { !((try? tree.children(of: $0)) ?? []).isEmpty }
            .map { Choice(choiceValue: $0, choiceText: desk.name(ofUnit: $0), isChosen: $0 == from) }
            .sorted { $0.choiceText < $1.choiceText }
    }

    private func preview(_ list: [(unit: String, row: DraftCommitment, last: ExactDecimal?)]) -> AssignmentPreview {
        AssignmentPreview(
            previewCountMarkup: words.markup("terms.preview_count", count: list.count),
            previewRows: list.map { item in
                let measure = desk.registers.indicator(item.row.indicator)?.unitOfMeasure ?? ""
                return PreviewRow(
                    previewUnit: desk.name(ofUnit: item.unit), previewCode: item.row.code, previewUnitCode: item.unit,
                    previewLastMarkup: item.last.map { Markup.figure(words.value($0, measure: measure)) }
                        ?? words.markup("layout.not_available"),
                    previewBaseline: item.row.baseline, previewTarget: item.row.target)
            })
    }
}

extension Site {
    /// Shows the preview, or assigns.
    func assignTerms(_ request: Request, _ context: WebContext) async throws -> Response {
        let form = try await Form.ofSession(request, context)
        let (visitor, year) = (try Self.official(context), context.parameters.word("year"))
        guard form["do"] == "assign" else {
            return try await page(request, context) { desk in
                let query = try TermsAssignmentQuery(desk: desk, year: year)
                let none = query.assignments(form).isEmpty ? Failure(.nothingAssigned, ["year": year, "from": query.from(form)]) : nil
                return try query.page(form, none, previews: true)
            }
        }
        do {
            guard Secret(form["key"]) != nil else { throw Failure(.badForm) }
            let act = try await read(request, context) { try TermsAssignmentQuery(desk: $0, year: year).act(form) }
            try await office.registrar.submit(act, by: visitor.signatory, idempotencyKey: form["key"])
            return .redirect(to: TermsRoutes.coverage(year).link(context.language, ["unit": act.from]), type: .normal)
        } catch let failure as Failure where failure.code.isMendable {
            return try await page(request, context) { try TermsAssignmentQuery(desk: $0, year: year).page(form, failure, previews: true) }
        }
    }
}
