import Acts
import Figures
import Ledger
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Institution

/// A small institution for the tests of the year: a directorate general, the judicial police (`dpj`), information systems
/// (`dsic`) and the general inspection (`igi`). Acts go through policy, check and projection as the registrar does it,
/// and through their committed form, so that what is tested is what will be replayed.
actor Stage {
    /// One act as a ledger would hold it.
    struct Entry: Sendable {
        let act: any Act
        let signatory: Signatory
        let record: Record
    }

    static let tables =
        CycleTables.names + TermsTables.names + SelfAssessmentTables.names + EvaluationTables.names + MeetingTables.names
        + PrioritiesTables.names + RoadmapTables.names + PublicationsTables.names

    nonisolated let database: any Database
    /// The key of the log, where the acts go through a registrar.
    nonisolated let key: SigningKey?
    private(set) var journal: [Entry] = []
    private let registrar: Registrar?
    private let now = StageClock()
    private var watcher: (@Sendable () async throws -> Void)?

    /// A stage on an empty database. With a key the acts go through a registrar and its ledger, without one straight
    /// to the tables, which is quicker.
    init(_ database: any Database, key: SigningKey? = nil) {
        self.database = database
        self.key = key
        let now = self.now
        registrar = key.map {
            Registrar(database: database, key: $0, guardFile: nil, clock: { now.time }, resolve: Office.resolve)
        }
    }

    /// Runs a test on a stage with units, indicators and the open cycle of 2022.
    static func play(_ engine: Engine, cycle: Bool = true, _ body: (Stage) async throws -> Void) async throws {
        try await Engines.withDatabase(engine, Schema.migrations) { database in
            let stage = Stage(database)
            try await stage.found()
            if cycle { try await stage.act(year2022, by: .administrator, on: "2022-01-03") }
            try await body(stage)
        }
    }

    /// Runs a test on a stage whose acts go through a registrar and its ledger, with everyone in post and the open cycle of 2022.
    static func playLedgered(_ engine: Engine, _ body: (Stage) async throws -> Void) async throws {
        let key = try SigningKey.generate(name: "example.org/stage")
        try await Engines.withDatabase(engine, Schema.migrations) { database in
            let stage = Stage(database, key: key)
            try await stage.found()
            try await stage.appoint()
            try await stage.act(year2022, by: .administrator, on: "2022-01-03")
            try await body(stage)
        }
    }

    /// Founds the institution; through a registrar also with everyone's post, since only those appointed may act.
    func found() async throws {
        let founding = FoundInstitution(
            code: "dgsn", names: words("institution"), notice: nil, administrator: "admin", post: "p-admin")
        try await act(founding, by: .administrator, on: "2021-01-04")
        try await act(open("dgsn", under: nil), by: .administrator, on: "2021-01-04")
        for code in ["dpj", "dsic", "igi"] { try await act(open(code, under: "dgsn"), by: .administrator, on: "2021-01-04") }
        try await act(open("gone", under: "dgsn", closed: "2021-07-01"), by: .administrator, on: "2021-01-04")
        try await act(DefineMeasure(code: "percent", names: words("percent")), by: .administrator, on: "2021-01-04")
        for code in ["clearance", "violent_share"] {
            let indicator = Indicator(
                code: code, names: words(code), unitOfMeasure: "percent", decimals: 2, overUnits: .none, overTime: .none,
                direction: .up, definition: words(code), source: "test")
            try await act(DefineIndicator(indicator), by: .administrator, on: "2021-01-04")
        }
    }

    /// Gives everyone of the cast their post.
    func appoint() async throws {
        for signatory in Signatory.cast {
            for act in [
                RegisterOfficial(code: signatory.official, names: words(signatory.official)),
                CreatePost(
                    code: signatory.post, unit: signatory.unit, role: signatory.role, names: words(signatory.post)),
                AppointOfficial(official: signatory.official, post: signatory.post, since: "2021-01-04"),
            ] as [any Act] { try await self.act(act, by: .administrator, on: "2021-01-04") }
        }
    }

    private func open(_ code: String, under parent: String?, closed: String? = nil) -> OpenUnit {
        OpenUnit(
            code: code, parent: parent, unitKind: "directorate", names: words(code), opened: "1956-05-16", closed: closed)
    }

    /// The day on which a kind of act is done where a test names none: a day of its phase.
    static let usualDays = [
        "SubmitSelfAssessment": "2022-12-14",
        "HoldMeeting": "2022-12-22", "RecordDecision": "2022-12-22", "FreezeDossier": "2022-12-22", "RecordAttendance": "2022-12-22",
        "RecordIntervention": "2022-12-22", "GiveGuidance": "2022-12-22", "SignMinutes": "2022-12-23", "FollowDecision": "2023-03-01",
        "RateUnit": "2022-12-20", "SendBack": "2022-12-20", "DrawSample": "2022-12-20", "RecordSampleCheck": "2022-12-20",
        "AdoptObjective": "2022-12-22", "AdoptRoadmap": "2022-12-22", "CloseDecision": "2022-12-22",
        "RefuseDecision": "2022-12-22", "ReopenRoadmap": "2022-12-22", "ReportProgress": "2023-04-03",
        "ReviseObjective": "2023-03-20",
    ]

    /// Does an act on a day; returns its number. A refusal leaves nothing.
    @discardableResult
    func act(_ act: some Act, by signatory: Signatory, on named: String? = nil) async throws -> Int64 {
        let day = named ?? Self.usualDays[type(of: act).kind] ?? "2022-01-10"
        let bytes = try act.encodedMembers()
        let read = try type(of: act).decoded(fromBody: bytes)
        #expect(try read.encodedMembers() == bytes)
        let time = Timestamp(milliseconds: Int64(try Day(day).number) * 86_400_000 + Int64(journal.count))
        if let registrar {
            now.time = time
            let number = try await registrar.submit(read, by: signatory).number
            try await watcher?()
            return number
        }
        let entry = Entry(
            act: read, signatory: signatory,
            record: Record(number: Int64(journal.count), time: time, kind: type(of: act).kind))
        try await database.write { try Stage.run(entry, in: $0, checking: true) }
        journal.append(entry)
        return entry.record.number
    }

    /// Runs something after each act that goes through the registrar.
    func watch(_ watcher: @escaping @Sendable () async throws -> Void) { self.watcher = watcher }

    static func run(_ entry: Entry, in tables: any Connection, checking: Bool) throws {
        let context = ActContext(tables: tables, signatory: entry.signatory, record: entry.record)
        if checking {
            let policy = type(of: entry.act).policy
            let empty = entry.record.number == 0
            guard policy.allows(entry.signatory, unit: entry.act.subjectUnit, ledgerIsEmpty: empty) else {
                throw Failure(.notAllowed)
            }
            try entry.act.check(in: context)
        }
        try entry.act.project(in: context)
    }

    /// Expects an act to be refused with this code.
    func refused(
        _ code: FailureCode, _ act: some Act, by signatory: Signatory, on day: String? = nil,
        at place: SourceLocation = #_sourceLocation
    ) async {
        let error = await #expect(throws: Failure.self, sourceLocation: place) {
            try await self.act(act, by: signatory, on: day)
        }
        #expect(error?.code == code, "\(error.map { "\($0)" } ?? "accepted")", sourceLocation: place)
    }

    nonisolated func read<T: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
        try await database.read(body)
    }
}

