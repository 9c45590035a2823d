import Acts
import Figures
import Foundation
import Hummingbird
import Identity
import Institution
import Localization
import Publication
import Storage

/// Fills the page of a unit's terms for a year.
struct TermsPageQuery {
    let desk: Desk
    let place: TermsPlace

    private var words: Words { desk.words }
    private var year: Int { place.year }
    private var unit: String { place.unit.code }

    init(desk: Desk, _ at: Parameters) throws {
        self.desk = desk
        place = try TermsPlace(desk: desk, at)
    }

    /// What was typed and refused, where there is something.
    private struct Refused {
        let form: Form
        let failure: Failure
        /// The deed it was: `comments`, `vetting`, `signature`, `agreements`.
        let deed: String
    }

    /// The page; after a refusal with what was typed.
    func page(_ form: Form? = nil, _ failure: Failure? = nil, at deed: String = "") throws -> Page {
        let refused = form.flatMap { form in failure.map { Refused(form: form, failure: $0, deed: deed) } }
        let history = try TermsBook.history(year: year, unit: unit, in: desk.tables)
        let current = history.first { $0.replacedBy == nil }
        let amendment = history.first { $0.isOpenAmendment }
        let open = amendment ?? current
        let title = words.text("terms.title", ["unit": desk.name(ofUnit: unit), "year": "\(year)"])
        let vettings = try open.map { try TermsBook.vettings(of: $0.proposal.number, in: desk.tables) } ?? []
        let waits = try open.map { try TermsBook.waiting(of: $0, in: desk.tables) } ?? []
        let model = TermsPageModel(
            titleMarkup: RunningText.markup(title), stateTags: stateTags(current, amendment, vettings),
            stateMarkup: current.map { words.markup("terms.state_line", ["number": words.entry($0.proposal.number), "date": words.moment($0.proposal.recorded)]) }
                ?? words.markup("terms.state_empty"),
            simulatedTag: desk.simulation(ofUnit: unit), editLink: editLink(current, amendment),
            listLink: desk.link(.stage(year: "\(year)", .terms)), fault: failure.map(desk.fault),
            amendment: amendment.map { amendmentPanel($0) },
            reason: current.flatMap { terms in
                terms.reason.map { AmendmentPanel(amendmentTextMarkup: words.markup("terms.amended_because", ["reason": words.pick($0)]), amendmentLink: nil) }
            },
            commitmentRows: try open.map(rows) ?? [], lintMarkup: try open.flatMap(lint),
            comments: try TermsBook.comments(year: year, unit: unit, in: desk.tables).map { try comment($0, open) },
            commentForm: open.flatMap { commentForm($0, refused) }, vettings: try vettings.map(vetting),
            vettingForm: open.flatMap { vettingForm($0, refused) }, waits: try waits.map { try wait($0, asks: false, refused) },
            asked: try TermsBook.asked(of: unit, year: year, in: desk.tables).map { try wait($0, asks: true, refused) },
            signatures: try open.map { try $0.signatures.map(signature) } ?? [],
            signatureForm: open.flatMap { signatureForm($0, vettings, waits) }, missingSigns: open.map { missing($0, vettings, waits) } ?? [],
            assigned: try assigned(open), versions: try versions(history), compareLink: compareLink(history))
        let crumbs = [
            Link(href: desk.link(.cycle(year: "\(year)")), text: words.text("cycle.title", ["year": "\(year)"])),
            Link(href: desk.link(.stage(year: "\(year)", .terms)), text: words.text("cycle.terms_title", ["year": "\(year)"])),
        ]
        let picker = PickerLink(pickHref: desk.link(.unit(unit)), pickText: desk.name(ofUnit: unit))
        return Page(
            Layout(title, year: year, stage: .terms, crumbs: crumbs, here: desk.name(ofUnit: unit), picker: picker), "terms_unit", model)
    }

    private func stateTags(_ current: Terms?, _ amendment: Terms?, _ vettings: [TermsVetting]) -> [Tag] {
        let reading = TermsWords(words: words)
        guard let current else { return [.plain(words.text("terms.state_none"))] }
        var tags = [reading.tag(current.state)]
        if current.amends != nil { tags.append(.plain(words.text("terms.amended"))) }
        if amendment != nil { tags.append(.warn(words.text("terms.amendment_open"))) }
        if amendment != nil || current.state != .signed, let last = vettings.last { tags.append(reading.tag(last.outcome)) }
        return tags
    }

