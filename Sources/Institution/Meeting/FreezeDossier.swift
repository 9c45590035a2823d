import Acts
import Ledger
import Storage

/// A figure as it stood when a dossier was frozen.
public struct FrozenFigure: Codable, Sendable, Hashable {
    /// The indicator, and the unit whose figure it is: the dossier's own unit or the institution.
    public var indicator, unit: String
    /// The year's value as a decimal; nil where there was none.
    public var value: String?
    /// `about`, `at_least`, `at_most`; nil for an exact one.
    public var precision: String?
    /// Units that reported, of those expected.
    public var reported, expected: Int

    /// A figure.
    public init(indicator: String, unit: String, value: String?, precision: String? = nil, reported: Int, expected: Int) {
        (self.indicator, self.unit, self.value, self.precision) = (indicator, unit, value, precision)
        (self.reported, self.expected) = (reported, expected)
    }
}

/// Freezes what a unit brings to the meeting: terms, self-assessment and rating by their entries, every return below the unit, and the
/// year's figures as they read. The digest covers all of it, so that whoever sat in the room can later prove what lay on the table.
public struct FreezeDossier: Act {
    public static let kind = "FreezeDossier"
    public static let policy = Policy.role([.secretary, .directorGeneral])

    /// The year and the unit.
    public var year: Int
    public var unit: String
    /// The figures as read, at most 200.
    public var figures: [FrozenFigure]
    /// SHA-256 of `DossierContent`, 64 lower-case hexadecimal digits: what was read is what is frozen.
    public var digest: String

    /// A dossier.
    public init(year: Int, unit: String, figures: [FrozenFigure], digest: String) {
        (self.year, self.unit, self.figures, self.digest) = (year, unit, figures, digest)
    }

    public var subjectUnit: String? { unit }

    public func check(in context: ActContext) throws {
        let tables = context.tables
        try Required.cycle(year, in: tables)
        try Required.unit(unit, in: year, tables)
        // The dossiers are closed between the evaluation and the end of the meeting.
        do { try Required.phase(.evaluation, year: year, unit: unit, in: context) } catch let failure as Failure {
            guard failure.code == .outOfPhase else { throw failure }
            try Required.phase(.meeting, year: year, unit: unit, in: context)
        }
        guard figures.count <= 200 else { throw Failure(.malformedValue, ["field": "figures", "value": "\(figures.count)"]) }
        for figure in figures {
            try Required.indicator(figure.indicator, in: tables)
            try Required.unit(figure.unit, in: tables)
            if let value = figure.value { _ = try Required.decimal(value) }
        }
        let content = try DossierContent(year: year, unit: unit, figures: figures, in: tables)
        guard try content.digest() == digest else { throw Failure(.dossierMoved, ["unit": unit, "year": "\(year)"]) }
    }

    public func project(in context: ActContext) throws {
        let tables = context.tables
        let made = SQLValue.integer(context.record.number)
        let content = try DossierContent(year: year, unit: unit, figures: figures, in: tables)
        try tables.execute(
            "UPDATE meeting_dossiers SET replaced_by = ? WHERE year = ? AND unit = ? AND replaced_by IS NULL",
            [made, .integer(Int64(year)), .text(unit)])
        try tables.execute(
            """
            INSERT INTO meeting_dossiers (year, unit, digest, terms, assessment, rating, made, official, post, recorded)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [.integer(Int64(year)), .text(unit), .text(digest), SQLValue(content.terms), SQLValue(content.assessment),
                SQLValue(content.rating)] + context.authorship)
        try tables.insert(
            """
            INSERT INTO meeting_dossier_figures (dossier, ordinal, indicator, unit, value, precision, reported, expected)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            rows: figures.enumerated().map { ordinal, figure in
                [
                    made, .integer(Int64(ordinal)), .text(figure.indicator), .text(figure.unit), SQLValue(figure.value),
                    SQLValue(figure.precision), .integer(Int64(figure.reported)), .integer(Int64(figure.expected)),
                ]
            })
    }
}

/// What the digest of a dossier covers. Entries are named by number: the ledger holds each of them fast.
public struct DossierContent: Codable, Sendable, Hashable {
    /// The year and the unit.
    public let year: Int
    public let unit: String
    /// Numbers of the current proposal of terms, self-assessment and rating; nil where there is none.
    public let terms, assessment, rating: Int64?
    /// Numbers of all returns for the year of the unit and of the units that ever stood below it, and of the institution.
    public let returns: [Int64]
    /// The figures as read.
    public let figures: [FrozenFigure]

    /// The content as the tables stand.
    public init(year: Int, unit: String, figures: [FrozenFigure], in tables: any Connection) throws {
        self.year = year
        self.unit = unit
        self.figures = figures
        let place: [SQLValue] = [.integer(Int64(year)), .text(unit)]
        func number(_ table: String) throws -> Int64? {
            try tables.first("SELECT made FROM \(table) WHERE year = ? AND unit = ? AND replaced_by IS NULL", place)?.integer("made")
        }
        terms = try number("terms_proposals")
        assessment = try number("self_assessments")
        rating = try number("ratings")
        returns = try tables.query(
            """
            WITH RECURSIVE below (unit) AS (
                SELECT unit FROM unit_parents WHERE unit = ? OR parent IS NULL
                UNION SELECT p.unit FROM unit_parents p JOIN below b ON p.parent = b.unit
                    WHERE b.unit NOT IN (SELECT unit FROM unit_parents WHERE parent IS NULL) OR b.unit = ?
            )
            SELECT r.number AS number FROM returns r JOIN below b ON b.unit = r.unit WHERE substr(r.period, 1, 4) = ?
            ORDER BY r.number
            """, [.text(unit), .text(unit), .text("\(year)")]
        ).map { try $0.integer("number") }
    }

    /// SHA-256 of the canonical JSON, 64 hexadecimal digits.
    public func digest() throws -> String { LogHash.sha256(try CanonicalJSON.encode(self)).hex }
}
