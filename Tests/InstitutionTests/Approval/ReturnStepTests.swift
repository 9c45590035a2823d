import Acts
import Figures
import Storage
import TestSupport
import Testing

@testable import Institution

@Suite struct ReturnStepTests {
    static let headOfN1 = Signatory(official: "mina", post: "p-head-n1", role: .unitHead, unit: "n1")
    static let headOfNorth = Signatory(official: "nadir", post: "p-head-north", role: .unitHead, unit: "north")
    static let headOfSouth = Signatory(official: "sami", post: "p-head-south", role: .unitHead, unit: "south")
    static let director = Signatory(official: "dina", post: "p-dg", role: .directorGeneral, unit: "dgsn")

    /// A house with heads along the line.
    private func open(_ engine: Engine = .sqlite, _ body: (House) async throws -> Void) async throws {
        try await House.open(engine) { house in
            for who in [Self.headOfN1, Self.headOfNorth, Self.headOfSouth, Self.director] {
                try await house.submit([
                    RegisterOfficial(code: who.official, names: words(who.official)),
                    CreatePost(code: who.post, unit: who.unit, role: who.role, names: words(who.post)),
                    AppointOfficial(official: who.official, post: who.post, since: "2020-01-01"),
                ])
            }
            try await body(house)
        }
    }

    private func state(_ house: House, _ unit: String = "n1", _ period: String = "2024") async throws -> ReturnStanding.State? {
        try await house.read { try StandingBook.standing(unit: unit, period: period, in: $0)?.state }
    }

    /// Whether the register of duties still expects the return of n1 for 2024; nil where it expects none at all.
    private func isOwed(_ house: House) async throws -> Bool? {
        try await house.read { tables in
            try DutyRegister.duties(year: 2024, on: "2026-01-05", unit: "n1", in: tables).first { $0.task == .submitReturn }?.isOwed
        }
    }

    @Test(arguments: Engines.all)
    func figuresGoUpTheLineAndComeBack(engine: Engine) async throws {
        try await open(engine) { house in
            let phases = Phase.allCases.map { PhaseDates($0, starts: "2024-01-01", ends: "2024-12-31") }
            try await house.submit(OpenCycle(year: 2024, phases: phases))
            try await house.submit(AssignReporting(indicator: "crimes", unit: "n1", since: "2020-01-01"))
            #expect(try await isOwed(house) == true)
            try await house.refused(.noReturn, VerifyReturn(unit: "n1", period: "2024", through: 1), by: Self.headOfN1)
            let first = try await house.report("n1", "2024", figure("crimes", "10"), by: House.officer).number
            #expect(try await state(house) == .submitted)
            let verify = VerifyReturn(unit: "n1", period: "2024", through: first)
            let accept = AcceptReturn(unit: "n1", period: "2024", through: first)
            try await house.refused(.stepNotDue, accept, by: Self.headOfNorth, ["standing": "submitted"])
            try await house.refused(.notUpTheLine, verify, by: Self.headOfSouth)
            try await house.refused(.returnMoved, VerifyReturn(unit: "n1", period: "2024", through: first - 1), by: Self.headOfN1)
            try await house.submit(verify, by: Self.headOfN1)
            try await house.refused(.stepNotDue, verify, by: Self.headOfNorth, ["standing": "verified"])
            try await house.refused(.notUpTheLine, accept, by: Self.headOfN1)
            try await house.submit(accept, by: Self.headOfNorth)
            #expect(try await state(house) == .accepted)
            let back = SendBackReturn(unit: "n1", period: "2024", through: first, reason: Written("Le total manque.", "fr"))
            try await house.refused(
                .missingText, SendBackReturn(unit: "n1", period: "2024", through: first, reason: Written(" ", "fr")), by: Self.director)
            try await house.submit(back, by: Self.director)
            try await house.refused(.stepNotDue, back, by: Self.director, ["standing": "sent_back"])
            #expect(try await isOwed(house) == true, "what was sent back is owed again")
            let second = try await house.report("n1", "2024", figure("crimes", "12"), by: House.officer).number
            #expect(try await state(house) == .submitted, "what was entered anew goes up anew")
            #expect(try await isOwed(house) == false)
            try await house.submit(VerifyReturn(unit: "n1", period: "2024", through: second), by: Self.headOfNorth)
            let standing = try #require(try await house.read { try StandingBook.standings(year: 2024, in: $0) }.first)
            #expect(standing.steps.map(\.step) == [.verify, .accept, .sendBack, .verify])
            #expect(standing.state == .verified && standing.returns == 2 && standing.figures == 2)
            #expect(standing.first.number == first && standing.latest.number == second)
            #expect(try await house.read { try StandingBook.breaches(in: $0) } == [])
            _ = try await Rebuild.check(house.office)
        }
    }

    @Test func nobodyChecksTheirOwnWork() async throws {
        try await open { house in
            let own = try await house.report("n1", "2024", figure("crimes", "10"), by: Self.headOfN1).number
            try await house.refused(.ownWork, VerifyReturn(unit: "n1", period: "2024", through: own), by: Self.headOfN1)
            // Also where another person's return came after it.
            let later = try await house.report("n1", "2024", figure("solved", "3"), by: House.officer).number
            try await house.refused(.ownWork, VerifyReturn(unit: "n1", period: "2024", through: later), by: Self.headOfN1)
            try await house.submit(VerifyReturn(unit: "n1", period: "2024", through: later), by: Self.headOfNorth)
            try await house.refused(.ownWork, AcceptReturn(unit: "n1", period: "2024", through: later), by: Self.headOfNorth)
            try await house.submit(AcceptReturn(unit: "n1", period: "2024", through: later), by: House.statistician)
            // The query finds what the acts refuse.
            try await house.office.database.write { tables in
                try tables.execute(
                    """
                    INSERT INTO return_steps (made, unit, period, step, through, official, post, recorded)
                    VALUES (100000, 'n1', '2024', 'verify', \(later), 'mina', 'p-head-n1', 0)
                    """)
            }
            #expect(try await house.read { try StandingBook.breaches(in: $0) } == [100_000])
        }
    }

