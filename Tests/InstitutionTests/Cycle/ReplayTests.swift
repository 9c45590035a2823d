import Acts
import Ledger
import Storage
import TestSupport
import Testing

@testable import Institution

/// The whole year once, and the same year replayed from nothing on each engine: the tables must be identical.
@Suite struct ReplayTests {
    static func wholeYear(_ stage: Stage) async throws {
        try await stage.act(policeTerms, by: .headOfPolice)
        try await stage.act(
            SetPriority(year: 2022, code: "P1", rank: 1, text: words("digital"), source: "https://example.org"), by: .director)
        try await negotiation(stage)
        try await stage.signedTerms()
        try await stage.act(DefineTaxon(code: "outside", rank: 1, names: words("outside bodies")), by: .secretary)
        try await stage.act(SelfAssessmentTests.file(), by: .officerOfPolice, on: "2022-12-14")
        let assessment = SubmitSelfAssessment(
            year: 2022, unit: "dpj",
            items: [
                .init(
                    commitment: "PJ-01", kind: .achievement, text: words("rate"), cites: ["clearance"],
                    periods: ["clearance": "2022-Q3"], evidence: [SelfAssessmentTests.file().hash]),
                .init(kind: .constraint, text: words("delays"), taxon: "outside", severity: .minor, remover: .init(unit: "dsic")),
            ])
        try await stage.act(assessment, by: .headOfPolice, on: "2022-12-14")
        try await stage.act(assessment, by: .officerOfPolice, on: "2022-12-15")
        try await stage.act(
            ExtendPhase(year: 2022, phase: .evaluation, unit: "dpj", until: "2022-12-31", reason: words("visit")), by: .director)
        try await stage.act(SetReminders(daysBefore: [7, 1], daysAfter: [1], escalateAfter: 7), by: .director)
        try await stage.act(SetContact(post: "p-admin", email: "admin@example.org", language: "fr"), by: .administrator)
        for text in ["spring", "spring, corrected"] {
            try await stage.act(FollowUpTests.spring(text), by: .officerOfPolice, on: "2022-04-10")
        }
        let rating = try await RateUnitTests.rating(stage)
        try await stage.act(rating, by: .evaluator, on: "2022-12-20")
        let second = try await evaluationInFull(stage, assessment)
        try await stage.act(HoldMeeting(year: 2022, held: "2022-12-22", place: words("Rabat")), by: .secretary)
        try await stage.act(
            RecordDecision(year: 2022, number: 7, text: words("delays"), owner: "dpj", due: "2023-06-30", commitment: "PJ-03"),
            by: .secretary, on: "2022-12-22")
        try await stage.act(
            AnswerDifficulty(year: 2022, statements: [.init(assessment: second, item: 1)], manner: .decision, decision: 7),
            by: .secretary, on: "2022-12-22")
        try await stage.act(SetPriority(year: 2023, code: "P1", rank: 1, text: words("next")), by: .director)
        try await stage.act(SetPriority(year: 2023, code: "P1", rank: 2, text: words("next again")), by: .director)
        try await MeetingActsTests.wholeMeeting(stage)
        try await stage.act(
            AdoptObjective(
                year: 2023, code: "O1", text: words("agreement"), owner: "dpj", starts: "2023-01-01", due: "2023-06-30",
                target: "10", decision: .init(year: 2022, number: 7), priority: "P1",
                phases: [.init(code: "A", text: words("draft"), starts: "2023-01-01", due: "2023-03-31")]),
            by: .director, on: "2022-12-22")
        try await RoadmapTests.wholeRoadmap(stage)
        try await stage.act(
            PublishReport(
                year: 2022, languages: ["ar", "fr", "en"], manifest: String(repeating: "a", count: 64),
                checkpoint: .init(size: 3, root: String(repeating: "0", count: 64))), by: .communication, on: "2022-12-23")
        try await RoadmapTests.followUp(stage)
    }

