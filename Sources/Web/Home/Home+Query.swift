import Acts
import Figures
import Institution
import Publication

/// Fills the home page for the reader's unit and the year in course.
struct HomeQuery {
    let desk: Desk

    private var words: Words { desk.words }
    private var unit: String { desk.ownUnit }

    /// The page.
    func page() throws -> Page {
        let year = desk.usualYear
        // Early in a year its terms and figures are not there yet: the last ones stand in, under their own year.
        let terms = try latestTerms(before: year)
        let evaluation = try terms.flatMap { try EvaluationBook.current(year: $0.year, unit: unit, in: desk.tables) }
        let reading = CommitmentReading(desk: desk, year: terms?.year ?? year)
        // A year that is not over still asks for what it is owed, also once the next one has begun.
        let years = Set(try CycleBook.unfinished(on: "\(desk.today)", in: desk.tables) + [year]).sorted()
        let due = try DueQuery(desk: desk, years: years).rows()
        let choice = try FigureChoice(desk: desk, notAfter: year)
        let cards = try choice.chosen(terms: terms).map { try FigureReading(desk: desk).card($0, desk.root, year: choice.year) }
        let model = HomeModel(
            todayMarkup: try todayMarkup(year), dueCountMarkup: words.markup("home.due_count", count: due.count), due: due,
            unitLink: desk.link(.unit(unit)), escalated: try EscalatedQuery(desk: desk, years: years).panel(),
            yearLine: Self.yearLine(year, desk), commitments: try terms.map { try reading.rows($0, evaluation: evaluation) } ?? [],
            compositeMarkup: reading.composite(evaluation),
            commitmentNote: desk.registers.isExample ? words.text("home.commitments_note") : nil,
            commitmentTag: desk.registers.isExample ? words.simulated : nil,
            termsLink: desk.link(.stage(year: "\(year)", .terms)), commitmentYear: terms.map { "\($0.year)" } ?? "\(year)",
            figuresScopeMarkup: RunningText.markup(words.text("home.national") + " · \(choice.year)"),
            cards: cards,
            notes: try ReturnNotice(desk: desk, years: Array(desk.registers.years.prefix(2))).notes()
                + [DifficultyNotice(desk: desk).note()].compactMap { $0 } + choice.notes())
        return Page(Layout(words.text("home.title"), year: year), "home", model)
    }

    private func latestTerms(before year: Int) throws -> Terms? {
        for candidate in desk.registers.years where candidate <= year {
            if let terms = try TermsBook.current(year: candidate, unit: unit, in: desk.tables) { return terms }
        }
        return nil
    }

    private func todayMarkup(_ year: Int) throws -> String {
        let today = words.text("home.today", ["date": words.longDay(desk.today)]).capitalizedFirst
        guard let dates = desk.registers.phases[year]?.first(where: { $0.phase == .meeting }), let day = try? Day(dates.starts) else {
            return RunningText.markup(today)
        }
        let distance = desk.today.distance(to: day)
        let meeting = distance >= 0
            ? words.text("home.meeting_in", count: distance) : words.text("home.meeting_past", ["date": words.longDay(day)])
        return RunningText.markup("\(today) \(meeting)")
    }

    /// The line of a year; nil for a year without cycle.
    static func yearLine(_ year: Int, _ desk: Desk) -> YearLineModel? {
        guard let calendar = desk.registers.calendars[year], !calendar.planned.isEmpty else { return nil }
        // What was extended beyond the year is drawn as planned: the line is the year's.
        let phases = calendar.planned.map { planned in
            calendar.dates(planned.phase).flatMap { $0.ends <= "\(year)-12-31" ? $0 : nil } ?? planned
        }
        let closing = phases.first { $0.phase == .reporting }?.ends
        let drawing = YearLine(year: year, phases: phases, today: desk.today, words: desk.words).svg()
        let note = closing.map { desk.words.markup("home.closing", ["date": desk.words.dayAndMonth($0)]) } ?? ""
        return YearLineModel(closingMarkup: note, drawingMarkup: drawing)
    }
}

/// What the reader owes, one row a task.
struct DueQuery {
    let desk: Desk
    let years: [Int]

    private var words: Words { desk.words }

