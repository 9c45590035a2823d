import Acts
import Figures
import HTTPTypes
import Institution
import Publication
import Storage

/// A register of the organization with the forms that change it.
struct OrganizationModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let sections: [SectionLink]
    let doneMarkup: String?
    let countMarkup: String
    let columns: [String]
    let rows: [OrganizationRow]
    let forms: [FormPanel]
    let isReadOnly: Bool
}

/// A way to another register.
struct SectionLink: Sendable {
    let sectionHref: String
    let sectionName: String
    let isHere: Bool
}

/// One line of the register.
struct OrganizationRow: Sendable {
    let rowName: String
    let rowHref: String?
    let rowCellsMarkup: [String]
    let rowTags: [Tag]
}

/// Fills the registers of units, posts, officials, appointments and delegations.
struct OrganizationQuery {
    /// Which register.
    enum Section: String, CaseIterable, Sendable { case units, posts, officials, appointments, delegations }

    let desk: Desk
    let section: Section

    /// The roles that read the registers; delegations are open to every official, who sees those that concern them.
    private static let readers: Set<Role> = [.administrator, .directorGeneral, .inspector, .auditor]

    /// Throws `notFound` for an unknown register and for whoever it is not for.
    init(desk: Desk, section: String) throws {
        guard let section = Section(rawValue: section), section == .delegations || Self.readers.contains(desk.signatory.role) else {
            throw Failure(.notFound, privateDetail: "register \(section) by \(desk.signatory.post)")
        }
        (self.desk, self.section) = (desk, section)
    }

    /// The registers a reader may open.
    static func sections(_ desk: Desk) -> [Link] {
        Section.allCases.filter { $0 == .delegations || readers.contains(desk.signatory.role) }.map {
            Link(href: desk.link(AccountabilityRoutes.section($0.rawValue)), text: desk.words.text("organization.section.\($0.rawValue)"))
        }
    }

    /// A form of the section; throws `notFound` for an unknown one. Whether it may be used, the act's policy says.
    func form(_ name: String) throws -> OrganizationForm {
        guard let form = try forms().first(where: { $0.name == name }) else { throw Failure(.notFound, privateDetail: "form \(name)") }
        guard form.isOpen else { throw Failure(.notAllowed, ["act": name, "role": desk.signatory.role.rawValue]) }
        return form
    }

    /// The page; with the form that was refused, what was typed, and why.
    func page(failed: String? = nil, form typed: Form? = nil, failure: Failure? = nil) throws -> Page {
        let words = desk.words
        let title = words.text("organization.section.\(section.rawValue)")
        let rows = try rows()
        let forms = try forms().filter(\.isOpen).map { form in
            form.panel(
                desk, section: section.rawValue, typed: form.name == failed ? typed : nil, failure: form.name == failed ? failure : nil)
        }
        let done = desk.query["done"].flatMap { Int64($0) }
        let model = OrganizationModel(
            titleMarkup: RunningText.markup(title), leadMarkup: words.markup("organization.about.\(section.rawValue)"),
            sections: Section.allCases.filter { $0 == .delegations || Self.readers.contains(desk.signatory.role) }.map {
                SectionLink(
                    sectionHref: desk.link(AccountabilityRoutes.section($0.rawValue)),
                    sectionName: words.text("organization.section.\($0.rawValue)"), isHere: $0 == section)
            },
            doneMarkup: failure == nil ? done.map { words.markup("organization.done", ["number": words.entry($0)]) } : nil,
            countMarkup: words.markup("organization.lines", count: rows.count),
            columns: columns.map { words.text("organization.column.\($0)") }, rows: rows, forms: forms, isReadOnly: forms.isEmpty)
        let crumbs = [Link(href: desk.link(AccountabilityRoutes.index), text: words.text("accountability.title"))]
        return Page(Layout(title, crumbs: crumbs, here: title), "organization", model)
    }

    private var columns: [String] {
        switch section {
        case .units: ["unit", "code", "parent", "opened", "closed"]
        case .posts: ["post", "code", "unit", "role", "holder"]
        case .officials: ["official", "code", "posts"]
        case .appointments: ["post", "official", "since", "until", "decision"]
        case .delegations: ["post", "delegate", "days", "kinds", "reason"]
        }
    }

    private func rows() throws -> [OrganizationRow] {
        switch section {
        case .units: try unitRows()
        case .posts: try postRows()
        case .officials: try officialRows()
        case .appointments: try appointmentRows()
        case .delegations: try delegationRows()
        }
    }

