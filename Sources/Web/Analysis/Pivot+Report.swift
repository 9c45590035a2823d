import Acts
import Figures
import Institution
import Localization
import Publication

/// Units × periods × indicators × breakdown cells, two of them across the table, the others beside its rows. Every cell is an
/// answer of the cube with its own coverage; the lines of the units below add up to the unit's own total.
struct PivotReport: AnalysisReport {
    enum Axis: String, CaseIterable { case unit, period, indicator, breakdown }
    enum Show: String, CaseIterable { case value, change, share }

    static let reaches = ["below", "only", "all"]
    static let columnAxes = ["period", "unit", "indicator", "breakdown"]

    let title, lead: String
    let table, file: AnalysisTable
    let notes: [Note]
    let foot: String?
    let isSimulated: Bool

    init(_ request: AnalysisRequest, most: Int) throws {
        let words = request.words
        let members = try PivotMembers(request, leavesSilent: most == AnalysisTable.mostOnPage)
        let rowAxis = try Axis(rawValue: request.word("rows", of: Axis.allCases.map(\.rawValue))) ?? .unit
        var columnAxis = try Axis(rawValue: request.word("columns", of: Self.columnAxes)) ?? .period
        // One dimension cannot lie across itself: the other of the two usual ones takes its place.
        if columnAxis == rowAxis { columnAxis = rowAxis == .period ? .unit : .period }
        let show = try Show(rawValue: request.word("show", of: Show.allCases.map(\.rawValue))) ?? .value
        let sides = [rowAxis] + Axis.allCases.filter { $0 != rowAxis && $0 != columnAxis && members.count($0) > 1 }
        let rows = sides.reduce(1) { $0 * members.count($1) }
        try AnalysisTable.check(cells: rows * members.count(columnAxis), most: most, words)
        let grid = PivotGrid(members: members, sides: sides, across: columnAxis, show: show)
        table = try grid.table()
        file = try grid.long()
        let desk = request.desk
        let unit = desk.name(ofUnit: members.unit)
        title =
            members.indicators.count == 1
            ? words.text("analysis.pivot_title", ["indicator": members.indicators.first.map(desk.name) ?? "", "unit": unit])
            : words.text("analysis.pivot_title_many", ["unit": unit, "count": words.number(members.indicators.count)])
        lead = words.text("analysis.show_lead.\(show.rawValue)")
        notes = [grid.breakNote, grid.differenceNote].compactMap { $0 }
        foot = members.silentNote
        isSimulated = members.units.contains { $0.code != desk.root }
    }

    /// The sets of keys by which figures of some indicators were broken down, each as `key;key`.
    static func breakdownKeys(of indicators: [Indicator], _ desk: Desk) -> [String] {
        var found: Set<String> = []
        for indicator in indicators {
            for part in [indicator.code, indicator.numerator, indicator.denominator].compactMap({ $0 }) {
                for cell in (try? desk.cube.breakdowns(of: part)) ?? [] where !cell.keys.isEmpty {
                    found.insert(cell.keys.joined(separator: ";"))
                }
            }
        }
        return found.sorted()
    }

    /// The words of such a set: the names of its dimensions.
    static func keyName(_ keys: String, _ desk: Desk) -> String {
        keys.split(separator: ";").map { desk.name(ofKey: String($0)) }.joined(separator: " × ")
    }
}

/// The cells.
struct PivotGrid {
    let members: PivotMembers
    let sides: [PivotReport.Axis]
    let across: PivotReport.Axis
    let show: PivotReport.Show
    private let reader: PivotReader

    private var desk: Desk { members.request.desk }
    private var words: Words { desk.words }

    /// Where a cell lies.
    private struct Place {
        var unit: PivotUnit
        var period: Period
        var indicator: Indicator
        var breakdown: Breakdown
    }

    init(members: PivotMembers, sides: [PivotReport.Axis], across: PivotReport.Axis, show: PivotReport.Show) {
        (self.members, self.sides, self.across, self.show) = (members, sides, across, show)
        reader = PivotReader(members: members)
    }

