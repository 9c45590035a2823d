import Acts
import Dispatch
import Figures
import Foundation

/// Takes the bodies of many returns into a cube, on all processors: nearly all of the time goes into reading figures, hardly any into
/// the database. No unit's period may come twice, for the order among the bodies is not kept.
struct BulkLoader {
    private struct Body: Sendable {
        let bytes: [UInt8]
        let unit, period: String
        let recorded: Timestamp
    }

    private let asOf: Timestamp?
    private var lanes: [ColumnLoader]
    private var waiting: [Body] = []
    private var weight = 0

    /// Bytes of bodies read side by side in one go.
    private static let batch = 8 << 20
    /// Figures taken into the cube in one go: all of them at once would take several times the cube's own memory.
    private static let slice = 2_000_000

    /// A loader for these indicators, for what was known at `asOf` where that is given.
    init(rules: [IndicatorRule], asOf: Timestamp?) {
        self.asOf = asOf
        lanes = Array(repeating: ColumnLoader(rules: rules), count: max(1, ProcessInfo.processInfo.activeProcessorCount))
    }

    /// Takes one body; what has gathered goes into the cube from time to time.
    mutating func add(_ bytes: [UInt8], unit: String, period: String, recorded: Timestamp, to cube: inout Cube) throws {
        waiting.append(Body(bytes: bytes, unit: unit, period: period, recorded: recorded))
        weight += bytes.count
        guard weight >= Self.batch else { return }
        try read()
        if lanes.reduce(0, { $0 + $1.columns.count }) >= Self.slice { try apply(to: &cube) }
    }

    /// Brings the rest into the cube.
    mutating func finish(into cube: inout Cube) throws {
        try read()
        try apply(to: &cube)
    }

    private mutating func apply(to cube: inout Cube) throws {
        for lane in lanes.indices {
            try cube.apply(lanes[lane].columns)
            lanes[lane].clear()
        }
    }

    private mutating func read() throws {
        let (bodies, asOf, count) = (waiting, asOf, lanes.count)
        waiting.removeAll(keepingCapacity: true)
        weight = 0
        guard !bodies.isEmpty else { return }
        var refused = [(any Error)?](repeating: nil, count: count)
        lanes.withUnsafeMutableBufferPointer { lanes in
            refused.withUnsafeMutableBufferPointer { refused in
                // Each iteration has its own lane and its own share of the bodies.
                nonisolated(unsafe) let (lanes, refused) = (lanes, refused)
                DispatchQueue.concurrentPerform(iterations: count) { lane in
                    do {
                        for body in bodies[bodies.count * lane / count..<bodies.count * (lane + 1) / count] {
                            try lanes[lane].add(
                                body: body.bytes, unit: body.unit, period: body.period, recorded: body.recorded, asOf: asOf)
                        }
                    } catch { refused[lane] = error }
                }
            }
        }
        if let error = refused.lazy.compactMap({ $0 }).first { throw error }
    }
}
