import Acts
import Figures
import Institution
import Localization
import Publication

/// Fills the pages of multi-year strategies.
struct StrategyQuery {
    let desk: Desk

    private var words: Words { desk.words }

    private func phrase(_ key: String, _ arguments: [String: String] = [:], count: Int? = nil) -> String {
        words.text("roadmap.\(key)", arguments, count: count)
    }

    private func framed(_ title: String, _ template: String, _ model: any Sendable, isRoot: Bool = false) -> Page {
        let crumbs = isRoot ? [] : [Link(href: desk.link(RoadmapRoutes.strategies), text: phrase("strategies_title"))]
        return Page(Layout(title, crumbs: [Link(href: desk.link(.home), text: words.text("home.title"))] + crumbs, here: title), template, model)
    }

    private var may: Bool { SetStrategy.policy.allows(desk.signatory, unit: nil, ledgerIsEmpty: false) }

    private func list(_ title: String, _ lead: String, _ actions: [RoadAction], _ sections: [RoadSection], back: String, isRoot: Bool = false) -> Page {
        let model = RoadListModel(
            titleMarkup: RunningText.markup(title), leadMarkup: RunningText.markup(lead), simulatedTag: desk.registers.isExample ? words.simulated : nil,
            fault: nil, actions: actions, sections: sections, emptyText: phrase("strategies_none"), backHref: back, backText: phrase("back"), prefill: nil)
        return framed(title, "roadlist", model, isRoot: isRoot)
    }

    /// All strategies.
    func all() throws -> Page {
        let strategies = try StrategyBook.all(in: desk.tables)
        let lines = strategies.map { strategy in
            RoadLine(
                lineTitle: words.pick(strategy.terms.name),
                lineTextMarkup: RunningText.markup("\(strategy.terms.from)–\(strategy.terms.to) · " + phrase("goal_count", count: strategy.terms.goals.count)),
                lineTags: [], lineHref: desk.link(RoadmapRoutes.strategy(strategy.terms.code)), lineButton: phrase("open"))
        }
        let action = RoadAction(actionHref: desk.link(RoadmapRoutes.newStrategy), actionText: phrase("strategy_new"), actionStyle: "")
        let section = RoadSection(sectionId: "all", sectionTitle: phrase("strategies_title"), sectionCountMarkup: "", notes: lines)
        return list(
            phrase("strategies_title"), phrase("strategies_lead"), may ? [action] : [], lines.isEmpty ? [] : [section], back: desk.link(.home), isRoot: true)
    }

    /// One strategy: its goals, each with its measure and the objectives of every year that serve it.
    func page(_ code: String) throws -> Page {
        guard let strategy = try StrategyBook.strategy(code, in: desk.tables) else {
            throw Failure(.notFound, privateDetail: "strategy \(code.prefix(64))")
        }
        let terms = strategy.terms
        let readings = try (terms.from...terms.to).filter { desk.registers.phases[$0 - 1] != nil }.map { try RoadmapReading(desk: desk, year: $0) }
        let serving = readings.flatMap { reading in reading.standings.map { (reading, $0) } }.filter { $0.1.objective.terms.goal?.strategy == code }
        let sections = try terms.goals.enumerated().map { index, goal in
            let own = serving.filter { $0.1.objective.terms.goal?.goal == goal.code }
            let lines = own.map { reading, standing in
                RoadLine(
                    lineTitle: words.pick(standing.plan.text),
                    lineTextMarkup: RunningText.markup(
                        "\(reading.year) · \(desk.name(ofUnit: standing.plan.owner)) · "
                            + phrase("percent_done", ["percent": Numerals.percent("\(standing.percent)", words.language)])),
                    lineTags: [reading.tag(standing.state)], lineHref: desk.link(RoadmapRoutes.objective("\(reading.year)", standing.code)), lineButton: nil)
            }
            let head = RoadLine(
                lineTitle: words.pick(goal.text), lineTextMarkup: try measure(goal, terms), lineTags: [],
                lineHref: goal.indicator.map { desk.link(.figure(indicator: $0, unit: desk.root, period: "\(min(terms.to, desk.today.year))")) }
                    ?? desk.link(RoadmapRoutes.strategy(code)), lineButton: nil)
            return RoadSection(
                sectionId: "g-\(goal.code)", sectionTitle: phrase("goal_group", ["number": words.number(index + 1), "name": words.pick(goal.name)]),
                sectionCountMarkup: words.markup("cycle.objective_count", count: own.count), notes: [head] + lines)
        }
        let lead = phrase(
            "strategy_lead", ["from": "\(terms.from)", "to": "\(terms.to)", "date": words.moment(strategy.by.recorded), "number": words.entry(strategy.by.number)])
        let action = RoadAction(actionHref: desk.link(RoadmapRoutes.strategyForm(code)), actionText: phrase("strategy_reword"), actionStyle: "two-nd")
        return list(words.pick(terms.name), lead, may ? [action] : [], sections, back: desk.link(RoadmapRoutes.strategies))
    }

