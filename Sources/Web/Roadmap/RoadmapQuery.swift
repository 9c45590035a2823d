import Acts
import Figures
import Institution
import Localization
import Publication

/// Fills the page of a roadmap: calendar, list, dependencies, what became of the decisions.
struct RoadmapQuery {
    let reading: RoadmapReading
    private let isClosed: Bool
    private let outcomes: [DecisionOutcome]
    private let priorities: [Priority]

    private var desk: Desk { reading.desk }
    private var words: Words { desk.words }
    private var year: Int { reading.year }

    /// Reads the roadmap of a year.
    init(desk: Desk, year: Int) throws {
        reading = try RoadmapReading(desk: desk, year: year)
        isClosed = try RoadmapBook.isClosed(year: year, in: desk.tables)
        outcomes = try OutcomeBook.outcomes(year: year - 1, in: desk.tables)
        priorities = try PrioritiesBook.priorities(year: year, in: desk.tables)
    }

    private var open: Int { outcomes.filter { $0.state == .open }.count }

    /// The page, with the refusal of a closing where there was one.
    func page(_ failure: Failure? = nil, form: Form? = nil) throws -> Page {
        let title = reading.phrase("title")
        let shown = reading.standings.filter(isShown)
        let rows = try shown.map { ($0, try reading.row($0)) }
        let meeting = try MeetingBook.meeting(year: year - 1, in: desk.tables)
        let lead = meeting == nil
            ? reading.phrase("lead_none")
            : reading.phrase("lead_objectives", count: reading.objectives.count) + " "
                + reading.phrase("lead_decisions", ["date": words.day(meeting?.held ?? "")], count: outcomes.count) + " " + outcomeSentence
        let model = RoadmapModel(
            titleMarkup: RunningText.markup(title), leadMarkup: RunningText.markup(lead), simulatedTag: reading.simulatedTag,
            situationMarkup: reading.markup("situation", ["date": words.longDay(reading.day)]), actions: actions,
            fault: failure.map(desk.fault), counts: counts, filterAction: reading.roadmapLink, filters: filters,
            todayMarkup: reading.day.year == year ? RunningText.markup(words.dayAndMonth("\(reading.day)")) : nil,
            months: (1...12).map { Dates.monthShort($0, words.language) }, groups: groups(rows),
            objectiveCountMarkup: words.markup("cycle.objective_count", count: rows.count), objectives: rows.map(\.1),
            dependencies: dependencies(shown), openMarkup: RunningText.markup(outcomeSentence),
            outcomesLink: desk.link(RoadmapRoutes.outcomes("\(year)")), closing: closing(form), closedTag: try closedTag(),
            hasObjectives: !rows.isEmpty, emptyLink: actions.last)
        return reading.framed(title, "roadmap", model, isRoot: true)
    }

    private var outcomeSentence: String {
        let refused = outcomes.filter { $0.state == .refused }.count
        if open > 0 { return reading.phrase("decisions_open", count: open) }
        return refused > 0 ? reading.phrase("decisions_refused", count: refused) : reading.phrase("decisions_all")
    }

    private func isShown(_ standing: ObjectiveStanding) -> Bool {
        func agrees(_ name: String, _ value: String?) -> Bool {
            guard let wanted = desk.query[name], !wanted.isEmpty else { return true }
            return wanted == value
        }
        return agrees("owner", standing.plan.owner) && agrees("priority", standing.objective.terms.priority)
            && agrees("state", standing.state.rawValue)
    }

    private var actions: [RoadAction] {
        func action(_ route: SiteRoute, _ key: String, _ style: String = "two-nd") -> RoadAction {
            RoadAction(actionHref: desk.link(route), actionText: reading.phrase(key), actionStyle: style)
        }
        var list = [
            action(RoadmapRoutes.calendar("\(year)"), "ics"), action(RoadmapRoutes.table("\(year)"), "csv"),
            action(RoadmapRoutes.strategies, "strategy_link"), action(RoadmapRoutes.terms("\(year)"), "terms_link"),
        ]
        if !isClosed, reading.allows(AdoptObjective.self) { list.append(action(RoadmapRoutes.proposals("\(year)"), "propose", "")) }
        return list
    }

    private var counts: [CountCard] {
        let standings = reading.standings
        let milestones = standings.flatMap(\.milestones)
        let due = milestones.filter { $0.milestone.due <= "\(reading.day)" || $0.reached != nil }
        func card(_ key: String, _ count: Int, of all: Int? = nil) -> CountCard {
            CountCard(
                countName: reading.phrase("counts.\(key)"), countMarkup: Markup.figure(words.number(count)),
                countOfMarkup: all.map { words.markup("cycle.of", ["all": words.number($0)]) } ?? "")
        }
        return [
            card("begun", standings.filter { $0.latest != nil }.count, of: standings.count),
            card("milestones", due.filter { $0.reached != nil }.count, of: due.count),
            card("trouble", standings.filter { [.atRisk, .late].contains($0.state) }.count, of: standings.count),
            card("outcomes", outcomes.count - open, of: outcomes.count),
        ]
    }