    private func unitRows() throws -> [OrganizationRow] {
        let day = "\(desk.today)"
        return try desk.registers.units.values.sorted { $0.code < $1.code }.map { unit in
            let parent = try UnitBook.ancestors(of: unit.code, on: day, in: desk.tables).first
            let isClosed = unit.closed.map { $0 <= day } ?? false
            return OrganizationRow(
                rowName: desk.name(ofUnit: unit.code), rowHref: desk.link(AccountabilityRoutes.unit(unit.code)),
                rowCellsMarkup: [code(unit.code), text(parent.map(desk.name(ofUnit:))), date(unit.opened), date(unit.closed)],
                rowTags: isClosed ? [.plain(desk.words.text("organization.closed"))] : [])
        }
    }

    private func postRows() throws -> [OrganizationRow] {
        let held = Dictionary(try OfficialBook.held(on: "\(desk.today)", in: desk.tables).map { ($0.post.code, $0.official) }) { a, _ in a }
        return try OfficialBook.posts(in: desk.tables).map { post in
            OrganizationRow(
                rowName: desk.title(of: post), rowHref: desk.link(AccountabilityRoutes.post(post.code)),
                rowCellsMarkup: [
                    code(post.code), text(desk.name(ofUnit: post.unit)), text(desk.words.text("words.role.\(post.role.rawValue)")),
                    text(try held[post.code].map(desk.name(ofOfficial:))),
                ], rowTags: held[post.code] == nil ? [.warn(desk.words.text("organization.vacant"))] : [])
        }
    }

    private func officialRows() throws -> [OrganizationRow] {
        var posts: [String: [String]] = [:]
        for held in try OfficialBook.held(on: "\(desk.today)", in: desk.tables) {
            posts[held.official, default: []].append(desk.title(of: held.post))
        }
        return try OfficialBook.officials(in: desk.tables).map { official in
            OrganizationRow(
                rowName: desk.words.pick(official.names), rowHref: nil,
                rowCellsMarkup: [code(official.code), text(posts[official.code]?.joined(separator: desk.words.text("words.separator")))],
                rowTags: posts[official.code] == nil ? [.plain(desk.words.text("organization.without_post"))] : [])
        }
    }

    private func appointmentRows() throws -> [OrganizationRow] {
        let day = "\(desk.today)"
        let changed = Set(try HandoverBook.changes(in: desk.tables).filter { $0.handover?.accepted == nil }.map(\.post))
        return try OfficialBook.appointments(in: desk.tables).map { held in
            var tags: [Tag] = []
            if held.isUnsigned { tags.append(.warn(desk.words.text("organization.unsigned"))) }
            if let until = held.until, until <= day { tags.append(.plain(desk.words.text("organization.over"))) }
            if held.since > day { tags.append(.plain(desk.words.text("organization.to_come"))) }
            if changed.contains(held.post), held.until == nil { tags.append(.warn(desk.words.text("organization.not_handed_over"))) }
            return OrganizationRow(
                rowName: try desk.title(ofPost: held.post), rowHref: desk.link(AccountabilityRoutes.handover(held.post)),
                rowCellsMarkup: [text(try desk.name(ofOfficial: held.official)), date(held.since), date(held.until), text(held.decision)],
                rowTags: tags)
        }
    }

    /// Everyone's for those who read all; else those of the reader's post and those given to the reader.
    func delegations() throws -> [Delegation] {
        let all = try DelegationBook.all(in: desk.tables)
        if Self.readers.contains(desk.signatory.role) { return all }
        return all.filter { $0.post == desk.signatory.post || $0.delegate == desk.signatory.official }
    }

    private func delegationRows() throws -> [OrganizationRow] {
        let day = "\(desk.today)"
        return try delegations().map { given in
            var tags: [Tag] = []
            if given.recalled != nil {
                tags.append(.plain(desk.words.text("organization.recalled")))
            } else if try DelegationBook.holds(given, on: day, in: desk.tables) {
                tags.append(.good(desk.words.text("organization.in_force")))
            } else {
                tags.append(.plain(desk.words.text(given.starts > day ? "organization.to_come" : "organization.over")))
            }
            let kinds = given.kinds?.map { ActReading.phrase($0, desk.words) }.joined(separator: desk.words.text("words.separator"))
            return OrganizationRow(
                rowName: try desk.title(ofPost: given.post), rowHref: desk.link(AccountabilityRoutes.entry("\(given.by.number)")),
                rowCellsMarkup: [
                    text(try desk.name(ofOfficial: given.delegate)), RunningText.markup(desk.words.range(given.starts, given.ends)),
                    text(kinds ?? desk.words.text("accountability.all_kinds")),
                    "<span dir=\"auto\">\(Markup.escape("\(desk.words.text("organization.cause.\(given.cause.rawValue)")) · \(given.reason)"))</span>",
                ], rowTags: tags)
        }
    }

    private func code(_ text: String) -> String { Markup.figure(text) }
    private func text(_ text: String?) -> String { text.map(RunningText.markup) ?? "–" }
    private func date(_ iso: String?) -> String { iso.map { RunningText.markup(desk.words.day($0)) } ?? "–" }
}
