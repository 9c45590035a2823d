import Acts
import ArgumentParser
import Figures
import Foundation
import Identity
import Institution
import Storage
import Web

struct BenchYear: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "year", abstract: "A cycle of 2,000 units with 20 commitments each, made through the acts.",
        discussion: """
            Views are measured over HTTP without the kept page (each address differs), every tenth as the first one after an act. \
            Self-assessments are whole forms sent over HTTP by people signed in, twenty times as dense as the target says; each time \
            counts from when the form was due to the answer after the durable receipt. The load comes from the same machine.
            """)

    @Option(help: "Units.") var units = 2_000
    @Option(help: "Commitments of a unit, a divisor of 100.") var commitments = 20
    @Option(help: "People who submit their unit's self-assessment at the end.") var people = 300
    @Option(help: "Seconds within which they do. The target speaks of ten minutes.") var within = 30.0
    @Option(help: "Requests for each view.") var requests = 100
    @Flag(help: "Prints one JSON object.") var json = false

    struct Result: Codable {
        var measure: String
        var p50Ms, p99Ms: Double
        var limitMs: Double
        var holds: Bool
    }

    func validate() throws {
        guard units > people, people > 0, (1...100).contains(commitments), 100 % commitments == 0 else {
            throw ValidationError("units must exceed people, and commitments divide 100")
        }
    }

    func run() async throws {
        try await Terminal.run {
            let folder = FileManager.default.temporaryDirectory.path + "/hasila-bench-\(UUID().uuidString)"
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let cycle = LargeCycle(units: units, commitments: commitments)
            let office = try await cycle.found(at: folder)
            let begun = ContinuousClock.now
            let opening = try await cycle.play(office, leaving: people)
            if !json { Terminal.print("\(units) units × \(commitments) commitments built in \((ContinuousClock.now - begun).seconds.short) s") }
            var results = [row("opening the cycle (act)", opening, limit: 150)]
            results.append(row("scoring all units", try await scoring(cycle, office), limit: 500))
            // A server that has just been given thirteen thousand acts works them off first; here it is asked after that.
            try await BenchHouse.settle(office)
            let (port, server) = try await serve(office, folder: folder)
            defer { server.cancel() }
            results += try await views(cycle, office, port: port)
            let (times, kept) = try await cycle.submitRest(office, people: people, within: within, port: port)
            results.append(row("\(people) self-assessments in \(within.short) s", times, limit: 100))
            guard kept == units else { throw Failure(.internal, privateDetail: "\(kept) of \(units) self-assessments") }
            await office.close()
            if json { return try Terminal.json(results) }
            Terminal.print("| measure | p50 ms | p99 ms | limit ms | |\n| --- | ---: | ---: | ---: | --- |")
            for result in results {
                let verdict = result.holds ? "holds" : "EXCEEDED"
                Terminal.print(
                    "| \(result.measure) | \(result.p50Ms.short) | \(result.p99Ms.short) | \(result.limitMs.short) | \(verdict) |")
            }
            Terminal.print("all \(kept) self-assessments are there")
        }
    }

    private func row(_ measure: String, _ times: Timings, limit: Double) -> Result {
        let worst = times.quantile(0.99)
        return Result(measure: measure, p50Ms: times.median, p99Ms: worst, limitMs: limit, holds: worst <= limit)
    }

    /// Terms from the tables, results from the cube, the derivation of every unit.
    private func scoring(_ cycle: LargeCycle, _ office: Office) async throws -> Timings {
        var times = Timings()
        for _ in 0..<10 {
            let start = ContinuousClock.now
            let scored = try await cycle.scores(office).count
            times.add(ContinuousClock.now - start)
            guard scored == units else { throw Failure(.internal, privateDetail: "\(scored) scores") }
        }
        return times
    }

    private func serve(_ office: Office, folder: String) async throws -> (port: Int, server: Task<Void, any Error>) {
        let started = AsyncStream.makeStream(of: Int.self)
        let server = Task {
            try await ServerRun(port: 0, published: folder + "/none").run(office) { started.continuation.yield($0 ?? 0) }
        }
        guard let port = await started.stream.first(where: { _ in true }) else { throw Failure(.internal) }
        return (port, server)
    }

    private func views(_ cycle: LargeCycle, _ office: Office, port: Int) async throws -> [Result] {
        let now = office.clock()
        let holder = try await office.signatory(role: .directorGeneral)
        let secret = try await office.database.write {
            try Sessions.open(official: holder.official, post: holder.post, now: now, in: $0).text
        }
        var results: [Result] = []
        let pages = [
            ("the year", "/fr/cycles/2022"), ("coverage of terms", "/fr/terms-coverage/2022"), ("list of evaluations", "/fr/cycles/2022/evaluations"),
            ("calibration", "/fr/cycles/2022/calibration"), ("separation of duties", "/fr/cycles/2022/separation"),
            ("workbench of a unit", "/fr/cycles/2022/evaluations/u7"),
        ]
        // Once before the clock runs: a server reads ahead what all pages share, which takes it a moment after its start.
        for path in ["/fr/", pages[0].1] { _ = HTTPProbe(port: port, path: path, cookie: "hasila_session=\(secret)")?.ask() }
        for (name, path) in pages {
            var times = Timings()
            for request in 0..<requests {
                if request.isMultiple(of: 10) { try await cycle.enterOneMore(office, unit: results.count * requests + request) }
                guard let probe = HTTPProbe(port: port, path: "\(path)?n=\(request)", cookie: "hasila_session=\(secret)") else {
                    throw Failure(.internal, privateDetail: "no connection")
                }
                let start = ContinuousClock.now
                guard probe.ask() == 200 else { throw Failure(.internal, privateDetail: path) }
                times.add(ContinuousClock.now - start)
            }
            results.append(row(name, times, limit: 150))
        }
        return results
    }
}
