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
    let list: ReturnsListModel
    let rows: [CheckRow]
    let simulatedTag: Tag?
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
    /// What the forms call the cells of breakdowns.
    private let cellNames: [String: String]
    private var words: Words { desk.words }
    private var shown: ReturnWords { ReturnWords(desk: desk) }
    private var list: ReturnsList {
        ReturnsList(
            desk: desk, place: ReturnsRoutes.checks(year: "\(year)"), file: ReturnsRoutes.checksFile(year: "\(year)"),
            fields: ("kind", "state"))
    }
    private static let states = ["unasked", "open", "overdue", "answered"]

    /// Throws `notFound` for a year without cycle. Everyone sees what the checks found; questions are for whom they concern.
    init(desk: Desk, year text: String) throws {
        self.desk = desk
        year = try desk.year(text)
        all = try Self.items(year, desk)
        cellNames = try ReturnWords(desk: desk).cells()
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
        func item(
            _ unit: String, _ period: String, _ word: String, _ figure: FigureKey, _ verdict: Institution.Verdict?
        ) -> Item {
            let inquiry = inquiries.removeValue(forKey: place(unit, period, word, figure))
            return Item(
                unit: unit, period: period, name: desk.name(ofUnit: unit), word: word, figure: figure, verdict: verdict,
                inquiry: inquiry,
                state: inquiry?.state(on: day).rawValue ?? "unasked")
        }
        let failing = try VerdictBook.failing(year: year, in: desk.tables).map { kept in
            item(kept.unit, kept.period, kept.verdict.word, kept.verdict.figure, kept.verdict)
        }
        // What was sent back is owed again, but not missing.
        let given = Set(try StandingBook.standings(year: year, in: desk.tables).map { "\($0.unit)/\($0.period)" })
        let missing = try desk.duties(year).compactMap { duty -> Item? in
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
        let (kind, state) = (list.asked("kind"), list.asked("state"))
        let found = all.filter { item in
            (kind.isEmpty || item.word == kind || item.word.hasPrefix(kind + ":")) && (state.isEmpty || item.state == state)
        }
        let hits = list.found(found) { "\($0.name) \($0.unit) \(shown.name($0.figure, cellNames))" }
        return list.sorted(hits) { (column: String) -> ((Item) -> ListKey)? in
            switch column {
            case "unit": return { ListKey($0.name) }
            case "period": return { ListKey($0.period) }
            case "check": return { ListKey($0.word) }
            case "figure": return { ListKey(shown.name($0.figure, cellNames)) }
            case "question": return { ListKey(ListKey.number(Self.states.firstIndex(of: $0.state) ?? 0)) }
            default: return nil
            }
        }
    }

    func page() throws -> Page {
        let title = words.text("returns.checks_title", ["year": "\(year)"])
        let items = chosen()
        let (rows, paging) = list.page(items)
        let rules = try shown.rules()
        let kinds = Institution.Verdict.Kind.allCases.map(\.rawValue) + ["missing", "other"]
        let selects = [
            list.select(
                "kind", label: "returns.column_check", kinds.map { ($0, words.text("returns.check.\($0)")) },
                everything: "returns.all_checks"),
            list.select(
                "state", label: "returns.column_question", Self.states.map { ($0, words.text("returns.inquiry.\($0)")) },
                everything: "returns.all_states"),
        ]
        let model = CheckListModel(
            titleMarkup: RunningText.markup(title), leadMarkup: words.markup("returns.checks_lead"),
            behindMarkup: try shown.behind(year: year), counts: counts,
            actions: ReturnListQuery.actions(desk, year, here: "checks"),
            list: list.model(
                search: "returns.search_figure", selects: selects, columns: columns,
                count: words.markup("returns.findings", count: items.count), paging),
            rows: try rows.map { try row($0, rules) }, simulatedTag: desk.registers.isExample ? words.simulated : nil)
        return Page(
            Layout(
                title, year: year, stage: .figures, crumbs: ReturnListQuery.crumbs(desk, year),
                here: words.text("returns.checks")),
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

    private var columns: [Column] {
        return [
            list.column("unit", sorts: "unit", style: "pin"), list.column("period", sorts: "period"),
            list.column("check", sorts: "check"),
            list.column("figure", sorts: "figure"), list.column("finding"), list.column("question", sorts: "question"),
            list.column("owner"),
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
            checkTag: item.verdict.map(shown.tag) ?? (
                item.word == "missing" ? .bad(shown.check(item.word)) : .plain(shown.check(item.word))),
            figureText: item.figure.indicator.isEmpty ? "–" : shown.name(item.figure, cellNames),
            findingMarkup: RunningText.markup(finding),
            inquiryTag: item.inquiry.map(shown.tag),
            inquiryHref: item.inquiry.map { desk.link(ReturnsRoutes.inquiry("\($0.by.number)")) },
            ownerMarkup: try item.inquiry.map { inquiry in
                RunningText.markup("\(try desk.title(ofPost: inquiry.post)) · \(words.day(inquiry.due))")
            } ?? "<span class=\"q\">–</span>", askHref: mayAsk ? ask : nil)
    }

    /// The findings chosen as CSV (RFC 4180, UTF-8): codes, permanent words and plain decimals.
    func file() throws -> String {
        let head = [
            "year", "unit", "unit_name", "period", "check", "indicator", "breakdown", "compulsory", "value", "low", "high",
            "question",
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
