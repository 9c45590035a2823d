import Acts
import Figures
import Foundation
import Ledger
import Storage
import TestSupport
import Testing

@testable import Institution

/// The cube's file only saves time: whatever it holds, the cube answers as one made from the bodies.
@Suite struct CubeFileTests {
    /// Reports some figures, keeps the cube in a file, reports more, and hands over what a later start has.
    private func kept(
        _ engine: Engine, _ body: (House, CubeCache) async throws -> Void
    ) async throws {
        try await House.open(engine) { house in
            try await house.report("n1", "2010", figure("crimes", "10"), figure("solved", "4"))
            try await house.report("n2", "2010", figure("crimes", "7"))
            try await house.report("s1", "2011", figure("crimes", "1"))
            let cache = CubeCache(path: house.place.folder.file("cube.cache"), least: 0)
            try await CubeKeeper(database: house.office.database, cache: cache).keep()
            try await body(house, cache)
        }
    }

    private func opened(_ house: House, _ cache: CubeCache) async throws -> CubeKeeper {
        try await CubeKeeper(database: house.office.database, cache: cache)
    }

    private func total(_ keeper: CubeKeeper, _ indicator: String, _ unit: String, _ period: String) throws -> String? {
        try keeper.snapshot.answer(Question(indicator: indicator, unit: unit, span: Period(period))).value?.description
    }

    @Test(arguments: Engines.all) func aStartReadsTheFileAndWhatCameAfter(engine: Engine) async throws {
        try await kept(engine) { house, cache in
            let first = try await opened(house, cache)
            #expect(first.isFromFile)
            #expect(try total(first, "crimes", "dgsn", "2010") == "17")
            // A first return, a correction, an older value that was known before, and a tree and rules that have grown.
            try await house.report("s1", "2010", figure("crimes", "100"))
            try await house.report("n1", "2010", figure("crimes", "11"))
            try await house.submit(
                SubmitReturn(
                    unit: "n2", period: "2010",
                    values: [ReturnedValue(indicator: "crimes", value: "1", asOf: "2011-02-01T00:00:00Z")]),
                by: House.statistician)
            try await house.submit(house.open("s2", under: "south"))
            try await house.submit(house.define("late"))
            try await house.report("s2", "2010", figure("late", "5"))
            let second = try await opened(house, cache)
            #expect(second.isFromFile)
            #expect(try total(second, "crimes", "dgsn", "2010") == "118")
            #expect(try total(second, "late", "south", "2010") == "5")
            let fresh = try await house.read { try CubeLoader.cube(in: $0) }
            for unit in House.units + ["s2"] {
                for indicator in ["crimes", "solved", "clearance", "late"] {
                    for period in ["2010", "2011"] {
                        let question = Question(indicator: indicator, unit: unit, span: try Period(period))
                        #expect(try second.snapshot.answer(question) == fresh.answer(question), "\(question)")
                    }
                }
            }
        }
    }

    @Test func aDamagedFileIsPassedOver() async throws {
        try await kept(.sqlite) { house, cache in
            let whole = try #require(FileManager.default.contents(atPath: cache.path))
            let mode = try FileManager.default.attributesOfItem(atPath: cache.path)[.posixPermissions] as? Int
            #expect(mode == 0o600, "figures are not for others on the machine")
            var random = SeededGenerator()
            for round in 0..<60 {
                var bytes = [UInt8](whole)
                let place = Int.random(in: 0..<bytes.count, using: &random)
                if round % 3 == 0 { bytes.removeLast(bytes.count - place) } else { bytes[place] ^= 1 << UInt8(round % 8) }
                try Data(bytes).write(to: URL(fileURLWithPath: cache.path))
                let keeper = try await opened(house, cache)
                #expect(!keeper.isFromFile, "byte \(place)")
                #expect(try total(keeper, "crimes", "dgsn", "2010") == "17")
            }
            try FileManager.default.removeItem(atPath: cache.path)
            let keeper = try await opened(house, cache)
            #expect(!keeper.isFromFile)
            try await keeper.keep()
            #expect(try await opened(house, cache).isFromFile)
        }
    }

    /// A file of another ledger, or of a longer one (an older backup was restored), is not read.
    @Test func aFileOfAnotherLedgerIsPassedOver() async throws {
        try await kept(.sqlite) { house, cache in
            let file = try #require(FileManager.default.contents(atPath: cache.path))
            try await House.open(.sqlite) { other in
                let place = CubeCache(path: other.place.folder.file("cube.cache"), least: 0)
                try file.write(to: URL(fileURLWithPath: place.path))
                for _ in 0..<4 { try await other.report("n1", "2012", figure("crimes", "3")) }
                let keeper = try await opened(other, place)
                #expect(!keeper.isFromFile)
                #expect(try total(keeper, "crimes", "dgsn", "2010") == nil)
                #expect(try total(keeper, "crimes", "dgsn", "2012") == "3")
            }
            let size = try await house.size()
            let leaf = try await house.read { try LedgerBook.entry(size - 1, in: $0)?.leaf }
            try CubeCache(path: cache.path, least: 0).write(house.office.cube, size: size + 5, leaf: try #require(leaf))
            #expect(try await !opened(house, cache).isFromFile)
        }
    }

    /// Saves of single cells one after the other: what each read says, and what is left of it.
    @Test func aCorrectionIsInTheNextRead() async throws {
        try await House.open(.sqlite) { house in
            for round in 1...20 {
                try await house.report("n1", "2013", figure("crimes", "\(round)"))
                #expect(try await house.answer("crimes", "dgsn", "2013").value?.description == "\(round)")
            }
            try await house.submit(
                SubmitReturn(unit: "north", period: "2013", values: [ReturnedValue(indicator: "crimes", value: "70", scope: .total)]),
                by: House.statistician)
            #expect(try await house.answer("crimes", "dgsn", "2013").value?.description == "70")
            // From here on the indicator has declared totals, and all revisions are looked at.
            try await house.report("n1", "2013", figure("crimes", "5"))
            #expect(try await house.answer("crimes", "dgsn", "2013").difference?.description == "65")
            try await house.expectFreshCube(periods: ["2013"])
        }
    }

    @Test func anythingButAFigureChangesTheEpoch() async throws {
        try await House.open(.sqlite) { house in
            let before = house.office.epoch
            try await house.report("n1", "2013", figure("crimes", "1"))
            #expect(house.office.epoch == before)
            try await house.submit(house.define("other"))
            #expect(house.office.epoch > before)
        }
    }
}
