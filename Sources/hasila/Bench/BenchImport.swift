import Acts
import ArgumentParser
import Figures
import Foundation
import Institution
import Storage

struct BenchImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Figures from a CSV file to durable, ledgered and queryable.")

    @Option(help: "Figures to import, in thousands.") var thousands = 1_000
    @Flag(help: "Prints one JSON object.") var json = false

    struct Result: Codable {
        var figures, acts: Int
        var seconds, queryMs, probeBeforeMs, probeAfterMs, megabytes, peakMegabytes: Double
        var totalIsExact: Bool
    }

    private static let indicators = 20
    private static let months = 12
    private static let cells = 6

    func run() async throws {
        try await Terminal.run {
            let folder = FileManager.default.temporaryDirectory.path + "/hasila-bench-\(UUID().uuidString)"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let units = max(1, thousands * 1_000 / (Self.indicators * Self.months * Self.cells))
            let expected = try write(units: units, to: folder)
            let office = try await founded(at: folder + "/data")
            let importer = Importer(office: office, signatory: try await office.signatory(role: .administrator))
            for kind in [ImportKind.units, .indicators] {
                let report = try await importer.run(kind, path: "\(folder)/\(kind.rawValue).csv")
                if let first = report.refused.first { throw first.failure }
            }
            let before = DiskProbe.median(in: folder)
            let start = ContinuousClock.now
            let report = try await importer.run(.figures, path: folder + "/figures.csv")
            let seconds = (ContinuousClock.now - start).seconds
            if let first = report.refused.first { throw first.failure }
            let asked = ContinuousClock.now
            let answer = try office.cube.answer(Question(indicator: "i0", unit: "root", span: try Period("2022")))
            let result = Result(
                figures: report.rows, acts: report.acts, seconds: seconds, queryMs: (ContinuousClock.now - asked).milliseconds,
                probeBeforeMs: before, probeAfterMs: DiskProbe.median(in: folder),
                megabytes: try size(of: folder + "/figures.csv"), peakMegabytes: Memory.peakMegabytes(), totalIsExact: answer.value?.mantissa == expected)
            await office.close()
            if json { return try Terminal.json(result) }
            Terminal.print(
                "import: \(result.figures) figures in \(result.acts) acts, \(result.megabytes.short) MB: \(seconds.short) s to durable and "
                    + "queryable; first total \(result.queryMs.short) ms, \(result.totalIsExact ? "exact" : "WRONG"); "
                    + "at most \(result.peakMegabytes.short) MB held; fdatasync \(before.short) ms")
            if !result.totalIsExact { throw ExitCode(1) }
        }
    }

    private func founded(at folder: String) async throws -> Office {
        let founding = FoundInstitution(
            code: "root", names: Trilingual(ar: "قياس", fr: "mesure", en: "bench"), notice: nil, administrator: "a", post: "p")
        return try await Office.found(founding, at: .directory(folder), origin: "bench.hasila.invalid/log")
    }

    /// Writes the three files; answers the expected total of the first indicator.
    private func write(units: Int, to folder: String) throws -> Int64 {
        var unitRows = "code,parent,kind,name_ar,name_fr,name_en,opened,closed\nroot,,root,ا,r,r,2000-01-01,\n"
        for unit in 0..<units { unitRows += "u\(unit),root,unit,و,u,u,2000-01-01,\n" }
        try Data(unitRows.utf8).write(to: URL(fileURLWithPath: folder + "/units.csv"))
        var indicatorRows =
            "code,name_ar,name_fr,name_en,unit_of_measure,decimals,over_units,over_time,direction,definition_ar,definition_fr,definition_en,source,frequency\n"
        for indicator in 0..<Self.indicators { indicatorRows += "i\(indicator),م,i,i,cases,0,sum,sum,none,ت,d,d,bench,month\n" }
        try Data(indicatorRows.utf8).write(to: URL(fileURLWithPath: folder + "/indicators.csv"))
        try Data("indicator,unit,period,breakdown,value\n".utf8).write(to: URL(fileURLWithPath: folder + "/figures.csv"))
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: folder + "/figures.csv"))
        try file.seekToEnd()
        var state: UInt64 = 7
        var expected: Int64 = 0
        for unit in 0..<units {
            var rows = ""
            for month in 1...Self.months {
                let period = "2022-\(month < 10 ? "0" : "")\(month)"
                for indicator in 0..<Self.indicators {
                    for cell in 0..<Self.cells {
                        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                        let value = Int64(state >> 33) % 1_000
                        if indicator == 0 { expected += value }
                        rows += "i\(indicator),u\(unit),\(period),k=\(cell),\(value)\n"
                    }
                }
            }
            try file.write(contentsOf: Data(rows.utf8))
        }
        try file.close()
        return expected
    }

    private func size(of path: String) throws -> Double {
        Double(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0) / 1e6
    }
}
