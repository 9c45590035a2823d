import Acts
import Figures
import Institution
import Localization
import Publication

/// A unit's brief as a page.
struct BriefModel: Sendable {
    struct FigureLine: Sendable {
        let figureHref: String
        let figureLabel: String
        let figureValueMarkup: String
        let figureMeasure: String
        let figureChangeMarkup: String
        let figureNoteMarkup: String?
    }
    struct CommitmentLine: Sendable {
        let lineCodeMarkup: String
        let lineText: String
        let lineTargetMarkup: String
        let lineResultMarkup: String
        let lineWeightMarkup: String
        let lineAttainmentMarkup: String
        let lineTag: Tag
    }
    struct ItemLine: Sendable {
        let itemTag: Tag
        let itemText: String
        let itemDetailMarkup: String?
    }
    struct RecordLine: Sendable { let recordMarkup: String }

    let titleMarkup: String
    let kickerMarkup: String
    let headTags: [Tag]
    let scoreMarkup: String?
    let frozenMarkup: String
    let figureLines: [FigureLine]
    let chartTitleMarkup: String?
    let chartFindingMarkup: String
    let chartMarkup: String
    let recordLines: [RecordLine]
    let alertLines: [ItemLine]
    let commitmentLines: [CommitmentLine]
    let decisionLines: [ItemLine]
    let difficultyLines: [ItemLine]
    let moreLinesMarkup: String
    let moreDecisionsMarkup: String
    let documentLink: String
    let unitLink: String
    let links: MeetingLinks
    let freeze: FreezeForm?
}

/// The button that freezes a dossier, for those who may.
struct FreezeForm: Sendable {
    let hidden: FormFields
    let freezeAction: String
    let freezeUnit: String
    let freezeDigest: String
}

/// Fills a unit's brief.
struct BriefQuery: MeetingPages {
    let desk: Desk
    let year: Int
    let unit: String
    let brief: UnitBrief
    let text: BriefText
    let reader: BriefReader

    /// Throws `notFound` for an unknown year or unit.
    init(desk: Desk, year: String, unit: String) throws {
        self.desk = desk
        self.year = try desk.year(year)
        self.unit = try desk.unit(unit).code
        reader = try BriefReader(year: self.year, cube: desk.cube, day: "\(desk.today)", in: desk.tables)
        brief = try reader.brief(unit)
        let profile = desk.registers.profile
        text = BriefText(
            desk.language, institution: Wording(profile.names), notice: profile.notice.map { Wording($0) } ?? Wording(), reader: reader)
    }

    /// The day the document carries: the meeting's, else the last of the year.
    var day: String {
        get throws { try MeetingBook.convocation(year: year, in: tables)?.day ?? MeetingBook.meeting(year: year, in: tables)?.held ?? "\(year)-12-31" }
    }

    func page() throws -> Page {
        let (sheet, chart) = text.sheet(brief)
        let title = desk.name(ofUnit: unit)
        var tags: [Tag] = sheet.rating.isEmpty ? [] : [.plain(sheet.rating)]
        if sheet.simulated { tags.append(words.simulated) }
        let model = BriefModel(
            titleMarkup: RunningText.markup(title), kickerMarkup: RunningText.markup(sheet.kicker), headTags: tags,
            scoreMarkup: sheet.score.isEmpty ? nil : Markup.figure(sheet.score), frozenMarkup: RunningText.markup(sheet.frozen),
            figureLines: sheet.figures.map { figure($0) }, chartTitleMarkup: sheet.chart.map { RunningText.markup($0.title) },
            chartFindingMarkup: RunningText.markup(sheet.chart?.finding ?? ""), chartMarkup: chart?.svg(desk.language) ?? "",
            recordLines: sheet.records.map { .init(recordMarkup: RunningText.markup($0)) }, alertLines: sheet.alerts.map(Self.item),
            commitmentLines: sheet.lines.map(Self.line), decisionLines: sheet.decisions.map(Self.item),
            difficultyLines: sheet.difficulties.map(Self.item), moreLinesMarkup: RunningText.markup(sheet.moreLines),
            moreDecisionsMarkup: RunningText.markup(sheet.moreDecisions),
            documentLink: desk.link(MeetingRoutes.place("\(year)", "briefs", unit, "pdf")), unitLink: desk.link(.unit(unit)), links: try links(),
            freeze: try freeze())
        return framed(title, "meeting_brief", model)
    }

    /// Shown to who may freeze; the digest is that of what this page shows.
    private func freeze() throws -> FreezeForm? {
        guard FreezeDossier.policy.allows(desk.signatory, unit: unit, ledgerIsEmpty: false) else { return nil }
        let content = try DossierContent(year: year, unit: unit, figures: reader.frozen(unit), in: tables)
        return FreezeForm(hidden: desk.formFields, freezeAction: link2("dossiers"), freezeUnit: unit, freezeDigest: try content.digest())
    }

    private func link2(_ deed: String) -> String { desk.link(MeetingRoutes.place("\(year)", "minutes", deed)) }

    func figure(_ figure: BriefSheet.Figure) -> BriefModel.FigureLine {
        .init(
            figureHref: desk.link(.figure(indicator: figure.indicator, unit: figure.unit, period: "\(year)")), figureLabel: figure.label,
            figureValueMarkup: RunningText.markup(figure.value), figureMeasure: figure.measure,
            figureChangeMarkup: RunningText.markup(figure.change), figureNoteMarkup: figure.note.isEmpty ? nil : RunningText.markup(figure.note))
    }

    static func item(_ item: BriefSheet.Item) -> BriefModel.ItemLine {
        let tag: Tag = item.style == "bad" ? .bad(item.kind) : item.style == "warn" ? .warn(item.kind) : .plain(item.kind)
        return .init(itemTag: tag, itemText: item.text, itemDetailMarkup: item.detail.isEmpty ? nil : RunningText.markup(item.detail))
    }

    static func line(_ line: BriefSheet.Line) -> BriefModel.CommitmentLine {
        let tag: Tag = switch line.status {
        case "reached": .good(line.word)
        case "near", "partial": .warn(line.word)
        case "missed": .bad(line.word)
        default: .plain(line.word)
        }
        return .init(
            lineCodeMarkup: Markup.figure(line.code), lineText: line.text, lineTargetMarkup: RunningText.markup(line.target),
            lineResultMarkup: RunningText.markup(line.result), lineWeightMarkup: Markup.figure(line.weight),
            lineAttainmentMarkup: RunningText.markup(line.attainment), lineTag: tag)
    }
}
