import Acts
import Storage
import TestSupport
import Testing

@testable import Institution

@Suite struct SelfAssessmentTests {
    typealias Item = SubmitSelfAssessment.Item

    static func act(_ items: [Item]) -> SubmitSelfAssessment { SubmitSelfAssessment(year: 2022, unit: "dpj", items: items) }

    @Test(arguments: Engines.all)
    func submissionsAndRefusals(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            let claim = Item(kind: .achievement, text: words("better"))
            await stage.refused(.notAllowed, Self.act([claim]), by: .evaluator)
            await stage.refused(.notAllowed, Self.act([claim]), by: .headOfSystems)
            await stage.refused(.outOfPhase, Self.act([claim]), by: .headOfPolice, on: "2022-12-11")
            await stage.refused(.outOfPhase, Self.act([claim]), by: .headOfPolice, on: "2022-12-20")
            await stage.refused(.missingText, Self.act([]), by: .headOfPolice)
            await stage.refused(
                .tooManyStatements, Self.act(Array(repeating: claim, count: SubmitSelfAssessment.mostItems + 1)), by: .headOfPolice)
            await stage.refused(
                .unknownIndicator, Self.act([Item(kind: .challenge, text: words("x"), cites: ["no"])]), by: .headOfPolice)
            await stage.refused(
                .unknownCommitment, Self.act([Item(commitment: "PJ-01", kind: .challenge, text: words("x"))]),
                by: .headOfPolice)
            await stage.refused(
                .missingText, Self.act([Item(kind: .constraint, text: Trilingual(ar: "ن", fr: "t", en: ""))]),
                by: .headOfPolice)
            try await stage.signedTerms()
            let first = try await stage.act(Self.act([claim]), by: .officerOfPolice)
            let supported = Item(
                commitment: "PJ-01", kind: .constraint, text: words("delays"), cites: ["clearance", "violent_share"],
                periods: ["violent_share": "2022-Q3"], severity: .serious, remover: .init(outside: "المشغلون"))
            let plan = Item(commitment: "PJ-01", kind: .wayForward, text: words("agreement"))
            let second = try await stage.act(Self.act([supported, claim, plan]), by: .headOfPolice)
            let current = try await stage.read { try SelfAssessmentBook.current(year: 2022, unit: "dpj", in: $0) }
            #expect(current?.items == [supported, claim, plan])
            #expect(current?.items.map(\.isUnsupported) == [false, true, false])
            #expect(current?.items(.constraint) == [supported])
            let history = try await stage.read { try SelfAssessmentBook.history(year: 2022, unit: "dpj", in: $0) }
            #expect(history.map(\.by.number) == [first, second])
            #expect(history.map(\.replacedBy) == [second, nil])
            #expect(history.map(\.items.count) == [1, 3])
            #expect(try await stage.read { try SelfAssessmentBook.units(year: 2022, in: $0) } == ["dpj"])
            let line = try #require(try await stage.read { try SelfAssessmentBook.lines(year: 2022, in: $0) }.first)
            #expect([line.versions, line.statements, line.unsupported, line.difficulties, line.unanswered] == [2, 3, 1, 1, 1])
            #expect(line.by.number == second)
        }
    }

    @Test(arguments: Engines.all)
    func citedPeriods(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            func refused(_ code: FailureCode, _ periods: [String: String]) async {
                let item = Item(kind: .achievement, text: words("x"), cites: ["clearance"], periods: periods)
                await stage.refused(code, Self.act([item]), by: .headOfPolice)
            }
            await refused(.malformedPeriod, ["clearance": "the autumn"])
            await refused(.futurePeriod, ["clearance": "2023-Q1"])
            await refused(.unknownIndicator, ["violent_share": "2022"])
            let twice = Item(kind: .achievement, text: words("x"), cites: ["clearance", "clearance"])
            await stage.refused(.numberTaken, Self.act([twice]), by: .headOfPolice)
        }
    }

    /// Once the institution has a taxonomy, difficulties have their place in it.
    @Test(arguments: Engines.all)
    func difficultiesAreClassified(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            await stage.refused(.notAllowed, DefineTaxon(code: "law", rank: 1, names: words("law")), by: .headOfPolice)
            await stage.refused(.malformedCode, DefineTaxon(code: "the law", rank: 1, names: words("law")), by: .secretary)
            await stage.refused(.malformedValue, DefineTaxon(code: "law", rank: 0, names: words("law")), by: .secretary)
            await stage.refused(.unknownTaxon, RetireTaxon(code: "law"), by: .secretary)
            try await stage.act(DefineTaxon(code: "law", rank: 2, names: words("law")), by: .secretary)
            try await stage.act(DefineTaxon(code: "staff", rank: 1, names: words("staff")), by: .administrator)
            func refused(_ code: FailureCode, _ change: (inout Item) -> Void) async {
                var item = Item(
                    kind: .constraint, text: words("x"), cites: ["clearance"], taxon: "law", severity: .blocking,
                    remover: .init(unit: "dsic"))
                change(&item)
                await stage.refused(code, Self.act([item]), by: .headOfPolice)
            }
            await refused(.constraintIncomplete) { $0.taxon = nil }
            await refused(.constraintIncomplete) { $0.severity = nil }
            await refused(.constraintIncomplete) { $0.remover = nil }
            await refused(.constraintIncomplete) { $0.remover = .init() }
            await refused(.constraintIncomplete) { $0.remover = .init(unit: "dsic", outside: "ministry") }
            await refused(.unknownUnit) { $0.remover = .init(unit: "nowhere") }
            await refused(.missingText) { $0.remover = .init(outside: "  ") }
            await refused(.unknownTaxon) { $0.taxon = "money" }
            await refused(.constraintIncomplete) { ($0.kind, $0.taxon) = (.challenge, nil) }
            await refused(.malformedValue) { $0.kind = .achievement }
            try await stage.act(Self.act([Item(kind: .challenge, text: words("x"), taxon: "law")]), by: .headOfPolice)
            try await stage.act(RetireTaxon(code: "law"), by: .secretary)
            await stage.refused(.taxonRetired, RetireTaxon(code: "law"), by: .secretary)
            await refused(.taxonRetired) { _ in }
            let taxons = try await stage.read { try TaxonBook.all(in: $0) }
            #expect(taxons.map(\.code) == ["staff", "law"])
            #expect(taxons.map(\.isRetired) == [false, true])
            try await stage.act(DefineTaxon(code: "law", rank: 3, names: words("laws")), by: .secretary)
            try await stage.act(
                Self.act([Item(kind: .constraint, text: words("x"), taxon: "law", severity: .minor, remover: .init(unit: "dsic"))]),
                by: .headOfPolice)
        }
    }

    static func file(_ change: (inout FileEvidence) -> Void = { _ in }) -> FileEvidence {
        var file = FileEvidence(
            year: 2022, unit: "dpj", hash: String(repeating: "ab", count: 32), name: "محضر.pdf", mediaType: "application/pdf",
            bytes: 4_096, expires: "2022-12-31", caption: "محضر التسليم", inspection: "hasila inspector 1: pdf")
        change(&file)
        return file
    }

    @Test(arguments: Engines.all)
    func evidence(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            func refused(_ code: FailureCode, by signatory: Signatory = .headOfPolice, _ change: (inout FileEvidence) -> Void) async {
                await stage.refused(code, Self.file(change), by: signatory, on: "2022-06-01")
            }
            await refused(.notAllowed, by: .headOfSystems) { _ in }
            await refused(.noCycle) { $0.year = 2021 }
            await refused(.malformedValue) { $0.hash = "AB" }
            await refused(.evidenceFalseType) { $0.name = "minutes.docx" }
            await refused(.evidenceFalseType) { $0.name = "minutes" }
            await refused(.malformedValue) { $0.name = "../minutes.pdf" }
            await refused(.malformedValue) { $0.name = "fdp.\u{202E}setunim.pdf" }
            await refused(.malformedValue) { $0.name = ".hidden.pdf" }
            await refused(.evidenceTooLarge) { $0.bytes = Int64(FileEvidence.largest) + 1 }
            await refused(.evidenceTooLarge) { $0.bytes = 0 }
            await refused(.evidenceExpired) { $0.expires = "2022-05-31" }
            await refused(.malformedDay) { $0.expires = "soon" }
            await refused(.unknownCommitment) { $0.commitment = "PJ-01" }
            await refused(.missingText) { $0.inspection = "" }
            let number = try await stage.act(Self.file(), by: .officerOfPolice, on: "2022-06-01")
            await refused(.evidenceKnown) { $0.name = "again.pdf" }
            // The same bytes may be evidence for another unit.
            try await stage.act(Self.file { $0.unit = "dsic" }, by: .headOfSystems, on: "2022-06-01")
            let known = try await stage.read { try EvidenceBook.file(number, in: $0) }
            #expect(known?.name == "محضر.pdf")
            #expect(known?.isExpired(on: "2022-12-31") == false)
            #expect(known?.isExpired(on: "2023-01-01") == true)

            let hash = Self.file().hash
            func citing(_ hashes: [String]) -> SubmitSelfAssessment {
                Self.act([Item(kind: .achievement, text: words("done"), evidence: hashes)])
            }
            await stage.refused(.unknownEvidence, citing([String(repeating: "0", count: 64)]), by: .headOfPolice)
            await stage.refused(.numberTaken, citing([hash, hash]), by: .headOfPolice)
            try await stage.act(citing([hash]), by: .headOfPolice)
            let current = try await stage.read { try SelfAssessmentBook.current(year: 2022, unit: "dpj", in: $0) }
            #expect(current?.items.first?.evidence == [hash])
            #expect(current?.unsupported == 0)
            let reason = words("late")
            try await stage.act(
                ExtendPhase(year: 2022, phase: .selfAssessment, until: "2023-01-31", reason: reason), by: .administrator, on: "2022-12-19")
            await stage.refused(.evidenceExpired, citing([hash]), by: .headOfPolice, on: "2023-01-02")
        }
    }

    /// Many units may submit in the same minutes: what a submission reads does not grow with them.
    @Test func oneSubmissionReadsTheSameHoweverManyThereAre() async throws {
        try await Stage.play(.sqlite) { stage in
            try await stage.signedTerms()
            let items = (0..<60).map {
                Item(commitment: "PJ-01", kind: .achievement, text: words("result \($0)"), cites: ["clearance", "violent_share"])
            }
            let act = Self.act(items)
            let counts = try await stage.database.read { tables in
                try [1, 60].map { count in
                    let counting = CountingConnection(tables)
                    var smaller = act
                    smaller.items = Array(act.items.prefix(count))
                    let day = try #require(Timestamp("2022-12-14"))
                    try smaller.check(
                        in: ActContext(
                            tables: counting, signatory: .headOfPolice, record: Record(number: 900, time: day, kind: "")))
                    return counting.queries
                }
            }
            #expect(counts[0] == counts[1], "one look-up for each statement would grow: \(counts)")
        }
    }
}

/// Counts what is asked of the counted.
final class CountingConnection: Connection {
    private let counted: any Connection
    private(set) var queries = 0

    init(_ tables: any Connection) { counted = tables }

    var engine: Engine { counted.engine }
    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int { try counted.execute(sql, arguments) }
    func query(_ sql: String, _ arguments: [SQLValue]) throws -> [Row] {
        queries += 1
        return try counted.query(sql, arguments)
    }
    func forEach(_ sql: String, _ arguments: [SQLValue], _ body: (Row) throws -> Void) throws {
        queries += 1
        try counted.forEach(sql, arguments, body)
    }
    func insert(_ sql: String, rows: [[SQLValue]]) throws { try counted.insert(sql, rows: rows) }
    func savepoint<T>(_ body: () throws -> T) throws -> T { try counted.savepoint(body) }
    func notify(_ channel: String, _ payload: String) throws { try counted.notify(channel, payload) }
    func tables() throws -> [String] { try counted.tables() }
    func columns(of table: String) throws -> [Column] { try counted.columns(of: table) }
}
