import Acts
import Storage
import TestSupport
import Testing

@testable import Institution

@Suite struct PrioritiesTests {
    @Test(arguments: Engines.all)
    func aRankIsHeldOnceAndWordingsStay(engine: Engine) async throws {
        try await Stage.play(engine, cycle: false) { stage in
            func priority(_ code: String, _ rank: Int, _ text: String = "x", year: Int = 2023) -> SetPriority {
                SetPriority(year: year, code: code, rank: rank, text: words(text))
            }
            await stage.refused(.notAllowed, priority("P1", 1), by: .secretary)
            await stage.refused(.malformedCode, priority("P 1", 1), by: .director)
            await stage.refused(.malformedValue, priority("P1", 0), by: .director)
            try await stage.act(priority("P1", 1, "first"), by: .director)
            await stage.refused(.numberTaken, priority("P2", 1), by: .director)
            try await stage.act(priority("P2", 2), by: .director)
            let again = try await stage.act(priority("P1", 3, "again"), by: .director)
            try await stage.act(priority("P3", 1), by: .director)
            try await stage.act(priority("P1", 1, year: 2024), by: .director)
            #expect(try await stage.read { try PrioritiesBook.priorities(year: 2023, in: $0).map(\.code) } == ["P3", "P2", "P1"])
            let history = try await stage.read { try PrioritiesBook.history(year: 2023, code: "P1", in: $0) }
            #expect(history.map(\.text) == [words("first"), words("again")])
            #expect(history.map(\.replacedBy) == [again, nil])
        }
    }
}
