import Acts
import Figures
import Institution
import Localization
import Publication

/// Fills the page of the organization: the tree of any day, what differs from another day, what is announced, and a search.
struct TreeQuery {
    let desk: Desk
    private let day: Day
    private let other: Day?
    private let fault: Failure?

    private var words: Words { desk.words }
    private var typed: String { String((desk.query["q"] ?? "").prefix(100)) }

    /// Days on a page of the list of changes.
    private static let page = 40
    /// Hits of a search that are listed; how many there are is said.
    private static let most = 200

    init(desk: Desk) throws {
        self.desk = desk
        var fault: Failure?
        func read(_ name: String) -> Day? {
            guard let text = desk.query[name], !text.isEmpty else { return nil }
            do { return try Codes.day(text, field: name) } catch {
                fault = error as? Failure
                return nil
            }
        }
        let day = read("date") ?? desk.today
        let other = read("compare")
        (self.day, self.other) = (day, other == day ? nil : other)
        self.fault = fault
    }

    /// The earlier day first.
    private var pair: [Day] { ([day] + [other].compactMap { $0 }).sorted() }

    /// The page.
    func page() throws -> Page {
        let title = words.text("tree.title")
        let at = desk.query["at"].flatMap { desk.registers.units[$0] == nil ? nil : $0 } ?? desk.root
        let differences = try differences()
        let changes = try UnitBook.changes(in: desk.tables)
        let number = max(Int(desk.query["page"] ?? "") ?? 1, 1)
        let start = min((number - 1) * Self.page, changes.count)
        func pageLink(_ to: Int) -> String {
            desk.link(OrganizationRoutes.tree, ["date": date, "compare": compare, "page": "\(to)"]) + "#days"
        }
        let isAdministrator = WithdrawUnitEvent.allows(desk.signatory, unit: nil)
        var page = Page(
            Layout(title, crumbs: [Link(href: desk.link(.home), text: words.text("home.title"))], here: title), "tree",
            TreeModel(
                titleMarkup: RunningText.markup(title), leadMarkup: words.markup("tree.lead"),
                simulatedTag: desk.registers.isExample ? words.simulated : nil, selfLink: desk.link(OrganizationRoutes.tree),
                date: date,
                compare: compare, typed: typed, at: at == desk.root ? "" : at, todayLink: desk.link(OrganizationRoutes.tree),
                presets: presets(changes.map(\.date)),
                registerLink: isAdministrator ? desk.link(AccountabilityRoutes.section("units")) : nil,
                fault: fault.map(desk.fault),
                trees: try panels(at, differences ?? []), isPair: other != nil, hits: try hits(),
                differences: try differences.map(table), announced: try announced(isAdministrator),
                days: changes.dropFirst(start).prefix(Self.page).map(row),
                dayCountMarkup: words.markup("tree.days", count: changes.count),
                newerLink: number > 1 ? pageLink(number - 1) : nil,
                olderLink: start + Self.page < changes.count ? pageLink(number + 1) : nil))
        if let fault { page.status = fault.code.status }
        return page
    }

    /// Two days that are asked for often: a year ago, the end of last year, the next announced change.
    private func presets(_ dates: [String]) -> [Link] {
        let today = "\(desk.today)"
        func link(_ day: String, _ other: String, _ key: String, _ arguments: [String: String] = [:]) -> Link {
            Link(href: desk.link(OrganizationRoutes.tree, ["date": day, "compare": other]), text: words.text(key, arguments))
        }
        let last = Period(year: desk.today.year - 1)
        var links = [
            link(today, "\(desk.today.yearBefore)", "tree.preset_year"),
            link(today, "\(last.last)", "tree.preset_end", ["year": "\(last)"]),
        ]
        if let next = dates.filter({ $0 > today }).min() {
            links.append(link(next, today, "tree.preset_next", ["date": words.day(next)]))
        }
        return links
    }

    private var date: String { "\(day)" }
    private var compare: String { other.map { "\($0)" } ?? "" }

