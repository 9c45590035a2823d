import Acts
import Institution
import Localization
import Publication

/// Fills the form of a self-assessment: the common draft where there is one, else what was submitted last, else a first form.
struct AssessmentFormQuery {
    let place: AssessmentDesk

    private var desk: Desk { place.desk }
    private var words: Words { place.desk.words }
    private let files: [EvidenceFile]
    private let taxons: [Taxon]

    /// Throws `notFound` where the reader may not write.
    init(desk: Desk, year: String, unit: String) throws {
        place = try AssessmentDesk(desk, year: year, unit: unit).writing()
        files = try EvidenceBook.files(year: place.year, unit: unit, in: desk.tables)
        taxons = try TaxonBook.all(in: desk.tables)
    }

    /// The codes of the kinds that may be chosen.
    var openTaxons: [String] { taxons.filter { !$0.isRetired }.map(\.code) }

    /// What the form begins with: the text kept beside a newer one, the common draft, the last submission, or a first form.
    func start() throws -> (draft: AssessmentDraft, common: Draft?, own: Draft?, last: SelfAssessment?, commitments: [Commitment]) {
        let kind = Site.assessmentDraftKind
        let common = try DraftBook.current(kind, place.subject, in: desk.tables)
        let own = try DraftBook.kept(kind, place.subject, by: desk.signatory.official, in: desk.tables)
        let last = try SelfAssessmentBook.current(year: place.year, unit: place.unit.code, in: desk.tables)
        let commitments = try TermsBook.commitments(year: place.year, unit: place.unit.code, in: desk.tables)
        let draft = try (own ?? common).map { try AssessmentDraft(text: $0.content) }
            ?? last.map { AssessmentDraft($0.items, files: files) } ?? AssessmentDraft(commitments: commitments)
        return (draft, common, own, last, commitments)
    }

    func page(_ failure: Failure? = nil) throws -> Page {
        let official = desk.signatory.official
        let (draft, common, own, last, commitments) = try start()
        let conflict = try own.flatMap { own in try common.map { try self.conflict(own: own, theirs: $0) } }
        let name = desk.name(ofUnit: place.unit.code)
        let title = words.text("assessment.form_title", ["unit": name, "year": place.word])
        let dates = try CycleBook.dates(.selfAssessment, year: place.year, unit: place.unit.code, in: desk.tables)
        let changed = last.map { last in
            AssessmentDiff.changes(from: last.items, to: draft.items(files: files)).count
        }
        let model = AssessmentFormModel(
            titleMarkup: RunningText.markup(title), leadMarkup: RunningText.markup(words.text("assessment.form_lead")),
            phaseTag: phaseTag(dates), fault: failure.map(desk.fault), conflict: conflict, action: place.link(SelfAssessmentRoutes.form),
            draftAction: place.link(SelfAssessmentRoutes.draft), owner: official, seen: "\(common?.revision ?? 0)",
            savedMarkup: try saved(own ?? common), hidden: desk.formFields, sections: sections(draft, commitments),
            indicators: desk.registers.indicators.map { Choice(choiceValue: $0.code, choiceText: desk.name(of: $0), isChosen: false) },
            evidenceLink: place.link(SelfAssessmentRoutes.evidence), viewLink: place.link(SelfAssessmentRoutes.unit),
            workbookLink: place.link(SelfAssessmentRoutes.workbook), workbookHidden: desk.formFields,
            changesMarkup: changed.flatMap { changed in
                last.map { words.markup("assessment.changed_since", ["date": words.moment($0.by.recorded)], count: changed) }
            },
            saidSaving: words.text("assessment.said_saving"), saidSaved: words.text("assessment.said_saved"),
            saidOffline: words.text("assessment.said_offline"), saidConflict: words.text("assessment.said_conflict"))
        var layout = Layout(title, year: place.year, stage: .assessment, crumbs: place.crumbs(true), here: words.text("assessment.write"))
        layout.scripts = ["page.js", "draft.js"]
        return Page(layout, "assessmentform", model)
    }

    /// Whether the phase runs today for the unit: the form can always be drafted, submitted only then.
    private func phaseTag(_ dates: PhaseDates) -> Tag {
        let range = words.range(dates.starts, dates.ends)
        let today = "\(desk.today)"
        if dates.contains(today) { return .now(words.text("assessment.phase_open", ["range": range])) }
        return today < dates.starts
            ? .plain(words.text("assessment.phase_to_come", ["range": range])) : .warn(words.text("assessment.phase_over", ["range": range]))
    }

    private func saved(_ draft: Draft?) throws -> String {
        guard let draft else { return words.markup("assessment.not_saved") }
        return words.markup(
            "assessment.saved_by", ["name": try desk.name(ofOfficial: draft.official), "date": words.moment(draft.saved), "time": Self.time(draft.saved)])
    }

    /// The hour and minute, UTC.
    static func time(_ moment: Timestamp) -> String { String(moment.text.dropFirst(11).prefix(5)) }