/// The day on the stage.
final class StageClock: Sendable {
    private let moment = Mutex(Timestamp(milliseconds: 0))
    var time: Timestamp {
        get { moment.withLock { $0 } }
        set { moment.withLock { $0 = newValue } }
    }
}

extension Signatory {
    /// Everyone but the administrator, who is appointed by the founding.
    static let cast: [Signatory] = [
        .director, .headOfPolice, .officerOfPolice, .headOfSystems, .evaluator, .secretary, .communication,
    ]
    static let administrator = Signatory(official: "admin", post: "p-admin", role: .administrator, unit: "dgsn")
    static let director = Signatory(official: "othmane", post: "p-dg", role: .directorGeneral, unit: "dgsn")
    static let headOfPolice = Signatory(official: "amina", post: "p-dpj", role: .unitHead, unit: "dpj")
    static let officerOfPolice = Signatory(official: "bilal", post: "p-dpj-2", role: .reportingOfficer, unit: "dpj")
    static let headOfSystems = Signatory(official: "salma", post: "p-dsic", role: .unitHead, unit: "dsic")
    static let evaluator = Signatory(official: "nadia", post: "p-igi", role: .evaluator, unit: "igi")
    static let secretary = Signatory(official: "yassine", post: "p-sec", role: .secretary, unit: "dgsn")
    static let communication = Signatory(official: "hind", post: "p-com", role: .communication, unit: "dgsn")
}

/// A text in three languages from one word, for tests that are not about words.
func words(_ text: String) -> Trilingual { Trilingual(ar: "نص \(text)", fr: "texte \(text)", en: "text \(text)") }

let year2022 = OpenCycle(
    year: 2022,
    phases: [
        PhaseDates(.terms, starts: "2022-01-03", ends: "2022-01-14"),
        PhaseDates(.reporting, starts: "2022-01-15", ends: "2022-12-15"),
        PhaseDates(.selfAssessment, starts: "2022-12-12", ends: "2022-12-19"),
        PhaseDates(.evaluation, starts: "2022-12-20", ends: "2022-12-21"),
        PhaseDates(.meeting, starts: "2022-12-22", ends: "2022-12-22"),
        PhaseDates(.roadmap, starts: "2022-12-22", ends: "2022-12-22"),
        PhaseDates(.publication, starts: "2022-12-23", ends: "2022-12-23"),
        PhaseDates(.followUp, starts: "2022-12-24", ends: "2023-12-20"),
    ])

/// Four commitments of the judicial police, weights 30 + 20 + 35 + 15.
let policeTerms = ProposeTerms(
    year: 2022, unit: "dpj",
    commitments: [
        ProposedCommitment(
            code: "PJ-01", text: words("clearance"), indicator: "clearance", baseline: "90.4", targetType: .atLeast,
            target: "95", weight: 30),
        ProposedCommitment(
            code: "PJ-02", text: words("violence"), indicator: "violent_share", baseline: "9.73", targetType: .atMost,
            target: "7", weight: 20),
        ProposedCommitment(
            code: "PJ-03", text: words("requests"), baseline: "0", targetType: .atLeast, target: "800", weight: 35),
        ProposedCommitment(
            code: "PJ-05", text: words("brigades"), targetType: .milestone, weight: 15, due: "2022-12-31",
            dependsOn: ["PJ-01"]),
    ])

extension Stage {
    /// Proposes and signs the terms of the judicial police; returns the proposal's number.
    @discardableResult
    func signedTerms(_ terms: ProposeTerms = policeTerms) async throws -> Int64 {
        let proposal = try await act(terms, by: .officerOfPolice)
        try await act(SignTerms(year: 2022, unit: "dpj", proposal: proposal), by: .headOfPolice)
        try await act(VetTerms(year: 2022, unit: "dpj", proposal: proposal, outcome: .cleared), by: .evaluator)
        try await act(SignTerms(year: 2022, unit: "dpj", proposal: proposal), by: .director)
        return proposal
    }
}
