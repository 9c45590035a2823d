import Acts
import Figures
import Institution
import Localization
import Publication

/// The side of the workbench: what changed, how the scale is read, what happened.
extension WorkbenchQuery {
    /// The reviewer's last act on this unit: since then only what changed is to be read again.
    private var since: (by: Authorship, assessment: Int64?)? {
        let back = state.lastSentBack.map { ($0.by, Optional($0.assessment)) }
        let rated = state.evaluation.map { ($0.by, Int64?.none) }
        return [back, rated].compactMap { $0 }.max { $0.0.number < $1.0.number }
    }

    func changesDetail() throws -> String? {
        guard let since else { return nil }
        return markup("changes_since") + " " + (try done(since.by))
    }

    /// Statements and figures that are other than at the reviewer's last act.
    func changes() throws -> [ChangeRow] {
        guard let since else { return [] }
        return try statementChanges(since.by.number) + figureChanges(since.by.number)
    }

    private func statementChanges(_ number: Int64) throws -> [ChangeRow] {
        let history = try SelfAssessmentBook.history(year: year, unit: unit, in: desk.tables)
        guard let now = history.last, now.by.number > number, let before = history.last(where: { $0.by.number < number }) else { return [] }
        let (old, new) = (Set(before.items), Set(now.items))
        let added = now.items.filter { !old.contains($0) }.map { item in
            ChangeRow(
                changeTitle: changeTitle("statement_added", item),
                changeMarkup: "<ins dir=\"auto\">\(Markup.escape(words.pick(item.text)))</ins>")
        }
        let removed = before.items.filter { !new.contains($0) }.map { item in
            ChangeRow(
                changeTitle: changeTitle("statement_removed", item),
                changeMarkup: "<del dir=\"auto\">\(Markup.escape(words.pick(item.text)))</del>")
        }
        guard added.isEmpty, removed.isEmpty else { return added + removed }
        return [ChangeRow(changeTitle: say("statement_same"), changeMarkup: markup("statement_same_text"))]
    }

    private func changeTitle(_ key: String, _ item: SubmitSelfAssessment.Item) -> String {
        say(key, ["commitment": item.commitment ?? words.text("assessment.kind_\(item.kind.rawValue)")])
    }

    private func figureChanges(_ number: Int64) throws -> [ChangeRow] {
        guard let terms = state.terms else { return [] }
        let figures = try FigureBasis(year: year, in: desk.tables).figures(of: unit, commitments: terms.commitments)
        return try figures.filter { $0.act > number }.map { figure in
            let indicator = desk.registers.indicator(figure.value.indicator)
            let measure = indicator?.unitOfMeasure
            let revisions = try ReturnBook.history(
                indicator: figure.value.indicator, unit: figure.unit, period: figure.period, breakdown: figure.value.breakdown,
                in: desk.tables)
            let before = revisions.last { $0.act < number }?.value.value
            let old = before.map { "<del>\(Markup.figure(words.decimal($0, measure: measure)))</del> " } ?? ""
            let new = figure.value.value.map { Markup.figure(words.decimal($0, measure: measure)) } ?? "–"
            let name = indicator.map(desk.name(of:)) ?? figure.value.indicator
            let reason = revisions.last?.reason.map { " " + Markup.escape($0) } ?? ""
            return ChangeRow(
                changeTitle: "\(name) · \(desk.name(ofUnit: figure.unit))",
                changeMarkup: "\(old)<b>\(new)</b> \(markup("entry", ["number": words.entry(figure.act)]))\(reason)")
        }
    }

    func spread() throws -> SpreadPanel? {
        let calibration = try Calibration(year: year, in: desk.tables)
        guard !calibration.posts.isEmpty else { return nil }
        let drawing = SpreadDrawing(desk: desk)
        return SpreadPanel(
            bars: try calibration.posts.prefix(6).map(drawing.bar), key: drawing.key,
            calibrationLink: desk.link(EvaluationRoutes.calibration(year: "\(year)")))
    }

