import Acts
import Figures
import Foundation
import Ledger
import Storage
import TestSupport
import Testing

@testable import Institution

@Suite struct OfficeTests {
    @Test(arguments: Engines.all)
    func aPlaceHoldsOneInstitution(engine: Engine) async throws {
        try await House.open(engine) { house in
            let founding = FoundInstitution(code: "other", names: words("other"), notice: nil, administrator: "a", post: "p")
            let twice = await #expect(throws: Failure.self) {
                try await Office.found(
                    founding, at: house.place.location, origin: "example.org/other", state: House.state(house.place))
            }
            #expect(twice?.code == .institutionExists)
            try await house.refused(.notAllowed, founding)
            let nothing = try Engines.place(engine)
            let missing = await #expect(throws: Failure.self) {
                try await Office.open(nothing.location, state: House.state(nothing))
            }
            #expect(missing?.code == .noInstitution)
            // The key is for the server alone.
            let key = House.state(house.place) + "/keys/log.key"
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key)
            await #expect(throws: Failure.self) { try await Office.open(house.place.location, state: House.state(house.place)) }
        }
    }

    /// Two servers on one database append in turn; each one's cube knows the other's figures after its own next act, or when it looks.
    @Test(.enabled(if: Engines.all.contains(.postgresql)))
    func twoOfficesOnOneDatabase() async throws {
        try await House.open(.postgresql) { house in
            let clock = house.clock
            let office = try await Office.open(house.place.location, state: House.state(house.place), clock: { clock.now })
            let second = House(place: house.place, office: office, clock: clock)
            for year in 2010...2015 {
                let (writer, reader) = year % 2 == 0 ? (house, second) : (second, house)
                try await writer.report("n1", "\(year)", figure("crimes", "\(year)"))
                #expect(try await writer.answer("crimes", "dgsn", "\(year)").value?.description == "\(year)")
                try await reader.report("n2", "\(year)", figure("crimes", "1"))
                #expect(try await reader.answer("crimes", "dgsn", "\(year)").value?.description == "\(year + 1)")
            }
            // Without an act of its own a server catches up when asked, and by itself while it follows the others.
            try await second.report("s1", "2015", figure("crimes", "100"))
            await house.office.catchUp()
            #expect(try await house.answer("crimes", "dgsn", "2015").value?.description == "2116")
            let following = Task { await house.office.followOthers() }
            try await second.submit(house.define("new"), by: House.statistician)
            try await second.report("n1", "2016", figure("new", "8"))
            var seen: Answer?
            for _ in 0..<100 where seen?.value == nil {
                seen = try? await house.answer("new", "dgsn", "2016")
                if seen?.value == nil { try await Task.sleep(for: .milliseconds(50)) }
            }
            #expect(seen?.value?.description == "8")
            following.cancel()
            // Both at once.
            let houses = [house, second]
            let numbers = try await withThrowingTaskGroup(of: Int64.self) { group in
                for index in 0..<60 {
                    group.addTask {
                        let unit = ["n1", "n2", "s1"][index % 3]
                        return try await houses[index % 2].report(unit, "\(2000 + index % 9)", figure("solved", "\(index)"))
                            .number
                    }
                }
                return try await group.reduce(into: Set<Int64>()) { $0.insert($1) }
            }
            #expect(numbers.count == 60)
            let last = try #require(numbers.max())
            #expect(try await house.size() == last + 1)
            await house.office.catchUp()
            await second.office.catchUp()
            for one in houses { try await one.expectFreshCube(periods: ["2004", "2015", "2000-01-01/P6000D"]) }
            #expect(try await Rebuild.check(office).entries == last + 1)
            await office.close()
        }
    }

    /// Key and guard put beside a restored backup, the institution goes on as it was, its evidence with it.
    @Test(arguments: Engines.all)
    func aBackupBringsTheEvidenceBack(engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.submit(year2022, by: .administrator)
            let bytes = Array("niveau;3,2\n".utf8)
            let hash = try house.office.evidence.put(bytes)
            let filed = FileEvidence(
                year: 2022, unit: "n1", hash: hash, name: "niveau.csv", mediaType: "text/csv", bytes: Int64(bytes.count),
                inspection: "hasila inspector 1: csv")
            let number = try await house.submit(filed, by: House.officer).number
            // Filed by an act whose bytes were lost since.
            var lost = filed
            (lost.hash, lost.name) = (String(repeating: "ab", count: 32), "perdu.csv")
            try await house.submit(lost, by: House.officer)
            let copy = house.place.folder.file("copy")
            let report = try await house.office.backup(to: copy)
            #expect(report == EvidenceReport(files: 1, bytes: Int64(bytes.count), missing: [lost.hash]))

            let target = try Engines.place(engine)
            let state = House.state(target)
            #expect(try await Office.restore(from: copy, to: target.location, state: state) == report)
            let keys = state + "/keys"
            try FileManager.default.createDirectory(atPath: keys, withIntermediateDirectories: true)
            for name in ["/keys/log.key", "/guard"] {
                try FileManager.default.copyItem(atPath: House.state(house.place) + name, toPath: state + name)
                try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: state + name)
            }
            let clock = house.clock
            let again = try await Office.open(target.location, state: state, clock: { clock.now })
            let file = try #require(try await again.database.read { try EvidenceBook.file(number, in: $0) })
            #expect(file.hash == hash)
            #expect(try again.evidence.get(file.hash) == bytes)
            #expect(try await Rebuild.check(again).entries == house.size())
            await again.close()
        }
    }

    /// After a restore from an older copy the server does not sign a fork, and says so.
    @Test func anOlderCopyOfTheFileIsRefused() async throws {
        try await House.open(.sqlite) { house in
            let copy = house.place.folder.file("copy.sqlite")
            try await house.office.database.backup(to: copy)
            try await house.report("n1", "2022", figure("crimes", "1"))
            await house.office.close()
            let file = try #require(house.place.location.sqliteFile)
            let newest = try Data(contentsOf: URL(fileURLWithPath: file))
            try FileManager.default.removeItem(atPath: file)
            try FileManager.default.copyItem(atPath: copy, toPath: file)
            let error = await #expect(throws: Failure.self) { try await Office.open(house.place.location) }
            #expect(error?.code == .forkRefused)
            // The right file is taken again, and so is one that is ahead of its guard: a crash came between the two.
            try newest.write(to: URL(fileURLWithPath: file))
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
            let clock = house.clock
            let again = try await Office.open(house.place.location, clock: { clock.now })
            #expect(try await Rebuild.check(again).entries > 10)
            await again.close()
            try FileManager.default.removeItem(atPath: house.place.folder.file("data/guard"))
            let unguarded = await #expect(throws: Failure.self) { try await Office.open(house.place.location) }
            #expect(unguarded?.code == .forkRefused)
        }
    }

    @Test func aDatabaseAheadOfItsGuardIsTaken() async throws {
        try await House.open(.sqlite) { house in
            let guardFile = house.place.folder.file("data/guard")
            let before = try Data(contentsOf: URL(fileURLWithPath: guardFile))
            try await house.report("n1", "2022", figure("crimes", "1"))
            await house.office.close()
            try before.write(to: URL(fileURLWithPath: guardFile))
            let clock = house.clock
            let office = try await Office.open(house.place.location, clock: { clock.now })
            let again = House(place: house.place, office: office, clock: clock)
            try await again.report("n1", "2023", figure("crimes", "2"))
            _ = try await Rebuild.check(office)
            await office.close()
            let third = try await Office.open(house.place.location, clock: { clock.now })
            await third.close()
        }
    }
}
