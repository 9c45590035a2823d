import Acts
import Figures
import Institution
import Localization
import Publication

/// The form that asks a post about a figure.
struct QuestionModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let fault: Fault?
    let action: String
    let hidden: FormFields
    let facts: [NamedFact]
    let unit: String
    let period: String
    let check: String
    let indicator: String
    let breakdown: String
    let postChoices: [Choice]
    let due: String
    let question: String
    let backLink: String
}

/// Fills the form that asks about a figure; what it is about comes with the address, or with the form that was refused.
struct QuestionQuery {
    let desk: Desk
    private let form: Form?

    private var words: Words { desk.words }
    /// Days a post has to answer where the asker names no other day.
    private static let usualDays = 14

    /// Throws `notFound` for an unknown unit and for whoever may ask nothing.
    init(desk: Desk, _ form: Form? = nil) throws {
        (self.desk, self.form) = (desk, form)
        guard AssignQuery.allows(desk.signatory, unit: nil) else {
            throw Failure(.notFound, privateDetail: "question by \(desk.signatory.post)")
        }
        _ = try desk.unit(field("unit"))
    }

    private func field(_ name: String) -> String { form?[name] ?? desk.query[name] ?? "" }

    /// The act that the form asks for.
    static func act(_ form: Form, _ desk: Desk) throws -> AssignQuery {
        func optional(_ name: String) -> String? { form[name].isEmpty ? nil : form[name] }
        return AssignQuery(
            unit: form["unit"], period: form["period"], check: form["check"], indicator: optional("indicator"),
            breakdown: optional("breakdown"), post: form["post"], due: form["due"],
            question: Written(form["question"], desk.language.rawValue))
    }

    func page(_ failure: Failure? = nil) throws -> Page {
        let (unit, period) = (field("unit"), field("period"))
        let shown = ReturnWords(desk: desk)
        let title = words.text("returns.ask_title")
        var facts = [
            NamedFact(factName: words.text("returns.column_unit"), factMarkup: Markup.escape(desk.name(ofUnit: unit))),
            NamedFact(factName: words.text("returns.column_period"), factMarkup: RunningText.markup(shown.period(period))),
            NamedFact(factName: words.text("returns.column_check"), factMarkup: RunningText.markup(shown.check(field("check")))),
        ]
        if !field("indicator").isEmpty {
            let key = FigureKey(field("indicator"), field("breakdown"))
            facts.append(
                NamedFact(
                    factName: words.text("returns.column_figure"),
                    factMarkup: RunningText.markup(shown.name(key, try shown.cells()))))
        }
        let sheet = desk.link(ReturnsRoutes.sheet(unit, period))
        let model = QuestionModel(
            titleMarkup: RunningText.markup(title), leadMarkup: words.markup("returns.ask_lead"), fault: failure.map(desk.fault),
            action: desk.link(ReturnsRoutes.question), hidden: desk.formFields, facts: facts, unit: unit, period: period,
            check: field("check"), indicator: field("indicator"), breakdown: field("breakdown"), postChoices: posts(unit),
            due: form?["due"] ?? "\(desk.today.advanced(by: Self.usualDays))", question: form?["question"] ?? "", backLink: sheet)
        let crumb = Link(href: sheet, text: "\(desk.name(ofUnit: unit)) · \(shown.period(period))")
        return Page(Layout(title, stage: .figures, crumbs: [crumb], here: title), "question", model)
    }

    /// The unit's posts first, then those of the units above it, then the others.
    private func posts(_ unit: String) -> [Choice] {
        let above = (try? desk.treeToday.ancestors(of: unit)) ?? []
        let order = Dictionary(([unit] + above).enumerated().map { ($1, $0) }) { first, _ in first }
        let asking: Set<Role> = [
            .unitHead, .reportingOfficer, .statistician, .directorGeneral, .secretary, .administrator, .communication,
        ]
        let posts = desk.registers.posts.values.filter { asking.contains($0.role) }.map { post in
            (rank: order[post.unit] ?? 99, isHead: post.role == .unitHead, code: post.code, title: desk.title(of: post))
        }.sorted { ($0.rank, $0.isHead ? 1 : 0, $0.title) < ($1.rank, $1.isHead ? 1 : 0, $1.title) }
        let chosen = form?["post"] ?? posts.first?.code ?? ""
        return posts.map { Choice(choiceValue: $0.code, choiceText: $0.title, isChosen: $0.code == chosen) }
    }
}

/// A question about a figure, with its answer or the form for one.
struct InquiryModel: Sendable {
    let titleMarkup: String
    let stateTag: Tag
    let fault: Fault?
    let questionText: String
    let questionLang: String
    let facts: [NamedFact]
    let sheetLink: String
    let reply: SheetEntry?
    let replyForm: InquiryForm?
    let whoAnswers: String?
}

/// The form of an answer.
struct InquiryForm: Sendable {
    let action: String
    let hidden: FormFields
    let outcomes: [Choice]
    let answer: String
}

