import Acts
import Figures
import Storage

/// A row as it is recorded: the day of the event and what each column holds.
public struct RegisterEntry: Codable, Hashable, Sendable {
    /// The day of the event.
    public var date: String
    /// What it holds, by column; a column left out is not stated.
    public var cells: [String: String]

    /// A row.
    public init(date: String, cells: [String: String]) {
        self.date = date
        self.cells = cells
    }
}

/// Records rows of one unit in a register, and with them the figures that change: the recount is part of the act, so a figure and
/// the rows it is made of are never apart.
public struct RecordRows: CountedAct {
    public static let kind = "RecordRows"
    public static let policy = SubmitReturn.policy

    /// The register, the unit, and the period of the figures, in which all rows lie.
    public var register, unit, period: String
    /// The rows.
    public var rows: [RegisterEntry]
    /// Where they come from; `simulated` marks an example's invented rows and figures.
    public var source: String?
    /// The figures of the unit and period that change, as counted anew.
    public var values: [ReturnedValue]

    /// Rows with their figures; without, `counted` gives them.
    public init(
        register: String, unit: String, period: String, rows: [RegisterEntry], source: String? = nil, values: [ReturnedValue] = []
    ) {
        self.register = register
        self.unit = unit
        self.period = period
        self.rows = rows
        self.source = source
        self.values = values
    }

    public var change: RegisterChange { .record(rows) }

    public func check(in context: ActContext) throws {
        let (definition, span) = try opened(in: context)
        guard !rows.isEmpty, rows.count <= RegisterTable.mostRows else {
            throw Failure(.missingText, ["field": "rows", "language": "–"])
        }
        for (index, row) in rows.enumerated() {
            do {
                try RegisterRules.check(row, definition, unit: unit, span: span, in: context)
            } catch let failure as Failure {
                throw failure.adding(["row": "\(index + 1)"])
            }
        }
        try RegisterRules.checkFigures(of: self, definition, reason: nil, in: context)
    }

    public func project(in context: ActContext) throws {
        for (index, row) in rows.enumerated() {
            try RegisterRow.insert(
                row, register: register, code: "\(context.record.number)-\(index + 1)", version: 1, unit: unit, reason: nil,
                in: context)
        }
        try RegisterRules.projectFigures(of: self, reason: nil, in: context)
    }
}

/// Gives a row other content, with the reason, and counts its figures anew. Unit and period stay: a row of another unit or period
/// is struck and recorded there.
public struct CorrectRow: CountedAct {
    public static let kind = "CorrectRow"
    public static let policy = SubmitReturn.policy

    /// The register, the unit, and the period of the figures.
    public var register, unit, period: String
    /// The row's code.
    public var row: String
    /// The day of the event and what the row holds, as they are now known.
    public var date: String
    public var cells: [String: String]
    /// Why.
    public var reason: String
    /// Where they come from; `simulated` marks an example's invented rows and figures.
    public var source: String?
    /// The figures of the unit and period that change, as counted anew.
    public var values: [ReturnedValue]

    /// A correction; `counted` gives its figures.
    public init(
        register: String, unit: String, period: String, row: String, entry: RegisterEntry, reason: String, source: String? = nil,
        values: [ReturnedValue] = []
    ) {
        self.register = register
        self.unit = unit
        self.period = period
        self.row = row
        (date, cells) = (entry.date, entry.cells)
        self.reason = reason
        self.source = source
        self.values = values
    }

    public var change: RegisterChange { .correct(row, entry) }
    private var entry: RegisterEntry { RegisterEntry(date: date, cells: cells) }

    public func check(in context: ActContext) throws {
        let (definition, span) = try opened(in: context)
        try RegisterRules.check(reason: reason)
        let last = try RegisterRow.counting(row, register: register, unit: unit, span: span, in: context.tables)
        guard last.date != date || last.cells != cells else {
            throw Failure(.rowUnchanged, ["row": row, "register": register])
        }
        try RegisterRules.check(entry, definition, unit: unit, span: span, in: context)
        try RegisterRules.checkFigures(of: self, definition, reason: reason, in: context)
    }

    public func project(in context: ActContext) throws {
        let version = try RegisterRow.retire(row, register: register, in: context)
        try RegisterRow.insert(
            entry, register: register, code: row, version: version + 1, unit: unit, reason: reason, in: context)
        try RegisterRules.projectFigures(of: self, reason: reason, in: context)
    }
}

/// Strikes a row that should not be there, with the reason, and counts its figures anew. The row stays readable.
public struct StrikeRow: CountedAct {
    public static let kind = "StrikeRow"
    public static let policy = SubmitReturn.policy

    /// The register, the unit, and the period of the figures.
    public var register, unit, period: String
    /// The row's code.
    public var row: String
    /// Why.
    public var reason: String
    /// Where they come from; `simulated` marks an example's invented rows and figures.
    public var source: String?
    /// The figures of the unit and period that change, as counted anew.
    public var values: [ReturnedValue]

