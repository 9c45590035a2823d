import ArgumentParser
import Figures
import Foundation

struct BenchInstitutions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "institutions", abstract: "Random institutions, their figures and every total of every unit, for another engine to check.",
        discussion: """
            Writes units.csv, placements.csv, figures.csv and totals.csv. Units open, close, move, merge and split on random days; figures \
            have gaps and corrections, taken in batch by batch, some while the tree changes. `scripts/institutions.py` works out every \
            total anew in DuckDB and compares. The same --seed makes the same institutions.
            """)

    @Option(help: "The folder to write to.") var out: String
    @Option(help: "How many.") var count = 10_000
    @Option(help: "The seed; without one a new one, which is printed.") var seed: UInt64?

    func run() async throws {
        try await Terminal.run {
            let seed = seed ?? UInt64.random(in: 1...999_999_999)
            Terminal.print("\(count) institutions, seed \(seed)")
            try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
            var files = try ["units", "placements", "figures", "totals"].map { try Sheet("\(out)/\($0).csv") }
            files[0].add("institution,unit,opened,closed,successor")
            files[1].add("institution,unit,since,parent")
            files[2].add("institution,sequence,unit,indicator,period,cell,value")
            files[3].add("institution,unit,indicator,period,tree,value,reported,expected,unexpected")
            for number in 0..<count {
                var institution = RandomInstitution(seed: seed &+ UInt64(number) &* 1_000_003)
                try institution.write(number, &files)
                if number % 1_000 == 999 { Terminal.progress("\(number + 1)/\(count)") }
            }
            Terminal.progressEnded()
            for index in files.indices { try files[index].close() }
        }
    }

    /// A file that is written in large pieces.
    struct Sheet {
        private let file: FileHandle
        private var lines = ""

        init(_ path: String) throws {
            try Data().write(to: URL(fileURLWithPath: path))
            file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        }

        mutating func add(_ line: String) {
            lines += line + "\n"
            if lines.utf8.count > 1 << 20 { try? flush() }
        }

        private mutating func flush() throws {
            try file.write(contentsOf: Data(lines.utf8))
            lines = ""
        }

        mutating func close() throws {
            try flush()
            try file.close()
        }
    }
}

/// One random institution.
private struct RandomInstitution {
    private var state: UInt64
    private var units: [UnitHistory] = []
    private var sequence = 0

    private static let start = Period(year: 2024).first
    private static let months = Period(year: 2024).periods(of: .month)
    private static let indicators = ["a", "b"]
    private static let cells = ["k=1", "k=2"]

    init(seed: UInt64) { state = seed }

    private mutating func below(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % max(1, bound)
    }

    private mutating func day() -> Day {
        let day = Self.start.advanced(by: below(366))
        return below(10) < 6 ? Period(.month, holding: day).first : day
    }

    /// Parents and successors have smaller numbers, so that there is no cycle on any day.
    private mutating func unit(_ number: Int) -> UnitHistory {
        var days = Array(Set((0..<(1 + below(3))).map { _ in day() })).sorted()
        var (opened, closed): (Day?, Day?) = (nil, nil)
        if below(10) < 3 { opened = days.removeFirst() }
        if below(10) < 3 { closed = (days.last ?? opened ?? day()).advanced(by: 1 + below(90)) }
        if days.isEmpty { days = [opened ?? day()] }
        let placements = days.map { Placement(from: $0, parent: "u\(below(number))") }
        return UnitHistory(
            code: "u\(number)", opened: opened, closed: closed, placements: placements,
            successor: closed != nil && below(2) == 0 ? "u\(below(number))" : nil)
    }

    /// A unit closes and lives on in one of the two that open on that day.
    private mutating func split(_ number: Int) {
        guard units[number].closed == nil, let parent = units[number].placements.first?.parent else { return }
        var day = day()
        if let last = units[number].placements.last, last.from >= day { day = last.from.next }
        if let opened = units[number].opened, opened >= day { day = opened.next }
        let heirs = [units.count, units.count + 1]
        for heir in heirs {
            units.append(UnitHistory(code: "u\(heir)", opened: day, placements: [Placement(from: day, parent: parent)]))
        }
        let old = units[number]
        units[number] = UnitHistory(
            code: old.code, opened: old.opened, closed: day, placements: old.placements, successor: "u\(heirs[0])")
    }

    mutating func write(_ number: Int, _ files: inout [BenchInstitutions.Sheet]) throws {
        units = [UnitHistory(code: "u0")]
        for next in 1..<(3 + below(10)) { units.append(unit(next)) }
        let early = units
        for _ in 0..<below(3) { split(1 + below(units.count - 1)) }
        var cube = try Cube(
            tree: TreeHistory(early), indicators: Self.indicators.map { IndicatorRule(code: $0, frequency: .month) })
        // Half of the institutions keep late figures beside their blocks, as large ones do.
        if below(2) == 0 { cube.leastKeptBlock = 0 }
        for round in 0..<4 {
            // The splits come between the batches: figures that are there stay with their units.
            if round == 2 { try cube.setTree(TreeHistory(units)) }
            let known = round < 2 ? early.count : units.count
            var batch: [Observation] = []
            for _ in 0..<(10 + below(60)) {
                let (unit, indicator, month, cell) = (below(known), below(2), below(12), below(2))
                let isGap = below(10) == 0
                let value = below(2_000) - 500
                batch.append(
                    Observation(
                        indicator: Self.indicators[indicator], unit: "u\(unit)", period: Self.months[month],
                        breakdown: try Breakdown(Self.cells[cell]), mantissa: Int64(value), status: isGap ? .missing : .normal))
                files[2].add("\(number),\(sequence),u\(unit),\(Self.indicators[indicator]),\(month + 1),\(cell + 1),\(isGap ? "" : "\(value)")")
                sequence += 1
            }
            try cube.apply(batch)
        }
        for unit in units {
            let (opened, closed) = (unit.opened?.description ?? "", unit.closed?.description ?? "")
            files[0].add("\(number),\(unit.code),\(opened),\(closed),\(unit.successor ?? "")")
            for place in unit.placements { files[1].add("\(number),\(unit.code),\(place.from),\(place.parent)") }
        }
        try addTotals(of: cube, number, &files)
    }

    private func addTotals(of cube: Cube, _ number: Int, _ files: inout [BenchInstitutions.Sheet]) throws {
        for (name, view) in [("then", TreeView.then), ("end", .on(Period(year: 2024).last))] {
            for indicator in Self.indicators {
                for (label, span) in Self.months.enumerated().map({ ("\($0.offset + 1)", $0.element) }) + [("0", Period(year: 2024))] {
                    let totals = try cube.totals(TotalsRequest(indicator: indicator, span: span, tree: view, withCoverage: true))
                    for row in totals.units.indices {
                        files[3].add(
                            "\(number),\(cube.tree.codes[Int(totals.units[row])]),\(indicator),\(label),\(name),"
                                + "\(totals.reported[row] > 0 ? "\(totals.mantissas[row])" : ""),\(totals.reported[row]),"
                                + "\(totals.expected[row]),\(totals.unexpected[row])")
                    }
                }
            }
        }
    }
}
