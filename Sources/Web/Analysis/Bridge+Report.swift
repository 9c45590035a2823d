import Acts
import Figures
import Institution
import Localization
import Publication

/// From one year's figure to another's, exactly: what restructuring moved, what was revised, what coverage added or took, and
/// what really changed. The parts add up to the difference to the last digit.
struct BridgeReport: AnalysisReport {
    let title, lead: String
    let table: AnalysisTable
    let panels: [AnalysisPanel]
    let notes: [Note]
    let foot: String?
    let proof: String?
    let isSimulated: Bool

    init(_ request: AnalysisRequest, most: Int) throws {
        let (desk, words) = (request.desk, request.words)
        guard let indicator = try request.indicator("indicator") ?? request.usualIndicator() else {
            throw Failure(.unknownIndicator, ["indicator": "–"])
        }
        let unit = try request.unit()
        let to = try request.period(named: "to") ?? Period(year: request.latestYear(indicator, unit) ?? desk.today.year)
        let from = try request.period(named: "from") ?? to.yearBefore
        let tree = try TreeChoice(request.query["tree"] ?? "then")
        let asOf = try request.query["known"].map { typed in
            guard let time = Timestamp(endOf: typed) else { throw Failure(.malformedTime, ["value": String(typed.prefix(40))]) }
            return time
        }
        let bridge = try BridgeBook.bridge(
            BridgeQuestion(
                indicator: indicator.code, unit: unit, from: .init(period: "\(from)", tree: tree, asOf: asOf),
                to: .init(period: "\(to)", tree: tree)), cube: desk.cube, today: "\(desk.today)", in: desk.tables)
        // A page that has no room for every line shows the sums and says how many lines the files have; a file is whole or
        // refused.
        let cells = (bridge.lines.count + 8) * 8
        let isSummed = most == AnalysisTable.mostOnPage && cells > most
        if !isSummed { try AnalysisTable.check(cells: cells, most: most, words) }
        foot = isSummed ? words.markup("analysis.bridge_summed", count: bridge.lines.count) : nil
        title = words.text(
            "analysis.bridge_title",
            [
                "indicator": desk.name(of: indicator), "unit": desk.name(ofUnit: unit), "from": words.period(from),
                "to": words.period(to),
            ])
        let writer = BridgeWriter(
            bridge: bridge, indicator: indicator, from: from, to: to, desk: desk, tree: request.query["tree"] ?? "",
            isSummed: isSummed)
        lead = writer.finding
        table = writer.table()
        panels = writer.panel().map { [$0] } ?? []
        notes = writer.notes(request)
        let option = request.query["tree"].map { " --tree \($0)" } ?? ""
        let known = request.query["known"].map { " --as-of \($0)" } ?? ""
        proof = """
            hasila figure \(indicator.code) --unit \(unit) --period \(from)\(option)\(known) --json
            hasila figure \(indicator.code) --unit \(unit) --period \(to)\(option) --json
            """
        isSimulated = unit != desk.root
    }
}

/// Writes a bridge as sentence, table and chart.
private struct BridgeWriter {
    let bridge: Bridge
    let indicator: Indicator
    let from, to: Period
    let desk: Desk
    let tree: String
    /// Whether the lines of each cause are left to the files.
    let isSummed: Bool

    private var words: Words { desk.words }
    private var measure: String { indicator.unitOfMeasure }

    /// The causes that add or take anything, in their order.
    private var causes: [BridgeCause] { BridgeCause.allCases.filter { !bridge.amount(of: $0).isZero } }

    private func name(_ cause: BridgeCause) -> String { words.text("bridge.cause.\(cause.rawValue)") }

    private func signed(_ value: ExactDecimal) -> String {
        BridgeWords.signed(value, indicator, words, isApproximate: bridge.isApproximate)
    }

    private func stated(_ answer: Answer?, _ value: ExactDecimal) -> String {
        words.stated(value, answer?.precision ?? .exact, measure: measure)
    }

    var finding: String {
        guard let difference = try? bridge.newValue.subtracting(bridge.oldValue) else {
            return words.text("analysis.about.bridge")
        }
        let real = bridge.amount(of: .change)
        return words.text("analysis.bridge_lead", ["difference": signed(difference), "real": signed(real)])
    }

    private func total(_ answer: Answer?, _ value: ExactDecimal, _ period: Period, _ key: String) -> AnalysisTable.Row {
        let href = desk.link(.figure(indicator: indicator.code, unit: bridge.unit, period: "\(period)"), ["tree": tree])
        let shown = AnalysisCell.value(
            answer?.value, answer?.precision ?? .exact, measure: measure, reason: answer?.reason, href: href, words: words)
        let blank = AnalysisCell(markup: "", raw: "")
        return AnalysisTable.Row(
            cells: [
                .code(key), .text(words.text("analysis.bridge_\(key)")), .text(desk.name(ofUnit: bridge.unit)), blank,
                .text(words.period(period)),
                blank, blank, shown,
            ], isTotal: true)
    }

