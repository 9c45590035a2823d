import Acts
import Figures
import Institution
import Localization
import Publication

/// Fills the page of a form: the common draft where there is one, else the figures in force, else a blank form.
struct EntryPageQuery {
    let place: EntryDesk
    /// What was pasted or sent in, looked at before it is taken.
    var incoming: [IncomingValue]?
    /// The text that was pasted, as pasted.
    var pasted = ""

    init(_ place: EntryDesk) { self.place = place }

    var desk: Desk { place.desk }
    var words: Words { place.desk.words }
    var form: EntryForm { place.form }

    func page(_ failure: Failure? = nil) throws -> Page {
        let state = try place.state()
        let (reading, title) = (state.reading, words.pick(form.names))
        let grid = EntryGrid(place: place, state: state)
        let isOpen = state.lock == nil
        let details = EntryDetails(place: place, isLocked: !isOpen)
        let kept = state.own ?? state.common
        var (conflict, shown): (ConflictModel?, EntryPreview?) = (nil, nil)
        if isOpen {
            if let own = state.own, let common = state.common { conflict = try self.conflict(own, common) }
            shown = try incoming.map { try preview($0, state) }
        }
        let model = ReturnEntryModel(
            titleMarkup: RunningText.markup(title), helpText: form.definition.help.map(words.pick), leadMarkup: lead(reading),
            headTags: try tags(isOpen), doneMarkup: try done(),
            lockNote: try state.lock.map(note), keptMarkup: isOpen || kept == nil ? nil : words.markup("entry.draft_kept"),
            isOpen: isOpen, fault: failure.map(desk.fault), refusals: isOpen ? refusals(reading) : nil, conflict: conflict,
            action: place.link(EntryRoutes.entry), draftAction: place.link(EntryRoutes.draft), owner: desk.signatory.official,
            seen: "\(state.common?.revision ?? 0)", submitted: desk.query["done"] == nil ? nil : place.link(EntryRoutes.draft),
            savedMarkup: try savedBy(kept), hidden: desk.formFields, keys: isOpen ? openKeys : closedKeys,
            sections: grid.sections, details: reading.readings.map { details.detail($0) }, preview: shown,
            cellChoices: form.cells.map { Choice(choiceValue: EntryDesk.id($0), choiceText: place.name($0), isChosen: false) },
            pasteText: pasted, progressMarkup: progress(reading), changesMarkup: changes(reading), reasonText: state.draft.reason,
            needsReason: reading.changesGiven || !state.draft.reason.isEmpty, mayDiscard: kept != nil,
            workbookLink: place.link(EntryRoutes.workbook), workbookHidden: desk.formFields,
            previousLink: neighbour(place.period.previous), nextLink: neighbour(place.period.next),
            saidSaving: words.text("entry.said_saving"), saidSaved: words.text("entry.said_saved"),
            saidOffline: words.text("entry.said_offline"), saidConflict: words.text("entry.said_conflict"),
            saidUndo: words.text("entry.undo"))
        var layout = Layout(
            title, year: place.year, stage: .figures, crumbs: crumbs, here: words.period(place.period), picker: picker)
        layout.scripts = ["page.js", "draft.js", "entry.js"]
        return Page(layout, "entry", model)
    }

    private var picker: PickerLink {
        PickerLink(pickHref: desk.link(.unit(place.unit.code)), pickText: desk.name(ofUnit: place.unit.code))
    }

    private var crumbs: [Link] {
        [
            Link(href: desk.link(.unit(place.unit.code)), text: desk.name(ofUnit: place.unit.code)),
            Link(href: desk.link(.returns(unit: place.unit.code)), text: words.text("entry.forms_of_unit")),
        ]
    }

    /// The period beside this one, where the form asks for it and it has begun.
    private func neighbour(_ period: Period) -> Link? {
        guard period.first <= desk.today,
            (try? EntryDesk(desk, unit: place.unit.code, form: form.code, period: "\(period)")) != nil
        else { return nil }
        return Link(href: place.link(EntryRoutes.entry, period), text: words.period(period))
    }

    private func lead(_ reading: EntryReading) -> String {
        words.markup(
            "entry.lead",
            [
                "unit": desk.name(ofUnit: place.unit.code), "period": words.period(place.period),
                "date": words.day("\(form.due(place.period))"),
            ])
    }

