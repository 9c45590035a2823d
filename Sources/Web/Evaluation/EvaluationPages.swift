import Acts
import Figures
import Foundation
import Institution
import Publication

/// The list of a year's evaluations, sorted, filtered and paged by links.
struct EvaluationListModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let simulatedTag: Tag?
    let counts: [CountCard]
    let action: String
    let search: String
    let standings: [Choice]
    let columns: [Column]
    let rows: [EvaluationListRow]
    let rangeMarkup: String
    let previousLink: String?
    let nextLink: String?
    let calibrationLink: String
    let separationLink: String
    let cycleLink: String
}

/// A unit in the list.
struct EvaluationListRow: Sendable {
    let anchor: String
    let rowHref: String
    let rowName: String
    let rowScoreMarkup: String
    let rowGrade: String
    let rowTag: Tag
    let rowSampleMarkup: String
    let rowPost: String
}

/// Fills the list.
struct EvaluationListQuery {
    let desk: Desk
    let year: Int
    static let pageSize = 50

    private var words: Words { desk.words }
    private var sort: String { desk.query["sort"] ?? "unit" }
    private var isFalling: Bool { desk.query["order"] == "desc" }

    func page() throws -> Page {
        let title = words.text("cycle.evaluations_title", ["year": "\(year)"])
        let all = try EvaluationList(year: year, on: "\(desk.today)", in: desk.tables).rows
        let search = (desk.query["q"] ?? "").trimmingCharacters(in: .whitespaces)
        let wanted = desk.query["standing"] ?? ""
        let found = all.filter { row in
            (wanted.isEmpty || row.standing.rawValue == wanted)
                && (search.isEmpty || row.unit.localizedCaseInsensitiveContains(search)
                    || desk.name(ofUnit: row.unit).localizedCaseInsensitiveContains(search))
        }
        let sorted = sorted(found)
        let pages = max((sorted.count + Self.pageSize - 1) / Self.pageSize, 1)
        let current = min(max(Int(desk.query["page"] ?? "") ?? 1, 1), pages)
        let from = (current - 1) * Self.pageSize
        let shown = Array(sorted.dropFirst(from).prefix(Self.pageSize))
        let range = [
            "from": words.number(shown.isEmpty ? 0 : from + 1), "to": words.number(from + shown.count), "all": words.number(sorted.count),
        ]
        let model = EvaluationListModel(
            titleMarkup: RunningText.markup(title), leadMarkup: RunningText.markup(words.text("evaluation.list_lead")),
            simulatedTag: desk.registers.isExample ? words.simulated : nil, counts: counts(all), action: link([:]), search: search,
            standings: [Choice(choiceValue: "", choiceText: words.text("evaluation.all_standings"), isChosen: wanted.isEmpty)]
                + Standing.allCases.map {
                    Choice(
                        choiceValue: $0.rawValue, choiceText: words.text("evaluation.standing_\($0.rawValue)"), isChosen: $0.rawValue == wanted)
                },
            columns: columns, rows: try shown.map(row), rangeMarkup: words.markup("evaluation.range", range),
            previousLink: current > 1 ? link(["page": "\(current - 1)"]) : nil,
            nextLink: current < pages ? link(["page": "\(current + 1)"]) : nil,
            calibrationLink: desk.link(EvaluationRoutes.calibration(year: "\(year)")),
            separationLink: desk.link(EvaluationRoutes.separation(year: "\(year)")), cycleLink: desk.link(.cycle(year: "\(year)")))
        let cycle = Link(href: desk.link(.cycle(year: "\(year)")), text: words.text("cycle.title", ["year": "\(year)"]))
        return Page(Layout(title, year: year, stage: .evaluation, crumbs: [cycle], here: title), "evaluations", model)
    }

    private func sorted(_ rows: [EvaluationList.Row]) -> [EvaluationList.Row] {
        func place(_ row: EvaluationList.Row) -> (Int, String) {
            switch sort {
            case "score": (row.score?.hundredths ?? -1, row.unit)
            case "grade": (row.rating?.grade ?? 0, row.unit)
            case "standing": (Standing.allCases.firstIndex(of: row.standing) ?? 0, row.unit)
            default: (0, desk.name(ofUnit: row.unit))
            }
        }
        let keyed = rows.map { (place($0), $0) }.sorted { $0.0 < $1.0 }.map(\.1)
        return isFalling ? keyed.reversed() : keyed
    }

