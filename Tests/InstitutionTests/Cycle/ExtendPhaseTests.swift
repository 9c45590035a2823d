import Acts
import Storage
import TestSupport
import Testing

@testable import Institution

@Suite struct ExtendPhaseTests {
    static func extend(
        _ phase: Phase, _ unit: String? = nil, opens: String? = nil, until: String? = nil, reason: Trilingual = words("floods")
    ) -> ExtendPhase {
        ExtendPhase(year: 2022, phase: phase, unit: unit, opens: opens, until: until, reason: reason)
    }

    @Test(arguments: Engines.all)
    func refusals(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            await stage.refused(.notAllowed, Self.extend(.terms, until: "2022-02-01"), by: .headOfPolice)
            await stage.refused(.notAllowed, Self.extend(.terms, until: "2022-02-01"), by: .secretary)
            await stage.refused(.extensionShortens, Self.extend(.terms, until: "2022-01-13"), by: .director)
            await stage.refused(.extensionShortens, Self.extend(.terms, until: "2022-01-14"), by: .director)
            await stage.refused(.extensionShortens, Self.extend(.terms), by: .director)
            await stage.refused(.extensionShortens, Self.extend(.terms, opens: "2022-01-05"), by: .director)
            await stage.refused(.malformedDay, Self.extend(.terms, until: "2022-02-31"), by: .director)
            await stage.refused(.malformedDay, Self.extend(.terms, opens: "soon"), by: .director)
            await stage.refused(.unknownUnit, Self.extend(.terms, "nowhere", until: "2022-02-01"), by: .director)
            await stage.refused(.commonPhase, Self.extend(.meeting, "dpj", until: "2022-12-23"), by: .director)
            await stage.refused(.commonPhase, Self.extend(.publication, "dpj", until: "2022-12-31"), by: .director)
            await stage.refused(
                .missingText, Self.extend(.terms, until: "2022-02-01", reason: Trilingual(ar: "سبب", fr: " ", en: "x")), by: .director)
            var other = Self.extend(.terms, until: "2022-02-01")
            other.year = 2023
            await stage.refused(.noCycle, other, by: .director)
        }
    }

    @Test(arguments: Engines.all)
    func theGateOpensForWhomItWasExtended(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            func gate(_ phase: Phase, _ unit: String?, on day: String) async throws -> FailureCode? {
                try await stage.read { tables in
                    let time = try #require(Timestamp(day))
                    let context = ActContext(
                        tables: tables, signatory: .director, record: Record(number: 99, time: time, kind: "Test"))
                    do { try Required.phase(phase, year: 2022, unit: unit, in: context) } catch let failure as Failure {
                        return failure.code
                    }
                    return nil
                }
            }
            #expect(try await gate(.terms, "dpj", on: "2022-01-14") == nil, "the last day counts")
            #expect(try await gate(.terms, "dpj", on: "2022-01-15") == .outOfPhase)
            #expect(try await gate(.terms, "dpj", on: "2022-01-02") == .outOfPhase)
            try await stage.act(Self.extend(.terms, "dpj", until: "2022-01-20"), by: .director)
            #expect(try await gate(.terms, "dpj", on: "2022-01-20") == nil)
            #expect(try await gate(.terms, "dsic", on: "2022-01-20") == .outOfPhase, "another unit has no more time")
            #expect(try await gate(.terms, nil, on: "2022-01-20") == .outOfPhase)
            try await stage.act(Self.extend(.terms, opens: "2022-01-01", until: "2022-01-16"), by: .administrator)
            #expect(try await gate(.terms, "dsic", on: "2022-01-16") == nil)
            #expect(try await gate(.terms, "dsic", on: "2022-01-01") == nil)
            #expect(try await gate(.terms, "dpj", on: "2022-01-20") == nil, "what one unit was given stays")
            // What is in force for the unit decides what shortens it.
            await stage.refused(.extensionShortens, Self.extend(.terms, "dpj", until: "2022-01-18"), by: .director)
            try await stage.act(Self.extend(.terms, "dsic", until: "2022-01-18"), by: .director)
        }
    }

    @Test(arguments: Engines.all)
    func extendedDatesCountEverywhere(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            func state(_ unit: String, on day: String) async throws -> Due? {
                try await stage.read { try DueBook.owed(by: unit, year: 2022, on: day, in: $0) }.first { $0.task == .proposeTerms }
            }
            #expect(try await state("dpj", on: "2022-01-18")?.state == .overdue)
            let number = try await stage.act(Self.extend(.terms, "dpj", until: "2022-01-20"), by: .director, on: "2022-01-12")
            #expect(try await state("dpj", on: "2022-01-18")?.state == .open)
            #expect(try await state("dpj", on: "2022-01-18")?.due == "2022-01-20")
            #expect(try await state("dsic", on: "2022-01-18")?.state == .overdue)
            try await stage.act(Self.extend(.roadmap, until: "2023-01-31"), by: .director, on: "2022-12-20")
            let entries = try await stage.read { try Timeline.entries(year: 2022, on: "2023-01-20", in: $0) }
            #expect(entries.first { $0.step == .roadmap }?.state == .current)
            #expect(entries.first { $0.step == .terms }?.ends == "2022-01-14", "one unit's time moves no step of all")
            #expect(try await stage.read { try CycleBook.current(year: 2022, on: "2022-12-23", in: $0) }?.phase == .publication)
            let calendar = try await stage.read { try YearCalendar(year: 2022, in: $0) }
            #expect(calendar.extensions.map(\.by.number).first == number)
            #expect(calendar.extensions.first?.reason == words("floods"))
            #expect(calendar.planned(.roadmap)?.ends == "2022-12-22")
            #expect(calendar.dates(.roadmap)?.ends == "2023-01-31")
            #expect(calendar.lastDay == "2023-12-20")
            // As known before the extension was granted.
            let before = try await stage.read { try YearCalendar(year: 2022, knownBy: Timestamp("2022-01-11"), in: $0) }
            #expect(before.extensions.isEmpty)
            #expect(try await stage.read { try YearCalendar(year: 2022, knownBy: Timestamp("2021-12-31"), in: $0) }.planned.isEmpty)
            #expect(try await stage.read { try CycleBook.unfinished(on: "2023-12-20", in: $0) } == [2022])
            #expect(try await stage.read { try CycleBook.unfinished(on: "2023-12-21", in: $0) }.isEmpty)
            try await stage.act(Self.extend(.followUp, "dpj", until: "2024-01-15"), by: .director, on: "2023-12-20")
            #expect(try await stage.read { try CycleBook.unfinished(on: "2023-12-21", in: $0) } == [2022])
        }
    }
}
