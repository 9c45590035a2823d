import Acts
import Figures
import Institution
import Localization
import Publication
import Storage

/// What was done with a return, and what the reader may do with it.
extension ReturnSheetQuery {
    /// The returns of the unit and period as acts, oldest first.
    func returns() throws -> [SubmitReturn] {
        try desk.tables.query(
            """
            SELECT e.body AS body FROM returns r JOIN entries e ON e.number = r.number WHERE r.unit = ? AND r.period = ?
            ORDER BY r.number
            """,
            [.text(unit), .text(period)]
        ).map { try SubmitReturn.decoded(fromBody: $0.blob("body")) }
    }

    func stepEntries() throws -> [SheetEntry] {
        try (standing?.steps ?? []).reversed().map { taken in
            let text = words.text("returns.step_\(taken.step.rawValue)")
            return SheetEntry(
                entryTag: taken.step == .sendBack ? .bad(text) : .good(text), entryText: taken.reason?.text,
                entryLang: taken.reason?.language ?? words.language.rawValue, entryDetailMarkup: try shown.done(taken.by))
        }
    }

    /// Every return with what it gave; one that changed an earlier figure is a revision and says why.
    func returnEntries() throws -> [SheetEntry] {
        try StandingBook.returns(unit: unit, period: period, in: desk.tables).enumerated().reversed().map { index, given in
            SheetEntry(
                entryTag: index == 0 ? .plain(words.text("returns.first_return")) : .now(words.text("returns.revision")),
                entryText: given.reason, entryLang: "",
                entryDetailMarkup: try shown.done(given.by) + " · " + words.markup("returns.figures", count: given.figures))
        }
    }

    // MARK: Forms

    private var didEnter: Bool {
        get throws {
            try desk.tables.first(
                "SELECT number FROM returns WHERE unit = ? AND period = ? AND official = ? LIMIT 1",
                [.text(unit), .text(period), .text(desk.signatory.official)]) != nil
        }
    }

    private func may(_ step: ReturnStanding.Step) throws -> Bool {
        try StandingBook.mayTake(step, desk.signatory, unit: unit, period: span, in: desk.tables)
    }

    private func form(_ step: ReturnsRoutes.Step) -> StepForm {
        StepForm(
            stepAction: desk.link(ReturnsRoutes.step(unit, period, step)), hidden: desk.formFields,
            reason: refused?.step == step ? refused?.form["reason"] ?? "" : "")
    }

    /// The steps open to the reader now.
    func forms() throws -> SheetForms? {
        guard let standing else { return nil }
        let isOthers = try !didEnter
        let isVerifiedByOther = standing.state == .verified && standing.deciding?.by.official != desk.signatory.official
        let verify = try standing.state == .submitted && isOthers && may(.verify)
        let accept = try isVerifiedByOther && isOthers && may(.accept)
        let back = try standing.state != .sentBack && lock == nil && may(.sendBack)
        guard verify || accept || back else { return nil }
        return SheetForms(
            through: "\(standing.latest.number)", verify: verify ? form(.verification) : nil,
            accept: accept ? form(.acceptance) : nil,
            back: back ? form(.back) : nil)
    }

    /// Why somebody who may take the next step may not take it here: their own work.
    func whyNot() throws -> String? {
        guard let standing else { return nil }
        let next: ReturnStanding.Step? = standing.state == .submitted ? .verify : standing.state == .verified ? .accept : nil
        guard let next, try may(next) else { return nil }
        if try didEnter { return words.text("returns.own_entry") }
        return next == .accept && standing.deciding?.by.official == desk.signatory.official
            ? words.text("returns.own_verification") : nil
    }

    func correctionForm() throws -> CorrectionForm? {
        guard SubmitReturn.allows(desk.signatory, unit: unit), lock == nil || refused?.step == .correction else { return nil }
        let again = refused?.step == .correction ? refused?.form : nil
        let place = again?["figure"] ?? desk.query["correct"] ?? ""
        guard let old = figures.first(where: { Self.place($0.value) == place })?.value else { return nil }
        let status = again?["status"] ?? (old.status ?? .normal).rawValue
        let precision = again?["precision"] ?? (old.precision ?? .exact).rawValue
        return CorrectionForm(
            correctionAction: desk.link(ReturnsRoutes.step(unit, period, .correction)), hidden: desk.formFields, figure: place,
            figureName: shown.name(FigureKey(old), cellNames),
            oldMarkup: words.markup("returns.old_value", ["value": shown.value(old.value, old.indicator)]),
            value: again?["value"] ?? old.value ?? "",
            statusChoices: ObservationStatus.allCases.map {
                Choice(
                    choiceValue: $0.rawValue, choiceText: words.text("words.status.\($0.rawValue)"),
                    isChosen: $0.rawValue == status)
            },
            precisionChoices: Precision.allCases.map {
                Choice(
                    choiceValue: $0.rawValue, choiceText: words.text("words.precision.\($0.rawValue)"),
                    isChosen: $0.rawValue == precision)
            }, note: again?["note"] ?? old.note ?? "", reason: again?["reason"] ?? "", needsReason: true)
    }

    // MARK: Questions

    var mayAsk: Bool { AssignQuery.allows(desk.signatory, unit: unit) && (desk.signatory.role != .unitHead || isBelow) }

    /// Whether the reader's unit is this one or stands above it.
    private var isBelow: Bool {
        if desk.signatory.unit == unit { return true }
        return ((try? desk.cube.tree.version(on: span.last).ancestors(of: unit)) ?? []).contains(desk.signatory.unit)
    }

    /// Questions are for the unit they are asked of, those above it, and whoever looks everywhere.
    func mayReadInquiries() throws -> Bool {
        try desk.signatory.unit == unit || desk.signatory.role == .statistician || ActReach.mayRead(unit: unit, desk)
    }

    func askHref(_ key: FigureKey?, _ check: String? = nil) -> String {
        desk.link(
            ReturnsRoutes.question,
            [
                "unit": unit, "period": period, "indicator": key?.indicator ?? "", "breakdown": key?.breakdown ?? "",
                "check": check ?? (standing == nil ? "missing" : "other"),
            ])
    }

    func inquiry(_ inquiry: FigureInquiry) throws -> SheetInquiry {
        let owner = words.text("returns.asked_of", ["post": try desk.title(ofPost: inquiry.post), "date": words.day(inquiry.due)])
        let about = inquiry.figure.indicator.isEmpty ? shown.check(inquiry.check) : shown.name(inquiry.figure, cellNames)
        return SheetInquiry(
            inquiryHref: desk.link(ReturnsRoutes.inquiry("\(inquiry.by.number)")), inquiryText: inquiry.question.text,
            inquiryLang: inquiry.question.language, inquiryTag: shown.tag(inquiry),
            inquiryDetailMarkup: RunningText.markup("\(about) · \(owner)"))
    }
}
