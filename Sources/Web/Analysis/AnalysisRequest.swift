import Acts
import Figures
import Institution
import Localization

/// The analyses, in the order of their tabs.
enum AnalysisKind: String, CaseIterable, Sendable {
    case pivot, ranking, trends, ratios, map, bridge, records, attainment

    /// The names its address knows, in order. Others are left out of links and kept views.
    var parameters: [String] {
        switch self {
        case .pivot: ["unit", "reach", "indicators", "from", "to", "step", "by", "rows", "columns", "show", "tree", "silent"]
        case .ranking: ["unit", "reach", "indicator", "per", "scale", "period", "size", "order", "tree"]
        case .trends: ["unit", "reach", "indicators", "from", "to", "step", "tree", "silent"]
        case .ratios: ["unit", "per", "scale", "period", "tree"]
        case .map: ["unit", "indicator", "per", "scale", "period", "tree"]
        case .bridge: ["unit", "indicator", "from", "to", "known", "tree"]
        case .records: ["unit", "year", "tree"]
        case .attainment: ["year"]
        }
    }
}

/// What an address asks of an analysis. Reading a part throws the `Failure` that names what is wrong with it.
struct AnalysisRequest {
    let desk: Desk
    let kind: AnalysisKind
    /// The parameters in their canonical form.
    let query: [String: String]
    private let memory = Memory()

    /// What was worked out for the form is not worked out again for the answer.
    private final class Memory {
        var usual: Indicator??
    }

    init(desk: Desk, kind: AnalysisKind, query: [String: String]) { (self.desk, self.kind, self.query) = (desk, kind, query) }

    var words: Words { desk.words }

    /// The parameters an analysis knows; boxes ticked one by one (`i.CODE`) become one list.
    static func canonical(_ query: [String: String], _ kind: AnalysisKind) -> [String: String] {
        var kept = query.filter { (kind.parameters.contains($0.key) || $0.key == "sort") && !$0.value.isEmpty }
        let ticked = query.keys.filter { $0.hasPrefix("i.") }.map { String($0.dropFirst(2)) }.sorted()
        if kind.parameters.contains("indicators"), !ticked.isEmpty { kept["indicators"] = ticked.joined(separator: ",") }
        return kept
    }

    /// A query as it stands in an address, in one order.
    static func encoded(_ query: [String: String]) -> String {
        query.sorted { $0.key < $1.key }.map { "\(SiteRoute.encoded($0.key))=\(SiteRoute.encoded($0.value))" }.joined(
            separator: "&")
    }

    /// The address with some parameters changed; an empty value leaves one out.
    func link(_ changes: [String: String] = [:], to route: SiteRoute? = nil) -> String {
        let next = Self.encoded(query.merging(changes) { $1 }.filter { !$0.value.isEmpty })
        return desk.link(route ?? AnalysisRoutes.view(kind.rawValue)) + (next.isEmpty ? "" : "?" + next)
    }

    private func refused(_ field: String, _ value: String, _ known: [String] = []) -> Failure {
        Failure(
            .unknownWord,
            ["field": field, "value": String(value.prefix(40)), "known": known.joined(separator: ", ")].filter {
                !$0.value.isEmpty
            })
    }

    /// One word of a list; the first where nothing was asked.
    func word(_ name: String, of known: [String]) throws -> String {
        guard let typed = query[name] else { return known.first ?? "" }
        guard known.contains(typed) else { throw refused(name, typed, known) }
        return typed
    }

    /// The unit asked for, by its code or its name in any language; the root where none was.
    func unit() throws -> String {
        guard let typed = query["unit"] else { return desk.root }
        if desk.registers.units[typed] != nil { return typed }
        let folded = SearchFold.fold(typed)
        let found = desk.registers.names.filter {
            [$0.value.ar, $0.value.fr, $0.value.en].contains { SearchFold.fold($0) == folded }
        }
        guard found.count == 1, let code = found.keys.first else {
            throw Failure(.unknownUnit, ["unit": String(typed.prefix(64))])
        }
        return code
    }

    /// The tree asked for.
    func tree() throws -> TreeView {
        switch query["tree"] ?? "then" {
        case "then": return .then
        case "now": return .on(desk.today)
        case let text:
            guard let day = try? Day(text) else {
                throw Failure(.malformedDay, ["field": "tree", "value": String(text.prefix(40))])
            }
            return .on(day)
        }
    }

