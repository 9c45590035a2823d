import Acts
import Figures
import Storage

/// One cell of a form: the figure that is asked for there, and where it stands.
public struct FormCell: Sendable, Hashable {
    /// Positions of section, row and column, from 0.
    public let section, line, column: Int
    /// The figure: indicator and breakdown; without breakdown the undivided one.
    public let indicator: String
    public let breakdown: String?
    /// Whether a return without it is refused, and whether a value below zero is taken.
    public let isRequired, mayBeNegative: Bool

    /// The figure in one word: `indicator`, or `indicator|breakdown`.
    public var key: String { Self.key(indicator, breakdown) }

    /// The word of a figure.
    public static func key(_ indicator: String, _ breakdown: String?) -> String {
        breakdown.map { "\(indicator)|\($0)" } ?? indicator
    }

    /// The figures that a row asks for, in the order of columns.
    static func cells(of line: DefineForm.Line, in section: DefineForm.Section) -> [String] {
        open(line, section).map { key(line.indicator, $0.breakdown) }
    }

    /// The open columns of a row with their positions.
    static func open(_ line: DefineForm.Line, _ section: DefineForm.Section) -> [(column: Int, breakdown: String?)] {
        guard !section.columns.isEmpty else { return [(0, nil)] }
        let closed = Set(line.closed ?? [])
        return section.columns.enumerated().compactMap { index, column in
            closed.contains(column.breakdown ?? "") ? nil : (index, column.breakdown)
        }
    }
}

/// A version of a form as it stands in the register.
public struct EntryForm: Sendable, Hashable {
    /// Counts the versions of the code, from 1.
    public let version: Int
    /// What it asks.
    public let definition: DefineForm
    /// The first day without it; nil while it is in use.
    public let until: String?
    /// The act that defined it.
    public let by: Authorship
    /// Its cells in the order of the form.
    public let cells: [FormCell]
    /// Where a figure stands among the cells.
    private let places: [String: Int]

