import Acts
import Institution
import Publication

/// The form that answers difficulties.
struct AnswerModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let fault: Fault?
    let voices: [DifficultyVoice]
    let action: String
    let hidden: FormFields
    let statementsValue: String
    let manners: [MannerCard]
    let decisions: [Choice]
    let objectives: [Choice]
    let to: [LanguageField]
    let reason: [LanguageField]
    let backLink: String
}

/// A way to answer.
struct MannerCard: Sendable {
    let mannerValue: String
    let mannerName: String
    let mannerHint: String
    let isChosen: Bool
}

/// A text field of one language.
struct LanguageField: Sendable {
    let languageField: String
    let languageName: String
    let languageCode: String
    let languageText: String
}

/// Fills the form that answers difficulties, and reads it.
struct AnswerQuery {
    let desk: Desk
    let year: Int

    private var words: Words { desk.words }

    /// Throws `notFound` for a year without cycle and for whoever may not answer.
    init(desk: Desk, year: String) throws {
        self.desk = desk
        self.year = try desk.year(year)
        guard AnswerDifficulty.policy.allows(desk.signatory, unit: nil, ledgerIsEmpty: false) else {
            throw Failure(.notFound, privateDetail: "answers by \(desk.signatory.post)")
        }
    }

    /// The places of statements as one value of a form: `118.2 121.0`.
    static func text(_ places: [AnswerDifficulty.Statement]) -> String {
        places.map { "\($0.assessment).\($0.item)" }.joined(separator: " ")
    }

    static func places(_ text: String) throws -> [AnswerDifficulty.Statement] {
        try text.split(separator: " ").map { word in
            let halves = word.split(separator: ".")
            guard halves.count == 2, let assessment = Int64(halves[0]), let item = Int(halves[1]), item >= 0 else {
                throw Failure(.malformedValue, ["field": "statements", "value": String(word.prefix(40))])
            }
            return AnswerDifficulty.Statement(assessment: assessment, item: item)
        }
    }

    /// The act the form asks for. Only the fields of the chosen way are taken.
    static func act(_ form: Form, year: Int) throws -> AnswerDifficulty {
        guard let manner = AnswerDifficulty.Manner(rawValue: form["manner"]) else {
            throw Failure(.unknownWord, ["field": "manner", "value": String(form["manner"].prefix(40))])
        }
        func text(_ name: String) -> Trilingual? {
            let text = Trilingual(ar: form["\(name)_ar"], fr: form["\(name)_fr"], en: form["\(name)_en"])
            return text.ar.isEmpty && text.fr.isEmpty && text.en.isEmpty ? nil : text
        }
        let objective = form["objective"].split(separator: "/", maxSplits: 1).map(String.init)
        return AnswerDifficulty(
            year: year, statements: try places(form["statements"]), manner: manner,
            decision: manner == .decision ? Int(form["decision"]) : nil,
            objective: manner == .objective && objective.count == 2
                ? Int(objective[0]).map { AnswerDifficulty.ObjectiveReference(year: $0, code: objective[1]) } : nil,
            to: manner == .escalation ? text("to") : nil, reason: text("reason"))
    }

    func page(_ form: Form?, _ failure: Failure?) throws -> Page {
        let title = words.text("assessment.answer_title")
        let asked = form?["statements"] ?? desk.query["statements"] ?? ""
        let places = Set((try? Self.places(asked)) ?? [])
        let difficulties = try DifficultyBook.all(year: year, in: desk.tables).filter { places.contains($0.place) }
        guard failure != nil || !difficulties.isEmpty else { throw Failure(.notFound, privateDetail: "difficulties \(asked.prefix(60))") }
        let model = AnswerModel(
            titleMarkup: RunningText.markup(title), leadMarkup: RunningText.markup(words.text("assessment.answer_lead")),
            fault: failure.map(desk.fault), voices: try voices(difficulties),
            action: desk.link(SelfAssessmentRoutes.answer("\(year)")), hidden: desk.formFields, statementsValue: asked,
            manners: AnswerDifficulty.Manner.allCases.map { manner in
                MannerCard(
                    mannerValue: manner.rawValue, mannerName: words.text("assessment.manner_\(manner.rawValue)"),
                    mannerHint: words.text("assessment.manner_\(manner.rawValue)_hint"),
                    isChosen: form.map { $0["manner"] == manner.rawValue } ?? (manner == .decision))
            },
            decisions: try decisions(form), objectives: try objectives(form), to: fields("to", form), reason: fields("reason", form),
            backLink: desk.link(SelfAssessmentRoutes.difficulties("\(year)")))
        let back = Link(href: model.backLink, text: words.text("assessment.difficulties_title", ["year": "\(year)"]))
        return Page(Layout(title, year: year, stage: .meeting, crumbs: [back], here: title), "answer", model)
    }

    private func voices(_ difficulties: [Difficulty]) throws -> [DifficultyVoice] {
        let reading = StatementReading(
            desk: desk, year: year, unit: "", files: [], mayRead: false, taxons: try TaxonBook.all(in: desk.tables))
        return difficulties.map { difficulty in
            DifficultyVoice(
                voiceUnit: desk.name(ofUnit: difficulty.unit), voiceHref: desk.link(SelfAssessmentRoutes.unit("\(year)", difficulty.unit)),
                voiceText: words.pick(difficulty.item.text), voiceTags: reading.tags(difficulty.item, difficulty.answer),
                removerMarkup: difficulty.item.remover.map(reading.remover), answerMarkup: difficulty.answer.map(reading.answer))
        }
    }

    private func decisions(_ form: Form?) throws -> [Choice] {
        let none = Choice(choiceValue: "", choiceText: words.text("assessment.choose"), isChosen: false)
        return [none] + (try MeetingBook.decisions(year: year, in: desk.tables).map {
            Choice(choiceValue: "\($0.number)", choiceText: "\($0.number) · \(words.pick($0.text))", isChosen: form?["decision"] == "\($0.number)")
        })
    }

    private func objectives(_ form: Form?) throws -> [Choice] {
        let none = Choice(choiceValue: "", choiceText: words.text("assessment.choose"), isChosen: false)
        return [none] + (try RoadmapBook.objectives(year: year + 1, in: desk.tables).map { objective in
            let value = "\(year + 1)/\(objective.terms.code)"
            return Choice(
                choiceValue: value, choiceText: "\(objective.terms.code) · \(words.pick(objective.terms.text))",
                isChosen: form?["objective"] == value)
        })
    }

    private func fields(_ name: String, _ form: Form?) -> [LanguageField] {
        ["ar", "fr", "en"].map {
            LanguageField(
                languageField: "\(name)_\($0)", languageName: words.text("words.language.\($0)"), languageCode: $0,
                languageText: form?["\(name)_\($0)"] ?? "")
        }
    }
}