    /// A comment, an assignment from above and an accepted dependency, before the terms are signed.
    static func negotiation(_ stage: Stage) async throws {
        try await stage.act(NegotiationTests.systems(), by: .headOfSystems)
        let waiting = try await stage.act(TermsTests.changed(0) { $0.dependsOn = ["SI-01"] }, by: .officerOfPolice)
        try await stage.act(
            CommentTerms(year: 2022, unit: "dpj", proposal: waiting, commitment: "PJ-01", text: "لماذا؟", language: "ar"), by: .director)
        try await stage.act(
            AcceptDependency(year: 2022, unit: "dsic", proposal: waiting, code: "PJ-01", dependsOn: "SI-01", accepted: true),
            by: .headOfSystems)
        try await stage.act(
            CascadeTerms(
                year: 2022, from: "dgsn", assignments: [.init(unit: "dsic", commitment: NegotiationTests.systems("DG-01").commitments[0])]),
            by: .director)
    }

    /// What needs the ledger itself: samples are drawn by its root.
    static let ofLedger: Set<String> = ["samples", "sample_figures", "sample_checks"]

    /// Sent back, submitted again, sampled, rated, answered, concluded, appealed, decided, approved; gives the new submission's number.
    static func evaluationInFull(_ stage: Stage, _ assessment: SubmitSelfAssessment) async throws -> Int64 {
        let first = try #require(try await stage.read { try SelfAssessmentBook.current(year: 2022, unit: "dpj", in: $0) })
        try await stage.act(
            SendBack(
                year: 2022, unit: "dpj", assessment: first.by.number, reason: Written("ما السند؟", "ar"), until: "2022-12-21"),
            by: .evaluator, on: "2022-12-20")
        let again = try await stage.act(assessment, by: .headOfPolice, on: "2022-12-20")
        if stage.key != nil { try await SampleTests.sampled(stage) }
        let rating = try await stage.act(RateUnitTests.rating(stage), by: .evaluator, on: "2022-12-21")
        try await ProcedureTests.untilApproval(stage, rating: rating)
        return again
    }

    static func contents(_ database: any Database) async throws -> [String: [[SQLValue]]] {
        try await database.read { tables in
            var all: [String: [[SQLValue]]] = [:]
            for table in Stage.tables {
                all[table] = try tables.query("SELECT * FROM \(table) ORDER BY 1, 2, 3").map(\.values)
            }
            return all
        }
    }

    /// Without a ledger: what the acts themselves give, on both engines.
    @Test(arguments: Engines.all)
    func theSameActsGiveTheSameTables(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            try await Self.wholeYear(stage)
            let first = try await Self.contents(stage.database)
            let empty = first.filter { $0.value.isEmpty }.keys.filter { !Self.ofLedger.contains($0) }
            #expect(empty.isEmpty, "every table of the year is filled")
            let journal = await stage.journal
            for other in Engines.all {
                try await Engines.withDatabase(other, Schema.migrations) { database in
                    try await database.write { tables in
                        for entry in journal { try Stage.run(entry, in: tables, checking: false) }
                    }
                    #expect(try await Self.contents(database) == first)
                }
            }
        }
    }

    /// Through the registrar and its ledger: what `rebuild --check` does, from each engine into each engine.
    @Test(arguments: Engines.all)
    func theLedgerGivesTheYearBack(engine: Engine) async throws {
        try await Stage.playLedgered(engine) { stage in
            let (database, key) = (stage.database, try #require(stage.key))
            try await Self.wholeYear(stage)
            let first = try await Self.contents(database)
            #expect(first.allSatisfy { !$0.value.isEmpty }, "every table of the year is filled")
            let size = Int(try await database.read { try LedgerBook.size(in: $0) })
            let entries = try await database.read { try LedgerBook.entries(from: 0, limit: size, in: $0) }
            for other in Engines.all {
                try await Engines.withDatabase(other, Schema.migrations) { target in
                    let replay = try await target.write { tables in
                        var replay = Replay(catalogue: Schema.catalogue, resolve: Office.resolve)
                        try replay.add(entries, into: tables)
                        return replay
                    }
                    #expect(try await Self.contents(target) == first)
                    try await database.read { try replay.finish(source: $0, verifier: key.verifier) }
                }
            }
        }
    }
}
