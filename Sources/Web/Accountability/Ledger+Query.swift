import Acts
import Figures
import Foundation
import Institution
import Ledger
import Publication
import Storage

/// The ledger as a list: what it publishes of each entry.
struct LedgerModel: Sendable {
    let sizeMarkup: String
    let selfLink: String
    let kindChoices: [Choice]
    let from: String
    let to: String
    let number: String
    let entries: [LedgerLine]
    let olderLink: String?
    let newestLink: String?
    let checkingLink: String
    let checkpoint: String
}

/// One entry's envelope.
struct LedgerLine: Sendable {
    let entryNumberMarkup: String
    let entryHref: String
    let entryTime: String
    let entryAct: String
    let entryKind: String
    let entryHash: String
}

/// Fills the list of the ledger.
struct LedgerQuery {
    let desk: Desk
    private static let pageSize = 100
    private var words: Words { desk.words }
    private func asked(_ name: String) -> String? { desk.query[name].flatMap { $0.isEmpty ? nil : $0 } }

    func page() throws -> Page {
        let title = words.text("ledger.title")
        let filter = ActRegister.Filter(
            kind: asked("kind"), from: asked("from"), to: asked("to"), before: asked("before").flatMap { Int64($0) })
        var numbers = try ActRegister.entries(filter, limit: Self.pageSize + 1, in: desk.tables)
        if let one = asked("number").flatMap({ Int64($0) }) { numbers = (0..<desk.registers.size).contains(one) ? [one] : [] }
        let entries = try numbers.prefix(Self.pageSize).compactMap { try LedgerBook.entry($0, in: desk.tables) }
        let older = numbers.count > entries.count ? entries.last?.record.number : nil
        func link(_ before: String) -> String {
            desk.link(
                AccountabilityRoutes.ledger,
                ["kind": asked("kind") ?? "", "from": asked("from") ?? "", "to": asked("to") ?? "", "before": before])
        }
        let model = LedgerModel(
            sizeMarkup: words.markup("ledger.size", ["count": words.entry(desk.registers.size)]),
            selfLink: desk.link(AccountabilityRoutes.ledger),
            kindChoices: RegisterQuery.kinds(Schema.catalogue.all.map { $0.kind }, chosen: filter.kind, words), from: filter.from ?? "",
            to: filter.to ?? "", number: asked("number") ?? "",
            entries: entries.map { entry in
                LedgerLine(
                    entryNumberMarkup: RunningText.markup(words.entry(entry.record.number)),
                    entryHref: desk.link(AccountabilityRoutes.entry("\(entry.record.number)")), entryTime: entry.record.time.text,
                    entryAct: ActReading.phrase(entry.record.kind, words), entryKind: entry.record.kind,
                    entryHash: String(entry.leaf.hex.prefix(16)))
            }, olderLink: older.map { link("\($0)") }, newestLink: filter.before == nil ? nil : link(""),
            checkingLink: desk.link(AccountabilityRoutes.checking), checkpoint: try LedgerBook.checkpoint(in: desk.tables) ?? "")
        return Page(Layout(title, here: title), "ledger", model)
    }

    /// How anyone checks the ledger without this server.
    func checkingPage() -> Page {
        struct Checking: Sendable { let ledgerLink: String }
        let title = words.text("ledger.checking")
        return Page(
            Layout(title, crumbs: [Link(href: desk.link(AccountabilityRoutes.ledger), text: words.text("ledger.title"))], here: title),
            "ledgercheck", Checking(ledgerLink: desk.link(AccountabilityRoutes.ledger)))
    }
}

/// One entry with its proof.
struct EntryModel: Sendable {
    let titleMarkup: String
    let act: String
    let envelope: String
    let facts: [NamedFact]
    let path: [String]
    let checkpoint: String
    let proofLink: String
    let checkingLink: String
    let content: EntryContent?
    let before: Link?
    let after: Link?
}

/// What the act says, for those it concerns.
struct EntryContent: Sendable {
    let whoMarkup: String
    let aboutMarkup: String
    let thingLink: String
    let fields: [EntryField]
}

/// One committed field.
struct EntryField: Sendable {
    let fieldName: String
    let fieldText: String
}

/// Fills an entry's page.
struct EntryQuery {
    let desk: Desk
    private let entry: Entry
    private var words: Words { desk.words }

    /// Throws `notFound` for a number the ledger does not have.
    init(desk: Desk, number text: String) throws {
        guard let number = Int64(text), String(number) == text, let entry = try LedgerBook.entry(number, in: desk.tables) else {
            throw Failure(.notFound, privateDetail: "entry \(text)")
        }
        (self.desk, self.entry) = (desk, entry)
    }

