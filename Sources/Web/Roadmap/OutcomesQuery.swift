import Acts
import Figures
import Institution
import Localization
import Publication

/// Fills the page of decisions and what became of them.
struct OutcomesQuery {
    let reading: RoadmapReading

    private var desk: Desk { reading.desk }
    private var words: Words { desk.words }

    init(desk: Desk, year: Int) throws { reading = try RoadmapReading(desk: desk, year: year) }

    /// The page, with the refusal of a form and what was typed in it.
    func page(_ form: Form? = nil, _ failure: Failure? = nil, number: Int? = nil) throws -> Page {
        let outcomes = try OutcomeBook.outcomes(year: reading.year - 1, in: desk.tables)
        let title = reading.phrase("outcomes_title")
        func card(_ key: String, _ state: DecisionOutcome.State) -> CountCard {
            CountCard(
                countName: reading.phrase(key), countMarkup: Markup.figure(words.number(outcomes.filter { $0.state == state }.count)),
                countOfMarkup: words.markup("cycle.of", ["all": words.number(outcomes.count)]))
        }
        let model = OutcomesModel(
            titleMarkup: RunningText.markup(title), leadMarkup: reading.markup("outcomes_lead"), simulatedTag: reading.simulatedTag,
            fault: failure.map(desk.fault), counts: [card("count_carried", .objective), card("count_refused", .refused), card("count_open", .open)],
            decisions: outcomes.map { row($0, $0.decision.number == number ? form : nil) }, roadmapLink: reading.roadmapLink)
        return reading.framed(title, "outcomes", model)
    }

    private func row(_ outcome: DecisionOutcome, _ form: Form?) -> OutcomeRow {
        let decision = outcome.decision
        let reference = AdoptObjective.DecisionReference(year: decision.year, number: decision.number)
        let detail = [
            words.text("cycle.decision", ["number": reading.decisionCode(reference)]),
            words.text("cycle.owner_due", ["owner": desk.name(ofUnit: decision.owner), "date": words.day(decision.due)]),
        ]
        let tag: Tag = switch outcome.state {
        case .open: .warn(reading.phrase("outcome_open"))
        case .objective: .good(reading.phrase("outcome_objective"))
        case .refused: .plain(reading.phrase("outcome_refused"))
        }
        let names = Dictionary(reading.objectives.map { ($0.key, words.pick($0.plan.text)) }) { first, _ in first }
        let isOpen = outcome.state == .open
        return OutcomeRow(
            decisionAnchor: "d-\(decision.number)", decisionText: words.pick(decision.text),
            decisionDetailMarkup: RunningText.markup(detail.joined(separator: " · ")), decisionTags: [tag],
            outcomes: outcome.objectives.map {
                Link(href: desk.link(RoadmapRoutes.objective("\($0.year)", $0.code)), text: "\($0.code) · \(names[$0] ?? "\($0.year)")")
            },
            outcomeText: outcome.text.map(words.pick),
            newHref: isOpen && reading.allows(AdoptObjective.self)
                ? desk.link(RoadmapRoutes.new("\(reading.year)"), ["from": "decision-\(decision.number)"]) : nil,
            forms: isOpen ? forms(decision, form) : [])
    }

    private func forms(_ decision: Decision, _ form: Form?) -> [OutcomeForm] {
        var forms: [OutcomeForm] = []
        let action = desk.link(RoadmapRoutes.outcome("\(reading.year)", "\(decision.number)"))
        func add(_ manner: String, _ fields: [RoadField]) {
            forms.append(
                OutcomeForm(
                    formAction: action, formTitle: reading.phrase("manner.\(manner)"), manner: manner, isOpen: form?["manner"] == manner,
                    hidden: desk.formFields, fields: fields.map { $0.identified("d\(decision.number)-\(manner)-") }))
        }
        if reading.allows(CloseDecision.self), !reading.objectives.isEmpty {
            let list = reading.objectives.map { ($0.terms.code, "\($0.terms.code) · \(words.pick($0.plan.text))") }
            let typed = form?["manner"] == "attach" ? form : nil
            add("attach",
                [RoadField("objective", reading.phrase("objective"), "", .choice(reading.choices(list, chosen: typed?["objective"] ?? "")))]
                    + RoadForms.trilingual("text", reading.phrase("how"), typed, desk))
        }
        if reading.allows(RefuseDecision.self) {
            add("refuse", RoadForms.trilingual("text", reading.phrase("reason"), form?["manner"] == "refuse" ? form : nil, desk))
        }
        return forms
    }

    /// The act a form asks for.
    static func act(_ form: Form, year: Int, number: Int) throws -> any Act {
        switch form["manner"] {
        case "attach":
            return CloseDecision(
                year: year - 1, number: number, roadmap: year, objective: form["objective"], note: RoadForms.trilingual("text", form))
        case "refuse": return RefuseDecision(year: year - 1, number: number, reason: RoadForms.trilingual("text", form))
        default: throw Failure(.badForm)
        }
    }
}
