import Acts
import Figures
import Institution
import Localization
import Publication

/// The list of a year's terms: where each unit stands; searched, filtered, sorted, paged.
extension StageQuery {
    /// How many units a page of the list shows.
    static let termsPerPage = 50

    private enum Column: String, CaseIterable { case unit, state, count, date }

    /// One unit of the list; `summary` is nil for one that owes terms and has proposed none.
    private struct Entry {
        let unit: String
        let name: String
        let summary: TermsSummary?

        /// The word of its state.
        var state: String { summary?.state.rawValue ?? "none" }
        /// Whether its proposal waits for whoever vets.
        var waitsForVetting: Bool { summary.map { $0.hasOpenAmendment || $0.state != .signed && $0.vetting == nil } ?? false }
    }

    func terms() throws -> Page {
        let title = phrase("terms_title")
        let all = try termsEntries()
        let shown = filtered(all)
        let page = max(1, Int(desk.query["page"] ?? "") ?? 1)
        let (first, pages) = ((page - 1) * Self.termsPerPage, max(1, (shown.count + Self.termsPerPage - 1) / Self.termsPerPage))
        let rows = shown.dropFirst(first).prefix(Self.termsPerPage).map(row)
        let own = all.first { $0.unit == desk.signatory.unit }
        let mayAssign = CascadeTerms.policy.allows(desk.signatory, unit: desk.signatory.unit, ledgerIsEmpty: false)
        let model = TermsListModel(
            titleMarkup: RunningText.markup(title), leadMarkup: words.markup("terms.list_lead"),
            simulatedTag: desk.registers.isExample ? words.simulated : nil, counts: counts(all),
            listAction: desk.link(.stage(year: "\(year)", .terms)), search: desk.query["q"] ?? "", sortWord: desk.query["sort"] ?? "",
            stateChoices: stateChoices, termsColumns: columns, termsRows: Array(rows),
            shownMarkup: words.markup("terms.shown", ["count": words.number(shown.count), "page": words.number(page), "pages": words.number(pages)]),
            previousLink: page > 1 ? link(page: page - 1) : nil, nextLink: page < pages ? link(page: page + 1) : nil,
            ownLink: own.map { Link(href: desk.link(TermsRoutes.view("\(year)", $0.unit)), text: $0.name) },
            coverageLink: desk.link(TermsRoutes.coverage("\(year)")),
            assignLink: mayAssign ? desk.link(TermsRoutes.assignment("\(year)")) : nil)
        return framed(title, "terms", model)
    }

    /// Those with terms, and those whose head's post is held today and who have none.
    private func termsEntries() throws -> [Entry] {
        let summaries = try TermsBook.summaries(year: year, in: desk.tables)
        let known = Set(summaries.map(\.unit))
        let owing = Set(desk.registers.posts.values.filter { $0.role == .unitHead }.map(\.unit)).subtracting(known)
        return summaries.map { Entry(unit: $0.unit, name: desk.name(ofUnit: $0.unit), summary: $0) }
            + owing.sorted().map { Entry(unit: $0, name: desk.name(ofUnit: $0), summary: nil) }
    }

    private func filtered(_ entries: [Entry]) -> [Entry] {
        let wanted = SearchFold.fold(desk.query["q"] ?? "")
        let state = desk.query["state"] ?? ""
        let kept = entries.filter { entry in
            (state.isEmpty || entry.state == state || state == "to_vet" && entry.waitsForVetting)
                && (wanted.isEmpty || SearchFold.fold(entry.name).contains(wanted) || entry.unit.contains(wanted))
        }
        let (column, down) = sorting
        let sorted = kept.sorted { a, b in
            switch column {
            case .unit: (a.name, a.unit) < (b.name, b.unit)
            case .state: (a.state, a.name) < (b.state, b.name)
            case .count: (a.summary?.commitments ?? 0, b.name) < (b.summary?.commitments ?? 0, a.name)
            case .date: (a.summary?.recorded.milliseconds ?? 0, b.name) < (b.summary?.recorded.milliseconds ?? 0, a.name)
            }
        }
        return down ? sorted.reversed() : sorted
    }

    /// The column sorted by, and whether it falls.
    private var sorting: (Column, Bool) {
        let word = desk.query["sort"] ?? ""
        let column = Column(rawValue: word.hasPrefix("-") ? String(word.dropFirst()) : word)
        return (column ?? .unit, column != nil && word.hasPrefix("-"))
    }

    private var columns: [TermsColumn] {
        let (current, down) = sorting
        return Column.allCases.map { column in
            let next = column == current && !down ? "-\(column.rawValue)" : column.rawValue
            return TermsColumn(
                termsColumnName: words.text("terms.column_\(column.rawValue)"),
                termsColumnClass: column == .unit ? "pin" : column == .count ? "num" : "", termsColumnHref: link(sort: next),
                termsColumnSort: column == current ? (down ? "descending" : "ascending") : nil)
        }
    }

