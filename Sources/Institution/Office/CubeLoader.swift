import Acts
import Figures
import Storage

/// Makes the cube from the tables and the bodies of returns.
enum CubeLoader {
    /// The dated tree of the register.
    static func tree(in tables: any Connection) throws -> TreeHistory {
        var placements: [String: [Placement]] = [:]
        for row in try tables.query("SELECT unit, since, parent FROM unit_parents WHERE parent IS NOT NULL ORDER BY unit, since") {
            let day = try Codes.day(row.text("since"), field: "since")
            placements[try row.text("unit"), default: []].append(Placement(from: day, parent: try row.text("parent")))
        }
        let units = try UnitBook.all(in: tables).map { unit in
            UnitHistory(
                code: unit.code, opened: try Codes.day(unit.opened, field: "opened"),
                closed: try unit.closed.map { try Codes.day($0, field: "closed") },
                placements: placements[unit.code] ?? [], successor: unit.successor)
        }
        return try TreeHistory(units)
    }

    /// What the cube must know of each indicator.
    static func rules(in tables: any Connection) throws -> [IndicatorRule] {
        try IndicatorBook.all(in: tables).map { indicator in
            var ratio: Ratio?
            if let numerator = indicator.numerator, let denominator = indicator.denominator {
                ratio = Ratio(numerator: numerator, denominator: denominator, scale: indicator.scale)
            }
            return IndicatorRule(
                code: indicator.code, decimals: indicator.decimals, overUnits: indicator.overUnits,
                overTime: indicator.overTime, ratio: ratio, frequency: indicator.frequency, direction: indicator.direction)
        }
    }

    /// Who owes what.
    static func assignments(in tables: any Connection) throws -> [Assignment] {
        try IndicatorBook.assignments(in: tables).map { duty in
            Assignment(
                indicator: duty.indicator, unit: duty.unit, from: try Codes.day(duty.since, field: "since"),
                through: try duty.until.map { try Codes.day($0, field: "until").previous })
        }
    }

    /// A cube without figures.
    static func empty(_ rules: [IndicatorRule], in tables: any Connection) throws -> Cube {
        try Cube(tree: tree(in: tables), indicators: rules, assignments: assignments(in: tables))
    }

    /// A cube of all figures in force, or of those known at `asOf`; of one indicator's family only, where `only` is given, and of the
    /// periods that touch a span, where one is given.
    static func cube(
        asOf: Timestamp? = nil, only: Set<String>? = nil, touching span: Period? = nil, in tables: any Connection
    ) throws -> Cube {
        let rules = try rules(in: tables)
        let tree = try asOf.map { try OrganizationHistory.tree(asOf: $0, in: tables) } ?? Self.tree(in: tables)
        let duties = try asOf.map { try OrganizationHistory.assignments(asOf: $0, in: tables) } ?? Self.assignments(in: tables)
        var cube = try Cube(tree: tree, indicators: rules, assignments: duties.filter { tree.index(of: $0.unit) != nil })
        let taken = only.map { only in rules.filter { only.contains($0.code) } } ?? rules
        var bulk = BulkLoader(rules: taken, asOf: asOf)
        let wanted = try span.map { try periods(touching: $0, in: tables) }
        let severalReturns = try severalReturns(in: tables).filter { wanted?.contains($0[1]) ?? true }
        // A handful of periods is asked for by name; beyond, all are read and passed over.
        let named = wanted.flatMap { $0.isEmpty || $0.count > 1_000 ? nil : $0.sorted() }
        let clause = named.map { "WHERE r.period IN (\($0.map { _ in "?" }.joined(separator: ", ")))" } ?? ""
        try tables.forEach(
            """
            SELECT r.unit AS unit, r.period AS period, e.body AS body, e.time AS time
            FROM returns r JOIN entries e ON e.number = r.number \(clause) ORDER BY r.number
            """, (named ?? []).map(SQLValue.text)
        ) { row in
            let (unit, period) = try (row.text("unit"), row.text("period"))
            guard wanted?.contains(period) ?? true, !severalReturns.contains([unit, period]), tree.index(of: unit) != nil else { return }
            try bulk.add(
                row.blob("body"), unit: unit, period: period, recorded: Timestamp(milliseconds: row.integer("time")), to: &cube)
        }
        try bulk.finish(into: &cube)
        var loader = ColumnLoader(rules: taken)
        for key in severalReturns.sorted(by: { $0.lexicographicallyPrecedes($1) }) where tree.index(of: key[0]) != nil {
            for revision in try ReturnBook.current(unit: key[0], period: key[1], asOf: asOf, in: tables) {
                try loader.add(revision.value, unit: key[0], period: key[1])
            }
        }
        try cube.apply(loader.columns)
        return cube
    }

