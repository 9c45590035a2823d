import Acts
import Institution
import Publication

/// The difficulties of a year: those that say the same together, each with its answer.
struct DifficultiesModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let simulatedTag: Tag?
    let doneMarkup: String?
    let counts: [CountCard]
    let selfLink: String
    let states: [Choice]
    let kinds: [Choice]
    let units: [Choice]
    let groups: [DifficultyBox]
    let groupCountMarkup: String
    let taxonomyLink: String?
    let listLink: String
}

/// Difficulties that say the same.
struct DifficultyBox: Sendable {
    let boxAnchor: String
    let boxTitle: String
    let boxTags: [Tag]
    let voices: [DifficultyVoice]
    let answerHref: String?
    let answerWord: String
}

/// One unit's way of saying it.
struct DifficultyVoice: Sendable {
    let voiceUnit: String
    let voiceHref: String
    let voiceText: String
    let voiceTags: [Tag]
    let removerMarkup: String?
    let answerMarkup: String?
}

/// Fills the page of a year's difficulties; filters: `state` (open, answered), `kind`, `unit`.
struct DifficultiesQuery {
    let desk: Desk
    let year: Int

    private var words: Words { desk.words }

    /// Throws `notFound` for a year without cycle.
    init(desk: Desk, year: String) throws {
        self.desk = desk
        self.year = try desk.year(year)
    }

    func page() throws -> Page {
        let title = words.text("assessment.difficulties_title", ["year": "\(year)"])
        let all = try DifficultyBook.groups(year: year, in: desk.tables)
        let taxons = try TaxonBook.all(in: desk.tables)
        let shown = all.filter(isWanted)
        let statements = all.flatMap(\.difficulties)
        let mayDefine = DefineTaxon.policy.allows(desk.signatory, unit: nil, ledgerIsEmpty: false)
        let model = DifficultiesModel(
            titleMarkup: RunningText.markup(title), leadMarkup: RunningText.markup(words.text("assessment.difficulties_lead")),
            simulatedTag: desk.registers.isExample ? words.simulated : nil,
            doneMarkup: desk.query["done"] == nil ? nil : words.markup("assessment.answer_done"), counts: cards(all, statements),
            selfLink: desk.link(SelfAssessmentRoutes.difficulties("\(year)")), states: states, kinds: kinds(taxons, all),
            units: unitChoices(statements), groups: shown.map { box($0, taxons) },
            groupCountMarkup: words.markup("assessment.group_count", count: shown.count),
            taxonomyLink: mayDefine ? desk.link(SelfAssessmentRoutes.taxonomy) : nil,
            listLink: desk.link(.stage(year: "\(year)", .assessment)))
        let cycle = Link(href: desk.link(.cycle(year: "\(year)")), text: words.text("cycle.title", ["year": "\(year)"]))
        return Page(Layout(title, year: year, stage: .meeting, crumbs: [cycle], here: title), "difficulties", model)
    }

    private func isWanted(_ group: DifficultyGroup) -> Bool {
        switch desk.query["state"] {
        case "open": if group.isAnswered { return false }
        case "answered": if !group.isAnswered { return false }
        default: break
        }
        if let kind = desk.query["kind"], !kind.isEmpty, (group.taxon ?? "-") != kind { return false }
        if let unit = desk.query["unit"], !unit.isEmpty, !group.units.contains(unit) { return false }
        return true
    }

    private func cards(_ groups: [DifficultyGroup], _ statements: [Difficulty]) -> [CountCard] {
        func card(_ key: String, _ count: Int, of all: Int?) -> CountCard {
            CountCard(
                countName: words.text("assessment.count_\(key)"), countMarkup: Markup.figure(words.number(count)),
                countOfMarkup: all.map { words.markup("cycle.of", ["all": words.number($0)]) } ?? "")
        }
        return [
            card("unanswered", statements.count { $0.answer == nil }, of: statements.count), card("groups", groups.count, of: nil),
            card("shared", groups.count { $0.units.count > 1 }, of: groups.count),
        ]
    }

    private var states: [Choice] {
        ["all", "open", "answered"].map {
            Choice(choiceValue: $0, choiceText: words.text("assessment.state_\($0)"), isChosen: $0 == desk.query["state"] ?? "all")
        }
    }

