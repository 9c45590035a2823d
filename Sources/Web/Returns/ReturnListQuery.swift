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
    let list: ReturnsListModel
    let rows: [ReturnListRow]
    let simulatedTag: Tag?
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
        /// Whether the checks have looked at its latest return.
        let isJudged: Bool
        let flags, questions: Int
    }

    private let all: [Item]
    private var words: Words { desk.words }
    private var shown: ReturnWords { ReturnWords(desk: desk) }
    private var list: ReturnsList {
        ReturnsList(
            desk: desk, place: ReturnsRoutes.list(year: "\(year)"), file: ReturnsRoutes.listFile(year: "\(year)"),
            fields: ("state", "period"))
    }

    /// Throws `notFound` for a year without cycle.
    init(desk: Desk, year text: String) throws {
        self.desk = desk
        year = try desk.year(text)
        all = try Self.items(year, desk)
    }

    /// What is expected by the register of duties, and what came besides; by due day, unit and period.
    static func items(_ year: Int, _ desk: Desk) throws -> [Item] {
        let day = "\(desk.today)"
        let duties = try desk.duties(year).filter { $0.task == .submitReturn }
        let standings = try StandingBook.standings(year: year, in: desk.tables)
        let byPlace = Dictionary(uniqueKeysWithValues: standings.map { ("\($0.unit)/\($0.period)", $0) })
        var flags: [String: Int] = [:]
        for kept in try VerdictBook.failing(year: year, in: desk.tables) { flags["\(kept.unit)/\(kept.period)", default: 0] += 1 }
        var questions: [String: Int] = [:]
        for asked in try FigureQueryBook.all(year: year, in: desk.tables) where asked.reply == nil {
            questions["\(asked.unit)/\(asked.period)", default: 0] += 1
        }
        let judged = try VerdictRegister.size(in: desk.tables)
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
                isJudged: standing.map { $0.latest.number < judged } ?? true, flags: flags[place] ?? 0,
                questions: questions[place] ?? 0)
        }
        let expected = duties.compactMap { duty in duty.unit.flatMap { unit in duty.subject.map { item(unit, $0, duty) } } }
        let known = Set(expected.map { "\($0.unit)/\($0.period)" })
        let others = standings.filter { !known.contains("\($0.unit)/\($0.period)") }.map { item($0.unit, $0.period, nil) }
        return expected + others
    }

    /// The items chosen, in the order asked for.
    private func chosen() -> [Item] {
        let (state, period) = (list.asked("state"), list.asked("period"))
        let found = all.filter { item in
            let isChosen = switch state {
            case "": true
            case "late": item.isLate
            case "flagged": item.flags > 0
            default: item.state.rawValue == state
            }
            return isChosen && (period.isEmpty || item.period == period)
        }
        let rank = Dictionary(uniqueKeysWithValues: ReturnLineState.allCases.enumerated().map { ($1, $0) })
        let hits = list.found(found) { "\($0.name) \($0.unit)" }
        return list.sorted(hits) { (column: String) -> ((Item) -> ListKey)? in
            switch column {
            case "unit": return { ListKey($0.name, $0.period) }
            case "period": return { ListKey($0.period, $0.name) }
            case "due": return { ListKey($0.duty?.due ?? "9") }
            case "state": return { ListKey(ListKey.number(rank[$0.state] ?? 0)) }
            case "flags": return { ListKey(ListKey.number($0.flags)) }
            default: return nil
            }
        }
    }

    /// The page.
    func page() throws -> Page {
        let title = words.text("returns.list_title", ["year": "\(year)"])
        let items = chosen()
        let (rows, paging) = list.page(items)
        let periods = Set(all.map(\.period)).sorted()
        let states = ReturnLineState.allCases.map { ($0.rawValue, words.text("returns.state.\($0.rawValue)")) }
            + [("late", words.text("returns.late")), ("flagged", words.text("returns.flagged"))]
        let selects = [
            list.select("state", label: "returns.column_state", states, everything: "returns.all_states"),
            list.select(
                "period", label: "returns.column_period", periods.map { ($0, shown.period($0)) },
                everything: "returns.all_periods"),
        ]
        let model = ReturnListModel(
            titleMarkup: RunningText.markup(title),
            leadMarkup: words.markup("returns.list_lead", ["date": words.day("\(desk.today)")]),
            behindMarkup: try shown.behind(year: year), counts: counts, actions: Self.actions(desk, year, here: "returns"),
            list: list.model(
                search: "returns.search", selects: selects, columns: columns,
                count: words.markup("returns.count", count: items.count),
                paging),
            rows: try rows.map(row), simulatedTag: desk.registers.isExample ? words.simulated : nil)
        return Page(
            Layout(title, year: year, stage: .figures, crumbs: Self.crumbs(desk, year), here: words.text("returns.list")),
            "returns_list",
            model)
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

    /// How many returns stand how. Of findings only those returns are counted that the checks have looked at, and it says so.
    static func counts(_ all: [Item], _ words: Words) -> [CountCard] {
        let expected = all.filter { $0.duty != nil }
        func card(_ key: String, _ count: Int, of total: Int, _ phrase: String = "cycle.of") -> CountCard {
            CountCard(
                countName: words.text("returns.count_\(key)"), countMarkup: Markup.figure(words.number(count)),
                countOfMarkup: words.markup(phrase, ["all": words.number(total)]))
        }
        let received = all.filter { $0.state.isIn }
        let judged = received.filter(\.isJudged)
        return [
            card("in", expected.filter { $0.state.isIn }.count, of: expected.count),
            card("late", expected.filter(\.isLate).count, of: expected.count),
            card("missing", expected.filter { $0.state == .missing }.count, of: expected.count),
            card("verified", received.filter { $0.state == .verified || $0.state == .accepted }.count, of: received.count),
            card("accepted", received.filter { $0.state == .accepted }.count, of: received.count),
            card(
                "flagged", judged.filter { $0.flags > 0 }.count, of: judged.count,
                judged.count == received.count ? "cycle.of" : "returns.of_judged"),
        ]
    }

    private var counts: [CountCard] { Self.counts(all, words) }

    private var columns: [Column] {
        return [
            list.column("unit", sorts: "unit", style: "pin"), list.column("period", sorts: "period"),
            list.column("due", sorts: "due"),
            list.column("state", sorts: "state"), list.column("entered"), list.column("figures", style: "num"),
            list.column("flags", sorts: "flags", style: "num"), list.column("questions", style: "num"),
        ]
    }

    private func row(_ item: Item) throws -> ReturnListRow {
        var tags = [shown.tag(item.state)]
        if item.isLate { tags.append(.warn(words.text("returns.late"))) }
        if item.isLocked { tags.append(.plain(words.text("returns.locked"))) }
        if item.duty == nil { tags.append(.plain(words.text("returns.unexpected"))) }
        func number(_ count: Int) -> String { count == 0 ? "<span class=\"q\">–</span>" : Markup.figure(words.number(count)) }
        let unjudged = "<span class=\"q s\">\(words.markup("returns.unjudged"))</span>"
        return ReturnListRow(
            unitName: item.name, sheetHref: desk.link(ReturnsRoutes.sheet(item.unit, item.period)),
            periodMarkup: RunningText.markup(shown.period(item.period)),
            dueMarkup: item.duty.map { RunningText.markup(words.day($0.due)) } ?? "<span class=\"q\">–</span>", stateTags: tags,
            enteredMarkup: try item.standing.map { try shown.done($0.latest) } ?? "<span class=\"q\">–</span>",
            figuresMarkup: number(item.standing?.figures ?? 0), flagsMarkup: item.isJudged ? number(item.flags) : unjudged,
            questionsMarkup: number(item.questions))
    }

    /// The returns chosen as CSV (RFC 4180, UTF-8): codes and permanent words, the same in every language, and the unit's name.
    func file() -> String {
        let head = [
            "year", "unit", "unit_name", "period", "due", "state", "late", "locked", "expected", "first_entered", "last_entered",
            "entry",
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
