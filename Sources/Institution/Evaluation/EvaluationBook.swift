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
    /// The judgements of single commitments, in the order given.
    public let appraisals: [RateUnit.Appraisal]
    /// Last day for the unit's answer.
    public let answerBy: String?
}

/// A rating that was appealed against.
public struct AppealedRating: Sendable, Hashable {
    /// The year and the unit.
    public let year: Int
    public let unit: String
    /// The number of the rating.
    public let rating: Int64
    /// The appeal of the unit's head.
    public let appeal: Procedure.Appeal
    /// The decision on it; nil while there is none.
    public let decision: Procedure.Decision?
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
    /// What followed a rating: answers, conclusion, appeal, decision.
    public static func procedure(of evaluation: Evaluation, in tables: any Connection) throws -> Procedure {
        let number = SQLValue.integer(evaluation.by.number)
        let answers = try tables.query("SELECT * FROM rating_answers WHERE rating = ? ORDER BY made", [number]).map { row in
            guard let position = try AnswerRating.Position(rawValue: row.text("position")), let text = try Written(row, "text") else {
                throw damaged("answer")
            }
            return Procedure.Answer(position: position, text: text, by: try Authorship(row))
        }
        let conclusion = try tables.first("SELECT * FROM rating_conclusions WHERE rating = ?", [number])
            .map { try Procedure.Conclusion(appealBy: $0.text("appeal_by"), by: Authorship($0)) }
        let appeal = try tables.first("SELECT * FROM rating_appeals WHERE rating = ?", [number]).map { try self.appeal($0) }
        let decision = try tables.first("SELECT * FROM appeal_decisions WHERE rating = ?", [number]).map { try self.ruling($0) }
        return Procedure(
            rating: evaluation.by.number, answerBy: evaluation.answerBy ?? "", answers: answers, conclusion: conclusion,
            appeal: appeal, decision: decision)
    }

    /// The appeals against the ratings of a year, also those replaced since, with their decisions; oldest first.
    public static func appeals(year: Int, in tables: any Connection) throws -> [AppealedRating] {
        let key = [SQLValue.integer(Int64(year))]
        let rulings = try tables.query(
            "SELECT d.* FROM appeal_decisions d JOIN ratings r ON r.made = d.rating WHERE r.year = ?", key
        ).reduce(into: [Int64: Procedure.Decision]()) { $0[try $1.integer("rating")] = try ruling($1) }
        return try tables.query(
            "SELECT r.unit AS unit, a.* FROM rating_appeals a JOIN ratings r ON r.made = a.rating WHERE r.year = ? ORDER BY a.made", key
        ).map { row in
            let rating = try row.integer("rating")
            return AppealedRating(
                year: year, unit: try row.text("unit"), rating: rating, appeal: try appeal(row), decision: rulings[rating])
        }
    }

    private static func appeal(_ row: Row) throws -> Procedure.Appeal {
        guard let grounds = try Written(row, "grounds") else { throw damaged("grounds of appeal") }
        return Procedure.Appeal(grounds: grounds, by: try Authorship(row))
    }

    private static func ruling(_ row: Row) throws -> Procedure.Decision {
        guard let outcome = try DecideAppeal.Outcome(rawValue: row.text("outcome")), let reason = try Written(row, "reason"),
            let before = try Rating(rawValue: row.text("before"))
        else { throw damaged("decision on appeal") }
        let grade = try row.textOrNil("grade").flatMap(Rating.init(rawValue:))
        return Procedure.Decision(outcome: outcome, before: before, grade: grade, reason: reason, by: try Authorship(row))
    }

    /// The current submission of a unit where it was sent back and not yet replaced.
    public static func sentBack(year: Int, unit: String, in tables: any Connection) throws -> SentBack? {
        guard let last = try lastSentBack(year: year, unit: unit, in: tables),
            let current = try SelfAssessmentBook.current(year: year, unit: unit, in: tables), current.by.number == last.assessment
        else { return nil }
        return last
    }

    /// The last time a submission of the unit was sent back, whether replaced since or not.
    public static func lastSentBack(year: Int, unit: String, in tables: any Connection) throws -> SentBack? {
        try tables.first(
            "SELECT * FROM assessments_sent_back WHERE year = ? AND unit = ? ORDER BY made DESC LIMIT 1",
            [.integer(Int64(year)), .text(unit)]
        ).map { row in
            guard let reason = try Written(row, "reason") else { throw damaged("reason of sending back") }
            return try SentBack(
                assessment: row.integer("assessment"), until: row.text("until"), reason: reason, by: Authorship(row))
        }
    }

    private static func evaluation(_ row: Row, in tables: any Connection) throws -> Evaluation {
        let by = try Authorship(row)
        let number = SQLValue.integer(by.number)
        guard let rating = Rating(rawValue: try row.text("rating")) else { throw damaged("rating") }
        let lines = try tables.query("SELECT * FROM rating_lines WHERE rating = ? ORDER BY ordinal", [number]).map(line)
        let findings = try tables.query("SELECT * FROM rating_findings WHERE rating = ? ORDER BY ordinal", [number])
            .map(finding)
        let appraisals = try tables.query("SELECT * FROM rating_appraisals WHERE rating = ? ORDER BY ordinal", [number]).map { row in
            guard let grade = try Rating(rawValue: row.text("grade")) else { throw damaged("grade of appraisal") }
            return try RateUnit.Appraisal(commitment: row.text("commitment"), rating: grade, reason: Written(row, "reason"))
        }
        return try Evaluation(
            year: Int(row.integer("year")), unit: row.text("unit"), by: by, proposal: row.integerOrNil("proposal"),
            replacedBy: row.integerOrNil("replaced_by"), rating: rating, score: Score(row.text("score")),
            derivation: lines, findings: findings, appraisals: appraisals, answerBy: row.textOrNil("answer_by"))
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
