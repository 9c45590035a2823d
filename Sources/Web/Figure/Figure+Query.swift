import Acts
import Figures
import Institution
import Publication

/// Fills the page "why this number".
struct FigureQuery {
    let desk: Desk
    let indicator: Indicator
    let unit: Institution.Unit
    let view: UnitView
    let reading: FigureReading
    let answer: Answer
    let revisions: [Revision]

    private var words: Words { desk.words }
    private var measure: String { indicator.unitOfMeasure }

    /// Throws `notFound` for an unknown indicator, unit, period or tree.
    init(desk: Desk, indicator code: String, unit unitCode: String, period: String) throws {
        self.desk = desk
        guard let indicator = desk.registers.indicator(code) else { throw Failure(.notFound, privateDetail: "indicator") }
        self.indicator = indicator
        unit = try desk.unit(unitCode)
        var query = desk.query
        query["period"] = period
        view = try UnitView(query, today: desk.today, year: desk.today.year)
        reading = FigureReading(desk: desk, tree: view.tree)
        answer = try reading.answer(indicator, unitCode, view.period)
        revisions = try ReturnBook.history(indicator: code, unit: unitCode, period: "\(view.period)", in: desk.tables)
    }

    /// The page.
    func page() throws -> Page {
        let title = words.text("figure.title", ["indicator": desk.name(of: indicator), "period": words.period(view.period)])
        let parts = try FigureParts(query: self)
        let series = try FigureSeries(query: self)
        let model = FigureModel(
            figureTitle: title, valueMarkup: valueMarkup, valueClass: answer.value == nil ? "none" : "",
            valueUnit: answer.value == nil ? nil : nonEmpty(desk.measure(of: indicator)), figureTags: tags,
            coverageMarkup: coverageMarkup, figureSeal: revisions.isEmpty ? nil : reading.seal(href: "", unit: unit.code, year: view.period.last.year),
            notes: try notes(series), revisionsTitle: words.text(revisions.count > 1 ? "figure.revisions" : "figure.first_value"),
            revisions: revisionRows, lastRevision: words.text("figure.no_revision"), bridgeLink: bridgeLink, chart: series.chart,
            formulaMarkup: formula, inputsTitle: parts.title, inputsTag: parts.tag, inputColumns: parts.columns,
            inputs: parts.rows, coverageNoteMarkup: coverageNote, series: series.rows, yearSort: series.sort,
            yearSortHref: series.sortHref, proof: try FigureProofQuery(query: self).panel(),
            definitionText: nonEmpty(words.pick(indicator.definition)), definition: definition, who: try who)
        let year = view.period.last.year
        let layout = Layout(
            title, year: desk.registers.phases[year] == nil ? nil : year,
            crumbs: [
                Link(href: desk.link(.unit(unit.code)), text: desk.name(ofUnit: unit.code)),
                Link(href: desk.link(.unit(unit.code), ["period": "\(view.period)"]) + "#ind", text: words.text("unit.indicators")),
            ], here: words.text("figure.why"),
            picker: PickerLink(pickHref: desk.link(.unit(unit.code)) + "#pick", pickText: desk.name(ofUnit: unit.code)))
        return Page(layout, "figure", model)
    }

    /// From what was known before the last revision, where there is one, else from the tree of the time to today's.
    private var bridgeLink: String {
        let route = OrganizationRoutes.bridge(indicator: indicator.code, unit: unit.code, period: "\(view.period)")
        guard revisions.count > 1, let last = revisions.last else { return desk.link(route) }
        return desk.link(route, ["from_known": "\(last.known.day.previous)", "to_tree": "then"])
    }

    private func nonEmpty(_ text: String) -> String? { text.isEmpty ? nil : text }

    private var valueMarkup: String {
        guard let value = answer.value else {
            let reason = answer.reason.map { words.text("figure.reason.\($0.rawValue)") } ?? ""
            return Markup.escape(words.text("figure.no_value") + ". " + reason)
        }
        return Markup.figure(words.value(value, measure: measure))
    }

    private var tags: [Tag] {
        var tags: [Tag] = []
        if answer.value != nil, answer.precision == .exact { tags.append(.good(words.text("figure.exact"))) }
        tags += words.tags(answer)
        if let simulation = desk.simulation(ofUnit: unit.code) { tags.append(simulation) }
        return tags
    }

    private var coverageMarkup: String {
        guard answer.coverage.expected > 0 else { return "" }
        return words.markup(
            "figure.coverage",
            ["reported": words.number(answer.coverage.reported), "expected": words.number(answer.coverage.expected)])
    }

    private var coverageNote: String? {
        if answer.ratio?.coverDifferently == true { return words.markup("figure.coverage_different") }
        let missing = answer.coverage.expected - answer.coverage.reported
        var notes: [String] = []
        if missing > 0 { notes.append(words.markup("figure.coverage_note", ["missing": words.number(missing)])) }
        // Under another day's tree, no figure falls out: those of units not open that day hang somewhere, and it is said.
        if answer.hanging > 0 { notes.append(words.markup("unit.hanging", count: answer.hanging)) }
        return notes.isEmpty ? nil : notes.joined(separator: "<br>")
    }

    private var formula: String {
        if let numerator = indicator.numerator.flatMap(desk.registers.indicator),
            let denominator = indicator.denominator.flatMap(desk.registers.indicator)
        {
            return words.markup(
                "figure.formula_ratio",
                [
                    "numerator": desk.name(of: numerator), "denominator": desk.name(of: denominator),
                    "scale": words.number(Int(indicator.scale)),
                ])
        }
        if indicator.overUnits == .none { return words.markup("figure.formula_own") }
        return words.markup(indicator.overTime == .last ? "figure.formula_last" : "figure.formula_sum")
    }