    private var filters: [RoadField] {
        let chosen = desk.query
        let all = reading.phrase("all")
        let owners = Set(reading.standings.map(\.plan.owner)).sorted().map { ($0, desk.name(ofUnit: $0)) }
        let states = ObjectiveStanding.State.allCases.map { ($0.rawValue, reading.phrase("standing.\($0.rawValue)")) }
        let used = priorities.map { ($0.code, words.pick($0.text)) }
        return [
            RoadField("owner", reading.phrase("owner"), "", .choice(reading.choices(owners, chosen: chosen["owner"] ?? "", none: all))),
            RoadField("priority", reading.phrase("priority"), "", .choice(reading.choices(used, chosen: chosen["priority"] ?? "", none: all))),
            RoadField("state", reading.phrase("state"), "", .choice(reading.choices(states, chosen: chosen["state"] ?? "", none: all))),
            RoadField("on", reading.phrase("on"), "\(reading.day)", .day),
        ]
    }

    /// By the goals of a strategy where objectives have them, else by priority.
    private func groups(_ rows: [(ObjectiveStanding, ObjectiveRow)]) -> [ObjectiveGroup] {
        var groups: [ObjectiveGroup] = []
        var rest = rows
        func take(_ name: String, _ belongs: (AdoptObjective) -> Bool) {
            let own = rest.filter { belongs($0.0.objective.terms) }
            rest.removeAll { belongs($0.0.objective.terms) }
            if !own.isEmpty { groups.append(ObjectiveGroup(groupName: name, bars: own.map(\.1))) }
        }
        for strategy in (try? StrategyBook.strategies(year: year, in: desk.tables)) ?? [] {
            for (index, goal) in strategy.terms.goals.enumerated() {
                let name = reading.phrase("goal_group", ["number": words.number(index + 1), "name": words.pick(goal.name)])
                take(name) { $0.goal == .init(strategy: strategy.terms.code, goal: goal.code) }
            }
        }
        for priority in priorities { take(words.pick(priority.text)) { $0.priority == priority.code } }
        take(words.text("cycle.no_priority")) { _ in true }
        return groups
    }

    private func dependencies(_ shown: [ObjectiveStanding]) -> [RoadNote] {
        let names = Dictionary(reading.standings.map { ($0.code, words.pick($0.plan.text)) }) { first, _ in first }
        let separator = words.text("words.separator")
        return shown.filter { !$0.downstream.isEmpty }.map { standing in
            let waiting = standing.downstream.map { names[$0] ?? $0 }.joined(separator: separator)
            var text = reading.phrase("awaited_by", ["list": waiting])
            if standing.slip > 0, standing.state != .done { text += " " + reading.slip(standing.slip).capitalizedFirst + "." }
            let handed = reading.standings.filter { standing.downstream.contains($0.code) && $0.handedOn > 0 }
            let tag: Tag = handed.isEmpty
                ? .good(reading.phrase("downstream", count: standing.downstream.count)) : .warn(reading.phrase("pushed", count: handed.count))
            return RoadNote(
                noteHref: desk.link(RoadmapRoutes.objective("\(year)", standing.code)), noteTitle: words.pick(standing.plan.text),
                noteTextMarkup: RunningText.markup(text), noteTags: [tag])
        }
    }

    private func closedTag() throws -> Tag? {
        guard isClosed, let last = try RoadmapBook.closings(year: year, in: desk.tables).last else { return nil }
        return .good(reading.phrase("closed_on", ["date": words.moment(last.by.recorded), "number": words.entry(last.by.number)]))
    }

    /// Only who may close or reopen sees the form; while decisions are open it says what is missing instead of a button.
    private func closing(_ form: Form?) -> ClosingPanel? {
        if isClosed {
            guard reading.allows(ReopenRoadmap.self) else { return nil }
            return ClosingPanel(
                closingAction: desk.link(RoadmapRoutes.reopening("\(year)")), closingText: reading.phrase("reopen_text"),
                closingButton: reading.phrase("reopen"), reasons: RoadForms.trilingual("reason", reading.phrase("reason"), form, desk), hidden: desk.formFields)
        }
        guard reading.allows(AdoptRoadmap.self), !reading.objectives.isEmpty else { return nil }
        return ClosingPanel(
            closingAction: desk.link(RoadmapRoutes.closing("\(year)")),
            closingText: open > 0 ? reading.phrase("close_blocked", count: open) : reading.phrase("close_text"),
            closingButton: reading.phrase("close"), reasons: [], hidden: open > 0 ? nil : desk.formFields)
    }
}

extension StageQuery {
    /// The roadmap a year's meeting feeds: that of the next year.
    func roadmap() throws -> Page { try RoadmapQuery(desk: desk, year: year + 1).page() }
}
