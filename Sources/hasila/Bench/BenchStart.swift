import Acts
import ArgumentParser
import Figures
import Foundation
import Institution
import Storage

struct BenchStart: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "From a closed institution to its first total: from the cube's file, and from the ledger's bodies.",
        discussion: """
            Enters --thousands figures, then opens the institution several times with the cube's file and once without it. The files are \
            dropped from the system's cache before each opening where the system lets a program do so.
            """)

    @Option(help: "Figures, in thousands.") var thousands = 10_000
    @Option(help: "Openings with the file.") var runs = 5
    @Flag(help: "Prints one JSON object.") var json = false

    struct Result: Codable {
        var figures: Int
        var cacheSeconds, replaySeconds, cacheMegabytes, databaseMegabytes, peakMegabytes: Double
        var totalsAreEqual: Bool
    }

    func run() async throws {
        try await Terminal.run {
            let folder = FileManager.default.temporaryDirectory.path + "/hasila-bench-\(UUID().uuidString)"
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let forms = BenchHouse.indicators * BenchHouse.cells
            let house = BenchHouse(folder: folder, units: max(1, min(10_000, thousands * 1_000 / forms)))
            let months = max(1, min(12, (thousands * 1_000 + house.units * forms / 2) / (house.units * forms)))
            Terminal.note("entering \(house.units * months) forms of \(forms) cells")
            let (office, _) = try await house.found()
            try await house.fill(office, months: 1...months)
            let whole = try Self.total(office)
            await office.close()
            var cached = Timings()
            var isEqual = true
            for _ in 0..<runs {
                let (seconds, total, isFromFile) = try await opened(folder)
                cached.add(.seconds(seconds))
                isEqual = isEqual && total == whole && isFromFile
            }
            let cacheMegabytes = Self.megabytes(folder + "/cube.cache")
            try FileManager.default.removeItem(atPath: folder + "/cube.cache")
            let (replayed, total, isFromFile) = try await opened(folder)
            let result = Result(
                figures: house.units * months * forms, cacheSeconds: cached.median / 1_000, replaySeconds: replayed,
                cacheMegabytes: cacheMegabytes, databaseMegabytes: Self.megabytes(folder + "/hasila.sqlite"),
                peakMegabytes: Memory.peakMegabytes(), totalsAreEqual: isEqual && total == whole && !isFromFile)
            if json {
                try Terminal.json(result)
            } else {
                Terminal.print(
                    "start with \(result.figures) figures: \(result.cacheSeconds.short) s from the cube's file (\(cacheMegabytes.short) MB, "
                        + "median of \(runs)), \(result.replaySeconds.short) s from the bodies (database \(result.databaseMegabytes.short) MB); "
                        + "totals \(result.totalsAreEqual ? "equal" : "UNEQUAL"); at most \(result.peakMegabytes.short) MB held")
            }
            if !result.totalsAreEqual { throw ExitCode(1) }
        }
    }

    /// Seconds from nothing to the first total, the totals, and whether they came from the file.
    private func opened(_ folder: String) async throws -> (seconds: Double, totals: [Int64?], isFromFile: Bool) {
        for file in ["/hasila.sqlite", "/cube.cache"] { Self.forget(folder + file) }
        let start = ContinuousClock.now
        let office = try await Office.open(.directory(folder), more: Rooms.migrations)
        _ = try office.cube.answer(Question(indicator: "i0", unit: "root", span: try Period("\(BenchHouse.year)")))
        let seconds = (ContinuousClock.now - start).seconds
        let (totals, isFromFile) = (try Self.total(office), office.cubeIsFromFile)
        await office.close()
        return (seconds, totals, isFromFile)
    }

    private static func total(_ office: Office) throws -> [Int64?] {
        let cube = office.cube
        return try (0..<BenchHouse.indicators).map { indicator in
            try cube.answer(Question(indicator: "i\(indicator)", unit: "root", span: try Period("\(BenchHouse.year)"))).value?.mantissa
        }
    }

    /// Drops a file from the system's cache.
    private static func forget(_ path: String) {
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
        close(descriptor)
    }

    private static func megabytes(_ path: String) -> Double {
        Double((try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0) / 1e6
    }
}
