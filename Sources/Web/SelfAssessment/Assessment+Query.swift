import Acts
import Institution
import Publication

/// A unit's self-assessment of a year.
struct AssessmentModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let pageTags: [Tag]
    let doneMarkup: String?
    /// Where the submitted text was drafted, and whose: the script forgets what it kept of it.
    let draftAction: String
    let owner: String
    let writeLink: String?
    let evidenceLink: String?
    let isSubmitted: Bool
    let groups: [StatementGroup]
    let versions: [VersionRow]
    let changesTitleMarkup: String?
    let changes: [StatementChange]
    let listLink: String
}

/// The statements on one commitment, or on the year as a whole.
struct StatementGroup: Sendable {
    let groupAnchor: String
    let groupName: String
    let groupDetailMarkup: String
    let statements: [StatementRow]
    /// True for a commitment of which nothing is said.
    let isSilent: Bool
}

/// A submission in the list of versions.
struct VersionRow: Sendable {
    let versionHref: String
    let versionMarkup: String
    let versionState: String
    let versionDetailMarkup: String
    let versionTags: [Tag]
}

/// A change between two submissions.
struct StatementChange: Sendable {
    let changeTag: Tag
    let changeMarkup: String
    let changeDetailMarkup: String
}

/// Fills the page of a unit's self-assessment; `?version=NUMBER` shows an earlier one.
struct AssessmentQuery {
    let place: AssessmentDesk

    private var desk: Desk { place.desk }
    private var words: Words { place.desk.words }

    init(desk: Desk, year: String, unit: String) throws { place = try AssessmentDesk(desk, year: year, unit: unit) }

    func page() throws -> Page {
        let history = try SelfAssessmentBook.history(year: place.year, unit: place.unit.code, in: desk.tables)
        let shown = try wanted(history)
        let name = desk.name(ofUnit: place.unit.code)
        let title = words.text("assessment.unit_title", ["unit": name, "year": place.word])
        let position = shown.flatMap { shown in history.firstIndex { $0.by.number == shown.by.number } }
        let before = position.flatMap { $0 > 0 ? history[$0 - 1] : nil }
        let changes = shown.flatMap { shown in before.map { AssessmentDiff.changes(from: $0.items, to: shown.items) } } ?? []
        let lead = try shown.map { assessment in
            words.text(
                "assessment.submitted_by",
                ["date": words.moment(assessment.by.recorded), "number": words.entry(assessment.by.number), "post": try desk.name(ofPost: assessment.by.post)])
        }
        let model = AssessmentModel(
            titleMarkup: RunningText.markup(title), leadMarkup: RunningText.markup(lead ?? words.text("assessment.none_lead")),
            pageTags: tags(shown), doneMarkup: desk.query["done"] == nil ? nil : words.markup("assessment.done"),
            draftAction: place.link(SelfAssessmentRoutes.draft), owner: desk.signatory.official,
            writeLink: place.mayWrite ? place.link(SelfAssessmentRoutes.form) : nil,
            evidenceLink: place.mayRead ? place.link(SelfAssessmentRoutes.evidence) : nil, isSubmitted: shown != nil,
            groups: try shown.map(groups) ?? [], versions: try history.reversed().map { try version($0, shown) },
            changesTitleMarkup: before.map { words.markup("assessment.changes_since", ["date": words.moment($0.by.recorded), "number": words.entry($0.by.number)]) },
            changes: changes.map(change), listLink: desk.link(.stage(year: place.word, .assessment)))
        var layout = Layout(title, year: place.year, stage: .assessment, crumbs: place.crumbs(false), here: name)
        if desk.query["done"] != nil { layout.scripts = ["page.js", "draft.js"] }
        return Page(layout, "assessment", model)
    }

    private func wanted(_ history: [SelfAssessment]) throws -> SelfAssessment? {
        guard let word = desk.query["version"] else { return history.last }
        guard let number = Int64(word), let found = history.first(where: { $0.by.number == number }) else {
            throw Failure(.notFound, privateDetail: "version \(word.prefix(40))")
        }
        return found
    }

    private func tags(_ shown: SelfAssessment?) -> [Tag] {
        var tags: [Tag] = []
        if let shown {
            if shown.replacedBy != nil { tags.append(.warn(words.text("assessment.replaced"))) }
            if shown.unsupported > 0 { tags.append(.bad(words.text("assessment.unsupported_count", count: shown.unsupported))) }
        } else {
            tags.append(.plain(words.text("assessment.not_submitted")))
        }
        if desk.registers.isExample { tags.append(words.simulated) }
        return tags
    }

