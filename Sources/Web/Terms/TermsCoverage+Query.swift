import Acts
import Figures
import Institution
import Localization
import Publication

/// Which share of a unit's targets the units below carry, and which priorities nobody carries.
struct TermsCoverageModel: Sendable {
    let titleMarkup: String
    let coverageLead: String
    let coverageAction: String
    let coverageCounts: [CountCard]
    let uncarriedMarkup: String?
    let priorityRows: [PriorityCoverageRow]
    let unitChoices: [Choice]
    let coverageUnit: String
    let coverageRows: [CoverageRow]
    let assignLink: String?
    let listLink: String
}

/// A priority and how it is carried.
struct PriorityCoverageRow: Sendable {
    let priorityText: String
    let priorityTag: Tag
    let priorityUnitsMarkup: String
    let priorityCommitmentsMarkup: String
}

/// A commitment of a unit and those that carry it.
struct CoverageRow: Sendable {
    let coverageCodeMarkup: String
    let coverageText: String
    let coverageTargetMarkup: String
    let coverageCarriedMarkup: String
    let coverageShareMarkup: String
    let coverageShareTag: Tag?
    /// The share as the value of a meter, 0 to 100; nil without a share.
    let coverageMeter: String?
    let coverageCarriers: [Link]
}

struct TermsCoverageQuery {
    let desk: Desk
    let year: Int

    private var words: Words { desk.words }

    /// Throws `notFound` for a year without cycle.
    init(desk: Desk, year: String) throws {
        self.desk = desk
        self.year = try desk.year(year)
    }

    /// The day whose tree counts: the last of the year, or today while the year runs.
    private var day: String { min("\(year)-12-31", "\(desk.today)") }

    func page() throws -> Page {
        let coverage = try CascadeCoverage(year: year, on: day, in: desk.tables)
        let title = words.text("terms.coverage_title", ["year": "\(year)"])
        let units = coverage.lines.keys.map { ($0, desk.name(ofUnit: $0)) }.sorted { ($0.1, $0.0) < ($1.1, $1.0) }
        let asked = desk.query["unit"] ?? ""
        let usual = [desk.signatory.unit, desk.root].first { coverage.lines[$0] != nil } ?? units.first?.0 ?? ""
        let unit = coverage.lines[asked] != nil ? asked : usual
        let lines = coverage.lines[unit] ?? []
        let texts = Dictionary(
            uniqueKeysWithValues: (try TermsBook.current(year: year, unit: unit, in: desk.tables)?.commitments ?? []).map { ($0.code, $0) })
        let priorities = try PrioritiesBook.priorities(year: year, in: desk.tables)
        let mayAssign = CascadeTerms.policy.allows(desk.signatory, unit: desk.signatory.unit, ledgerIsEmpty: false)
        let model = TermsCoverageModel(
            titleMarkup: RunningText.markup(title), coverageLead: words.text("terms.coverage_lead"),
            coverageAction: desk.link(TermsRoutes.coverage("\(year)")), coverageCounts: counts(coverage),
            uncarriedMarkup: coverage.uncarried.isEmpty ? nil : words.markup("terms.uncarried", count: coverage.uncarried.count),
            priorityRows: zip(coverage.priorities, priorities).map { row($0, $1) },
            unitChoices: units.map { Choice(choiceValue: $0.0, choiceText: $0.1, isChosen: $0.0 == unit) },
            coverageUnit: unit.isEmpty ? "" : desk.name(ofUnit: unit), coverageRows: lines.map { row($0, texts[$0.node.code]) },
            assignLink: mayAssign ? desk.link(TermsRoutes.assignment("\(year)")) : nil, listLink: desk.link(.stage(year: "\(year)", .terms)))
        let list = Link(href: desk.link(.stage(year: "\(year)", .terms)), text: words.text("cycle.terms_title", ["year": "\(year)"]))
        return Page(Layout(title, year: year, stage: .terms, crumbs: [list], here: words.text("terms.coverage_word")), "terms_coverage", model)
    }

    private func counts(_ coverage: CascadeCoverage) -> [CountCard] {
        func card(_ key: String, _ count: Int, of all: Int?) -> CountCard {
            CountCard(
                countName: words.text("terms.coverage_\(key)"), countMarkup: Markup.figure(words.number(count)),
                countOfMarkup: all.map { words.markup("cycle.of", ["all": words.number($0)]) } ?? "")
        }
        let lines = coverage.lines.values.joined()
        return [
            card("units", coverage.unitCount, of: nil), card("commitments", coverage.commitmentCount, of: nil),
            card("carried", lines.filter { !$0.carriers.isEmpty }.count, of: lines.count),
            card("priorities", coverage.priorities.count - coverage.uncarried.count, of: coverage.priorities.count),
        ]
    }

    private func row(_ line: CascadeCoverage.PriorityLine, _ priority: Priority) -> PriorityCoverageRow {
        PriorityCoverageRow(
            priorityText: words.pick(priority.text),
            priorityTag: line.commitments == 0 ? .bad(words.text("terms.nobody")) : .good(words.text("terms.carried_word")),
            priorityUnitsMarkup: Markup.figure(words.number(line.units)), priorityCommitmentsMarkup: Markup.figure(words.number(line.commitments)))
    }

    private func row(_ line: CascadeCoverage.Line, _ commitment: Commitment?) -> CoverageRow {
        let measure = line.node.indicator.flatMap(desk.registers.indicator)?.unitOfMeasure
        func figure(_ value: ExactDecimal?) -> String {
            value.map { Markup.figure(words.value($0, measure: measure ?? "")) } ?? "<span class=\"q\">–</span>"
        }
        let meter = line.share.flatMap { try? $0.rounded(to: 0) }.map { "\(min(max($0.mantissa, 0), 100))" }
        let full = line.share.map { $0 >= ExactDecimal(mantissa: 100, decimals: 0) }
        var tag: Tag?
        if line.carriers.isEmpty {
            tag = .bad(words.text("terms.nobody"))
        } else if let full {
            tag = full ? .good(words.text("terms.whole_word")) : .warn(words.text("terms.in_part"))
        }
        return CoverageRow(
            coverageCodeMarkup: Markup.figure(line.node.code), coverageText: commitment.map { words.pick($0.text) } ?? "",
            coverageTargetMarkup: figure(line.node.target), coverageCarriedMarkup: line.carriers.isEmpty ? figure(nil) : figure(line.carried),
            coverageShareMarkup: line.share.map { Markup.figure(words.value($0, measure: "percent")) } ?? words.markup("terms.no_sum"),
            coverageShareTag: tag, coverageMeter: meter,
            coverageCarriers: line.carriers.map { node in
                Link(
                    href: desk.link(TermsRoutes.view("\(year)", node.unit)) + "#c-\(node.code)",
                    text: desk.name(ofUnit: node.unit) + " (\(node.code))")
            })
    }
}
