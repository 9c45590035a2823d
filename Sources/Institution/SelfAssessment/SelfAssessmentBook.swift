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

    /// How many claims neither a figure nor a file supports.
    public var unsupported: Int { items.count(where: \.isUnsupported) }
}

/// One line of the list of a year's submissions, without its statements.
public struct SelfAssessmentLine: Sendable, Hashable {
    /// The unit.
    public let unit: String
    /// The submission in force.
    public let by: Authorship
    /// How often the unit submitted.
    public let versions: Int
    /// Statements, those among them that claim something without support, and difficulties with those not answered.
    public let statements, unsupported, difficulties, unanswered: Int
}

/// Reads self-assessments.
public enum SelfAssessmentBook {
    /// The latest submission of a unit for a year; nil when there is none.
    public static func current(year: Int, unit: String, in tables: any Connection) throws -> SelfAssessment? {
        try read("a.year = ? AND a.unit = ? AND a.replaced_by IS NULL", [.integer(Int64(year)), .text(unit)], in: tables).first
    }

    /// One submission by the number of its act; nil when there is none.
    public static func submission(_ number: Int64, in tables: any Connection) throws -> SelfAssessment? {
        try read("a.made = ?", [.integer(number)], in: tables).first
    }

    /// Every submission of a unit for a year, oldest first.
    public static func history(year: Int, unit: String, in tables: any Connection) throws -> [SelfAssessment] {
        try read("a.year = ? AND a.unit = ?", [.integer(Int64(year)), .text(unit)], in: tables).sorted { $0.by.number < $1.by.number }
    }

    /// The current submissions of a year, by unit.
    public static func all(year: Int, in tables: any Connection) throws -> [SelfAssessment] {
        try read("a.year = ? AND a.replaced_by IS NULL", [.integer(Int64(year))], in: tables)
    }

    /// The units that have submitted for a year.
    public static func units(year: Int, in tables: any Connection) throws -> Set<String> {
        Set(
            try tables.query(
                "SELECT unit FROM self_assessments WHERE year = ? AND replaced_by IS NULL", [.integer(Int64(year))]
            ).map { try $0.text("unit") })
    }

    /// The year's submissions in force as a list, by unit: five readings of tables, whatever the number of units.
    public static func lines(year: Int, in tables: any Connection) throws -> [SelfAssessmentLine] {
        let which: [SQLValue] = [.integer(Int64(year))]
        func counts(_ sql: String) throws -> [String: Int] {
            try tables.query(sql, which).reduce(into: [:]) { $0[try $1.text("unit")] = Int(try $1.integer("count")) }
        }
        let versions = try counts("SELECT unit, COUNT(*) AS count FROM self_assessments WHERE year = ? GROUP BY unit")
        let statements = try counts(
            """
            SELECT a.unit AS unit, COUNT(*) AS count FROM self_assessments a JOIN self_assessment_items i ON i.assessment = a.made
            WHERE a.year = ? AND a.replaced_by IS NULL GROUP BY a.unit
            """)
        let unsupported = try counts(
            """
            SELECT a.unit AS unit, COUNT(*) AS count FROM self_assessments a JOIN self_assessment_items i ON i.assessment = a.made
            WHERE a.year = ? AND a.replaced_by IS NULL AND i.kind <> 'way_forward'
                AND NOT EXISTS (SELECT 1 FROM self_assessment_cites c WHERE c.assessment = i.assessment AND c.item = i.ordinal)
                AND NOT EXISTS (SELECT 1 FROM self_assessment_evidence e WHERE e.assessment = i.assessment AND e.item = i.ordinal)
            GROUP BY a.unit
            """)
        let difficulties = try counts("SELECT unit, COUNT(*) AS count FROM difficulties WHERE year = ? GROUP BY unit")
        let unanswered = try counts(
            "SELECT unit, COUNT(*) AS count FROM difficulties WHERE year = ? AND answer IS NULL GROUP BY unit")
        return try tables.query(
            "SELECT * FROM self_assessments WHERE year = ? AND replaced_by IS NULL ORDER BY unit", which
        ).map { row in
            let unit = try row.text("unit")
            return SelfAssessmentLine(
                unit: unit, by: try Authorship(row), versions: versions[unit] ?? 0, statements: statements[unit] ?? 0,
                unsupported: unsupported[unit] ?? 0, difficulties: difficulties[unit] ?? 0, unanswered: unanswered[unit] ?? 0)
        }
    }
}

extension SelfAssessmentBook {
    /// The place of a statement.
    private struct Place: Hashable {
        let assessment, item: Int64
        init(_ row: Row, _ item: String) throws {
            assessment = try row.integer("assessment")
            self.item = try row.integer(item)
        }
    }

    /// Submissions with all they hold in four readings, by unit.
    private static func read(_ condition: String, _ arguments: [SQLValue], in tables: any Connection) throws -> [SelfAssessment] {
        func rows(_ columns: String, _ table: String, _ order: String) throws -> [Row] {
            try tables.query(
                """
                SELECT \(columns) FROM self_assessments a JOIN \(table) t ON t.assessment = a.made
                WHERE \(condition) ORDER BY t.assessment, \(order)
                """, arguments)
        }
        var cites: [Place: [(indicator: String, period: String?)]] = [:]
        for row in try rows("t.*", "self_assessment_cites", "t.item, t.ordinal") {
            cites[try Place(row, "item"), default: []].append((try row.text("indicator"), try row.textOrNil("period")))
        }
        var evidence: [Place: [String]] = [:]
        for row in try rows("t.*", "self_assessment_evidence", "t.item, t.ordinal") {
            evidence[try Place(row, "item"), default: []].append(try row.text("hash"))
        }
        var items: [Int64: [SubmitSelfAssessment.Item]] = [:]
        for row in try rows("t.*", "self_assessment_items", "t.ordinal") {
            let place = try Place(row, "ordinal")
            items[place.assessment, default: []].append(try item(row, cites: cites[place] ?? [], evidence: evidence[place]))
        }
        return try tables.query("SELECT a.* FROM self_assessments a WHERE \(condition) ORDER BY a.unit, a.made", arguments).map { row in
            let by = try Authorship(row)
            return SelfAssessment(
                year: Int(try row.integer("year")), unit: try row.text("unit"), by: by,
                replacedBy: try row.integerOrNil("replaced_by"), items: items[by.number] ?? [])
        }
    }

    /// A statement from its row and what it cites.
    private static func item(
        _ row: Row, cites: [(indicator: String, period: String?)], evidence: [String]?
    ) throws -> SubmitSelfAssessment.Item {
        guard let kind = SubmitSelfAssessment.Item.Kind(rawValue: try row.text("kind")) else {
            throw Failure(.databaseDamaged, privateDetail: "kind of self-assessment item")
        }
        let periods = cites.reduce(into: [:]) { $0[$1.indicator] = $1.period }
        let (unit, outside) = (try row.textOrNil("remover_unit"), try row.textOrNil("remover_outside"))
        return try SubmitSelfAssessment.Item(
            commitment: row.textOrNil("commitment"), kind: kind, text: Trilingual(row, "text"), cites: cites.map(\.indicator),
            periods: periods.isEmpty ? nil : periods, evidence: evidence, taxon: row.textOrNil("taxon"),
            severity: row.textOrNil("severity").flatMap(SubmitSelfAssessment.Item.Severity.init),
            remover: unit == nil && outside == nil ? nil : .init(unit: unit, outside: outside))
    }
}