    @Test func aCorrectionOfCheckedFiguresSaysWhy() async throws {
        try await open { house in
            let number = try await house.report("n1", "2024", figure("crimes", "10"), by: House.officer).number
            try await house.report("n1", "2024", figure("crimes", "11"), by: House.officer)
            try await house.refused(.returnMoved, VerifyReturn(unit: "n1", period: "2024", through: number), by: Self.headOfN1)
            let latest = try await house.size() - 1
            try await house.submit(VerifyReturn(unit: "n1", period: "2024", through: latest), by: Self.headOfN1)
            let changed = SubmitReturn(unit: "n1", period: "2024", values: [figure("crimes", "12")])
            try await house.refused(.correctionNeedsReason, changed, by: House.officer, ["indicator": "crimes", "standing": "verified"])
            try await house.refused(
                .correctionNeedsReason, SubmitReturn(unit: "n1", period: "2024", reason: " ", values: changed.values), by: House.officer)
            // The same value again, and a figure that was not there, need none.
            try await house.report("n1", "2024", figure("crimes", "11"), figure("kilos", "2.500"), by: House.officer)
            let again = try await house.size() - 1
            try await house.submit(VerifyReturn(unit: "n1", period: "2024", through: again), by: Self.headOfN1)
            try await house.report("n1", "2024", figure("kilos", "2.5"), by: House.officer)
            try await house.submit(
                SubmitReturn(unit: "n1", period: "2024", reason: "Deux dossiers comptés deux fois", values: changed.values), by: House.officer)
            let history = try await house.read { try ReturnBook.history(indicator: "crimes", unit: "n1", period: "2024", in: $0) }
            #expect(history.map(\.value.value) == ["10", "11", "11", "12"])
            #expect(history.last?.reason == "Deux dossiers comptés deux fois")
            #expect(try await house.answer("crimes", "dgsn", "2024").value == ExactDecimal(mantissa: 12, decimals: 0), "at the root in the next read")
        }
    }

    @Test(arguments: Engines.all)
    func aLockedPeriodTakesNoFigures(engine: Engine) async throws {
        try await open(engine) { house in
            let reason = Written("Clôture", "fr")
            try await house.report("n1", "2023", figure("crimes", "1"))
            try await house.refused(.futurePeriod, LockPeriod(period: "2027", reason: reason))
            try await house.refused(.notLocked, UnlockPeriod(period: "2023", reason: reason))
            try await house.refused(.notAllowed, UnlockPeriod(period: "2023", reason: reason), by: House.statistician)
            try await house.submit(LockPeriod(period: "2023", reason: reason), by: House.statistician)
            try await house.refused(.alreadyLocked, LockPeriod(period: "2023", unit: "north", reason: reason))
            let again = SubmitReturn(unit: "n1", period: "2023", reason: "late", values: [figure("crimes", "2")])
            try await house.refused(.periodLocked, again, ["period": "2023"])
            // Every period within it is closed, those around it are not.
            try await house.refused(.periodLocked, SubmitReturn(unit: "n1", period: "2023-05", values: [figure("monthly", "2")]))
            try await house.report("n1", "2024", figure("crimes", "2"))
            // Opened for a branch, until a day.
            try await house.submit(UnlockPeriod(period: "2023", unit: "north", until: "2026-01-10", reason: reason), by: Self.director)
            try await house.submit(again)
            try await house.refused(.periodLocked, SubmitReturn(unit: "s1", period: "2023", values: [figure("crimes", "2")]))
            house.clock.set("2026-01-11T08:00:00Z")
            try await house.refused(.periodLocked, SubmitReturn(unit: "n1", period: "2023", reason: "later", values: [figure("crimes", "3")]))
            // Opened for all, locked again for one unit, opened again for all.
            try await house.submit(UnlockPeriod(period: "2023", reason: reason), by: Self.director)
            try await house.submit(LockPeriod(period: "2023", unit: "s1", reason: reason))
            try await house.refused(.periodLocked, SubmitReturn(unit: "s1", period: "2023", values: [figure("crimes", "2")]))
            try await house.report("n2", "2023", figure("crimes", "2"))
            try await house.submit(UnlockPeriod(period: "2023", reason: reason), by: Self.director)
            try await house.report("s1", "2023", figure("crimes", "2"))
            let lock = try await house.read { try LockBook.lock(unit: "s1", span: Period("2023"), on: "2026-01-11", in: $0) }
            #expect(lock == nil)
            _ = try await Rebuild.check(house.office)
        }
    }

    @Test func figuresOfALockedPeriodAreNotSentBack() async throws {
        try await open { house in
            let number = try await house.report("n1", "2023", figure("crimes", "1")).number
            try await house.submit(LockPeriod(period: "2023", reason: Written("Clôture", "fr")))
            let back = SendBackReturn(unit: "n1", period: "2023", through: number, reason: Written("x", "fr"))
            try await house.refused(.periodLocked, back, by: Self.director)
            try await house.submit(VerifyReturn(unit: "n1", period: "2023", through: number), by: Self.headOfN1)
        }
    }
}
