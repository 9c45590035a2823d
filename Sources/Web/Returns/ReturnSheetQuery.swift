import Acts
import Figures
import Institution
import Localization
import Publication
import Storage

/// Fills the page of one return, and makes the acts of its forms.
struct ReturnSheetQuery {
    /// A form that was refused, to be shown again.
    struct Refused {
        let step: ReturnsRoutes.Step
        let form: Form
        let failure: Failure
    }

    let desk: Desk
    let unit: String
    let span: Period
    let standing: ReturnStanding?
    let figures: [Revision]
    let refused: Refused?
    let lock: PeriodLock?
    /// What the forms call the cells of breakdowns.
    let cellNames: [String: String]

    var words: Words { desk.words }
    var shown: ReturnWords { ReturnWords(desk: desk) }
    var period: String { "\(span)" }

    /// Throws `notFound` for an unknown unit or what is no period.
    init(desk: Desk, unit code: String, period text: String, refused: Refused? = nil) throws {
        self.desk = desk
        self.refused = refused
        unit = try desk.unit(code).code
        guard let span = try? Period(text), "\(span)" == text else {
            throw Failure(.notFound, privateDetail: "period \(text.prefix(40))")
        }
        self.span = span
        standing = try StandingBook.standing(unit: code, period: text, in: desk.tables)
        figures = try ReturnBook.current(unit: code, period: text, asOf: nil, in: desk.tables)
        lock = try LockBook.lock(unit: code, span: span, on: "\(desk.today)", in: desk.tables)
        cellNames = try ReturnWords(desk: desk).cells()
    }

    // MARK: Acts

    /// The act that a form asks for; its rules are the act's own.
    func act(_ step: ReturnsRoutes.Step, _ form: Form) throws -> any Act {
        let through = Int64(form["through"]) ?? -1
        switch step {
        case .verification: return VerifyReturn(unit: unit, period: period, through: through)
        case .acceptance: return AcceptReturn(unit: unit, period: period, through: through)
        case .back:
            return SendBackReturn(
                unit: unit, period: period, through: through, reason: Written(form["reason"], desk.language.rawValue))
        case .correction: return try correction(form)
        }
    }

    /// A revision of one figure: what is not in the form stays as it was.
    private func correction(_ form: Form) throws -> SubmitReturn {
        guard let old = figures.first(where: { Self.place($0.value) == form["figure"] })?.value else {
            throw Failure(.noReturn, ["unit": unit, "period": period])
        }
        guard let status = ObservationStatus(rawValue: form["status"]), let precision = Precision(rawValue: form["precision"])
        else {
            throw Failure(.unknownWord, ["field": "status", "value": String(form["status"].prefix(40)), "known": "A, B, E, …"])
        }
        guard !form["reason"].isEmpty else { throw Failure(.missingText, ["field": "reason", "language": "–"]) }
        var value = old
        let decimals = desk.registers.indicator(old.indicator)?.decimals ?? 0
        // As people type them: Arabic digits, thin spaces, decimal commas. What can be read in two ways is left for the act to
        // refuse.
        let plain = (try? TypedDecimal.plain(form["value"], decimals: decimals, comma: desk.language.comma)) ?? form["value"]
        value.value = status.meansMissing && plain.isEmpty ? nil : plain
        value.status = status == .normal ? nil : status
        value.precision = precision == .exact ? nil : precision
        value.asOf = nil
        value.note = form["note"].isEmpty ? nil : form["note"]
        return SubmitReturn(unit: unit, period: period, reason: form["reason"], values: [value])
    }

    /// A figure in an address or a hidden field.
    static func place(_ value: ReturnedValue) -> String { value.breakdown.map { "\(value.indicator)|\($0)" } ?? value.indicator }

    // MARK: Page

    /// The page; a unit that owes nothing for a period and reported nothing has none.
    func page() throws -> Page {
        let duty = try DutyRegister.duties(year: span.last.year, on: "\(desk.today)", unit: unit, in: desk.tables)
            .first { $0.task == .submitReturn && $0.subject == period }
        guard standing != nil || duty != nil else { throw Failure(.notFound, privateDetail: "return \(unit) \(period)") }
        let name = desk.name(ofUnit: unit)
        let title = words.text("returns.sheet_title", ["unit": name, "period": words.period(span)])
        let inquiries = try FigureQueryBook.all(unit: unit, period: period, in: desk.tables)
        let mayRead = try mayReadInquiries()
        let model = ReturnSheetModel(
            titleMarkup: RunningText.markup(title), leadMarkup: words.markup("returns.sheet_lead"),
            behindMarkup: try isJudged() ? nil : words.markup("returns.sheet_behind"),
            headTags: headTags(duty), fault: refused.map { desk.fault($0.failure) }, lockNote: try lock.map(note),
            backNote: try backNote(), facts: try facts(duty), figures: try figureRows(),
            figureCountMarkup: words.markup("returns.figures", count: figures.count), absent: try absent(),
            stepEntries: try stepEntries(), returnEntries: try returnEntries(),
            inquiries: mayRead ? try inquiries.map(inquiry) : [], forms: try forms(), correction: try correctionForm(),
            whyNot: try whyNot(), askLink: mayAsk ? Link(href: askHref(nil), text: words.text("returns.ask_return")) : nil,
            enterLink: SubmitReturn.allows(desk.signatory, unit: unit) && lock == nil ? desk.link(.returns(unit: unit)) : nil,
            listLink: desk.link(ReturnsRoutes.list(year: "\(span.last.year)")), simulatedTag: desk.simulation(ofUnit: unit))
        let year = span.last.year
        let isKnown = desk.registers.phases[year] != nil
        let crumbs = isKnown
            ? ReturnListQuery.crumbs(desk, year) + [Link(href: model.listLink, text: words.text("returns.list"))]
            : [Link(href: desk.link(.unit(unit)), text: name)]
        return Page(
            Layout(
                title, year: isKnown ? year : nil, stage: .figures, crumbs: crumbs, here: name,
                picker: PickerLink(pickHref: desk.link(.unit(unit)) + "#pick", pickText: name)), "return_sheet", model)
    }

