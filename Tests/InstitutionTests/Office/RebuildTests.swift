import Acts
import Figures
import Foundation
import Ledger
import Storage
import TestSupport
import Testing

@testable import Institution

@Suite struct RebuildTests {
    /// Any mixture of acts, most of them refused for some reason: replay makes the same tables and the same cube.
    @Test(arguments: Engines.all)
    func aRandomMixReplaysToTheSameTables(engine: Engine) async throws {
        try await House.open(engine) { house in
            var random = SeededGenerator()
            var mixer = Mixer()
            var kinds: [String: Int] = [:]
            // Most of the mix is refused: it is drawn on until enough kinds were accepted, whatever the seed.
            for round in 0..<4_000 where round < 400 || kinds.count < 8 {
                let act = mixer.act(round, &random)
                do {
                    try await house.submit(act)
                    kinds[type(of: act).kind, default: 0] += 1
                } catch let failure as Failure {
                    #expect(failure.code != .internal, "\(type(of: act)): \(failure) \(failure.privateDetail ?? "")")
                }
                if round % 100 == 99 { try await house.expectFreshCube(periods: ["2005", "2012", "2001-01-01/P9000D"]) }
            }
            print(
                "accepted of the mix: \(kinds.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))"
            )
            #expect(kinds.count >= 8)
            let report = try await Rebuild.check(house.office)
            #expect(report.entries == (try await house.size()))
            #expect(report.rows["units", default: 0] > House.units.count)
            await house.office.close()
            let clock = house.clock
            let again = try await Office.open(house.place.location, state: House.state(house.place), clock: { clock.now })
            #expect(try await Rebuild.check(again) == report)
            await again.close()
        }
    }

    /// A check beside a server at work finds no difference where there is none.
    @Test(arguments: Engines.all)
    func aCheckWhileOthersWriteRaisesNoFalseAlarm(engine: Engine) async throws {
        try await House.open(engine) { house in
            let writing = Task {
                for index in 0..<400 where !Task.isCancelled {
                    try await house.report(["n1", "n2", "s1"][index % 3], "\(2000 + index % 25)", figure("crimes", "\(index)"))
                }
            }
            for _ in 0..<5 { _ = try await Rebuild.check(house.office) }
            writing.cancel()
            _ = try? await writing.value
        }
    }

    enum Tampering: String, CaseIterable, Sendable {
        case body, bodyHead, official, time, kind, seed, leaf, oldTile, edgeTile, lostTile, addedTile, checkpoint, lastEntry
        case row, lostRow, addedRow

        /// SQL, and what the check must say.
        var change: (sql: String, code: FailureCode, record: String) {
            switch self {
            case .body: ("UPDATE entries SET body = ? WHERE number = 5", .ledgerAltered, "entry 5")
            case .bodyHead: ("UPDATE entries SET body = ? WHERE number = 6", .ledgerAltered, "entry 6")
            case .official: ("UPDATE entries SET official = 'sara' WHERE number = 4", .ledgerAltered, "entry 4")
            case .time: ("UPDATE entries SET time = time + 1 WHERE number = 3", .ledgerAltered, "entry 3")
            case .kind: ("UPDATE entries SET kind = 'CloseUnit' WHERE number = 2", .ledgerAltered, "entry 2")
            case .seed: ("UPDATE entries SET seed = NULL WHERE number = 7", .ledgerAltered, "entry 7")
            case .leaf: ("UPDATE entries SET leaf = digest WHERE number = 8", .ledgerAltered, "entry 8")
            case .oldTile: ("UPDATE tiles SET data = ? WHERE level = 0 AND position = 0", .ledgerAltered, "tile/0/000")
            case .edgeTile: ("UPDATE tiles SET data = ? WHERE level = 0 AND position = 1", .ledgerAltered, "tile/0/001.p/34")
            case .lostTile: ("DELETE FROM tiles WHERE level = 0 AND position = 0", .ledgerAltered, "tile/0/000")
            case .addedTile: ("INSERT INTO tiles (level, position, data) VALUES (3, 0, ?)", .ledgerAltered, "tiles")
            case .checkpoint:
                (
                    "UPDATE checkpoint SET note = REPLACE(note, 'example.org/house', 'example.org/mouse')", .badSignature,
                    "checkpoint"
                )
            case .lastEntry: ("DELETE FROM entries WHERE number = 289", .ledgerAltered, "entry 289")
            case .row: ("UPDATE unit_names SET fr = 'autre' WHERE unit = 'n1'", .projectionDiffers, "unit_names 2")
            case .lostRow: ("DELETE FROM returns WHERE number = 289", .projectionDiffers, "returns 266")
            case .addedRow:
                (
                    "INSERT INTO measures (code, ar, fr, en, made) VALUES ('zz', 'a', 'b', 'c', 1)", .projectionDiffers,
                    "measures 2"
                )
            }
        }
    }

