import Acts
import Figures
import Institution
import Localization
import Publication

/// Series over time: the unit's own large, and small ones of the units below on one scale for each unit of measure.
struct TrendsReport: AnalysisReport {
    let title, lead: String
    let table, file: AnalysisTable
    let panels, multiples: [AnalysisPanel]
    let notes: [Note]
    let foot: String?
    let isSimulated: Bool

    init(_ request: AnalysisRequest, most: Int) throws {
        let (desk, words) = (request.desk, request.words)
        // The small series are those of the units below; `all` would be a wall of drawings.
        var query = request.query
        if query["from"] == nil { query["from"] = try Self.first(request) }
        let members = try PivotMembers(
            AnalysisRequest(desk: desk, kind: .trends, query: query), leavesSilent: most == AnalysisTable.mostOnPage)
        try AnalysisTable.check(cells: members.units.count * members.indicators.count * members.periods.count, most: most, words)
        let hasMany = members.indicators.count > 1
        let axis: [PivotReport.Axis] = hasMany ? (members.units.count > 1 ? [.indicator, .unit] : [.indicator]) : [.unit]
        let grid = PivotGrid(members: members, sides: axis, across: .period, show: .value)
        table = try grid.table()
        file = try grid.long()
        let draw = TrendDrawing(members: members, desk: desk)
        panels = try draw.main()
        multiples = try draw.small()
        let unit = desk.name(ofUnit: members.unit)
        title = words.text(
            "analysis.trends_title",
            [
                "unit": unit, "from": members.periods.first.map(words.period) ?? "",
                "to": members.periods.last.map(words.period) ?? "",
            ])
        lead = words.text("analysis.about.trends")
        notes = [grid.breakNote].compactMap { $0 }
        foot = members.silentNote
        isSimulated = members.unit != desk.root || members.units.count > 1
    }

    /// Ten years before the end, or before the latest year with a value.
    private static func first(_ request: AnalysisRequest) throws -> String? {
        try request.periods(request.indicators(), years: 10).first.map { "\($0)" }
    }
}

/// Draws the series.
private struct TrendDrawing {
    let members: PivotMembers
    let desk: Desk

    private var words: Words { desk.words }
    private var tree: TreeView { members.tree }

    private func answers(_ indicator: Indicator, _ unit: String) throws -> [(period: Period, answer: Answer)] {
        try members.periods.map { period in
            let question = Question(indicator: indicator.code, unit: unit, span: period, tree: tree)
            return (period: period, answer: try desk.answer(question))
        }
    }

    private func points(_ answers: [(period: Period, answer: Answer)], _ indicator: Indicator) -> [ChartPoint] {
        answers.map { period, answer in
            ChartPoint(
                label: "\(period)", value: answer.value,
                text: answer.value.map { words.value($0, measure: indicator.unitOfMeasure) } ?? "",
                isExact: answer.precision == .exact, isCurrent: period == members.periods.last)
        }
    }

    private func breaks(_ answers: [(period: Period, answer: Answer)]) -> [ChartBand] {
        let last = answers.indices.last { $0 > 0 && answers[$0].answer.hasBreak }
        return last.map { [ChartBand(first: 0, last: $0 - 1, label: words.text("words.status.B"))] } ?? []
    }

    /// From the first value to the last, each with the word of its precision.
    private func finding(_ answers: [(period: Period, answer: Answer)], _ indicator: Indicator) -> String {
        let known = answers.compactMap { period, answer in
            answer.value.map { (period: period, text: words.stated($0, answer.precision, measure: indicator.unitOfMeasure)) }
        }
        guard let first = known.first, let last = known.last else { return words.text("layout.not_available") }
        return words.text(
            "unit.chart_finding",
            ["first": first.text, "firstYear": "\(first.period)", "last": last.text, "lastYear": "\(last.period)"])
    }

    private func chart(
        _ indicator: Indicator, _ unit: String, title: String, id: String, height: Int, ceiling: ExactDecimal? = nil
    ) throws -> (markup: String, finding: String)? {
        let answers = try answers(indicator, unit)
        guard answers.contains(where: { $0.answer.value != nil }) else { return nil }
        let (language, measure) = (words.language, indicator.unitOfMeasure)
        let found = finding(answers, indicator)
        let chart = LineChart(
            id: id, title: title, description: found, points: points(answers, indicator), bands: breaks(answers), height: height,
            ceiling: ceiling
        ) { Words(language).value($0.withoutIdleZeros, measure: measure) }
        return (chart.svg(language), found)
    }

    /// One large drawing an indicator, of the unit asked. With many indicators they become small.
    func main() throws -> [AnalysisPanel] {
        let isMany = members.indicators.count > 3
        return try members.indicators.enumerated().compactMap { index, indicator in
            let name = desk.name(of: indicator)
            guard let drawn = try chart(indicator, members.unit, title: name, id: "t\(index)", height: isMany ? 170 : 250) else {
                return nil
            }
            let period = members.periods.last.map { "\($0)" } ?? ""
            return AnalysisPanel(
                panelId: "t\(index)-h", panelTitle: name,
                panelHref: desk.link(.figure(indicator: indicator.code, unit: members.unit, period: period)),
                panelNoteMarkup: RunningText.markup(
                    [desk.measure(of: indicator), drawn.finding].filter { !$0.isEmpty }.joined(separator: " · ")),
                panelMarkup: drawn.markup, isPlot: true)
        }
    }

    /// The units below, on one scale for each unit of measure, in the order of the tree.
    func small() throws -> [AnalysisPanel] {
        let units = members.units.filter { !$0.isWhole && !$0.isOwn }.map(\.code)
        guard !units.isEmpty else { return [] }
        var ceilings: [String: ExactDecimal] = [:]
        for indicator in members.indicators {
            for unit in units {
                let most = try answers(indicator, unit).compactMap { $0.answer.value }.max()
                if let most { ceilings[indicator.unitOfMeasure] = max(most, ceilings[indicator.unitOfMeasure] ?? most) }
            }
        }
        var panels: [AnalysisPanel] = []
        for (first, indicator) in members.indicators.enumerated() {
            for (second, unit) in units.enumerated() {
                let name = desk.name(ofUnit: unit)
                let title = members.indicators.count > 1 ? "\(name) · \(desk.name(of: indicator))" : name
                let id = "m\(first)-\(second)"
                guard
                    let drawn = try chart(
                        indicator, unit, title: title, id: id, height: 150, ceiling: ceilings[indicator.unitOfMeasure])
                else { continue }
                panels.append(
                    AnalysisPanel(
                        panelId: "\(id)-h", panelTitle: title, panelHref: desk.link(.unit(unit)), panelMarkup: drawn.markup,
                        isPlot: true))
            }
        }
        return panels
    }
}