    private func amendmentPanel(_ amendment: Terms) -> AmendmentPanel {
        let reason = amendment.reason.map(words.pick) ?? ""
        return AmendmentPanel(
            amendmentTextMarkup: words.markup("terms.amendment_shown", ["reason": reason, "number": words.entry(amendment.proposal.number)]),
            amendmentLink: amendment.amends.map { compare($0, amendment.proposal.number) }.map {
                Link(href: $0, text: words.text("terms.compare_original"))
            })
    }

    private func editLink(_ current: Terms?, _ amendment: Terms?) -> Link? {
        guard ProposeTerms.policy.allows(desk.signatory, unit: unit, ledgerIsEmpty: false) else { return nil }
        let key = current?.state == .signed ? "terms.amend" : current == nil ? "terms.draft" : "terms.draft_anew"
        return Link(href: desk.link(TermsRoutes.editor("\(year)", unit)), text: words.text(key))
    }

    // MARK: commitments

    private func rows(_ terms: Terms) throws -> [TermsCommitmentRow] {
        let reading = CommitmentReading(desk: desk, year: year)
        return try zip(terms.commitments, reading.rows(terms, evaluation: nil)).map { commitment, row in
            TermsCommitmentRow(commitmentAnchor: "c-\(commitment.code)", commitmentRow: row, commitmentFacts: try facts(commitment.terms))
        }
    }

    private func facts(_ terms: ProposedCommitment) throws -> [TermsFact] {
        var facts: [TermsFact] = []
        func add(_ field: String, _ markup: String?) {
            guard let markup, !markup.isEmpty else { return }
            facts.append(TermsFact(termsFactName: words.text("terms.field_\(field)"), termsFactMarkup: markup))
        }
        let measure = terms.indicator.flatMap(desk.registers.indicator)?.unitOfMeasure
        if let code = terms.priority {
            add("priority", try PrioritiesBook.priority(year: year, code: code, in: desk.tables).map { RunningText.markup(words.pick($0.text)) })
        }
        if let indicator = terms.indicator.flatMap(desk.registers.indicator) {
            let href = desk.link(.figure(indicator: indicator.code, unit: desk.root, period: "\(year - 1)"))
            add("indicator", "<a href=\"\(Markup.escape(href))\">\(Markup.escape(desk.name(of: indicator)))</a>")
        }
        add("levels", terms.levels.map { $0.map { Markup.figure(words.decimal($0, measure: measure)) }.joined(separator: " · ") })
        add("due", terms.due.map { RunningText.markup(words.day($0)) })
        add("owner", try terms.owner.map { Markup.escape(try desk.name(ofPost: $0)) })
        add("evidence", terms.evidence.map { RunningText.markup(words.pick($0)) })
        add("depends_on", terms.dependsOn.map { $0.map(Markup.figure).joined(separator: " ") })
        add("carries", terms.carries.map(Markup.figure))
        return facts
    }

    /// How many things lint has against the proposal, for those who vet or sign; nil when there are none.
    private func lint(_ terms: Terms) throws -> String? {
        let rows = terms.commitments.map { DraftCommitment($0.terms) }
        let background = try TermsLint.Background(
            year: year, unit: unit, rows: rows, on: "\(desk.today)", cube: desk.cube, in: desk.tables)
        let findings = TermsLint.findings(of: rows, background)
        let warnings = findings.filter { $0.grade != .advice }
        guard !warnings.isEmpty else { return nil }
        let reading = TermsWords(words: words)
        let items = warnings.map { finding -> String in
            let code = finding.row.map { Markup.figure(rows[$0].code) + " " } ?? ""
            let line = reading.line(finding, measure: { desk.registers.indicator($0)?.unitOfMeasure }, href: nil)
            return "<li>\(code)\(line.lintTextMarkup)</li>"
        }
        return "<ul>\(items.joined())</ul>"
    }

    // MARK: what was said and done

