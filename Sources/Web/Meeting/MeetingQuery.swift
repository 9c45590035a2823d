import Acts
import Figures
import Institution
import Localization
import Publication
import Storage

/// What the pages of the meeting share.
protocol MeetingPages {
    var desk: Desk { get }
    var year: Int { get }
}

extension MeetingPages {
    var words: Words { desk.words }
    var tables: any Connection { desk.tables }

    func phrase(_ key: String, _ arguments: [String: String] = [:]) -> String {
        words.text("meeting.\(key)", ["year": "\(year)"].merging(arguments) { _, new in new })
    }

    func link(_ more: String, _ query: KeyValuePairs<String, String> = [:]) -> String {
        desk.link(MeetingRoutes.place("\(year)", more), query)
    }

    func links() throws -> MeetingLinks {
        MeetingLinks(
            overviewLink: desk.link(.stage(year: "\(year)", .meeting)), agendaLink: link("agenda"), presentLink: link("present"),
            liveLink: link("live"), minutesLink: link("minutes"), minutesFile: link("minutes.pdf"), decisionsLink: link("decisions"),
            prioritiesLink: link("priorities"), isHeld: try MeetingBook.meeting(year: year, in: tables) != nil)
    }

    /// A page of the meeting in the office's frame.
    func framed(_ title: String, _ template: String, _ model: any Sendable, isEntrance: Bool = false) -> Page {
        var crumbs = [Link(href: desk.link(.cycle(year: "\(year)")), text: words.text("cycle.title", ["year": "\(year)"]))]
        if !isEntrance { crumbs.append(Link(href: desk.link(.stage(year: "\(year)", .meeting)), text: words.text("cycle.meeting_title", ["year": "\(year)"]))) }
        return Page(Layout(title, year: year, stage: .meeting, crumbs: crumbs, here: title), template, model)
    }

    var simulatedTag: Tag? { desk.registers.isExample ? words.simulated : nil }

    /// The day by which what is due counts as late.
    var day: String { "\(desk.today)" }

    func entry(_ number: Int64) -> String { words.entry(number) }

    func made(_ by: Authorship) -> String {
        phrase("made", ["date": words.moment(by.recorded), "number": words.entry(by.number)])
    }

    /// A decision with its state, and links to what moved it.
    func row(_ decision: Decision, _ standing: FollowUp?, isCarried: Bool) throws -> DecisionRow {
        var detail = words.text("cycle.decision", ["number": decision.label]) + " · "
            + words.text("cycle.owner_due", ["owner": desk.name(ofUnit: decision.owner), "date": words.day(decision.due)])
        if let commitment = decision.commitment { detail += " " + words.text("cycle.on_commitment", ["code": commitment]) }
        if let follower = decision.follower { detail += " " + words.text("brief.followed_by", ["unit": desk.name(ofUnit: follower)]) }
        var tags: [Tag] = [tag(standing?.state)]
        if decision.due < day, standing?.state != .done, standing?.state != .replaced { tags.append(.warn(words.text("brief.alert_overdue"))) }
        tags.append(isCarried ? .good(words.text("cycle.in_roadmap")) : .plain(words.text("cycle.not_in_roadmap")))
        if desk.registers.isExample { tags.append(words.simulated) }
        var supports: [Link] = []
        if let code = decision.indicator, let indicator = desk.registers.indicator(code) {
            let figure = SiteRoute.figure(
                indicator: code, unit: decision.figureUnit ?? desk.root, period: decision.figurePeriod ?? "\(decision.year)")
            supports.append(Link(href: desk.link(figure), text: desk.name(of: indicator)))
        }
        if let number = decision.dossier, let dossier = try MeetingBook.dossier(number, in: tables) {
            supports.append(
                Link(
                    href: desk.link(MeetingRoutes.place("\(decision.year)", "briefs", dossier.unit)),
                    text: words.text("brief.on_dossier", ["entry": words.entry(number)])))
        }
        return DecisionRow(
            decisionAnchor: "d-\(decision.label)", decisionText: words.pick(decision.text),
            decisionDetailMarkup: RunningText.markup(detail), decisionTags: tags,
            decisionNote: standing.map { words.pick($0.note) }, supports: supports)
    }

