import Acts
import Figures
import Institution
import Localization
import Publication

/// Fills the page of an objective.
struct ObjectiveQuery {
    let reading: RoadmapReading
    let standing: ObjectiveStanding
    /// Reads the files that reports cite: those of the roadmap's year and of the cycle it was adopted in.
    private let readings: [StatementReading]

    private var desk: Desk { reading.desk }
    private var words: Words { desk.words }
    private var year: String { "\(reading.year)" }

    /// Throws `notFound` for no such objective.
    init(desk: Desk, year: Int, code: String) throws {
        reading = try RoadmapReading(desk: desk, year: year)
        guard let standing = reading.standings.first(where: { $0.code == code }) else {
            throw Failure(.notFound, privateDetail: "objective \(code.prefix(64))")
        }
        self.standing = standing
        let (owner, cites) = (standing.plan.owner, standing.reports.contains { $0.report.evidence?.isEmpty == false })
        let years = [year, year - 1].filter { cites && desk.registers.phases[$0] != nil }
        readings = try years.map { year in
            StatementReading(
                desk: desk, year: year, unit: owner, files: try EvidenceBook.files(year: year, unit: owner, in: desk.tables),
                mayRead: (try? AssessmentDesk(desk, year: "\(year)", unit: owner).mayRead) ?? false, taxons: [])
        }
    }

    /// A cited file with the way to it; nothing more than its hash where no filed file has it.
    private func file(_ hash: String) -> String? {
        guard let row = readings.first(where: { $0.files[hash] != nil })?.file(hash) else {
            return "<span class=\"hash\">\(Markup.escape(String(hash.prefix(12))))…</span>"
        }
        return row.supportHref.map { "<a href=\"\(Markup.escape($0))\" dir=\"auto\">\(Markup.escape(row.supportName))</a>" }
    }

    /// The page.
    func page() throws -> Page {
        let plan = standing.plan
        let title = words.pick(plan.text)
        var actions: [RoadAction] = []
        if reading.allows(ReviseObjective.self) { actions.append(action(RoadmapRoutes.revision(year, standing.code), "revise", "two-nd")) }
        if reading.allows(ReportProgress.self, unit: plan.owner) { actions.append(action(RoadmapRoutes.progress(year, standing.code), "report", "")) }
        let by = standing.objective.by
        let model = ObjectiveModel(
            titleMarkup: RunningText.markup(title),
            leadMarkup: reading.markup(
                "objective_lead", ["owner": desk.name(ofUnit: plan.owner), "range": words.range(plan.starts, plan.due), "code": standing.code]),
            tags: [reading.tag(standing.state), .plain(reading.phrase("adopted_on", ["date": words.moment(by.recorded), "number": words.entry(by.number)]))],
            simulatedTag: reading.simulatedTag, actions: actions, counts: counts, months: (1...12).map { Dates.monthShort($0, words.language) },
            barMarkup: try reading.bar(standing).svg(), facts: try facts(), milestones: try standing.milestones.map(milestone),
            phases: plan.phases.map(phase), waitsFor: waitsFor, resources: plan.resources.map(resource), risks: plan.risks.map(risk),
            reports: try standing.reports.reversed().map(report), revisions: try standing.objective.versions.dropFirst().reversed().map(revision),
            roadmapLink: reading.roadmapLink)
        return reading.framed(title, "objective", model)
    }

    private func action(_ route: SiteRoute, _ key: String, _ style: String) -> RoadAction {
        RoadAction(actionHref: desk.link(route), actionText: reading.phrase(key), actionStyle: style)
    }

    private var counts: [CountCard] {
        let reached = standing.milestones.filter { $0.reached != nil }.count
        func card(_ key: String, _ markup: String, _ of: String = "") -> CountCard {
            CountCard(countName: reading.phrase(key), countMarkup: markup, countOfMarkup: of)
        }
        return [
            card("percent", Markup.figure(Numerals.percent("\(standing.percent)", words.language))),
            card("milestones", Markup.figure(words.number(reached)), words.markup("cycle.of", ["all": words.number(standing.milestones.count)])),
            card("expected", RunningText.markup(words.dayAndMonth(standing.end))),
            card("slip", RunningText.markup(reading.slip(standing.slip)),
                standing.handedOn > 0 ? reading.markup("handed_on", count: standing.handedOn) : ""),
        ]
    }

    private func facts() throws -> [RoadFact] {
        let (terms, plan) = (standing.objective.terms, standing.plan)
        var facts: [RoadFact] = []
        func add(_ key: String, _ markup: String?) { if let markup { facts.append(RoadFact(factName: reading.phrase(key), factMarkup: markup)) } }
        func link(_ route: SiteRoute, _ text: String, anchor: String = "") -> String {
            "<a href=\"\(Markup.escape(desk.link(route) + anchor))\">\(RunningText.markup(text))</a>"
        }
        add("owner", link(.unit(plan.owner), desk.name(ofUnit: plan.owner)))
        add("decision", terms.decision.map { link(RoadmapRoutes.outcomes("\($0.year + 1)"), reading.decisionCode($0), anchor: "#d-\($0.number)") })
        if let priority = try terms.priority.flatMap({ try PrioritiesBook.priority(year: terms.year, code: $0, in: desk.tables) }) {
            add("priority", RunningText.markup(words.pick(priority.text)))
        }
        if let goal = terms.goal, let strategy = try StrategyBook.strategy(goal.strategy, in: desk.tables), let named = strategy.goal(goal.goal) {
            add("goal", link(RoadmapRoutes.strategy(goal.strategy), words.pick(named.name)))
        }
        add("commitment", terms.commitment.map { link(.stage(year: "\($0.year)", .terms), $0.code) })
        if let code = plan.indicator, let indicator = desk.registers.indicator(code) {
            let aim = plan.target.map { " · " + reading.phrase("aim", ["value": words.decimal($0, measure: indicator.unitOfMeasure)]) } ?? ""
            add("indicator", link(.figure(indicator: code, unit: desk.root, period: year), desk.name(of: indicator)) + RunningText.markup(aim))
        }
        let baseline = standing.objective.baseline
        add("baseline", RunningText.markup(words.range(baseline.starts, baseline.due)))
        return facts
    }

