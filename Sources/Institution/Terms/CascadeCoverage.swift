import Acts
import Figures
import Storage

/// Which share of a unit's targets the units below carry, and which priorities nobody carries.
///
/// A commitment carries one of a unit above when it names it (`carries`), or, naming none, when it measures the same indicator in the
/// same way and no unit between has such a commitment. Targets are added only where the indicator adds over units, the type is
/// `at_least`, `at_most` or `exactly`, and no target is negative; of other indicators a sum would say nothing, so only who carries is told.
public struct CascadeCoverage: Sendable {
    /// A commitment, as far as coverage looks at it.
    public struct Node: Sendable, Hashable {
        public let unit, code: String
        public let indicator: String?
        public let type: TargetType
        public let target: ExactDecimal?
        public let priority, carries: String?
        public let weight: Int

        /// A commitment.
        public init(
            unit: String, code: String, indicator: String? = nil, type: TargetType, target: ExactDecimal? = nil, priority: String? = nil,
            carries: String? = nil, weight: Int
        ) {
            (self.unit, self.code, self.indicator, self.type, self.target) = (unit, code, indicator, type, target)
            (self.priority, self.carries, self.weight) = (priority, carries, weight)
        }
    }

    /// A commitment of a unit that has units below, with those that carry it.
    public struct Line: Sendable, Hashable {
        /// The commitment.
        public let node: Node
        /// The commitments that carry it, by unit and code.
        public let carriers: [Node]
        /// The sum of the carriers' targets; nil where targets do not add, or the sum is too large.
        public let carried: ExactDecimal?
        /// `carried` in percent of the target, rounded once to one decimal, halves away from zero; nil without a sum or for a target of 0.
        public let share: ExactDecimal?
    }

    /// How a priority is carried.
    public struct PriorityLine: Sendable, Hashable {
        /// Its code.
        public let code: String
        /// How many units and commitments answer it.
        public let units, commitments: Int
        /// The sum of the commitments' weights, in points over all units.
        public let weight: Int
    }

    /// The lines by unit.
    public private(set) var lines: [String: [Line]] = [:]
    /// The priorities, in the order given; `units` is 0 for one that nobody carries.
    public private(set) var priorities: [PriorityLine] = []
    /// How many units have commitments, and how many commitments there are.
    public private(set) var unitCount = 0, commitmentCount = 0

    /// The priorities nobody carries.
    public var uncarried: [PriorityLine] { priorities.filter { $0.commitments == 0 } }

    /// Works out the coverage. `parents` names each unit's parent; `summable` the indicators that add over units.
    public init(_ nodes: [Node], parents: [String: String], summable: Set<String>, priorities codes: [String]) {
        let tree = Numbered(nodes, parents)
        (unitCount, commitmentCount) = (tree.rows.count, nodes.count)
        var carriers: [Int: [Int]] = [:]
        for (index, node) in nodes.enumerated() {
            if let above = tree.carried(by: node, index, nodes) { carriers[above, default: []].append(index) }
        }
        let withChildren = Set(parents.values)
        for indices in tree.rows.values where withChildren.contains(nodes[indices[0]].unit) {
            lines[nodes[indices[0]].unit] = indices.map { index in
                let below = (carriers[index] ?? []).map { nodes[$0] }.sorted { ($0.unit, $0.code) < ($1.unit, $1.code) }
                return Self.line(nodes[index], below, summable)
            }
        }
        var found: [String: (last: String, units: Int, commitments: Int, weight: Int)] = [:]
        // By unit, so that a unit is counted once by comparing it with the last.
        for indices in tree.rows.values {
            for index in indices {
                let node = nodes[index]
                guard let priority = node.priority else { continue }
                var sum = found[priority] ?? ("", 0, 0, 0)
                if sum.last != node.unit { (sum.last, sum.units) = (node.unit, sum.units + 1) }
                (sum.commitments, sum.weight) = (sum.commitments + 1, sum.weight + node.weight)
                found[priority] = sum
            }
        }
        priorities = codes.map { code in
            let sum = found[code]
            return PriorityLine(code: code, units: sum?.units ?? 0, commitments: sum?.commitments ?? 0, weight: sum?.weight ?? 0)
        }
    }

    /// Units and indicators as numbers: what is asked 40,000 times is then a look-up of a number.
    private struct Numbered {
        private struct Measure: Hashable {
            let unit, indicator: Int
            let type: TargetType
        }

