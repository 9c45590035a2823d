import Acts
import Figures
import Institution
import Localization
import Publication

/// Fills the page of a year.
struct CycleQuery {
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
        let title = words.text("cycle.title", ["year": "\(year)"])
        let opening = try CycleBook.opening(year: year, in: desk.tables)
        let lead = words.text("cycle.lead") + (opening.map { opening in
            " " + words.text("cycle.opened", ["number": words.entry(opening.number), "date": words.moment(opening.recorded)])
        } ?? "")
        let calendar = desk.registers.calendars[year]
        let model = CycleModel(
            titleMarkup: RunningText.markup(title), leadMarkup: RunningText.markup(lead),
            cycleTags: desk.registers.isExample ? [words.simulated] : [], actions: actions, counts: try counts,
            dutyCounts: try dutyCounts, yearLine: HomeQuery.yearLine(year, desk), phases: phases,
            months: (1...12).map { Dates.monthShort($0, words.language) },
            extensions: try calendar.map { Array(try ExtensionsQuery.rows($0, desk).prefix(5)) } ?? [],
            extensionCountMarkup: words.markup("calendar.extension_count", count: calendar?.extensions.count ?? 0), ownDates: ownDates,
            years: desk.registers.years.map { Link(href: desk.link(.cycle(year: "\($0)")), text: "\($0)") })
        return Page(Layout(title, year: year, crumbs: [Link(href: desk.link(.home), text: words.text("home.title"))], here: title), "cycle", model)
    }

    /// Where one goes on from here: everyone reads, who may act finds the forms.
    private var actions: [Link] {
        func may(_ policy: Policy) -> Bool { policy.allows(desk.signatory, unit: nil, ledgerIsEmpty: false) }
        let place = "\(year)"
        var list = [
            Link(href: desk.link(CycleRoutes.duties(year: place)), text: words.text("calendar.duties")),
            Link(href: desk.link(CycleRoutes.followUps(year: place)), text: words.text("calendar.followups")),
            Link(href: desk.link(CycleRoutes.reminders), text: words.text("calendar.reminders")),
            Link(
                href: desk.link(CycleRoutes.extensions(year: place)),
                text: words.text(may(ExtendPhase.policy) ? "calendar.extend_link" : "calendar.extensions")),
        ]
        if may(OpenCycle.policy) { list.append(Link(href: desk.link(CycleRoutes.opening), text: words.text("calendar.open_link"))) }
        return list
    }

    private var dutyCounts: [DutyCount] {
        get throws {
            let counts = try desk.duties(year).reduce(into: [Duty.State: Int]()) { $0[$1.state, default: 0] += 1 }
            let shown = DutyWords(words: words, today: desk.today)
            return Duty.State.allCases.map { state in
                DutyCount(
                    dutyHref: desk.link(CycleRoutes.duties(year: "\(year)"), ["state": state.rawValue]), dutyTag: shown.state(state),
                    dutyCountMarkup: Markup.figure(words.number(counts[state] ?? 0)))
            }
        }
    }

    /// The units with extensions of their own: each with its phases and last days.
    private var ownDates: [OwnDates] {
        guard let calendar = desk.registers.calendars[year] else { return [] }
        let units = Set(calendar.extensions.compactMap(\.unit)).map { ($0, desk.name(ofUnit: $0)) }.sorted { $0.1 < $1.1 }
        return units.map { code, name in
            let dates = Phase.allCases.compactMap { phase -> String? in
                guard let own = calendar.dates(phase, unit: code), own != calendar.dates(phase) else { return nil }
                return words.word("phase", phase.rawValue) + " " + words.range(own.starts, own.ends)
            }
            return OwnDates(
                ownUnit: name, ownUnitHref: desk.link(.unit(code)),
                ownDatesMarkup: RunningText.markup(dates.joined(separator: words.text("words.separator"))))
        }
    }

    private var counts: [CountCard] {
        get throws {
            let terms = try TermsBook.counts(year: year, in: desk.tables)
            let assessed = try SelfAssessmentBook.units(year: year, in: desk.tables).count
            let rated = try EvaluationBook.units(year: year, in: desk.tables).count
            let decisions = try MeetingBook.decisions(year: year, in: desk.tables).count
            func card(_ key: String, _ count: Int, of all: Int?) -> CountCard {
                CountCard(
                    countName: words.text("cycle.count_\(key)"), countMarkup: Markup.figure(words.number(count)),
                    countOfMarkup: all.map { words.markup("cycle.of", ["all": words.number($0)]) } ?? "")
            }
            return [
                card("terms", terms.inForce, of: terms.all),
                card("assessments", assessed, of: terms.all), card("evaluations", rated, of: terms.all),
                card("decisions", decisions, of: nil),
            ]
        }
    }

    private var phases: [PhaseRow] {
        let day = "\(desk.today)"
        return (desk.registers.phases[year] ?? []).map { dates in
            let state = day > dates.ends ? "done" : day < dates.starts ? "todo" : "now"
            let word = words.text("layout.state.\(state)")
            let stage = Stage.allCases.first { $0.phase == dates.phase } ?? .roadmap
            let planned = desk.registers.calendars[year]?.planned(dates.phase)
            let name = words.word("phase", dates.phase.rawValue).capitalizedFirst
            let range = words.range(dates.starts, dates.ends)
            return PhaseRow(
                phaseState: state, phaseHref: desk.link(.stage(year: "\(year)", stage)), phaseName: name,
                phaseDatesMarkup: RunningText.markup(range),
                phasePlannedMarkup: planned.flatMap { planned in
                    planned == dates ? nil : words.markup("calendar.planned_until", ["date": words.day(planned.ends)])
                }, phaseTag: state == "done" ? .good(word) : state == "now" ? .now(word) : .plain(word),
                barMarkup: bar(dates, planned: planned, label: "\(name): \(range)"))
        }
    }

    private func bar(_ dates: PhaseDates, planned: PhaseDates?, label: String) -> String {
        guard let starts = try? Day(dates.starts), let due = try? Day(dates.ends), starts.year <= year else { return "" }
        let bounds = planned.flatMap { $0.ends < dates.ends ? try? Day($0.ends).next : nil }.map { [$0] } ?? []
        return GanttBar(
            year: year, starts: starts, due: due, bounds: bounds, today: desk.today, isMirrored: words.language == .ar, label: label
        ).svg()
    }
}