    /// This list with other query items; a changed sort or filter begins at the first page.
    private func link(_ changes: [String: String]) -> String {
        var items = desk.query.filter { ["q", "standing", "sort", "order"].contains($0.key) }
        items.merge(changes) { _, new in new }
        let text = items.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
            .map { "\($0.key)=\(SiteRoute.encoded($0.value))" }.joined(separator: "&")
        let base = desk.link(.stage(year: "\(year)", .evaluation))
        return text.isEmpty ? base : base + "?" + text
    }

    private var columns: [Column] {
        let heads = [("unit", "pin"), ("score", "num"), ("grade", ""), ("standing", ""), ("sample", "num"), ("post", "")]
        return heads.map { key, style in
            let sorts = ["unit", "score", "grade", "standing"].contains(key)
            let isCurrent = sort == key
            return Column(
                columnName: words.text("evaluation.column_\(key)"), columnClass: style,
                columnHref: sorts ? link(["sort": key, "order": isCurrent && !isFalling ? "desc" : ""]) : nil,
                columnSort: isCurrent ? (isFalling ? "descending" : "ascending") : nil)
        }
    }

    private func counts(_ rows: [EvaluationList.Row]) -> [CountCard] {
        let rated = rows.count { $0.rating != nil }
        let finals = rows.count { [.final, .appealed, .approved, .void].contains($0.standing) }
        let approved = rows.count { $0.standing == .approved }
        let void = rows.count { $0.standing == .void }
        return [("rated", rated), ("final", finals), ("approved", approved), ("void", void)].map { key, count in
            CountCard(
                countName: words.text("evaluation.count_\(key)"), countMarkup: Markup.figure(words.number(count)),
                countOfMarkup: words.markup("cycle.of", ["all": words.number(rows.count)]))
        }
    }

    private func row(_ row: EvaluationList.Row) throws -> EvaluationListRow {
        let sample = row.drawn.map { drawn in
            Markup.figure(words.text("words.coverage", ["reported": words.number(row.checked ?? 0), "expected": words.number(drawn)]))
        }
        return EvaluationListRow(
            anchor: "u-\(row.unit)", rowHref: desk.link(EvaluationRoutes.unit(year: "\(year)", row.unit)), rowName: desk.name(ofUnit: row.unit),
            rowScoreMarkup: row.score.map { Markup.figure(words.decimal($0.description, measure: nil)) } ?? "<span class=\"q\">–</span>",
            rowGrade: row.rating.map { words.word("rating", $0.rawValue) } ?? "–", rowTag: StandingTag.tag(row.standing, words),
            rowSampleMarkup: sample ?? "<span class=\"q\">–</span>", rowPost: try row.post.map(desk.name(ofPost:)) ?? "–")
    }
}

/// The calibration of a year.
struct CalibrationModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let simulatedTag: Tag?
    let totalMarkup: String
    let totalBarMarkup: String
    let bars: [SpreadBar]
    let key: [SpreadKey]
    let bands: [BandRow]
    let listLink: String
}

/// A band of scores with different grades.
struct BandRow: Sendable {
    let bandNameMarkup: String
    let bandBarMarkup: String
    let lowName: String
    let lowHref: String
    let lowDetailMarkup: String
    let highName: String
    let highHref: String
    let highDetailMarkup: String
}

/// Fills the calibration.
struct CalibrationQuery {
    let desk: Desk
    let year: Int

    /// Throws `notFound` for a year without cycle.
    init(desk: Desk, year: String) throws {
        self.desk = desk
        self.year = try desk.year(year)
    }