        /// The places of the commitments of a unit, by its number.
        private(set) var rows: [Int: [Int]] = [:]
        private var units: [String: Int] = [:]
        private var above: [Int?] = []
        private var unitOf: [Int] = []
        private var indicatorOf: [Int?] = []
        private var byCode: [String: Int] = [:]
        /// The first commitment of a unit that measures an indicator in a way.
        private var first: [Measure: Int] = [:]

        init(_ nodes: [Node], _ parents: [String: String]) {
            var indicators: [String: Int] = [:]
            var last = (unit: "", number: -1)
            for (index, node) in nodes.enumerated() {
                if node.unit != last.unit || last.number < 0 { last = (node.unit, number(node.unit)) }
                unitOf.append(last.number)
                rows[last.number, default: []].append(index)
                byCode[node.code] = index
                guard let code = node.indicator else {
                    indicatorOf.append(nil)
                    continue
                }
                let indicator = indicators[code] ?? indicators.count
                indicators[code] = indicator
                indicatorOf.append(indicator)
                let measure = Measure(unit: last.number, indicator: indicator, type: node.type)
                if first[measure] == nil { first[measure] = index }
            }
            for (unit, parent) in parents {
                let place = number(unit)
                above[place] = number(parent)
            }
        }

        private mutating func number(_ unit: String) -> Int {
            if let known = units[unit] { return known }
            units[unit] = above.count
            above.append(nil)
            return above.count - 1
        }

        /// The place of the commitment that a commitment carries; nil for none.
        func carried(by node: Node, _ index: Int, _ nodes: [Node]) -> Int? {
            let named = node.carries.flatMap { byCode[$0] }
            guard node.carries == nil || named != nil else { return nil }
            var unit = above[unitOf[index]]
            // A tree has no circle; the bound only keeps a damaged register from hanging the reader.
            for _ in 0..<64 {
                guard let at = unit else { return nil }
                if let named {
                    if unitOf[named] == at { return named }
                } else if let indicator = indicatorOf[index], node.type.isNumeric {
                    if let found = first[Measure(unit: at, indicator: indicator, type: node.type)] { return found }
                } else {
                    return nil
                }
                unit = above[at]
            }
            return nil
        }
    }

    private static func line(_ node: Node, _ carriers: [Node], _ summable: Set<String>) -> Line {
        guard let indicator = node.indicator, summable.contains(indicator), [.atLeast, .atMost, .exactly].contains(node.type),
            let target = node.target, target >= .zero
        else { return Line(node: node, carriers: carriers, carried: nil, share: nil) }
        var carried: ExactDecimal? = ExactDecimal(mantissa: 0, decimals: target.decimals)
        for carrier in carriers where carrier.indicator == indicator {
            guard let part = carrier.target, part >= .zero, let sum = carried else {
                carried = nil
                break
            }
            carried = try? sum.adding(part)
        }
        let share = target.isZero ? nil : carried.flatMap { try? ExactDecimal.ratio($0, over: target, scale: 100, decimals: 1) }
        return Line(node: node, carriers: carriers, carried: carried, share: share)
    }
}

extension CascadeCoverage {
    /// The coverage of a year's current proposals under the tree of a day, in a fixed number of reads.
    public init(year: Int, on day: String, in tables: any Connection) throws {
        var nodes: [Node] = []
        try tables.forEach(
            "SELECT unit, outline FROM terms_proposals WHERE year = ? AND replaced_by IS NULL ORDER BY unit", [.integer(Int64(year))]
        ) { TermsOutline.nodes(try $0.textOrNil("outline") ?? "", unit: try $0.text("unit"), into: &nodes) }
        let summable = Set(try IndicatorBook.all(in: tables).filter { $0.overUnits == .sum }.map(\.code))
        let codes = try PrioritiesBook.priorities(year: year, in: tables).map(\.code)
        self.init(nodes, parents: try UnitBook.parents(on: day, in: tables), summable: summable, priorities: codes)
    }
}

extension UnitBook {
    /// The parent of every unit that has one, on a day.
    static func parents(on day: String, in tables: any Connection) throws -> [String: String] {
        var parents: [String: String] = [:]
        // In rising order of days: the last row that counts stays.
        for row in try tables.query(
            "SELECT unit, parent FROM unit_parents WHERE parent IS NOT NULL AND since <= ? ORDER BY since, unit", [.text(day)])
        {
            parents[try row.text("unit")] = try row.text("parent")
        }
        return parents
    }
}
