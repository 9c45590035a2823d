import Acts
import Institution
import Publication

/// Who submitted, when, in which version; and what waits for an answer.
struct AssessmentListModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let simulatedTag: Tag?
    let counts: [CountCard]
    let ownLink: Link?
    let difficultiesLink: Link
    let columns: [ListColumn]
    let rows: [AssessmentListRow]
    let countMarkup: String
    let cycleLink: String
}

/// A head of the list, with the address that sorts by it.
struct ListColumn: Sendable {
    let columnName: String
    let columnHref: String
    let columnClass: String
    /// `ascending` for the column sorted by.
    let columnSort: String?
}

/// A unit in the list.
struct AssessmentListRow: Sendable {
    let anchor: String
    let rowHref: String
    let rowName: String
    /// Empty until the unit submitted.
    let submittedMarkup: String
    let postName: String
    let versionsMarkup: String
    let statementsMarkup: String
    let unsupportedMarkup: String
    let difficultiesMarkup: String
    let rowTags: [Tag]
}

/// Fills the list of a year's self-assessments.
struct AssessmentListQuery {
    let desk: Desk
    let year: Int

    private var words: Words { desk.words }

    /// Throws `notFound` for a year without cycle.
    init(desk: Desk, year: String) throws {
        self.desk = desk
        self.year = try desk.year(year)
    }

    private struct Entry {
        let unit, name: String
        let line: SelfAssessmentLine?
    }

    func page() throws -> Page {
        let title = words.text("cycle.assessments_title", ["year": "\(year)"])
        let lines = try SelfAssessmentBook.lines(year: year, in: desk.tables).reduce(into: [:]) { $0[$1.unit] = $1 }
        let committed = Set(try TermsBook.codes(year: year, in: desk.tables).values)
        let entries = committed.union(lines.keys).map { Entry(unit: $0, name: desk.name(ofUnit: $0), line: lines[$0]) }
        let count = try DifficultyBook.count(year: year, in: desk.tables)
        let own = desk.signatory.unit
        let mayWrite = SubmitSelfAssessment.policy.allows(desk.signatory, unit: own, ledgerIsEmpty: false)
        let model = AssessmentListModel(
            titleMarkup: RunningText.markup(title), leadMarkup: RunningText.markup(words.text("assessment.list_lead")),
            simulatedTag: desk.registers.isExample ? words.simulated : nil, counts: cards(entries, count),
            ownLink: mayWrite
                ? Link(href: desk.link(SelfAssessmentRoutes.form("\(year)", own)), text: words.text("assessment.write")) : nil,
            difficultiesLink: Link(
                href: desk.link(SelfAssessmentRoutes.difficulties("\(year)")), text: words.text("assessment.difficulties_link")),
            columns: columns, rows: sorted(entries).map(row), countMarkup: words.markup("assessment.unit_count", count: entries.count),
            cycleLink: desk.link(.cycle(year: "\(year)")))
        let cycle = Link(href: desk.link(.cycle(year: "\(year)")), text: words.text("cycle.title", ["year": "\(year)"]))
        return Page(Layout(title, year: year, stage: .assessment, crumbs: [cycle], here: title), "assessments", model)
    }

    private func cards(_ entries: [Entry], _ difficulties: (all: Int, unanswered: Int)) -> [CountCard] {
        let submitted = entries.compactMap(\.line)
        func card(_ key: String, _ count: Int, of all: Int) -> CountCard {
            CountCard(
                countName: words.text("assessment.count_\(key)"), countMarkup: Markup.figure(words.number(count)),
                countOfMarkup: words.markup("cycle.of", ["all": words.number(all)]))
        }
        return [
            card("submitted", submitted.count, of: entries.count),
            card("supported", submitted.reduce(0) { $0 + $1.statements - $1.unsupported }, of: submitted.reduce(0) { $0 + $1.statements }),
            card("unanswered", difficulties.unanswered, of: difficulties.all),
        ]
    }

    private static let keys = ["unit", "submitted", "post", "versions", "statements", "unsupported", "difficulties"]
    private var sort: String { desk.query["sort"].flatMap { Self.keys.contains($0) ? $0 : nil } ?? "unit" }

    private var columns: [ListColumn] {
        Self.keys.map { key in
            ListColumn(
                columnName: words.text("assessment.column_\(key)"), columnHref: desk.link(.stage(year: "\(year)", .assessment), ["sort": key]),
                columnClass: key == "unit" ? "pin" : ["unit", "submitted", "post"].contains(key) ? "" : "num",
                columnSort: key == sort ? (["unit", "submitted", "post"].contains(key) ? "ascending" : "descending") : nil)
        }
    }

    private func sorted(_ entries: [Entry]) -> [Entry] {
        let byName = entries.sorted { ($0.name, $0.unit) < ($1.name, $1.unit) }
        func first(_ before: (SelfAssessmentLine, SelfAssessmentLine) -> Bool) -> [Entry] {
            byName.enumerated().sorted { a, b in
                guard let one = a.element.line, let other = b.element.line else {
                    return a.element.line != nil && b.element.line == nil || (a.element.line == nil) == (b.element.line == nil) && a.offset < b.offset
                }
                return before(one, other) || !before(other, one) && a.offset < b.offset
            }.map(\.element)
        }
        switch sort {
        case "submitted": return first { $0.by.recorded < $1.by.recorded }
        case "post": return first { $0.by.post < $1.by.post }
        case "versions": return first { $0.versions > $1.versions }
        case "statements": return first { $0.statements > $1.statements }
        case "unsupported": return first { $0.unsupported > $1.unsupported }
        case "difficulties": return first { $0.unanswered > $1.unanswered }
        default: return byName
        }
    }

    private func row(_ entry: Entry) -> AssessmentListRow {
        let line = entry.line
        func number(_ value: Int?) -> String { value.map { Markup.figure(words.number($0)) } ?? "<span class=\"q\">–</span>" }
        return AssessmentListRow(
            anchor: "u-\(entry.unit)", rowHref: desk.link(SelfAssessmentRoutes.unit("\(year)", entry.unit)), rowName: entry.name,
            submittedMarkup: line.map { RunningText.markup(words.moment($0.by.recorded)) } ?? "",
            postName: line.flatMap { try? desk.name(ofPost: $0.by.post) } ?? "", versionsMarkup: number(line?.versions),
            statementsMarkup: number(line?.statements), unsupportedMarkup: number(line?.unsupported),
            difficultiesMarkup: line.map {
                words.markup("assessment.open_of", ["open": words.number($0.unanswered), "all": words.number($0.difficulties)])
            } ?? "<span class=\"q\">–</span>",
            rowTags: line == nil ? [.plain(words.text("assessment.not_submitted"))] : [])
    }
}
