import Acts
import Figures
import Institution
import Publication

/// Fills the page of a unit.
struct UnitQuery {
    let desk: Desk
    let unit: Institution.Unit
    let view: UnitView
    let reading: FigureReading

    private var words: Words { desk.words }
    private var year: Int { view.period.last.year }

    /// Throws `notFound` for an unknown unit, tree or period.
    init(desk: Desk, code: String) throws {
        self.desk = desk
        unit = try desk.unit(code)
        view = try UnitView(desk.query, today: desk.today, year: desk.usualYear)
        reading = FigureReading(desk: desk, tree: view.tree)
    }

    /// The page.
    func page() throws -> Page {
        let terms = try TermsBook.current(year: year, unit: unit.code, in: desk.tables)
        let evaluation = try EvaluationBook.current(year: year, unit: unit.code, in: desk.tables)
        let assessment = try SelfAssessmentBook.current(year: year, unit: unit.code, in: desk.tables)
        let table = try IndicatorTable(desk: desk, unit: unit.code, view: view, reading: reading)
        let commitments = CommitmentReading(desk: desk, year: year)
        let version = desk.cube.tree.version(on: view.day)
        let picker = TreePicker(desk: desk, version: version, unit: unit.code, query: keptQuery)
        let children = try childRows(version, picker)
        let name = desk.name(ofUnit: unit.code)
        let mayReport = SubmitReturn.policy.allows(desk.signatory, unit: unit.code, ledgerIsEmpty: false) && desk.signatory.unit == unit.code
        let model = UnitModel(
            unitName: name, unitTags: tags(terms, assessment), coverageMarkup: coverageMarkup(table.coverage),
            selfLink: desk.link(.unit(unit.code)), searchLink: desk.link(.search),
            firstAction: mayReport ? Link(href: desk.link(.returns(unit: unit.code)), text: words.text("unit.enter_figures")) : nil,
            secondAction: assessment == nil
                ? nil : Link(href: desk.link(.stage(year: "\(year)", .assessment)) + "#u-\(unit.code)", text: words.text("unit.open_assessment")),
            treeChoices: view.treeChoices(words), periodChoices: view.periodChoices(words, today: desk.today),
            cards: try cards(table, terms), notes: [],
            commitmentsTitleMarkup: words.markup("unit.commitments", count: terms?.commitments.count ?? 0),
            compositeMarkup: commitments.composite(evaluation),
            commitments: try terms.map { try commitments.rows($0, evaluation: evaluation) } ?? [],
            termsLink: desk.link(TermsRoutes.view("\(year)", unit.code)), chart: try chart(table),
            indicatorCountMarkup: words.markup("unit.indicator_count", count: table.rows.count),
            analysisLink: desk.link(AnalysisRoutes.view(AnalysisKind.pivot.rawValue), ["unit": unit.code, "tree": desk.query["tree"] ?? ""]),
            columns: table.columns,
            indicators: table.rows, childrenNoteMarkup: words.markup("unit.children_note", count: children.count),
            children: children, difficulties: difficulties(assessment), treeMarkup: picker.markup(),
            treeNoteMarkup: treeNote, treeTag: desk.registers.isExample ? words.simulated : nil, treeSwitch: treeSwitch,
            lifeLink: desk.link(OrganizationRoutes.life(unit.code)), history: try UnitHistoryQuery(desk: desk, unit: unit).rows(), facts: facts(version, picker))
        let above = ((try? version.ancestors(of: unit.code)) ?? []).sorted { level($0, version) < level($1, version) }
        let crumbs = above.map { Link(href: desk.link(.unit($0)) + keptQuery, text: desk.name(ofUnit: $0)) }
        let layout = Layout(
            name, year: desk.registers.phases[year] == nil ? nil : year, crumbs: crumbs, here: name,
            picker: PickerLink(pickHref: desk.link(.unit(unit.code)) + "#pick", pickText: name))
        return Page(layout, "unit", model)
    }

    private func level(_ code: String, _ version: TreeVersion) -> Int { (try? version.level(of: code)) ?? 0 }

    /// Tree and period travel along the links of the tree.
    private var keptQuery: String {
        let items = ["tree", "period"].compactMap { name in desk.query[name].map { "\(name)=\(SiteRoute.encoded($0))" } }
        return items.isEmpty ? "" : "?" + items.joined(separator: "&")
    }

    private func tags(_ terms: Terms?, _ assessment: SelfAssessment?) -> [Tag] {
        var tags: [Tag] = []
        if !unit.isOpen(on: "\(desk.today)") { tags.append(.plain(words.text("unit.closed_unit"))) }
        switch terms?.state {
        case .signed: tags.append(.good(words.text("unit.terms_signed")))
        case .partlySigned: tags.append(.warn(words.text("unit.terms_partly")))
        case .proposed: tags.append(.now(words.text("unit.terms_proposed")))
        case .replaced, nil: break
        }
        if assessment != nil {
            tags.append(.good(words.text("unit.assessment_done")))
        } else if terms != nil {
            tags.append(.plain(words.text("unit.assessment_none")))
        }
        if let simulation = desk.simulation(ofUnit: unit.code) { tags.append(simulation) }
        return tags
    }

