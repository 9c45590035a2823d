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
        (unitCount, commitmentCount) = (tree.rows.count { !$0.isEmpty }, nodes.count)
        var carriers = [[Int]](repeating: [], count: nodes.count)
        for index in nodes.indices {
            if let above = tree.carried(by: index, nodes) { carriers[above].append(index) }
        }
        for (number, indices) in tree.rows.enumerated() where tree.hasChildren[number] {
            guard let first = indices.first else { continue }
            lines[nodes[first].unit] = indices.map { Self.line(nodes[$0], Self.sorted(carriers[$0].map { nodes[$0] }), summable) }
        }
        priorities = Self.priorities(nodes, tree.rows, codes)
    }

    /// By unit and code; as read from the tables they nearly always are already.
    private static func sorted(_ nodes: [Node]) -> [Node] {
        func stands(_ a: Node, before b: Node) -> Bool { a.unit == b.unit ? a.code < b.code : a.unit < b.unit }
        return zip(nodes, nodes.dropFirst()).contains { stands($1, before: $0) } ? nodes.sorted(by: stands) : nodes
    }

    private static func priorities(_ nodes: [Node], _ rows: [[Int]], _ codes: [String]) -> [PriorityLine] {
        let places = Dictionary(codes.enumerated().map { ($1, $0) }) { first, _ in first }
        var sums = [(last: Int, units: Int, commitments: Int, weight: Int)](repeating: (-1, 0, 0, 0), count: codes.count)
        // By unit, so that a unit is counted once by comparing it with the last.
        for (unit, indices) in rows.enumerated() {
            for index in indices {
                guard let place = nodes[index].priority.flatMap({ places[$0] }) else { continue }
                if sums[place].last != unit { sums[place].units += 1 }
                sums[place].last = unit
                sums[place].commitments += 1
                sums[place].weight += nodes[index].weight
            }
        }
        return zip(codes, sums).map { PriorityLine(code: $0, units: $1.units, commitments: $1.commitments, weight: $1.weight) }
    }

    /// Units and measures as numbers: what is asked 40,000 times is then a comparison of numbers.
    private struct Numbered {
        /// The places of the commitments of each unit, and whether it has units below.
        private(set) var rows: [[Int]] = []
        private(set) var hasChildren: [Bool] = []
        private var units: [String: Int] = [:]
        private var above: [Int] = []
        private var unitOf: [Int] = []
        /// Indicator and type as one number; -1 for what measures nothing.
        private var measureOf: [Int] = []
        /// The places of codes; made only where a commitment names one.
        private var byCode: [String: Int] = [:]

        init(_ nodes: [Node], _ parents: [String: String]) {
            var indicators: [String: Int] = [:]
            var last = (unit: "", number: -1)
            unitOf.reserveCapacity(nodes.count)
            measureOf.reserveCapacity(nodes.count)
            for (index, node) in nodes.enumerated() {
                if last.number < 0 || node.unit != last.unit { last = (node.unit, number(node.unit)) }
                unitOf.append(last.number)
                rows[last.number].append(index)
                guard let code = node.indicator, node.type.isNumeric else {
                    measureOf.append(-1)
                    continue
                }
                let indicator = indicators[code] ?? indicators.count
                if indicator == indicators.count { indicators[code] = indicator }
                measureOf.append(indicator * 8 + Self.order(node.type))
            }
            for (unit, parent) in parents {
                let (place, up) = (number(unit), number(parent))
                above[place] = up
                hasChildren[up] = true
            }
            guard nodes.contains(where: { $0.carries != nil }) else { return }
            byCode = Dictionary(nodes.enumerated().map { ($1.code, $0) }) { _, later in later }
        }

        private static func order(_ type: TargetType) -> Int {
            switch type {
            case .atLeast: 0
            case .atMost: 1
            case .between: 2
            case .exactly: 3
            case .milestone: 4
            case .text: 5
            }
        }

        private mutating func number(_ unit: String) -> Int {
            if let known = units[unit] { return known }
            units[unit] = above.count
            above.append(-1)
            rows.append([])
            hasChildren.append(false)
            return above.count - 1
        }

        /// The place of the commitment that a commitment carries; nil for none.
        func carried(by index: Int, _ nodes: [Node]) -> Int? {
            let (measure, names) = (measureOf[index], nodes[index].carries)
            let named = names.flatMap { byCode[$0] }
            guard names == nil ? measure >= 0 : named != nil else { return nil }
            var unit = above[unitOf[index]]
            // A tree has no circle; the bound only keeps a damaged register from hanging the reader.
            for _ in 0..<64 where unit >= 0 {
                if let named {
                    if unitOf[named] == unit { return named }
                } else if let found = rows[unit].first(where: { measureOf[$0] == measure }) {
                    return found
                }
                unit = above[unit]
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
