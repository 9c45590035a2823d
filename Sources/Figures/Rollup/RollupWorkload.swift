/// The reference workload of `bench/rollup` on the cube: five questions over a year or two of one institution.
///
/// It uses the public cube only: the same blocks and running sums that answer the pages.
///
///     let workload = try RollupWorkload(facts: fact, units: unit, targets: target)
///     workload.prepare()
///     let rows = try workload.answer(.q3)
public struct RollupWorkload: Sendable {
    /// The five questions (see the workload's own README).
    public enum Question: String, CaseIterable, Sendable {
        /// The institution: every element by month.
        case q1 = "Q1"
        /// Every unit of level 3, by element and breakdown cell, over the year.
        case q2 = "Q2"
        /// Every unit of every level, by element, over the year.
        case q3 = "Q3"
        /// The weighted score of every unit against its targets, attainment capped at 1.
        case q4 = "Q4"
        /// Q3 with each month under the tree of its day.
        case q5 = "Q5"
    }

    /// The figures.
    public let cube: Cube
    private let elements: Int
    private let cells: [Breakdown]
    private let span: Period
    /// The level that Q2 asks about: 3, or the lowest of a flatter tree.
    private let level: Int
    private let january: TreeView
    /// Element by element, unit by unit: the target and its weight; weight 0 where there is none.
    private let targets: [[(target: Int32, weight: Int32)]]

    /// Loads the three files: `unit,el,mon,dis,val`, `unit,level,parent,parent_from_july`, `unit,el,target,w`.
    /// - Throws: ``IntegerTableError`` for a missing column, ``CubeError`` or ``TreeError`` for what does not fit together.
    public init(facts: IntegerTable, units: IntegerTable, targets: IntegerTable) throws {
        let tree = try RollupWorkload.tree(units)
        let (indicator, cell) = (try facts.column("el"), try facts.column("dis"))
        let elements = Int(indicator.max() ?? -1) + 1
        var load = ObservationColumns()
        load.indicators = (0..<elements).map { "e\($0)" }
        load.units = tree.codes
        load.periods = Period(year: 2022).periods(of: .month)
        load.breakdowns = try (0..<Int(cell.max() ?? -1) + 1).map { try Breakdown("dis=\($0)") }
        load.indicator = indicator
        load.unit = try facts.column("unit")
        load.period = try facts.column("mon").map { $0 - 1 }
        load.breakdown = cell
        load.mantissa = try facts.column("val").map(Int64.init)
        try self.init(
            tree: tree, load: load, targets: RollupWorkload.targets(targets, elements: elements, units: tree.codes.count))
    }

    /// Loads figures of monthly indicators `e0`, `e1`, … in order; the span is that of the load's periods.
    /// - Parameter targets: element by element, unit by unit.
    /// - Throws: ``CubeError``.
    public init(tree: TreeHistory, load: ObservationColumns, targets: [[(target: Int32, weight: Int32)]]) throws {
        guard let first = load.periods.first, let last = load.periods.last,
            let span = Period(from: first.first, through: last.last)
        else { throw IntegerTableError.unusable(column: "mon") }
        self.span = first.first.year == last.last.year ? Period(year: first.first.year) : span
        january = .on(span.first)
        level = min(3, Int(tree.version(on: span.first).layout.level.max() ?? 0))
        elements = load.indicators.count
        cells = load.breakdowns
        var cube = try Cube(
            tree: tree, indicators: load.indicators.map { IndicatorRule(code: $0, frequency: .month) })
        try cube.apply(load)
        self.cube = cube
        self.targets = targets
    }

    private static func tree(_ units: IntegerTable) throws -> TreeHistory {
        let (codes, before) = (try units.column("unit"), try units.column("parent"))
        let after = try units.column("parent_from_july")
        guard let start = Day(year: 2022, month: 1, day: 1), let july = Day(year: 2022, month: 7, day: 1),
            codes.enumerated().allSatisfy({ $0 == Int($1) })
        else { throw IntegerTableError.unusable(column: "unit") }
        return try TreeHistory(
            codes.indices.map { unit in
                var places: [Placement] = []
                if before[unit] >= 0 { places.append(Placement(from: start, parent: String(before[unit]))) }
                if before[unit] != after[unit] { places.append(Placement(from: july, parent: String(after[unit]))) }
                return UnitHistory(code: String(codes[unit]), placements: places)
            })
    }

    private static func targets(
        _ table: IntegerTable, elements: Int, units: Int
    ) throws -> [[(target: Int32, weight: Int32)]] {
        var found = [[(target: Int32, weight: Int32)]](repeating: .init(repeating: (0, 0), count: units), count: elements)
        let (unit, element) = (try table.column("unit"), try table.column("el"))
        let (target, weight) = (try table.column("target"), try table.column("w"))
        for row in unit.indices {
            guard unit[row] >= 0, Int(unit[row]) < units, element[row] >= 0, Int(element[row]) < elements else {
                throw IntegerTableError.unusable(column: "unit")
            }
            found[Int(element[row])][Int(unit[row])] = (target[row], weight[row])
        }
        return found
    }

