import Acts
import Figures
import Institution
import Localization
import Publication

/// What an analysis found. `most` limits the cells: the answer is whole or refused.
protocol AnalysisReport {
    /// Works it out; throws the `Failure` of what was asked wrongly.
    init(_ request: AnalysisRequest, most: Int) throws
    /// What it is about, and what it shows in one sentence.
    var title: String { get }
    var lead: String { get }
    /// The table, as the page shows it.
    var table: AnalysisTable { get }
    /// The table as CSV carries it, where it says more than the page.
    var file: AnalysisTable { get }
    /// Charts side by side with the table, and small ones of one scale.
    var panels: [AnalysisPanel] { get }
    var multiples: [AnalysisPanel] { get }
    /// What must be known to read it.
    var notes: [Note] { get }
    /// What stands under the table: its key, and what the page leaves to the files, counted.
    var foot: String? { get }
    /// The sentence in place of a table without rows, where it can say more than that nothing has a value.
    var emptyText: String? { get }
    /// The commands by which anyone checks it; nil where the links in the table lead to all of it.
    var proof: String? { get }
    /// Whether anything in it was invented by an example.
    var isSimulated: Bool { get }
}

extension AnalysisReport {
    var file: AnalysisTable { table }
    var panels: [AnalysisPanel] { [] }
    var multiples: [AnalysisPanel] { [] }
    var notes: [Note] { [] }
    var foot: String? { nil }
    var emptyText: String? { nil }
    var proof: String? { nil }
}

/// The page of an analysis, whichever it is.
struct AnalysisPage {
    let request: AnalysisRequest

    private var desk: Desk { request.desk }
    private var words: Words { desk.words }
    private var kind: AnalysisKind { request.kind }

    /// Throws `notFound` for no such analysis. `query` stands for the address's own where a form came from elsewhere.
    init(desk: Desk, kind word: String, query: [String: String]? = nil) throws {
        guard let kind = AnalysisKind(rawValue: word) else {
            throw Failure(.notFound, privateDetail: "analysis \(word.prefix(40))")
        }
        request = AnalysisRequest(desk: desk, kind: kind, query: AnalysisRequest.canonical(query ?? desk.query, kind))
    }

    private func report(most: Int) throws -> any AnalysisReport {
        switch kind {
        case .pivot: return try PivotReport(request, most: most)
        case .ranking: return try RankingReport(request, most: most)
        case .trends: return try TrendsReport(request, most: most)
        case .ratios: return try RatiosReport(request, most: most)
        case .map: return try MapReport(request, most: most)
        case .bridge: return try BridgeReport(request, most: most)
        case .records: return try RecordsReport(request, most: most)
        case .attainment: return try AttainmentReport(request, most: most)
        }
    }

    /// The table as a file holds it.
    func files() throws -> AnalysisTable { try report(most: AnalysisTable.mostInFile).file.sorted(by: request.query["sort"]) }

    /// The sheets of the workbook: as the page shows it, and as CSV has it where that says more.
    func sheets(_ language: Language) throws -> [Sheet] {
        let report = try report(most: AnalysisTable.mostInWorkbook)
        var sheets = [report.table.sorted(by: request.query["sort"]).sheet(words.text("analysis.sheet"), language)]
        if report.file.columns.count != report.table.columns.count || report.file.rows.count != report.table.rows.count {
            sheets.append(report.file.sheet(words.text("analysis.sheet_long"), language))
        }
        return sheets
    }

    /// The page. What was asked wrongly is said above the form that asked; `form` and `failure` are those of a form sent from
    /// here.
    func page(form: Form? = nil, _ failure: Failure? = nil) throws -> Page {
        var refusal = failure
        var found: (any AnalysisReport)?
        do {
            found = try report(most: AnalysisTable.mostOnPage)
        } catch let refused as Failure where refused.code.isMendable {
            refusal = refusal ?? refused
        }
        let title = found?.title ?? words.text("analysis.kind.\(kind.rawValue)")
        let lead = found?.lead ?? words.text("analysis.about.\(kind.rawValue)")
        let fields = AnalysisFields(request: request)
        let checks = fields.checks()
        let model = AnalysisModel(
            titleMarkup: RunningText.markup(title), leadMarkup: RunningText.markup(lead),
            simulatedTag: found?.isSimulated == true && desk.registers.isExample ? words.simulated : nil, tabs: tabs,
            fault: refusal.map(desk.fault), action: desk.link(AnalysisRoutes.view(kind.rawValue)), fields: fields.all(),
            checksTitle: checks.isEmpty ? nil : words.text("analysis.indicators", count: checks.filter(\.isChecked).count),
            checksAreOpen: false, checks: checks, notes: found?.notes ?? fileNotes(refusal), panels: found?.panels ?? [],
            multiples: found?.multiples ?? [],
            multiplesNote: (found?.multiples.isEmpty ?? true) ? nil : words.text("analysis.multiples_note"),
            found: found.map { shown($0.table.sorted(by: request.query["sort"]), of: $0) }, proof: found?.proof,
            keep: found == nil && form == nil ? nil : keep(form), placing: try placing(form, failure))
        let layout = Layout(
            title, stage: nil, crumbs: [Link(href: desk.link(AnalysisRoutes.index), text: words.text("analysis.title"))],
            here: words.text("analysis.kind.\(kind.rawValue)"))
        var page = Page(layout, "analysis", model)
        if let refusal { page.status = refusal.code.status }
        return page
    }

