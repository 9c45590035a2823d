import Acts
import Figures
import Hummingbird
import Identity
import Institution
import Localization
import Publication
import Storage

/// Fills the page where a unit's terms are drafted. The draft is common to all who may draft them.
struct TermsEditorQuery {
    let desk: Desk
    let place: TermsPlace
    /// The terms in force, which a proposal would amend; nil before.
    let inForce: Terms?
    /// The unit's latest proposal.
    let current: Terms?

    var words: Words { desk.words }
    var year: Int { place.year }
    var unit: String { place.unit.code }

    /// Throws `notFound` for an unknown place and for one the reader may not draft for: whose drafts exist is not theirs to know.
    init(desk: Desk, _ at: Parameters) throws {
        self.desk = desk
        place = try TermsPlace(desk: desk, at)
        guard ProposeTerms.policy.allows(desk.signatory, unit: place.unit.code, ledgerIsEmpty: false) else {
            throw Failure(.notFound, privateDetail: "draft of \(place.unit.code) by \(desk.signatory.post)")
        }
        current = try TermsBook.current(year: place.year, unit: place.unit.code, in: desk.tables)
        inForce = current?.state == .signed ? current : nil
    }

    /// What the page shows instead of the kept draft.
    struct Typed: Sendable {
        var draft: TermsDraft
        var seen: Int
        var failure: Failure?
        /// Somebody else's text that met this one.
        var theirs: Draft?
    }

    /// The draft kept, else the latest proposal, else what was assigned from above, else one empty row.
    func start() throws -> (draft: TermsDraft, kept: Draft?) {
        if let found = try TermsDraft.current(year: year, unit: unit, in: desk.tables) { return (found.draft, found.kept) }
        if let current { return (TermsDraft(current.commitments.map(\.terms)), nil) }
        let assigned = try TermsBook.assigned(year: year, unit: unit, in: desk.tables).map(\.commitment)
        return (assigned.isEmpty ? TermsDraft([DraftCommitment()]) : TermsDraft(assigned), nil)
    }

    /// The page.
    func page(_ typed: Typed? = nil) throws -> Page {
        let (kept, draftKept) = try start()
        let draft = typed?.draft ?? kept
        let findings = TermsLint.findings(of: draft.commitments, try background(draft))
        let reading = TermsWords(words: words)
        func lines(_ kept: (LintFinding) -> Bool, linked: Bool) -> [LintLine] {
            findings.filter(kept).map { finding in
                reading.line(
                    finding, measure: { desk.registers.indicator($0)?.unitOfMeasure }, href: linked ? finding.row.map { "#row-\($0)" } : nil)
            }
        }
        let title = words.text(inForce == nil ? "terms.editor_title" : "terms.amend_title", ["unit": desk.name(ofUnit: unit), "year": "\(year)"])
        let taken = Set(draft.commitments.map(\.code))
        let sum = draft.commitments.reduce(0) { $0 + (Int($1.weight) ?? 0) }
        let model = TermsEditorModel(
            titleMarkup: RunningText.markup(title), editorLeadMarkup: words.markup("terms.editor_lead"),
            editAction: desk.link(TermsRoutes.editor("\(year)", unit)), hidden: desk.formFields,
            seen: "\(typed?.seen ?? draftKept?.revision ?? 0)", savedMarkup: try saved(draftKept), fault: typed?.failure.map(desk.fault),
            conflict: try typed?.theirs.map { try conflict(draft, $0) }, isAmendment: inForce != nil, reasonAr: draft.reasonAr,
            reasonFr: draft.reasonFr, reasonEn: draft.reasonEn, lintCountMarkup: count(findings),
            wholeFindings: lines({ $0.row == nil }, linked: false), rowFindingsShort: lines({ $0.row != nil && $0.grade == .error }, linked: true),
            hasErrors: findings.contains { $0.grade == .error }, sumMarkup: words.markup("terms.weight_sum", ["sum": words.number(sum)]),
            editorRows: try rows(draft, findings),
            assignedRows: try TermsBook.assigned(year: year, unit: unit, in: desk.tables).filter { !taken.contains($0.commitment.code) }
                .map(assigned),
            indicatorList: desk.registers.indicators.map { Choice(choiceValue: $0.code, choiceText: desk.name(of: $0), isChosen: false) },
            codeList: try codes(), proposeWord: words.text(inForce == nil ? "terms.propose" : "terms.propose_amendment"),
            viewLink: desk.link(TermsRoutes.view("\(year)", unit)), workbookLink: desk.link(TermsRoutes.workbook("\(year)", unit)),
            workbookAction: desk.link(TermsRoutes.workbook("\(year)", unit)), workbookHidden: desk.formFields)
        let crumbs = [
            Link(href: desk.link(.stage(year: "\(year)", .terms)), text: words.text("cycle.terms_title", ["year": "\(year)"])),
            Link(href: desk.link(TermsRoutes.view("\(year)", unit)), text: desk.name(ofUnit: unit)),
        ]
        var page = Page(
            Layout(title, year: year, stage: .terms, crumbs: crumbs, here: words.text("terms.draft_word")), "terms_editor", model)
        page.layout.scripts = ["terms.js"]
        if let failure = typed?.failure { page.status = failure.code.status }
        return page
    }

