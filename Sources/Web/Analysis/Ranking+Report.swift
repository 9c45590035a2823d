import Acts
import Figures
import Institution
import Localization
import Publication

/// Units beside one another, and beside those of like size. Units only: nothing here ranks a person.
struct RankingReport: AnalysisReport {
    static let reaches = ["direct", "kind", "all"]

    let title, lead: String
    let table: AnalysisTable
    let panels: [AnalysisPanel]
    let notes: [Note]
    let isSimulated: Bool

    /// A bar chart longer than this is no chart; what it leaves out it says.
    private static let mostBars = 30

    private struct Line {
        let unit: String
        let reading: Measure.Reading
        let size: Answer?
        var place: Ranking.Place
    }

    init(_ request: AnalysisRequest, most: Int) throws {
        let (desk, words) = (request.desk, request.words)
        let measure = try Measure(request)
        let (unit, tree) = (try request.unit(), try request.tree())
        let period = try request.period(measure.indicator)
        let size = try request.indicator("size")
        let order = try request.word("order", of: ["best", "highest", "lowest"])
        // Best first follows the direction the indicator is wanted to go; without one, the highest comes first.
        let highestFirst = order == "highest" || order == "best" && measure.indicator.direction != .down
        let units = try Self.units(request, unit, period, tree)
        try AnalysisTable.check(cells: units.count * 8, most: most, words)
        let read = try units.map { code in
            (
                code, try measure.reading(code, period, tree),
                try size.map { try desk.answer(Question(indicator: $0.code, unit: code, span: period, tree: tree)) }
            )
        }
        let places = Ranking.places(
            of: read.map { Ranking.Entry(code: $0.0, value: $0.1.value, size: $0.2?.value) }, highestFirst: highestFirst)
        let lines = zip(read, places).map { Line(unit: $0.0, reading: $0.1, size: $0.2, place: $1) }
            .enumerated().sorted { ($0.element.place.rank ?? .max, $0.offset) < ($1.element.place.rank ?? .max, $1.offset) }.map(
                \.element)
        title = words.text("analysis.ranking_title", ["measure": measure.name, "period": words.period(period)])
        let known = lines.filter { $0.reading.value != nil }
        lead =
            known.first.flatMap { best in
                best.reading.value.map {
                    words.text(
                        "analysis.ranking_lead",
                        [
                            "unit": desk.name(ofUnit: best.unit),
                            "value": words.stated($0, best.reading.precision, measure: measure.format),
                            "known": words.number(known.count), "all": words.number(lines.count),
                        ])
                }
            } ?? words.text("analysis.nothing")
        table = Self.table(lines, measure, size, period, request)
        panels = Self.panels(known, measure, period, desk)
        notes = Self.notes(lines, words)
        isSimulated = true
    }

