import Acts
import Figures
import Institution
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
        let model = CycleModel(
            titleMarkup: RunningText.markup(title), leadMarkup: RunningText.markup(lead),
            cycleTags: desk.registers.isExample ? [words.simulated] : [], counts: try counts,
            yearLine: HomeQuery.yearLine(year, desk), phases: phases,
            years: desk.registers.years.map { Link(href: desk.link(.cycle(year: "\($0)")), text: "\($0)") })
        return Page(Layout(title, year: year, crumbs: [Link(href: desk.link(.home), text: words.text("home.title"))], here: title), "cycle", model)
    }

    private var counts: [CountCard] {
        get throws {
            let terms = try TermsBook.all(year: year, in: desk.tables)
            let assessed = try SelfAssessmentBook.units(year: year, in: desk.tables).count
            let rated = try EvaluationBook.units(year: year, in: desk.tables).count
            let decisions = try MeetingBook.decisions(year: year, in: desk.tables).count
            func card(_ key: String, _ count: Int, of all: Int?) -> CountCard {
                CountCard(
                    countName: words.text("cycle.count_\(key)"), countMarkup: Markup.figure(words.number(count)),
                    countOfMarkup: all.map { words.markup("cycle.of", ["all": words.number($0)]) } ?? "")
            }
            return [
                card("terms", terms.filter { $0.state == .signed }.count, of: terms.count),
                card("assessments", assessed, of: terms.count), card("evaluations", rated, of: terms.count),
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
            return PhaseRow(
                phaseState: state, phaseHref: desk.link(.stage(year: "\(year)", stage)),
                phaseName: words.word("phase", dates.phase.rawValue).capitalizedFirst, phaseDatesMarkup: RunningText.markup(words.range(dates.starts, dates.ends)),
                phaseTag: state == "done" ? .good(word) : state == "now" ? .now(word) : .plain(word))
        }
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
