import Acts
import Storage
import TestSupport
import Testing

@testable import Institution

@Suite struct OpenCycleTests {
    static func changed(_ change: (inout [PhaseDates]) -> Void) -> OpenCycle {
        var cycle = year2022
        change(&cycle.phases)
        return cycle
    }

    @Test(arguments: Engines.all)
    func refusals(engine: Engine) async throws {
        try await Stage.play(engine, cycle: false) { stage in
            await stage.refused(.notAllowed, year2022, by: .headOfPolice)
            await stage.refused(.phasesOutOfOrder, Self.changed { $0.removeLast() }, by: .director)
            await stage.refused(.phasesOutOfOrder, Self.changed { $0.append($0[0]) }, by: .director)
            await stage.refused(.phasesOutOfOrder, Self.changed { $0[3].ends = "2022-12-19" }, by: .director)
            await stage.refused(.phasesOutOfOrder, Self.changed { $0[4].starts = "2022-12-01" }, by: .director)
            await stage.refused(.malformedDay, Self.changed { $0[0].starts = "2022-02-30" }, by: .director)
            await stage.refused(.malformedValue, OpenCycle(year: 22, phases: year2022.phases), by: .director)
            await stage.refused(.noCycle, HoldMeeting(year: 2022, held: "2022-12-22", place: words("Rabat")), by: .secretary)
            try await stage.act(Self.changed { $0.reverse() }, by: .director)
            await stage.refused(.cycleExists, year2022, by: .administrator)
            let phases = try await stage.read { try CycleBook.phases(year: 2022, in: $0) }
            #expect(phases == year2022.phases)
            #expect(try await stage.read { try CycleBook.opening(year: 2022, in: $0) }?.official == "othmane")
        }
    }

    @Test(arguments: Engines.all)
    func timelineAndCurrentPhase(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            let entries = try await stage.read { try Timeline.entries(year: 2022, on: "2022-12-15", in: $0) }
            #expect(entries.map(\.step) == Timeline.Step.allCases)
            #expect(entries.map(\.state) == [.done, .current, .current, .toCome, .toCome, .toCome, .toCome])
            let after = try await stage.read { try Timeline.entries(year: 2022, on: "2023-03-20", in: $0) }
            #expect(after.allSatisfy { $0.state == .done })
            #expect(try await stage.read { try Timeline.entries(year: 2023, on: "2022-12-15", in: $0) }.isEmpty)
            let current = try await stage.read { try CycleBook.current(year: 2022, on: "2022-12-15", in: $0) }
            #expect(current?.phase == .selfAssessment)
            #expect(try await stage.read { try CycleBook.current(year: 2022, on: "2021-12-31", in: $0) } == nil)
            #expect(try await stage.read { try CycleBook.year(on: "2024-05-01", in: $0) } == 2022)
            #expect(try await stage.read { try CycleBook.year(on: "2020-05-01", in: $0) } == 2022)
            #expect(try await stage.read { try CycleBook.years(in: $0) } == [2022])
        }
    }
}
