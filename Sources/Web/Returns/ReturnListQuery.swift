import Acts
import Figures
import Institution
import Localization
import Publication

/// Who reported what: every return expected in a year, and every one that came.
struct ReturnListModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let behindMarkup: String?
    let counts: [CountCard]
    let actions: [Link]
    let action: String
    let search: String
    let stateChoices: [Choice]
    let periodChoices: [Choice]
    let sort: String
    let columns: [Column]
    let rows: [ReturnListRow]
    let countMarkup: String
    let csvHref: String
    let resetHref: String
    let simulatedTag: Tag?
    let paging: Paging?
}

/// A unit's period.
struct ReturnListRow: Sendable {
    let unitName: String
    let sheetHref: String
    let periodMarkup: String
    let dueMarkup: String
    let stateTags: [Tag]
    let enteredMarkup: String
    let figuresMarkup: String
    let flagsMarkup: String
    let questionsMarkup: String
}

/// Fills the list of returns of a year.
struct ReturnListQuery {
    let desk: Desk
    let year: Int

    /// A unit's period as it stands.
    struct Item {
        let unit, period, name: String
        let duty: Duty?
        let standing: ReturnStanding?
        let state: ReturnLineState
        let isLate, isLocked: Bool
        let flags, questions: Int
    }

    private let all: [Item]
    private var words: Words { desk.words }
    private var shown: ReturnWords { ReturnWords(desk: desk) }
    private static let pageLength = 50

    /// Throws `notFound` for a year without cycle.
    init(desk: Desk, year text: String) throws {
        self.desk = desk
        year = try desk.year(text)
        all = try Self.items(year, desk)
    }

    /// What is expected by the register of duties, and what came besides; by due day, unit and period.
    static func items(_ year: Int, _ desk: Desk) throws -> [Item] {
        let day = "\(desk.today)"
        let duties = try DutyRegister.duties(year: year, on: day, in: desk.tables).filter { $0.task == .submitReturn }
        let standings = try StandingBook.standings(year: year, in: desk.tables)
        let byPlace = Dictionary(uniqueKeysWithValues: standings.map { ("\($0.unit)/\($0.period)", $0) })
        var flags: [String: Int] = [:]
        for kept in try VerdictBook.failing(year: year, in: desk.tables) { flags["\(kept.unit)/\(kept.period)", default: 0] += 1 }
        var questions: [String: Int] = [:]
        for asked in try FigureQueryBook.all(year: year, in: desk.tables) where asked.reply == nil {
            questions["\(asked.unit)/\(asked.period)", default: 0] += 1
        }
        let locks = try LockBook.all(in: desk.tables)
        var branches: [String: [String]] = [:]
        func isLocked(_ unit: String, _ period: String) -> Bool {
            guard !locks.isEmpty, let span = try? Period(period) else { return false }
            let place = "\(unit)/\(span.last)"
            let branch = branches[place] ?? [unit] + ((try? desk.cube.tree.version(on: span.last).ancestors(of: unit)) ?? [])
            branches[place] = branch
            return LockBook.deciding(span: span, branch: branch, on: day, among: locks)?.locks ?? false
        }
        func item(_ unit: String, _ period: String, _ duty: Duty?) -> Item {
            let place = "\(unit)/\(period)"
            let standing = byPlace[place]
            return Item(
                unit: unit, period: period, name: desk.name(ofUnit: unit), duty: duty, standing: standing,
                state: ReturnLineState(standing, duty?.state), isLate: duty?.state == .doneLate, isLocked: isLocked(unit, period),
                flags: flags[place] ?? 0, questions: questions[place] ?? 0)
        }
        let expected = duties.compactMap { duty in duty.unit.flatMap { unit in duty.subject.map { item(unit, $0, duty) } } }
        let known = Set(expected.map { "\($0.unit)/\($0.period)" })
        let others = standings.filter { !known.contains("\($0.unit)/\($0.period)") }.map { item($0.unit, $0.period, nil) }
        return expected + others
    }

