import Acts
import Figures
import Institution
import Localization
import Publication
import Storage

/// A register of acts: of a unit or of a post.
struct RegisterModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let countMarkup: String
    let simulatedTag: Tag?
    let selfLink: String
    let fileLink: String
    let kindChoices: [Choice]
    let yearChoices: [Choice]
    let from: String
    let to: String
    let isFiltered: Bool
    let lines: [ActLine]
    let olderLink: String?
    let newestLink: String?
    let facts: [NamedFact]
    let handoverLink: String?
    let others: [Link]
}

/// One act in a list.
struct ActLine: Sendable {
    let actNumberMarkup: String
    let actEntryHref: String
    let actDay: String
    let actName: String
    let actAboutMarkup: String
    let actHref: String
    let actWhoMarkup: String
    let actTags: [Tag]
}

/// A name and what belongs to it.
struct NamedFact: Sendable {
    let factName: String
    let factMarkup: String
}

/// Fills a register.
struct RegisterQuery {
    let desk: Desk
    let sort: ActRegister.Sort
    let code: String
    private let post: Post?
    private static let pageSize = 50
    private static let largestFile = 50_000

    /// A unit's. Throws `notFound` for an unknown one and for whoever it does not concern.
    init(desk: Desk, unit code: String) throws {
        (self.desk, sort, self.code, post) = (desk, .unit, code, nil)
        _ = try desk.unit(code)
        guard try ActReach.mayRead(unit: code, desk) else {
            throw Failure(.notFound, privateDetail: "register of \(code) by \(desk.signatory.post)")
        }
    }

    /// A post's, in the same way.
    init(desk: Desk, post code: String) throws {
        guard let post = try OfficialBook.post(code, in: desk.tables), try ActReach.mayRead(post: post, desk) else {
            throw Failure(.notFound, privateDetail: "register of \(code) by \(desk.signatory.post)")
        }
        (self.desk, sort, self.code, self.post) = (desk, .post, code, post)
    }

    private var words: Words { desk.words }
    private func asked(_ name: String) -> String? { desk.query[name].flatMap { $0.isEmpty ? nil : $0 } }
    private var filter: ActRegister.Filter {
        ActRegister.Filter(
            kind: asked("kind"), year: asked("year").flatMap { Int($0) }, from: asked("from"), to: asked("to"),
            before: asked("before").flatMap { Int64($0) })
    }
    private var route: SiteRoute { sort == .unit ? AccountabilityRoutes.unit(code) : AccountabilityRoutes.post(code) }
    private var items: KeyValuePairs<String, String> {
        ["kind": asked("kind") ?? "", "year": asked("year") ?? "", "from": asked("from") ?? "", "to": asked("to") ?? ""]
    }

