import Acts
import Figures
import Institution
import Localization
import Publication

/// The stages that the direction does: meeting, roadmap, report.
extension StageQuery {
    func meeting() throws -> Page {
        try MeetingQuery(desk: desk, year: year).page()
    }

    /// The roadmap a year's meeting feeds: that of the next year.
    func roadmap() throws -> Page {
        let next = year + 1
        let title = phrase("roadmap_title", ["year": "\(next)"])
        let objectives = try RoadmapBook.objectives(year: next, in: desk.tables)
        let priorities = try PrioritiesBook.priorities(year: next, in: desk.tables)
        let rows = try objectives.map { ($0.terms.priority, try objective($0, next)) }
        var groups = priorities.map { priority in
            ObjectiveGroup(groupName: words.pick(priority.text), bars: rows.filter { $0.0 == priority.code }.map(\.1))
        }
        let codes = Set(priorities.map(\.code))
        groups.append(ObjectiveGroup(groupName: phrase("no_priority"), bars: rows.filter { !codes.contains($0.0 ?? "") }.map(\.1)))
        let today = desk.today.year == next ? RunningText.markup(words.dayAndMonth("\(desk.today)")) : nil
        let model = RoadmapModel(
            titleMarkup: RunningText.markup(title),
            leadMarkup: RunningText.markup(phrase("roadmap_lead", ["year": "\(next)", "before": "\(year)"])),
            simulatedTag: desk.registers.isExample ? words.simulated : nil, counts: try counts(objectives, priorities), todayMarkup: today,
            months: (1...12).map { Dates.monthShort($0, words.language) }, groups: groups.filter { !$0.bars.isEmpty },
            objectiveCountMarkup: words.markup("cycle.objective_count", count: objectives.count), objectives: rows.map(\.1),
            cycleLink: cycleLink)
        return framed(title, "roadmap", model)
    }

    private func counts(_ objectives: [Objective], _ priorities: [Priority]) throws -> [CountCard] {
        let decisions = try MeetingBook.decisions(year: year, in: desk.tables).count
        let open = try RoadmapBook.decisionsWithoutObjective(year: year, in: desk.tables).count
        func card(_ key: String, _ count: Int, of all: Int? = nil) -> CountCard {
            CountCard(
                countName: phrase("count_\(key)"), countMarkup: Markup.figure(words.number(count)),
                countOfMarkup: all.map { words.markup("cycle.of", ["all": words.number($0)]) } ?? "")
        }
        return [
            card("objectives", objectives.count), card("phases", objectives.reduce(0) { $0 + $1.terms.phases.count }),
            card("carried", decisions - open, of: decisions), card("priorities", priorities.count),
        ]
    }

    private func objective(_ objective: Objective, _ next: Int) throws -> ObjectiveRow {
        let terms = objective.terms
        let starts = try Day(terms.starts)
        let due = try Day(terms.due)
        var detail = [desk.name(ofUnit: terms.owner), words.range(terms.starts, terms.due)]
        if let decision = terms.decision {
            detail.append(phrase("from_decision", ["number": "\(decision.year)-\(decision.number < 10 ? "0" : "")\(decision.number)"]))
        }
        let state = objective.state(on: "\(desk.today)")
        let word = words.text("layout.state.\(state == .done ? "done" : state == .current ? "now" : "todo")")
        let text = words.pick(terms.text)
        let bar = GanttBar(
            year: next, starts: starts, due: due, bounds: terms.phases.dropFirst().compactMap { try? Day($0.starts) }, today: desk.today,
            isMirrored: words.language == .ar, label: "\(text): \(words.range(terms.starts, terms.due))")
        return ObjectiveRow(
            objectiveAnchor: "o-\(terms.code)", objectiveText: text, objectiveDetailMarkup: RunningText.markup(detail.joined(separator: " · ")),
            objectiveTags: [state == .current ? .now(word) : .plain(word)], barMarkup: bar.svg(),
            objectivePhases: terms.phases.map { phase in
                ObjectivePhaseRow(phaseMarkup: RunningText.markup("\(words.pick(phase.text)) · \(words.range(phase.starts, phase.due))"))
            })
    }

    /// The published editions, each language with its document.
    func report(_ site: PublishedSite) throws -> Page {
        let title = phrase("report_title")
        let latest = try PublicationsBook.latest(year: year, in: desk.tables)
        let editions = Language.allCases.filter { site.has("\(year)/\($0.rawValue)/index.html") }.map { language in
            let document = "\(year)/report.\(language.rawValue).pdf"
            return EditionRow(
                editionHref: PublishedSite.link("\(year)/\(language.rawValue)/"), editionLang: language.rawValue,
                editionName: "\(words.text("layout.stage.report")) \(year), \(language.name)", editionText: phrase("edition_text"),
                documentHref: site.has(document) ? PublishedSite.link(document) : nil)
        }
        let model = PreviewModel(
            titleMarkup: RunningText.markup(title), leadMarkup: RunningText.markup(phrase("report_lead")),
            publishedTag: latest.map { .good(done("published_on", $0.by)) }, editions: editions,
            command: "hasila report \(year) --out public")
        return framed(title, "preview", model)
    }
}
