import Acts
import Foundation
import Institution
import Publication
import Storage
import TestSupport
import Testing
import Web

@testable import hasila

/// The main job without its server: the example's year through the one write path, and what the command says of it.
@Suite(.serialized) struct ExampleYearTests {
    /// The repository's own example, wherever the tests are started from.
    private static let folder = ExampleFolder(
        path: URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../../Examples/dgsn").standardized.path)

    private func withYear(_ body: (Office) async throws -> Void) async throws {
        let place = NSTemporaryDirectory() + "hasila-year-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: place) }
        let names = Trilingual(ar: "تجربة", fr: "essai", en: "test")
        let founding = FoundInstitution(
            code: "dgsn", names: names, notice: names, administrator: "founder", post: "founding-administrator")
        let office = try await Office.found(founding, at: .directory(place), origin: "test.hasila.invalid/log", more: Rooms.migrations)
        try await ExampleYear(office: office, folder: Self.folder, year: 2022) { _ in }.play()
        try await body(office)
        await office.close()
    }

    @Test func theYearIsPlayedAndReplaysIdentically() async throws {
        try await withYear { office in
            let report = try await Rebuild.check(office)
            #expect(report.rows["terms_commitments"] == 37)
            #expect(report.rows["units"] == 25)
            let year = try await office.database.read { tables in
                try (
                    EvaluationBook.all(year: 2022, in: tables).count, MeetingBook.decisions(year: 2022, in: tables).count,
                    RoadmapBook.objectives(year: 2023, in: tables).count, TermsBook.all(year: 2022, in: tables).map(\.state)
                )
            }
            #expect(year.0 == 6)
            #expect(year.1 == 8)
            #expect(year.2 == 7)
            // Six units rated have their terms in force; two prefectures' terms are left to be signed by whoever looks in.
            #expect(year.3.filter { $0 == .signed }.count == 6)
            #expect(year.3.filter { $0 == .proposed }.count == 2)
        }
    }

    @Test func aFigureIsAnsweredWithEveryMemberAndItsRevisions() async throws {
        try await withYear { office in
            func object(_ question: FigureQuestion) async throws -> [String: Any] {
                let data = try JSONEncoder().encode(try await FigureAnswer.read(question, office: office))
                return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            }
            let known = try await object(FigureQuestion(indicator: "psychotropic_pills", unit: "dgsn", period: "2022"))
            #expect(known["value"] as? String == "2668473")
            #expect(known["precision"] as? String == "exact")
            #expect(known["difference"] as? String == "0")
            #expect((known["revisions"] as? [Any])?.count == 2)
            #expect(known["asOf"] is NSNull)

            let meeting = try #require(Timestamp("2022-12-22T23:59:59Z"))
            let then = try await object(
                FigureQuestion(indicator: "psychotropic_pills", unit: "dgsn", period: "2022", asOf: meeting))
            #expect(then["value"] as? String == "2500000")
            #expect(then["precision"] as? String == "at_least")

            let missing = try await object(FigureQuestion(indicator: "psychotropic_pills", unit: "dgsn", period: "2025"))
            #expect(missing["value"] is NSNull)
            #expect(missing["reason"] is String)
        }
    }

    @Test func fourOfThePrintedPercentagesDoNotFollow() async throws {
        try await withYear { office in
            let bytes = try #require(FileManager.default.contents(atPath: Self.folder.file("claims.csv")))
            let claims = try ClaimFile(csv: Array(bytes), cube: office.cube)
            let refused = claims.checks.filter { $0.verdict == .doesNotFollow }.map { "\($0.claim.published)" }.sorted()
            let undecided = claims.checks.filter { $0.verdict == .undecidable }.map { "\($0.claim.published)" }
            #expect(claims.checks.count == 27)
            #expect(refused == ["-10", "-30.22", "-8.5", "18"])
            #expect(undecided == ["85"])
        }
    }
}
