import Acts
import Figures
import Institution
import Localization
import Publication

/// How far each unit kept each of its commitments: a table with the number in every cell and five steps of one hue, hatched where
/// nothing is due. Rated units show the evaluation's own derivation; the others what the figures give today.
struct AttainmentReport: AnalysisReport {
    let title, lead: String
    let table: AnalysisTable
    let file: AnalysisTable
    let notes: [Note]
    let foot: String?
    let emptyText: String?
    let isSimulated = true

    private struct Cell {
        let commitment: Commitment
        let attainment: Attainment?
        let status: CommitmentStatus
    }

    private struct Line {
        let terms: Terms
        let cells: [Cell]
        let score: Score?
    }

    init(_ request: AnalysisRequest, most: Int) throws {
        let (desk, words) = (request.desk, request.words)
        let year = try Self.year(request)
        let all = try TermsBook.all(year: year, in: desk.tables).filter { $0.state == .signed }
        let order = Dictionary(desk.treeToday.inOrder.enumerated().map { ($1, $0) }) { first, _ in first }
        let terms = all.sorted { (order[$0.unit] ?? .max, $0.unit) < (order[$1.unit] ?? .max, $1.unit) }
        try AnalysisTable.check(cells: terms.reduce(0) { $0 + $1.commitments.count + 2 }, most: most, words)
        let lines = try terms.map { try Self.line($0, desk) }
        title = words.text("analysis.attainment_title", ["year": "\(year)"])
        let known = lines.flatMap(\.cells).filter { $0.attainment != nil }
        let nothing = words.text("analysis.attainment_none", ["year": "\(year)"])
        emptyText = nothing
        foot = words.markup("analysis.attainment_key")
        lead =
            lines.isEmpty
            ? nothing
            : words.text(
                "analysis.attainment_lead",
                [
                    "full": words.number(known.filter { $0.status == .reached }.count), "known": words.number(known.count),
                    "all": words.number(lines.reduce(0) { $0 + $1.cells.count }),
                ])
        table = Self.table(lines, year, request)
        file = Self.long(lines, words)
        let open = lines.filter { $0.score == nil }.count
        notes =
            open == 0
            ? []
            : [
                Note(
                    noteStyle: "", noteMark: "half", noteTitle: words.text("analysis.unrated_title"),
                    noteTextMarkup: words.markup("analysis.unrated_text", count: open), noteTags: [])
            ]
    }

    /// The year asked for; the latest with signed terms where none was.
    static func year(_ request: AnalysisRequest) throws -> Int {
        guard request.query["year"] == nil else { return try request.year() }
        for year in request.desk.registers.years.sorted(by: >) {
            if try TermsBook.all(year: year, in: request.desk.tables).contains(where: { $0.state == .signed }) { return year }
        }
        return try request.year()
    }

    private static func line(_ terms: Terms, _ desk: Desk) throws -> Line {
        let evaluation = try EvaluationBook.current(year: terms.year, unit: terms.unit, in: desk.tables)
        let reading = FigureReading(desk: desk)
        let cells = try terms.commitments.map { commitment -> Cell in
            if let line = evaluation?.derivation.first(where: { $0.commitment == commitment.code }) {
                return Cell(commitment: commitment, attainment: line.attainment, status: line.status)
            }
            guard let target = try Scoring.Target(commitment.terms),
                let indicator = commitment.terms.indicator.flatMap(desk.registers.indicator)
            else { return Cell(commitment: commitment, attainment: nil, status: .noData) }
            // The unit's own figure where it reports it, else the institution's: as on the page of its terms.
            let own = try reading.answer(indicator, terms.unit, Period(year: terms.year)).value
            guard let result = try own ?? reading.answer(indicator, desk.root, Period(year: terms.year)).value else {
                return Cell(commitment: commitment, attainment: nil, status: .noData)
            }
            let (attainment, status) = Scoring.attainment(of: result, for: target)
            return Cell(commitment: commitment, attainment: attainment, status: status)
        }
        return Line(terms: terms, cells: cells, score: evaluation?.score)
    }

