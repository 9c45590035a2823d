import Acts
import Figures
import Institution
import Localization
import Publication

/// One unit of a pivot: the one asked, one below it, or the one asked without those below.
struct PivotUnit: Hashable {
    let code: String
    var isOwn = false
    var isWhole = false
}

/// What stands along each axis.
struct PivotMembers {
    let request: AnalysisRequest
    let unit, reach: String
    let tree: TreeView
    let units: [PivotUnit]
    let indicators: [Indicator]
    let periods: [Period]
    let breakdowns: [Breakdown]
    /// How many units below the page leaves out: nothing is expected of them and they have no value. Files have them all.
    let silent: Int

    /// `leavesSilent` leaves out the units of which nothing is expected and that have no value, unless the address shows them.
    init(_ request: AnalysisRequest, leavesSilent: Bool = false) throws {
        self.request = request
        unit = try request.unit()
        reach = try request.word("reach", of: PivotReport.reaches)
        tree = try request.tree()
        indicators = try request.indicators()
        periods = try request.periods(indicators)
        breakdowns = Self.breakdowns(request.query["by"] ?? "", indicators, request.desk)
        let all = Self.units(unit, reach, tree, periods, indicators, breakdowns, request.desk)
        let leaves = try request.word("silent", of: ["hide", "show"]) == "hide" && leavesSilent && all.count > 1
        let heard = leaves ? try Self.heard(unit, reach, tree, periods, indicators, breakdowns, request.desk) : []
        units = leaves ? all.filter { $0.isWhole || $0.isOwn || heard.contains($0.code) } : all
        silent = all.count - units.count
    }

    /// How many units are left out, with the way to see them; nil where none is.
    var silentNote: String? {
        guard silent > 0 else { return nil }
        let words = request.words
        let (href, show) = (request.link(["silent": "show"]), words.text("analysis.silent_show"))
        let link = "<a href=\"\(Markup.escape(href))#table\">\(Markup.escape(show))</a>"
        return words.markup("analysis.silent", count: silent) + " " + link
    }

    /// The units that have a value in any cell, or of which one is expected.
    private static func heard(
        _ unit: String, _ reach: String, _ tree: TreeView, _ periods: [Period], _ indicators: [Indicator],
        _ breakdowns: [Breakdown],
        _ desk: Desk
    ) throws -> Set<String> {
        var heard: Set<String> = []
        var day: Day?
        if case .on(let fixed) = tree { day = fixed }
        func hear(_ code: String, _ answer: Answer) {
            if answer.value != nil || answer.coverage.expected > 0 { heard.insert(code) }
        }
        for indicator in indicators {
            for period in periods {
                for breakdown in breakdowns {
                    let question = Question(indicator: indicator.code, unit: unit, span: period, tree: tree, breakdown: breakdown)
                    guard reach == "all" else {
                        for part in (try? desk.cube.parts(of: question)) ?? [] { hear(part.unit, part.answer) }
                        continue
                    }
                    let version = desk.cube.tree.version(on: day ?? period.last)
                    for code in ((try? version.subtree(of: unit)) ?? []).dropFirst() where !heard.contains(code) {
                        var own = question
                        own.unit = code
                        hear(code, try desk.answer(own))
                    }
                }
            }
        }
        return heard
    }

    func count(_ axis: PivotReport.Axis) -> Int {
        switch axis {
        case .unit: units.count
        case .period: periods.count
        case .indicator: indicators.count
        case .breakdown: breakdowns.count
        }
    }

    /// The total, then every cell with exactly these keys.
    private static func breakdowns(_ by: String, _ indicators: [Indicator], _ desk: Desk) -> [Breakdown] {
        guard !by.isEmpty else { return [.total] }
        var found: Set<Breakdown> = []
        for indicator in indicators {
            for part in [indicator.code, indicator.numerator, indicator.denominator].compactMap({ $0 }) {
                found.formUnion(((try? desk.cube.breakdowns(of: part)) ?? []).filter { $0.keys.joined(separator: ";") == by })
            }
        }
        return [.total] + found.sorted { $0.description < $1.description }
    }

    /// The unit with those below it on any of the days that count, in the order of the tree. Its own share is a line where it has
    /// one.
    private static func units(
        _ unit: String, _ reach: String, _ tree: TreeView, _ periods: [Period], _ indicators: [Indicator],
        _ breakdowns: [Breakdown],
        _ desk: Desk
    ) -> [PivotUnit] {
        let whole = PivotUnit(code: unit, isWhole: true)
        guard reach != "only" else { return [whole] }
        var days: [Day]
        switch tree {
        case .then: days = periods.map(\.last)
        case .on(let day): days = [day]
        }
        var seen: Set<String> = []
        days = days.reversed()
        let below = days.flatMap { day -> [String] in
            let version = desk.cube.tree.version(on: day)
            let list =
                reach == "all"
                ? Array(((try? version.subtree(of: unit)) ?? []).dropFirst()) : (try? version.children(of: unit)) ?? []
            return list.filter { code in
                // A unit that only hangs is listed where its figures hang: it may have been open in the period.
                ((try? version.isOpen(code)) ?? false || reach == "below") && seen.insert(code).inserted
            }
        }
        guard !below.isEmpty else { return [whole] }
        let hasOwn =
            reach == "below"
            && indicators.contains { indicator in
                periods.contains { period in
                    let question = Question(indicator: indicator.code, unit: unit, span: period, tree: tree)
                    return ((try? desk.cube.parts(of: question)) ?? []).contains {
                        $0.isOwn && $0.answer.value != nil && $0.answer.declared == nil
                    }
                }
            }
        return below.map { PivotUnit(code: $0) } + (hasOwn ? [PivotUnit(code: unit, isOwn: true)] : []) + [whole]
    }
}
