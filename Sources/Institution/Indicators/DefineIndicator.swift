import Acts
import Figures
import Storage

/// Names a unit of measure in the three languages.
public struct DefineMeasure: Act {
    public static let kind = "DefineMeasure"
    public static let policy = Policy.role([.administrator, .statistician])

    /// The code indicators use, e.g. `pills`, and its names.
    public var code: String
    public var names: Trilingual

    /// A unit of measure.
    public init(code: String, names: Trilingual) {
        self.code = code
        self.names = names
    }

    public func check(in context: ActContext) throws {
        try Codes.check(code, field: "code")
        try names.check(field: "name")
        guard try IndicatorBook.measure(code, in: context.tables) == nil else {
            throw Failure(.indicatorExists, ["indicator": code])
        }
    }

    public func project(in context: ActContext) throws {
        try context.tables.execute(
            "INSERT INTO measures (code, ar, fr, en, made) VALUES (?, ?, ?, ?, ?)",
            [.text(code), .text(names.ar), .text(names.fr), .text(names.en), .integer(context.record.number)])
    }
}

/// Defines what is counted: names, definition, unit of measure, decimals, and how it adds over units and over time.
public struct DefineIndicator: Act {
    public static let kind = "DefineIndicator"
    public static let policy = Policy.role([.administrator, .statistician])

    /// The indicator.
    public var indicator: Indicator

    /// A definition.
    public init(_ indicator: Indicator) { self.indicator = indicator }

    public func check(in context: ActContext) throws {
        try indicator.check()
        guard try IndicatorBook.indicator(indicator.code, in: context.tables) == nil else {
            throw Failure(.indicatorExists, ["indicator": indicator.code])
        }
        guard let numerator = indicator.numerator, let denominator = indicator.denominator else { return }
        for part in [numerator, denominator] {
            guard let other = try IndicatorBook.indicator(part, in: context.tables) else {
                throw Failure(.unknownIndicator, ["indicator": part])
            }
            guard !other.isRatio, other.frequency == indicator.frequency else {
                throw Failure(.ratioIncomplete, ["indicator": indicator.code])
            }
        }
    }

    public func project(in context: ActContext) throws {
        let i = indicator
        let position = try context.tables.query("SELECT COUNT(*) AS n FROM indicators").first?.integer("n") ?? 0
        try context.tables.execute(
            """
            INSERT INTO indicators (code, position, name_ar, name_fr, name_en, unit_of_measure, decimals, frequency, over_units,
                over_time, numerator, denominator, scale, direction, definition_ar, definition_fr, definition_en, source, made)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .text(i.code), .integer(position), .text(i.names.ar), .text(i.names.fr), .text(i.names.en),
                .text(i.unitOfMeasure), .integer(Int64(i.decimals)), .text(i.frequency.rawValue), .text(i.overUnits.rawValue),
                .text(i.overTime.rawValue), i.numerator.map(SQLValue.text) ?? .null,
                i.denominator.map(SQLValue.text) ?? .null, .integer(i.scale), .text(i.direction.rawValue),
                .text(i.definition.ar), .text(i.definition.fr), .text(i.definition.en), .text(i.source),
                .integer(context.record.number),
            ])
    }
}

/// Says which unit owes an indicator from a day on: without it nobody could tell absence from silence.
public struct AssignReporting: Act {
    public static let kind = "AssignReporting"
    public static let policy = Policy.role([.administrator, .statistician])

    /// The indicator, the unit and the first day; `until` is the first day without the duty.
    public var indicator, unit, since: String
    public var until: String?

    /// An assignment.
    public init(indicator: String, unit: String, since: String, until: String? = nil) {
        self.indicator = indicator
        self.unit = unit
        self.since = since
        self.until = until
    }

    public var subjectUnit: String? { unit }

    public func check(in context: ActContext) throws {
        _ = try Codes.day(since, field: "since")
        if let until, try Codes.day(until, field: "until") <= Codes.day(since, field: "since") {
            throw Failure(.endBeforeStart, ["unit": unit, "start": since, "end": until])
        }
        guard let definition = try IndicatorBook.indicator(indicator, in: context.tables) else {
            throw Failure(.unknownIndicator, ["indicator": indicator])
        }
        guard !definition.isRatio else { throw Failure(.computedIndicator, ["indicator": indicator]) }
        guard try UnitBook.unit(unit, in: context.tables) != nil else { throw Failure(.unknownUnit, ["unit": unit]) }
        let there = try context.tables.query(
            "SELECT since FROM assignments WHERE indicator = ? AND unit = ? AND since = ?",
            [.text(indicator), .text(unit), .text(since)])
        guard there.isEmpty else { throw Failure(.appointmentExists, ["code": "\(indicator)/\(unit)"]) }
    }

    public func project(in context: ActContext) throws {
        try context.tables.execute(
            "INSERT INTO assignments (indicator, unit, since, until, made) VALUES (?, ?, ?, ?, ?)",
            [
                .text(indicator), .text(unit), .text(since), until.map(SQLValue.text) ?? .null,
                .integer(context.record.number),
            ])
    }
}