    /// Every act of this evaluation, oldest first.
    func history() throws -> [EventRow] {
        var events: [(by: Authorship, text: String)] = []
        for terms in try TermsBook.history(year: year, unit: unit, in: desk.tables) {
            events += terms.signatures.map { ($0.by, say("event_terms")) }
        }
        for assessment in try SelfAssessmentBook.history(year: year, unit: unit, in: desk.tables) {
            events.append((assessment.by, say("event_assessment")))
        }
        if let back = state.lastSentBack { events.append((back.by, say("event_back"))) }
        if let sample = state.sample {
            events.append((sample.by, say("event_sample")))
            var seen: Set<Int64> = []
            for check in sample.figures.compactMap(\.check) where seen.insert(check.by.number).inserted {
                events.append((check.by, say("event_checks")))
            }
        }
        for rating in try EvaluationBook.history(year: year, unit: unit, in: desk.tables) {
            events.append((rating.by, say("event_rating", ["rating": words.word("rating", rating.rating.rawValue)])))
            let procedure = try EvaluationBook.procedure(of: rating, in: desk.tables)
            events += procedure.answers.map { ($0.by, say("answer")) }
            if let conclusion = procedure.conclusion { events.append((conclusion.by, say("concluded"))) }
            if let appeal = procedure.appeal { events.append((appeal.by, say("appeal"))) }
            if let decision = procedure.decision { events.append((decision.by, words.text("evaluation.decide_\(decision.outcome.rawValue)"))) }
        }
        if let approval = state.approval { events.append((approval.by, say("event_approval"))) }
        return try events.sorted { $0.by.number < $1.by.number }.map { event in
            EventRow(
                eventState: "done", eventDateMarkup: RunningText.markup(words.moment(event.by.recorded)),
                eventTextMarkup: Markup.escape(event.text) + "<br><span class=\"q xs\">"
                    + Markup.escape(try desk.name(ofPost: event.by.post)) + " · "
                    + markup("entry", ["number": words.entry(event.by.number)]) + "</span>")
        }
    }
}

/// Bars of grades by post: the word stands beside each, the colour is the third signal.
struct SpreadDrawing {
    let desk: Desk

    private var words: Words { desk.words }

    /// The grades with their colours.
    var key: [SpreadKey] {
        Rating.allCases.enumerated().map { index, rating in
            SpreadKey(keyClass: "grade-\(index)", keyName: words.word("rating", rating.rawValue).capitalizedFirst)
        }
    }

    /// A post's grades.
    func bar(_ post: Calibration.Post) throws -> SpreadBar {
        let name = try desk.name(ofPost: post.post)
        return SpreadBar(
            barName: name, barCountMarkup: words.markup("evaluation.units_rated", count: post.total), barDriftMarkup: drift(post.drift),
            barMarkup: svg(post.counts, label: name))
    }

    /// A signed number of grades with two decimals.
    func drift(_ hundredths: Int) -> String {
        let value = words.value(ExactDecimal(mantissa: Int64(abs(hundredths)), decimals: 2), measure: "")
        return Markup.figure((hundredths > 0 ? "+" : hundredths < 0 ? "−" : "") + value)
    }

    /// The bar: positions in percent, heights in pixels; mirrored where the page is.
    func svg(_ counts: [Int], label: String) -> String {
        let total = max(counts.reduce(0, +), 1)
        var (at, parts) = (0, "")
        for (index, count) in counts.enumerated() where count > 0 {
            let width = count * 10_000 / total
            let from = words.language == .ar ? 10_000 - at - width : at
            parts += "<rect class=\"grade-\(index)\" x=\"\(percent(from))%\" y=\"2\" width=\"\(percent(max(width - 60, 40)))%\" height=\"16\"/>"
            at += width
        }
        let list = zip(Rating.allCases, counts).filter { $0.1 > 0 }
            .map { "\(words.word("rating", $0.0.rawValue)) \(words.number($0.1))" }.joined(separator: words.text("words.separator"))
        let text = Markup.escape(label + words.text("words.separator") + list)
        return "<svg class=\"ch\" height=\"20\" role=\"img\" aria-label=\"\(text)\">\(parts)</svg>"
    }

    private func percent(_ hundredths: Int) -> String {
        let rest = hundredths % 100
        return "\(hundredths / 100)." + (rest < 10 ? "0\(rest)" : "\(rest)")
    }
}
