import Acts
import Figures
import Identity
import Institution
import Localization
import Publication

/// Fills the page of proposals for a roadmap: one click leads to a form already filled.
struct ProposalsQuery {
    let reading: RoadmapReading

    private var desk: Desk { reading.desk }
    private var words: Words { desk.words }

    init(desk: Desk, year: Int) throws { reading = try RoadmapReading(desk: desk, year: year) }

    /// The page.
    func page() throws -> Page {
        let proposals = try RoadmapProposals.all(year: reading.year, in: desk.tables)
        let title = reading.phrase("proposals_title")
        let may = try reading.allows(AdoptObjective.self) && !RoadmapBook.isClosed(year: reading.year, in: desk.tables)
        func section(_ key: String, _ belongs: (RoadmapProposal.Source) -> Bool) -> RoadSection? {
            let own = proposals.filter { belongs($0.source) }
            guard !own.isEmpty else { return nil }
            return RoadSection(
                sectionId: key, sectionTitle: reading.phrase("section.\(key)"),
                sectionCountMarkup: reading.markup("proposal_count", count: own.count), notes: own.map { line($0, may: may) })
        }
        let sections = [
            section("decisions") { if case .decision = $0 { true } else { false } },
            section("commitments") { if case .commitment = $0 { true } else { false } },
            section("difficulties") { if case .difficulty = $0 { true } else { false } },
        ].compactMap { $0 }
        let empty = RoadAction(actionHref: desk.link(RoadmapRoutes.new("\(reading.year)")), actionText: reading.phrase("new_title"), actionStyle: "two-nd")
        let model = RoadListModel(
            titleMarkup: RunningText.markup(title), leadMarkup: reading.markup("proposals_lead"), simulatedTag: reading.simulatedTag,
            fault: nil, actions: may ? [empty] : [], sections: sections, emptyText: reading.phrase("proposals_none"),
            backHref: reading.roadmapLink, backText: reading.phrase("back"), prefill: nil)
        return reading.framed(title, "roadlist", model)
    }

    private func line(_ proposal: RoadmapProposal, may: Bool) -> RoadLine {
        let objective = proposal.objective
        var text = words.text("cycle.owner_due", ["owner": desk.name(ofUnit: objective.owner), "date": words.day(objective.due)])
        var tags: [Tag] = []
        switch proposal.source {
        case .decision(let number):
            tags = [.warn(words.text("cycle.decision", ["number": reading.decisionCode(.init(year: reading.year - 1, number: number))]))]
        case .commitment(let code, _, let status):
            tags = [.plain(words.text("cycle.on_commitment", ["code": code])), .bad(words.text("cycle.status.\(status.rawValue)"))]
        case .difficulty(_, let units):
            tags = [.warn(reading.phrase("units_count", count: units.count))]
            text = units.map(desk.name(ofUnit:)).joined(separator: words.text("words.separator"))
        }
        return RoadLine(
            lineTitle: words.pick(objective.text), lineTextMarkup: RunningText.markup(text), lineTags: tags,
            lineHref: desk.link(RoadmapRoutes.new("\(reading.year)"), ["from": proposal.id]), lineButton: may ? reading.phrase("make_objective") : nil)
    }
}

/// Fills the page where the terms of the roadmap's year are drafted from it.
struct TermsPrefillQuery {
    let reading: RoadmapReading

    private var desk: Desk { reading.desk }
    private var words: Words { desk.words }

    init(desk: Desk, year: Int) throws { reading = try RoadmapReading(desk: desk, year: year) }

    /// The drafts, with directions and starting values of the indicators: the unit's figure of the year before, else the institution's.
    func drafts() throws -> [(unit: String, draft: TermsDraft)] {
        try TermsPrefill.drafts(reading.objectives) { code, unit in
            guard let indicator = desk.registers.indicator(code) else { return nil }
            let figures = FigureReading(desk: desk)
            let before = Period(year: reading.year - 1)
            let value = try figures.answer(indicator, unit, before).value ?? figures.answer(indicator, desk.root, before).value
            return (indicator.direction, value?.description)
        }
    }

    /// Who may make the drafts: who closes the loop for all, and a unit for itself.
    func allows(unit: String) -> Bool {
        [.directorGeneral, .secretary, .administrator].contains(desk.signatory.role)
            || mayEdit(unit)
    }

    /// The editor opens to whom the terms are; others are led to the unit.
    private func mayEdit(_ unit: String) -> Bool { ProposeTerms.policy.allows(desk.signatory, unit: unit, ledgerIsEmpty: false) }

    /// The page.
    func page(_ failure: Failure? = nil) throws -> Page {
        let title = reading.phrase("terms_title")
        let drafts = try drafts()
        let lines = try drafts.map { unit, draft in
            let isFree = try TermsPrefill.isFree(year: reading.year, unit: unit, in: desk.tables)
            let names = draft.commitments.map { "\($0.code) (\($0.weight))" }.joined(separator: words.text("words.separator"))
            return RoadLine(
                lineTitle: desk.name(ofUnit: unit), lineTextMarkup: RunningText.markup(names),
                lineTags: [isFree ? .plain(reading.phrase("terms_free")) : .good(reading.phrase("terms_there"))],
                lineHref: desk.link(mayEdit(unit) ? TermsRoutes.editor("\(reading.year)", unit) : .unit(unit)), lineButton: nil)
        }
        let may = drafts.contains { allows(unit: $0.unit) }
        let section = RoadSection(
            sectionId: "units", sectionTitle: reading.phrase("terms_units"), sectionCountMarkup: reading.markup("units_count", count: lines.count), notes: lines)
        let model = RoadListModel(
            titleMarkup: RunningText.markup(title), leadMarkup: reading.markup("terms_lead"), simulatedTag: reading.simulatedTag,
            fault: failure.map(desk.fault), actions: [], sections: lines.isEmpty ? [] : [section], emptyText: reading.phrase("terms_none"),
            backHref: reading.roadmapLink, backText: reading.phrase("back"),
            prefill: may
                ? PrefillForm(formAction: desk.link(RoadmapRoutes.terms("\(reading.year)")), hidden: desk.formFields, submitText: reading.phrase("terms_make"))
                : nil)
        return reading.framed(title, "roadlist", model)
    }
}