    private static func table(_ lines: [Line], _ year: Int, _ request: AnalysisRequest) -> AnalysisTable {
        let (desk, words) = (request.desk, request.words)
        let most = lines.map(\.cells.count).max() ?? 0
        func name(_ key: String) -> String { words.text("analysis.column.\(key)") }
        var columns = [
            AnalysisTable.Column(key: "code", name: name("code"), isFileOnly: true),
            AnalysisTable.Column(key: "unit", name: name("unit"), isHead: true),
        ]
        for number in 0..<most {
            let title = words.text("analysis.commitment", ["number": words.number(number + 1)])
            columns.append(AnalysisTable.Column(key: "\(number + 1)", name: title, isNumber: true))
        }
        columns.append(AnalysisTable.Column(key: "score", name: name("score"), isNumber: true))
        let rows = lines.map { line -> AnalysisTable.Row in
            let href = desk.link(TermsRoutes.view("\(year)", line.terms.unit))
            let score = line.score.flatMap { try? ExactDecimal($0.description) }
            var cells: [AnalysisCell] = [.code(line.terms.unit), .text(desk.name(ofUnit: line.terms.unit), href: href)]
            cells += line.cells.map { cell($0, href, words) }
            cells += (line.cells.count..<max(most, line.cells.count)).map { _ in
                AnalysisCell.missing(words.text("analysis.nothing_due"))
            }
            cells.append(.number(score, words, reason: words.text("analysis.unrated_title")))
            return AnalysisTable.Row(cells: cells)
        }
        return AnalysisTable(caption: words.text("analysis.kind.attainment"), columns: columns, rows: rows, isHeat: true)
    }

    private static func cell(_ cell: Cell, _ href: String, _ words: Words) -> AnalysisCell {
        let status = words.text("cycle.status.\(cell.status.rawValue)")
        guard let attainment = cell.attainment else { return .missing("\(cell.commitment.code): \(status)") }
        // Ten-thousandths as percent have two decimals: nothing is rounded.
        let percent = ExactDecimal(mantissa: Int64(attainment.tenThousandths), decimals: 2).withoutIdleZeros
        let code = cell.commitment.code
        let name = words.text("analysis.of_commitment", ["code": code])
        let text = "\(name): \(words.pick(cell.commitment.text)), \(status)"
        let markup =
            "<a class=\"quiet-link\" href=\"\(Markup.escape(href))\">\(Markup.figure(words.value(percent, measure: "percent")))"
            + "<span class=\"vh\"> \(Markup.escape(text))</span></a><br>"
            + "<span class=\"xs n\" aria-hidden=\"true\">\(Markup.escape(code))</span>"
        return AnalysisCell(markup: markup, raw: attainment.description, order: .number(percent), style: "h\(step(attainment))")
    }

    /// Five steps: below half, to seven tenths, to nine tenths, below full, full.
    static func step(_ attainment: Attainment) -> Int {
        switch attainment.tenThousandths {
        case ..<5_000: 1
        case ..<7_000: 2
        case ..<9_000: 3
        case ..<10_000: 4
        default: 5
        }
    }

    /// One row a commitment.
    private static func long(_ lines: [Line], _ words: Words) -> AnalysisTable {
        let keys = ["unit", "commitment", "indicator", "target_type", "target", "weight", "attainment", "status", "score"]
        let columns = keys.map {
            AnalysisTable.Column(key: $0, name: $0, isNumber: ["weight", "attainment", "score"].contains($0))
        }
        let rows = lines.flatMap { line in
            line.cells.map { cell in
                let terms = cell.commitment.terms
                let texts = [
                    line.terms.unit, terms.code, terms.indicator ?? "", terms.targetType.rawValue, terms.target ?? "",
                    "\(terms.weight)",
                    cell.attainment?.description ?? "", cell.status.rawValue, line.score?.description ?? "",
                ]
                return AnalysisTable.Row(cells: texts.map(AnalysisCell.code))
            }
        }
        return AnalysisTable(caption: "", columns: columns, rows: rows)
    }
}