    /// The indicators asked for; the one that says most about the unit where none was.
    func indicators() throws -> [Indicator] {
        let codes = (query["indicators"] ?? "").split(separator: ",").map(String.init)
        guard !codes.isEmpty else { return [try usualIndicator()].compactMap { $0 } }
        var seen: Set<String> = []
        return try codes.filter { seen.insert($0).inserted }.map(known)
    }

    /// The indicator of a parameter.
    func indicator(_ name: String) throws -> Indicator? { try query[name].map(known) }

    private func known(_ code: String) throws -> Indicator {
        guard let found = desk.registers.indicator(code) else {
            throw Failure(.unknownIndicator, ["indicator": String(code.prefix(64))])
        }
        return found
    }

    /// The first indicator that more than one unit below reports in any of the last years; else the first with a value; else the
    /// first.
    func usualIndicator() throws -> Indicator? {
        if let known = memory.usual { return known }
        let unit = try unit()
        var first: Indicator?
        var found: Indicator?
        for indicator in desk.registers.indicators where !indicator.isRatio {
            guard try latestYear(indicator, unit) != nil else { continue }
            first = first ?? indicator
            guard try sharedYear(indicator, unit) != nil else { continue }
            found = indicator
            break
        }
        let usual = found ?? first ?? desk.registers.indicators.first
        memory.usual = .some(usual)
        return usual
    }

    /// The latest year in which more than one unit below has a value; nil where none does.
    func sharedYear(_ indicator: Indicator, _ unit: String) throws -> Int? {
        let tree = try tree()
        return (desk.today.year - FigureReading.span...desk.today.year).reversed().first { year in
            let question = Question(indicator: indicator.code, unit: unit, span: Period(year: year), tree: tree)
            let parts = (try? desk.cube.parts(of: question)) ?? []
            return parts.filter { !$0.isOwn && $0.answer.value != nil }.count > 1
        }
    }

    /// The latest year up to today in which the unit has a value; nil where it has none in the last years.
    func latestYear(_ indicator: Indicator, _ unit: String) throws -> Int? {
        let tree = try tree()
        for year in (desk.today.year - FigureReading.span...desk.today.year).reversed() {
            let question = Question(indicator: indicator.code, unit: unit, span: Period(year: year), tree: tree)
            if try desk.answer(question).value != nil { return year }
        }
        return nil
    }

    /// One period; where none was asked the latest year that units below share, else the latest with a value.
    func period(_ indicator: Indicator) throws -> Period {
        guard let typed = query["period"] else {
            let unit = try unit()
            return Period(year: try sharedYear(indicator, unit) ?? latestYear(indicator, unit) ?? desk.today.year)
        }
        return try Self.period(typed)
    }

    /// The period of a parameter; nil where none was asked.
    func period(named name: String) throws -> Period? { try query[name].map(Self.period) }

    /// The year asked for, of those with a cycle or figures; the latest with figures where none was.
    func year() throws -> Int {
        guard let typed = query["year"] else {
            return try usualIndicator().flatMap { try latestYear($0, try unit()) } ?? desk.registers.currentYear
                ?? desk.today.year
        }
        guard let year = Int(typed), (1900...2999).contains(year) else { throw refused("year", typed) }
        return year
    }

    private static func period(_ typed: String) throws -> Period {
        guard let period = try? Period(typed) else { throw Failure(.malformedPeriod, ["period": String(typed.prefix(40))]) }
        return period
    }

    /// The periods from one to another in the rhythm asked for; five years up to the latest with a value where nothing was asked.
    func periods(_ indicators: [Indicator], years: Int = 5) throws -> [Period] {
        let step = try Frequency(rawValue: word("step", of: Frequency.allCases.map(\.rawValue))) ?? .year
        let unit = try unit()
        let latest = try indicators.compactMap { try latestYear($0, unit) }.max() ?? desk.today.year
        let last = try query["to"].map(Self.period) ?? Period(year: latest)
        let first = try query["from"].map(Self.period) ?? Period(year: last.last.year - years + 1)
        guard first.first <= last.last, let span = Period(from: first.first, through: last.last) else {
            throw Failure(.spanBackwards, ["from": "\(first)", "to": "\(last)"])
        }
        // A year in days is a page; a century in days is a mistake that would be worked out before it is refused.
        guard span.length <= 60 * 366 else { throw refused("from", query["from"] ?? "") }
        return span.periods(of: step)
    }
}
