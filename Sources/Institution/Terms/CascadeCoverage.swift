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
        var byUnit: [String: [Int]] = [:]
        var byCode: [String: Int] = [:]
        for (index, node) in nodes.enumerated() {
            byUnit[node.unit, default: []].append(index)
            byCode[node.code] = index
        }
        (unitCount, commitmentCount) = (byUnit.count, nodes.count)
        var carriers: [Int: [Int]] = [:]
        for (index, node) in nodes.enumerated() {
            if let above = Self.carried(by: node, nodes, byUnit, byCode, parents) { carriers[above, default: []].append(index) }
        }
        let withChildren = Set(parents.values)
        for (unit, indices) in byUnit where withChildren.contains(unit) {
            lines[unit] = indices.map { index in
                let below = (carriers[index] ?? []).map { nodes[$0] }.sorted { ($0.unit, $0.code) < ($1.unit, $1.code) }
                return Self.line(nodes[index], below, summable)
            }
        }
        var found: [String: (units: Set<String>, commitments: Int, weight: Int)] = [:]
        for node in nodes {
            guard let priority = node.priority else { continue }
            found[priority, default: ([], 0, 0)].units.insert(node.unit)
            found[priority]?.commitments += 1
            found[priority]?.weight += node.weight
        }
        priorities = codes.map { code in
            let sum = found[code]
            return PriorityLine(code: code, units: sum?.units.count ?? 0, commitments: sum?.commitments ?? 0, weight: sum?.weight ?? 0)
        }
    }

    /// The place of the commitment that a commitment carries; nil for none.
    private static func carried(
        by node: Node, _ nodes: [Node], _ byUnit: [String: [Int]], _ byCode: [String: Int], _ parents: [String: String]
    ) -> Int? {
        let named = node.carries.flatMap { byCode[$0] }
        guard node.carries == nil || named != nil else { return nil }
        var above = parents[node.unit]
        // A tree has no circle; the bound only keeps a damaged register from hanging the reader.
        for _ in 0..<64 {
            guard let unit = above else { return nil }
            if let named {
                if nodes[named].unit == unit { return named }
            } else if let indicator = node.indicator, node.type.isNumeric,
                let found = byUnit[unit]?.first(where: { nodes[$0].indicator == indicator && nodes[$0].type == node.type })
            {
                return found
            }
            above = parents[unit]
        }
        return nil
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
            """
            SELECT p.unit AS unit, c.code AS code, c.indicator AS indicator, c.target_type AS target_type, c.target AS target,
                c.priority AS priority, c.carries AS carries, c.weight AS weight
            FROM terms_proposals p JOIN terms_commitments c ON c.proposal = p.made
            WHERE p.year = ? AND p.replaced_by IS NULL ORDER BY p.unit, c.ordinal
            """, [.integer(Int64(year))]
        ) { row in
            guard let type = TargetType(rawValue: try row.text("target_type")) else {
                throw Failure(.databaseDamaged, privateDetail: "target type of commitment")
            }
            nodes.append(
                Node(
                    unit: try row.text("unit"), code: try row.text("code"), indicator: try row.textOrNil("indicator"), type: type,
                    target: try row.textOrNil("target").flatMap { try? ExactDecimal($0) }, priority: try row.textOrNil("priority"),
                    carries: try row.textOrNil("carries"), weight: Int(try row.integer("weight"))))
        }
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