    /// The differences as a file: codes, and names in the reader's language.
    func file() throws -> [[String]] {
        let first = pair.first ?? day
        let names = try UnitBook.allNames(on: "\(pair.last ?? day)", in: desk.tables)
        let old = try UnitBook.allNames(on: "\(first)", in: desk.tables)
        func name(_ table: [String: Trilingual], _ unit: String) -> String { table[unit].map(words.pick) ?? unit }
        return [["from", "to", "unit", "name", "change", "before", "after"]]
            + (try differences() ?? []).map { item in
                let isName = item.kind == .renamed
                return [
                    "\(first)", "\(pair.last ?? day)", item.unit, name(names, item.unit), item.kind.rawValue,
                    isName ? name(old, item.unit) : item.from ?? "", isName ? name(names, item.unit) : item.to ?? "",
                ]
            }
    }

    private func differences() throws -> [TreeDifference]? {
        guard other != nil, let first = pair.first, let last = pair.last else { return nil }
        return try TreeDifference.all(
            desk.cube.tree.version(on: first), desk.cube.tree.version(on: last),
            names: (UnitBook.allNames(on: "\(first)", in: desk.tables), UnitBook.allNames(on: "\(last)", in: desk.tables)),
            units: desk.registers.units, splits: OrganizationHistory.splits(in: desk.tables))
    }

    private func tag(_ kind: TreeDifference.Kind) -> Tag {
        let text = words.text("tree.kind.\(kind.rawValue)")
        switch kind {
        case .opened: return .good(text)
        case .moved, .renamed: return .now(text)
        case .closed, .merged, .split: return .warn(text)
        }
    }

    private func panels(_ at: String, _ differences: [TreeDifference]) throws -> [TreePanel] {
        try pair.enumerated().map { index, day in
            let isLast = index == pair.count - 1
            var marks: [String: [Tag]] = [:]
            for item in differences {
                // What ended is marked where it still stands, everything else where it stands since.
                let ends = [TreeDifference.Kind.closed, .merged, .split].contains(item.kind)
                if ends != isLast { marks[item.unit, default: []].append(tag(item.kind)) }
            }
            let tree = try DatedTree(
                desk: desk, version: desk.cube.tree.version(on: day), names: UnitBook.allNames(on: "\(day)", in: desk.tables),
                at: at,
                date: "\(day)", compare: pair.first { $0 != day }.map { "\($0)" } ?? "", marks: marks)
            return TreePanel(
                panelId: "day-\(index)",
                panelTitleMarkup: RunningText.markup(words.text("tree.on", ["date": words.day("\(day)")])),
                panelCountMarkup: words.markup("tree.open_units", count: tree.count), panelTreeMarkup: try tree.markup())
        }
    }

    private func table(_ differences: [TreeDifference]) throws -> TreeDifferences {
        let (first, last) = (pair.first ?? day, pair.last ?? day)
        let (old, new) = try (
            UnitBook.allNames(on: "\(first)", in: desk.tables), UnitBook.allNames(on: "\(last)", in: desk.tables)
        )
        func name(_ names: [String: Trilingual], _ unit: String?) -> String {
            unit.map { names[$0].map(words.pick) ?? $0 } ?? "–"
        }
        return TreeDifferences(
            differenceCountMarkup: words.markup("tree.differences_count", count: differences.count),
            differenceFile: desk.link(OrganizationRoutes.treeFile, ["date": "\(day)", "compare": compare]),
            differenceWorkbook: desk.link(OrganizationRoutes.treeWorkbook, ["date": "\(day)", "compare": compare]),
            differenceRows: differences.map { item in
                let isName = item.kind == .renamed
                return TreeDifferenceRow(
                    differenceHref: desk.link(OrganizationRoutes.life(item.unit)), differenceName: name(new, item.unit),
                    differenceTag: tag(item.kind), differenceFrom: name(old, isName ? item.unit : item.from),
                    differenceTo: name(new, isName ? item.unit : item.to))
            })
    }