    /// Whether the checks have looked at everything reported here.
    private func isJudged() throws -> Bool {
        guard let standing else { return true }
        return try standing.latest.number < VerdictRegister.size(in: desk.tables)
    }

    private func headTags(_ duty: Duty?) -> [Tag] {
        var tags = [shown.tag(ReturnLineState(standing, duty?.state))]
        if duty?.state == .doneLate { tags.append(.warn(words.text("returns.late"))) }
        if lock != nil { tags.append(.plain(words.text("returns.locked"))) }
        if duty == nil { tags.append(.plain(words.text("returns.unexpected"))) }
        return tags
    }

    private func note(_ lock: PeriodLock) throws -> SheetNote {
        SheetNote(noteText: lock.reason.text, noteLang: lock.reason.language, noteDetailMarkup: try shown.done(lock.by))
    }

    private func backNote() throws -> SheetNote? {
        guard standing?.state == .sentBack, let taken = standing?.deciding, let reason = taken.reason else { return nil }
        return SheetNote(noteText: reason.text, noteLang: reason.language, noteDetailMarkup: try shown.done(taken.by))
    }

    private func facts(_ duty: Duty?) throws -> [NamedFact] {
        var facts = [
            NamedFact(
                factName: words.text("returns.fact_unit"),
                factMarkup: "<a href=\"\(Markup.escape(desk.link(.unit(unit), ["period": period])))\">"
                    + "\(Markup.escape(desk.name(ofUnit: unit)))</a>")
        ]
        if let duty {
            facts.append(
                NamedFact(factName: words.text("returns.column_due"), factMarkup: RunningText.markup(words.day(duty.due))))
        }
        if let standing {
            facts.append(NamedFact(factName: words.text("returns.fact_first"), factMarkup: try shown.done(standing.first)))
            facts.append(NamedFact(factName: words.text("returns.fact_latest"), factMarkup: try shown.done(standing.latest)))
            facts.append(
                NamedFact(
                    factName: words.text("returns.fact_returns"), factMarkup: Markup.figure(words.number(standing.returns))))
        }
        return facts
    }

    private func figureRows() throws -> [SheetFigure] {
        let verdicts = try VerdictBook.verdicts(unit: unit, period: period, in: desk.tables).map(\.verdict)
        let rules = try shown.rules()
        let set = try FigureSet(unit: unit, period: span, in: desk.tables)
        let all = try returns()
        let mayCorrect = SubmitReturn.allows(desk.signatory, unit: unit) && lock == nil
        return figures.map { revision in
            let (value, key) = (revision.value, FigureKey(revision.value))
            let indicator = desk.registers.indicator(value.indicator)
            let range = indicator.flatMap { ExpectedRange(after: set.history[key] ?? [], decimals: $0.decimals) }
            let revisions = all.filter { act in act.values.contains { FigureKey($0) == key } }.count
            return SheetFigure(
                figureName: shown.name(key, cellNames),
                figureHref: desk.link(.figure(indicator: value.indicator, unit: unit, period: period)),
                valueMarkup: value.value.map { Markup.figure(shown.value($0, value.indicator)) }
                    ?? "<span class=\"q\">\(Markup.escape(words.text("layout.not_available")))</span>",
                valueTags: tags(value),
                expectedMarkup: range.map {
                    words.markup(
                        "returns.range",
                        [
                            "low": shown.value($0.lower.description, value.indicator),
                            "high": shown.value($0.upper.description, value.indicator),
                        ])
                } ?? "<span class=\"q\">–</span>",
                verdicts: verdicts.filter { $0.figure == key && ($0.kind == .rule || !$0.holds) }.map {
                    SheetVerdict(verdictTag: shown.tag($0), verdictMarkup: RunningText.markup(shown.finding($0, rules)))
                },
                revisionMarkup: revisions > 1 ? words.markup("returns.revisions", count: revisions - 1) : nil,
                correctHref: mayCorrect
                    ? desk.link(ReturnsRoutes.sheet(unit, period), ["correct": Self.place(value)]) + "#correct" : nil,
                askHref: mayAsk ? askHref(key, verdicts.first { $0.figure == key && !$0.holds }?.word) : nil)
        }
    }

    private func tags(_ value: ReturnedValue) -> [Tag] {
        var tags: [Tag] = []
        if let precision = value.precision, precision != .exact {
            tags.append(.plain(words.text("words.precision.\(precision.rawValue)")))
        }
        if let status = value.status, status != .normal { tags.append(.plain(words.text("words.status.\(status.rawValue)"))) }
        return tags
    }

    /// The indicators that the unit is assigned at this rhythm and has not reported.
    private func absent() throws -> [Link] {
        let given = Set(figures.map(\.value.indicator))
        let (first, last) = ("\(span.first)", "\(span.last)")
        let codes = try IndicatorBook.assignments(in: desk.tables).filter {
            $0.unit == unit && $0.since <= last && ($0.until.map { first < $0 } ?? true) && !given.contains($0.indicator)
        }.map(\.indicator)
        return codes.compactMap { desk.registers.indicator($0) }.filter { $0.frequency == span.frequency && !$0.isRatio }.map {
            Link(href: desk.link(.figure(indicator: $0.code, unit: unit, period: period)), text: desk.name(of: $0))
        }
    }
}