    /// Where a goal started, what each year gave, what is aimed at.
    private func measure(_ goal: SetStrategy.Goal, _ terms: SetStrategy) throws -> String {
        guard let code = goal.indicator, let indicator = desk.registers.indicator(code) else { return RunningText.markup(phrase("goal_unmeasured")) }
        var parts = [desk.name(of: indicator)]
        if let baseline = goal.baseline { parts.append(phrase("from_value", ["value": words.decimal(baseline, measure: indicator.unitOfMeasure)])) }
        let reading = FigureReading(desk: desk)
        for year in terms.from...terms.to {
            guard let value = try reading.answer(indicator, desk.root, Period(year: year)).value else { continue }
            parts.append("\(year)\u{A0}: \(words.value(value, measure: indicator.unitOfMeasure))")
        }
        if let target = goal.target { parts.append(phrase("aim", ["value": words.decimal(target, measure: indicator.unitOfMeasure)])) }
        return parts.map(RunningText.markup).joined(separator: " · ")
    }

    /// The form of a strategy, new or worded anew.
    func form(_ code: String?, _ form: Form? = nil, _ failure: Failure? = nil) throws -> Page {
        guard may else { throw Failure(.notAllowed) }
        let known = try code.flatMap { try StrategyBook.strategy($0, in: desk.tables) }?.terms
        func value(_ name: String, _ text: String?) -> String { RoadForms.value(name, form, text) }
        let year = desk.registers.currentYear ?? desk.today.year
        let main = [
            RoadField("code", phrase("code"), value("code", known?.code), hint: phrase("code_hint")),
            RoadField("from", phrase("from"), value("from", "\(known?.from ?? year)"), .number),
            RoadField("to", phrase("to"), value("to", "\(known?.to ?? year + 4)"), .number),
        ] + RoadForms.trilingual("name", phrase("name"), form, desk, known: known?.name, control: .line)
        let indicators = desk.registers.indicators.map { ($0.code, desk.name(of: $0)) }
        let count = known?.goals.count ?? 0
        let typed = (form?.rows("goals").last ?? -1) + 1
        let goals = (0..<max(count + 2, typed)).map { index in
            let (row, goal) = ("goals.\(index)", index < count ? known?.goals[index] : nil)
            let chosen = value("\(row).indicator", goal?.indicator)
            let choices = [Choice(choiceValue: "", choiceText: phrase("none"), isChosen: chosen.isEmpty)]
                + indicators.map { Choice(choiceValue: $0.0, choiceText: $0.1, isChosen: $0.0 == chosen) }
            return RoadFieldGroup(
                groupTitle: phrase("goal_row", ["number": words.number(index + 1)]), isFolded: true, isOpen: index < count || index < typed,
                fields: [RoadField("\(row).code", phrase("code"), value("\(row).code", goal?.code))]
                    + RoadForms.trilingual("\(row).name", phrase("name"), form, desk, known: goal?.name, control: .line)
                    + RoadForms.trilingual("\(row).text", phrase("meaning"), form, desk, known: goal?.text)
                    + [
                        RoadField("\(row).indicator", phrase("indicator"), "", .choice(choices)),
                        RoadField("\(row).baseline", phrase("start_value"), value("\(row).baseline", goal?.baseline), .number),
                        RoadField("\(row).target", phrase("target"), value("\(row).target", goal?.target), .number),
                    ])
        }
        let title = phrase(known == nil ? "strategy_new" : "strategy_reword")
        let model = RoadFormModel(
            titleMarkup: RunningText.markup(title), leadMarkup: RunningText.markup(phrase("strategy_form_lead")),
            simulatedTag: desk.registers.isExample ? words.simulated : nil, fault: failure.map(desk.fault),
            formAction: desk.link(known.map { RoadmapRoutes.strategyForm($0.code) } ?? RoadmapRoutes.newStrategy), hidden: desk.formFields,
            fieldGroups: [RoadFieldGroup(groupTitle: phrase("strategy"), fields: main)] + goals, submitText: phrase("strategy_set"),
            backHref: desk.link(RoadmapRoutes.strategies), backText: phrase("back"))
        return framed(title, "roadform", model)
    }

    /// The act the form asks for.
    static func act(_ form: Form) throws -> SetStrategy {
        let fields = ["code", "name_ar", "name_fr", "name_en", "text_ar", "text_fr", "text_en", "baseline", "target"]
        let goals = RoadForms.rows("goals", fields, form).map { row in
            SetStrategy.Goal(
                code: form["\(row).code"], name: RoadForms.trilingual("\(row).name", form), text: RoadForms.trilingual("\(row).text", form),
                indicator: RoadForms.given("\(row).indicator", form), baseline: RoadForms.given("\(row).baseline", form),
                target: RoadForms.given("\(row).target", form))
        }
        return SetStrategy(
            code: form["code"], from: try ObjectiveForm.number(form["from"]), to: try ObjectiveForm.number(form["to"]),
            name: RoadForms.trilingual("name", form), goals: goals)
    }
}