    private func background(_ draft: TermsDraft) throws -> TermsLint.Background {
        try TermsLint.Background(
            year: year, unit: unit, rows: draft.commitments, on: "\(desk.today)", cube: desk.cube, in: desk.tables)
    }

    private func saved(_ kept: Draft?) throws -> String {
        guard let kept else { return words.markup("terms.not_saved") }
        let minute = kept.saved.text.dropFirst(11).prefix(5)
        return words.markup(
            "terms.saved",
            ["by": try desk.name(ofOfficial: kept.official), "date": words.moment(kept.saved), "time": String(minute), "revision": words.number(kept.revision)])
    }

    private func count(_ findings: [LintFinding]) -> String {
        LintFinding.Grade.allCases.map { grade in
            words.markup("terms.count_\(grade.rawValue)", count: findings.filter { $0.grade == grade }.count)
        }.joined(separator: " · ")
    }

    private func rows(_ draft: TermsDraft, _ findings: [LintFinding]) throws -> [EditorRow] {
        let reading = TermsWords(words: words)
        let priorities = try PrioritiesBook.priorities(year: year, in: desk.tables)
        let posts = desk.registers.posts.values.filter { $0.unit == unit }.sorted { $0.code < $1.code }
        return draft.commitments.enumerated().map { index, row in
            let own = findings.filter { $0.row == index }
            let text = [row.textAr, row.textFr, row.textEn]
            let shown = switch words.language {
            case .ar: row.textAr
            case .fr: row.textFr
            case .en: row.textEn
            }
            let number = words.number(index + 1)
            let none = [Choice(choiceValue: "", choiceText: words.text("terms.none"), isChosen: false)]
            return EditorRow(
                rowIndex: "\(index)", rowNumberMarkup: Markup.figure(number),
                rowTitle: shown.isEmpty ? (text.first { !$0.isEmpty } ?? words.text("terms.new_row")) : shown, code: row.code,
                textAr: row.textAr, textFr: row.textFr, textEn: row.textEn, indicator: row.indicator, baseline: row.baseline,
                target: row.target, targetMax: row.targetMax, weight: row.weight, due: row.due, dependsOn: row.dependsOn,
                carries: row.carries, evidenceAr: row.evidenceAr, evidenceFr: row.evidenceFr, evidenceEn: row.evidenceEn,
                levelFields: (0..<5).map { level in
                    LevelField(
                        levelName: words.text("terms.level", ["number": words.number(level + 1)]), levelNumber: "\(level + 1)",
                        levelValue: row.levels.indices.contains(level) ? row.levels[level] : "")
                },
                typeChoices: TargetType.allCases.map {
                    Choice(choiceValue: $0.rawValue, choiceText: words.text("words.target_type.\($0.rawValue)"), isChosen: $0.rawValue == row.targetType)
                },
                priorityChoices: none + priorities.map {
                    Choice(choiceValue: $0.code, choiceText: words.pick($0.text), isChosen: $0.code == row.priority)
                },
                ownerChoices: none + posts.map {
                    Choice(choiceValue: $0.code, choiceText: words.pick($0.names), isChosen: $0.code == row.owner)
                },
                rowFindings: own.map { finding in
                    reading.line(finding, measure: { desk.registers.indicator($0)?.unitOfMeasure }, href: nil)
                },
                isOpen: own.contains { $0.grade == .error } || row.isEmpty || draft.commitments.count < 4
                    || index == draft.commitments.count - 1,
                removeLabel: words.text("terms.remove_row", ["number": number]))
        }
    }

    private func assigned(_ assigned: AssignedCommitment) -> AssignedRow {
        let measure = assigned.commitment.indicator.flatMap(desk.registers.indicator)?.unitOfMeasure
        let target = CommitmentReading(desk: desk, year: year).target(assigned.commitment, measure)
        return AssignedRow(
            assignedCode: assigned.commitment.code, assignedText: words.pick(assigned.commitment.text),
            assignedMarkup: [assigned.commitment.code, desk.name(ofUnit: assigned.from), target].filter { !$0.isEmpty }
                .map(RunningText.markup).joined(separator: " · "))
    }

    /// The codes that may be named: of the units above and of all others, with whose they are.
    private func codes() throws -> [Choice] {
        try TermsBook.codes(year: year, in: desk.tables).filter { $0.value != unit }.sorted { $0.key < $1.key }.prefix(500).map {
            Choice(choiceValue: $0.key, choiceText: desk.name(ofUnit: $0.value), isChosen: false)
        }
    }

    private func conflict(_ own: TermsDraft, _ theirs: Draft) throws -> ConflictPanel {
        let other = try TermsDraft(content: theirs.content)
        let lines = VersionWords(words: words, desk: desk).lines(TermsDifference(from: other.commitments, to: own.commitments))
        return ConflictPanel(
            conflictMarkup: words.markup(
                "terms.conflict", ["by": try desk.name(ofOfficial: theirs.official), "date": words.moment(theirs.saved)]),
            conflictLines: lines.filter { !$0.lineFields.isEmpty })
    }
}