    /// The periods for which something was reported and which touch a span.
    private static func periods(touching span: Period, in tables: any Connection) throws -> Set<String> {
        let all = try tables.query("SELECT DISTINCT period FROM returns").map { try $0.text("period") }
        return Set(try all.filter { try Period($0).overlaps(span) })
    }

    /// Brings a cube of the first `size` entries up to the ledger.
    static func add(from size: Int64, to cube: inout Cube, _ rules: [IndicatorRule], in tables: any Connection) throws {
        var bulk = BulkLoader(rules: rules, asOf: nil)
        let severalReturns = try severalReturns(in: tables)
        var again: Set<[String]> = []
        try tables.forEach(
            """
            SELECT r.unit AS unit, r.period AS period, e.body AS body, e.time AS time
            FROM returns r JOIN entries e ON e.number = r.number WHERE r.number >= ? ORDER BY r.number
            """, [.integer(size)]
        ) { row in
            let (unit, period) = try (row.text("unit"), row.text("period"))
            guard !severalReturns.contains([unit, period]) else {
                again.insert([unit, period])
                return
            }
            try bulk.add(
                row.blob("body"), unit: unit, period: period, recorded: Timestamp(milliseconds: row.integer("time")), to: &cube)
        }
        try bulk.finish(into: &cube)
        var loader = ColumnLoader(rules: rules)
        var stale: Set<ObservationKey> = []
        for key in again.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            try stale.formUnion(loader.addInForce(unit: key[0], period: key[1], in: tables))
        }
        try cube.apply(loader.columns)
        try cube.remove(Array(stale))
    }

    /// The unit-periods that were reported more than once: only for them must it be decided which revision counts.
    private static func severalReturns(in tables: any Connection) throws -> Set<[String]> {
        let rows = try tables.query("SELECT unit, period FROM returns GROUP BY unit, period HAVING COUNT(*) > 1")
        return Set(try rows.map { [try $0.text("unit"), try $0.text("period")] })
    }
}

/// Collects figures into the columns of a bulk load.
struct ColumnLoader {
    private(set) var columns = ObservationColumns()
    private var indicators: [String: (index: Int32, decimals: Int)] = [:]
    private var units: [String: Int32] = [:]
    private var periods: [String: Int32] = [:]
    private var breakdowns: [String: Int32] = [:]
    /// By place in the last bodies, what stood there.
    private var recent: [Kind?] = []

    /// What a figure is of.
    private struct Kind {
        let name, breakdown: [UInt8]
        let indicator: Int32
        let decimals: Int
        let cell: Int32

        func isNamed(_ name: Slice<UnsafeBufferPointer<UInt8>>, _ breakdown: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
            self.name.elementsEqual(name) && self.breakdown.elementsEqual(breakdown)
        }
    }

    /// A loader for these indicators; figures of others are passed over.
    init(rules: [IndicatorRule]) {
        for rule in rules {
            indicators[rule.code] = (Int32(indicators.count), rule.decimals)
            columns.indicators.append(rule.code)
        }
    }

    /// Adds the figures of a body that were known at `asOf`.
    mutating func add(body: [UInt8], unit: String, period: String, recorded: Timestamp, asOf: Timestamp?) throws {
        guard let figures = ReturnScanner.figures(in: body) else {
            for value in try SubmitReturn.decoded(fromBody: body).values
            where asOf.map({ (value.asOf.flatMap { Timestamp($0) } ?? recorded) <= $0 }) ?? true {
                try add(value, unit: unit, period: period)
            }
            return
        }
        let (unit, period) = try place(unit, period)
        try body.withUnsafeBufferPointer { bytes in
            for (index, figure) in figures.enumerated() {
                if let asOf {
                    let known = figure.asOf.isEmpty ? recorded : Timestamp(text(bytes, figure.asOf)) ?? recorded
                    guard known <= asOf else { continue }
                }
                guard let kind = try kind(index, bytes, figure) else { continue }
                var mantissa: Int64 = 0
                if !figure.value.isEmpty {
                    let value = UnsafeBufferPointer(rebasing: bytes[figure.value])
                    mantissa = try ExactDecimal(utf8: value).rescaled(to: kind.decimals).mantissa
                }
                let mark = ObservationMark(
                    status: figure.status.isEmpty ? .normal : ObservationStatus(rawValue: text(bytes, figure.status)) ?? .normal,
                    precision: figure.precision.isEmpty ? .exact : Precision(rawValue: text(bytes, figure.precision)) ?? .exact,
                    scope: figure.scope.isEmpty ? .plain : Scope(rawValue: text(bytes, figure.scope)) ?? .plain)
                append(kind.indicator, unit, period, kind.cell, mantissa: mantissa, mark: mark)
            }
        }
    }