    private func conflict(own: Draft, theirs: Draft) throws -> ConflictModel {
        let (mine, other) = (try AssessmentDraft(text: own.content), try AssessmentDraft(text: theirs.content))
        var differences: [DifferenceRow] = []
        for row in 0..<max(mine.statements.count, other.statements.count) {
            let a = mine.statements.indices.contains(row) ? mine.statements[row] : StatementDraft()
            let b = other.statements.indices.contains(row) ? other.statements[row] : StatementDraft()
            for (one, two) in zip(a.fields, b.fields) where one.value != two.value {
                let place = [a.commitment.isEmpty ? b.commitment : a.commitment, words.text("assessment.field_\(one.name)")]
                differences.append(
                    DifferenceRow(
                        differencePlace: "\(row + 1) · " + place.filter { !$0.isEmpty }.joined(separator: " · "), ownText: one.value,
                        theirText: two.value))
            }
        }
        let said = words.markup(
            "assessment.conflict",
            ["name": try desk.name(ofOfficial: theirs.official), "date": words.moment(theirs.saved), "time": Self.time(theirs.saved)])
        return ConflictModel(conflictMarkup: said, differences: differences)
    }

    private func sections(_ draft: AssessmentDraft, _ commitments: [Commitment]) -> [FormSection] {
        let indexed = Array(draft.statements.enumerated())
        let known = Set(commitments.map(\.code))
        let whole = section("", words.text("assessment.overall"), "", indexed.filter { !known.contains($0.element.commitment) })
        return commitments.map { commitment in
            section(
                commitment.code, words.pick(commitment.text), Markup.figure(commitment.code),
                indexed.filter { $0.element.commitment == commitment.code })
        } + [whole]
    }

    private func section(_ code: String, _ name: String, _ detail: String, _ rows: [(offset: Int, element: StatementDraft)]) -> FormSection {
        FormSection(
            sectionCode: code.isEmpty ? "overall" : code, sectionName: name, sectionDetailMarkup: detail,
            rows: rows.map { row($0.offset, $0.element) },
            adds: SubmitSelfAssessment.Item.Kind.allCases.map {
                AddButton(addValue: "add:\(code):\($0.rawValue)", addText: words.text("assessment.add_\($0.rawValue)"))
            })
    }

    private func row(_ index: Int, _ statement: StatementDraft) -> FormRow {
        let isDifficulty = statement.kind == .challenge || statement.kind == .constraint
        let isClaim = statement.kind != .wayForward
        let supported = statement.cites.contains { !$0.isEmpty } || !statement.files.isEmpty
        func isCited(_ file: EvidenceFile) -> Bool { statement.files.contains("\(file.by.number)") }
        func choice(_ file: EvidenceFile) -> FileChoice {
            FileChoice(file, field: "file.\(file.by.number)", isCited: isCited(file), desk: desk)
        }
        let choices = FileChoice.parted(isClaim ? files : []) { isCited($0) || $0.commitment ?? "" == statement.commitment }
        return FormRow(
            row: "\(index)", rowLegend: words.text("assessment.kind_\(statement.kind.rawValue)"), kindValue: statement.kind.rawValue,
            commitmentValue: statement.commitment,
            rowTags: statement.isEmpty || !isClaim || supported ? [] : [.bad(words.text("assessment.unsupported"))],
            ar: statement.ar, fr: statement.fr, en: statement.en,
            cites: isClaim ? statement.cites.prefix(3).enumerated().map {
                CiteField(
                    citeName: "cite\($0.offset)", citeLabel: words.text("assessment.cite", ["number": "\($0.offset + 1)"]),
                    citeValue: $0.element)
            } : [],
            files: choices.near.map(choice), moreFiles: choices.far.map(choice),
            moreFilesMarkup: words.markup("assessment.more_files", count: choices.far.count),
            difficulty: isDifficulty ? difficulty(statement) : nil, hasNoFiles: isClaim && files.isEmpty)
    }

    private func difficulty(_ statement: StatementDraft) -> DifficultyFields {
        let none = Choice(choiceValue: "", choiceText: words.text("assessment.choose"), isChosen: false)
        let open = taxons.filter { !$0.isRetired || $0.code == statement.taxon }
        let units = desk.registers.units.values.filter { $0.isOpen(on: "\(desk.today)") }
            .map { (code: $0.code, name: desk.name(ofUnit: $0.code)) }.sorted { $0.name < $1.name }
        return DifficultyFields(
            taxons: [none] + open.map {
                Choice(choiceValue: $0.code, choiceText: words.pick($0.names), isChosen: $0.code == statement.taxon)
            },
            severities: [none] + SubmitSelfAssessment.Item.Severity.allCases.map {
                Choice(
                    choiceValue: $0.rawValue, choiceText: words.text("assessment.severity_\($0.rawValue)"),
                    isChosen: $0.rawValue == statement.severity)
            },
            units: [none] + units.map { Choice(choiceValue: $0.code, choiceText: $0.name, isChosen: $0.code == statement.removerUnit) },
            outside: statement.removerOutside)
    }
}
