import Acts
import Figures
import Ledger
import Storage
import TestSupport
import Testing

@testable import Institution

@Suite struct DelegationTests {
    /// A stage through a registrar and its ledger, with everyone in their posts and the open year.
    static func play(_ engine: Engine, _ body: (Stage) async throws -> Void) async throws {
        try await Engines.withDatabase(engine, Schema.migrations) { database in
            let stage = Stage(database, key: try SigningKey.generate(name: "example.org/stage"))
            try await stage.found()
            try await stage.appoint()
            try await stage.act(year2022, by: .administrator, on: "2022-01-03")
            try await body(stage)
        }
    }

    static func delegation(
        _ post: String = "p-dpj", to official: String = "bilal", _ starts: String = "2022-01-05", _ ends: String = "2022-01-12",
        kinds: [String]? = nil
    ) -> DelegatePost {
        DelegatePost(post: post, official: official, starts: starts, ends: ends, kinds: kinds, cause: .mission, reason: "mission abroad")
    }

    /// The signatory the register of delegations makes of an official on a day.
    static func acting(_ official: String, for post: String, on day: String, _ stage: Stage) async throws -> Signatory {
        try await stage.read { try OfficialBook.signatory(official: official, post: post, on: day, in: $0) }
    }

    static let salma = Signatory(official: "salma", post: "p-dpj", role: .unitHead, unit: "dpj", ownPost: "p-dsic")

    @Test(arguments: Engines.all)
    func theDelegateActsForThePostAndTheEntryShowsBoth(engine: Engine) async throws {
        try await Self.play(engine) { stage in
            let number = try await stage.act(Self.delegation(to: "salma"), by: .headOfPolice, on: "2022-01-04")
            #expect(try await Self.acting("salma", for: "p-dpj", on: "2022-01-05", stage) == Self.salma)
            let proposal = try await stage.act(policeTerms, by: .officerOfPolice, on: "2022-01-05")
            let signature = try await stage.act(
                SignTerms(year: 2022, unit: "dpj", proposal: proposal), by: Self.salma, on: "2022-01-06")
            let entry = try #require(try await stage.read { try LedgerBook.entry(signature, in: $0) })
            #expect((entry.official, entry.post) == ("salma", "p-dpj"))
            #expect(try ActBody.signatory(of: entry.body).ownPost == "p-dsic")
            let held = try await stage.read { try OfficialBook.signatories(of: "salma", on: "2022-01-06", in: $0) }
            #expect(held.map(\.post) == ["p-dsic", "p-dpj"])
            #expect(try await stage.read { try DelegationBook.delegation(number, in: $0)?.holder } == "amina")
        }
    }

    @Test(arguments: Engines.all)
    func outsideItsDaysAndAfterARecallNothingHolds(engine: Engine) async throws {
        try await Self.play(engine) { stage in
            let number = try await stage.act(Self.delegation(to: "salma"), by: .headOfPolice, on: "2022-01-04")
            let proposal = try await stage.act(policeTerms, by: .officerOfPolice, on: "2022-01-04")
            let signature = SignTerms(year: 2022, unit: "dpj", proposal: proposal)
            await stage.refused(.delegationOver, signature, by: Self.salma, on: "2022-01-04")
            await stage.refused(.delegationOver, signature, by: Self.salma, on: "2022-01-13")
            // The body must say through which post it is done, and truly.
            let silent = Signatory(official: "salma", post: "p-dpj", role: .unitHead, unit: "dpj")
            await stage.refused(.delegationOver, signature, by: silent, on: "2022-01-06")
            let recall = RecallDelegation(delegation: number, post: "p-dpj", reason: "back earlier")
            await stage.refused(.delegationRefused, recall, by: .evaluator, on: "2022-01-06")
            await stage.refused(.unknownDelegation, RecallDelegation(delegation: 1, post: "p-dpj", reason: "r"), by: .headOfPolice, on: "2022-01-06")
            await stage.refused(.missingText, RecallDelegation(delegation: number, post: "p-dpj", reason: " "), by: .headOfPolice, on: "2022-01-06")
            try await stage.act(recall, by: .headOfPolice, on: "2022-01-06")
            await stage.refused(.delegationOver, signature, by: Self.salma, on: "2022-01-06")
            await stage.refused(.unknownDelegation, recall, by: .headOfPolice, on: "2022-01-06")
        }
    }

