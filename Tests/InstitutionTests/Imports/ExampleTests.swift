import Acts
import Figures
import Foundation
import Storage
import TestSupport
import Testing

@testable import Institution

/// The example institution as the demo loads it: every public figure comes back exactly as its file has it.
@Suite struct ExampleTests {
    /// Examples/dgsn of this package.
    static let folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent(
            "Examples/dgsn"
        ).path

    static func rows(_ name: String, _ columns: [String]) throws -> [[String: String]] {
        var reader = try DelimitedReader(
            path: "\(folder)/\(name)", required: columns,
            optional: ImportKind.figures.required + ImportKind.figures.optional)
        var rows: [[String: String]] = []
        while let record = try reader.next() {
            rows.append(Dictionary(uniqueKeysWithValues: columns.map { ($0, record.text($0)) }))
        }
        return rows
    }

    static func load(_ house: House) async throws {
        let importer = Importer(office: house.office, signatory: .administrator)
        for (kind, file) in [
            (ImportKind.units, "units.csv"), (.events, "events.csv"), (.measures, "measures.csv"),
            (.indicators, "indicators.csv"),
            (.assignments, "assignments.csv"), (.officials, "officials.csv"), (.figures, "figures.csv"),
            (.figures, "simulated-figures.csv"),
        ] {
            let report = try await importer.run(kind, path: "\(folder)/\(file)")
            #expect(report.isAccepted && report.rows > 0, "\(file): \(report.refused.map { "\($0.line) \($0.failure)" })")
        }
    }

    @Test(arguments: Engines.all)
    func everyPublicFigureIsAnsweredBack(engine: Engine) async throws {
        try await House.open(engine, empty: true) { house in
            house.clock.set("2026-11-20T10:00:00Z")
            try await Self.load(house)
            let columns = [
                "indicator", "unit", "period", "breakdown", "value", "status", "precision", "as_of", "source", "note", "scope",
            ]
            let rows = try Self.rows("figures.csv", columns)
            #expect(rows.count == 217)
            #expect(
                rows.filter { !($0["indicator"] ?? "").hasPrefix("ig_officers") }.count == 213,
                "212 public figures and one earlier announcement")
            // The last row of a figure by its as_of is the one in force; each row is what was known at its own moment.
            for row in rows {
                let (indicator, unit, period) = (row["indicator"] ?? "", row["unit"] ?? "", row["period"] ?? "")
                let name = "\(indicator) \(unit) \(period)"
                let newest = rows.filter { $0["indicator"] == indicator && $0["unit"] == unit && $0["period"] == period }
                    .max { ($0["as_of"] ?? "") < ($1["as_of"] ?? "") }
                let moment = try #require(row["as_of"])
                for asOf in newest == row ? [nil, moment] : [moment] {
                    let answer = try await house.answer(indicator, unit, period, asOf: asOf)
                    #expect(answer.value?.description == row["value"], "\(name)")
                    #expect(answer.precision.rawValue == row["precision"], "\(name)")
                    #expect(answer.status.rawValue == row["status"], "\(name)")
                }
                let first =
                    rows.filter { $0["indicator"] == indicator && $0["unit"] == unit && $0["period"] == period }.count == 1
                if first {
                    let before = try #require(Timestamp(moment)).milliseconds - 1
                    let answer = try await house.answer(indicator, unit, period, asOf: Timestamp(milliseconds: before).text)
                    #expect(answer.value == nil, "\(name) was not known before its report")
                }
            }
            try await house.expectFreshCube(periods: ["2018", "2021", "2022", "2023"])
            _ = try await Rebuild.check(house.office)
        }
    }

    @Test(arguments: Engines.all)
    func thePillsHaveTheirRevisionChain(engine: Engine) async throws {
        try await House.open(engine, empty: true) { house in
            house.clock.set("2026-11-20T10:00:00Z")
            try await Self.load(house)
            let now = try await house.answer("psychotropic_pills", "dgsn", "2022")
            #expect(now.value?.description == "2668473" && now.precision == .exact)
            let meeting = try await house.answer("psychotropic_pills", "dgsn", "2022", asOf: "2022-12-22T23:59:59Z")
            #expect(meeting.value?.description == "2500000" && meeting.precision == .atLeast)
            let question = FigureQuestion(indicator: "psychotropic_pills", unit: "dgsn", period: "2022")
            let chain = try await FigureBook.revisions(question, office: house.office)
            #expect(chain.map(\.value.value) == ["2500000", "2668473"])
            #expect(chain.map { $0.value.precision ?? .exact } == [.atLeast, .exact])
            #expect(chain.map { String($0.known.text.prefix(10)) } == ["2022-12-22", "2022-12-23"])
            #expect(chain.allSatisfy { $0.value.source?.hasPrefix("http") == true })
        }
    }

    /// What is simulated below the national level adds up to what was published, and is marked.
    @Test func simulatedFiguresAddUpWithoutDifference() async throws {
        try await House.open(.sqlite, empty: true) { house in
            house.clock.set("2026-11-20T10:00:00Z")
            try await Self.load(house)
            let rows = try Self.rows("simulated-figures.csv", ["indicator", "unit", "period", "source"])
            #expect(rows.count == 160 && rows.allSatisfy { $0["source"] == "simulated" })
            let totals = Set(rows.map { [$0["indicator"] ?? "", $0["period"] ?? ""] })
            for key in totals {
                let answer = try await house.answer(key[0], "dgsn", key[1])
                #expect(answer.declared == answer.value, "\(key)")
                #expect(answer.difference?.mantissa == 0, "\(key): \(String(describing: answer.difference))")
                #expect(answer.coverage.isComplete, "\(key): \(answer.coverage)")
                let unit = try #require(rows.first { $0["indicator"] == key[0] && $0["period"] == key[1] }?["unit"])
                let question = FigureQuestion(indicator: key[0], unit: unit, period: key[1])
                let chain = try await FigureBook.revisions(question, office: house.office)
                #expect(chain.map(\.value.source) == ["simulated"], "\(key)")
            }
        }
    }
}