    /// The items chosen, in the order asked for.
    private func chosen() -> [Item] {
        let (state, period, late) = (desk.query["state"] ?? "", desk.query["period"] ?? "", desk.query["state"] == "late")
        let search = SearchFold.fold(desk.query["q"] ?? "")
        let found = all.filter { item in
            (state.isEmpty || (late ? item.isLate : state == "flagged" ? item.flags > 0 : item.state.rawValue == state))
                && (period.isEmpty || item.period == period)
                && (search.isEmpty || SearchFold.fold("\(item.name) \(item.unit)").contains(search))
        }
        let sort = desk.query["sort"] ?? ""
        let falling = sort.hasPrefix("-")
        let rank = Dictionary(uniqueKeysWithValues: ReturnLineState.allCases.enumerated().map { ($1, $0) })
        let rising: ((Item, Item) -> Bool)? = switch falling ? String(sort.dropFirst()) : sort {
        case "unit": { ($0.name, $0.period) < ($1.name, $1.period) }
        case "period": { ($0.period, $0.name) < ($1.period, $1.name) }
        case "due": { ($0.duty?.due ?? "9") < ($1.duty?.due ?? "9") }
        case "state": { (rank[$0.state] ?? 0) < (rank[$1.state] ?? 0) }
        case "flags": { $0.flags < $1.flags }
        default: nil
        }
        guard let rising else { return found }
        return found.sorted { falling ? rising($1, $0) : rising($0, $1) }
    }

    /// The page.
    func page() throws -> Page {
        let title = words.text("returns.list_title", ["year": "\(year)"])
        let list = chosen()
        let pages = max(1, (list.count + Self.pageLength - 1) / Self.pageLength)
        let page = min(max(Int(desk.query["page"] ?? "") ?? 1, 1), pages)
        let rows = try list.dropFirst((page - 1) * Self.pageLength).prefix(Self.pageLength).map(row)
        let paging = pages == 1 ? nil : Paging(
            pageMarkup: words.markup("duties.page", ["page": words.number(page), "pages": words.number(pages)]),
            previousHref: page > 1 ? link(page: page - 1) : nil, nextHref: page < pages ? link(page: page + 1) : nil)
        let periods = Set(all.map(\.period)).sorted()
        let states = ReturnLineState.allCases.map { ($0.rawValue, words.text("returns.state.\($0.rawValue)")) }
            + [("late", words.text("returns.late")), ("flagged", words.text("returns.flagged"))]
        let model = ReturnListModel(
            titleMarkup: RunningText.markup(title), leadMarkup: words.markup("returns.list_lead", ["date": words.day("\(desk.today)")]),
            behindMarkup: try shown.behind(), counts: counts, actions: Self.actions(desk, year, here: "returns"),
            action: desk.link(ReturnsRoutes.list(year: "\(year)")), search: desk.query["q"] ?? "",
            stateChoices: shown.choices("state", states, everything: "returns.all_states"),
            periodChoices: shown.choices("period", periods.map { ($0, shown.period($0)) }, everything: "returns.all_periods"),
            sort: desk.query["sort"] ?? "", columns: columns, rows: rows, countMarkup: words.markup("returns.count", count: list.count),
            csvHref: desk.link(ReturnsRoutes.listFile(year: "\(year)"), filters()),
            resetHref: desk.link(ReturnsRoutes.list(year: "\(year)")), simulatedTag: desk.registers.isExample ? words.simulated : nil,
            paging: paging)
        return Page(
            Layout(title, year: year, stage: .figures, crumbs: Self.crumbs(desk, year), here: words.text("returns.list")), "returns_list", model)
    }

    /// The way here: the year and its figures.
    static func crumbs(_ desk: Desk, _ year: Int) -> [Link] {
        [
            Link(href: desk.link(.cycle(year: "\(year)")), text: desk.words.text("cycle.title", ["year": "\(year)"])),
            Link(href: desk.link(.stage(year: "\(year)", .figures)), text: desk.words.text("layout.stage.figures")),
        ]
    }

    /// The ways to the other pages of this feature.
    static func actions(_ desk: Desk, _ year: Int, here: String) -> [Link] {
        let places: [(String, SiteRoute)] = [
            ("returns", ReturnsRoutes.list(year: "\(year)")), ("checks", ReturnsRoutes.checks(year: "\(year)")),
            ("rules", ReturnsRoutes.rules), ("locks", ReturnsRoutes.locks(year: "\(year)")),
        ]
        return places.filter { $0.0 != here }.map { Link(href: desk.link($0.1), text: desk.words.text("returns.open_\($0.0)")) }
    }