    /// The units that are compared: those directly below, those of the same kind below, or all below.
    private static func units(_ request: AnalysisRequest, _ unit: String, _ period: Period, _ tree: TreeView) throws -> [String] {
        let reach = try request.word("reach", of: reaches)
        let day: Day
        switch tree {
        case .then: day = period.last
        case .on(let date): day = date
        }
        let version = request.desk.cube.tree.version(on: day)
        let below = Array(((try? version.subtree(of: unit)) ?? []).dropFirst()).filter { (try? version.isOpen($0)) ?? false }
        switch reach {
        case "direct": return ((try? version.children(of: unit)) ?? []).filter { (try? version.isOpen($0)) ?? false }
        case "kind":
            // The commonest kind below: prefectures beside prefectures, stations beside stations.
            let kinds = Dictionary(grouping: below) { request.desk.registers.units[$0]?.kind ?? "" }
            return kinds.max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }?.value ?? []
        default: return below
        }
    }

    private static func table(
        _ lines: [Line], _ measure: Measure, _ size: Indicator?, _ period: Period, _ request: AnalysisRequest
    ) -> AnalysisTable {
        let (desk, words) = (request.desk, request.words)
        func name(_ key: String) -> String { words.text("analysis.column.\(key)") }
        var columns = [
            AnalysisTable.Column(key: "code", name: name("code"), isFileOnly: true),
            .init(key: "unit", name: name("unit"), isHead: true), .init(key: "rank", name: name("rank"), isNumber: true),
            .init(key: "value", name: measure.columnName, isNumber: true),
            .init(key: "coverage", name: name("coverage"), isNumber: true),
            .init(key: "precision", name: name("precision"), isFileOnly: true),
        ]
        if let size {
            columns += [
                .init(key: "size", name: desk.measuredName(of: size), isNumber: true),
                .init(key: "peers", name: name("peers"), isNumber: true),
                .init(key: "peer_rank", name: name("peer_rank"), isNumber: true),
                .init(key: "peer_median", name: name("peer_median"), isNumber: true),
            ]
        }
        let rows = lines.map { line -> AnalysisTable.Row in
            let (reading, place) = (line.reading, line.place)
            var cells: [AnalysisCell] = [
                .code(line.unit),
                .text(desk.name(ofUnit: line.unit), href: desk.link(.unit(line.unit), ["tree": request.query["tree"] ?? ""])),
                place.rank.map { AnalysisCell.count($0, words) } ?? .missing(words.text("layout.not_available")),
                measure.cell(reading, unit: line.unit, span: period, tree: request.query["tree"]),
                .coverage(reading.coverage, words),
                .code(reading.value == nil ? "" : reading.precision.rawValue),
            ]
            if let size {
                cells += [
                    .number(line.size?.value, words, measure: size.unitOfMeasure), .count(place.peers, words),
                    place.peerRank.map { AnalysisCell.count($0, words) } ?? .missing(words.text("analysis.no_peers")),
                    .number(place.peerMedian, words, measure: measure.format, reason: words.text("analysis.no_peers")),
                ]
            }
            return AnalysisTable.Row(cells: cells, isHere: line.unit == desk.signatory.unit)
        }
        return AnalysisTable(caption: words.text("analysis.kind.ranking"), columns: columns, rows: rows)
    }

    private static func panels(_ known: [Line], _ measure: Measure, _ period: Period, _ desk: Desk) -> [AnalysisPanel] {
        guard known.count > 1 else { return [] }
        let words = desk.words
        let shown = known.prefix(mostBars)
        let bars = shown.map { line in
            ChartPoint(
                label: desk.name(ofUnit: line.unit), value: line.reading.value,
                text: line.reading.value.map { words.stated($0, line.reading.precision, measure: measure.format) } ?? "",
                isExact: line.reading.precision == .exact, isCurrent: line.unit == desk.signatory.unit || line.place.rank == 1)
        }
        let finding = words.text("analysis.bars_finding", ["shown": words.number(shown.count), "all": words.number(known.count)])
        let chart = BarChart(id: "bars", title: measure.name, description: finding, bars: Array(bars))
        return [
            AnalysisPanel(
                panelId: "bars", panelTitle: measure.name, panelNoteMarkup: RunningText.markup(finding),
                panelMarkup: chart.svg(words.language))
        ]
    }

    private static func notes(_ lines: [Line], _ words: Words) -> [Note] {
        var notes: [Note] = []
        func note(_ key: String, _ count: Int) {
            guard count > 0 else { return }
            notes.append(
                Note(
                    noteStyle: "warn", noteMark: "tri", noteTitle: words.text("analysis.\(key)_title"),
                    noteTextMarkup: words.markup("analysis.\(key)_text", count: count), noteTags: []))
        }
        note("incomplete", lines.filter { $0.reading.value != nil && !$0.reading.isComplete }.count)
        note("inexact", lines.filter { $0.reading.value != nil && $0.reading.precision != .exact }.count)
        return notes
    }
}