    private var tabs: [AnalysisTab] {
        AnalysisKind.allCases.map { other in
            // The unit and the tree travel from one analysis to the next; the rest means something else there.
            let kept = request.query.filter {
                other.parameters.contains($0.key) && ["unit", "tree", "indicator", "indicators"].contains($0.key)
            }
            let query = AnalysisRequest.encoded(kept)
            return AnalysisTab(
                tabHref: desk.link(AnalysisRoutes.view(other.rawValue)) + (query.isEmpty ? "" : "?" + query),
                tabText: words.text("analysis.tab.\(other.rawValue)"), tabCurrent: other == kind ? "page" : nil)
        }
    }

    /// What is too long for a page may still be a file.
    private func fileNotes(_ refusal: Failure?) -> [Note] {
        guard refusal?.code == .analysisTooLarge else { return [] }
        let links = [("CSV", AnalysisRoutes.table(kind.rawValue)), ("XLSX", AnalysisRoutes.workbook(kind.rawValue))].map {
            name, route in
            "<a href=\"\(Markup.escape(request.link(to: route)))\" download>\(name)</a>"
        }
        return [
            Note(
                noteStyle: "", noteMark: "half", noteTitle: words.text("analysis.files_title"),
                noteTextMarkup: links.joined(separator: " · "), noteTags: [])
        ]
    }

    private func shown(_ table: AnalysisTable, of report: any AnalysisReport) -> AnalysisFound {
        let places = table.columns.indices.filter { !table.columns[$0].isFileOnly }
        let heads = places.filter { table.columns[$0].isHead }
        let rest = places.filter { !table.columns[$0].isHead }
        func cell(_ row: AnalysisTable.Row, _ place: Int) -> AnalysisRowCell {
            let (cell, column) = (row.cells[place], table.columns[place])
            let pin = place == heads.first ? "pin" : ""
            let parts = [column.isNumber && !table.isHeat ? "num" : "", pin, cell.style].filter { !$0.isEmpty }
            return AnalysisRowCell(cellClass: parts.joined(separator: " "), cellMarkup: cell.markup)
        }
        let sort = request.query["sort"]
        return AnalysisFound(
            tableCaption: table.caption, tableClass: table.isHeat ? "t heat" : "t",
            countMarkup: words.markup("analysis.row_count", count: table.rows.count),
            columns: (heads + rest).map { place in
                let column = table.columns[place]
                return Column(
                    columnName: column.name, columnClass: (column.isNumber ? "num" : "") + (place == heads.first ? " pin" : ""),
                    columnHref: column.sorts
                        ? request.link(["sort": sort == "\(place)" ? "-\(place)" : "\(place)"]) + "#table" : nil,
                    columnSort: sort == "\(place)" ? "ascending" : sort == "-\(place)" ? "descending" : nil)
            },
            rows: table.rows.map { row in
                AnalysisRow(
                    rowClass: row.isTotal ? "tot" : row.isHere ? "here" : "", rowHeads: heads.map { cell(row, $0) },
                    rowCells: rest.map { cell(row, $0) })
            },
            csvHref: request.link(to: AnalysisRoutes.table(kind.rawValue)),
            workbookHref: request.link(to: AnalysisRoutes.workbook(kind.rawValue)),
            emptyText: report.emptyText ?? words.text("analysis.nothing"),
            footMarkup: report.foot)
    }

    private func keep(_ form: Form?) -> KeepForm {
        KeepForm(
            keepAction: desk.link(AnalysisRoutes.views), hidden: desk.formFields, keepKind: kind.rawValue,
            keepQuery: AnalysisRequest.encoded(request.query), keepName: form?["name"] ?? "",
            isKeptForAll: form?["shared"] == "yes",
            addressText: request.link())
    }

    private func placing(_ form: Form?, _ failure: Failure?) throws -> PlacingForm? {
        guard kind == .map, PlaceUnit.allows(desk.signatory, unit: nil) else { return nil }
        let units = desk.registers.units.values.filter { $0.isOpen(on: "\(desk.today)") }.map {
            ($0.code, desk.name(ofUnit: $0.code))
        }
        return PlacingForm(
            placeAction: desk.link(AnalysisRoutes.place), hidden: desk.formFields,
            placeUnits: units.sorted { $0.1 < $1.1 }.map {
                Choice(choiceValue: $0.0, choiceText: "\($0.1) (\($0.0))", isChosen: $0.0 == form?["place_unit"])
            }, latitude: form?["latitude"] ?? "", longitude: form?["longitude"] ?? "", placeSource: form?["place_source"] ?? "",
            isPlaceOpen: failure != nil)
    }
}