    /// Works out the running sums that the questions read, on two threads: part of loading, not of answering.
    public func prepare() {
        _ = concurrently(elements) { element in
            for view in [january, .then] {
                for breakdown in [Breakdown.total] + (view == january ? cells : []) {
                    _ = try? cube.totals(
                        TotalsRequest(
                            indicator: "e\(element)", units: .level(0), span: span, tree: view, breakdown: breakdown,
                            withCoverage: true))
                }
            }
            return true
        }
    }

    /// Answers a question with the coverage of every total, on two threads.
    /// - Throws: ``CubeError``.
    public func answer(_ question: Question) throws -> RollupRows {
        switch question {
        case .q1: try byMonth()
        case .q2: try byCell()
        case .q3: try byUnit(january)
        case .q4: try scores()
        case .q5: try byUnit(.then)
        }
    }

    private func byMonth() throws -> RollupRows {
        guard let root = cube.tree.version(on: span.first).root else { return RollupRows(chunks: []) }
        var chunk = RollupRows.Chunk(keys: [[], []])
        for element in 0..<elements {
            let series = try cube.series(of: "e\(element)", unit: root, over: span, tree: january)
            for month in series.periods.indices where series.reported[month] > 0 {
                chunk.keys[0].append(Int32(element))
                chunk.keys[1].append(Int32(month + 1))
                chunk.values.append(series.mantissas[month])
                chunk.reported.append(series.reported[month])
                chunk.expected.append(series.expected[month])
            }
        }
        return RollupRows(chunks: [chunk])
    }

    private func byCell() throws -> RollupRows {
        let units = try cube.units(.level(level), january, span)
        let cells = cells
        return try chunks(of: elements) { element in
            var chunk = RollupRows.Chunk(keys: [[], [], []])
            for (cell, breakdown) in cells.enumerated() {
                let totals = try cube.totals(
                    TotalsRequest(
                        indicator: "e\(element)", span: span, tree: january, breakdown: breakdown, withCoverage: true),
                    of: units)
                chunk.add(totals, [Int32(element), Int32(cell)])
            }
            return chunk
        }
    }

    private func byUnit(_ view: TreeView) throws -> RollupRows {
        let units = try cube.units(.all, view, span)
        return try chunks(of: elements) { element in
            let totals = try cube.totals(
                TotalsRequest(indicator: "e\(element)", span: span, tree: view, withCoverage: true), of: units)
            var chunk = RollupRows.Chunk(keys: [[], []])
            chunk.add(totals, [Int32(element)])
            return chunk
        }
    }

    /// Each half of the units on a thread of its own, so that the weighted sums of a unit are added in one order.
    private func scores() throws -> RollupRows {
        let units = try cube.units(.all, january, span)
        let middle = units.count / 2
        let halves = [Array(units[..<middle]), Array(units[middle...])]
        return try chunks(of: 2) { half in
            let units = halves[half]
            var points = [Double](repeating: 0, count: units.count)
            var weights = [Int64](repeating: 0, count: units.count)
            var reported = [Int32](repeating: 0, count: units.count)
            var expected = reported
            for element in 0..<elements {
                let totals = try cube.totals(
                    TotalsRequest(indicator: "e\(element)", span: span, tree: january, withCoverage: true), of: units)
                let goals = targets[element]
                for row in units.indices {
                    reported[row] &+= totals.reported[row]
                    expected[row] &+= totals.expected[row]
                    let (target, weight) = goals[Int(units[row])]
                    guard weight != 0, totals.reported[row] > 0 else { continue }
                    let value = totals.mantissas[row]
                    let attained = value > Int64(target) ? 1.0 : Double(value) / Double(target)
                    points[row] += Double(weight) * attained
                    weights[row] += Int64(weight)
                }
            }
            var chunk = RollupRows.Chunk(keys: [[]])
            for row in units.indices where weights[row] > 0 {
                chunk.keys[0].append(units[row])
                chunk.scores.append(points[row] / Double(weights[row]))
                chunk.reported.append(reported[row])
                chunk.expected.append(expected[row])
            }
            return chunk
        }
    }

    /// The chunks of a work in several pieces, on two threads.
    private func chunks(
        of count: Int, _ make: @escaping (Int) throws -> RollupRows.Chunk
    ) throws -> RollupRows {
        RollupRows(chunks: try concurrently(count) { piece in Result { try make(piece) } }.map { try $0.get() })
    }
}

extension RollupRows.Chunk {
    /// Adds the rows that have a value; `keys` are the same for all of them.
    fileprivate mutating func add(_ totals: Totals, _ keys: [Int32]) {
        let isWhole = !totals.reported.contains(0)
        if isWhole, values.isEmpty {
            self.keys[0] = totals.units
            (values, reported, expected) = (totals.mantissas, totals.reported, totals.expected)
        } else if isWhole {
            self.keys[0] += totals.units
            values += totals.mantissas
            reported += totals.reported
            expected += totals.expected
        } else {
            for row in totals.units.indices where totals.reported[row] != 0 {
                self.keys[0].append(totals.units[row])
                values.append(totals.mantissas[row])
                reported.append(totals.reported[row])
                expected.append(totals.expected[row])
            }
        }
        let rows = values.count - self.keys[1].count
        for (column, key) in keys.enumerated() { self.keys[column + 1] += repeatElement(key, count: rows) }
    }
}

extension IntegerTable {
    fileprivate func column(_ name: String) throws(IntegerTableError) -> [Int32] {
        guard let column = self[name] else { throw .unusable(column: name) }
        return column
    }
}