    /// How many returns stand how.
    static func counts(_ all: [Item], _ words: Words) -> [CountCard] {
        let expected = all.filter { $0.duty != nil }
        func card(_ key: String, _ count: Int, of total: Int?) -> CountCard {
            CountCard(
                countName: words.text("returns.count_\(key)"), countMarkup: Markup.figure(words.number(count)),
                countOfMarkup: total.map { words.markup("cycle.of", ["all": words.number($0)]) } ?? "")
        }
        let received = all.filter { $0.state.isIn }
        return [
            card("in", expected.filter { $0.state.isIn }.count, of: expected.count),
            card("late", expected.filter(\.isLate).count, of: expected.count),
            card("missing", expected.filter { $0.state == .missing }.count, of: expected.count),
            card("verified", received.filter { $0.state == .verified || $0.state == .accepted }.count, of: received.count),
            card("accepted", received.filter { $0.state == .accepted }.count, of: received.count),
            card("flagged", received.filter { $0.flags > 0 }.count, of: received.count),
        ]
    }

    private var counts: [CountCard] { Self.counts(all, words) }

    private func filters(sort: String? = nil, page: Int = 1) -> KeyValuePairs<String, String> {
        [
            "q": desk.query["q"] ?? "", "state": desk.query["state"] ?? "", "period": desk.query["period"] ?? "",
            "sort": sort ?? desk.query["sort"] ?? "", "page": page > 1 ? "\(page)" : "",
        ]
    }

    private func link(page: Int) -> String { desk.link(ReturnsRoutes.list(year: "\(year)"), filters(page: page)) + "#list" }

    private var columns: [Column] {
        func column(_ key: String, sorts: String? = nil, style: String = "") -> Column {
            shown.column(key, sorts: sorts, style: style) { desk.link(ReturnsRoutes.list(year: "\(year)"), filters(sort: $0)) + "#list" }
        }
        return [
            column("unit", sorts: "unit", style: "pin"), column("period", sorts: "period"), column("due", sorts: "due"),
            column("state", sorts: "state"), column("entered"), column("figures", style: "num"),
            column("flags", sorts: "flags", style: "num"), column("questions", style: "num"),
        ]
    }

    private func row(_ item: Item) throws -> ReturnListRow {
        var tags = [shown.tag(item.state)]
        if item.isLate { tags.append(.warn(words.text("returns.late"))) }
        if item.isLocked { tags.append(.plain(words.text("returns.locked"))) }
        if item.duty == nil { tags.append(.plain(words.text("returns.unexpected"))) }
        func number(_ count: Int) -> String { count == 0 ? "<span class=\"q\">–</span>" : Markup.figure(words.number(count)) }
        return ReturnListRow(
            unitName: item.name, sheetHref: desk.link(ReturnsRoutes.sheet(item.unit, item.period)),
            periodMarkup: RunningText.markup(shown.period(item.period)),
            dueMarkup: item.duty.map { RunningText.markup(words.day($0.due)) } ?? "<span class=\"q\">–</span>", stateTags: tags,
            enteredMarkup: try item.standing.map { try shown.done($0.latest) } ?? "<span class=\"q\">–</span>",
            figuresMarkup: number(item.standing?.figures ?? 0), flagsMarkup: number(item.flags), questionsMarkup: number(item.questions))
    }

    /// The returns chosen as CSV (RFC 4180, UTF-8): codes and permanent words, the same in every language, and the unit's name.
    func file() -> String {
        let head = [
            "year", "unit", "unit_name", "period", "due", "state", "late", "locked", "expected", "first_entered", "last_entered", "entry",
            "returns", "figures", "flags", "open_questions",
        ]
        return ([head] + chosen().map(cells)).map { $0.map(DutiesQuery.cell).joined(separator: ",") + "\r\n" }.joined()
    }

    private func cells(_ item: Item) -> [String] {
        let standing = item.standing
        var cells = ["\(year)", item.unit, item.name, item.period, item.duty?.due ?? "", item.state.rawValue]
        cells += [item.isLate ? "1" : "0", item.isLocked ? "1" : "0", item.duty == nil ? "0" : "1"]
        cells += [standing?.first.recorded.text ?? "", standing?.latest.recorded.text ?? ""]
        cells.append(standing.map { "\($0.latest.number)" } ?? "")
        cells += ["\(standing?.returns ?? 0)", "\(standing?.figures ?? 0)", "\(item.flags)", "\(item.questions)"]
        return cells
    }
}
