import Acts
import Figures
import Identity
import Institution
import Publication

/// Fills the workbench of a unit's evaluation.
struct WorkbenchQuery {
    let desk: Desk
    let year: Int
    let unit: String
    /// The form that was refused: its step, what was typed, and why.
    let refused: (step: EvaluationRoutes.Step, form: Form, failure: Failure)?
    let state: WorkbenchState
    /// The draft of the rating, for whoever may rate the unit now.
    let paper: RatingPaper?

    var words: Words { desk.words }
    var day: String { "\(desk.today)" }

    /// Throws `notFound` for an unknown year or unit.
    init(
        desk: Desk, year: String, unit: String, refused: (step: EvaluationRoutes.Step, form: Form, failure: Failure)? = nil
    ) throws {
        self.desk = desk
        self.year = try desk.year(year)
        self.unit = try desk.unit(unit).code
        self.refused = refused
        state = try WorkbenchState(year: self.year, unit: self.unit, desk: desk)
        paper = try state.mayRate ? RatingPaper(year: self.year, unit: self.unit, state, desk) : nil
    }

    func say(_ key: String, _ arguments: [String: String] = [:]) -> String { words.text("evaluation.\(key)", arguments) }
    func markup(_ key: String, _ arguments: [String: String] = [:]) -> String { RunningText.markup(say(key, arguments)) }

    /// When and by which entry, with the post.
    func done(_ by: Authorship) throws -> String {
        let post = try desk.name(ofPost: by.post)
        return markup("done", ["post": post, "date": words.moment(by.recorded), "number": words.entry(by.number)])
    }

    /// What was typed into a refused form of this step, or into the draft of the rating, else the value given.
    func typed(_ step: EvaluationRoutes.Step, _ name: String, _ value: @autoclosure () -> String = "") -> String {
        if let refused, refused.step == step { return refused.form[name] }
        if step == .rating, let draft = paper?.form { return draft[name] }
        return value()
    }

    func frame(_ step: EvaluationRoutes.Step) -> FormFrame {
        FormFrame(action: desk.link(EvaluationRoutes.step(year: "\(year)", unit, step)), hidden: desk.formFields)
    }

    /// Where the rating's draft is saved.
    var draftLink: String { desk.link(EvaluationRoutes.draft(year: "\(year)", unit)) }

    /// The page.
    func page() throws -> Page {
        let name = desk.name(ofUnit: unit)
        let title = say(state.mayRate ? "title_rate" : "title_read", ["unit": name])
        let model = WorkbenchModel(
            titleMarkup: RunningText.markup(title), headTags: headTags, headDetailMarkup: headDetail,
            unitHref: desk.link(.unit(unit)), notices: try notices(), fault: refused.map { desk.fault($0.failure) },
            submitted: desk.query["done"] == "rating" ? draftLink : nil, official: desk.signatory.official,
            ratingForm: try ratingForm(), cards: try cards(), judgement: try judgement(),
            derivation: try derivation(), samplePanel: try samplePanel(), procedure: try procedurePanel(),
            approval: try approvalPanel(), backForm: backForm, statements: statements(), statementsDetailMarkup: try statementsDetail(),
            changes: try changes(), changesDetailMarkup: try changesDetail(), spread: try spread(), separationNote: separationNote,
            history: try history())
        let list = Link(
            href: desk.link(.stage(year: "\(year)", .evaluation)), text: words.text("cycle.evaluations_title", ["year": "\(year)"]))
        var layout = Layout(title, year: year, stage: .evaluation, crumbs: [list], here: name)
        layout.scripts = ["page.js", "draft.js"]
        var page = Page(layout, "workbench", model)
        if let failure = refused?.failure { page.status = failure.code.status }
        return page
    }

    private var headTags: [Tag] {
        var tags = [tag(state.standing)]
        if let simulation = desk.simulation(ofUnit: unit) { tags.append(simulation) }
        return tags
    }

    /// The tag of a standing.
    func tag(_ standing: Standing) -> Tag { StandingTag.tag(standing, words) }