    /// Indicator and cell of a figure; nil where the loader does not take the indicator. Returns of one form name the same figures in
    /// the same order, so the figure at the same place of the last body is looked at first.
    private mutating func kind(_ index: Int, _ bytes: UnsafeBufferPointer<UInt8>, _ figure: ReturnScanner.Slices) throws -> Kind? {
        let (name, cell) = (bytes[figure.indicator], bytes[figure.breakdown])
        if index < recent.count, let known = recent[index], known.isNamed(name, cell) { return known }
        while recent.count <= index { recent.append(nil) }
        guard let rule = indicators[text(bytes, figure.indicator)] else { return nil }
        let number = try cellNumber(cell.isEmpty ? "" : text(bytes, figure.breakdown))
        let kind = Kind(name: Array(name), breakdown: Array(cell), indicator: rule.index, decimals: rule.decimals, cell: number)
        recent[index] = kind
        return kind
    }

    /// Adds what is in force of a unit's period, and answers with the places that hold nothing any more.
    mutating func addInForce(unit: String, period: String, in tables: any Connection) throws -> Set<ObservationKey> {
        let revisions = try ReturnBook.all(unit: unit, period: period, in: tables)
        let current = ReturnBook.inForce(revisions, asOf: nil)
        for revision in current { try add(revision.value, unit: unit, period: period) }
        let stale = Set(try revisions.map { try Self.place(of: $0.value, unit, period) })
        return stale.subtracting(try current.map { try Self.place(of: $0.value, unit, period) })
    }

    private static func place(of value: ReturnedValue, _ unit: String, _ period: String) throws -> ObservationKey {
        try ObservationKey(
            indicator: value.indicator, unit: unit, period: Period(period),
            breakdown: value.breakdown.map { try Breakdown($0) } ?? .total, isTotal: value.scope == .total)
    }

    /// Forgets the figures, not the codes: more of the same institution follow.
    mutating func clear() {
        columns.indicator.removeAll(keepingCapacity: true)
        columns.unit.removeAll(keepingCapacity: true)
        columns.period.removeAll(keepingCapacity: true)
        columns.breakdown.removeAll(keepingCapacity: true)
        columns.mantissa.removeAll(keepingCapacity: true)
        columns.marks.removeAll(keepingCapacity: true)
    }

    /// Adds one figure.
    mutating func add(_ value: ReturnedValue, unit: String, period: String) throws {
        guard let rule = indicators[value.indicator] else { return }
        let mantissa = try value.value.map { try ExactDecimal($0, decimals: rule.decimals).mantissa } ?? 0
        let mark = ObservationMark(
            status: value.status ?? .normal, precision: value.precision ?? .exact, scope: value.scope ?? .plain)
        let at = try place(unit, period)
        append(rule.index, at.unit, at.period, try cellNumber(value.breakdown ?? ""), mantissa: mantissa, mark: mark)
    }

    /// The numbers of a unit and a period.
    private mutating func place(_ unit: String, _ period: String) throws -> (unit: Int32, period: Int32) {
        let unitNumber = units[unit] ?? Int32(columns.units.count)
        if unitNumber == columns.units.count {
            units[unit] = unitNumber
            columns.units.append(unit)
        }
        let periodNumber = periods[period] ?? Int32(columns.periods.count)
        if periodNumber == columns.periods.count {
            columns.periods.append(try Period(period))
            periods[period] = periodNumber
        }
        return (unitNumber, periodNumber)
    }

    /// The number of a breakdown; the total's is of the empty text.
    private mutating func cellNumber(_ breakdown: String) throws -> Int32 {
        if let known = breakdowns[breakdown] { return known }
        let number = Int32(columns.breakdowns.count)
        columns.breakdowns.append(breakdown.isEmpty ? .total : try Breakdown(breakdown))
        breakdowns[breakdown] = number
        return number
    }

    private mutating func append(
        _ indicator: Int32, _ unit: Int32, _ period: Int32, _ cell: Int32, mantissa: Int64, mark: ObservationMark
    ) {
        columns.indicator.append(indicator)
        columns.unit.append(unit)
        columns.period.append(period)
        columns.breakdown.append(cell)
        columns.mantissa.append(mantissa)
        columns.marks.append(mark)
    }

    private func text(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}
