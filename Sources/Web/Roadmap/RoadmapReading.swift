import Acts
import Figures
import Institution
import Localization
import Publication

/// A roadmap as it stands on the day asked for, and how its parts read.
struct RoadmapReading {
    let desk: Desk
    /// The year of the roadmap; the meeting before it is that of the year before.
    let year: Int
    /// The day asked for: of the query, else today, at the latest the year's last.
    let day: Day
    let objectives: [Objective]
    let standings: [ObjectiveStanding]

    var words: Words { desk.words }

    /// Reads the roadmap. Throws `malformedDay` for a day that is none.
    init(desk: Desk, year: Int) throws {
        self.desk = desk
        self.year = year
        let last = try Day("\(year)-12-31")
        if let asked = desk.query["on"], !asked.isEmpty { day = try Codes.day(asked, field: "on") } else { day = min(desk.today, last) }
        objectives = try RoadmapBook.objectives(year: year, in: desk.tables)
        standings = try Slippage.standings(
            objectives, progress: ProgressBook.reports(year: year, in: desk.tables), on: "\(day)")
    }

    /// The year of an address: one before it has a cycle. Throws `notFound` otherwise.
    static func year(_ text: String, _ desk: Desk) throws -> Int {
        guard let year = Int(text), desk.registers.phases[year - 1] != nil else {
            throw Failure(.notFound, privateDetail: "roadmap \(text.prefix(20))")
        }
        return year
    }

    func phrase(_ key: String, _ arguments: [String: String] = [:], count: Int? = nil) -> String {
        words.text("roadmap.\(key)", ["year": "\(year)", "before": "\(year - 1)"].merging(arguments) { _, new in new }, count: count)
    }

    func markup(_ key: String, _ arguments: [String: String] = [:], count: Int? = nil) -> String {
        RunningText.markup(phrase(key, arguments, count: count))
    }

    /// A page in the frame of the roadmap's stage.
    func framed(_ title: String, _ template: String, _ model: any Sendable, isRoot: Bool = false) -> Page {
        var crumbs = [Link(href: desk.link(.cycle(year: "\(year - 1)")), text: words.text("cycle.title", ["year": "\(year - 1)"]))]
        if !isRoot { crumbs.append(Link(href: roadmapLink, text: phrase("title"))) }
        return Page(Layout(title, year: year - 1, stage: .roadmap, crumbs: crumbs, here: title), template, model)
    }

    var roadmapLink: String { desk.link(.stage(year: "\(year - 1)", .roadmap)) }
    var simulatedTag: Tag? { desk.registers.isExample ? words.simulated : nil }

    /// Whether the reader's post may do an act, as far as its policy says.
    func allows(_ act: any Act.Type, unit: String? = nil) -> Bool {
        act.policy.allows(desk.signatory, unit: unit, ledgerIsEmpty: false)
    }

    func tag(_ state: ObjectiveStanding.State) -> Tag {
        let word = phrase("standing.\(state.rawValue)")
        return switch state {
        case .done: .good(word)
        case .onTrack: .now(word)
        case .atRisk: .warn(word)
        case .late: .bad(word)
        case .toCome: .plain(word)
        }
    }

    /// Days behind or ahead, in words.
    func slip(_ days: Int?) -> String {
        guard let days else { return phrase("slip_added") }
        return days == 0 ? phrase("slip_none") : days > 0 ? phrase("slip_behind", count: days) : phrase("slip_ahead", count: -days)
    }

    func decisionCode(_ decision: AdoptObjective.DecisionReference) -> String {
        "\(decision.year)-\(decision.number < 10 ? "0" : "")\(decision.number)"
    }

    /// The row of an objective.
    func row(_ standing: ObjectiveStanding) throws -> ObjectiveRow {
        let (plan, terms) = (standing.plan, standing.objective.terms)
        let text = words.pick(plan.text)
        var detail = [desk.name(ofUnit: plan.owner)]
        if let decision = terms.decision { detail.append(words.text("cycle.from_decision", ["number": decisionCode(decision)])) }
        let percent = Numerals.percent("\(standing.percent)", words.language)
        let list = [desk.name(ofUnit: plan.owner), phrase("until", ["date": words.dayAndMonth(plan.due)]), phrase("percent_done", ["percent": percent])]
        let reached = standing.milestones.filter { $0.reached != nil }.count
        var tags = [tag(standing.state)]
        if standing.slip > 0, standing.state != .done { tags.append(.plain(slip(standing.slip))) }
        return ObjectiveRow(
            objectiveHref: desk.link(RoadmapRoutes.objective("\(year)", terms.code)), objectiveCode: terms.code, objectiveText: text,
            objectiveDetailMarkup: RunningText.markup(detail.joined(separator: " · ")),
            listDetailMarkup: RunningText.markup(list.joined(separator: " · ")), objectiveTags: tags,
            barMarkup: try bar(standing).svg(), ownerName: desk.name(ofUnit: plan.owner), startsMarkup: RunningText.markup(words.day(plan.starts)),
            baselineMarkup: RunningText.markup(words.day(standing.objective.baseline.due)), dueMarkup: RunningText.markup(words.day(plan.due)),
            endMarkup: RunningText.markup(words.day(standing.end)), slipMarkup: RunningText.markup(slip(standing.slip)),
            percentMarkup: Markup.figure(percent),
            milestonesMarkup: words.markup(
                "words.coverage", ["reported": words.number(reached), "expected": words.number(standing.milestones.count)]))
    }

    /// The bar of an objective.
    func bar(_ standing: ObjectiveStanding) throws -> GanttBar {
        let plan = standing.plan
        let baseline = standing.objective.baseline
        var label = [
            words.pick(plan.text), words.range(plan.starts, plan.due),
            phrase("percent_done", ["percent": Numerals.percent("\(standing.percent)", words.language)]), slip(standing.slip),
        ]
        label += standing.milestones.map { milestone in
            let state = milestone.reached.map { phrase("reached_on", ["date": words.dayAndMonth($0)]) } ?? words.dayAndMonth(milestone.milestone.due)
            return "\(words.pick(milestone.milestone.text)) (\(state))"
        }
        var marks = try standing.milestones.map { milestone in
            try GanttBar.Mark(
                day: Day(milestone.milestone.due), isReached: milestone.reached != nil, isOverdue: milestone.isOverdue)
        }
        if marks.isEmpty { marks = [GanttBar.Mark(day: try Day(plan.due), isReached: standing.state == .done, isOverdue: false)] }
        return GanttBar(
            year: year, starts: try Day(plan.starts), due: try Day(plan.due),
            baseline: (starts: try Day(baseline.starts), due: try Day(baseline.due)), percent: standing.percent,
            bounds: plan.phases.dropFirst().compactMap { try? Day($0.starts) }, marks: marks, today: day,
            isMirrored: words.language == .ar, label: label.joined(separator: words.text("words.separator")))
    }

    /// The choices of a list, with an empty one first where `none` names it.
    func choices(_ list: [(String, String)], chosen: String, none: String? = nil) -> [Choice] {
        let empty = none.map { [("", $0)] } ?? []
        return (empty + list).map { Choice(choiceValue: $0.0, choiceText: $0.1, isChosen: $0.0 == chosen) }
    }
}
