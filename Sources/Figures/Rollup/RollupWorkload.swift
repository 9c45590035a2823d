/// The reference workload of `bench/rollup` on the cube: five questions over one year of one institution.
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
    private let cells: Int
    private let year: Period
    private let january: TreeView
    /// Element by element, unit by unit: the target and its weight; weight 0 where there is none.
    private let targets: [[(target: Int32, weight: Int32)]]

    /// Loads the three files: `unit,el,mon,dis,val`, `unit,level,parent,parent_from_july`, `unit,el,target,w`.
    /// - Throws: ``IntegerTableError`` for a missing column, ``CubeError`` or ``TreeError`` for what does not fit together.
    public init(facts: IntegerTable, units: IntegerTable, targets: IntegerTable) throws {
        year = Period(year: 2022)
        january = .on(year.first)
        let tree = try RollupWorkload.tree(units)
        let (indicator, cell) = (try facts.column("el"), try facts.column("dis"))
        elements = Int(indicator.max() ?? -1) + 1
        cells = Int(cell.max() ?? -1) + 1
        var load = ObservationColumns()
        load.indicators = (0..<elements).map { "e\($0)" }
        load.units = tree.codes
        load.periods = year.periods(of: .month)
        load.breakdowns = try (0..<cells).map { try Breakdown("dis=\($0)") }
        load.indicator = indicator
        load.unit = try facts.column("unit")
        load.period = try facts.column("mon").map { $0 - 1 }
        load.breakdown = cell
        load.mantissa = try facts.column("val").map(Int64.init)
        var cube = try Cube(
            tree: tree, indicators: load.indicators.map { IndicatorRule(code: $0, frequency: .month) })
        try cube.apply(load)
        self.cube = cube
        self.targets = try RollupWorkload.targets(targets, elements: elements, units: tree.codes.count)
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
            let code = "e\(element)"
            for view in [january, .then] {
                _ = try? cube.totals(TotalsRequest(indicator: code, units: .level(0), span: year, tree: view))
            }
            for cell in 0..<cells {
                guard let breakdown = try? Breakdown("dis=\(cell)") else { continue }
                _ = try? cube.totals(
                    TotalsRequest(indicator: code, units: .level(0), span: year, tree: january, breakdown: breakdown))
            }
            return true
        }
    }

    /// Answers a question.
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
        let institution = try cube.units(.level(0), january, year)
        var (element, month, value): ([Int64], [Int64], [Int64]) = ([], [], [])
        for (index, period) in year.periods(of: .month).enumerated() {
            for indicator in 0..<elements {
                let totals = try cube.totals(
                    TotalsRequest(indicator: "e\(indicator)", span: period, tree: january), of: institution)
                for row in totals.units.indices where totals.reported[row] > 0 {
                    element.append(Int64(indicator))
                    month.append(Int64(index + 1))
                    value.append(totals.mantissas[row])
                }
            }
        }
        return RollupRows(columns: [element, month, value])
    }

    private func byCell() throws -> RollupRows {
        let units = try cube.units(.level(3), january, year)
        var rows = RowWriter(capacity: units.count * elements * cells, keys: 3)
        for element in 0..<elements {
            for cell in 0..<cells {
                let totals = try cube.totals(
                    TotalsRequest(
                        indicator: "e\(element)", span: year, tree: january, breakdown: try Breakdown("dis=\(cell)")),
                    of: units)
                rows.add(totals, Int64(element), Int64(cell))
            }
        }
        return rows.finish()
    }

    private func byUnit(_ view: TreeView) throws -> RollupRows {
        let units = try cube.units(.all, view, year)
        var rows = RowWriter(capacity: units.count * elements, keys: 2)
        for element in 0..<elements {
            let totals = try cube.totals(TotalsRequest(indicator: "e\(element)", span: year, tree: view), of: units)
            rows.add(totals, Int64(element), 0)
        }
        return rows.finish()
    }

    private func scores() throws -> RollupRows {
        let units = try cube.units(.all, january, year)
        var points = [Double](repeating: 0, count: units.count)
        var weights = [Int64](repeating: 0, count: units.count)
        for element in 0..<elements {
            let totals = try cube.totals(TotalsRequest(indicator: "e\(element)", span: year, tree: january), of: units)
            let goals = targets[element]
            for row in units.indices where totals.reported[row] > 0 {
                let (target, weight) = goals[Int(units[row])]
                guard weight != 0 else { continue }
                let value = totals.mantissas[row]
                let attained = value > Int64(target) ? 1.0 : Double(value) / Double(target)
                points[row] += Double(weight) * attained
                weights[row] += Int64(weight)
            }
        }
        var answer = RollupRows(columns: [[]])
        for row in units.indices where weights[row] > 0 {
            answer.columns[0].append(Int64(units[row]))
            answer.scores.append(points[row] / Double(weights[row]))
        }
        return answer
    }
}

/// Collects the rows that have a value.
private struct RowWriter {
    private var columns: [[Int64]]
    private var count = 0

    init(capacity: Int, keys: Int) {
        columns = [[Int64]](repeating: [], count: keys + 1)
        for index in columns.indices { columns[index].reserveCapacity(capacity) }
    }

    mutating func add(_ totals: Totals, _ element: Int64, _ cell: Int64) {
        let last = columns.count - 1
        for row in totals.units.indices where totals.reported[row] > 0 {
            columns[0].append(Int64(totals.units[row]))
            columns[1].append(element)
            if last == 3 { columns[2].append(cell) }
            columns[last].append(totals.mantissas[row])
        }
    }

    func finish() -> RollupRows { RollupRows(columns: columns) }
}

extension IntegerTable {
    fileprivate func column(_ name: String) throws(IntegerTableError) -> [Int32] {
        guard let column = self[name] else { throw .unusable(column: name) }
        return column
    }
}
