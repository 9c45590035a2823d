import Acts
import ArgumentParser
import Foundation
import Identity
import Institution
import Storage
import Web

struct BenchWeb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "web", abstract: "Server start on the example, and pages under a steady load.",
        discussion: "Times count from when a request was due, so waiting behind a slow answer counts too. The load comes from the same machine.")

    @Option(help: "Requests a second.") var rate = 200
    @Option(help: "Seconds for each page.") var seconds = 10
    @Option(help: "The example's folder.") var example: String?
    @Flag(help: "Prints one JSON object.") var json = false

    struct Result: Codable {
        var page: String
        var p50Ms, p99Ms, maxMs: Double
        var failed: Int
    }

    func run() async throws {
        try await Terminal.run {
            let folder = FileManager.default.temporaryDirectory.path + "/hasila-bench-\(UUID().uuidString)"
            defer { try? FileManager.default.removeItem(atPath: folder) }
            try await prepared(at: folder)
            let begun = ContinuousClock.now
            let office = try await Office.open(.directory(folder), more: Rooms.migrations)
            let secret = try await session(office)
            let started = AsyncStream.makeStream(of: Int.self)
            let server = Task {
                try await ServerRun(port: 0, published: folder + "/none").run(office) { port in
                    started.continuation.yield(port ?? 0)
                }
            }
            guard let port = await started.stream.first(where: { _ in true }) else { throw Failure(.internal) }
            let start = (ContinuousClock.now - begun).milliseconds
            var results: [Result] = []
            for page in ["/fr/", "/ar/units/dcpj", "/fr/figures/psychotropic_pills/dgsn/2022", "/ar/cycles/2022"] {
                results.append(await load(page, port: port, cookie: "hasila_session=\(secret)"))
            }
            server.cancel()
            if json { return try Terminal.json(results) }
            Terminal.print("server start on the example: \(start.short) ms")
            Terminal.print("| page | p50 ms | p99 ms | max ms | failed |\n| --- | ---: | ---: | ---: | ---: |")
            for result in results {
                Terminal.print("| \(result.page) | \(result.p50Ms.short) | \(result.p99Ms.short) | \(result.maxMs.short) | \(result.failed) |")
            }
        }
    }

    private func prepared(at folder: String) async throws {
        let files = try ExampleFolder.find(example)
        let founding = FoundInstitution(
            code: "dgsn", names: Trilingual(ar: "قياس", fr: "mesure", en: "bench"), notice: nil, administrator: "founder",
            post: "founding-administrator")
        let office = try await Office.found(founding, at: .directory(folder), origin: "bench.hasila.invalid/log", more: Rooms.migrations)
        try await ExampleYear(office: office, folder: files, year: 2022) { _ in }.play()
        await office.close()
    }

    private func session(_ office: Office) async throws -> String {
        let now = office.clock()
        let holder = try await office.signatory(role: .directorGeneral)
        return try await office.database.write {
            try Sessions.open(official: holder.official, post: holder.post, now: now, in: $0).text
        }
    }

    /// Eight connections, each with its share of an open-loop schedule.
    private func load(_ page: String, port: Int, cookie: String) async -> Result {
        let lanes = 8
        let (rate, seconds) = (rate, seconds)
        let start = ContinuousClock.now + .milliseconds(200)
        let times = await withTaskGroup(of: [Double].self) { group in
            for lane in 0..<lanes {
                group.addTask {
                    await withCheckedContinuation { continuation in
                        Thread.detachNewThread {
                            continuation.resume(returning: Self.lane(lane, of: lanes, page, port, cookie, rate, seconds, start))
                        }
                    }
                }
            }
            return await group.reduce(into: [Double]()) { $0 += $1 }
        }
        let answered = times.filter { $0 >= 0 }.sorted()
        func quantile(_ share: Double) -> Double {
            answered.isEmpty ? 0 : answered[min(answered.count - 1, Int(Double(answered.count) * share))]
        }
        return Result(
            page: page, p50Ms: quantile(0.5), p99Ms: quantile(0.99), maxMs: answered.last ?? 0,
            failed: times.count - answered.count)
    }

    /// The times of one connection in milliseconds; -1 for a request without a good answer.
    private static func lane(
        _ lane: Int, of lanes: Int, _ page: String, _ port: Int, _ cookie: String, _ rate: Int, _ seconds: Int,
        _ start: ContinuousClock.Instant
    ) -> [Double] {
        guard let probe = HTTPProbe(port: port, path: page, cookie: cookie) else { return [-1] }
        var times: [Double] = []
        for request in stride(from: lane, to: rate * seconds, by: lanes) {
            let due = start + .seconds(1) * Double(request) / Double(rate)
            let wait = due - ContinuousClock.now
            if wait > .zero { usleep(UInt32(wait.milliseconds * 1_000)) }
            let status = probe.ask()
            times.append(status == 200 ? (ContinuousClock.now - due).milliseconds : -1)
        }
        return times
    }
}
