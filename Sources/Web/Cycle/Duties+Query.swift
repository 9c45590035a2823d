import Acts
import Figures
import Foundation
import HTTPTypes
import Hummingbird
import Institution
import Publication

/// Fills the register of duties of a year, as of any day, by unit, act and state.
struct DutiesQuery {
    let desk: Desk
    let year: Int
    private let asked: String
    private let day: String
    private let all: [Duty]

    private var words: Words { desk.words }
    private static let pageLength = 50

    /// Throws `notFound` for a year without cycle, `malformedDay` for a day that is none.
    init(desk: Desk, year: String) throws {
        self.desk = desk
        self.year = try desk.year(year)
        asked = desk.query["day"] ?? ""
        day = asked.isEmpty ? "\(desk.today)" : "\(try Codes.day(asked, field: "day"))"
        all = asked.isEmpty ? try desk.duties(self.year) : try DutyRegister.duties(year: self.year, on: day, in: desk.tables)
    }

    /// The duties chosen, in the order asked for.
    private func chosen() -> [Duty] {
        let (unit, task, state) = (desk.query["unit"] ?? "", desk.query["task"] ?? "", desk.query["state"] ?? "")
        let found = all.filter { duty in
            (unit.isEmpty || duty.unit == unit) && (task.isEmpty || duty.task.rawValue == task)
                && (state.isEmpty || duty.state.rawValue == state)
        }
        let sort = desk.query["sort"] ?? ""
        let falling = sort.hasPrefix("-")
        let key: ((Duty) -> String)? = switch falling ? String(sort.dropFirst()) : sort {
        case "task": { words.text("duties.kind.\($0.task.rawValue)") }
        case "unit": { $0.unit.map(desk.name(ofUnit:)) ?? "" }
        case "due": { $0.due }
        case "state": { "\(Duty.State.allCases.firstIndex(of: $0.state) ?? 0)" }
        default: nil
        }
        guard let key else { return found }
        return found.map { (key($0), $0) }.sorted { falling ? $1.0 < $0.0 : $0.0 < $1.0 }.map(\.1)
    }

    /// The page.
    func page() -> Page {
        let title = words.text("duties.title", ["year": "\(year)"])
        let list = chosen()
        let pages = max(1, (list.count + Self.pageLength - 1) / Self.pageLength)
        let page = min(max(Int(desk.query["page"] ?? "") ?? 1, 1), pages)
        let rows = list.dropFirst((page - 1) * Self.pageLength).prefix(Self.pageLength)
        let lead = words.text(all.isEmpty ? "duties.not_open" : "duties.lead", ["date": words.day(day), "year": "\(year)"])
        let paging = pages == 1 ? nil : Paging(
            pageMarkup: words.markup("duties.page", ["page": words.number(page), "pages": words.number(pages)]),
            previousHref: page > 1 ? link(page: page - 1) : nil, nextHref: page < pages ? link(page: page + 1) : nil)
        let model = DutiesModel(
            titleMarkup: RunningText.markup(title), leadMarkup: RunningText.markup(lead), counts: counts,
            action: desk.link(CycleRoutes.duties(year: "\(year)")), day: day, unitChoices: unitChoices, taskChoices: taskChoices,
            stateChoices: stateChoices, sort: desk.query["sort"] ?? "", columns: columns, rows: rows.map(row),
            countMarkup: words.markup("duties.count", count: list.count),
            csvHref: desk.link(CycleRoutes.dutiesFile(year: "\(year)"), filters()),
            resetHref: desk.link(CycleRoutes.duties(year: "\(year)")), paging: paging)
        let cycle = Link(href: desk.link(.cycle(year: "\(year)")), text: words.text("cycle.title", ["year": "\(year)"]))
        return Page(Layout(title, year: year, crumbs: [cycle], here: words.text("duties.list")), "duties", model)
    }

    private func filters(sort: String? = nil, page: Int = 1) -> KeyValuePairs<String, String> {
        [
            "day": asked, "unit": desk.query["unit"] ?? "", "task": desk.query["task"] ?? "", "state": desk.query["state"] ?? "",
            "sort": sort ?? desk.query["sort"] ?? "", "page": page > 1 ? "\(page)" : "",
        ]
    }

    private func link(page: Int) -> String { desk.link(CycleRoutes.duties(year: "\(year)"), filters(page: page)) + "#list" }

    private var counts: [CountCard] {
        var numbers: [Duty.State: Int] = [:]
        for duty in all { numbers[duty.state, default: 0] += 1 }
        return Duty.State.allCases.map { state in
            CountCard(
                countName: words.text("duties.state.\(state.rawValue)").capitalizedFirst,
                countMarkup: Markup.figure(words.number(numbers[state] ?? 0)),
                countOfMarkup: words.markup("cycle.of", ["all": words.number(all.count)]))
        }
    }

