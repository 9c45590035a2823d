import Acts
import Figures
import Institution
import Localization
import Publication

/// The follow-up list: what the checks found in a year, what is missing, what was asked and of whom.
struct CheckListModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let behindMarkup: String?
    let counts: [CountCard]
    let actions: [Link]
    let action: String
    let search: String
    let kindChoices: [Choice]
    let stateChoices: [Choice]
    let sort: String
    let columns: [Column]
    let rows: [CheckRow]
    let countMarkup: String
    let csvHref: String
    let resetHref: String
    let simulatedTag: Tag?
    let paging: Paging?
}

/// One thing to look into.
struct CheckRow: Sendable {
    let unitName: String
    let sheetHref: String
    let periodMarkup: String
    let checkTag: Tag
    let figureText: String
    let findingMarkup: String
    let inquiryTag: Tag?
    let inquiryHref: String?
    let ownerMarkup: String
    let askHref: String?
}

/// Fills the follow-up list.
struct CheckListQuery {
    let desk: Desk
    let year: Int

    /// Something to look into: a verdict that does not hold, a return that did not come, or a question asked without either.
    struct Item {
        let unit, period, name, word: String
        let figure: FigureKey
        let verdict: Institution.Verdict?
        let inquiry: FigureInquiry?
        /// `unasked`, `open`, `overdue` or `answered`.
        let state: String
    }

    private let all: [Item]
    private var words: Words { desk.words }
    private var shown: ReturnWords { ReturnWords(desk: desk) }
    private static let pageLength = 50
    private static let states = ["unasked", "open", "overdue", "answered"]

    /// Throws `notFound` for a year without cycle. Everyone sees what the checks found; questions are for whom they concern.
    init(desk: Desk, year text: String) throws {
        self.desk = desk
        year = try desk.year(text)
        all = try Self.items(year, desk)
    }

    private static func items(_ year: Int, _ desk: Desk) throws -> [Item] {
        let day = "\(desk.today)"
        var inquiries: [String: FigureInquiry] = [:]
        var reach: [String: Bool] = [:]
        for inquiry in try FigureQueryBook.all(year: year, in: desk.tables).sorted(by: { $0.by.number < $1.by.number }) {
            let mayRead = try reach[inquiry.unit] ?? (desk.signatory.unit == inquiry.unit || desk.signatory.role == .statistician
                || ActReach.mayRead(unit: inquiry.unit, desk))
            reach[inquiry.unit] = mayRead
            guard mayRead || inquiry.post == desk.signatory.post || inquiry.by.post == desk.signatory.post else { continue }
            inquiries[place(inquiry.unit, inquiry.period, inquiry.check, inquiry.figure)] = inquiry
        }
        func item(_ unit: String, _ period: String, _ word: String, _ figure: FigureKey, _ verdict: Institution.Verdict?) -> Item {
            let inquiry = inquiries.removeValue(forKey: place(unit, period, word, figure))
            return Item(
                unit: unit, period: period, name: desk.name(ofUnit: unit), word: word, figure: figure, verdict: verdict, inquiry: inquiry,
                state: inquiry?.state(on: day).rawValue ?? "unasked")
        }
        let failing = try VerdictBook.failing(year: year, in: desk.tables).map { kept in
            item(kept.unit, kept.period, kept.verdict.word, kept.verdict.figure, kept.verdict)
        }
        // What was sent back is owed again, but not missing.
        let given = Set(try StandingBook.standings(year: year, in: desk.tables).map { "\($0.unit)/\($0.period)" })
        let missing = try DutyRegister.duties(year: year, on: day, in: desk.tables).compactMap { duty -> Item? in
            guard duty.task == .submitReturn, duty.state == .overdue, let unit = duty.unit, let period = duty.subject,
                !given.contains("\(unit)/\(period)")
            else { return nil }
            return item(unit, period, "missing", FigureKey(""), nil)
        }
        let others = inquiries.values.sorted { $0.by.number < $1.by.number }.map { inquiry in
            Item(
                unit: inquiry.unit, period: inquiry.period, name: desk.name(ofUnit: inquiry.unit), word: inquiry.check,
                figure: inquiry.figure, verdict: nil, inquiry: inquiry, state: inquiry.state(on: day).rawValue)
        }
        return failing + others + missing
    }