    /// The rows by deadline; duties of one kind stand together.
    func rows() throws -> [DueRow] {
        let owed = try years.flatMap { try DueBook.owed(by: desk.signatory, year: $0, on: "\(desk.today)", in: desk.tables) }
            .filter { $0.state != .toCome }.sorted { $0.due < $1.due }
        var groups: [(key: String, list: [Due])] = []
        for due in owed {
            // Signatures are given unit by unit; the rest is one errand.
            let key = "\(due.year)/\(due.task.rawValue)/" + (due.task == .signTerms ? due.unit ?? "" : "")
            if let index = groups.firstIndex(where: { $0.key == key }) { groups[index].list.append(due) } else { groups.append((key, [due])) }
        }
        return try groups.enumerated().compactMap { index, group in
            guard let first = group.list.first else { return nil }
            return try row(first, all: group.list, isFirst: index == 0)
        }
    }

    private func row(_ due: Due, all: [Due], isFirst: Bool) throws -> DueRow {
        let (name, year) = (Self.phrase(due.task), due.year)
        let subjects = all.compactMap(\.subject)
        let arguments = [
            "year": "\(year)", "subject": due.subject ?? "\(year + 1)",
            "subjects": subjects.joined(separator: words.text("words.separator")),
            // Only returns have periods as their subject.
            "periods": subjects.compactMap { try? words.period(Period($0)) }.prefixList(4, words),
            "units": all.compactMap(\.unit).map(desk.name(ofUnit:)).prefixList(4, words),
        ]
        let commitments = due.task == .signTerms
            ? try due.unit.flatMap { try TermsBook.current(year: year, unit: $0, in: desk.tables) }?.commitments.count : nil
        var why = words.text("home.\(name)_why", arguments, count: commitments)
        if due.task == .signTerms, let unit = due.unit, unit != desk.signatory.unit { why = desk.name(ofUnit: unit) + ". " + why }
        return DueRow(
            dueTitle: words.text("home.\(name)", arguments), dueWhyMarkup: RunningText.markup(why), dueWhen: when(due.due),
            dueTags: [], dueHref: href(due), dueButton: words.text("home.\(name)_do"), isFirst: isFirst)
    }

    /// The name of a task's phrases.
    private static func phrase(_ task: Due.Task) -> String {
        switch task {
        case .submitReturn: "give_figures"
        case .submitSelfAssessment: "assess"
        case .rateUnit: "evaluate"
        case .publishReport: "publish"
        default: task.rawValue
        }
    }

    private func href(_ due: Due) -> String {
        let year = "\(due.year)"
        switch due.task {
        case .proposeTerms: return desk.link(due.unit.map { TermsRoutes.editor(year, $0) } ?? .stage(year: year, .terms))
        case .answerDependency: return desk.link(due.unit.map { TermsRoutes.view(year, $0) } ?? .stage(year: year, .terms)) + "#agreements"
        case .vetTerms: return desk.link(.stage(year: year, .terms))
        case .signTerms: return desk.link(due.unit.map { TermsRoutes.view(year, $0) } ?? .stage(year: year, .terms))
        case .submitReturn: return desk.link(.returns(unit: due.unit ?? desk.signatory.unit))
        case .recordFollowUp:
            return desk.link(CycleRoutes.followUp(year: year, unit: due.unit ?? desk.signatory.unit, quarter: due.subject ?? "1"))
        case .submitSelfAssessment: return desk.link(.stage(year: year, .assessment))
        case .rateUnit: return desk.link(.stage(year: year, .evaluation))
        case .holdMeeting, .setPriorities: return desk.link(.stage(year: year, .meeting))
        case .adoptObjective: return desk.link(.stage(year: year, .roadmap))
        case .publishReport: return desk.link(.stage(year: year, .report))
        }
    }

    /// Late is red, today and tomorrow amber, later blue; a word says it first.
    private func when(_ iso: String) -> Tag {
        guard let day = try? Day(iso) else { return .plain(iso) }
        switch desk.today.distance(to: day) {
        case ..<0: return .bad(words.text("home.late", count: day.distance(to: desk.today)))
        case 0: return .bad(words.text("home.when_today"))
        case 1: return .warn(words.text("home.when_tomorrow"))
        default: return .now(words.dayAndMonth(iso))
        }
    }
}

extension String {
    /// The text with its first letter as a capital; Arabic has none.
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}

extension [String] {
    /// The first few in one line, with an ellipsis when there are more.
    func prefixList(_ count: Int, _ words: Words) -> String {
        let separator = words.text("words.separator")
        return prefix(count).joined(separator: separator) + (self.count > count ? separator + "…" : "")
    }
}
