import Acts
import Storage
import TestSupport
import Testing

@testable import Institution

@Suite struct PublicationsTests {
    @Test(arguments: Engines.all)
    func editionsOfAYear(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            let root = String(repeating: "5e", count: 32)
            func report(_ change: (inout PublishReport) -> Void = { _ in }) -> PublishReport {
                var act = PublishReport(
                    year: 2022, languages: ["ar", "fr", "en"], manifest: root, checkpoint: .init(size: 4, root: root))
                change(&act)
                return act
            }
            await stage.refused(.notAllowed, report(), by: .headOfPolice)
            await stage.refused(.noCycle, report { $0.year = 2021 }, by: .director)
            await stage.refused(.malformedValue, report { $0.languages = [] }, by: .director)
            await stage.refused(.malformedValue, report { $0.languages = ["ar", "ar"] }, by: .director)
            await stage.refused(.malformedValue, report { $0.languages = ["de"] }, by: .director)
            await stage.refused(.malformedValue, report { $0.manifest = root.uppercased() }, by: .director)
            await stage.refused(.malformedValue, report { $0.checkpoint.root = "00" }, by: .director)
            await stage.refused(.malformedValue, report { $0.checkpoint.size = 1_000_000 }, by: .director)
            await stage.refused(.malformedValue, report { $0.checkpoint.size = -1 }, by: .director)
            let first = try await stage.act(report(), by: .communication)
            let second = try await stage.act(report { $0.languages = ["fr"] }, by: .administrator)
            let editions = try await stage.read { try PublicationsBook.publications(year: 2022, in: $0) }
            #expect(editions.map(\.by.number) == [first, second])
            #expect(editions.map(\.languages) == [["ar", "fr", "en"], ["fr"]])
            #expect(try await stage.read { try PublicationsBook.all(in: $0).map(\.by.number) } == [second])
            #expect(try await stage.read { try PublicationsBook.latest(year: 2022, in: $0) } == editions.last)
        }
    }
}