    private static func place(_ unit: String, _ period: String, _ word: String, _ figure: FigureKey) -> String {
        "\(unit) \(period) \(word) \(figure.indicator) \(figure.breakdown)"
    }

    private func chosen() -> [Item] {
        let (kind, state) = (desk.query["kind"] ?? "", desk.query["state"] ?? "")
        let search = SearchFold.fold(desk.query["q"] ?? "")
        let found = all.filter { item in
            (kind.isEmpty || item.word == kind || item.word.hasPrefix(kind + ":")) && (state.isEmpty || item.state == state)
                && (search.isEmpty || SearchFold.fold("\(item.name) \(item.unit) \(shown.name(item.figure))").contains(search))
        }
        let sort = desk.query["sort"] ?? ""
        let falling = sort.hasPrefix("-")
        let key: ((Item) -> String)? = switch falling ? String(sort.dropFirst()) : sort {
        case "unit": { $0.name }
        case "period": { $0.period }
        case "check": { $0.word }
        case "figure": { shown.name($0.figure) }
        case "question": { "\(Self.states.firstIndex(of: $0.state) ?? 0)" }
        default: nil
        }
        guard let key else { return found }
        return found.map { (key($0), $0) }.sorted { falling ? $1.0 < $0.0 : $0.0 < $1.0 }.map(\.1)
    }

    func page() throws -> Page {
        let title = words.text("returns.checks_title", ["year": "\(year)"])
        let list = chosen()
        let pages = max(1, (list.count + Self.pageLength - 1) / Self.pageLength)
        let page = min(max(Int(desk.query["page"] ?? "") ?? 1, 1), pages)
        let rules = try shown.rules()
        let rows = try list.dropFirst((page - 1) * Self.pageLength).prefix(Self.pageLength).map { try row($0, rules) }
        let paging = pages == 1 ? nil : Paging(
            pageMarkup: words.markup("duties.page", ["page": words.number(page), "pages": words.number(pages)]),
            previousHref: page > 1 ? link(page: page - 1) : nil, nextHref: page < pages ? link(page: page + 1) : nil)
        let kinds = Institution.Verdict.Kind.allCases.map(\.rawValue) + ["missing", "other"]
        let model = CheckListModel(
            titleMarkup: RunningText.markup(title), leadMarkup: words.markup("returns.checks_lead"), behindMarkup: try shown.behind(),
            counts: counts, actions: ReturnListQuery.actions(desk, year, here: "checks"),
            action: desk.link(ReturnsRoutes.checks(year: "\(year)")), search: desk.query["q"] ?? "",
            kindChoices: shown.choices("kind", kinds.map { ($0, words.text("returns.check.\($0)")) }, everything: "returns.all_checks"),
            stateChoices: shown.choices(
                "state", Self.states.map { ($0, words.text("returns.inquiry.\($0)")) }, everything: "returns.all_states"),
            sort: desk.query["sort"] ?? "", columns: columns, rows: rows, countMarkup: words.markup("returns.findings", count: list.count),
            csvHref: desk.link(ReturnsRoutes.checksFile(year: "\(year)"), filters()),
            resetHref: desk.link(ReturnsRoutes.checks(year: "\(year)")), simulatedTag: desk.registers.isExample ? words.simulated : nil,
            paging: paging)
        return Page(
            Layout(title, year: year, stage: .figures, crumbs: ReturnListQuery.crumbs(desk, year), here: words.text("returns.checks")),
            "checks", model)
    }

