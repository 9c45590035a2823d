import Figures
import Institution
import Publication

/// The indicators of a unit in a period, in the order asked for.
struct IndicatorTable {
    /// The rows.
    let rows: [IndicatorRow]
    /// The heads with their links.
    let columns: [Column]
    /// The indicators that have a value, in the institution's order.
    let known: [Indicator]
    /// Over all indicators.
    let coverage: Coverage

    private struct Line {
        let position: Int
        let indicator: Indicator
        let answer: Answer
        let move: FigureMove?
        let change: ExactDecimal?
    }

    /// Reads every indicator that has a value or was expected of the unit.
    init(desk: Desk, unit: String, view: UnitView, reading: FigureReading) throws {
        var lines: [Line] = []
        var total = Coverage()
        for (position, indicator) in desk.registers.indicators.enumerated() {
            let answer = try reading.answer(indicator, unit, view.period)
            if !indicator.isRatio { total = total.adding(answer.coverage) }
            guard answer.value != nil || (answer.coverage.expected > 0 && answer.reason != .spanTooShort) else { continue }
            let before = try reading.answer(indicator, unit, view.period.yearBefore)
            let change = Self.percentChange(from: before.value, to: answer.value)
            lines.append(
                Line(
                    position: position, indicator: indicator, answer: answer,
                    move: reading.move(from: before, to: answer, of: indicator), change: change))
        }
        coverage = total
        known = lines.filter { $0.answer.value != nil }.map(\.indicator)
        let sort = desk.query["sort"] ?? ""
        let simulation = desk.simulation(ofUnit: unit)
        rows = Self.sorted(lines, by: sort, desk).map { line in
            IndicatorRow(
                indicatorHref: desk.link(.figure(indicator: line.indicator.code, unit: unit, period: "\(view.period)"), ["tree": desk.query["tree"] ?? ""]),
                indicatorName: desk.name(of: line.indicator), indicatorValueMarkup: reading.valueMarkup(line.answer, line.indicator),
                indicatorUnit: desk.measure(of: line.indicator),
                indicatorChangeMarkup: line.move.map { RunningText.markup($0.text) } ?? "<span class=\"q\">–</span>",
                indicatorTags: desk.words.tags(line.answer) + [simulation].compactMap { $0 },
                indicatorCoverageMarkup: reading.coverageMarkup(line.answer))
        }
        columns = Self.columns(desk, unit: unit, sort: sort)
    }

    /// For the order of the column only; the printed change says more.
    private static func percentChange(from base: ExactDecimal?, to value: ExactDecimal?) -> ExactDecimal? {
        guard let base, let value else { return nil }
        return try? ExactDecimal.percentChange(from: base, to: value, decimals: 1)
    }

    /// Coverage of a unit over all indicators that are entered.
    static func coverage(of unit: String, view: UnitView, reading: FigureReading) throws -> Coverage {
        var total = Coverage()
        for indicator in reading.desk.registers.indicators where !indicator.isRatio {
            total = total.adding(try reading.answer(indicator, unit, view.period).coverage)
        }
        return total
    }

    private static func sorted(_ lines: [Line], by sort: String, _ desk: Desk) -> [Line] {
        let falling = sort.hasPrefix("-")
        let rising: ((Line, Line) -> Bool)? = switch falling ? String(sort.dropFirst()) : sort {
        case "name": { desk.name(of: $0.indicator) < desk.name(of: $1.indicator) }
        case "value": { ($0.answer.value ?? .zero) < ($1.answer.value ?? .zero) }
        case "change": { ($0.change ?? .zero) < ($1.change ?? .zero) }
        default: nil
        }
        guard let rising else { return lines }
        return lines.sorted { falling ? rising($1, $0) : rising($0, $1) }
    }

    private static func columns(_ desk: Desk, unit: String, sort: String) -> [Column] {
        func column(_ key: String, _ style: String, sorts: String? = nil) -> Column {
            let next = sorts.map { sort == $0 ? "-\($0)" : $0 }
            let href = next.map {
                desk.link(.unit(unit), ["period": desk.query["period"] ?? "", "sort": $0, "tree": desk.query["tree"] ?? ""]) + "#ind"
            }
            let state = sorts.flatMap { sort == $0 ? "ascending" : sort == "-\($0)" ? "descending" : nil }
            return Column(columnName: desk.words.text("unit.column_\(key)"), columnClass: style, columnHref: href, columnSort: state)
        }
        return [
            column("name", "pin", sorts: "name"), column("value", "num", sorts: "value"),
            column("change", "num", sorts: "change"), column("state", ""), column("coverage", "num"),
        ]
    }
}

extension Coverage {
    /// Both counted together.
    func adding(_ other: Coverage) -> Coverage {
        Coverage(
            reported: reported + other.reported, expected: expected + other.expected, unexpected: unexpected + other.unexpected)
    }
}
