import Acts
import Storage

/// A submitted self-assessment.
public struct SelfAssessment: Sendable, Hashable {
    /// The year and the unit.
    public let year: Int
    public let unit: String
    /// The act that submitted it.
    public let by: Authorship
    /// Number of the submission that replaced it; nil for the current one.
    public let replacedBy: Int64?
    /// The statements in the order given.
    public let items: [SubmitSelfAssessment.Item]

    /// The statements of one sort.
    public func items(_ kind: SubmitSelfAssessment.Item.Kind) -> [SubmitSelfAssessment.Item] {
        items.filter { $0.kind == kind }
    }
}

extension SubmitSelfAssessment.Item {
    /// True when no indicator supports the statement; pages mark it.
    public var isUnsupported: Bool { cites.isEmpty }
}

/// Reads self-assessments.
public enum SelfAssessmentBook {
    /// The latest submission of a unit for a year; nil when there is none.
    public static func current(year: Int, unit: String, in tables: any Connection) throws -> SelfAssessment? {
        try tables.query(
            "SELECT * FROM self_assessments WHERE year = ? AND unit = ? AND replaced_by IS NULL",
            [.integer(Int64(year)), .text(unit)]
        ).first.map { try assessment($0, in: tables) }
    }

    /// Every submission of a unit for a year, oldest first.
    public static func history(year: Int, unit: String, in tables: any Connection) throws -> [SelfAssessment] {
        try tables.query(
            "SELECT * FROM self_assessments WHERE year = ? AND unit = ? ORDER BY made",
            [.integer(Int64(year)), .text(unit)]
        ).map { try assessment($0, in: tables) }
    }

    /// The current submissions of a year, by unit.
    public static func all(year: Int, in tables: any Connection) throws -> [SelfAssessment] {
        try tables.query(
            "SELECT * FROM self_assessments WHERE year = ? AND replaced_by IS NULL ORDER BY unit", [.integer(Int64(year))]
        ).map { try assessment($0, in: tables) }
    }

    /// The units that have submitted for a year.
    public static func units(year: Int, in tables: any Connection) throws -> Set<String> {
        Set(
            try tables.query(
                "SELECT unit FROM self_assessments WHERE year = ? AND replaced_by IS NULL", [.integer(Int64(year))]
            ).map { try $0.text("unit") })
    }

    private static func assessment(_ row: Row, in tables: any Connection) throws -> SelfAssessment {
        let by = try Authorship(row)
        let number = SQLValue.integer(by.number)
        var cites: [Int64: [String]] = [:]
        for row in try tables.query(
            "SELECT item, indicator FROM self_assessment_cites WHERE assessment = ? ORDER BY item, ordinal", [number])
        {
            cites[try row.integer("item"), default: []].append(try row.text("indicator"))
        }
        let items = try tables.query(
            "SELECT * FROM self_assessment_items WHERE assessment = ? ORDER BY ordinal", [number]
        ).map { row in
            guard let kind = SubmitSelfAssessment.Item.Kind(rawValue: try row.text("kind")) else {
                throw Failure(.databaseDamaged, privateDetail: "kind of self-assessment item")
            }
            return try SubmitSelfAssessment.Item(
                commitment: row.textOrNil("commitment"), kind: kind, text: Trilingual(row, "text"),
                cites: cites[row.integer("ordinal")] ?? [])
        }
        return SelfAssessment(
            year: Int(try row.integer("year")), unit: try row.text("unit"), by: by,
            replacedBy: try row.integerOrNil("replaced_by"), items: items)
    }
}