    private var headDetail: String {
        switch state.standing {
        case .provisional: markup("answer_until", ["date": words.day(state.procedure?.answerBy ?? "")])
        case .final: markup("appeal_until", ["date": words.day(state.procedure?.appealBy ?? "")])
        case .sentBack: markup("submit_until", ["date": words.day(state.sentBack?.until ?? "")])
        default: markup("phase_until", ["date": words.day(state.dates.ends)])
        }
    }

    private func notices() throws -> [Note] {
        var notes: [Note] = []
        if let approval = state.approval, !state.edited.isEmpty {
            let parts = state.edited.map { words.text("evaluation.part_\($0.rawValue)") }.joined(separator: words.text("words.separator"))
            notes.append(
                Note(
                    noteStyle: "bad", noteMark: "sq", noteTitle: say("approval_void"),
                    noteTextMarkup: markup("approval_void_why", ["number": words.entry(approval.by.number), "parts": parts]), noteTags: []))
        }
        if let back = state.sentBack {
            notes.append(
                Note(
                    noteStyle: "warn", noteMark: "tri", noteTitle: say("sent_back", ["date": words.day(back.until)]),
                    noteTextMarkup: "<q lang=\"\(back.reason.language)\" dir=\"auto\">\(Markup.escape(back.reason.text))</q> "
                        + (try done(back.by)), noteTags: []))
        }
        return notes
    }

    private var separationNote: Note {
        guard let reason = state.reasons.first else {
            return Note(
                noteStyle: state.isJudge ? "good" : "", noteMark: state.isJudge ? "ok" : "half",
                noteTitle: say(state.isJudge ? "separate" : "reader"), noteTextMarkup: markup(state.isJudge ? "separate_text" : "reader_text"),
                noteTags: [])
        }
        return Note(
            noteStyle: "bad", noteMark: "sq", noteTitle: say("not_separate"), noteTextMarkup: words.markup("evaluation.reason_\(reason.rawValue)"), noteTags: [])
    }

    /// Shown while the submission may be sent back.
    private var backForm: BackForm? {
        guard state.mayJudge, state.sentBack == nil, state.procedure?.isFinal(on: day) != true, let assessment = state.assessment else {
            return nil
        }
        return BackForm(
            frame: frame(.back), assessment: "\(assessment.by.number)", reason: typed(.back, "reason"), until: typed(.back, "until", state.dates.ends))
    }

    private func statements() -> [AssessmentEntry] {
        (state.assessment?.items ?? []).filter { $0.commitment == nil }.map { item in
            AssessmentEntry(entryText: words.pick(item.text), entryDetailMarkup: filesMarkup(item), entryTags: [kindTag(item)])
        }
    }

    /// The files a statement cites, with the way to each.
    func files(of item: SubmitSelfAssessment.Item) -> [SupportRow] { (item.evidence ?? []).map(state.reading.file) }

    private func filesMarkup(_ item: SubmitSelfAssessment.Item) -> String? {
        let rows = files(of: item).map { row in
            let name = Markup.escape(row.supportName)
            let link = row.supportHref.map { "<a href=\"\(Markup.escape($0))\" dir=\"auto\">\(name)</a>" } ?? name
            let marks = row.supportTags.map { " · " + Markup.escape($0.tagText) }.joined()
            return [link, row.supportMarkup].filter { !$0.isEmpty }.joined(separator: " ") + marks
        }
        return rows.isEmpty ? nil : rows.joined(separator: "<br>")
    }

    func kindTag(_ item: SubmitSelfAssessment.Item) -> Tag {
        let word = words.text("assessment.kind_\(item.kind.rawValue)")
        switch item.kind {
        case .achievement: return .good(word)
        case .constraint: return .warn(word)
        default: return .now(word)
        }
    }

    private func statementsDetail() throws -> String {
        guard let assessment = state.assessment else { return markup("no_assessment") }
        return try done(assessment.by)
    }
}

/// The tag of a standing, on every page that shows one.
enum StandingTag {
    static func tag(_ standing: Standing, _ words: Words) -> Tag {
        let word = words.text("evaluation.standing_\(standing.rawValue)")
        switch standing {
        case .approved: return .good(word)
        case .final: return .now(word)
        case .provisional, .sentBack, .appealed, .reopened: return .warn(word)
        case .void: return .bad(word)
        case .open: return .plain(word)
        }
    }
}

