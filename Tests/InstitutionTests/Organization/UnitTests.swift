import Acts
import Figures
import Storage
import TestSupport
import Testing

@testable import Institution

@Suite struct UnitTests {
    @Test(arguments: Engines.all)
    func namesAndParentsAreDated(engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.submit(RenameUnit(unit: "n1", date: "2010-05-01", names: words("new name")))
            try await house.submit(MoveUnit(unit: "n1", date: "2012-01-01", parent: "south"))
            try await house.submit(MoveUnit(unit: "n1", date: "2014-01-01", parent: "north"))
            try await house.read { (tables: any Connection) throws in
                #expect(try UnitBook.names(of: "n1", on: "2010-04-30", in: tables) == words("n1"))
                #expect(try UnitBook.names(of: "n1", on: "2010-05-01", in: tables) == words("new name"))
                #expect(
                    try UnitBook.names(of: "n1", on: "1980-01-01", in: tables) == words("n1"),
                    "before its first day, its first names")
                #expect(try UnitBook.allNames(on: "2010-04-30", in: tables)["n1"] == words("n1"))
                #expect(try UnitBook.allNames(on: "2030-01-01", in: tables)["n1"] == words("new name"))
                #expect(try UnitBook.parent(of: "n1", on: "2011-12-31", in: tables) == "north")
                #expect(try UnitBook.parent(of: "n1", on: "2012-01-01", in: tables) == "south")
                #expect(try UnitBook.ancestors(of: "n1", on: "2013-06-30", in: tables) == ["south", "dgsn"])
                #expect(try UnitBook.ancestors(of: "n1", on: "2014-01-01", in: tables) == ["north", "dgsn"])
                #expect(try UnitBook.children(of: "south", on: "2013-12-31", in: tables) == ["n1", "s1"])
                #expect(try UnitBook.children(of: "north", on: "2013-12-31", in: tables) == ["n2"])
                #expect(try UnitBook.children(of: "north", on: "2014-01-01", in: tables) == ["n1", "n2"])
                #expect(try UnitBook.events(of: "n1", in: tables).map(\.event) == ["open", "rename", "move", "move"])
                #expect(try UnitBook.root(in: tables) == "dgsn")
            }
            _ = try await Rebuild.check(house.office)
        }
    }

    @Test(arguments: Engines.all)
    func whatCannotBeOpenedIsRefused(engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.refused(.malformedCode, house.open("a b", under: "dgsn"), ["field": "code"])
            try await house.refused(.malformedCode, house.open("", under: "dgsn"))
            try await house.refused(.malformedCode, house.open(String(repeating: "x", count: 65), under: "dgsn"))
            try await house.refused(.malformedCode, house.open("é", under: "dgsn"))
            var nameless = house.open("x", under: "dgsn")
            nameless.names.fr = " \u{00A0}"
            try await house.refused(.missingText, nameless, ["field": "name", "language": "fr"])
            for day in ["2026-02-30", "01-02-2026", "", "2026-1-1"] {
                try await house.refused(.malformedDay, house.open("x", under: "dgsn", on: day), ["field": "opened"])
            }
            try await house.refused(.malformedDay, house.open("x", under: "dgsn", until: "never"), ["field": "closed"])
            try await house.refused(.endBeforeStart, house.open("x", under: "dgsn", on: "2010-01-01", until: "2010-01-01"))
            try await house.refused(.unitExists, house.open("n1", under: "dgsn"), ["unit": "n1"])
            try await house.refused(.unknownUnit, house.open("x", under: "nowhere"), ["unit": "nowhere"])
            try await house.refused(.unitNotOpen, house.open("x", under: "dgsn", on: "1999-12-31"), ["unit": "dgsn"])
            try await house.refused(.cyclicUnits, house.open("x", under: "x"))
            try await house.refused(.oneRoot, house.open("x", under: nil), ["root": "dgsn"])
            try await house.refused(.notAllowed, house.open("x", under: "dgsn"), by: House.statistician)
        }
    }

    @Test(arguments: Engines.all)
    func whatCannotMoveOrBeRenamedIsRefused(engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.refused(.unknownUnit, MoveUnit(unit: "x", date: "2010-01-01", parent: "south"), ["unit": "x"])
            try await house.refused(.unknownUnit, MoveUnit(unit: "n1", date: "2010-01-01", parent: "x"), ["unit": "x"])
            try await house.refused(.malformedDay, MoveUnit(unit: "n1", date: "2010-13-01", parent: "south"))
            try await house.refused(.unitNotOpen, MoveUnit(unit: "n1", date: "1999-01-01", parent: "south"))
            try await house.refused(.oneRoot, MoveUnit(unit: "dgsn", date: "2010-01-01", parent: "south"))
            for parent in ["north", "n1", "n2"] {
                try await house.refused(
                    .cyclicUnits, MoveUnit(unit: "north", date: "2010-01-01", parent: parent), ["unit": "north"])
            }
            try await house.submit(MoveUnit(unit: "n1", date: "2012-01-01", parent: "south"))
            for date in ["2012-01-01", "2011-12-31"] {
                try await house.refused(
                    .eventOutOfOrder, MoveUnit(unit: "n1", date: date, parent: "north"), ["last": "2012-01-01"])
            }
            try await house.submit(RenameUnit(unit: "n1", date: "2013-01-01", names: words("second")))
            try await house.refused(.eventOutOfOrder, RenameUnit(unit: "n1", date: "2012-06-01", names: words("third")))
            try await house.refused(.unknownUnit, RenameUnit(unit: "x", date: "2012-06-01", names: words("third")))
            try await house.refused(.unitNotOpen, RenameUnit(unit: "n1", date: "1990-06-01", names: words("third")))
        }
    }

    /// Each move is right on its own day; together they would make a circle on a later one.
    @Test(arguments: Engines.all)
    func aCircleOnALaterDayIsRefused(engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.submit(MoveUnit(unit: "south", date: "2015-01-01", parent: "n1"))
            try await house.refused(.cyclicUnits, MoveUnit(unit: "north", date: "2010-01-01", parent: "south"), ["unit": "north"])
            // A unit merged away stands where its successor stands: what opened under it meanwhile hangs there too.
            try await house.submit(MergeUnit(unit: "n2", date: "2016-01-01", into: "s1"))
            try await house.submit(house.open("late", under: "n2", on: "2014-01-01"))
            try await house.refused(.cyclicUnits, MoveUnit(unit: "s1", date: "2017-01-01", parent: "late"))
            #expect(house.office.cube.tree.codes.count == 7)
            await house.office.close()
            let clock = house.clock
            let again = try await Office.open(house.place.location, state: House.state(house.place), clock: { clock.now })
            await again.close()
        }
    }

    @Test(arguments: Engines.all)
    func whatCannotCloseIsRefused(engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.refused(.hasOpenChildren, CloseUnit(unit: "south", date: "2010-01-01"), ["child": "s1"])
            try await house.refused(.unknownUnit, CloseUnit(unit: "x", date: "2010-01-01"))
            try await house.refused(.malformedDay, CloseUnit(unit: "s1", date: "soon"))
            for date in ["2000-01-01", "1995-01-01"] { try await house.refused(.unitNotOpen, CloseUnit(unit: "s1", date: date)) }
            try await house.submit(CloseUnit(unit: "s1", date: "2010-01-01"))
            try await house.refused(.unitNotOpen, CloseUnit(unit: "s1", date: "2011-01-01"))
            try await house.refused(.unitNotOpen, MoveUnit(unit: "s1", date: "2010-01-01", parent: "north"))
            try await house.refused(.unitNotOpen, RenameUnit(unit: "s1", date: "2012-01-01", names: words("late")))
            try await house.refused(.unitNotOpen, house.open("x", under: "s1", on: "2010-01-01"))
            try await house.submit(house.open("x", under: "s1", on: "2009-12-31", until: "2010-01-01"))
            try await house.submit(CloseUnit(unit: "south", date: "2010-01-01"))
            // What is already recorded for later days contradicts an earlier closing.
            try await house.submit(MoveUnit(unit: "n1", date: "2018-01-01", parent: "dgsn"))
            try await house.refused(.eventOutOfOrder, CloseUnit(unit: "n1", date: "2017-01-01"), ["last": "2018-01-01"])
            try await house.submit(house.open("later", under: "n2", on: "2020-01-01"))
            try await house.refused(.eventOutOfOrder, CloseUnit(unit: "n2", date: "2019-01-01"), ["last": "2020-01-01"])
            _ = try await Rebuild.check(house.office)
        }
    }

    @Test(arguments: Engines.all)
    func mergersAndSplitsHaveSuccessorsAndWholeShares(engine: Engine) async throws {
        try await House.open(engine) { house in
            typealias Part = SplitUnit.Part
            func split(_ parts: [Part], on date: String = "2010-01-01") -> SplitUnit {
                SplitUnit(unit: "s1", date: date, into: parts)
            }
            try await house.refused(.cyclicUnits, MergeUnit(unit: "s1", date: "2010-01-01", into: "s1"))
            try await house.refused(.unknownUnit, MergeUnit(unit: "s1", date: "2010-01-01", into: "x"))
            try await house.refused(.hasOpenChildren, MergeUnit(unit: "south", date: "2010-01-01", into: "north"))
            for parts in [
                [Part(unit: "n1", share: "0.5"), Part(unit: "n2", share: "0.49")],
                [Part(unit: "n1", share: "1")], [],
                [Part(unit: "n1", share: "0.5"), Part(unit: "n1", share: "0.5")],
                [Part(unit: "n1", share: "1.5"), Part(unit: "n2", share: "-0.5")],
                [Part(unit: "n1", share: "1"), Part(unit: "n2", share: "0")],
                [Part(unit: "n1", share: "0.5"), Part(unit: "s1", share: "0.5")],
            ] { try await house.refused(.sharesIncomplete, split(parts), ["unit": "s1"]) }
            try await house.refused(.notANumber, split([Part(unit: "n1", share: "half"), Part(unit: "n2", share: "0.5")]))
            try await house.refused(.unknownUnit, split([Part(unit: "x", share: "0.5"), Part(unit: "n2", share: "0.5")]))
            try await house.submit(split([Part(unit: "n1", share: "0.25"), Part(unit: "n2", share: "0.750")]))
            try await house.submit(MergeUnit(unit: "n2", date: "2012-01-01", into: "n1"))
            try await house.read { (tables: any Connection) throws in
                #expect(try UnitBook.unit("s1", in: tables)?.successor == "n2")
                #expect(try UnitBook.unit("n2", in: tables)?.successor == "n1")
                #expect(try UnitBook.events(of: "s1", in: tables).map(\.other) == ["south", "n1", "n2"])
            }
            // What the split unit reported stands, in today's tree, where its successor's successor stands.
            try await house.report("s1", "2009", figure("crimes", "7"))
            #expect(try await house.answer("crimes", "south", "2009").value?.description == "7")
            #expect(try await house.answer("crimes", "north", "2009", tree: .now).value?.description == "7")
            #expect(try await house.answer("crimes", "n1", "2009", tree: .now).hanging == 1)
            _ = try await Rebuild.check(house.office)
        }
    }

    @Test(arguments: Engines.all)
    func appointmentsHoldFromTheirFirstDayToTheDayBeforeTheirEnd(engine: Engine) async throws {
        try await House.open(engine) { house in
            let report = SubmitReturn(unit: "n2", period: "2020", values: [figure("crimes", "1")])
            let late = Signatory(official: "lina", post: "p-n2", role: .reportingOfficer, unit: "n2")
            try await house.refused(.unknownOfficial, AppointOfficial(official: "lina", post: "p-n1", since: "2026-03-01"))
            try await house.submit(RegisterOfficial(code: "lina", names: words("lina")))
            try await house.refused(.unknownPost, AppointOfficial(official: "lina", post: "p-n2", since: "2026-03-01"))
            try await house.refused(
                .unknownUnit, CreatePost(code: "p-n2", unit: "x", role: .reportingOfficer, names: words("n2")))
            try await house.submit(CreatePost(code: "p-n2", unit: "n2", role: .reportingOfficer, names: words("n2")))
            try await house.refused(.appointmentExists, CreatePost(code: "p-n2", unit: "n2", role: .auditor, names: words("n2")))
            try await house.refused(.appointmentExists, RegisterOfficial(code: "lina", names: words("lina")))
            try await house.refused(.malformedDay, AppointOfficial(official: "lina", post: "p-n2", since: "2026-02-29"))
            try await house.submit(AppointOfficial(official: "lina", post: "p-n2", since: "2026-03-01"))
            try await house.refused(.appointmentExists, AppointOfficial(official: "sara", post: "p-n2", since: "2026-04-01"))
            house.clock.set("2026-02-28T23:59:59Z")
            try await house.refused(.notAppointed, report, by: late, ["date": "2026-02-28"])
            house.clock.set("2026-03-01T00:00:00Z")
            try await house.submit(report, by: late)
            try await house.refused(.notAllowed, SubmitReturn(unit: "n1", period: "2020", values: report.values), by: late)
            try await house.refused(.endBeforeStart, EndAppointment(official: "lina", post: "p-n2", until: "2026-03-01"))
            try await house.refused(.unknownPost, EndAppointment(official: "sara", post: "p-n2", until: "2026-04-01"))
            try await house.submit(EndAppointment(official: "lina", post: "p-n2", until: "2026-04-01"))
            house.clock.set("2026-03-31T23:59:59Z")
            try await house.submit(report, by: late)
            house.clock.set("2026-04-01")
            try await house.refused(.appointmentOver, report, by: late, ["end": "2026-04-01"])
            // The post is free again from that day on.
            try await house.refused(.appointmentExists, AppointOfficial(official: "sara", post: "p-n2", since: "2026-03-31"))
            try await house.submit(AppointOfficial(official: "sara", post: "p-n2", since: "2026-04-01"))
            _ = try await Rebuild.check(house.office)
        }
    }
}