    private func link(page: Int = 1, sort: String? = nil) -> String {
        desk.link(
            .stage(year: "\(year)", .terms),
            [
                "q": desk.query["q"] ?? "", "state": desk.query["state"] ?? "", "sort": sort ?? desk.query["sort"] ?? "",
                "page": page > 1 ? "\(page)" : "",
            ])
    }

    private var stateChoices: [Choice] {
        let chosen = desk.query["state"] ?? ""
        let words = [("", self.words.text("terms.all_states")), ("none", self.words.text("terms.state_none"))]
            + [("to_vet", self.words.text("terms.state_to_vet"))] + [Terms.State.proposed, .partlySigned, .signed].map { ($0.rawValue, self.words.text("words.terms_state.\($0.rawValue)")) }
        return words.map { Choice(choiceValue: $0.0, choiceText: $0.1, isChosen: $0.0 == chosen) }
    }

    private func counts(_ entries: [Entry]) -> [CountCard] {
        func card(_ name: String, _ count: Int) -> CountCard {
            CountCard(
                countName: name, countMarkup: Markup.figure(words.number(count)),
                countOfMarkup: words.markup("cycle.of", ["all": words.number(entries.count)]))
        }
        return [
            card(words.text("words.terms_state.signed").capitalizedFirst, entries.filter { $0.summary?.state == .signed }.count),
            card(words.text("words.terms_state.partly_signed").capitalizedFirst, entries.filter { $0.summary?.state == .partlySigned }.count),
            card(words.text("words.terms_state.proposed").capitalizedFirst, entries.filter { $0.summary?.state == .proposed }.count),
            card(words.text("terms.state_none").capitalizedFirst, entries.filter { $0.summary == nil }.count),
        ]
    }

    private func row(_ entry: Entry) -> TermsListRow {
        let above = (try? desk.treeToday.parent(of: entry.unit)).map(desk.name(ofUnit:)) ?? ""
        guard let summary = entry.summary else {
            return TermsListRow(
                termsHref: desk.link(TermsRoutes.view("\(year)", entry.unit)), termsUnit: entry.name, termsAbove: above,
                termsTags: [.plain(words.text("terms.state_none"))], termsCountMarkup: "", termsDateMarkup: "")
        }
        return TermsListRow(
            termsHref: desk.link(TermsRoutes.view("\(year)", entry.unit)), termsUnit: entry.name, termsAbove: above,
            termsTags: TermsWords(words: words).tags(summary), termsCountMarkup: Markup.figure(words.number(summary.commitments)),
            termsDateMarkup: RunningText.markup(words.moment(summary.recorded)))
    }
}

/// How states of terms read.
struct TermsWords {
    let words: Words

    /// The tag of a state.
    func tag(_ state: Terms.State) -> Tag {
        let word = words.text("words.terms_state.\(state.rawValue)")
        return switch state {
        case .signed: .good(word)
        case .partlySigned: .warn(word)
        case .proposed: .now(word)
        case .replaced: .plain(word)
        }
    }

    /// The tag of what vetting came to.
    func tag(_ outcome: VetTerms.Outcome) -> Tag {
        outcome == .cleared ? .good(words.text("terms.vetted_cleared")) : .bad(words.text("terms.vetted_returned"))
    }

    /// All tags of a unit's line.
    func tags(_ summary: TermsSummary) -> [Tag] {
        var tags = [tag(summary.state)]
        if summary.state != .signed, let vetting = summary.vetting { tags.append(tag(vetting)) }
        if summary.isAmendment { tags.append(.plain(words.text("terms.amended"))) }
        if summary.hasOpenAmendment { tags.append(.warn(words.text("terms.amendment_open"))) }
        return tags
    }

    /// A finding in words; row numbers are those of the page.
    func line(_ finding: LintFinding, measure: (String) -> String?, href: String?) -> LintLine {
        var arguments = finding.arguments
        let unit = arguments["indicator"].flatMap(measure)
        for name in ["value", "baseline"] where finding.rule != .numberMalformed && finding.rule != .dueMalformed {
            if let text = arguments[name] { arguments[name] = words.decimal(text, measure: unit) }
        }
        if let day = arguments["date"] { arguments["date"] = words.day(day) }
        if let language = arguments["language"] { arguments["language"] = words.text("words.language.\(language)") }
        if let field = arguments["field"] { arguments["field"] = words.text("terms.field_\(field)") }
        let text = words.markup("terms.lint_\(finding.rule.rawValue)", arguments)
        let row = finding.row.map { words.markup("terms.row", ["number": words.number($0 + 1)]) + " " } ?? ""
        return LintLine(lintTag: tag(finding.grade), lintTextMarkup: href == nil ? text : row + text, lintHref: href)
    }

    /// The tag of a grade.
    func tag(_ grade: LintFinding.Grade) -> Tag {
        let word = words.text("terms.grade_\(grade.rawValue)")
        return switch grade {
        case .error: .bad(word)
        case .warning: .warn(word)
        case .advice: .plain(word)
        }
    }
}
