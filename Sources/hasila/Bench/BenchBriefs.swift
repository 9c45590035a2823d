import Acts
import ArgumentParser
import Figures
import Foundation
import Institution
import Localization
import Publication
import Storage
import Web

struct BenchBriefs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "briefs", abstract: "All briefs of a large institution: units with twenty commitments each, as PDF.",
        discussion: "Makes the institution in a temporary folder, then reads, prints and composes. The target is 2,000 units in 60 s.")

    @Option(help: "Units.") var units = 2_000
    @Option(help: "Languages, separated by commas.") var languages = "ar"
    @Flag(help: "Prints one JSON object.") var json = false

    struct Result: Codable {
        var units, documents: Int
        var seconds: Double
        var bytes: Int
    }

    func run() async throws {
        try await Terminal.run {
            let folder = FileManager.default.temporaryDirectory.path + "/hasila-briefs-\(UUID().uuidString)"
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let office = try await founded(at: folder + "/data")
            let codes = (0..<units).map { "u\($0)" }
            let wanted = languages.split(separator: ",").compactMap { Language(rawValue: String($0)) }
            let begun = ContinuousClock.now
            let count = try await BriefsRun(year: 2022, out: folder + "/out", languages: wanted, units: codes).write(office)
            let seconds = (ContinuousClock.now - begun).seconds
            let files = try FileManager.default.contentsOfDirectory(atPath: folder + "/out")
            let bytes = files.reduce(0) { sum, name in
                sum + ((try? FileManager.default.attributesOfItem(atPath: folder + "/out/" + name)[.size] as? Int) ?? 0)
            }
            await office.close()
            let result = Result(units: units, documents: count, seconds: seconds, bytes: bytes)
            if json { return try Terminal.json(result) }
            Terminal.print("\(units) units × 20 commitments: \(count) briefs in \(seconds.short) s, \(bytes / max(count, 1) / 1_024) kB each")
        }
    }

    /// Units below one top, twenty indicators with six years of figures each, twenty commitments a unit.
    private func founded(at folder: String) async throws -> Office {
        func words(_ text: String) -> Trilingual { Trilingual(ar: "قياس \(text)", fr: "mesure \(text)", en: "bench \(text)") }
        let founding = FoundInstitution(code: "top", names: words("top"), notice: nil, administrator: "founder", post: "founder-post")
        let office = try await Office.found(founding, at: .directory(folder), origin: "bench.hasila.invalid/log", more: Rooms.migrations)
        let by = try await office.signatory(role: .administrator)
        var acts: [any Act] = [OpenUnit(code: "top", parent: nil, unitKind: "institution", names: words("top"), opened: "2016-01-01")]
        for unit in 0..<units {
            acts.append(OpenUnit(code: "u\(unit)", parent: "top", unitKind: "directorate", names: words("\(unit)"), opened: "2016-01-01"))
        }
        acts.append(DefineMeasure(code: "cases", names: words("cases")))
        for index in 0..<20 {
            let indicator = Indicator(
                code: "i\(index)", names: words("indicator \(index)"), unitOfMeasure: "cases", decimals: 0, overUnits: .sum, overTime: .sum,
                direction: .up, definition: words("x"), source: "bench")
            acts.append(DefineIndicator(indicator))
        }
        try await office.registrar.submitAll(acts, by: by)
        let today = office.today
        acts = [OpenCycle(year: 2022, phases: Phase.allCases.map { PhaseDates($0, starts: "2022-01-01", ends: today) })]
        for unit in 0..<units {
            for year in 2017...2022 {
                let values = (0..<20).map { ReturnedValue(indicator: "i\($0)", value: "\(1_000 + (unit * 37 + $0 * 101 + (year - 2017) * 53) % 900)") }
                acts.append(SubmitReturn(unit: "u\(unit)", period: "\(year)", values: values))
            }
            let commitments = (0..<20).map { index in
                ProposedCommitment(
                    code: "U\(unit)-\(index)", text: words("commitment \(index)"), indicator: "i\(index)", baseline: "900",
                    targetType: .atLeast, target: "\(1_100 + index * 40)", weight: 5)
            }
            acts.append(ProposeTerms(year: 2022, unit: "u\(unit)", commitments: commitments))
            if acts.count > 2_000 {
                try await office.registrar.submitAll(acts, by: by)
                acts = []
            }
        }
        try await office.registrar.submitAll(acts, by: by)
        return office
    }
}
