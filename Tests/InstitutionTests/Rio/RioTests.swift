import Acts
import Figures
import Foundation
import Storage
import TestSupport
import Testing

@testable import Institution

/// Rio de Janeiro's police data: 138 stations in areas and regions that moved, monthly, 2003-2017. Needs the shared data.
@Suite struct RioTests {
    static let scripts = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent(
            "Examples/rio"
        ).path

    /// Runs one of the example's scripts.
    static func python(_ script: String, _ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-B", "\(scripts)/\(script)"] + arguments
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(script) failed")
    }

    static func seconds(_ work: () async throws -> Void) async rethrows -> Double {
        let duration = try await ContinuousClock().measure(work)
        return Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    }

    @Test func everyYearlyTotalEqualsTheFilesOwn() async throws {
        guard let source = Shared.file("data/rio/BaseDPEvolucaoMensalCisp_2003-2017.csv") else { return }
        try await House.open(.sqlite, empty: true) { house in
            let folder = house.place.folder.file("rio")
            let data = URL(fileURLWithPath: source).deletingLastPathComponent().path
            try Self.python("derive.py", data, folder)
            try Self.python("recount.py", data, folder + "/recount.csv")
            for kind in [ImportKind.units, .events, .indicators, .figures] {
                let importer = Importer(office: house.office, signatory: .administrator)
                let rows = try await { () async throws -> Int in
                    var count = 0
                    let time = try await Self.seconds {
                        let report = try await importer.run(kind, path: "\(folder)/\(kind.rawValue).csv")
                        #expect(report.isAccepted, "\(report.refused.prefix(5).map { "\($0.line) \($0.failure)" })")
                        count = report.rows
                    }
                    print("Rio: \(kind.rawValue): \(count) rows in \((time * 100).rounded() / 100) s")
                    return count
                }()
                if kind == .figures { #expect(rows == 1_049_552) }
            }
            try Self.compareAll(house.office.cube, recount: folder + "/recount.csv")
            try await Self.movesAndBreaks(house, units: folder + "/units.csv", events: folder + "/events.csv")
            let load = try await Self.seconds {
                let clock = house.clock
                await house.office.close()
                let again = try await Office.open(house.place.location, clock: { clock.now })
                try Self.compareAll(again.cube, recount: folder + "/recount.csv")
                await again.close()
            }
            print("Rio: opened again, loaded and compared in \((load * 100).rounded() / 100) s")
        }
    }

    /// Every line of the recount, and no figure where the recount has no line.
    static func compareAll(_ cube: Cube, recount: String) throws {
        var expected: [String: (total: String, reported: Int)] = [:]
        var indicators: Set<String> = []
        var reader = try DelimitedReader(path: recount, required: ["indicator", "unit", "year", "total", "reported"])
        while let row = try reader.next() {
            indicators.insert(row.text("indicator"))
            expected["\(row.text("indicator")) \(row.text("unit")) \(row.text("year"))"] = (
                row.text("total"), Int(row.text("reported")) ?? -1
            )
        }
        #expect(indicators.count == 48 && expected.count > 100_000)
        var (compared, differing) = (0, [String]())
        for year in 2003...2017 {
            for unit in cube.tree.codes {
                let questions = indicators.map { Question(indicator: $0, unit: unit, span: Period(year: year), tree: .then) }
                for (question, answer) in zip(questions, try cube.answers(questions)) {
                    let key = "\(question.indicator) \(unit) \(year)"
                    let reported = answer.coverage.reported + answer.coverage.unexpected
                    let line = expected.removeValue(forKey: key)
                    compared += line == nil ? 0 : 1
                    if answer.value?.description != line?.total || reported != line?.reported ?? 0 {
                        differing.append(
                            "\(key): \(answer.value?.description ?? "none") of \(reported), not \(line.map { "\($0)" } ?? "none")"
                        )
                    }
                }
            }
        }
        print("Rio: \(compared) yearly totals compared, \(differing.count) differ")
        #expect(differing.isEmpty, "\(differing.prefix(10))")
        #expect(expected.isEmpty, "\(expected.keys.prefix(5))")
    }

    /// A change of definition is a break, not a drop; a move changes the tree and not the past.
    static func movesAndBreaks(_ house: House, units: String, events: String) async throws {
        let cube = house.office.cube
        func ask(_ unit: String, _ period: String, _ tree: TreeView = .then) throws -> Answer {
            try cube.answer(Question(indicator: "arrests", unit: unit, span: Period(period), tree: tree))
        }
        let (before, after) = (try ask("rio", "2014"), try ask("rio", "2015"))
        #expect(!before.hasBreak && after.hasBreak)
        #expect(try !ask("rio", "2016").hasBreak)
        #expect(try ask("rio", "2010-01-01/P2922D").hasBreak, "eight years over the change")
        print(
            "Rio: arrests 2014 \(before.value?.description ?? "-"), 2015 \(after.value?.description ?? "-") with break \(after.hasBreak)"
        )
        // A station that moved: its old area has it then, its new one has it in today's tree.
        var reader = try DelimitedReader(
            path: events, required: ["date", "event", "unit", "into"], optional: ["share", "name_ar", "name_fr", "name_en"])
        var seen = 0
        while let row = try reader.next() {
            let (date, unit, into) = (row.text("date"), row.text("unit"), row.text("into"))
            guard row.text("event") == "move", unit.hasPrefix("cisp") else { continue }
            let day = try Day(date)
            let old = try #require(try cube.tree.version(on: day.previous).parent(of: unit))
            #expect(try cube.tree.version(on: day).parent(of: unit) == into)
            let today = try Day("2026-01-05")
            guard try cube.tree.version(on: today).parent(of: unit) == into, old != into else { continue }
            let month = Period(.month, holding: day.previous)
            let own = try cube.answer(Question(indicator: "arrests", unit: unit, span: month))
            func parts(_ area: String, _ tree: TreeView) throws -> [String: Answer] {
                let lines = try cube.parts(of: Question(indicator: "arrests", unit: area, span: month, tree: tree))
                return Dictionary(uniqueKeysWithValues: lines.filter { !$0.isOwn }.map { ($0.unit, $0.answer) })
            }
            #expect(try parts(old, .then)[unit]?.value == own.value, "\(unit) \(month)")
            #expect(try parts(into, .then)[unit]?.value == nil, "\(unit) \(month)")
            #expect(try parts(into, .on(today))[unit]?.value == own.value, "\(unit) \(month)")
            #expect(try parts(old, .on(today))[unit]?.value == nil, "\(unit) \(month)")
            seen += 1
        }
        #expect(seen > 20)
        #expect(
            try ask("rio", "2009", .on(Day("2026-01-05"))).value == ask("rio", "2009").value,
            "the root is the same under every tree")
        print("Rio: \(seen) stations that moved hang right in both trees")
        try bridges(cube)
    }

    /// Every area and region, every year: from the figure then to the one under today's tree, exactly, and only by moves.
    static func bridges(_ cube: Cube) throws {
        let today = TreeView.on(try Day("2026-01-05"))
        var (bridged, moved) = (0, 0)
        for unit in cube.tree.codes where unit.hasPrefix("aisp") || unit.hasPrefix("risp") {
            for year in 2003...2014 {
                let span = Period(year: year)
                let bridge = try Bridge(
                    Question(indicator: "arrests", unit: unit, span: span), from: BridgeSide(cube: cube, span: span, tree: .then),
                    to: BridgeSide(cube: cube, span: span, tree: today))
                let sum = try bridge.oldValue.adding(bridge.amount(of: .moved))
                #expect(sum == bridge.newValue, "\(unit) \(year)")
                bridged += 1
                moved += bridge.isEmpty ? 0 : 1
            }
        }
        #expect(moved > 100)
        print("Rio: \(bridged) bridges of areas and regions, \(moved) of them with moves")
    }
}