    func page() throws -> Page {
        let number = entry.record.number
        let title = words.text("ledger.entry", ["number": words.entry(number)])
        let tree = try LedgerBook.tree(in: desk.tables)
        let path = try Self.refusing { try tree.inclusionProof(index: UInt64(number), size: tree.size) }
        let root = try Self.root(in: desk.tables)
        let facts = [
            NamedFact(factName: words.text("ledger.number"), factMarkup: RunningText.markup("\(number)")),
            NamedFact(factName: words.text("ledger.time"), factMarkup: RunningText.markup(entry.record.time.text)),
            NamedFact(factName: words.text("ledger.kind"), factMarkup: Markup.escape(entry.record.kind)),
            NamedFact(factName: words.text("ledger.digest"), factMarkup: Self.hash(entry.digest.hex)),
            NamedFact(factName: words.text("ledger.leaf"), factMarkup: Self.hash(entry.leaf.hex)),
            NamedFact(factName: words.text("ledger.root"), factMarkup: Self.hash(root)),
        ]
        let model = EntryModel(
            titleMarkup: RunningText.markup(title), act: ActReading.phrase(entry.record.kind, words),
            envelope: String(decoding: try entry.envelope().bytes, as: UTF8.self), facts: facts,
            path: path.map(\.hex), checkpoint: try LedgerBook.checkpoint(in: desk.tables) ?? "",
            proofLink: desk.link(AccountabilityRoutes.entryProof("\(number)")), checkingLink: desk.link(AccountabilityRoutes.checking),
            content: try content(), before: number > 0 ? neighbour(number - 1) : nil,
            after: number + 1 < desk.registers.size ? neighbour(number + 1) : nil)
        return Page(
            Layout(title, crumbs: [Link(href: desk.link(AccountabilityRoutes.ledger), text: words.text("ledger.title"))], here: title),
            "ledgerentry", model)
    }

    private func neighbour(_ number: Int64) -> Link {
        Link(
            href: desk.link(AccountabilityRoutes.entry("\(number)")),
            text: words.text("ledger.entry", ["number": words.entry(number)]))
    }

    /// The body, where the reader may open the register of a unit or post it concerns; the envelope is everyone's.
    private func content() throws -> EntryContent? {
        guard try concernsReader() else { return nil }
        let reading = ActReading(entry, desk)
        let fields = try Self.refusing { try splitFields(entry.body) }
        return EntryContent(
            whoMarkup: RunningText.markup(try reading.who()), aboutMarkup: RunningText.markup(try reading.about()),
            thingLink: reading.link(),
            fields: fields.map { EntryField(fieldName: $0.name, fieldText: String(decoding: $0.value, as: UTF8.self)) })
    }

    private func concernsReader() throws -> Bool {
        if ActReach.everywhere.contains(desk.signatory.role) { return true }
        let rows = try desk.tables.query("SELECT sort, code FROM act_subjects WHERE number = ? AND sort = 'post' AND code = ?", [
            .integer(entry.record.number), .text(desk.signatory.post),
        ])
        if !rows.isEmpty { return true }
        let units = Dictionary(uniqueKeysWithValues: try OfficialBook.posts(in: desk.tables).map { ($0.code, $0.unit) })
        return try ActSubjects(of: entry, unitOfPost: units).units.keys.contains { try ActReach.mayRead(unit: $0, desk) }
    }

    /// The proof of inclusion as a file of the public format (c2sp.org/tlog-proof).
    func proof() throws -> String {
        guard let checkpoint = try LedgerBook.checkpoint(in: desk.tables) else { throw Failure(.notFound, privateDetail: "checkpoint") }
        let tree = try LedgerBook.tree(in: desk.tables)
        return try Self.refusing {
            let index = UInt64(entry.record.number)
            return try LogProof(
                index: index, path: tree.inclusionProof(index: index, size: tree.size), note: SignedNote(parsing: checkpoint)
            ).string
        }
    }

    private static func root(in tables: any Connection) throws -> String {
        guard let text = try LedgerBook.checkpoint(in: tables) else { return "–" }
        // The third line of a checkpoint is the root in base64.
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count > 2, let bytes = Data(base64Encoded: String(lines[2])) else { return "–" }
        return bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    private static func hash(_ text: String) -> String { "<code class=\"hash\">\(Markup.escape(text))</code>" }

    private static func refusing<Value>(_ body: () throws -> Value) throws -> Value {
        do { return try body() } catch let error as LedgerError {
            throw Failure(.ledgerAltered, ["record": "ledger"], privateDetail: "\(error)")
        }
    }
}