/// Fills the pages of a year's stages.
struct StageQuery {
    let desk: Desk
    let year: Int
    let stage: Stage

    var words: Words { desk.words }

    /// Throws `notFound` for a year without cycle or a word that names no stage.
    init(desk: Desk, year: String, stage: String) throws {
        self.desk = desk
        self.year = try desk.year(year)
        guard let stage = Stage(word: stage) else { throw Failure(.notFound, privateDetail: "stage \(stage.prefix(40))") }
        self.stage = stage
    }

    /// The page.
    func page(site: PublishedSite) throws -> Page {
        switch stage {
        case .terms: try terms()
        case .figures: try figures()
        case .assessment: try assessments()
        case .evaluation: try evaluations()
        case .meeting: try meeting()
        case .roadmap: try roadmap()
        case .report, .any: try report(site)
        }
    }

    /// A page in the frame of its stage.
    func framed(_ title: String, _ template: String, _ model: any Sendable) -> Page {
        let cycle = Link(href: desk.link(.cycle(year: "\(year)")), text: words.text("cycle.title", ["year": "\(year)"]))
        return Page(Layout(title, year: year, stage: stage, crumbs: [cycle], here: title), template, model)
    }

    var cycleLink: String { desk.link(.cycle(year: "\(year)")) }

    func phrase(_ key: String, _ arguments: [String: String] = [:]) -> String {
        words.text("cycle.\(key)", ["year": "\(year)"].merging(arguments) { _, new in new })
    }

    /// When an act was done and which entry holds it.
    func done(_ key: String, _ by: Authorship) -> String {
        phrase(key, ["date": words.moment(by.recorded), "number": words.entry(by.number)])
    }
}
