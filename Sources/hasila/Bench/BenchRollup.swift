import Acts
import ArgumentParser
import Crypto
import Figures
import Foundation

struct BenchRollup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollup", abstract: "The roll-up workload Q1 to Q5 beside DuckDB, chDB, Polars and DataFusion, in turn.",
        discussion: """
            Needs the workload folder (`bench/rollup` of the shared material, --workload) and Python with numpy, pyarrow and the \
            engines (`scripts/bench.sh` makes .venv-bench). Two rounds: ours, each engine, ours, each engine. Checksums must agree.

            With --units an institution of that size, --depth, --shape and --versions is made here instead and only the cube is measured             (the engines' table of ancestors of a chain would have more rows than any of them holds); every total of Q3 and Q5 is then             compared with a recomputation without running sums. --table measures all the sizes and shapes of docs/PERFORMANCE.md.
            """)

    @Option(help: "The folder with generate.py and peers.py.") var workload = "../shared/bench/rollup"
    @Option(help: "The Python with the engines.") var python = ".venv-bench/bin/python"
    @Option(help: "1.0 is 10 million values.") var scale = 1.0
    @Option(help: "Runs of each question in each round.") var runs = 5
    @Option(help: "Rounds.") var rounds = 2
    @Option(help: "Engines to run beside, separated by commas.") var engines = "duckdb,chdb,polars,datafusion"
    @Option(help: "Units of an institution made here; 0 takes the workload folder.") var units = 0
    @Option(help: "Levels of its tree.") var depth = 6
    @Option(help: "How it hangs together: tree, chain or star.") var shape = RollupScale.Shape.tree
    @Option(help: "Versions of its tree that follow each other.") var versions = 2
    @Option(help: "About how many figures it has.") var values = 10_000_000
    @Flag(help: "All sizes and shapes of the scaling table.") var table = false
    @Flag(help: "Prints one JSON object.") var json = false

    struct Line: Codable {
        var engine, question, checksum: String
        var best_ms, median_ms, load_s: Double
    }

    func run() async throws {
        try await Terminal.run {
            if table || units > 0 { return try scaling() }
            let folder = try generated()
            var lines: [Line] = []
            for round in 1...rounds {
                Terminal.note("round \(round): hasila")
                lines += try ours(folder)
                for engine in engines.split(separator: ",") where !engine.isEmpty {
                    Terminal.note("round \(round): \(engine)")
                    lines += try peer(String(engine), folder)
                }
            }
            if json { return try Terminal.json(lines) }
            if !report(lines) { throw ExitCode(1) }
        }
    }

    private func generated() throws -> String {
        let folder = FileManager.default.temporaryDirectory.path + "/hasila-rollup-\(scale)"
        if FileManager.default.fileExists(atPath: folder + "/fact.csv") { return folder }
        Terminal.note("generating the workload in \(folder)")
        _ = try output(of: python, [workload + "/generate.py", folder, "--scale", "\(scale)"])
        return folder
    }

    private func ours(_ folder: String) throws -> [Line] {
        let clock = ContinuousClock()
        func table(_ name: String) throws -> IntegerTable {
            try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name).csv"), options: .mappedIfSafe)
                .withUnsafeBytes { try IntegerTable(csv: $0) }
        }
        let (facts, units, targets) = try (table("fact"), table("unit"), table("target"))
        let start = clock.now
        let workload = try RollupWorkload(facts: facts, units: units, targets: targets)
        workload.prepare()
        let load = (clock.now - start).seconds
        return try RollupWorkload.Question.allCases.map { question in
            var timings = Timings()
            var rows = try workload.answer(question)
            for _ in 0..<runs { timings.add(try clock.measure { rows = try workload.answer(question) }) }
            let digest = SHA256.hash(data: rows.checksumText).map { String(format: "%02x", $0) }.joined()
            return Line(
                engine: "hasila", question: question.rawValue, checksum: String(digest.prefix(16)), best_ms: timings.best,
                median_ms: timings.median, load_s: load)
        }
    }

    private func peer(_ engine: String, _ folder: String) throws -> [Line] {
        let text = try output(of: python, [workload + "/peers.py", folder, engine, "--runs", "\(runs)"])
        return try text.split(separator: "\n").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
    }

    private func output(of program: String, _ arguments: [String]) throws -> String {
        guard FileManager.default.fileExists(atPath: program), FileManager.default.fileExists(atPath: arguments[0]) else {
            throw Failure(.toolMissing, ["name": "\(program) \(arguments[0])"])
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(.toolMissing, ["name": arguments[0]]) }
        return String(decoding: data, as: UTF8.self)
    }

    /// Prints the table; true when no question is slower than the best peer and all checksums but the known odd one agree.
    private func report(_ lines: [Line]) -> Bool {
        var good = true
        Terminal.print("| question | hasila ms | best peer ms | peer | times faster | checksums |\n| --- | ---: | ---: | --- | ---: | --- |")
        for question in RollupWorkload.Question.allCases.map(\.rawValue) {
            let here = lines.filter { $0.question == question }
            let own = here.filter { $0.engine == "hasila" }
            let peers = here.filter { $0.engine != "hasila" }
            guard let ours = own.map(\.median_ms).min(), let checksum = own.first?.checksum else { continue }
            guard let best = peers.min(by: { $0.median_ms < $1.median_ms }) else {
                Terminal.print("| \(question) | \(ours.short) | – | – | – | \(checksum) |")
                continue
            }
            let odd = Set(peers.filter { $0.checksum != checksum }.map(\.engine))
            good = good && ours <= best.median_ms && odd.subtracting(question == "Q4" ? ["polars"] : []).isEmpty
            Terminal.print(
                "| \(question) | \(ours.short) | \(best.median_ms.short) | \(best.engine) | \((best.median_ms / ours).short) | "
                    + (odd.isEmpty ? "equal" : "differs: \(odd.sorted().joined(separator: ", "))") + " |")
        }
        let load = lines.filter { $0.engine == "hasila" }.map(\.load_s).min() ?? 0
        Terminal.print("\nbuild of the cube \(load.short) s; medians of \(runs) runs, best of \(rounds) rounds in turn; scale \(scale)")
        return good
    }
}