    @Test(arguments: Engines.all)
    func onlyNamedKindsAreDelegated(engine: Engine) async throws {
        try await Self.play(engine) { stage in
            try await stage.act(Self.delegation(to: "salma", kinds: ["ProposeTerms"]), by: .headOfPolice, on: "2022-01-04")
            let acting = try await Self.acting("salma", for: "p-dpj", on: "2022-01-05", stage)
            #expect(acting.kinds == ["ProposeTerms"])
            #expect(ProposeTerms.allows(acting, unit: "dpj") && !SignTerms.allows(acting, unit: "dpj"))
            let proposal = try await stage.act(policeTerms, by: acting, on: "2022-01-05")
            await stage.refused(.notDelegated, SignTerms(year: 2022, unit: "dpj", proposal: proposal), by: acting, on: "2022-01-05")
            for kinds in [[], ["RateUnit"], ["Nothing"], ["SignTerms", "SignTerms"]] {
                let code: FailureCode = kinds.isEmpty ? .missingText : .malformedValue
                await stage.refused(code, Self.delegation(to: "nadia", kinds: kinds), by: .headOfPolice, on: "2022-01-04")
            }
        }
    }

    @Test(arguments: Engines.all)
    func whatCannotBeDelegatedIsRefused(engine: Engine) async throws {
        try await Self.play(engine) { stage in
            func refused(_ code: FailureCode, _ act: some Act, by signatory: Signatory = .headOfPolice) async {
                await stage.refused(code, act, by: signatory, on: "2022-01-05")
            }
            await refused(.delegationRefused, Self.delegation("p-dsic"))
            await refused(.delegationRefused, Self.delegation(to: "amina"))
            await refused(.unknownPost, Self.delegation("nowhere"))
            await refused(.unknownOfficial, Self.delegation(to: "nobody"))
            await refused(.endBeforeStart, Self.delegation("p-dpj", to: "salma", "2022-01-08", "2022-01-07"))
            await refused(.delegationOver, Self.delegation("p-dpj", to: "salma", "2022-01-01", "2022-01-04"))
            await refused(.malformedDay, Self.delegation("p-dpj", to: "salma", "2022-02-30", "2022-03-04"))
            try await stage.act(RegisterOfficial(code: "nora", names: words("nora")), by: .administrator, on: "2022-01-05")
            await refused(.delegateWithoutPost, Self.delegation(to: "nora"))
            try await stage.act(Self.delegation(to: "salma"), by: .headOfPolice, on: "2022-01-05")
            await refused(.delegationOverlaps, Self.delegation("p-dpj", to: "salma", "2022-01-12", "2022-01-20"))
            // A lent power is not lent on; also not the right to lend.
            await refused(.delegationRefused, Self.delegation(to: "nadia"), by: Self.salma)
            let auditor = Signatory(official: "aziz", post: "p-audit", role: .auditor, unit: "dgsn")
            for act in [
                RegisterOfficial(code: "aziz", names: words("aziz")),
                CreatePost(code: "p-audit", unit: "dgsn", role: .auditor, names: words("auditor")),
                AppointOfficial(official: "aziz", post: "p-audit", since: "2022-01-01"),
            ] as [any Act] { try await stage.act(act, by: .administrator, on: "2022-01-05") }
            await refused(.notAllowed, Self.delegation("p-audit", to: "salma"), by: auditor)
        }
    }

