import ArgumentParser
import Figures
import Foundation

extension RollupScale.Shape: ExpressibleByArgument {}

/// The cube alone on institutions of many sizes and shapes.
extension BenchRollup {
    struct Size: Codable {
        var units, depth, versions: Int
        var shape: String
        var values = 0
        var buildSeconds = 0.0, megabytes = 0.0
        var medianMs: [String: Double] = [:]
        var isRight = true
    }

    /// Measures the size asked for, or the whole table.
    func scaling() throws {
        var sizes = [Size(units: units, depth: depth, versions: versions, shape: shape.rawValue)]
        if table {
            sizes = [1_000, 10_000, 50_000].flatMap { units in
                [4, 12].map { Size(units: units, depth: $0, versions: 2, shape: RollupScale.Shape.tree.rawValue) }
                    + [RollupScale.Shape.chain, .star].map { Size(units: units, depth: 2, versions: 2, shape: $0.rawValue) }
            }
            sizes.append(Size(units: 10_000, depth: 6, versions: 20, shape: RollupScale.Shape.tree.rawValue))
        }
        if !json { Terminal.print(Self.head) }
        var done: [Size] = []
        for size in sizes {
            let measured = try measured(size)
            done.append(measured)
            if !json { Terminal.print(Self.line(measured)) }
        }
        if json { try Terminal.json(done) }
        if done.contains(where: { !$0.isRight }) { throw ExitCode(1) }
    }

    private func measured(_ size: Size) throws -> Size {
        var size = size
        let clock = ContinuousClock()
        let shape = RollupScale.Shape(rawValue: size.shape) ?? .tree
        let made = try RollupScale(units: size.units, depth: size.depth, shape: shape, versions: size.versions, values: values).make()
        size.values = made.load.count
        let start = clock.now
        let workload = try RollupWorkload(tree: made.tree, load: made.load, targets: made.targets)
        workload.prepare()
        size.buildSeconds = (clock.now - start).seconds
        for question in RollupWorkload.Question.allCases {
            var timings = Timings()
            var rows = try workload.answer(question)
            for _ in 0..<runs { timings.add(try clock.measure { rows = try workload.answer(question) }) }
            size.medianMs[question.rawValue] = timings.median
            if question == .q3 || question == .q5 {
                size.isRight = size.isRight && made.firstDifference(rows, eachUnderItsTree: question == .q5) == nil
            }
        }
        size.megabytes = Memory.peakMegabytes()
        return size
    }

    private static let head =
        "| units | shape | depth | versions | values | build s | Q1 ms | Q2 ms | Q3 ms | Q4 ms | Q5 ms | totals |\n"
        + "| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |"

    private static func line(_ size: Size) -> String {
        let times = RollupWorkload.Question.allCases.map { (size.medianMs[$0.rawValue] ?? 0).short }.joined(separator: " | ")
        let depth = size.shape == RollupScale.Shape.tree.rawValue ? "\(size.depth)" : "–"
        return "| \(size.units) | \(size.shape) | \(depth) | \(size.versions) | \(size.values) | \(size.buildSeconds.short) | \(times) | "
            + (size.isRight ? "equal |" : "WRONG |")
    }
}