    func tag(_ state: FollowDecision.State?) -> Tag {
        guard let state else { return .plain(words.text("brief.decision_open")) }
        let word = words.text("brief.decision_\(state.rawValue)")
        return switch state {
        case .done: .good(word)
        case .underWay: .now(word)
        case .blocked: .bad(word)
        case .replaced: .plain(word)
        }
    }
}

/// Fills the entrance of the meeting: where it stands, its agenda, its decisions.
struct MeetingQuery: MeetingPages {
    let desk: Desk
    let year: Int

    /// The page.
    func page() throws -> Page {
        let title = words.text("cycle.meeting_title", ["year": "\(year)"])
        let meeting = try MeetingBook.meeting(year: year, in: tables)
        let convocation = try MeetingBook.convocation(year: year, in: tables)
        let decisions = try MeetingBook.decisions(year: year, in: tables)
        let standing = try MeetingBook.standing(in: tables)
        let open = Set(try RoadmapBook.decisionsWithoutObjective(year: year, in: tables).map(\.number))
        let priorities = try PrioritiesBook.priorities(year: year + 1, in: tables)
        let sheet = meeting == nil ? nil : try MinutesReader(year: year, language: desk.language, in: tables).sheet()
        let dossiers = Dictionary(try MeetingBook.dossiers(year: year, in: tables).map { ($0.unit, $0) }) { first, _ in first }
        let model = MeetingModel(
            titleMarkup: RunningText.markup(title), leadMarkup: RunningText.markup(lead(meeting, convocation)), headTags: headTags(sheet, meeting, convocation),
            links: try links(), counts: try counts(decisions, standing, dossiers.count, convocation), agenda: agenda(convocation, dossiers),
            agendaNoteMarkup: words.markup("meeting.agenda_count", count: convocation?.turns.count ?? 0),
            signatures: sheet?.signatures.map { SignatureRow($0) } ?? [],
            voidedMarkup: sheet.flatMap { $0.voided.isEmpty ? nil : RunningText.markup($0.voided) },
            priorityCountMarkup: words.markup("cycle.priority_count", ["year": "\(year + 1)"]), priorities: priorities.map(priority),
            decisionCountMarkup: words.markup("cycle.decision_count", count: decisions.count),
            decisions: try decisions.map { try row($0, standing[$0.reference], isCarried: !open.contains($0.number)) },
            guidance: try MeetingBook.guidance(year: year, in: tables).map {
                GuidanceRow(
                    guidanceText: words.pick($0.text),
                    guidanceDetailMarkup: RunningText.markup(($0.unit.map { desk.name(ofUnit: $0) + " · " } ?? "") + made($0.by)))
            }, cycleLink: desk.link(.cycle(year: "\(year)")))
        return framed(title, "meeting", model, isEntrance: true)
    }

    private func lead(_ meeting: Meeting?, _ convocation: Convocation?) -> String {
        if let meeting {
            return words.text(
                "cycle.meeting_lead",
                ["date": words.day(meeting.held), "place": words.pick(meeting.place), "number": words.entry(meeting.by.number), "year": "\(year)"])
        }
        guard let convocation else { return phrase("not_convened") }
        return phrase(
            "convened_lead",
            ["date": words.day(convocation.day), "time": convocation.starts, "place": words.pick(convocation.place), "number": words.entry(convocation.by.number)])
    }

