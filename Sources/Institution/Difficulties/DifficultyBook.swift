import Acts
import Storage

/// A difficulty stated in a submission in force.
public struct Difficulty: Sendable, Hashable {
    /// The unit that states it, and where.
    public let unit: String
    public let place: AnswerDifficulty.Statement
    /// The statement: a challenge or a constraint.
    public let item: SubmitSelfAssessment.Item
    /// The answer in force; nil while there is none.
    public let answer: DifficultyAnswer?
}

/// An answer to difficulties.
public struct DifficultyAnswer: Sendable, Hashable {
    /// How it answers.
    public let manner: AnswerDifficulty.Manner
    /// The decision's number, or the objective.
    public let decision: Int?
    public let objective: AnswerDifficulty.ObjectiveReference?
    /// To whom it was passed on, and why.
    public let to, reason: Trilingual?
    /// The act that answered.
    public let by: Authorship
}

/// Difficulties of several units that say the same, see `DifficultyGrouping`.
public struct DifficultyGroup: Sendable, Hashable {
    /// Their place in the taxonomy; nil for what was not classified.
    public let taxon: String?
    /// The difficulties by unit; at least one.
    public let difficulties: [Difficulty]

    /// The units concerned, each once.
    public var units: [String] {
        var seen: Set<String> = []
        return difficulties.map(\.unit).filter { seen.insert($0).inserted }
    }
    /// Whether every one of them has an answer.
    public var isAnswered: Bool { difficulties.allSatisfy { $0.answer != nil } }
    /// The hardest of the severities stated.
    public var severity: SubmitSelfAssessment.Item.Severity? {
        let order = SubmitSelfAssessment.Item.Severity.allCases
        return difficulties.compactMap(\.item.severity).max { (order.firstIndex(of: $0) ?? 0) < (order.firstIndex(of: $1) ?? 0) }
    }
}

/// Reads the difficulties of a year and what was answered.
public enum DifficultyBook {
    /// How many difficulties of the submissions in force there are, and how many wait for an answer. One look at an index.
    public static func count(year: Int, in tables: any Connection) throws -> (all: Int, unanswered: Int) {
        let row = try tables.first(
            "SELECT COUNT(*) AS total, COUNT(answer) AS answered FROM difficulties WHERE year = ?", [.integer(Int64(year))])
        guard let row else { return (0, 0) }
        let total = Int(try row.integer("total"))
        return (total, total - Int(try row.integer("answered")))
    }

    /// Every difficulty of a year, by unit and in the order stated.
    public static func all(year: Int, in tables: any Connection) throws -> [Difficulty] {
        let answers = try answers(year: year, in: tables).reduce(into: [:]) { $0[$1.by.number] = $1 }
        var inForce: [AnswerDifficulty.Statement: Int64] = [:]
        for row in try tables.query(
            "SELECT assessment, item, answer FROM difficulties WHERE year = ?", [.integer(Int64(year))])
        {
            inForce[try statement(row)] = try row.integerOrNil("answer")
        }
        return try SelfAssessmentBook.all(year: year, in: tables).flatMap { assessment in
            assessment.items.enumerated().filter { $0.element.isDifficulty }.map { index, item in
                let place = AnswerDifficulty.Statement(assessment: assessment.by.number, item: index)
                return Difficulty(unit: assessment.unit, place: place, item: item, answer: inForce[place].flatMap { answers[$0] })
            }
        }
    }

    /// The difficulties of a year that nothing has answered yet.
    public static func unanswered(year: Int, in tables: any Connection) throws -> [Difficulty] {
        try all(year: year, in: tables).filter { $0.answer == nil }
    }

    /// The difficulties of a year, those that say the same together: first by taxonomy, then by likeness of their texts. Groups stand
    /// in the order of the taxonomy, those of most units first.
    public static func groups(year: Int, in tables: any Connection) throws -> [DifficultyGroup] {
        DifficultyGrouping.groups(try all(year: year, in: tables), order: try TaxonBook.all(in: tables).map(\.code))
    }

    /// Every answer given in a year, also those that later ones replaced, oldest first.
    public static func answers(year: Int, in tables: any Connection) throws -> [DifficultyAnswer] {
        try tables.query("SELECT * FROM difficulty_answers WHERE year = ? ORDER BY made", [.integer(Int64(year))]).map { row in
            guard let manner = AnswerDifficulty.Manner(rawValue: try row.text("manner")) else {
                throw Failure(.databaseDamaged, privateDetail: "manner of answer")
            }
            let objectiveYear = try row.integerOrNil("objective_year").map(Int.init)
            let objective = try row.textOrNil("objective")
            return DifficultyAnswer(
                manner: manner, decision: try row.integerOrNil("decision").map(Int.init),
                objective: objectiveYear.flatMap { year in objective.map { .init(year: year, code: $0) } },
                to: try text(row, "to"), reason: try text(row, "reason"), by: try Authorship(row))
        }
    }

    /// The places of the statements that may be answered.
    static func places(year: Int, in tables: any Connection) throws -> Set<AnswerDifficulty.Statement> {
        Set(try tables.query("SELECT assessment, item FROM difficulties WHERE year = ?", [.integer(Int64(year))]).map(statement))
    }

    /// The numbers of the answers in force by the statements of a unit's current submission.
    static func answersByStatement(
        year: Int, unit: String, in tables: any Connection
    ) throws -> [SubmitSelfAssessment.Item: Int64] {
        let rows = try tables.query(
            "SELECT assessment, item, answer FROM difficulties WHERE year = ? AND unit = ? AND answer IS NOT NULL ORDER BY item",
            [.integer(Int64(year)), .text(unit)])
        guard let first = rows.first, let current = try SelfAssessmentBook.submission(try first.integer("assessment"), in: tables) else {
            return [:]
        }
        var answers: [SubmitSelfAssessment.Item: Int64] = [:]
        for row in rows {
            let index = Int(try row.integer("item"))
            if current.items.indices.contains(index) { answers[current.items[index]] = try row.integer("answer") }
        }
        return answers
    }

    private static func statement(_ row: Row) throws -> AnswerDifficulty.Statement {
        try .init(assessment: row.integer("assessment"), item: Int(row.integer("item")))
    }

    private static func text(_ row: Row, _ name: String) throws -> Trilingual? {
        try row.textOrNil(name + "_ar") == nil ? nil : Trilingual(row, name)
    }
}