    func table() -> AnalysisTable {
        func column(_ key: String, _ isNumber: Bool = false, isHead: Bool = false) -> AnalysisTable.Column {
            AnalysisTable.Column(
                key: key, name: words.text("analysis.column.\(key)"), isNumber: isNumber, isHead: isHead, sorts: false)
        }
        var columns = [
            column("cause", isHead: true), column("unit"), column("path"), column("period"), column("before_value", true),
        ]
        columns += [column("after_value", true), column("amount", true)]
        columns.insert(AnalysisTable.Column(key: "code", name: words.text("analysis.column.code"), isFileOnly: true), at: 0)
        var rows = [total(bridge.old, bridge.oldValue, from, "old")]
        for cause in causes {
            let amount = bridge.amount(of: cause)
            let own = bridge.lines.filter { $0.cause == cause }
            rows.append(sum(cause, amount, own.count))
            if !isSummed { rows += own.map(line) }
        }
        rows.append(total(bridge.new, bridge.newValue, to, "new"))
        return AnalysisTable(caption: words.text("analysis.kind.bridge"), columns: columns, rows: rows)
    }

    private func sum(_ cause: BridgeCause, _ amount: ExactDecimal, _ count: Int) -> AnalysisTable.Row {
        let blank = AnalysisCell(markup: "", raw: "")
        let counted = count == 0 ? blank : AnalysisCell(markup: words.markup("analysis.row_count", count: count), raw: "")
        return AnalysisTable.Row(
            cells: [
                .code(cause.rawValue), AnalysisCell(markup: "<b>\(RunningText.markup(name(cause)))</b>", raw: name(cause)),
                counted, blank, blank,
                blank, blank, AnalysisCell(markup: "<b>\(RunningText.markup(signed(amount)))</b>", raw: amount.description),
            ], isHere: true)
    }

    private func line(_ line: BridgeLine) -> AnalysisTable.Row {
        let blank = AnalysisCell(markup: "<span class=\"q\">–</span>", raw: "")
        let path: AnalysisCell =
            line.from == nil && line.to == nil
            ? blank
            : .text(
                words.text(
                    "analysis.bridge_path",
                    ["from": line.from.map(desk.name(ofUnit:)) ?? "–", "to": line.to.map(desk.name(ofUnit:)) ?? "–"]))
        func value(_ value: ExactDecimal?) -> AnalysisCell { value.map { .number($0, words, measure: measure) } ?? blank }
        return AnalysisTable.Row(cells: [
            .code(line.cause.rawValue), .text(name(line.cause)),
            .text(desk.name(ofUnit: line.unit), href: desk.link(.unit(line.unit))), path,
            line.period.map { .text(words.period($0)) } ?? blank,
            value(line.before), value(line.after),
            AnalysisCell(markup: RunningText.markup(signed(line.amount)), raw: line.amount.description),
        ])
    }

    func panel() -> AnalysisPanel? {
        guard bridge.old?.value != nil || bridge.new?.value != nil else { return nil }
        let title = words.text("analysis.kind.bridge")
        let chart = WaterfallChart(
            id: "bridge-c", title: title, description: finding,
            first: WaterfallStep(label: words.period(from), amount: bridge.oldValue, text: stated(bridge.old, bridge.oldValue)),
            steps: causes.map {
                WaterfallStep(label: name($0), amount: bridge.amount(of: $0), text: signed(bridge.amount(of: $0)))
            },
            last: WaterfallStep(label: words.period(to), amount: bridge.newValue, text: stated(bridge.new, bridge.newValue)))
        return AnalysisPanel(
            panelId: "bridge", panelTitle: title, panelNoteMarkup: words.markup("analysis.bridge_note"),
            panelMarkup: chart.svg(words.language))
    }

    func notes(_ request: AnalysisRequest) -> [Note] {
        var notes: [Note] = []
        if bridge.new?.hasBreak == true {
            notes.append(
                Note(
                    noteStyle: "warn", noteMark: "tri", noteTitle: words.text("figure.break_title"),
                    noteTextMarkup: words.markup("figure.break_text"), noteTags: []))
        }
        if !bridge.parts.isEmpty {
            let links = bridge.parts.map { part in
                let name = desk.registers.indicator(part.indicator).map(desk.name) ?? part.indicator
                return "<a href=\"\(Markup.escape(request.link(["indicator": part.indicator])))\">\(Markup.escape(name))</a>"
            }
            notes.append(
                Note(
                    noteStyle: "", noteMark: "half", noteTitle: words.text("analysis.bridge_parts"),
                    noteTextMarkup: links.joined(separator: Markup.escape(words.text("words.separator"))), noteTags: []))
        }
        return notes
    }
}