    private var first: Place? {
        guard let unit = members.units.first, let period = members.periods.first, let indicator = members.indicators.first,
            let breakdown = members.breakdowns.first
        else { return nil }
        return Place(unit: unit, period: period, indicator: indicator, breakdown: breakdown)
    }

    /// The places along an axis, from one.
    private func along(_ axis: PivotReport.Axis, _ place: Place) -> [Place] {
        func each<Value>(_ values: [Value], _ set: (inout Place, Value) -> Void) -> [Place] {
            values.map { value in
                var next = place
                set(&next, value)
                return next
            }
        }
        switch axis {
        case .unit: return each(members.units) { $0.unit = $1 }
        case .period: return each(members.periods) { $0.period = $1 }
        case .indicator: return each(members.indicators) { $0.indicator = $1 }
        case .breakdown: return each(members.breakdowns) { $0.breakdown = $1 }
        }
    }

    private func name(_ axis: PivotReport.Axis, _ place: Place) -> String {
        switch axis {
        case .unit:
            let name = desk.name(ofUnit: place.unit.code)
            return place.unit.isOwn ? name + words.text("words.separator") + words.text("figure.own_share") : name
        case .period: return place.period.frequency == .year ? "\(place.period)" : words.period(place.period)
        case .indicator: return desk.measuredName(of: place.indicator)
        case .breakdown: return desk.name(of: place.breakdown)
        }
    }

    private func head(_ axis: PivotReport.Axis, _ place: Place) -> AnalysisCell {
        switch axis {
        case .unit:
            return .text(
                name(axis, place), href: desk.link(.unit(place.unit.code), ["tree": members.request.query["tree"] ?? ""]))
        case .period: return .text(name(axis, place), raw: "\(place.period)")
        case .indicator, .breakdown: return .text(name(axis, place))
        }
    }

    /// The table across two axes.
    func table() throws -> AnalysisTable {
        let caption = words.text(
            "analysis.pivot_caption",
            [
                "rows": words.text("analysis.rows.\(sides[0].rawValue)"),
                "columns": words.text("analysis.columns.\(across.rawValue)"),
            ])
        guard let first else { return AnalysisTable(caption: caption, columns: [], rows: []) }
        let heads = sides.map {
            AnalysisTable.Column(key: $0.rawValue, name: words.text("analysis.rows.\($0.rawValue)"), isHead: true)
        }
        let columns = along(across, first).map {
            AnalysisTable.Column(key: key($0), name: name(across, $0), isNumber: true)
        }
        let places = sides.reduce([first]) { places, axis in places.flatMap { along(axis, $0) } }
        let rows = try places.map { place in
            AnalysisTable.Row(
                cells: try sides.map { head($0, place) } + along(across, place).map(cell),
                isTotal: sides.contains(.unit) && place.unit.isWhole && members.units.count > 1)
        }
        return AnalysisTable(caption: caption, columns: heads + columns, rows: rows)
    }

    private func key(_ place: Place) -> String {
        switch across {
        case .unit: place.unit.code + (place.unit.isOwn ? ":own" : "")
        case .period: "\(place.period)"
        case .indicator: place.indicator.code
        case .breakdown: place.breakdown.description.isEmpty ? "total" : place.breakdown.description
        }
    }

    private func cell(_ place: Place) throws -> AnalysisCell {
        let answer = try reader.answer(place.unit, place.indicator, place.period, place.breakdown)
        guard let answer else { return .missing(words.text("analysis.not_here")) }
        switch show {
        case .value:
            let href = desk.link(
                .figure(indicator: place.indicator.code, unit: place.unit.code, period: "\(place.period)"),
                ["tree": members.request.query["tree"] ?? ""])
            var cell = AnalysisCell.value(
                answer.value, answer.precision, measure: place.indicator.unitOfMeasure, reason: answer.reason, href: href,
                words: words)
            if answer.value != nil, !answer.coverage.isComplete {
                cell = AnalysisCell(
                    markup: cell.markup
                        + " <span class=\"under-value\">\(RunningText.markup(words.coverage(answer.coverage)))</span>",
                    raw: cell.raw, order: cell.order)
            }
            return cell
        case .change:
            let before = try reader.answer(place.unit, place.indicator, place.period.yearBefore, place.breakdown)
            guard let before, let base = before.value, let value = answer.value,
                let move = reader.reading.move(from: before, to: answer, of: place.indicator)
            else { return .missing(words.text(answer.hasBreak ? "words.status.B" : "analysis.no_change")) }
            return .change(move, Self.difference(base, value, place.indicator))
        case .share:
            let whole = try reader.answer(PivotUnit(code: members.unit, isWhole: true), place.indicator, place.period, .total)
            // A share of what does not add is no share.
            guard Measure.canDivide(place.indicator), let total = whole?.value, let value = answer.value,
                let share = try? ExactDecimal.ratio(value, over: total, scale: 100, decimals: 1)
            else { return .missing(words.text("analysis.no_share")) }
            return .number(share, words, measure: "percent")
        }
    }