    private var unitChoices: [Choice] {
        let units = Set(all.compactMap(\.unit)).map { ($0, desk.name(ofUnit: $0)) }.sorted { $0.1 < $1.1 }
        return choices("unit", units, everything: words.text("duties.all_units"))
    }

    private var taskChoices: [Choice] {
        let tasks = Due.Task.allCases.map { ($0.rawValue, words.text("duties.kind.\($0.rawValue)")) }
        return choices("task", tasks, everything: words.text("duties.all_tasks"))
    }

    private var stateChoices: [Choice] {
        let states = Duty.State.allCases.map { ($0.rawValue, words.text("duties.state.\($0.rawValue)")) }
        return choices("state", states, everything: words.text("duties.all_states"))
    }

    private func choices(_ field: String, _ list: [(String, String)], everything: String) -> [Choice] {
        let chosen = desk.query[field] ?? ""
        return ([("", everything)] + list).map { Choice(choiceValue: $0.0, choiceText: $0.1, isChosen: $0.0 == chosen) }
    }

    private var columns: [Column] {
        let sort = desk.query["sort"] ?? ""
        func column(_ key: String, sorts: String? = nil, style: String = "") -> Column {
            let next = sorts.map { sort == $0 ? "-\($0)" : $0 }
            let state = sorts.flatMap { sort == $0 ? "ascending" : sort == "-\($0)" ? "descending" : nil }
            return Column(
                columnName: words.text("duties.column_\(key)"), columnClass: style,
                columnHref: next.map { desk.link(CycleRoutes.duties(year: "\(year)"), filters(sort: $0)) + "#list" }, columnSort: state)
        }
        return [
            column("task", sorts: "task", style: "pin"), column("unit", sorts: "unit"), column("side"), column("due", sorts: "due"),
            column("state", sorts: "state"), column("done"),
        ]
    }

    private func row(_ duty: Duty) -> DutyRow {
        let shown = DutyWords(words: words, today: desk.today)
        let done = duty.done.map { act in
            words.moment(act.recorded) + " · " + words.text("duties.entry", ["number": words.entry(act.number)])
        }
        return DutyRow(
            dutyTitle: shown.title(duty), dutyUnit: duty.unit.map(desk.name(ofUnit:)) ?? words.text("duties.institution"),
            dutyUnitHref: duty.unit.map { desk.link(.unit($0)) }, dutySide: words.text("duties.side.\(duty.side.rawValue)"),
            dutyDueMarkup: RunningText.markup(words.day(duty.due)),
            dutyNoteMarkup: duty.isExtended ? words.markup("duties.extended_from", ["date": words.day(duty.planned)]) : nil,
            dutyTag: shown.state(duty.state), dutyDoneMarkup: done.map(RunningText.markup))
    }

    /// The duties chosen as CSV (RFC 4180, UTF-8): codes and permanent words, the same in every language, and the unit's name.
    func file() -> String {
        let head = ["year", "task", "subject", "unit", "unit_name", "owed_by", "starts", "planned", "due", "state", "done", "entry"]
        let lines = chosen().map { duty in
            [
                "\(duty.year)", duty.task.rawValue, duty.subject ?? "", duty.unit ?? "", duty.unit.map(desk.name(ofUnit:)) ?? "",
                duty.side.rawValue, duty.starts, duty.planned, duty.due, duty.state.rawValue, duty.done?.recorded.text ?? "",
                duty.done.map { "\($0.number)" } ?? "",
            ]
        }
        return ([head] + lines).map { $0.map(Self.cell).joined(separator: ",") + "\r\n" }.joined()
    }

    /// A cell a spreadsheet shows and never computes.
    static func cell(_ text: String) -> String {
        let safe = text.first.map { "=+-@\t\r".contains($0) } == true ? "'" + text : text
        guard safe.contains(where: { ",\"\r\n".contains($0) }) else { return safe }
        return "\"" + safe.replacing("\"", with: "\"\"") + "\""
    }
}

extension Site {
    /// The register of duties as a file.
    func duties(_ request: Request, _ context: WebContext) async throws -> Response {
        let year = context.parameters.word("year")
        let text = try await read(request, context) { try DutiesQuery(desk: $0, year: year).file() }
        let headers: HTTPFields = [
            .contentType: "text/csv; charset=utf-8; header=present",
            .contentDisposition: "attachment; filename=\"duties-\(year).csv\"",
        ]
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}
