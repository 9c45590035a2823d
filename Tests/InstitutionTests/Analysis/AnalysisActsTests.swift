import Acts
import Storage
import TestSupport
import Testing

@testable import Institution

/// Places of units, and views that are kept.
@Suite struct AnalysisActsTests {
    @Test(arguments: Engines.all)
    func aUnitIsPlacedMovedAndTakenOff(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            try await stage.act(
                PlaceUnit(unit: "dpj", latitude: "34.0209", longitude: "-6.8417", source: "test"), by: .administrator)
            var place = try #require(try await stage.read { try PlaceBook.place(of: "dpj", in: $0) })
            #expect(place.latitude == 34_020_900 && place.longitude == -6_841_700 && place.source == "test")
            let moved = try await stage.act(PlaceUnit(unit: "dpj", latitude: "-90", longitude: "180"), by: .administrator)
            place = try #require(try await stage.read { try PlaceBook.place(of: "dpj", in: $0) })
            #expect(place.latitude == -90_000_000 && place.longitude == 180_000_000 && place.source == nil && place.by.number == moved)
            #expect(try await stage.read { try PlaceBook.all(in: $0) }.map(\.unit) == ["dpj"])
            try await stage.act(PlaceUnit(unit: "dpj", latitude: nil, longitude: nil), by: .administrator)
            #expect(try await stage.read { try PlaceBook.all(in: $0) }.isEmpty)
        }
    }

    @Test func whatIsNoPlaceIsRefused() async throws {
        try await Stage.play(.sqlite) { stage in
            let cases: [(String?, String?, FailureCode)] = [
                ("90.000001", "0", .coordinateOutOfRange), ("0", "-180.5", .coordinateOutOfRange), ("0", nil, .coordinateOutOfRange),
                ("north", "0", .coordinateOutOfRange), ("1.1234567", "0", .coordinateOutOfRange), (nil, nil, .unitNotPlaced),
            ]
            for (latitude, longitude, code) in cases {
                await stage.refused(code, PlaceUnit(unit: "dpj", latitude: latitude, longitude: longitude), by: .administrator)
            }
            await stage.refused(.unknownUnit, PlaceUnit(unit: "nowhere", latitude: "0", longitude: "0"), by: .administrator)
            await stage.refused(.notAllowed, PlaceUnit(unit: "dpj", latitude: "0", longitude: "0"), by: .director)
        }
    }

    private static func view(_ official: String, _ name: String, _ query: String, shared: Bool = false) -> SavedView {
        SavedView(
            official: official, name: name, kind: "pivot", query: query, isShared: shared, saved: Timestamp(milliseconds: 5))
    }

    private static func seen(_ official: String, _ database: any Database) async throws -> [String] {
        try await database.read { try SavedViewBook.visible(to: official, in: $0) }.map { "\($0.name) \($0.query)" }
    }

    @Test(arguments: Engines.all)
    func viewsAreTheirOwnersAndSharedOnesEveryones(engine: Engine) async throws {
        try await Engines.withDatabase(engine, Schema.migrations) { database in
            try await database.write { tables in
                try SavedViewBook.keep(Self.view("a", "mine", "x=1"), in: tables)
                try SavedViewBook.keep(Self.view("a", "mine", "x=2"), in: tables)
                try SavedViewBook.keep(Self.view("b", "ours", "y=1", shared: true), in: tables)
                try SavedViewBook.keep(Self.view("b", "theirs", "y=2"), in: tables)
            }
            #expect(try await Self.seen("a", database) == ["mine x=2", "ours y=1"], "the same name again replaces the view")
            #expect(try await Self.seen("b", database) == ["ours y=1", "theirs y=2"])
            let foreign = await #expect(throws: Failure.self) {
                try await database.write { try SavedViewBook.remove("ours", of: "a", in: $0) }
            }
            #expect(foreign?.code == .notFound)
            #expect(try await Self.seen("a", database) == ["mine x=2", "ours y=1"], "nobody removes another's view")
            try await database.write { try SavedViewBook.remove("ours", of: "b", in: $0) }
            #expect(try await Self.seen("a", database) == ["mine x=2"])
            for (bad, code) in [
                (Self.view("a", "", "x=1"), FailureCode.missingText), (Self.view("a", String(repeating: "n", count: 121), ""), .malformedValue),
                (Self.view("a", "n", String(repeating: "x", count: 8_001)), .malformedValue),
            ] {
                let failure = await #expect(throws: Failure.self) {
                    try await database.write { try SavedViewBook.keep(bad, in: $0) }
                }
                #expect(failure?.code == code)
            }
        }
    }
}