    private var counts: [CountCard] {
        Self.states.map { state in
            CountCard(
                countName: words.text("returns.inquiry.\(state)").capitalizedFirst,
                countMarkup: Markup.figure(words.number(all.filter { $0.state == state }.count)),
                countOfMarkup: words.markup("cycle.of", ["all": words.number(all.count)]))
        }
    }

    private func filters(sort: String? = nil, page: Int = 1) -> KeyValuePairs<String, String> {
        [
            "q": desk.query["q"] ?? "", "kind": desk.query["kind"] ?? "", "state": desk.query["state"] ?? "",
            "sort": sort ?? desk.query["sort"] ?? "", "page": page > 1 ? "\(page)" : "",
        ]
    }

    private func link(page: Int) -> String { desk.link(ReturnsRoutes.checks(year: "\(year)"), filters(page: page)) + "#list" }

    private var columns: [Column] {
        func column(_ key: String, sorts: String? = nil, style: String = "") -> Column {
            shown.column(key, sorts: sorts, style: style) { desk.link(ReturnsRoutes.checks(year: "\(year)"), filters(sort: $0)) + "#list" }
        }
        return [
            column("unit", sorts: "unit", style: "pin"), column("period", sorts: "period"), column("check", sorts: "check"),
            column("figure", sorts: "figure"), column("finding"), column("question", sorts: "question"), column("owner"),
        ]
    }

    private func row(_ item: Item, _ rules: [Int64: Rule]) throws -> CheckRow {
        let mayAsk = AssignQuery.allows(desk.signatory, unit: item.unit) && item.inquiry?.reply == nil && item.inquiry == nil
        let ask = desk.link(
            ReturnsRoutes.question,
            [
                "unit": item.unit, "period": item.period, "check": item.word, "indicator": item.figure.indicator,
                "breakdown": item.figure.breakdown,
            ])
        let finding = item.verdict.map { shown.finding($0, rules) }
            ?? words.text(item.word == "missing" ? "returns.finding_missing" : "returns.finding_asked")
        return CheckRow(
            unitName: item.name, sheetHref: desk.link(ReturnsRoutes.sheet(item.unit, item.period)),
            periodMarkup: RunningText.markup(shown.period(item.period)),
            checkTag: item.verdict.map(shown.tag) ?? (item.word == "missing" ? .bad(shown.check(item.word)) : .plain(shown.check(item.word))),
            figureText: item.figure.indicator.isEmpty ? "–" : shown.name(item.figure), findingMarkup: RunningText.markup(finding),
            inquiryTag: item.inquiry.map(shown.tag),
            inquiryHref: item.inquiry.map { desk.link(ReturnsRoutes.inquiry("\($0.by.number)")) },
            ownerMarkup: try item.inquiry.map { inquiry in
                RunningText.markup("\(try desk.title(ofPost: inquiry.post)) · \(words.day(inquiry.due))")
            } ?? "<span class=\"q\">–</span>", askHref: mayAsk ? ask : nil)
    }

    /// The findings chosen as CSV (RFC 4180, UTF-8): codes, permanent words and plain decimals.
    func file() throws -> String {
        let head = [
            "year", "unit", "unit_name", "period", "check", "indicator", "breakdown", "compulsory", "value", "low", "high", "question",
            "state", "owner", "due",
        ]
        return ([head] + chosen().map(cells)).map { $0.map(DutiesQuery.cell).joined(separator: ",") + "\r\n" }.joined()
    }

    private func cells(_ item: Item) -> [String] {
        let (verdict, inquiry) = (item.verdict, item.inquiry)
        var cells = ["\(year)", item.unit, item.name, item.period, item.word, item.figure.indicator, item.figure.breakdown]
        cells.append(verdict.map { $0.isCompulsory ? "1" : "0" } ?? "")
        cells += [verdict?.value ?? "", verdict?.low ?? "", verdict?.high ?? ""]
        cells.append(inquiry.map { "\($0.by.number)" } ?? "")
        cells += [item.state, inquiry?.post ?? "", inquiry?.due ?? ""]
        return cells
    }
}
