import Acts
import Figures
import Institution
import Publication
import Storage

/// How returns, checks and their values read: what several pages of this feature say in the same way.
struct ReturnWords {
    let desk: Desk

    private var words: Words { desk.words }

    /// A period in words, or its own text.
    func period(_ text: String) -> String { (try? Period(text)).map(words.period) ?? text }

    /// What the forms call the cells of breakdowns, by breakdown: "season=wet" is "wet season". The first form that has one names
    /// it.
    func cells() throws -> [String: String] {
        let columns = try FormBook.all(in: desk.tables).flatMap(\.definition.sections).flatMap(\.columns)
        let named = columns.compactMap { column in column.breakdown.map { ($0, words.pick(column.title)) } }
        return Dictionary(named, uniquingKeysWith: { first, _ in first })
    }

    /// A figure's name: the indicator and its cell, as the forms call it (`cells`), else by its codes.
    func name(_ key: FigureKey, _ cells: [String: String]) -> String {
        let name = desk.registers.indicator(key.indicator).map(desk.name(of:)) ?? key.indicator
        guard !key.breakdown.isEmpty else { return name }
        return "\(name) (\(cells[key.breakdown] ?? key.breakdown.replacing(";", with: words.text("words.separator"))))"
    }

    /// A decimal as printed for an indicator.
    func value(_ text: String?, _ indicator: String) -> String {
        text.map { words.decimal($0, measure: desk.registers.indicator(indicator)?.unitOfMeasure) } ?? "–"
    }

    /// What a check looked at, in one sentence: "2,668,473; expected between 0 and 2,620,000".
    func finding(_ verdict: Institution.Verdict, _ rules: [Int64: Rule]) -> String {
        let key = verdict.figure.indicator
        var arguments = ["value": value(verdict.value, key), "low": value(verdict.low, key), "high": value(verdict.high, key)]
        if verdict.kind == .rule {
            let rule = verdict.rule.flatMap { rules[$0] }
            arguments["rule"] = verdict.code
            arguments["words"] = rule.map { words.pick($0.words) } ?? ""
        }
        if verdict.holds { return words.text("returns.finding_holds", arguments) }
        return words.text("returns.finding_\(verdict.kind.rawValue)", arguments)
    }

    /// What a check is called: `range`, `rule:R-01`, `missing`.
    func check(_ word: String) -> String {
        let parts = word.split(separator: ":", maxSplits: 1).map(String.init)
        let name = words.text("returns.check.\(parts.first ?? "other")")
        return parts.count > 1 ? "\(name) \(parts[1])" : name
    }

    /// The tag of a verdict.
    func tag(_ verdict: Institution.Verdict) -> Tag {
        let text = check(verdict.word)
        return verdict.holds ? .good(text) : verdict.isCompulsory ? .bad(text) : .warn(text)
    }

    /// The tag of a return's state.
    func tag(_ state: ReturnLineState) -> Tag {
        let text = words.text("returns.state.\(state.rawValue)")
        return switch state {
        case .toCome: .plain(text)
        case .open: .now(text)
        case .missing, .sentBack: .bad(text)
        case .submitted: .now(text)
        case .verified, .accepted: .good(text)
        }
    }

    /// The tag of a question's state.
    func tag(_ inquiry: FigureInquiry) -> Tag {
        let text = words.text("returns.inquiry.\(inquiry.state(on: "\(desk.today)").rawValue)")
        return switch inquiry.state(on: "\(desk.today)") {
        case .open: .now(text)
        case .overdue: .bad(text)
        case .answered: .good(text)
        }
    }

    /// Which post did something, and when, with the way to the entry.
    func done(_ by: Authorship) throws -> String {
        let entry = "<a href=\"\(Markup.escape(desk.link(AccountabilityRoutes.entry("\(by.number)"))))\">"
            + RunningText.markup(words.text("returns.entry", ["number": words.entry(by.number)])) + "</a>"
        return RunningText.markup("\(try desk.title(ofPost: by.post)) · \(words.moment(by.recorded)) · ") + entry
    }

    /// The rules by the act that defined each version.
    func rules() throws -> [Int64: Rule] {
        Dictionary(try RuleBook.all(in: desk.tables).map { ($0.by.number, $0) }) { first, _ in first }
    }

    /// How many returns of a year, or of all, the checks have not looked at yet; nil when there is none. What a page counts is of
    /// the others.
    func behind(year: Int? = nil) throws -> String? {
        let count = try VerdictRegister.unjudged(year: year, in: desk.tables)
        return count == 0 ? nil : words.markup("returns.behind", count: count)
    }

    /// A link that sorts a column, with its state.
    func column(_ key: String, sorts: String?, style: String = "", link: (String) -> String) -> Column {
        let sort = desk.query["sort"] ?? ""
        let next = sorts.map { sort == $0 ? "-\($0)" : $0 }
        let state = sorts.flatMap { sort == $0 ? "ascending" : sort == "-\($0)" ? "descending" : nil }
        return Column(
            columnName: words.text("returns.column_\(key)"), columnClass: style, columnHref: next.map(link), columnSort: state)
    }

    /// The choices of a filter, with the one in force.
    func choices(_ field: String, _ list: [(String, String)], everything: String) -> [Choice] {
        let chosen = desk.query[field] ?? ""
        return ([("", words.text(everything))] + list).map {
            Choice(choiceValue: $0.0, choiceText: $0.1, isChosen: $0.0 == chosen)
        }
    }
}

/// Where what a unit owes for a period stands: from what is not due yet to what was accepted.
enum ReturnLineState: String, CaseIterable {
    case toCome = "to_come"
    case open, missing
    case sentBack = "sent_back"
    case submitted, verified, accepted

    init(_ standing: ReturnStanding?, _ duty: Duty.State?) {
        switch standing?.state {
        case .submitted: self = .submitted
        case .verified: self = .verified
        case .accepted: self = .accepted
        case .sentBack: self = .sentBack
        case nil: self = duty == .overdue ? .missing : duty == .toCome ? .toCome : .open
        }
    }

    /// Whether figures are there.
    var isIn: Bool { self == .submitted || self == .verified || self == .accepted || self == .sentBack }
}