    private func by(_ by: Authorship) throws -> String {
        let post = try desk.name(ofPost: by.post)
        return RunningText.markup("\(post) · \(words.moment(by.recorded)) · ") + words.markup("terms.entry", ["number": words.entry(by.number)])
    }

    private func comment(_ comment: TermsComment, _ open: Terms?) throws -> TermsRemark {
        var tags: [Tag] = []
        if comment.proposal != open?.proposal.number { tags.append(.plain(words.text("terms.on_earlier"))) }
        return TermsRemark(
            remarkAbout: comment.commitment, remarkWords: comment.text, remarkLang: comment.language, remarkTags: tags,
            remarkByMarkup: try by(comment.by))
    }

    private func vetting(_ vetting: TermsVetting) throws -> TermsRemark {
        TermsRemark(
            remarkAbout: nil, remarkWords: vetting.remarks ?? "", remarkLang: vetting.language,
            remarkTags: [TermsWords(words: words).tag(vetting.outcome)], remarkByMarkup: try by(vetting.by))
    }

    private func signature(_ signature: Terms.Signature) throws -> TermsRemark {
        TermsRemark(
            remarkAbout: nil, remarkWords: words.word("role", signature.role.rawValue), remarkLang: words.language.rawValue,
            remarkTags: [.good(words.text("words.terms_state.signed"))], remarkByMarkup: try by(signature.by))
    }

    private func form(_ deed: String, _ terms: Terms, typed: String = "", choices: [Choice] = []) -> TermsForm {
        TermsForm(
            formAction: desk.link(TermsRoutes.deed(deed, "\(year)", unit)), proposalNumber: "\(terms.proposal.number)",
            hidden: desk.formFields, typedText: typed, formChoices: choices)
    }

    private func commentForm(_ terms: Terms, _ refused: Refused?) -> TermsForm? {
        guard CommentTerms.policy.allows(desk.signatory, unit: unit, ledgerIsEmpty: false), terms.state != .signed else { return nil }
        let typed = refused?.deed == "comments" ? refused?.form : nil
        let choices = [Choice(choiceValue: "", choiceText: words.text("terms.the_whole"), isChosen: false)]
            + terms.commitments.map {
                Choice(choiceValue: $0.code, choiceText: $0.code, isChosen: typed?["commitment"] == $0.code)
            }
        return form("comments", terms, typed: typed?["text"] ?? "", choices: choices)
    }

    private func vettingForm(_ terms: Terms, _ refused: Refused?) -> TermsForm? {
        let signatory = desk.signatory
        guard VetTerms.policy.allows(signatory, unit: unit, ledgerIsEmpty: false), terms.state != .signed, signatory.unit != unit,
            terms.proposal.official != signatory.official
        else { return nil }
        let typed = refused?.deed == "vetting" ? refused?.form : nil
        let choices = VetTerms.Outcome.allCases.map {
            Choice(
                choiceValue: $0.rawValue, choiceText: words.text("terms.vet_\($0.rawValue)"),
                isChosen: (typed?["outcome"] ?? "cleared") == $0.rawValue)
        }
        return form("vetting", terms, typed: typed?["remarks"] ?? "", choices: choices)
    }

    /// Shown only to who may sign and has not, and when nothing is in the way: the act refuses everyone else again.
    private func signatureForm(_ terms: Terms, _ vettings: [TermsVetting], _ waits: [WaitingCommitment]) -> TermsForm? {
        let signatory = desk.signatory
        let others = [terms.proposal.official] + terms.signatures.map(\.by.official) + vettings.map(\.by.official)
        guard terms.state != .signed, SignTerms.policy.allows(signatory, unit: unit, ledgerIsEmpty: false),
            !terms.signatures.contains(where: { $0.role == signatory.role }), !others.contains(signatory.official)
        else { return nil }
        if signatory.role == .directorGeneral {
            guard vettings.last?.outcome == .cleared, waits.allSatisfy({ $0.agreement?.isAccepted == true }) else { return nil }
        }
        return form("signature", terms)
    }