    private func headTags(_ sheet: MinutesSheet?, _ meeting: Meeting?, _ convocation: Convocation?) -> [Tag] {
        var tags: [Tag] = []
        if let sheet {
            let signed = sheet.signatures.filter(\.isSigned).count
            tags.append(signed == 2 ? .good(phrase("state_signed")) : .now(phrase(signed == 1 ? "state_half_signed" : "state_held")))
        } else {
            tags.append(.plain(phrase(convocation == nil ? "state_open" : "state_convened")))
        }
        if desk.registers.isExample { tags.append(words.simulated) }
        return tags
    }

    private func counts(
        _ decisions: [Decision], _ standing: [AdoptObjective.DecisionReference: FollowUp], _ dossiers: Int, _ convocation: Convocation?
    ) throws -> [CountCard] {
        func card(_ key: String, _ count: Int, of all: Int?) -> CountCard {
            CountCard(
                countName: words.text("meeting.count_\(key)"), countMarkup: Markup.figure(words.number(count)),
                countOfMarkup: all.map { words.markup("cycle.of", ["all": words.number($0)]) } ?? "")
        }
        let before = try MeetingBook.decisions(year: year - 1, in: tables)
        let said = before.filter { standing[$0.reference] != nil }.count
        let seats = try MeetingBook.attendance(year: year, in: tables)?.seats ?? []
        let units = convocation?.turns.count
        return [
            card("dossiers", dossiers, of: units), card("followed", said, of: before.count),
            card("seats", seats.filter { $0.state != .excused }.count, of: seats.isEmpty ? nil : seats.count),
            card("decisions", decisions.count, of: nil),
        ]
    }

    private func agenda(_ convocation: Convocation?, _ dossiers: [String: Dossier]) -> [AgendaRow] {
        guard let convocation else { return [] }
        let times = convocation.times
        func minutes(_ count: Int) -> String { words.markup("meeting.minutes_count", count: count) }
        let opening = AgendaRow(
            agendaTimeMarkup: Markup.figure(times[0]), agendaName: words.text("brief.opening"), agendaLink: link("decisions", ["before": "\(year)"]),
            agendaMinutesMarkup: minutes(convocation.opening), agendaTags: [])
        let turns = convocation.turns.enumerated().map { index, turn in
            AgendaRow(
                agendaTimeMarkup: Markup.figure(times[index + 1]), agendaName: desk.name(ofUnit: turn.unit),
                agendaLink: desk.link(MeetingRoutes.place("\(year)", "briefs", turn.unit)), agendaMinutesMarkup: minutes(turn.minutes),
                agendaTags: [dossiers[turn.unit] == nil ? .plain(phrase("not_frozen")) : .good(phrase("frozen"))])
        }
        let closing = AgendaRow(
            agendaTimeMarkup: Markup.figure(times.last ?? ""), agendaName: words.text("brief.closing"), agendaLink: link("priorities"),
            agendaMinutesMarkup: "", agendaTags: [])
        return [opening] + turns + [closing]
    }

    private func priority(_ priority: Priority) -> PriorityRow {
        PriorityRow(
            priorityTitle: words.pick(priority.text),
            priorityTextMarkup: priority.source.map { FigureQuery.sourceMarkup($0, label: words.text("figure.source")) },
            priorityTags: [.plain(words.text("cycle.rank", ["rank": words.number(priority.rank)]))])
    }
}

/// Fills the followers' page.
struct LiveQuery: MeetingPages {
    let desk: Desk
    let year: Int

    init(desk: Desk, year: String) throws {
        self.desk = desk
        self.year = try desk.year(year)
    }

    func page() throws -> Page {
        let title = phrase("live_title")
        let isHeld = try MeetingBook.meeting(year: year, in: tables) != nil
        let model = LivePageModel(
            titleMarkup: RunningText.markup(title), links: try links(),
            live: isHeld ? LiveModel(try MinutesReader(year: year, language: desk.language, in: tables).sheet()) : nil,
            eventsLink: link("events"), selfLink: link("live"), simulatedTag: simulatedTag)
        var page = framed(title, "meeting_live", model)
        page.layout.scripts = ["follow.js"]
        return page
    }
}
