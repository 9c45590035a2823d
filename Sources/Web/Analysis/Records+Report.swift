import Acts
import Figures
import Institution
import Localization
import Publication

/// Which of a unit's figures are records, how they stand among the years they compare with, and where a series broke.
/// The rules are those of the report (`FigureRecord`): nothing is claimed that a rounded or missing value could make wrong.
struct RecordsReport: AnalysisReport {
    let title, lead: String
    let table: AnalysisTable
    let proof: String?
    let isSimulated: Bool

    private struct Line {
        let indicator: Indicator
        let answer: Answer
        let record: FigureRecord?
        let standing: FigureStanding?
    }

    init(_ request: AnalysisRequest, most: Int) throws {
        let (desk, words) = (request.desk, request.words)
        let (unit, tree, year) = (try request.unit(), try request.tree(), try request.year())
        let reading = FigureReading(desk: desk, tree: tree)
        var lines: [Line] = []
        for indicator in desk.registers.indicators {
            let answer = try reading.answer(indicator, unit, Period(year: year))
            guard answer.value != nil else { continue }
            let figure = try Self.figure(indicator, unit, year, reading)
            lines.append(
                Line(
                    indicator: indicator, answer: answer, record: FigureRecord.find(in: figure, year: year),
                    standing: FigureStanding.find(in: figure, year: year)))
        }
        // Records first, then breaks, then the rest in the institution's order.
        func weight(_ line: Line) -> Int { line.record != nil ? 0 : line.answer.hasBreak ? 1 : line.standing != nil ? 2 : 3 }
        lines = lines.enumerated().sorted { (weight($0.element), $0.offset) < (weight($1.element), $1.offset) }.map(\.element)
        try AnalysisTable.check(cells: lines.count * 6, most: most, words)
        let records = lines.filter { $0.record != nil }
        title = words.text("analysis.records_title", ["unit": desk.name(ofUnit: unit), "year": "\(year)"])
        lead = words.text("analysis.records_lead", count: records.count)
        table = Self.table(lines, unit, year, request)
        let option = request.query["tree"].map { " --tree \($0)" } ?? ""
        let checks = lines.compactMap { line -> String? in
            // A rank rests on every year it counts, a record only on the years since.
            guard let since = [line.record?.since, line.standing?.since].compactMap({ $0 }).min() else { return nil }
            let years = (since...year).map(String.init).joined(separator: " ")
            return "for y in \(years); do hasila figure \(line.indicator.code) --unit \(unit) --period $y\(option) --json; done"
        }
        proof = checks.isEmpty ? nil : checks.joined(separator: "\n")
        isSimulated = unit != desk.root
    }

    /// The unit's years as the report reads those of the root.
    private static func figure(
        _ indicator: Indicator, _ unit: String, _ year: Int, _ reading: FigureReading
    ) throws -> ReportFigure {
        let desk = reading.desk
        let points = try (year - FigureReading.span...year).compactMap { year -> FigurePoint? in
            let answer = try reading.answer(indicator, unit, Period(year: year))
            guard let value = answer.value else { return nil }
            // A value that the unit gave itself, other than its own share, is its official total: silence below takes nothing
            // from it.
            let own =
                try indicator.isRatio
                ? nil
                : desk.revisions.current(unit: unit, period: "\(year)", size: desk.registers.size, in: desk.tables)
                    .first { $0.value.indicator == indicator.code && $0.value.breakdown == nil && $0.value.scope != .own }
            let isWhole = answer.declared != nil || answer.coverage.expected <= 1 || own != nil
            // Where a ratio of rounded values lies is not worked out here, so nothing rests on it.
            let open = indicator.isRatio && answer.precision != .exact ? DecimalInterval(lower: nil, upper: nil) : nil
            return FigurePoint(
                year: year, value: value, precision: answer.precision, interval: open, status: answer.status.rawValue,
                isBreak: answer.hasBreak,
                coverage: isWhole ? nil : FigureCoverage(reported: answer.coverage.reported, expected: answer.coverage.expected))
        }
        return ReportFigure(
            indicator: indicator.code, name: Wording(indicator.names), measure: indicator.unitOfMeasure,
            decimals: indicator.decimals,
            unit: unit, unitName: Wording(same: unit), points: points)
    }

    private static func table(_ lines: [Line], _ unit: String, _ year: Int, _ request: AnalysisRequest) -> AnalysisTable {
        let (desk, words) = (request.desk, request.words)
        func name(_ key: String) -> String { words.text("analysis.column.\(key)") }
        let tree = request.query["tree"] ?? ""
        return AnalysisTable(
            caption: words.text("analysis.kind.records"),
            columns: [
                AnalysisTable.Column(key: "code", name: name("code"), isFileOnly: true),
                .init(key: "indicator", name: name("indicator"), isHead: true),
                .init(key: "value", name: name("value"), isNumber: true),
                .init(key: "finding", name: name("finding")), .init(key: "since", name: name("since"), isNumber: true),
                .init(key: "rank", name: name("rank_in_time"), isNumber: true),
                .init(key: "years", name: name("years"), isNumber: true),
            ],
            rows: lines.map { line in
                let href = desk.link(.figure(indicator: line.indicator.code, unit: unit, period: "\(year)"), ["tree": tree])
                let since = line.record?.since ?? line.standing?.since
                func number(_ value: Int?) -> AnalysisCell {
                    guard let value else { return .missing(words.text("analysis.no_span")) }
                    return .count(value, words)
                }
                return AnalysisTable.Row(cells: [
                    .code(line.indicator.code),
                    .text(desk.measuredName(of: line.indicator), href: href, raw: desk.name(of: line.indicator)),
                    .value(
                        line.answer.value, line.answer.precision, measure: line.indicator.unitOfMeasure,
                        reason: line.answer.reason, href: href,
                        words: words),
                    finding(line, words),
                    since.map {
                        AnalysisCell(
                            markup: Markup.figure("\($0)"), raw: "\($0)",
                            order: .number(ExactDecimal(mantissa: Int64($0), decimals: 0)))
                    } ?? .missing(words.text("analysis.no_span")),
                    number(line.standing?.rank), number(line.standing?.years),
                ])
            })
    }

    private static func finding(_ line: Line, _ words: Words) -> AnalysisCell {
        if let record = line.record {
            let text = words.text("analysis.record_\(record.kind.rawValue)", ["since": "\(record.since)"])
            let isWanted = (record.kind == .highest) == (line.indicator.direction == .up)
            let tag: Tag = line.indicator.direction == .none ? .now(text) : isWanted ? .good(text) : .bad(text)
            return .tags([tag], raw: "\(record.kind.rawValue) since \(record.since)")
        }
        if line.answer.hasBreak { return .tags([.warn(words.text("words.status.B"))], raw: "break") }
        return AnalysisCell(markup: "<span class=\"q\">–</span>", raw: "")
    }
}