    /// What the giver may not do, the delegate may not do for them; and what a delegate did in a name is that person's work.
    @Test(arguments: Engines.all)
    func separationOfDutiesSeesThroughDelegation(engine: Engine) async throws {
        try await Self.play(engine) { stage in
            try await stage.act(Self.delegation(to: "salma"), by: .headOfPolice, on: "2022-01-04")
            // Proposed for the head: the head's own work, so she cannot sign it; nor can the delegate, whose hand it was.
            let proposal = try await stage.act(policeTerms, by: Self.salma, on: "2022-01-05")
            let signature = SignTerms(year: 2022, unit: "dpj", proposal: proposal)
            await stage.refused(.ownWork, signature, by: .headOfPolice, on: "2022-01-05")
            await stage.refused(.ownWork, signature, by: Self.salma, on: "2022-01-05")
            // An evaluator's post lent to the head of the unit evaluates anything but that unit, and not what its giver entered.
            try await stage.act(
                Self.delegation("p-igi", to: "amina", "2022-01-05", "2022-12-31"), by: .evaluator, on: "2022-01-05")
            let acting = try await Self.acting("amina", for: "p-igi", on: "2022-12-20", stage)
            #expect(acting.ownPost == "p-dpj")
            let reasons = try await stage.read { tables in
                try ["dpj", "dsic"].map { try Separation.reasons(evaluator: acting, of: $0, year: 2022, in: tables) }
            }
            #expect(reasons == [[.ownUnit, .terms], []])
            try await stage.act(
                Self.delegation("p-dsic", to: "nadia", "2022-01-05", "2022-01-20"), by: .headOfSystems, on: "2022-01-05")
            let forSystems = try await Self.acting("nadia", for: "p-dsic", on: "2022-01-06", stage)
            let figures = SubmitReturn(
                unit: "dsic", period: "2021", values: [ReturnedValue(indicator: "clearance", value: "90.00")])
            try await stage.act(figures, by: forSystems, on: "2022-01-06")
            let after = try await stage.read { tables in
                try [
                    // The evaluator entered it herself; the giver of the evaluator's post is bound by what she did.
                    Separation.reasons(evaluator: .evaluator, of: "dsic", year: 2021, in: tables),
                    Separation.reasons(evaluator: acting, of: "dsic", year: 2021, in: tables),
                    // It was done in the name of the head of systems.
                    Separation.reasons(
                        evaluator: Signatory(official: "salma", post: "p-x", role: .evaluator, unit: "igi"), of: "dsic", year: 2021,
                        in: tables),
                ]
            }
            #expect(after == [[.figures], [.figures], [.figures]])
        }
    }

    /// It lapses with its giver's appointment; one that fills a vacancy has no giver and ends by its date.
    @Test(arguments: Engines.all)
    func itLapsesWithItsGiver(engine: Engine) async throws {
        try await Self.play(engine) { stage in
            try await stage.act(Self.delegation("p-dpj", to: "salma", "2022-01-05", "2022-03-31"), by: .headOfPolice, on: "2022-01-05")
            try await stage.act(EndAppointment(official: "amina", post: "p-dpj", until: "2022-02-01"), by: .administrator, on: "2022-01-10")
            #expect(try await Self.acting("salma", for: "p-dpj", on: "2022-01-31", stage).ownPost == "p-dsic")
            let lapsed = await #expect(throws: Failure.self) { try await Self.acting("salma", for: "p-dpj", on: "2022-02-01", stage) }
            #expect(lapsed?.code == .delegationOver)
            let interim = DelegatePost(
                post: "p-dpj", official: "nadia", starts: "2022-02-01", ends: "2022-04-30", cause: .vacancy, reason: "interim")
            try await stage.act(interim, by: .administrator, on: "2022-02-01")
            #expect(try await Self.acting("nadia", for: "p-dpj", on: "2022-04-30", stage).ownPost == "p-igi")
            // Without a post of her own she is no official in service.
            try await stage.act(EndAppointment(official: "nadia", post: "p-igi", until: "2022-03-01"), by: .administrator, on: "2022-02-10")
            let gone = await #expect(throws: Failure.self) { try await Self.acting("nadia", for: "p-dpj", on: "2022-03-01", stage) }
            #expect(gone?.code == .delegateWithoutPost)
        }
    }

    @Test(arguments: Engines.all)
    func replayGivesTheSameTables(engine: Engine) async throws {
        try await Self.play(engine) { stage in
            let number = try await stage.act(Self.delegation(to: "salma"), by: .headOfPolice, on: "2022-01-04")
            try await stage.act(policeTerms, by: Self.salma, on: "2022-01-05")
            try await stage.act(RecallDelegation(delegation: number, post: "p-dpj", reason: "back"), by: .administrator, on: "2022-01-06")
            let source = stage.database
            try await ActRegister.catchUp(source)
            let entries = try await source.read { try LedgerBook.entries(from: 0, limit: 1_000, in: $0) }
            for other in Engines.all {
                try await Engines.withDatabase(other, Schema.migrations) { target in
                    try await target.write { tables in
                        var replay = Replay(catalogue: Schema.catalogue, resolve: Office.resolve)
                        try replay.add(entries, into: tables)
                        // In other slices than the original, which must not matter.
                        for entry in entries { try ActRegister.add([entry], in: tables) }
                    }
                    for table in AccountabilityTables.names + ["appointments"] {
                        let kept = try await source.read { try $0.digest(of: table).sha256 }
                        #expect(try await target.read { try $0.digest(of: table).sha256 } == kept, "\(table)")
                    }
                }
            }
        }
    }
}