/// What the workbench knows before it draws anything.
struct WorkbenchState {
    let terms: Terms?
    let assessment: SelfAssessment?
    /// Reads the files its statements cite.
    let reading: StatementReading
    let evaluation: Evaluation?
    let procedure: Procedure?
    let sample: Sample?
    let sentBack: SentBack?
    let lastSentBack: SentBack?
    let approval: Approval?
    let content: EvaluationContent?
    let edited: [EvaluationContent.Part]
    /// The evaluation phase for this unit, and whether it runs today.
    let dates: PhaseDates
    let isInPhase: Bool
    /// Whether the reader's role judges, and why they may not judge this unit.
    let isJudge: Bool
    let reasons: [Separation.Reason]
    let standing: Standing

    init(year: Int, unit: String, desk: Desk) throws {
        let (tables, day) = (desk.tables, "\(desk.today)")
        terms = try TermsBook.inForce(year: year, unit: unit, in: tables)
        let assessment = try SelfAssessmentBook.current(year: year, unit: unit, in: tables)
        self.assessment = assessment
        let cites = assessment?.items.contains { $0.evidence?.isEmpty == false } ?? false
        reading = StatementReading(
            desk: desk, year: year, unit: unit, files: cites ? try EvidenceBook.files(year: year, unit: unit, in: tables) : [],
            mayRead: try AssessmentDesk(desk, year: "\(year)", unit: unit).mayRead, taxons: [])
        let evaluation = try EvaluationBook.current(year: year, unit: unit, in: tables)
        self.evaluation = evaluation
        procedure = try evaluation.map { try EvaluationBook.procedure(of: $0, in: tables) }
        sample = try SampleBook.current(year: year, unit: unit, in: tables)
        sentBack = try EvaluationBook.sentBack(year: year, unit: unit, in: tables)
        lastSentBack = try EvaluationBook.lastSentBack(year: year, unit: unit, in: tables)
        approval = try ApprovalBook.latest(year: year, unit: unit, in: tables)
        let now = try EvaluationContent.current(year: year, unit: unit, in: tables)
        content = now
        edited = approval.map { approval in now.map { approval.content.differences(from: $0) } ?? [.terms] } ?? []
        dates = try CycleBook.dates(.evaluation, year: year, unit: unit, in: tables)
        isInPhase = dates.contains(day)
        isJudge = RateUnit.policy.allows(desk.signatory, unit: unit, ledgerIsEmpty: false)
        reasons = isJudge ? try Separation.reasons(evaluator: desk.signatory, of: unit, year: year, in: tables) : []
        standing = Self.standing(
            on: day, sentBack: sentBack, procedure: procedure, isApproved: approval != nil, isEdited: !edited.isEmpty)
    }

    private static func standing(
        on day: String, sentBack: SentBack?, procedure: Procedure?, isApproved: Bool, isEdited: Bool
    ) -> Standing {
        if sentBack != nil { return .sentBack }
        guard let procedure else { return .open }
        if procedure.decision?.outcome == .reopened { return .reopened }
        if procedure.isAppealPending { return .appealed }
        if isApproved { return isEdited ? .void : .approved }
        return procedure.isFinal(on: day) ? .final : .provisional
    }

    /// Whether the reader may judge this unit today.
    var mayJudge: Bool { isJudge && reasons.isEmpty && isInPhase && terms != nil }

    /// Whether the rating form is shown: while no rating is final, or it was reopened, or what it rests on was replaced.
    var mayRate: Bool {
        guard mayJudge, sentBack == nil else { return false }
        switch standing {
        case .open, .provisional, .reopened: return true
        case .final, .approved, .void, .appealed:
            let newest = max(assessment?.by.number ?? 0, terms?.signatures.map(\.by.number).max() ?? 0)
            return newest > (evaluation?.by.number ?? 0)
        case .sentBack: return false
        }
    }
}
