import Acts
import Storage

/// Answers difficulties that units stated: by a decision of the meeting, by an objective of the roadmap, by passing them on to
/// whoever can act, or by a refusal with its reason. A later answer takes the place of an earlier one.
///
/// The act names the exact statements it answers. A unit that changes a statement afterwards has asked something new.
public struct AnswerDifficulty: Act {
    public static let kind = "AnswerDifficulty"
    public static let policy = Policy.role([.secretary, .directorGeneral])
    public static let changesDefinitions = false

    /// How a difficulty is answered.
    public enum Manner: String, CaseIterable, Sendable, Codable {
        case decision, objective, escalation, refusal
    }

    /// A statement of a submission.
    public struct Statement: Codable, Sendable, Hashable {
        /// The number of the submission.
        public var assessment: Int64
        /// The statement's place in it, from 0.
        public var item: Int

        /// A statement by its place.
        public init(assessment: Int64, item: Int) {
            self.assessment = assessment
            self.item = item
        }
    }

    /// An objective of a roadmap.
    public struct ObjectiveReference: Codable, Sendable, Hashable {
        /// The roadmap's year and the objective's code.
        public var year: Int
        public var code: String

        /// An objective by its code.
        public init(year: Int, code: String) {
            self.year = year
            self.code = code
        }
    }

    /// The year whose difficulties are answered.
    public var year: Int
    /// The statements answered; all current and all difficulties.
    public var statements: [Statement]
    /// How.
    public var manner: Manner
    /// The decision's number in the meeting of the year.
    public var decision: Int?
    /// The objective.
    public var objective: ObjectiveReference?
    /// To whom it is passed on.
    public var to: Trilingual?
    /// Why: required of a refusal and when it is passed on.
    public var reason: Trilingual?

    /// An answer.
    public init(
        year: Int, statements: [Statement], manner: Manner, decision: Int? = nil, objective: ObjectiveReference? = nil,
        to: Trilingual? = nil, reason: Trilingual? = nil
    ) {
        self.year = year
        self.statements = statements
        self.manner = manner
        self.decision = decision
        self.objective = objective
        self.to = to
        self.reason = reason
    }

    public func check(in context: ActContext) throws {
        let tables = context.tables
        try phase(in: context)
        guard !statements.isEmpty else { throw Failure(.missingText, ["field": "statements"]) }
        guard Set(statements).count == statements.count else { throw Failure(.numberTaken, ["value": "statements"]) }
        let current = try DifficultyBook.places(year: year, in: tables)
        for statement in statements where !current.contains(statement) {
            throw Failure(.unknownDifficulty, ["number": "\(statement.assessment)", "place": "\(statement.item + 1)", "year": "\(year)"])
        }
        try reason?.check(field: "reason")
        try to?.check(field: "to")
        func given(_ holds: Bool, _ field: String) throws {
            guard holds else { throw Failure(.answerIncomplete, ["field": field, "manner": manner.rawValue]) }
        }
        try given((decision != nil) == (manner == .decision), "decision")
        try given((objective != nil) == (manner == .objective), "objective")
        try given((to != nil) == (manner == .escalation), "to")
        if manner == .escalation || manner == .refusal { try given(reason != nil, "reason") }
        if let decision, try MeetingBook.decision(year: year, number: decision, in: tables) == nil {
            throw Failure(.unknownDecision, ["year": "\(year)", "number": "\(decision)"])
        }
        if let objective, try RoadmapBook.objective(year: objective.year, code: objective.code, in: tables) == nil {
            throw Failure(.unknownObjective, ["year": "\(objective.year)", "code": objective.code])
        }
    }

    /// The meeting answers; what it left open may still be answered while the roadmap is made and followed up.
    private func phase(in context: ActContext) throws {
        for phase in [Phase.roadmap, .followUp] {
            let dates = try CycleBook.dates(phase, year: year, unit: nil, in: context.tables)
            if dates.contains("\(context.record.time.day)") { return }
        }
        try Required.phase(.meeting, year: year, unit: nil, in: context)
    }

    public func project(in context: ActContext) throws {
        let tables = context.tables
        let made = SQLValue.integer(context.record.number)
        func columns(_ text: Trilingual?) -> [SQLValue] { text?.columns ?? [.null, .null, .null] }
        try tables.execute(
            """
            INSERT INTO difficulty_answers (year, manner, decision, objective_year, objective, to_ar, to_fr, to_en,
                reason_ar, reason_fr, reason_en, made, official, post, recorded)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .integer(Int64(year)), .text(manner.rawValue), SQLValue(decision), SQLValue(objective?.year), SQLValue(objective?.code),
            ] + columns(to) + columns(reason) + context.authorship)
        try tables.insert(
            "INSERT INTO difficulty_answered (answer, assessment, item) VALUES (?, ?, ?)",
            rows: statements.map { [made, .integer($0.assessment), .integer(Int64($0.item))] })
        for statement in statements {
            try tables.execute(
                "UPDATE difficulties SET answer = ? WHERE assessment = ? AND item = ?",
                [made, .integer(statement.assessment), .integer(Int64(statement.item))])
        }
    }
}