    /// The year as a whole first, then each commitment in the order of the terms, also those nothing was said of.
    private func groups(_ assessment: SelfAssessment) throws -> [StatementGroup] {
        let code = place.unit.code
        let reading = StatementReading(
            desk: desk, year: place.year, unit: code, files: try EvidenceBook.files(year: place.year, unit: code, in: desk.tables),
            mayRead: place.mayRead, taxons: try TaxonBook.all(in: desk.tables))
        let answers = try DifficultyBook.all(year: place.year, in: desk.tables).filter { $0.unit == code }
            .reduce(into: [:]) { $0[$1.place] = $1.answer }
        let commitments = try TermsBook.commitments(year: place.year, unit: code, in: desk.tables)
        let known = Set(commitments.map(\.code))
        func rows(_ belongs: (String?) -> Bool) throws -> [StatementRow] {
            try assessment.items.enumerated().filter { belongs($0.element.commitment) }.map { index, item in
                try reading.row(item, answer: answers[.init(assessment: assessment.by.number, item: index)] ?? nil)
            }
        }
        let whole = StatementGroup(
            groupAnchor: "c-overall", groupName: words.text("assessment.overall"), groupDetailMarkup: "",
            statements: try rows { $0.map { !known.contains($0) } ?? true }, isSilent: false)
        return (whole.statements.isEmpty ? [] : [whole])
            + (try commitments.map { commitment in
                let rows = try rows { $0 == commitment.code }
                return StatementGroup(
                    groupAnchor: "c-\(commitment.code)", groupName: words.pick(commitment.text),
                    groupDetailMarkup: Markup.figure(commitment.code), statements: rows, isSilent: rows.isEmpty)
            })
    }

    private func version(_ assessment: SelfAssessment, _ shown: SelfAssessment?) throws -> VersionRow {
        let isShown = assessment.by.number == shown?.by.number
        return VersionRow(
            versionHref: desk.link(
                SelfAssessmentRoutes.unit(place.word, place.unit.code), ["version": "\(assessment.by.number)"]),
            versionMarkup: RunningText.markup(words.moment(assessment.by.recorded)), versionState: assessment.replacedBy == nil ? "done" : "todo",
            versionDetailMarkup: words.markup(
                "assessment.version_detail",
                ["number": words.entry(assessment.by.number), "post": try desk.name(ofPost: assessment.by.post)]),
            versionTags: isShown ? [.now(words.text("assessment.shown"))] : [])
    }

    private func change(_ change: AssessmentDiff.Change) -> StatementChange {
        func detail(_ item: SubmitSelfAssessment.Item) -> String {
            let kind = words.text("assessment.kind_\(item.kind.rawValue)")
            return item.commitment.map { Markup.escape(kind) + " · " + Markup.figure($0) } ?? Markup.escape(kind)
        }
        switch change {
        case .added(let item):
            return StatementChange(
                changeTag: .good(words.text("assessment.change_added")),
                changeMarkup: AssessmentDiff.markup(from: "", to: words.pick(item.text)), changeDetailMarkup: detail(item))
        case .removed(let item):
            return StatementChange(
                changeTag: .bad(words.text("assessment.change_removed")),
                changeMarkup: AssessmentDiff.markup(from: words.pick(item.text), to: ""), changeDetailMarkup: detail(item))
        case .changed(let old, let new):
            return StatementChange(
                changeTag: .now(words.text("assessment.change_changed")),
                changeMarkup: AssessmentDiff.markup(from: words.pick(old.text), to: words.pick(new.text)),
                changeDetailMarkup: detail(new) + support(old, new))
        }
    }

    /// Says when more than the words changed.
    private func support(_ old: SubmitSelfAssessment.Item, _ new: SubmitSelfAssessment.Item) -> String {
        let same = old.cites == new.cites && old.periods == new.periods && old.evidence == new.evidence
        let place = old.taxon == new.taxon && old.severity == new.severity && old.remover == new.remover
        let notes = (same ? [] : ["support_changed"]) + (place ? [] : ["place_changed"])
        return notes.map { " · " + Markup.escape(words.text("assessment.\($0)")) }.joined()
    }
}