    private func coverageMarkup(_ coverage: Coverage) -> String {
        guard coverage.expected > 0 else { return "" }
        return words.markup(
            "unit.coverage", ["reported": words.number(coverage.reported), "expected": words.number(coverage.expected)])
    }

    /// The unit's first figures; where it reports none itself, the national ones its commitments are measured by.
    private func cards(_ table: IndicatorTable, _ terms: Terms?) throws -> [FigureCard] {
        let own = table.known.prefix(4)
        guard own.isEmpty else { return try own.map { try reading.card($0, unit.code, year: year) } }
        let measured = terms?.commitments.compactMap { $0.terms.indicator.flatMap(desk.registers.indicator) } ?? []
        var seen: Set<String> = []
        return try measured.filter { seen.insert($0.code).inserted }.prefix(4).map { try reading.card($0, desk.root, year: year) }
    }

    private func chart(_ table: IndicatorTable) throws -> UnitChart? {
        for indicator in table.known {
            let series = try reading.series(indicator, unit.code, through: year)
            guard let drawing = reading.line(series, indicator, current: year, id: "main", height: 230),
                let first = series.first, let last = series.last
            else { continue }
            let measure = desk.measure(of: indicator)
            return UnitChart(
                chartTitle: desk.name(of: indicator),
                chartHref: desk.link(.figure(indicator: indicator.code, unit: unit.code, period: "\(year)")),
                chartNoteMarkup: words.markup(
                    measure.isEmpty ? "unit.chart_note_bare" : "unit.chart_note",
                    ["unit": measure, "first": "\(first.year)", "last": "\(last.year)"]),
                chartMarkup: drawing)
        }
        return nil
    }

    private func childRows(_ version: TreeVersion, _ picker: TreePicker) throws -> [ChildRow] {
        let children = ((try? version.children(of: unit.code)) ?? []).filter { (try? version.isOpen($0)) ?? false }
        return try children.map { child in
            let coverage = try IndicatorTable.coverage(of: child, view: view, reading: reading)
            return ChildRow(
                childHref: desk.link(.unit(child)) + keptQuery, childName: desk.name(ofUnit: child),
                childKind: words.word("kind", desk.registers.units[child]?.kind ?? ""), childBelow: words.number(picker.below(child)),
                childCoverageMarkup: coverage.expected == 0 ? "<span class=\"q\">–</span>" : RunningText.markup(words.coverage(coverage)))
        }
    }

    private func difficulties(_ assessment: SelfAssessment?) -> [DifficultyRow] {
        guard let assessment else { return [] }
        return assessment.items.filter(\.isDifficulty).map { item in
            var tags: [Tag] = [item.kind == .challenge ? .now(words.text("unit.challenge")) : .warn(words.text("unit.constraint"))]
            if item.isUnsupported { tags.append(.plain(words.text("unit.unsupported"))) }
            if desk.registers.isExample { tags.append(words.simulated) }
            return DifficultyRow(
                difficultyTitle: words.pick(item.text),
                difficultyTextMarkup: item.commitment.map { words.markup("cycle.on_commitment", ["code": $0]) }, difficultyTags: tags)
        }
    }

    private var treeNote: String {
        switch view.treeWord {
        case "now": words.markup("unit.tree_note_now")
        default: words.markup("unit.tree_note_then", ["date": words.day("\(view.day)")])
        }
    }

    private var treeSwitch: Link? {
        let other = view.treeWord == "now" ? "then" : "now"
        return Link(
            href: desk.link(.unit(unit.code), ["tree": other, "period": desk.query["period"] ?? ""]), text: words.text("unit.tree_\(other)"))
    }

    private func facts(_ version: TreeVersion, _ picker: TreePicker) -> [Fact] {
        var facts = [
            Fact(factName: words.text("unit.fact_code"), factMarkup: "<code dir=\"ltr\">\(Markup.escape(unit.code))</code>"),
            Fact(factName: words.text("unit.fact_kind"), factMarkup: Markup.escape(words.word("kind", unit.kind))),
        ]
        if let parent = try? version.parent(of: unit.code) {
            let link = "<a href=\"\(Markup.escape(desk.link(.unit(parent)) + keptQuery))\">\(Markup.escape(desk.name(ofUnit: parent)))</a>"
            facts.append(Fact(factName: words.text("unit.fact_parent"), factMarkup: link))
        }
        facts.append(Fact(factName: words.text("unit.fact_opened"), factMarkup: RunningText.markup(words.day(unit.opened))))
        if let closed = unit.closed {
            facts.append(Fact(factName: words.text("unit.fact_closed"), factMarkup: RunningText.markup(words.day(closed))))
        }
        facts.append(Fact(factName: words.text("unit.fact_units"), factMarkup: Markup.figure(words.number(picker.below(unit.code)))))
        return facts
    }
}