    private func hits() throws -> TreeHits? {
        let folded = SearchFold.fold(typed)
        guard !folded.isEmpty else { return nil }
        let names = try UnitBook.allNames(on: "\(day)", in: desk.tables)
        let version = desk.cube.tree.version(on: day)
        func name(_ unit: String) -> String { names[unit].map(words.pick) ?? unit }
        let found = version.inOrder.filter { unit in
            ([unit] + (names[unit].map { [$0.ar, $0.fr, $0.en] } ?? [])).contains { SearchFold.fold($0).contains(folded) }
        }
        let rows = try found.prefix(Self.most).map { unit in
            let path = try version.ancestors(of: unit).reversed().map(name)
            var tags: [Tag] = []
            if let life = desk.registers.units[unit], !life.isOpen(on: "\(day)") {
                tags.append(.plain(words.text(life.opened > "\(day)" ? "tree.not_yet" : "tree.closed")))
            }
            return TreeHit(
                hitHref: desk.link(OrganizationRoutes.life(unit)), hitName: name(unit),
                hitPath: path.joined(separator: " › "), hitTags: tags,
                branchHref: desk.link(OrganizationRoutes.tree, ["date": date, "compare": compare, "at": unit])
                    + "#t-\(date)-\(unit)")
        }
        let count = words.markup("layout.hits", count: found.count)
        let cut = found.count > Self.most ? " " + words.markup("tree.cut", ["most": words.number(Self.most)]) : ""
        return TreeHits(hitCountMarkup: count + cut, hitRows: Array(rows))
    }

    private func announced(_ isAdministrator: Bool) throws -> [AnnouncedRow] {
        try UnitBook.events(from: "\(desk.today.next)", through: "9999-12-31", in: desk.tables).map { event in
            let isBack = event.withdrawn != nil
            var other = event.other.map(desk.name(ofUnit:)) ?? "–"
            if event.event == "rename", let entry = try LedgerBook.entry(event.made, in: desk.tables) {
                other = words.pick(try RenameUnit.decoded(fromBody: entry.body).names)
            }
            let arguments = ["other": other, "share": event.share.map { words.decimal($0, measure: nil) } ?? "–"]
            return AnnouncedRow(
                announcedDateMarkup: RunningText.markup(words.day(event.date)),
                announcedTextMarkup: words.markup("tree.event.\(event.event)", arguments),
                announcedHref: desk.link(OrganizationRoutes.life(event.unit)), announcedUnit: desk.name(ofUnit: event.unit),
                announcedTags: isBack ? [.plain(words.text("tree.withdrawn"))] : [.now(words.text("tree.announced"))],
                entryHref: desk.link(AccountabilityRoutes.entry("\(event.withdrawn ?? event.made)")),
                entryMarkup: words.markup("unit.event_entry", ["number": words.entry(event.withdrawn ?? event.made)]),
                withdrawHref: isAdministrator && !isBack
                    ? desk.link(AccountabilityRoutes.section("units"), ["event": "\(event.made)/\(event.unit)"])
                        + "#form-withdraw" : nil)
        }
    }

    private func row(_ change: (date: String, counts: [String: Int])) -> TreeDay {
        let counts = ["open", "move", "rename", "merge", "split", "close"].compactMap { event in
            change.counts[event].map { words.text("tree.counted.\(event)", count: $0) }
        }
        let before = (try? Day(change.date))?.previous
        return TreeDay(
            dayHref: desk.link(OrganizationRoutes.tree, ["date": change.date, "compare": before.map { "\($0)" } ?? ""]),
            dayMarkup: RunningText.markup(words.day(change.date)),
            dayTextMarkup: RunningText.markup(counts.joined(separator: words.text("words.separator"))),
            dayTags: change.date > "\(desk.today)" ? [.now(words.text("tree.announced"))] : [])
    }
}
