import Acts
import ArgumentParser
import Figures
import Foundation
import Institution

struct BenchTotal: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "total", abstract: "One total of any unit over any span under either tree: in process and over HTTP.",
        discussion: """
            In process: random units, spans of months, indicators and trees of a cube of --values figures, with coverage, one after \
            the other on one thread; some are compared with the full answer. Over HTTP: a server with --units units, figures asked for \
            with a token, at a steady rate and then as fast as they come.
            """)

    @Option(help: "Figures of the cube.") var values = 10_000_000
    @Option(help: "Units of the cube, and of the server's institution.") var units = 10_000
    @Option(help: "Questions in process.") var questions = 20_000_000
    @Option(help: "Connections.") var connections = 64
    @Option(help: "Questions a second over HTTP.") var rate = 2_000
    @Option(help: "Seconds of each load over HTTP; 0 leaves it out.") var seconds = 10
    @Flag(help: "Prints one JSON object.") var json = false

    struct Result: Codable {
        var nanoseconds, answerNanoseconds, readerMilliseconds: Double
        var compared, unequal: Int
        var steadyP50Ms, steadyP99Ms, steadyMaxMs, fullPerSecond, fullP99Ms: Double
        var failed: Int
    }

    func run() async throws {
        try await Terminal.run {
            var result = try inProcess()
            if seconds > 0 { try await overHTTP(&result) }
            if json { try Terminal.json(result) } else { report(result) }
            if result.unequal > 0 || result.failed > 0 { throw ExitCode(1) }
        }
    }

    private func report(_ result: Result) {
        Terminal.print(
            "one total in process: \(result.nanoseconds.short) ns with coverage (a question by codes with status and precision "
                + "\(result.answerNanoseconds.short) ns); \(result.compared) compared, \(result.unequal) unequal; made ready in "
                + "\(result.readerMilliseconds.short) ms an indicator and tree")
        guard seconds > 0 else { return }
        Terminal.print(
            "over HTTP, \(connections) connections, \(rate)/s: p50 \(result.steadyP50Ms.short) ms, p99 \(result.steadyP99Ms.short) ms, "
                + "max \(result.steadyMaxMs.short) ms; as fast as they come \(result.fullPerSecond.short)/s, p99 \(result.fullP99Ms.short) ms; "
                + "\(result.failed) failed")
    }

    private func inProcess() throws -> Result {
        Terminal.note("making a cube of \(values) figures")
        let made = try RollupScale(units: units, depth: 6, shape: .tree, versions: 2, values: values).make()
        let workload = try RollupWorkload(tree: made.tree, load: made.load, targets: made.targets)
        workload.prepare()
        let (cube, months) = (workload.cube, made.load.periods)
        let views: [TreeView] = [.on(months[0].first), .then]
        var readers: [TotalReader] = []
        let clock = ContinuousClock()
        let making = try clock.measure {
            for view in views {
                for indicator in made.load.indicators { readers += [try cube.reader(indicator, tree: view)].compactMap { $0 } }
            }
        }
        guard readers.count == views.count * made.load.indicators.count else { throw Failure(.internal) }
        let spans = months.indices.flatMap { first in
            (first..<months.count).compactMap { Period(from: months[first].first, through: months[$0].last) }
        }
        var draws = TotalDraws(readers: readers.count, units: units, spans: spans.count)
        let questions = questions
        let start = clock.now
        var sum: Int64 = 0
        for _ in 0..<questions {
            let (reader, unit, span) = draws.next()
            if let total = readers[reader].total(of: unit, over: spans[span]) { sum &+= total.value &+ Int64(total.expected) }
        }
        let time = start.duration(to: clock.now)
        let compared = 20_000
        var unequal = sum == 0 ? 1 : 0
        var asked = Duration.zero
        for _ in 0..<compared {
            let (reader, unit, span) = draws.next()
            let view = views[reader / made.load.indicators.count]
            let question = Question(
                indicator: made.load.indicators[reader % made.load.indicators.count], unit: made.tree.codes[unit], span: spans[span],
                tree: view)
            var answer: Answer?
            asked += try clock.measure { answer = try cube.answer(question) }
            let total = readers[reader].total(of: unit, over: spans[span])
            let isEqual =
                (answer?.value?.mantissa ?? 0) == (total?.value ?? -1) && answer?.coverage.expected == total.map { Int($0.expected) }
                && answer?.coverage.reported == total.map { Int($0.reported - $0.unexpected) }
            if !isEqual { unequal += 1 }
        }
        return Result(
            nanoseconds: time.seconds * 1e9 / Double(max(1, questions)), answerNanoseconds: asked.seconds * 1e9 / Double(compared),
            readerMilliseconds: making.milliseconds / Double(readers.count), compared: compared, unequal: unequal, steadyP50Ms: 0,
            steadyP99Ms: 0, steadyMaxMs: 0, fullPerSecond: 0, fullP99Ms: 0, failed: 0)
    }

    private func overHTTP(_ result: inout Result) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/hasila-bench-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        Terminal.note("a server with \(units) units and three months of figures")
        let house = BenchHouse(folder: folder, units: units)
        let (office, token) = try await house.found()
        try await house.fill(office, months: 1...3)
        await office.close()
        let server = try BenchServer(folder)
        defer { server.stop() }
        func crews() -> [FigureCrew] { (0..<connections).map { FigureCrew($0, units: units, port: server.port, token: token) } }
        // Once before the clock runs: running sums are worked out when first asked for.
        _ = await HTTPFleet(port: server.port, connections: connections, rate: Double(rate), seconds: 3).run(crews())
        let steady = await HTTPFleet(port: server.port, connections: connections, rate: Double(rate), seconds: Double(seconds)).run(crews())
        let full = await HTTPFleet(port: server.port, connections: connections, seconds: Double(seconds)).run(crews())
        (result.steadyP50Ms, result.steadyP99Ms, result.steadyMaxMs) = (steady.quantile(0.5), steady.quantile(0.99), steady.quantile(1))
        (result.fullPerSecond, result.fullP99Ms) = (full.perSecond, full.quantile(0.99))
        result.failed = steady.refused + steady.lost + full.refused + full.lost
    }
}

