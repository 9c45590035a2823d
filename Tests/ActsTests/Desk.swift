import Acts
import Ledger
import Storage
import Synchronization
import TestSupport
import Testing

/// The first act of the tests' ledgers.
struct Begin: Act {
    static let kind = "Begin"
    static let policy = Policy.founder
    var name = "desk"
    func project(in context: ActContext) throws {}
}

/// A remark in a unit's book. An empty text is refused by a rule; a text that stands there already by the table.
struct Remark: Act {
    static let kind = "Remark"
    static let policy = Policy.any([.ownUnit([.reportingOfficer]), .role([.secretary])])
    static var changesDefinitions: Bool { false }
    var unit: String
    var text: String

    init(_ text: String, unit: String = "north") {
        self.unit = unit
        self.text = text
    }

    var subjectUnit: String? { unit }
    func check(in context: ActContext) throws {
        guard !text.isEmpty else { throw Failure(.missingText, ["field": "text", "language": "–"]) }
    }
    func project(in context: ActContext) throws {
        try context.tables.execute(
            "INSERT INTO remarks (number, unit, text, official) VALUES (?, ?, ?, ?)",
            [.integer(context.record.number), .text(unit), .text(text), .text(context.signatory.official)])
    }
}

/// Another kind with the same members as `Remark`.
struct Praise: Act {
    static let kind = "Praise"
    static let policy = Policy.role([.secretary])
    var unit: String
    var text: String
    func project(in context: ActContext) throws {}
}

/// A clock that stands where it is put.
final class DeskClock: Sendable {
    private let moment: Mutex<Int64>
    init(_ day: String = "2026-01-05") { moment = Mutex(Timestamp(day)?.milliseconds ?? 0) }
    var now: Timestamp { Timestamp(milliseconds: moment.withLock { $0 }) }
    func set(_ text: String) { moment.withLock { $0 = Timestamp(text)?.milliseconds ?? $0 } }
}

/// A registrar over an empty database, without an institution: one book of remarks, and three people with dated posts.
struct Desk {
    static let migrations = [
        Migration(number: 1, name: "ledger", sql: LedgerTables.sql),
        Migration(
            number: 2, name: "remarks",
            sql:
                "CREATE TABLE remarks (number INTEGER PRIMARY KEY, unit TEXT NOT NULL, text TEXT NOT NULL UNIQUE, official TEXT NOT NULL);"
        ),
    ]
    static let catalogue = ActCatalogue([Begin.self, Remark.self, Praise.self])
    static let founder = Signatory(official: "root", post: "p0", role: .administrator, unit: "house")
    static let officer = Signatory(official: "amina", post: "p1", role: .reportingOfficer, unit: "north")
    static let secretary = Signatory(official: "bilal", post: "p2", role: .secretary, unit: "house")
    static let auditor = Signatory(official: "salma", post: "p3", role: .auditor, unit: "house")

    /// The secretary holds the post in 2026 only; whoever else is named holds theirs for ever.
    static let resolve: SignatoryResolver = { official, post, time, _ in
        guard let found = [founder, officer, secretary, auditor].first(where: { $0.official == official && $0.post == post }),
            official != "bilal" || time.text.hasPrefix("2026")
        else { throw Failure(.notAppointed, ["official": official, "post": post, "date": String(time.text.prefix(10))]) }
        return found
    }

    let database: any Database
    let key: SigningKey
    let clock: DeskClock
    let registrar: Registrar

    init(_ database: any Database, key: SigningKey? = nil, guardFile: GuardFile? = nil, clock: DeskClock = DeskClock()) throws {
        self.database = database
        self.key = try key ?? SigningKey.generate(name: "example.org/desk")
        self.clock = clock
        registrar = Registrar(
            database: database, key: self.key, guardFile: guardFile, clock: { clock.now }, resolve: Self.resolve)
    }

    /// Runs a test on a desk whose ledger has begun.
    static func open(_ engine: Engine, _ body: (Desk) async throws -> Void) async throws {
        try await Engines.withDatabase(engine, migrations) { database in
            let desk = try Desk(database)
            try await desk.registrar.submit(Begin(), by: founder)
            try await body(desk)
        }
    }

    /// Expects a refusal with this code.
    func refused(
        _ code: FailureCode, _ act: some Act, by signatory: Signatory = Desk.officer, key: String? = nil,
        at place: SourceLocation = #_sourceLocation
    ) async {
        let error = await #expect(throws: Failure.self, sourceLocation: place) {
            try await registrar.submit(act, by: signatory, idempotencyKey: key)
        }
        #expect(error?.code == code, "\(error.map { "\($0)" } ?? "accepted")", sourceLocation: place)
    }

    func size() async throws -> Int64 { try await database.read { try LedgerBook.size(in: $0) } }
    func remarks() async throws -> Int { try await database.read { try $0.query("SELECT number FROM remarks").count } }

    /// Replays the whole ledger into an empty database, compares the book, and returns the entries.
    @discardableResult
    func audit() async throws -> [Entry] {
        let key = self.key
        let entries = try await database.read { try LedgerBook.entries(from: 0, limit: 1_000_000, in: $0) }
        try await Engines.withDatabase(.sqlite, Self.migrations) { target in
            let replay = try await target.write { tables in
                var replay = Replay(catalogue: Self.catalogue, resolve: Self.resolve)
                try replay.add(entries, into: tables)
                return replay
            }
            try await database.read { try replay.finish(source: $0, verifier: key.verifier) }
            let kept = try await database.read { try $0.digest(of: "remarks").sha256 }
            #expect(try await target.read { try $0.digest(of: "remarks").sha256 } == kept)
        }
        for (before, after) in zip(entries, entries.dropFirst()) { #expect(before.record.time <= after.record.time) }
        return entries
    }
}
