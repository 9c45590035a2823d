import Acts
import Figures
import Storage
import TestSupport
import Testing

@testable import Institution

/// The organization as it was known, and announced events that are taken back.
@Suite struct OrganizationHistoryTests {
    /// Whatever is recorded later, an answer as of a past moment is the one that was given then, bit for bit: value, coverage, status,
    /// what hangs, under every tree. Figures here state no moment of their own: those are history loaded later by their own word.
    @Test(arguments: Engines.all)
    func whatWasAnsweredIsAnsweredAgain(engine: Engine) async throws {
        try await House.open(engine) { house in
            var random = SeededGenerator()
            var mixer = Mixer()
            try await house.report("n1", "2012", figure("crimes", "7"))
            var given: [(moment: Timestamp, answers: [Answer], questions: [Question])] = []
            for (index, day) in ["10", "12", "14", "16", "18"].enumerated() {
                // Most of the mix is refused: it is drawn until enough was accepted, whatever the seed.
                var (drawn, accepted) = (0, 0)
                while accepted < 16 && drawn < 500 {
                    house.clock.set("2026-02-\(day)T\(10 + drawn / 50):\(10 + drawn % 50):00Z")
                    var act = mixer.act(500 * index + drawn, &random)
                    if var figures = act as? SubmitReturn {
                        for index in figures.values.indices { figures.values[index].asOf = nil }
                        act = figures
                    }
                    drawn += 1
                    do {
                        try await house.submit(act)
                        accepted += 1
                    } catch let failure as Failure { #expect(failure.code != .internal, "\(failure)") }
                }
                house.clock.set("2026-02-\(day)T23:00:00Z")
                let (moment, cube) = (house.clock.now, house.office.cube)
                let questions = try Self.questions(cube)
                given.append((moment, try cube.answers(questions), questions))
            }
            let size = try await house.size()
            #expect(size > 80)
            for (moment, answers, questions) in given {
                let cube = try await house.read { try CubeLoader.cube(asOf: moment, in: $0) }
                let again = try cube.answers(questions)
                let differing = zip(questions, zip(answers, again)).filter { $1.0 != $1.1 }
                #expect(differing.isEmpty, "\(moment.text): \(differing.prefix(2))")
            }
            let last = try #require(given.last)
            #expect(last.answers.contains { $0.value != nil })
            // What is known today, read from the events, is what the tables say.
            let now = house.clock.now
            let (read, kept) = try await house.read { try (OrganizationHistory.tree(asOf: now, in: $0), CubeLoader.tree(in: $0)) }
            #expect(read.units == kept.units)
        }
    }

    private static func questions(_ cube: Cube) throws -> [Question] {
        let trees = [TreeView.then, .on(try Day("2026-02-01")), .on(try Day("2012-06-30"))]
        let spans = [try Period("2012"), try Period("2001-01-01/P9000D")]
        return cube.indicators.flatMap { rule in
            cube.tree.codes.flatMap { unit in
                spans.flatMap { span in trees.map { Question(indicator: rule.code, unit: unit, span: span, tree: $0) } }
            }
        }
    }

    /// A split stated anew on its day: the history follows the last one, as the tables do.
    @Test func aSplitStatedAnewHasItsOwnHeir() async throws {
        try await House.open(.sqlite) { house in
            for shares in [("0.3", "0.7"), ("0.6", "0.4"), ("0.5", "0.5")] {
                let parts = [SplitUnit.Part(unit: "n2", share: shares.0), SplitUnit.Part(unit: "s1", share: shares.1)]
                try await house.submit(SplitUnit(unit: "n1", date: "2020-03-15", into: parts))
                let now = house.clock.now
                let (read, kept) = try await house.read { try (OrganizationHistory.tree(asOf: now, in: $0), CubeLoader.tree(in: $0)) }
                #expect(read.units == kept.units, "\(shares)")
            }
        }
    }

    /// History loaded later: before the founding an opening always counts, any other event from its own day on.
    @Test func beforeTheFoundingHistoryLoadedLaterStandsIn() async throws {
        try await House.open(.sqlite) { house in
            try await house.submit(MoveUnit(unit: "n1", date: "2012-01-01", parent: "south"))
            try await house.submit(house.open("late", under: "south", on: "2020-01-01"))
            let early = try #require(Timestamp("2010-06-01"))
            let after = try #require(Timestamp("2013-06-01"))
            let (then, later) = try await house.read {
                try (OrganizationHistory.tree(asOf: early, in: $0), OrganizationHistory.tree(asOf: after, in: $0))
            }
            let today = try Day("2026-01-05")
            #expect(try then.version(on: today).parent(of: "n1") == "north", "nobody knew of the move yet")
            #expect(try later.version(on: today).parent(of: "n1") == "south")
            #expect(then.index(of: "late") != nil)
            // From the founding on only what was recorded counts.
            house.clock.set("2026-01-06T08:00:00Z")
            try await house.submit(MoveUnit(unit: "n2", date: "2014-01-01", parent: "south"))
            let before = try #require(Timestamp("2026-01-05T23:00:00Z"))
            let known = try await house.read { try OrganizationHistory.tree(asOf: before, in: $0) }
            #expect(try known.version(on: today).parent(of: "n2") == "north")
        }
    }

    @Test(arguments: Engines.all)
    func anAnnouncedEventIsKnownAheadAndCanBeTakenBack(engine: Engine) async throws {
        try await House.open(engine) { house in
            let move = try await house.submit(MoveUnit(unit: "n1", date: "2027-01-01", parent: "south"))
            let (ahead, now) = (try Day("2027-01-01"), try Day("2026-12-31"))
            #expect(try house.office.cube.tree.version(on: ahead).parent(of: "n1") == "south")
            #expect(try house.office.cube.tree.version(on: now).parent(of: "n1") == "north")
            house.clock.set("2026-03-01T08:00:00Z")
            let back = WithdrawUnitEvent(event: move.number, unit: "n1", reason: "the plan changed")
            try await house.refused(.notAllowed, back, by: House.statistician)
            try await house.refused(.unknownUnitEvent, WithdrawUnitEvent(event: move.number, unit: "n2", reason: "x"))
            try await house.refused(.unknownUnitEvent, WithdrawUnitEvent(event: 1_000, unit: "n1", reason: "x"))
            try await house.refused(.missingText, WithdrawUnitEvent(event: move.number, unit: "n1", reason: " "))
            try await house.submit(back)
            #expect(try house.office.cube.tree.version(on: ahead).parent(of: "n1") == "north")
            try await house.refused(.unknownUnitEvent, back)
            // Another day may take the place of the one taken back, also an earlier one.
            try await house.submit(MoveUnit(unit: "n1", date: "2026-06-01", parent: "south"))
            let announced = try #require(Timestamp("2026-02-01"))
            let known = try await house.read { try OrganizationHistory.tree(asOf: announced, in: $0) }
            #expect(try known.version(on: ahead).parent(of: "n1") == "south")
            #expect(try known.version(on: Day("2026-07-01")).parent(of: "n1") == "north", "as it was announced then")
            let events = try await house.read { try UnitBook.events(of: "n1", in: $0).filter { $0.event == "move" } }
            #expect(events.map { $0.withdrawn != nil } == [false, true])
            _ = try await Rebuild.check(house.office)
        }
    }

    @Test(arguments: Engines.all)
    func whatHasTakenEffectOrIsNeededStays(engine: Engine) async throws {
        try await House.open(engine) { house in
            let move = try await house.submit(MoveUnit(unit: "n1", date: "2026-01-05", parent: "south"))
            try await house.refused(
                .unitEventInForce, WithdrawUnitEvent(event: move.number, unit: "n1", reason: "x"), ["date": "2026-01-05"])
            // The closing of the region counts on the station having left it.
            let leaving = try await house.submit(MoveUnit(unit: "s1", date: "2027-01-01", parent: "north"))
            try await house.submit(MoveUnit(unit: "n1", date: "2027-01-01", parent: "north"))
            let closing = try await house.submit(CloseUnit(unit: "south", date: "2027-02-01"))
            try await house.refused(
                .unitEventNeeded, WithdrawUnitEvent(event: leaving.number, unit: "s1", reason: "x"), ["by": "s1"])
            try await house.submit(WithdrawUnitEvent(event: closing.number, unit: "south", reason: "kept open"))
            try await house.submit(WithdrawUnitEvent(event: leaving.number, unit: "s1", reason: "stays"))
            // A closing announced earlier holds again when a nearer one is taken back.
            try await house.submit(CloseUnit(unit: "n2", date: "2028-01-01"))
            let nearer = try await house.submit(MergeUnit(unit: "n2", date: "2027-06-01", into: "n1"))
            try await house.submit(WithdrawUnitEvent(event: nearer.number, unit: "n2", reason: "later"))
            let life = try await house.read { try UnitBook.unit("n2", in: $0) }
            #expect(life?.closed == "2028-01-01" && life?.successor == nil)
            // An opening goes only while nothing names the unit; its code is free again.
            let opening = try await house.submit(house.open("new", under: "south", on: "2027-03-01", until: "2029-01-01"))
            let taken = WithdrawUnitEvent(event: opening.number, unit: "new", reason: "not now")
            try await house.submit(CreatePost(code: "p-new", unit: "new", role: .unitHead, names: words("new")))
            try await house.refused(.unitEventNeeded, taken, ["by": "p-new"])
            let other = try await house.submit(house.open("other", under: "south", on: "2027-03-01", until: "2029-01-01"))
            try await house.submit(WithdrawUnitEvent(event: other.number, unit: "other", reason: "not now"))
            #expect(house.office.cube.tree.index(of: "other") == nil)
            try await house.submit(house.open("other", under: "north", on: "2027-04-01"))
            _ = try await Rebuild.check(house.office)
        }
    }

    /// From the figure as it was announced to the one of today: moved and revised, and the words of a refusal.
    @Test func aBridgeExplainsAFigureFromTheTables() async throws {
        try await House.open(.sqlite) { house in
            try await house.report("n1", "2020", figure("crimes", "10"))
            try await house.report("n2", "2020", figure("crimes", "20"))
            try await house.report("s1", "2020", figure("crimes", "5"))
            house.clock.set("2026-02-01T08:00:00Z")
            try await house.submit(MoveUnit(unit: "n1", date: "2021-01-01", parent: "south"))
            try await house.report("n1", "2020", figure("crimes", "12"))
            try await house.submit(MergeUnit(unit: "n2", date: "2022-01-01", into: "s1"))
            let first = try BridgeQuestion.Side("then@2026-01-31", period: "2020", tree: .now)
            let now = BridgeQuestion.Side(period: "2020", tree: .now)
            let bridge = try await BridgeBook.bridge(
                BridgeQuestion(indicator: "crimes", unit: "south", from: first, to: now), office: house.office)
            #expect(bridge.oldValue.description == "5" && bridge.newValue.description == "37")
            #expect(bridge.amount(of: .moved).description == "10" && bridge.amount(of: .merged).description == "20")
            #expect(bridge.amount(of: .revised).description == "2")
            let back = try await BridgeBook.bridge(
                BridgeQuestion(indicator: "crimes", unit: "dgsn", from: first, to: now), office: house.office)
            #expect(back.lines.map { "\($0.cause) \($0.unit) \($0.amount)" } == ["revised n1 2"])
            let alone = try BridgeQuestion.Side("@2026-01-31", period: "2020", tree: .date("2023-01-01"))
            #expect(alone.tree == .date("2023-01-01") && alone.asOf != nil)
            #expect(throws: Failure.self) { try BridgeQuestion.Side("then@soon", period: "2020", tree: .then) }
            let wrong = BridgeQuestion(indicator: "monthly", unit: "south", from: now, to: now)
            await #expect(throws: Failure(.unknownUnit, ["unit": "x"])) {
                try await BridgeBook.bridge(BridgeQuestion(indicator: "crimes", unit: "x", from: now, to: now), office: house.office)
            }
            #expect(try await BridgeBook.bridge(wrong, office: house.office).isEmpty)
            let rate = BridgeQuestion(indicator: "clearance", unit: "south", from: now, to: now)
            let refusal = await #expect(throws: Failure.self) { try await BridgeBook.bridge(rate, office: house.office) }
            #expect(refusal?.code == .noBridge && refusal?.arguments["reason"] == "ratioIncomplete")
        }
    }
}