    private func kinds(_ taxons: [Taxon], _ groups: [DifficultyGroup]) -> [Choice] {
        let used = Set(groups.compactMap(\.taxon))
        let all = Choice(choiceValue: "", choiceText: words.text("assessment.all_kinds"), isChosen: false)
        let unclassified = groups.contains { $0.taxon == nil }
            ? [Choice(choiceValue: "-", choiceText: words.text("assessment.unclassified"), isChosen: desk.query["kind"] == "-")] : []
        return [all] + taxons.filter { used.contains($0.code) }.map {
            Choice(choiceValue: $0.code, choiceText: words.pick($0.names), isChosen: $0.code == desk.query["kind"])
        } + unclassified
    }

    private func unitChoices(_ statements: [Difficulty]) -> [Choice] {
        let all = Choice(choiceValue: "", choiceText: words.text("assessment.all_units"), isChosen: false)
        return [all] + Set(statements.map(\.unit)).map { (code: $0, name: desk.name(ofUnit: $0)) }.sorted { $0.name < $1.name }.map {
            Choice(choiceValue: $0.code, choiceText: $0.name, isChosen: $0.code == desk.query["unit"])
        }
    }

    private func box(_ group: DifficultyGroup, _ taxons: [Taxon]) -> DifficultyBox {
        let reading = StatementReading(desk: desk, year: year, unit: "", files: [], mayRead: false, taxons: taxons)
        var tags: [Tag] = []
        if let severity = group.severity { tags.append(reading.severity(severity)) }
        tags.append(.plain(words.text("assessment.unit_count", count: group.units.count)))
        let open = group.difficulties.filter { $0.answer == nil }
        tags.append(
            open.isEmpty ? .good(words.text("assessment.answered")) : .warn(words.text("assessment.unanswered")))
        let mayAnswer = AnswerDifficulty.policy.allows(desk.signatory, unit: nil, ledgerIsEmpty: false)
        let asked = open.isEmpty ? group.difficulties : open
        let first = group.difficulties[0]
        return DifficultyBox(
            boxAnchor: "g-\(first.place.assessment)-\(first.place.item)",
            boxTitle: group.taxon.map(reading.name(ofTaxon:)) ?? words.text("assessment.unclassified"), boxTags: tags,
            voices: group.difficulties.map { voice($0, reading) },
            answerHref: mayAnswer
                ? desk.link(SelfAssessmentRoutes.answer("\(year)"), ["statements": AnswerQuery.text(asked.map(\.place))]) : nil,
            answerWord: words.text(open.isEmpty ? "assessment.answer_again" : "assessment.answer"))
    }

    private func voice(_ difficulty: Difficulty, _ reading: StatementReading) -> DifficultyVoice {
        let item = difficulty.item
        var tags: [Tag] = [
            item.kind == .challenge
                ? .now(words.text("assessment.kind_challenge")) : .warn(words.text("assessment.kind_constraint"))
        ]
        if let severity = item.severity { tags.append(reading.severity(severity)) }
        if item.isUnsupported { tags.append(.bad(words.text("assessment.unsupported"))) }
        return DifficultyVoice(
            voiceUnit: desk.name(ofUnit: difficulty.unit),
            voiceHref: desk.link(SelfAssessmentRoutes.unit("\(year)", difficulty.unit)) + "#c-\(item.commitment ?? "overall")",
            voiceText: words.pick(item.text), voiceTags: tags, removerMarkup: item.remover.map(reading.remover),
            answerMarkup: difficulty.answer.map(reading.answer))
    }
}

/// The line on the home page: how many difficulties wait for an answer. Nil when no year has any.
struct DifficultyNotice {
    let desk: Desk

    func note() throws -> Note? {
        let words = desk.words
        for year in desk.registers.years {
            let count = try DifficultyBook.count(year: year, in: desk.tables)
            guard count.all > 0 else { continue }
            let arguments = ["year": "\(year)", "all": words.number(count.all)]
            let link = "<a href=\"\(Markup.escape(desk.link(SelfAssessmentRoutes.difficulties("\(year)"), ["state": "open"])))\">"
                + "\(Markup.escape(words.text("assessment.notice_link")))</a>"
            return Note(
                noteStyle: count.unanswered > 0 ? "warn" : "", noteMark: count.unanswered > 0 ? "tri" : "ok",
                noteTitle: words.text("assessment.notice_title", count: count.unanswered),
                noteTextMarkup: words.markup("assessment.notice_text", arguments) + " " + link,
                noteTags: desk.registers.isExample ? [words.simulated] : [])
        }
        return nil
    }
}
