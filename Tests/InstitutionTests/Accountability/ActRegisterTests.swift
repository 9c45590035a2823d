import Acts
import Storage
import TestSupport
import Testing

@testable import Institution

/// The register of acts: who acted, whom it concerns.
@Suite struct ActRegisterTests {
    static func rows(_ sort: String, _ code: String, _ database: any Database) async throws -> [String] {
        try await database.read { tables in
            try tables.query(
                "SELECT kind, part, year FROM act_subjects WHERE sort = ? AND code = ? ORDER BY number", [.text(sort), .text(code)]
            ).map { "\(try $0.text("kind")) \(try $0.text("part")) \(try $0.integerOrNil("year") ?? 0)" }
        }
    }

    @Test(arguments: Engines.all)
    func everyActStandsUnderItsPostAndItsUnits(engine: Engine) async throws {
        try await DelegationTests.play(engine) { stage in
            let proposal = try await stage.act(policeTerms, by: .officerOfPolice, on: "2022-01-05")
            try await stage.act(SignTerms(year: 2022, unit: "dpj", proposal: proposal), by: .headOfPolice, on: "2022-01-06")
            try await stage.act(HoldMeeting(year: 2022, held: "2022-12-22", place: words("Rabat")), by: .secretary, on: "2022-12-22")
            try await stage.act(
                RecordDecision(year: 2022, number: 1, text: words("d"), owner: "dsic", due: "2023-06-30"), by: .secretary, on: "2022-12-22")
            try await ActRegister.catchUp(stage.database)
            #expect(try await Self.rows("post", "p-dpj-2", stage.database) == [
                "CreatePost about 0", "AppointOfficial about 0", "ProposeTerms by 2022",
            ])
            #expect(try await Self.rows("unit", "dpj", stage.database) == [
                "OpenUnit about 0", "CreatePost about 0", "AppointOfficial about 0", "CreatePost about 0", "AppointOfficial about 0",
                "ProposeTerms both 2022", "SignTerms both 2022",
            ])
            #expect(try await Self.rows("unit", "dsic", stage.database) == [
                "OpenUnit about 0", "CreatePost about 0", "AppointOfficial about 0", "RecordDecision about 2022",
            ])
            #expect(try await Self.rows("post", "p-sec", stage.database).suffix(2) == ["HoldMeeting by 2022", "RecordDecision by 2022"])
        }
    }

    /// A database that was filled before there was a register gets it from the bodies; a check of the whole ledger covers it.
    @Test(arguments: Engines.all)
    func itIsFilledFromTheLedgerAndChecked(engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.report("n1", "2020", figure("crimes", "1"))
            #expect(try await house.read { try ActRegister.size(in: $0) } < house.size())
            _ = try await Rebuild.check(house.office)
            #expect(try await house.read { try ActRegister.size(in: $0) } == house.size())
            let kept = try await Self.rows("unit", "n1", house.office.database)
            #expect(kept.last == "SubmitReturn about 2020")
            try await house.office.database.write { tables in
                try tables.execute("DELETE FROM act_subjects")
                try tables.execute("DELETE FROM act_register")
            }
            try await ActRegister.catchUp(house.office.database)
            #expect(try await Self.rows("unit", "n1", house.office.database) == kept)
            try await house.office.database.write { try $0.execute("UPDATE act_subjects SET part = 'by' WHERE code = 'n1'") }
            let error = await #expect(throws: Failure.self) { try await Rebuild.check(house.office) }
            #expect(error?.code == .projectionDiffers && error?.arguments["table"] == "act_subjects")
        }
    }
}