    func page() throws -> Page {
        let name = try sort == .unit ? desk.name(ofUnit: code) : desk.title(ofPost: code)
        let title = words.text("accountability.register_of", ["name": name])
        let filter = filter
        let lines = try ActRegister.lines(sort, code, filter, limit: Self.pageSize + 1, in: desk.tables)
        let count = try ActRegister.count(sort, code, filter, in: desk.tables)
        let choices = try ActRegister.choices(sort, code, in: desk.tables)
        let shown = lines.prefix(Self.pageSize)
        let older = lines.count > shown.count ? shown.last?.record.number : nil
        let file = sort == .unit ? AccountabilityRoutes.unitFile(code) : AccountabilityRoutes.postFile(code)
        let isFiltered = filter.kind != nil || filter.year != nil || filter.from != nil || filter.to != nil
        let model = RegisterModel(
            titleMarkup: RunningText.markup(title),
            leadMarkup: words.markup(sort == .unit ? "accountability.unit_lead" : "accountability.post_lead"),
            countMarkup: words.markup("accountability.acts", count: count),
            simulatedTag: desk.simulation(ofUnit: post?.unit ?? code), selfLink: desk.link(route), fileLink: desk.link(file, items),
            kindChoices: Self.kinds(choices.kinds, chosen: filter.kind, words),
            yearChoices: [Choice(choiceValue: "", choiceText: words.text("accountability.any_year"), isChosen: filter.year == nil)]
                + choices.years.map { Choice(choiceValue: "\($0)", choiceText: "\($0)", isChosen: $0 == filter.year) },
            from: filter.from ?? "", to: filter.to ?? "", isFiltered: isFiltered, lines: try shown.map(line),
            olderLink: older.map { link(before: $0) }, newestLink: filter.before == nil ? nil : desk.link(route, items),
            facts: try facts(), handoverLink: post.map { desk.link(AccountabilityRoutes.handover($0.code)) }, others: try others())
        var crumbs = [Link(href: desk.link(AccountabilityRoutes.index), text: words.text("accountability.title"))]
        if let post, try ActReach.mayRead(unit: post.unit, desk) {
            crumbs.append(Link(href: desk.link(AccountabilityRoutes.unit(post.unit)), text: desk.name(ofUnit: post.unit)))
        }
        return Page(Layout(title, crumbs: crumbs, here: name), "register", model)
    }

    static func kinds(_ kinds: [String], chosen: String?, _ words: Words) -> [Choice] {
        [Choice(choiceValue: "", choiceText: words.text("accountability.any_kind"), isChosen: chosen == nil)]
            + kinds.map { Choice(choiceValue: $0, choiceText: ActReading.phrase($0, words), isChosen: $0 == chosen) }
            .sorted { $0.choiceText < $1.choiceText }
    }

    private func link(before number: Int64) -> String {
        desk.link(
            route,
            [
                "kind": asked("kind") ?? "", "year": asked("year") ?? "", "from": asked("from") ?? "", "to": asked("to") ?? "",
                "before": "\(number)",
            ])
    }

    private func line(_ line: ActRegister.Line) throws -> ActLine {
        let reading = try ActReading(line.record.number, desk)
        var tags: [Tag] = []
        if reading.ownPost != nil { tags.append(.plain(words.text("accountability.delegated"))) }
        if try isCorrection(reading) { tags.append(.warn(words.text("accountability.correction"))) }
        if sort == .unit, line.part == .by { tags.append(.plain(words.text("accountability.elsewhere"))) }
        if sort == .post, line.part == .about { tags.append(.plain(words.text("accountability.about_post"))) }
        return try ActLine(
            actNumberMarkup: RunningText.markup(words.entry(line.record.number)),
            actEntryHref: desk.link(AccountabilityRoutes.entry("\(line.record.number)")), actDay: words.moment(line.record.time),
            actName: reading.act, actAboutMarkup: RunningText.markup(reading.about()), actHref: reading.link(),
            actWhoMarkup: RunningText.markup(reading.who()), actTags: tags)
    }

    /// A return is a correction where its unit had reported the same period before.
    private func isCorrection(_ reading: ActReading) throws -> Bool {
        guard FigureActs.kinds.contains(reading.entry.record.kind) else { return false }
        return try desk.tables.first(
            """
            SELECT r.number AS number FROM returns r JOIN returns o ON o.unit = r.unit AND o.period = r.period AND o.number < r.number
            WHERE r.number = ? LIMIT 1
            """, [.integer(reading.entry.record.number)]) != nil
    }

    /// Who held the post when, and in whose name others act for it.
    private func facts() throws -> [NamedFact] {
        guard let post else { return [] }
        var facts = [
            NamedFact(factName: words.text("accountability.role"), factMarkup: Markup.escape(words.text("words.role.\(post.role.rawValue)"))),
            NamedFact(factName: words.text("accountability.unit"), factMarkup: Markup.escape(desk.name(ofUnit: post.unit))),
        ]
        for held in try OfficialBook.appointments(to: code, in: desk.tables) {
            let span = held.until.map { words.text("accountability.held_until", ["start": words.day(held.since), "end": words.day($0)]) }
            facts.append(
                NamedFact(
                    factName: try desk.name(ofOfficial: held.official),
                    factMarkup: RunningText.markup(span ?? words.text("accountability.held_since", ["start": words.day(held.since)]))))
        }
        return facts
    }