    /// Why the period is closed, and by whom.
    private func note(_ lock: PeriodLock) throws -> SheetNote {
        SheetNote(
            noteText: lock.reason.text, noteLang: lock.reason.language,
            noteDetailMarkup: try ReturnWords(desk: desk).done(lock.by))
    }

    private func tags(_ isOpen: Bool) throws -> [Tag] {
        let given = try FormBook.returns(form: form.code, unit: place.unit.code, period: "\(place.period)", in: desk.tables)
        let due = form.due(place.period)
        var tags = [desk.simulation(ofUnit: place.unit.code)].compactMap { $0 }
        if let first = given.first {
            tags.append(
                first.recorded.day > due ? .warn(words.text("entry.state_given_late")) : .good(words.text("entry.state_given")))
        } else if desk.today > due {
            tags.append(.bad(words.text("entry.state_late")))
        } else if isOpen {
            tags.append(.now(words.text("entry.state_open")))
        }
        if !isOpen { tags.append(.plain(words.text("returns.locked"))) }
        return tags
    }

    /// After a submission: which entry it is.
    private func done() throws -> String? {
        guard let number = desk.query["done"].flatMap(Int64.init) else { return nil }
        return words.markup("entry.done", ["number": words.entry(number)])
    }

    func progress(_ reading: EntryReading) -> String {
        words.markup(
            "entry.progress",
            ["filled": words.number(reading.filled), "all": words.number(reading.readings.count)])
    }

    func changes(_ reading: EntryReading) -> String {
        reading.changes.isEmpty
            ? words.markup("entry.no_changes") : words.markup("entry.changes", count: reading.changes.count)
    }

    private func refusals(_ reading: EntryReading) -> RefusalNote? {
        let refused = reading.refused
        guard !refused.isEmpty else { return nil }
        return RefusalNote(
            refusalTitle: words.text("entry.refused", count: refused.count),
            refusalRows: refused.map {
                RefusalRow(
                    refusalHref: "#" + EntryDesk.id($0.cell), refusalPlace: place.name($0.cell),
                    refusalMarkup: $0.failure.map { desk.fault($0).faultMarkup } ?? "")
            })
    }

    private var openKeys: [EntryKey] { keys(["saved", "edit", "ask", "err", "miss", "lock"]) }
    private var closedKeys: [EntryKey] { keys(["miss", "lock"]) }

    private func keys(_ styles: [String]) -> [EntryKey] {
        styles.map { EntryKey(keyStyle: $0, keyText: words.text("entry.key.\($0)")) }
    }

    private func savedBy(_ draft: Draft?) throws -> String {
        guard let draft else { return words.markup("entry.no_draft") }
        return words.markup(
            "entry.saved_by",
            [
                "name": try desk.name(ofOfficial: draft.official), "date": words.moment(draft.saved),
                "time": AssessmentFormQuery.time(draft.saved),
            ])
    }

    /// Two officers on one return: both texts, cell by cell.
    private func conflict(_ own: Draft, _ theirs: Draft) throws -> ConflictModel {
        let (mine, other) = (try EntryDraft(text: own.content), try EntryDraft(text: theirs.content))
        let rows = form.cells.compactMap { cell -> DifferenceRow? in
            let (a, b) = (mine[cell.key], other[cell.key])
            guard a != b else { return nil }
            return DifferenceRow(differencePlace: place.name(cell), ownText: shown(a), theirText: shown(b))
        }
        return ConflictModel(
            conflictMarkup: words.markup(
                "entry.conflict",
                [
                    "name": try desk.name(ofOfficial: theirs.official), "date": words.moment(theirs.saved),
                    "time": AssessmentFormQuery.time(theirs.saved),
                ]),
            differences: rows)
    }

    /// A cell of a draft in one line.
    private func shown(_ cell: CellDraft) -> String {
        let value = cell.plain.map(place.written) ?? cell.typed
        let status = cell.status.isEmpty ? "" : words.text("words.status.\(cell.status)")
        return [value, status, cell.note].filter { !$0.isEmpty }.joined(separator: " · ")
    }
}
