import Acts
import Figures
import Institution
import Localization
import Publication

/// The presentation: every point of the agenda is on the page, so that nothing has to be fetched while it is shown.
struct PresenterModel: Sendable {
    struct Slide: Sendable {
        let slideId: String
        let slideTitle: String
        /// What a screen shows at the head: the point's number of all.
        let slidePlaceMarkup: String
        let slideMinutes: String
        let slideTimerMarkup: String
        let frozenTag: Tag?
        let scoreMarkup: String?
        let slideTags: [Tag]
        let slideFigures: [SlideFigure]
        let chartTitleMarkup: String?
        let chartMarkup: String
        let slideItems: [BriefModel.ItemLine]
        let itemsTitle: String
        let agendaRows: [AgendaStep]
        let decideLink: String?
        let figureLink: String?
        let nextHref: String?
        let previousHref: String?
        let isUnit: Bool
    }
    struct SlideFigure: Sendable {
        let drillHref: String
        let figureLabel: String
        let figureValueMarkup: String
        let figureMeasure: String
        let figureNotesMarkup: String
        let isProven: Bool
    }
    struct AgendaStep: Sendable {
        let stepHref: String
        let stepName: String
        let stepTimeMarkup: String
        let stepState: String
        let isStep: Bool
    }
    /// Why this number: its series, on the page too.
    struct Drill: Sendable {
        let drillId: String
        let drillTitle: String
        let drillOf: String
        let drillRows: [DrillRow]
        let drillNoteMarkup: String
        let drillFigureLink: String
        let backHref: String
    }
    struct DrillRow: Sendable {
        let rowYear: String
        let rowValueMarkup: String
        let rowChangeMarkup: String
        let rowCoverageMarkup: String
        let rowIsHere: Bool
    }

    let institution: String
    let titleMarkup: String
    let placeMarkup: String
    let slides: [Slide]
    let drills: [Drill]
    let leaveLink: String
    let eventsLink: String
    let nextKey: String
    let previousKey: String
}

/// Fills the presentation.
struct PresenterQuery: MeetingPages {
    let desk: Desk
    let year: Int

    init(desk: Desk, year: String) throws {
        self.desk = desk
        self.year = try desk.year(year)
    }

    func page() throws -> Page {
        let convocation = try MeetingBook.convocation(year: year, in: tables)
        let reader = try BriefReader(year: year, cube: desk.cube, day: day, in: tables)
        let profile = desk.registers.profile
        let text = BriefText(desk.language, institution: Wording(profile.names), notice: Wording(), reader: reader)
        let turns = convocation?.turns ?? []
        let names = [words.text("brief.opening")] + turns.map { desk.name(ofUnit: $0.unit) } + [words.text("brief.closing")]
        let times = convocation?.times ?? Array(repeating: "", count: names.count)
        var drills: [PresenterModel.Drill] = []
        var slides = [try opening(names, times, convocation?.opening ?? 0)]
        for (index, turn) in turns.enumerated() {
            let brief = try reader.brief(turn.unit)
            slides.append(try slide(brief, text, index + 1, turn.minutes, names, times, &drills))
        }
        slides.append(try closing(names, times))
        let place = convocation.map { "\(words.pick($0.place)) · \(words.day($0.day))" } ?? phrase("not_convened")
        let model = PresenterModel(
            institution: words.pick(profile.names), titleMarkup: words.markup("meeting.present_title", ["year": "\(year)"]),
            placeMarkup: RunningText.markup(place), slides: slides, drills: drills, leaveLink: desk.link(.stage(year: "\(year)", .meeting)),
            eventsLink: link("events"), nextKey: desk.language == .ar ? "←" : "→", previousKey: desk.language == .ar ? "→" : "←")
        var page = Page(Layout(words.text("meeting.present_title", ["year": "\(year)"]), year: year, stage: .meeting), "meeting_present", model)
        page.frame = "stage"
        page.layout.scripts = ["present.js"]
        return page
    }

    private func frame(
        _ index: Int, _ names: [String], _ times: [String], minutes: Int, isUnit: Bool = false, frozen: Tag? = nil, score: String? = nil,
        tags: [Tag] = [], figures: [PresenterModel.SlideFigure] = [], chartTitle: String? = nil, chart: String = "",
        items: [BriefModel.ItemLine], itemsTitle: String, decide: String? = nil
    ) -> PresenterModel.Slide {
        // A window of the agenda: a meeting of many units would not fit a screen.
        let first = max(0, min(index - 2, names.count - 7))
        let steps = names.indices.dropFirst(first).prefix(7).map { step in
            PresenterModel.AgendaStep(
                stepHref: "#s\(step)", stepName: names[step], stepTimeMarkup: Markup.figure(times.indices.contains(step) ? times[step] : ""),
                stepState: step < index ? "done" : step == index ? "now" : "todo", isStep: step == index)
        }
        return PresenterModel.Slide(
            slideId: "s\(index)", slideTitle: names[index],
            slidePlaceMarkup: words.markup("meeting.point_of", ["point": words.number(index + 1), "all": words.number(names.count)]),
            slideMinutes: "\(minutes)", slideTimerMarkup: Markup.figure(minutes > 0 ? "\(minutes):00" : ""), frozenTag: frozen, scoreMarkup: score,
            slideTags: tags, slideFigures: figures, chartTitleMarkup: chartTitle, chartMarkup: chart, slideItems: items, itemsTitle: itemsTitle,
            agendaRows: steps, decideLink: decide, figureLink: figures.first?.drillHref,
            nextHref: index + 1 < names.count ? "#s\(index + 1)" : nil, previousHref: index > 0 ? "#s\(index - 1)" : nil, isUnit: isUnit)
    }