    /// Points for shares, per cent for the rest: what a change sorts by and files carry.
    private static func difference(_ base: ExactDecimal, _ value: ExactDecimal, _ indicator: Indicator) -> ExactDecimal? {
        if indicator.unitOfMeasure == "percent" { return try? value.subtracting(base) }
        return try? ExactDecimal.percentChange(from: base, to: value, decimals: 1)
    }

    /// One row a figure: with codes, precision, status and coverage, for other programs.
    func long() throws -> AnalysisTable {
        let keys = [
            "indicator", "unit", "scope", "period", "breakdown", "value", "decimals", "precision", "status", "reported",
            "expected", "difference", "reason",
        ]
        let columns = keys.map {
            AnalysisTable.Column(key: $0, name: $0, isNumber: ["value", "reported", "expected", "difference"].contains($0))
        }
        var rows: [AnalysisTable.Row] = []
        for indicator in members.indicators {
            for unit in members.units {
                for period in members.periods {
                    for breakdown in members.breakdowns {
                        guard let answer = try reader.answer(unit, indicator, period, breakdown) else { continue }
                        let texts = [
                            indicator.code, unit.code, unit.isOwn ? "own" : "", "\(period)", breakdown.description,
                            answer.value?.description ?? "", "\(indicator.decimals)",
                            answer.value == nil ? "" : answer.precision.rawValue,
                            answer.status.rawValue, "\(answer.coverage.reported)", "\(answer.coverage.expected)",
                            answer.difference?.description ?? "", answer.reason?.rawValue ?? "",
                        ]
                        rows.append(AnalysisTable.Row(cells: texts.map(AnalysisCell.code)))
                    }
                }
            }
        }
        return AnalysisTable(caption: "", columns: columns, rows: rows)
    }

    /// Where the unit's declared total is not the sum of what lies below it, the difference is said, everywhere.
    var differenceNote: Note? {
        let whole = PivotUnit(code: members.unit, isWhole: true)
        let lines = members.indicators.flatMap { indicator in
            members.periods.compactMap { period -> String? in
                guard let difference = (try? reader.answer(whole, indicator, period, .total))?.difference, !difference.isZero
                else { return nil }
                return words.text(
                    "analysis.difference_line",
                    [
                        "indicator": desk.name(of: indicator), "period": words.period(period),
                        "difference": words.value(difference, measure: indicator.unitOfMeasure),
                    ])
            }
        }
        guard !lines.isEmpty else { return nil }
        return Note(
            noteStyle: "bad", noteMark: "sq", noteTitle: words.text("figure.difference_title"),
            noteTextMarkup: lines.map(RunningText.markup).joined(separator: "<br>"), noteTags: [])
    }

    /// That the content of a series changes within the table.
    var breakNote: Note? {
        let broken = members.indicators.filter { indicator in
            members.periods.dropFirst().contains { period in
                (try? reader.answer(PivotUnit(code: members.unit, isWhole: true), indicator, period, .total))?.hasBreak ?? false
            }
        }
        guard !broken.isEmpty else { return nil }
        return Note(
            noteStyle: "warn", noteMark: "tri", noteTitle: words.text("figure.break_title"),
            noteTextMarkup: words.markup(
                "analysis.break_text", ["indicators": broken.map(desk.name).joined(separator: words.text("words.separator"))]),
            noteTags: [])
    }
}