    private func notes(_ series: FigureSeries) throws -> [Note] {
        var notes: [Note] = []
        func note(_ style: String, _ mark: String, _ key: String, _ arguments: [String: String] = [:]) {
            notes.append(
                Note(
                    noteStyle: style, noteMark: mark, noteTitle: words.text("figure.\(key)_title"),
                    noteTextMarkup: words.markup("figure.\(key)_text", arguments), noteTags: []))
        }
        if answer.hasBreak { note("warn", "tri", "break") }
        if let declared = answer.declared, let difference = answer.difference, !difference.isZero,
            let sum = try? declared.subtracting(difference)
        {
            note("bad", "sq", "difference", [
                "declared": words.value(declared, measure: measure), "sum": words.value(sum, measure: measure),
                "difference": words.value(difference, measure: measure),
            ])
        }
        let before = try reading.answer(indicator, unit.code, view.period.yearBefore)
        if let base = before.value, before.precision != .exact, let move = reading.move(from: before, to: answer, of: indicator) {
            note("warn", "tri", "rounded", [
                "period": words.period(view.period.yearBefore), "change": move.text,
                "value": words.stated(base, before.precision, measure: measure),
            ])
        }
        if let rows = try RowNotice(desk: desk, indicator: indicator, unit: unit.code, period: view.period).note() { notes.append(rows) }
        if desk.simulation(ofUnit: unit.code) != nil { note("sim", "half", "simulated") }
        return notes
    }

    private var revisionRows: [RevisionRow] {
        revisions.enumerated().map { index, revision in
            let isLast = index == revisions.count - 1
            let value = revision.value.value.flatMap { try? ExactDecimal($0, decimals: indicator.decimals) }
            let precision = revision.value.precision ?? .exact
            let tag = Tag.plain(words.text("words.precision.\(precision.rawValue)"))
            let state: Tag = isLast ? .now(words.text("figure.in_force")) : .plain(words.text("figure.replaced"))
            var text = words.markup(
                "figure.revision_text",
                [
                    "date": words.moment(revision.known), "recorded": words.moment(revision.recorded),
                    "number": words.entry(revision.act),
                ])
            if let source = revision.value.source, source != "simulated" {
                text += " " + Self.sourceMarkup(source, label: words.text("figure.source"))
            }
            return RevisionRow(
                revisionState: isLast ? "done" : "", revisionMark: isLast ? "done" : "seal-old",
                revisionValueMarkup: value.map { RunningText.markup(words.stated($0, precision, measure: measure)) }
                    ?? Markup.escape(words.text("layout.not_available")),
                revisionTags: [isLast && precision == .exact ? .good(tag.tagText) : tag, state], revisionTextMarkup: text,
                revisionNote: [revision.reason, revision.value.note == "simulated" ? nil : revision.value.note].compactMap { $0 }.first)
        }
    }

    /// A source: a link where it is a web address, else its text.
    static func sourceMarkup(_ source: String, label: String) -> String {
        guard source.hasPrefix("https://") || source.hasPrefix("http://") else { return RunningText.markup(source) }
        let host = source.split(separator: "/", omittingEmptySubsequences: true).dropFirst().first.map(String.init) ?? label
        let name = host.hasPrefix("www.") ? String(host.dropFirst(4)) : host
        return "<a href=\"\(Markup.escape(source))\" rel=\"noreferrer external\" dir=\"ltr\">\(Markup.escape(name))</a>"
    }

    private var definition: [Fact] {
        func fact(_ key: String, _ markup: String) -> Fact { Fact(factName: words.text("figure.\(key)"), factMarkup: markup) }
        let direction = words.text("figure.direction_\(indicator.direction.rawValue)")
        let rules = ["units": indicator.overUnits, "time": indicator.overTime].sorted { $0.key > $1.key }.map { key, rule in
            words.text("figure.adds_\(key)", ["rule": words.text("figure.rule_\(rule.rawValue)")])
        }
        let unitOfMeasure = registersMeasure
        return [
            fact("indicator", "<code dir=\"ltr\">\(Markup.escape(indicator.code))</code>"), fact("unit", Markup.escape(unitOfMeasure)),
            fact("adds", rules.map(Markup.escape).joined(separator: "<br>")), fact("direction", Markup.escape(direction)),
            fact("organization", RunningText.markup(treeText)), fact("definition_source", Self.sourceMarkup(indicator.source, label: indicator.source)),
        ]
    }

    private var registersMeasure: String { desk.registers.measures[measure].map(words.pick) ?? measure }

    private var treeText: String {
        switch view.tree {
        case .then: words.text("figure.tree_then")
        case .on(let day): words.text("figure.tree_on", ["date": words.day("\(day)")])
        }
    }

    private var who: [Fact] {
        get throws {
            guard let last = revisions.last else { return [Fact(factName: words.text("figure.entered_by"), factMarkup: Markup.escape(words.text("figure.nobody")))] }
            var facts = [
                Fact(factName: words.text("figure.entered_by"), factMarkup: RunningText.markup(try desk.name(ofOfficial: last.official))),
                Fact(factName: words.text("figure.post"), factMarkup: Markup.escape(try desk.name(ofPost: last.post))),
                Fact(
                    factName: words.text("figure.acts"),
                    factMarkup: revisions.map { Markup.figure(words.entry($0.act)) }.joined(separator: Markup.escape(words.text("words.separator")))),
            ]
            if let reason = last.reason { facts.append(Fact(factName: words.text("figure.reason_word"), factMarkup: RunningText.markup(reason))) }
            return facts
        }
    }
}