    /// Last year's decisions stand first.
    private func opening(_ names: [String], _ times: [String], _ minutes: Int) throws -> PresenterModel.Slide {
        let standing = try MeetingBook.standing(in: tables)
        let items = try MeetingBook.decisions(year: year - 1, in: tables).prefix(8).map { decision in
            BriefModel.ItemLine(
                itemTag: tag(standing[decision.reference]?.state), itemText: words.pick(decision.text),
                itemDetailMarkup: RunningText.markup("\(decision.label) · \(desk.name(ofUnit: decision.owner)) · \(words.day(decision.due))"))
        }
        return frame(0, names, times, minutes: minutes, items: Array(items), itemsTitle: phrase("last_decisions", ["before": "\(year - 1)"]))
    }

    private func closing(_ names: [String], _ times: [String]) throws -> PresenterModel.Slide {
        let guidance = try MeetingBook.guidance(year: year, in: tables).suffix(4).map {
            BriefModel.ItemLine(itemTag: .now(words.text("brief.guidance")), itemText: words.pick($0.text), itemDetailMarkup: nil)
        }
        let priorities = try PrioritiesBook.priorities(year: year + 1, in: tables).prefix(6).map {
            BriefModel.ItemLine(
                itemTag: .plain(words.text("cycle.rank", ["rank": words.number($0.rank)])), itemText: words.pick($0.text), itemDetailMarkup: nil)
        }
        return frame(
            names.count - 1, names, times, minutes: 0, items: Array(guidance) + Array(priorities),
            itemsTitle: words.text("cycle.priorities") + " \(year + 1)")
    }

    private func slide(
        _ brief: UnitBrief, _ text: BriefText, _ index: Int, _ minutes: Int, _ names: [String], _ times: [String],
        _ drills: inout [PresenterModel.Drill]
    ) throws -> PresenterModel.Slide {
        let (sheet, chart) = text.sheet(brief, chartHeight: 320)
        var figures: [PresenterModel.SlideFigure] = []
        for (place, printed) in sheet.figures.enumerated() {
            let id = "s\(index)-f\(place + 1)"
            let figure = brief.figures[place]
            drills.append(drill(figure, printed, id, back: "#s\(index)", unit: brief))
            let notes = [printed.change, printed.note].filter { !$0.isEmpty }.map(RunningText.markup).joined(separator: " · ")
            figures.append(
                .init(
                    drillHref: "#" + id, figureLabel: printed.label, figureValueMarkup: RunningText.markup(printed.value),
                    figureMeasure: printed.measure, figureNotesMarkup: notes,
                    isProven: figure.unit == desk.root && desk.registers.published.contains(year)))
        }
        let frozen = brief.dossier.map {
            Tag.now(phrase("frozen_at", ["time": String($0.by.recorded.text.dropFirst(11).prefix(5)), "date": words.moment($0.by.recorded)]))
        }
        let items = sheet.difficulties.prefix(1).map(BriefQuery.item) + sheet.alerts.prefix(2).map(BriefQuery.item)
            + sheet.decisions.prefix(1).map(BriefQuery.item)
        var tags: [Tag] = sheet.rating.isEmpty ? [] : [.plain(sheet.rating)]
        if sheet.simulated { tags.append(words.simulated) }
        let mayDecide = RecordDecision.policy.allows(desk.signatory, unit: brief.unit, ledgerIsEmpty: false)
        return frame(
            index, names, times, minutes: minutes, isUnit: true, frozen: frozen ?? .warn(phrase("not_frozen")),
            score: sheet.score.isEmpty ? nil : Markup.figure(sheet.score), tags: tags, figures: figures,
            chartTitle: sheet.chart.map { RunningText.markup($0.title) }, chart: chart?.svg(desk.language) ?? "", items: Array(items.prefix(2)),
            itemsTitle: phrase("to_decide"),
            decide: mayDecide ? link("minutes", ["unit": brief.unit, "dossier": brief.dossier.map { "\($0.by.number)" } ?? ""]) + "#decisions" : nil)
    }

    private func drill(
        _ figure: ReportFigure, _ printed: BriefSheet.Figure, _ id: String, back: String, unit: UnitBrief
    ) -> PresenterModel.Drill {
        let text = FigureText(desk.language)
        let rows = figure.series(upTo: year).suffix(8).reversed().map { point in
            PresenterModel.DrillRow(
                rowYear: "\(point.year)", rowValueMarkup: RunningText.markup(text.full(point, of: figure)),
                rowChangeMarkup: RunningText.markup(text.change(FigureChange.of(figure, in: point.year))),
                rowCoverageMarkup: RunningText.markup(point.coverage.map(text.coverage) ?? "–"), rowIsHere: point.year == year)
        }
        return .init(
            drillId: id, drillTitle: printed.label, drillOf: figure.unitName[desk.language], drillRows: rows,
            drillNoteMarkup: RunningText.markup([text.measureName(figure), printed.note].filter { !$0.isEmpty }.joined(separator: " · ")),
            drillFigureLink: desk.link(.figure(indicator: figure.indicator, unit: figure.unit, period: "\(year)")), backHref: back)
    }
}