    /// What still has to happen before the terms are in force, in order.
    private func missing(_ terms: Terms, _ vettings: [TermsVetting], _ waits: [WaitingCommitment]) -> [String] {
        guard terms.state != .signed else { return [] }
        var list: [String] = []
        if vettings.last?.outcome == .returned {
            list.append(words.text("terms.needs_new"))
        } else if vettings.isEmpty {
            list.append(words.text("terms.needs_vetting"))
        }
        for wait in waits where wait.agreement?.isAccepted != true {
            list.append(words.text("terms.needs_acceptance", ["unit": desk.name(ofUnit: wait.unit)]))
        }
        if !terms.signatures.contains(where: { $0.role == .unitHead }) { list.append(words.text("terms.needs_head")) }
        if !terms.signatures.contains(where: { $0.role == .directorGeneral }) { list.append(words.text("terms.needs_director")) }
        return list
    }

    private func wait(_ wait: WaitingCommitment, asks: Bool, _ refused: Refused?) throws -> TermsWait {
        let other = asks ? wait.by : wait.unit
        let text = words.markup(
            asks ? "terms.asked_line" : "terms.wait_line",
            ["code": wait.code, "other": wait.dependsOn, "unit": desk.name(ofUnit: other)])
        let state: Tag = switch wait.agreement?.isAccepted {
        case true?: .good(words.text("terms.accepted"))
        case false?: .bad(words.text("terms.declined"))
        case nil: .now(words.text("terms.unanswered"))
        }
        let mayAnswer = asks && AcceptDependency.policy.allows(desk.signatory, unit: unit, ledgerIsEmpty: false)
        return TermsWait(
            waitTextMarkup: text, waitTags: [state],
            waitRemark: try wait.agreement.map { agreement in
                TermsRemark(
                    remarkAbout: nil, remarkWords: agreement.remarks ?? "", remarkLang: agreement.language, remarkTags: [],
                    remarkByMarkup: try by(agreement.by))
            },
            waitForm: mayAnswer
                ? TermsWaitForm(
                    waitAction: desk.link(TermsRoutes.deed("agreements", "\(year)", unit)), waitProposal: "\(wait.proposal)",
                    waitCode: wait.code, waitOther: wait.dependsOn, waitField: "w-\(wait.proposal)-\(wait.code)-\(wait.dependsOn)",
                    waitHidden: desk.formFields) : nil)
    }

    /// What was assigned from above, and whether the proposal has it.
    private func assigned(_ terms: Terms?) throws -> [TermsRemark] {
        let own = Set(terms?.commitments.map(\.code) ?? [])
        return try TermsBook.assigned(year: year, unit: unit, in: desk.tables).map { assigned in
            let taken = own.contains(assigned.commitment.code)
            return TermsRemark(
                remarkAbout: assigned.commitment.code, remarkWords: words.pick(assigned.commitment.text),
                remarkLang: words.language.rawValue,
                remarkTags: [taken ? .good(words.text("terms.taken")) : .warn(words.text("terms.not_taken"))],
                remarkByMarkup: RunningText.markup(desk.name(ofUnit: assigned.from) + " · ") + (try by(assigned.by)))
        }
    }

    // MARK: versions

    private func versions(_ history: [Terms]) throws -> [TermsVersionRow] {
        try history.enumerated().reversed().map { index, terms in
            var tags = [TermsWords(words: words).tag(terms.state)]
            if terms.isOpenAmendment { tags.append(.warn(words.text("terms.amendment_open"))) }
            let before = index > 0 ? (terms.amends ?? history[index - 1].proposal.number) : nil
            return TermsVersionRow(
                versionMarkup: words.markup("terms.version", ["number": words.number(index + 1)]) + " · " + (try by(terms.proposal)),
                versionTags: tags, versionReason: terms.reason.map(words.pick), versionCompare: before.map { compare($0, terms.proposal.number) })
        }
    }

    private func compare(_ before: Int64, _ after: Int64) -> String {
        desk.link(TermsRoutes.versions("\(year)", unit), ["a": "\(before)", "b": "\(after)"])
    }

    private func compareLink(_ history: [Terms]) -> String? {
        guard history.count > 1, let first = history.first, let last = history.last else { return nil }
        return compare(first.proposal.number, last.proposal.number)
    }
}
