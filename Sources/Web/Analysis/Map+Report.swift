import Acts
import Figures
import Institution
import Localization
import Publication

/// Commands where they stand, the area of a mark its value. Units without a place are in the table all the same.
struct MapReport: AnalysisReport {
    let title, lead: String
    let table: AnalysisTable
    let panels: [AnalysisPanel]
    let notes: [Note]
    let isSimulated: Bool

    private struct Line {
        let unit: String
        let place: UnitPlace?
        let reading: Measure.Reading
        var number = 0
    }

    init(_ request: AnalysisRequest, most: Int) throws {
        let (desk, words) = (request.desk, request.words)
        let measure = try Measure(request)
        let (unit, tree) = (try request.unit(), try request.tree())
        let period = try request.period(measure.indicator)
        let day: Day
        switch tree {
        case .then: day = period.last
        case .on(let date): day = date
        }
        let version = desk.cube.tree.version(on: day)
        let places = Dictionary(uniqueKeysWithValues: try PlaceBook.all(in: desk.tables).map { ($0.unit, $0) })
        let units = ((try? version.subtree(of: unit)) ?? []).filter { (try? version.isOpen($0)) ?? false && $0 != unit }
        try AnalysisTable.check(cells: units.count * 5, most: most, words)
        var lines = try units.map { code in
            Line(unit: code, place: places[code], reading: try measure.reading(code, period, tree))
        }.filter { $0.reading.value != nil || $0.place != nil }
        lines = lines.enumerated().sorted { a, b in
            let (left, right) = (a.element.reading.value, b.element.reading.value)
            guard let left, let right, left != right else {
                return (left == nil ? 1 : 0, a.offset) < (right == nil ? 1 : 0, b.offset)
            }
            return left > right
        }.map(\.element)
        for index in lines.indices { lines[index].number = index + 1 }
        title = words.text("analysis.map_title", ["measure": measure.name, "period": words.period(period)])
        let shown = lines.filter { $0.place != nil }
        lead = words.text("analysis.map_lead", ["shown": words.number(shown.count), "all": words.number(lines.count)])
        table = Self.table(lines, measure, period, request)
        panels = Self.panels(shown, measure, title, lead, desk)
        notes = Self.notes(lines, desk)
        isSimulated = true
    }

    /// Which units have a value and no place; that none has a place yet.
    private static func notes(_ lines: [Line], _ desk: Desk) -> [Note] {
        let words = desk.words
        func note(_ key: String, _ markup: String) -> [Note] {
            [
                Note(
                    noteStyle: "", noteMark: "half", noteTitle: words.text("analysis.\(key)_title"), noteTextMarkup: markup,
                    noteTags: [])
            ]
        }
        guard lines.contains(where: { $0.place != nil }) else {
            return lines.isEmpty ? [] : note("no_places", words.markup("analysis.no_places_text"))
        }
        let lost = lines.filter { $0.place == nil && $0.reading.value != nil }.map { desk.name(ofUnit: $0.unit) }
        return lost.isEmpty
            ? []
            : note(
                "unplaced",
                words.markup("analysis.unplaced_text", ["units": lost.joined(separator: words.text("words.separator"))]))
    }

    private static func table(_ lines: [Line], _ measure: Measure, _ period: Period, _ request: AnalysisRequest) -> AnalysisTable
    {
        let (desk, words) = (request.desk, request.words)
        func name(_ key: String) -> String { words.text("analysis.column.\(key)") }
        return AnalysisTable(
            caption: words.text("analysis.kind.map"),
            columns: [
                AnalysisTable.Column(key: "code", name: name("code"), isFileOnly: true),
                .init(key: "unit", name: name("unit"), isHead: true), .init(key: "number", name: name("number"), isNumber: true),
                .init(key: "value", name: measure.columnName, isNumber: true),
                .init(key: "coverage", name: name("coverage"), isNumber: true),
                .init(key: "latitude", name: name("latitude"), isNumber: true),
                .init(key: "longitude", name: name("longitude"), isNumber: true),
            ],
            rows: lines.map { line in
                func degrees(_ millionths: Int64?) -> AnalysisCell {
                    .number(
                        millionths.map { ExactDecimal(mantissa: $0, decimals: 6).withoutIdleZeros }, words,
                        reason: words.text("analysis.unplaced_title"))
                }
                return AnalysisTable.Row(cells: [
                    .code(line.unit),
                    .text(desk.name(ofUnit: line.unit), href: desk.link(.unit(line.unit), ["tree": request.query["tree"] ?? ""])),
                    .count(line.number, words),
                    measure.cell(line.reading, unit: line.unit, span: period, tree: request.query["tree"]),
                    .coverage(line.reading.coverage, words), degrees(line.place?.latitude), degrees(line.place?.longitude),
                ])
            })
    }

    private static func panels(
        _ shown: [Line], _ measure: Measure, _ title: String, _ lead: String, _ desk: Desk
    ) -> [AnalysisPanel] {
        guard !shown.isEmpty else { return [] }
        let words = desk.words
        let marks = shown.compactMap { line in
            line.place.map { place in
                MapPlace(
                    number: line.number, label: desk.name(ofUnit: line.unit), latitude: place.latitude,
                    longitude: place.longitude,
                    value: line.reading.value,
                    text: line.reading.value.map { words.stated($0, line.reading.precision, measure: measure.format) }
                        ?? words.text("layout.not_available"))
            }
        }
        let language = words.language
        let map = PlaceMap(id: "map", title: title, description: lead, places: marks) {
            Words(language).text("analysis.kilometres", ["length": Numerals.format($0, language)])
        }
        return [
            AnalysisPanel(
                panelId: "map-h", panelTitle: measure.name, panelNoteMarkup: words.markup("analysis.map_note"),
                panelMarkup: map.svg(language))
        ]
    }
}