/// Random questions of up to a million units, drawn while the clock runs: multiplications only.
private struct TotalDraws {
    private var state = UInt64(11)
    private let readers, units, spans: UInt64

    init(readers: Int, units: Int, spans: Int) { (self.readers, self.units, self.spans) = (UInt64(readers), UInt64(units), UInt64(spans)) }

    mutating func next() -> (reader: Int, unit: Int, span: Int) {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let (high, middle, low) = (state >> 44, (state >> 24) & 0xF_FFFF, (state >> 4) & 0xF_FFFF)
        return (Int((low &* readers) >> 20), Int((high &* units) >> 20), Int((middle &* spans) >> 20))
    }
}

/// Asks for figures of random units, months and trees.
final class FigureCrew: HTTPFleet.Crew {
    private var state: UInt64
    private let units: Int, port: Int, token: String

    init(_ number: Int, units: Int, port: Int, token: String) {
        state = UInt64(number) &* 104_729 &+ 3
        (self.units, self.port, self.token) = (units, port, token)
    }

    func next() -> [UInt8]? {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let word = Int(state >> 20)
        let unit =
            switch word % 4 {
            case 0: "root"
            case 1: "r\(word / 4 % max(1, units / 200))"
            default: "u\(word / 4 % units)"
            }
        let span = word % 3 == 0 ? "\(BenchHouse.year)-Q1" : word % 3 == 1 ? "\(BenchHouse.year)" : BenchHouse.period(1 + word / 7 % 3)
        let tree = word % 2 == 0 ? "then" : "now"
        return BenchHouse.request(
            "GET", "/api/v1/figures/i\(word / 11 % BenchHouse.indicators)/\(unit)/\(span)?tree=\(tree)", port: port, token: token)
    }

    func answered(_ status: Int, _ body: ArraySlice<UInt8>) {}
}