    private func milestone(_ standing: MilestoneStanding) throws -> MilestoneRow {
        let milestone = standing.milestone
        let measure = milestone.indicator.flatMap(desk.registers.indicator)
        var aim = measure.map(desk.name(of:)) ?? ""
        if let target = milestone.target {
            aim += " · " + reading.phrase("aim", ["value": words.decimal(target, measure: measure?.unitOfMeasure)])
        }
        if let result = standing.result { aim += " · " + reading.phrase("found", ["value": words.decimal(result, measure: measure?.unitOfMeasure)]) }
        let tag: Tag = standing.reached != nil
            ? .good(reading.phrase("milestone_reached")) : standing.isOverdue ? .bad(reading.phrase("milestone_overdue")) : .plain(reading.phrase("standing.\(ObjectiveStanding.State.toCome.rawValue)"))
        return MilestoneRow(
            milestoneText: words.pick(milestone.text), milestoneCode: milestone.code, measureMarkup: RunningText.markup(aim),
            baselineMarkup: RunningText.markup(standing.baseline.map(words.day) ?? reading.phrase("slip_added")),
            dueMarkup: RunningText.markup(words.day(milestone.due)),
            reachedMarkup: RunningText.markup(standing.reached.map(words.day) ?? "–"), slipMarkup: RunningText.markup(reading.slip(standing.slip)),
            milestoneTag: tag)
    }

    private func note(_ title: String, _ text: String, _ tags: [Tag] = [], href: String? = nil) -> RoadNote {
        RoadNote(noteHref: href, noteTitle: title, noteTextMarkup: RunningText.markup(text), noteTags: tags)
    }

    private func phase(_ phase: AdoptObjective.ObjectivePhase) -> RoadNote {
        let owner = phase.owner.map { " · " + desk.name(ofUnit: $0) } ?? ""
        return note(words.pick(phase.text), words.range(phase.starts, phase.due) + owner)
    }

    private var waitsFor: [RoadNote] {
        standing.plan.dependsOn.compactMap { code in
            guard let other = reading.standings.first(where: { $0.code == code }) else { return nil }
            return note(
                words.pick(other.plan.text), reading.phrase("ends_on", ["date": words.day(other.end)]), [reading.tag(other.state)],
                href: desk.link(RoadmapRoutes.objective(year, code)))
        }
    }

    private func resource(_ resource: ObjectiveResource) -> RoadNote {
        let amount = resource.amount.map { words.decimal($0, measure: nil) }
        return note(words.pick(resource.text), [reading.phrase("means.\(resource.kind.rawValue)"), amount].compactMap { $0 }.joined(separator: " · "))
    }

    private func risk(_ risk: ObjectiveRisk) -> RoadNote {
        let levels = reading.phrase(
            "risk_levels", ["likelihood": reading.phrase("level.\(risk.likelihood.rawValue)"), "impact": reading.phrase("level.\(risk.impact.rawValue)")])
        let grave = risk.likelihood == .high || risk.impact == .high
        return note(words.pick(risk.text), words.pick(risk.answer), [grave ? .warn(levels) : .plain(levels)])
    }

    private func report(_ progress: Progress) throws -> RoadNote {
        let report = progress.report
        let state = ObjectiveStanding.State(rawValue: report.status.rawValue) ?? .onTrack
        let title = "\(words.day(report.asOf)) · \(Numerals.percent("\(report.percent)", words.language))"
        let by = reading.phrase(
            "reported_by", ["post": try desk.name(ofPost: progress.by.post), "date": words.moment(progress.by.recorded), "number": words.entry(progress.by.number)])
        var text = "<span dir=\"auto\">\(RunningText.markup(report.note))</span><br><span class=\"xs q\">\(RunningText.markup(by))"
        if let evidence = report.evidence, !evidence.isEmpty {
            text += ([reading.markup("evidence_count", count: evidence.count)] + evidence.compactMap(file)).map { " · " + $0 }.joined()
        }
        text += "</span>"
        return RoadNote(noteHref: nil, noteTitle: title, noteTextMarkup: text, noteTags: [reading.tag(state)])
    }

    private func revision(_ version: PlanVersion) throws -> RoadNote {
        let title = reading.phrase("revised_on", ["date": version.decided.map(words.day) ?? "", "number": words.entry(version.by.number)])
        let end = reading.phrase("ends_on", ["date": words.day(version.plan.due)])
        return note(title, (version.reason.map(words.pick) ?? "") + " " + end)
    }
}