    /// 290 entries, so that there is a full tile and a partial one; each alteration alone is found and named.
    @Test(arguments: Engines.all)
    func whateverIsAlteredIsFoundAndNamed(engine: Engine) async throws {
        try await House.open(engine) { house in
            let from = Int(try await house.size())
            try await house.office.registrar.submitAll(
                (from..<290).map { SubmitReturn(unit: "n1", period: "\(2000 + $0 % 25)", values: [figure("crimes", "\($0)")]) },
                by: .administrator)
            _ = try await Rebuild.check(house.office)
            let database = house.office.database
            for tampering in Tampering.allCases {
                let change = tampering.change
                let tables = ["entries", "tiles", "checkpoint", "unit_names", "returns", "measures"]
                let kept = try await database.read { connection in
                    try tables.map { try connection.query("SELECT * FROM \($0)") }
                }
                try await database.write { connection in
                    var arguments: [SQLValue] = []
                    if change.sql.contains("?") {
                        let row = try connection.first("SELECT body FROM entries WHERE number = \(tampering == .body ? 5 : 6)")
                        var bytes = try #require(try row?.blob("body"))
                        if tampering == .bodyHead { bytes[2] ^= 1 } else { bytes[bytes.count - 3] ^= 1 }
                        if tampering.rawValue.hasSuffix("Tile") {
                            let position = tampering == .edgeTile ? 1 : 0
                            bytes = try #require(
                                try connection.first("SELECT data FROM tiles WHERE level = 0 AND position = \(position)")
                            ).blob("data")
                            bytes[33] ^= 0x10
                        }
                        arguments = [.blob(bytes)]
                    }
                    #expect(try connection.execute(change.sql, arguments) >= 1, "\(tampering)")
                }
                let error = await #expect(throws: Failure.self, "\(tampering)") { try await Rebuild.check(house.office) }
                #expect(error?.code == change.code, "\(tampering): \(String(describing: error)) \(error?.privateDetail ?? "")")
                let named = error?.arguments["record"] ?? "\(error?.arguments["table"] ?? "") \(error?.arguments["row"] ?? "")"
                #expect(named == change.record, "\(tampering)")
                try await database.write { connection in
                    for table in tables.reversed() { try connection.execute("DELETE FROM \(table)") }
                    for (table, rows) in zip(tables, kept) {
                        guard let first = rows.first else { continue }
                        let marks = first.columns.map { _ in "?" }.joined(separator: ", ")
                        try connection.insert(
                            "INSERT INTO \(table) (\(first.columns.joined(separator: ", "))) VALUES (\(marks))",
                            rows: rows.map(\.values))
                    }
                }
            }
            _ = try await Rebuild.check(house.office)
        }
    }
}

/// Makes acts of every kind of the organization, indicators and returns, with arguments drawn from what may exist.
struct Mixer {
    private var units = House.units
    private var indicators = ["crimes", "solved", "stock", "kilos", "clearance"]
    private var posts = ["p-stat", "p-n1", "p-audit"]
    private var officials = ["sara", "omar", "aziz"]

    mutating func act(_ round: Int, _ random: inout SeededGenerator) -> any Act {
        func any(_ list: [String]) -> String { list.randomElement(using: &random) ?? "" }
        func day() -> String { "\(Int.random(in: 2001...2025, using: &random))-0\(Int.random(in: 1...9, using: &random))-15" }
        switch Int.random(in: 0..<20, using: &random) {
        case 0, 1:
            let (parent, opened, name) = (any(units), day(), "u\(round)")
            units.append(name)
            return OpenUnit(
                code: name, parent: parent, unitKind: "unit", names: words(name), opened: opened,
                closed: Int.random(in: 0..<4, using: &random) == 0 ? day() : nil)
        case 2, 3, 4: return MoveUnit(unit: any(units), date: day(), parent: any(units))
        case 5: return RenameUnit(unit: any(units), date: day(), names: words("name \(round)"))
        case 6: return CloseUnit(unit: any(units), date: day())
        case 7: return MergeUnit(unit: any(units), date: day(), into: any(units))
        case 8:
            let parts = [SplitUnit.Part(unit: any(units), share: "0.3"), SplitUnit.Part(unit: any(units), share: "0.7")]
            return SplitUnit(unit: any(units), date: day(), into: parts)
        case 9:
            officials.append("o\(round)")
            return RegisterOfficial(code: "o\(round)", names: words("official"))
        case 10:
            posts.append("p\(round)")
            return CreatePost(
                code: "p\(round)", unit: any(units), role: Role.allCases.randomElement(using: &random) ?? .auditor,
                names: words("post"))
        case 11: return AppointOfficial(official: any(officials), post: any(posts), since: day())
        case 12: return EndAppointment(official: any(officials), post: any(posts), until: day())
        case 13:
            return AssignReporting(
                indicator: any(indicators), unit: any(units), since: day(), until: Bool.random(using: &random) ? day() : nil)
        case 14:
            indicators.append("i\(round)")
            return DefineIndicator(
                Indicator(
                    code: "i\(round)", names: words("i"), unitOfMeasure: "cases", decimals: 1, overUnits: .sum, overTime: .last,
                    numerator: Bool.random(using: &random) ? any(indicators) : nil, denominator: any(indicators), direction: .up,
                    definition: words("i"), source: "test"))
        default:
            let codes = indicators.shuffled(using: &random).prefix(2)
            return SubmitReturn(
                unit: any(units), period: "\(Int.random(in: 2001...2025, using: &random))",
                reason: Bool.random(using: &random) ? "why « \(round) »" : nil,
                values: codes.map { code in
                    figure(
                        code, "\(Int.random(in: 0...999, using: &random))", asOf: Bool.random(using: &random) ? day() : nil,
                        scope: [nil, .own, .total].randomElement(using: &random) ?? nil)
                })
        }
    }
}