    func page() throws -> Page {
        let words = desk.words
        let title = words.text("evaluation.calibration_title", ["year": "\(year)"])
        let calibration = try Calibration(year: year, in: desk.tables)
        let drawing = SpreadDrawing(desk: desk)
        func detail(_ example: Calibration.Example) -> String {
            Markup.escape(words.word("rating", example.rating.rawValue)) + " · "
                + Markup.figure(words.decimal(example.score.description, measure: nil))
        }
        func href(_ example: Calibration.Example) -> String { desk.link(EvaluationRoutes.unit(year: "\(year)", example.unit)) }
        let list = Link(href: desk.link(.stage(year: "\(year)", .evaluation)), text: words.text("cycle.evaluations_title", ["year": "\(year)"]))
        let model = CalibrationModel(
            titleMarkup: RunningText.markup(title), leadMarkup: words.markup("evaluation.calibration_lead"),
            simulatedTag: desk.registers.isExample ? words.simulated : nil,
            totalMarkup: words.markup("evaluation.units_rated", count: calibration.counts.reduce(0, +)),
            totalBarMarkup: drawing.svg(calibration.counts, label: words.text("evaluation.all_posts")),
            bars: try calibration.posts.map(drawing.bar), key: drawing.key,
            bands: calibration.bands.map { band in
                let last = min(band.from + Calibration.bandWidth, 100)
                return BandRow(
                    bandNameMarkup: words.markup("evaluation.band", ["from": words.number(band.from), "to": words.number(last)]),
                    bandBarMarkup: drawing.svg(band.counts, label: words.text("evaluation.band", ["from": words.number(band.from), "to": words.number(last)])),
                    lowName: desk.name(ofUnit: band.lowest.unit), lowHref: href(band.lowest), lowDetailMarkup: detail(band.lowest),
                    highName: desk.name(ofUnit: band.highest.unit), highHref: href(band.highest), highDetailMarkup: detail(band.highest))
            }, listLink: list.href)
        return Page(Layout(title, year: year, stage: .evaluation, crumbs: [list], here: title), "calibration", model)
    }
}

/// The separation of duties of a year: the question and its answer.
struct SeparationModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let verdict: Note
    let examined: [Fact]
    let breaches: [BreachRow]
    let question: String
}

/// A breach.
struct BreachRow: Sendable {
    let breachUnit: String
    let breachActMarkup: String
    let breachWorkMarkup: String
    let breachPost: String
}

/// Fills the separation page.
struct SeparationQuery {
    let desk: Desk
    let year: Int

    /// Throws `notFound` for a year without cycle.
    init(desk: Desk, year: String) throws {
        self.desk = desk
        self.year = try desk.year(year)
    }

    func page() throws -> Page {
        let words = desk.words
        let title = words.text("evaluation.separation_title", ["year": "\(year)"])
        let breaches = try Separation.breaches(year: year, in: desk.tables)
        let examined = try Separation.examined(year: year, in: desk.tables)
        let total = examined.reduce(0) { $0 + $1.count }
        let verdict = Note(
            noteStyle: breaches.isEmpty ? "good" : "bad", noteMark: breaches.isEmpty ? "ok" : "sq",
            noteTitle: words.text(breaches.isEmpty ? "evaluation.no_breach" : "evaluation.breach_found"),
            noteTextMarkup: words.markup("evaluation.acts_examined", count: total), noteTags: [])
        func named(_ act: String, _ number: Int64) -> String {
            let entry = number > 0 ? " · " + words.markup("evaluation.entry", ["number": words.entry(number)]) : ""
            return "<span class=\"hash\">\(Markup.escape(act))</span>\(entry)"
        }
        let model = SeparationModel(
            titleMarkup: RunningText.markup(title), leadMarkup: words.markup("evaluation.separation_lead"), verdict: verdict,
            examined: examined.map {
                Fact(factName: words.text("evaluation.act_\($0.act)"), factMarkup: Markup.figure(words.number($0.count)))
            },
            breaches: try breaches.map { breach in
                BreachRow(
                    breachUnit: desk.name(ofUnit: breach.unit), breachActMarkup: named(breach.act, breach.number),
                    breachWorkMarkup: named(breach.work, breach.workNumber), breachPost: try desk.name(ofPost: breach.post))
            }, question: Separation.question)
        let list = Link(href: desk.link(.stage(year: "\(year)", .evaluation)), text: words.text("cycle.evaluations_title", ["year": "\(year)"]))
        return Page(Layout(title, year: year, stage: .evaluation, crumbs: [list], here: title), "separation", model)
    }
}