    /// A strike; `counted` gives its figures.
    public init(
        register: String, unit: String, period: String, row: String, reason: String, source: String? = nil,
        values: [ReturnedValue] = []
    ) {
        self.register = register
        self.unit = unit
        self.period = period
        self.row = row
        self.reason = reason
        self.source = source
        self.values = values
    }

    public var change: RegisterChange { .strike(row) }

    public func check(in context: ActContext) throws {
        let (definition, span) = try opened(in: context)
        try RegisterRules.check(reason: reason)
        _ = try RegisterRow.counting(row, register: register, unit: unit, span: span, in: context.tables)
        try RegisterRules.checkFigures(of: self, definition, reason: reason, in: context)
    }

    public func project(in context: ActContext) throws {
        guard let last = try RegisterBook.versions(of: row, register: register, in: context.tables).last else { return }
        let version = try RegisterRow.retire(row, register: register, in: context)
        try RegisterRow.insert(
            RegisterEntry(date: last.date, cells: last.cells), register: register, code: row, version: version + 1, unit: unit,
            isStruck: true, reason: reason, in: context)
        try RegisterRules.projectFigures(of: self, reason: reason, in: context)
    }
}

/// Declares that a unit's register holds no event of an indicator in a period that is over: the figure is 0, which silence never
/// is.
public struct DeclareNothing: CountedAct {
    public static let kind = "DeclareNothing"
    public static let policy = SubmitReturn.policy

    /// The register, the unit, and the period.
    public var register, unit, period: String
    /// The indicators of which there was no event.
    public var indicators: [String]
    /// Where they come from; `simulated` marks an example's invented rows and figures.
    public var source: String?
    /// The figures of the unit and period that change, as counted anew.
    public var values: [ReturnedValue]

    /// A declaration; `counted` gives its figures.
    public init(
        register: String, unit: String, period: String, indicators: [String], source: String? = nil, values: [ReturnedValue] = []
    ) {
        self.register = register
        self.unit = unit
        self.period = period
        self.indicators = indicators
        self.source = source
        self.values = values
    }

    public var change: RegisterChange { .nothing(indicators) }

    public func check(in context: ActContext) throws {
        let (definition, span) = try opened(in: context)
        guard span.last < context.record.time.day else { throw Failure(.futurePeriod, ["period": period]) }
        guard !indicators.isEmpty, Required.repeated(indicators) == nil else {
            throw Failure(.missingText, ["field": "indicators", "language": "–"])
        }
        for indicator in indicators {
            let feeds = definition.feeds.filter { $0.indicator == indicator }
            guard !feeds.isEmpty else {
                throw Failure(.feedUnfit, ["indicator": String(indicator.prefix(64)), "register": register, "column": "–"])
            }
            guard
                try !RegisterBook.holds(feeds, of: register, unit: unit, period: span, withPast: false, in: context.tables)
            else {
                throw Failure(.rowsThere, ["indicator": indicator, "unit": unit, "period": period, "register": register])
            }
        }
        try RegisterRules.checkFigures(of: self, definition, reason: nil, in: context)
    }

    public func project(in context: ActContext) throws {
        for indicator in indicators {
            try context.tables.execute(
                """
                INSERT INTO register_nothing (register, unit, period, indicator, made) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (register, unit, period, indicator) DO NOTHING
                """, [.text(register), .text(unit), .text(period), .text(indicator), .integer(context.record.number)])
        }
        try RegisterRules.projectFigures(of: self, reason: nil, in: context)
    }
}

extension RegisterRow {
    /// The last version of a row that counts, of this unit and period; throws `unknownRow`.
    static func counting(
        _ code: String, register: String, unit: String, span: Period, in tables: any Connection
    ) throws -> RegisterRow {
        guard let last = try RegisterBook.versions(of: code, register: register, in: tables).last, last.counts,
            last.unit == unit, let day = try? Day(last.date), span.contains(day)
        else { throw Failure(.unknownRow, ["row": String(code.prefix(40)), "register": register]) }
        return last
    }

    /// Takes the mark of the last version off; its number.
    static func retire(_ code: String, register: String, in context: ActContext) throws -> Int {
        let last = try RegisterBook.versions(of: code, register: register, in: context.tables).last?.version ?? 0
        try context.tables.execute(
            "UPDATE register_rows SET is_current = 0 WHERE register = ? AND code = ?", [.text(register), .text(code)])
        return last
    }

    static func insert(
        _ entry: RegisterEntry, register: String, code: String, version: Int, unit: String, isStruck: Bool = false,
        reason: String?, in context: ActContext
    ) throws {
        let cells = String(decoding: try CanonicalJSON.encode(entry.cells), as: UTF8.self)
        try context.tables.execute(
            """
            INSERT INTO register_rows (
                register, code, version, unit, date, cells, is_struck, is_current, reason, made, official, post, recorded)
            VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?)
            """,
            [
                .text(register), .text(code), .integer(Int64(version)), .text(unit), .text(entry.date), .text(cells),
                .integer(isStruck ? 1 : 0), SQLValue(reason),
            ] + context.authorship)
    }
}
