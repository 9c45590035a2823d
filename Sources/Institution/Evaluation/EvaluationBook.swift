import Acts
import Storage

/// A unit's rating with all it rests on.
public struct Evaluation: Sendable, Hashable {
    /// The year and the unit.
    public let year: Int
    public let unit: String
    /// The act that rated.
    public let by: Authorship
    /// Number of the terms' proposal it was made under.
    public let proposal: Int64?
    /// Number of the rating that replaced it; nil for the current one.
    public let replacedBy: Int64?
    /// Grade and score.
    public let rating: Rating
    public let score: Score
    /// The derivation, in the order given.
    public let derivation: [DerivationLine]
    /// The findings, in the order given.
    public let findings: [Finding]
}

/// Reads evaluations.
public enum EvaluationBook {
    /// The latest rating of a unit for a year; nil when there is none.
    public static func current(year: Int, unit: String, in tables: any Connection) throws -> Evaluation? {
        try tables.query(
            "SELECT * FROM ratings WHERE year = ? AND unit = ? AND replaced_by IS NULL",
            [.integer(Int64(year)), .text(unit)]
        ).first.map { try evaluation($0, in: tables) }
    }

    /// Every rating of a unit for a year, oldest first.
    public static func history(year: Int, unit: String, in tables: any Connection) throws -> [Evaluation] {
        try tables.query(
            "SELECT * FROM ratings WHERE year = ? AND unit = ? ORDER BY made", [.integer(Int64(year)), .text(unit)]
        ).map { try evaluation($0, in: tables) }
    }

    /// The current ratings of a year, by unit.
    public static func all(year: Int, in tables: any Connection) throws -> [Evaluation] {
        try tables.query(
            "SELECT * FROM ratings WHERE year = ? AND replaced_by IS NULL ORDER BY unit", [.integer(Int64(year))]
        ).map { try evaluation($0, in: tables) }
    }

    /// How each attainment of a rating came about, from the terms it was made under.
    public static func explanation(
        of evaluation: Evaluation, in tables: any Connection
    ) throws -> [Scoring.Explanation] {
        let terms = try TermsBook.history(year: evaluation.year, unit: evaluation.unit, in: tables)
            .first { $0.proposal.number == evaluation.proposal }
        return try Scoring.explain(evaluation.derivation, terms: terms?.commitments ?? [])
    }

    /// The units that are rated for a year.
    public static func units(year: Int, in tables: any Connection) throws -> Set<String> {
        Set(
            try tables.query("SELECT unit FROM ratings WHERE year = ? AND replaced_by IS NULL", [.integer(Int64(year))])
                .map { try $0.text("unit") })
    }
}

extension EvaluationBook {
    private static func evaluation(_ row: Row, in tables: any Connection) throws -> Evaluation {
        let by = try Authorship(row)
        let number = SQLValue.integer(by.number)
        guard let rating = Rating(rawValue: try row.text("rating")) else { throw damaged("rating") }
        let lines = try tables.query("SELECT * FROM rating_lines WHERE rating = ? ORDER BY ordinal", [number]).map(line)
        let findings = try tables.query("SELECT * FROM rating_findings WHERE rating = ? ORDER BY ordinal", [number])
            .map(finding)
        return try Evaluation(
            year: Int(row.integer("year")), unit: row.text("unit"), by: by, proposal: row.integerOrNil("proposal"),
            replacedBy: row.integerOrNil("replaced_by"), rating: rating, score: Score(row.text("score")),
            derivation: lines, findings: findings)
    }

    private static func line(_ row: Row) throws -> DerivationLine {
        guard let status = CommitmentStatus(rawValue: try row.text("status")) else { throw damaged("status of commitment") }
        return try DerivationLine(
            commitment: row.text("commitment"), result: row.textOrNil("result"), status: status,
            attainment: row.textOrNil("attainment").map { try Attainment($0) }, weight: Int(row.integer("weight")))
    }

    private static func finding(_ row: Row) throws -> Finding {
        guard let kind = Finding.Kind(rawValue: try row.text("kind")) else { throw damaged("kind of finding") }
        return try Finding(
            kind: kind, text: Trilingual(row, "text"), owner: row.textOrNil("owner"), due: row.textOrNil("due"))
    }

    private static func damaged(_ what: String) -> Failure { Failure(.databaseDamaged, privateDetail: what) }
}