    private func others() throws -> [Link] {
        guard sort == .unit else { return [] }
        return try OfficialBook.posts(in: desk.tables).filter { $0.unit == code }.map {
            Link(href: desk.link(AccountabilityRoutes.post($0.code)), text: desk.title(of: $0))
        }
    }

    /// The register as CSV (RFC 4180), latest first, with the filter of the page.
    func file() throws -> String {
        var filter = filter
        filter.before = nil
        let lines = try ActRegister.lines(sort, code, filter, limit: Self.largestFile, in: desk.tables)
        var text = "number,time,kind,act,part,post,own_post,about,year\r\n"
        for line in lines {
            let reading = try ActReading(line.record.number, desk)
            let cells = [
                "\(line.record.number)", line.record.time.text, line.record.kind, reading.act, line.part.rawValue, reading.entry.post,
                reading.ownPost ?? "", try reading.about(), line.year.map { "\($0)" } ?? "",
            ]
            text += cells.map(Self.cell).joined(separator: ",") + "\r\n"
        }
        return text
    }

    /// A cell that no spreadsheet takes for a formula.
    private static func cell(_ text: String) -> String {
        let safe = text.first.map { "=+-@\t".contains($0) } == true ? "'" + text : text
        guard safe.contains(where: { "\",\r\n".contains($0) }) else { return safe }
        return "\"" + safe.replacing("\"", with: "\"\"") + "\""
    }
}

/// The way to the registers.
struct RegisterIndexModel: Sendable {
    let own: Link
    let ownHandover: Link
    let units: [RegisterUnit]
    let ledgerLink: String
    let rolesLink: String
    let sections: [Link]
}

/// A unit whose register the reader may open, with its posts.
struct RegisterUnit: Sendable {
    let unitName: String
    let unitHref: String
    let unitPosts: [Link]
}

/// Fills the list of registers the reader may open.
struct RegisterIndexQuery {
    let desk: Desk

    func page() throws -> Page {
        let words = desk.words
        let posts = Dictionary(grouping: try OfficialBook.posts(in: desk.tables), by: \.unit)
        let day = "\(desk.today)"
        let units = try desk.registers.units.values
            .filter { $0.opened <= day && ($0.closed ?? "9") > day || posts[$0.code] != nil }
            .filter { try ActReach.mayRead(unit: $0.code, desk) }
            .sorted { ($0.code == desk.root ? 0 : 1, $0.code) < ($1.code == desk.root ? 0 : 1, $1.code) }
        let rows = units.map { unit in
            RegisterUnit(
                unitName: desk.name(ofUnit: unit.code), unitHref: desk.link(AccountabilityRoutes.unit(unit.code)),
                unitPosts: (posts[unit.code] ?? []).map {
                    Link(href: desk.link(AccountabilityRoutes.post($0.code)), text: desk.title(of: $0))
                })
        }
        let model = RegisterIndexModel(
            own: Link(href: desk.link(AccountabilityRoutes.post(desk.signatory.post)), text: try desk.title(ofPost: desk.signatory.post)),
            ownHandover: Link(
                href: desk.link(AccountabilityRoutes.handover(desk.signatory.post)), text: words.text("accountability.handover")),
            units: rows, ledgerLink: desk.link(AccountabilityRoutes.ledger), rolesLink: desk.link(AccountabilityRoutes.roles),
            sections: OrganizationQuery.sections(desk))
        let title = words.text("accountability.title")
        return Page(Layout(title, here: title), "accountability", model)
    }
}