/// Fills the page of a question.
struct InquiryQuery {
    let desk: Desk
    private let number: Int64
    private let inquiry: FigureInquiry

    private var words: Words { desk.words }

    /// Throws `notFound` for an unknown question and for whoever it does not concern.
    init(desk: Desk, number text: String) throws {
        self.desk = desk
        guard let number = Int64(text), "\(number)" == text, let inquiry = try FigureQueryBook.query(number, in: desk.tables)
        else {
            throw Failure(.notFound, privateDetail: "question \(text.prefix(20))")
        }
        (self.number, self.inquiry) = (number, inquiry)
        let signatory = desk.signatory
        let isParty = signatory.post == inquiry.post || signatory.post == inquiry.by.post || signatory.unit == inquiry.unit
        guard try isParty || signatory.role == .statistician || ActReach.mayRead(unit: inquiry.unit, desk) else {
            throw Failure(.notFound, privateDetail: "question \(number) by \(signatory.post)")
        }
    }

    /// The act that the form asks for.
    func act(_ form: Form) throws -> Institution.AnswerQuery {
        guard let outcome = Institution.AnswerQuery.Outcome(rawValue: form["outcome"]) else {
            throw Failure(.unknownWord, ["field": "outcome", "value": String(form["outcome"].prefix(40)), "known": ""])
        }
        return Institution.AnswerQuery(query: number, outcome: outcome, answer: Written(form["answer"], desk.language.rawValue))
    }

    func page(_ form: Form? = nil, _ failure: Failure? = nil) throws -> Page {
        let shown = ReturnWords(desk: desk)
        let title = words.text("returns.inquiry_title", ["number": words.entry(number)])
        let sheet = desk.link(ReturnsRoutes.sheet(inquiry.unit, inquiry.period))
        let model = InquiryModel(
            titleMarkup: RunningText.markup(title), stateTag: shown.tag(inquiry), fault: failure.map(desk.fault),
            questionText: inquiry.question.text, questionLang: inquiry.question.language, facts: try facts(shown),
            sheetLink: sheet,
            reply: try inquiry.reply.map { reply in
                SheetEntry(
                    entryTag: .good(words.text("returns.outcome_\(reply.outcome.rawValue)")), entryText: reply.answer.text,
                    entryLang: reply.answer.language, entryDetailMarkup: try shown.done(reply.by))
            }, replyForm: replyForm(form),
            whoAnswers: inquiry.reply == nil && outcomes.isEmpty
                ? words.text("returns.who_answers", ["post": try desk.title(ofPost: inquiry.post)]) : nil)
        let crumb = Link(href: sheet, text: "\(desk.name(ofUnit: inquiry.unit)) · \(shown.period(inquiry.period))")
        return Page(Layout(title, stage: .figures, crumbs: [crumb], here: title), "inquiry", model)
    }

    private func facts(_ shown: ReturnWords) throws -> [NamedFact] {
        var facts = [
            NamedFact(factName: words.text("returns.column_unit"), factMarkup: Markup.escape(desk.name(ofUnit: inquiry.unit))),
            NamedFact(
                factName: words.text("returns.column_period"), factMarkup: RunningText.markup(shown.period(inquiry.period))),
            NamedFact(factName: words.text("returns.column_check"), factMarkup: RunningText.markup(shown.check(inquiry.check))),
        ]
        if !inquiry.figure.indicator.isEmpty {
            facts.append(
                NamedFact(
                    factName: words.text("returns.column_figure"),
                    factMarkup: RunningText.markup(shown.name(inquiry.figure, try shown.cells()))))
        }
        return facts + [
            NamedFact(
                factName: words.text("returns.column_owner"), factMarkup: Markup.escape(try desk.title(ofPost: inquiry.post))),
            NamedFact(factName: words.text("returns.answer_by"), factMarkup: RunningText.markup(words.day(inquiry.due))),
            NamedFact(factName: words.text("returns.asked_by"), factMarkup: try shown.done(inquiry.by)),
        ]
    }

    /// How the reader may end it: who was asked answers, who asked takes it back.
    private var outcomes: [Institution.AnswerQuery.Outcome] {
        guard inquiry.reply == nil, Institution.AnswerQuery.allows(desk.signatory, unit: nil) else { return [] }
        return (desk.signatory.post == inquiry.post ? [.confirmed, .corrected] : [])
            + (desk.signatory.post == inquiry.by.post ? [.withdrawn] : [])
    }

    private func replyForm(_ form: Form?) -> InquiryForm? {
        let open = outcomes
        guard let first = open.first else { return nil }
        let chosen = form?["outcome"] ?? first.rawValue
        return InquiryForm(
            action: desk.link(ReturnsRoutes.inquiry("\(number)")), hidden: desk.formFields,
            outcomes: open.map {
                Choice(
                    choiceValue: $0.rawValue, choiceText: words.text("returns.outcome_\($0.rawValue)"),
                    isChosen: $0.rawValue == chosen)
            }, answer: form?["answer"] ?? "")
    }
}