    init(_ row: Row) throws {
        version = Int(try row.integer("version"))
        definition = try CanonicalJSON.decode(DefineForm.self, from: Array(row.text("definition").utf8))
        until = try row.textOrNil("until")
        by = try Authorship(row)
        cells = definition.sections.enumerated().flatMap { place, section in
            section.lines.enumerated().flatMap { index, line in
                FormCell.open(line, section).map { column, breakdown in
                    FormCell(
                        section: place, line: index, column: column, indicator: line.indicator, breakdown: breakdown,
                        isRequired: line.isRequired ?? false, mayBeNegative: line.mayBeNegative ?? false)
                }
            }
        }
        places = Dictionary(cells.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The form's code and name.
    public var code: String { definition.code }
    public var names: Trilingual { definition.names }

    /// The cell of a figure; nil where the form does not ask for it.
    public func cell(_ indicator: String, _ breakdown: String?) -> FormCell? {
        places[FormCell.key(indicator, breakdown)].map { cells[$0] }
    }

    /// Whether a unit of this code and kind fills it in.
    public func isFilled(by unit: String, kind: String) -> Bool {
        definition.units?.contains(unit) ?? false || definition.kinds?.contains(kind) ?? false
    }

    /// The last day in time for a period.
    public func due(_ period: Period) -> Day { period.last.advanced(by: definition.dueDays) }

    /// Whether the version, and no retirement, reaches a period whose last day is this ISO day.
    func reaches(_ day: String) -> Bool { definition.since <= day && (until.map { day < $0 } ?? true) }
}

/// A return that a form asks of a unit for a period.
public struct ExpectedReturn: Sendable, Hashable {
    /// The form and its version for the period, the unit, the SDMX period.
    public let form: String
    public let version: Int
    public let unit, period: String
    /// The last day in time, ISO.
    public let due: String
    /// The first return given by the form, where there is one.
    public let first: Authorship?
}

/// Reads forms: which are in force for a unit and a period, and what they expect.
public enum FormBook {
    /// The newest version of each form, by code, retired ones too.
    public static func all(in tables: any Connection) throws -> [EntryForm] {
        try versions(in: tables).compactMap(\.last)
    }

    /// The newest version of a form; nil for an unknown code.
    public static func latest(_ code: String, in tables: any Connection) throws -> EntryForm? {
        try tables.first("SELECT * FROM forms WHERE code = ? ORDER BY version DESC LIMIT 1", [.text(code)]).map(EntryForm.init)
    }

    /// Every version of a form, oldest first.
    public static func versions(of code: String, in tables: any Connection) throws -> [EntryForm] {
        try tables.query("SELECT * FROM forms WHERE code = ? ORDER BY version", [.text(code)]).map(EntryForm.init)
    }

    /// The version of a form that asks for a period: the last one that began by the period's last day. Nil where none did, or
    /// where it was out of use by then.
    public static func inForce(_ code: String, _ period: Period, in tables: any Connection) throws -> EntryForm? {
        choice(of: try versions(of: code, in: tables), on: "\(period.last)")
    }

    /// The forms that ask a unit for a period, by code.
    public static func forms(of unit: Unit, _ period: Period, in tables: any Connection) throws -> [EntryForm] {
        try versions(in: tables).compactMap { choice(of: $0, on: "\(period.last)") }.filter {
            $0.definition.frequency == period.frequency && $0.isFilled(by: unit.code, kind: unit.kind)
        }
    }

    /// Every return that the forms ask for in a year, of one unit where one is named: by form, period, unit. A unit owes a period
    /// when it was open on at least one of its days. With `moment`, only forms and returns that the ledger held by then.
    public static func expected(
        year: Int, unit only: String? = nil, knownBy moment: Timestamp? = nil, in tables: any Connection
    ) throws -> [ExpectedReturn] {
        let isKnown = { (by: Authorship) in moment.map { by.recorded <= $0 } ?? true }
        let all = try versions(in: tables).map { $0.filter { isKnown($0.by) } }.filter { !$0.isEmpty }
        guard !all.isEmpty else { return [] }
        let units = try UnitBook.all(in: tables).filter { only == nil || $0.code == only }
        let given = try firstReturns(year: year, unit: only, in: tables).filter { isKnown($0.value) }
        return all.flatMap { versions -> [ExpectedReturn] in
            guard let frequency = versions.last?.definition.frequency else { return [] }
            return Period(year: year).periods(of: frequency).flatMap { period -> [ExpectedReturn] in
                guard let form = choice(of: versions, on: "\(period.last)"), form.definition.frequency == frequency else {
                    return []
                }
                let (first, last, due) = ("\(period.first)", "\(period.last)", "\(form.due(period))")
                return units.compactMap { unit in
                    guard form.isFilled(by: unit.code, kind: unit.kind), unit.opened <= last,
                        unit.closed.map({ first < $0 }) ?? true
                    else { return nil }
                    return ExpectedReturn(
                        form: form.code, version: form.version, unit: unit.code, period: "\(period)", due: due,
                        first: given["\(form.code)/\(period)/\(unit.code)"])
                }
            }
        }
    }

    /// The first return of each form, period and unit in a year, under `form/period/unit`.
    private static func firstReturns(
        year: Int, unit: String?, in tables: any Connection
    ) throws -> [String: Authorship] {
        var found: [String: Authorship] = [:]
        let own = unit.map { (" AND unit = ?", [SQLValue.text($0)]) } ?? ("", [])
        try tables.forEach(
            """
            SELECT form, period, unit, made, official, post, recorded FROM form_returns
            WHERE period >= ? AND period < ?\(own.0) ORDER BY made DESC
            """, [.text("\(year)"), .text("\(year + 1)")] + own.1
        ) { row in
            found["\(try row.text("form"))/\(try row.text("period"))/\(try row.text("unit"))"] = try Authorship(row)
        }
        return found
    }

    /// The returns given by a form for a unit and period, oldest first.
    public static func returns(
        form: String, unit: String, period: String, in tables: any Connection
    ) throws -> [Authorship] {
        try tables.query(
            "SELECT made, official, post, recorded FROM form_returns WHERE form = ? AND period = ? AND unit = ? ORDER BY made",
            [.text(form), .text(period), .text(unit)]
        ).map(Authorship.init)
    }

    /// The figures in force of the periods before one, the nearest first: for each the figures by their word (`FormCell.key`).
    public static func earlier(
        than period: Period, unit: String, count: Int, in tables: any Connection
    ) throws -> [(period: Period, figures: [String: Revision])] {
        var at = period
        return try (0..<count).map { _ in
            at = at.previous
            return (at, try figures(unit: unit, period: "\(at)", in: tables))
        }
    }

    /// The figures in force of a unit and period by their word (`FormCell.key`).
    public static func figures(unit: String, period: String, in tables: any Connection) throws -> [String: Revision] {
        let current = try ReturnBook.current(unit: unit, period: period, asOf: nil, in: tables)
        return Dictionary(
            current.map { (FormCell.key($0.value.indicator, $0.value.breakdown), $0) }, uniquingKeysWith: { _, last in last })
    }

    /// The versions of every form, by code.
    private static func versions(in tables: any Connection) throws -> [[EntryForm]] {
        var found: [[EntryForm]] = []
        for row in try tables.query("SELECT * FROM forms ORDER BY code, version") {
            let form = try EntryForm(row)
            if found.last?.last?.code == form.code { found[found.count - 1].append(form) } else { found.append([form]) }
        }
        return found
    }

    /// The last version that began by the day; nil where it was retired by then.
    private static func choice(of versions: [EntryForm], on day: String) -> EntryForm? {
        guard let last = versions.last(where: { $0.definition.since <= day }) else { return nil }
        return last.reaches(day) ? last : nil
    }
}
