import Acts
import Figures
import Storage

/// Who owes an indicator, and when.
public struct ReportingDuty: Sendable, Hashable {
    /// The indicator and the unit.
    public let indicator, unit: String
    /// First day of the duty, and the first day without it; ISO.
    public let since: String
    public let until: String?
}

/// Reads indicators, units of measure and assignments.
public enum IndicatorBook {
    /// The indicator of a code.
    public static func indicator(_ code: String, in tables: any Connection) throws -> Indicator? {
        try tables.query("SELECT * FROM indicators WHERE code = ?", [.text(code)]).first.map(indicator(from:))
    }

    /// All indicators in the order of their definition.
    public static func all(in tables: any Connection) throws -> [Indicator] {
        try tables.query("SELECT * FROM indicators ORDER BY position").map(indicator(from:))
    }

    /// The names of a unit of measure.
    public static func measure(_ code: String, in tables: any Connection) throws -> Trilingual? {
        try tables.query("SELECT ar, fr, en FROM measures WHERE code = ?", [.text(code)]).first.map {
            try Trilingual(ar: $0.text("ar"), fr: $0.text("fr"), en: $0.text("en"))
        }
    }

    /// All units of measure by code.
    public static func measures(in tables: any Connection) throws -> [String: Trilingual] {
        var found: [String: Trilingual] = [:]
        for row in try tables.query("SELECT code, ar, fr, en FROM measures") {
            found[try row.text("code")] = try Trilingual(ar: row.text("ar"), fr: row.text("fr"), en: row.text("en"))
        }
        return found
    }

    /// All assignments.
    public static func assignments(in tables: any Connection) throws -> [ReportingDuty] {
        try tables.query("SELECT indicator, unit, since, until FROM assignments ORDER BY indicator, unit, since").map {
            try ReportingDuty(
                indicator: $0.text("indicator"), unit: $0.text("unit"), since: $0.text("since"), until: $0.textOrNil("until"))
        }
    }

    private static func indicator(from row: Row) throws -> Indicator {
        guard let frequency = try Frequency(rawValue: row.text("frequency")),
            let overUnits = try RollUpRule(rawValue: row.text("over_units")),
            let overTime = try RollUpRule(rawValue: row.text("over_time")),
            let direction = try Direction(rawValue: row.text("direction"))
        else { throw Failure(.databaseDamaged, privateDetail: "row of indicators") }
        return try Indicator(
            code: row.text("code"),
            names: Trilingual(ar: row.text("name_ar"), fr: row.text("name_fr"), en: row.text("name_en")),
            unitOfMeasure: row.text("unit_of_measure"), decimals: Int(row.integer("decimals")), frequency: frequency,
            overUnits: overUnits, overTime: overTime, numerator: row.textOrNil("numerator"),
            denominator: row.textOrNil("denominator"), scale: row.integer("scale"), direction: direction,
            definition: Trilingual(
                ar: row.text("definition_ar"), fr: row.text("definition_fr"), en: row.text("definition_en")),
            source: row.text("source"))
    }
}
