import Acts
import Storage

/// How a decision ended, or that it has not.
public struct DecisionOutcome: Sendable, Hashable {
    /// Where it ended.
    public enum State: String, CaseIterable, Sendable {
        /// Nothing yet.
        case open
        /// An objective carries it out.
        case objective
        /// It was refused with a reason.
        case refused
    }

    /// The decision.
    public let decision: Decision
    /// Years and codes of the objectives that carry it out.
    public let objectives: [ObjectiveKey]
    /// The note of `CloseDecision`, or the reason of `RefuseDecision`, and the act.
    public let text: Trilingual?
    public let by: Authorship?

    /// Where it ended.
    public var state: State { !objectives.isEmpty ? .objective : by == nil ? .open : .refused }
}

/// An objective by the year of its roadmap and its code.
public struct ObjectiveKey: Sendable, Hashable {
    /// The year of the roadmap.
    public let year: Int
    /// The objective's code.
    public let code: String
}

/// Reads how decisions ended.
public enum OutcomeBook {
    /// The decisions of a year's meeting with their outcomes, by number.
    public static func outcomes(year: Int, in tables: any Connection) throws -> [DecisionOutcome] {
        try outcomes(of: MeetingBook.decisions(year: year, in: tables), year: year, in: tables)
    }

    /// The decisions of a year's meeting that have no outcome yet, by number.
    public static func open(year: Int, in tables: any Connection) throws -> [Decision] {
        try outcomes(year: year, in: tables).filter { $0.state == .open }.map(\.decision)
    }

    private static func outcomes(of decisions: [Decision], year: Int, in tables: any Connection) throws -> [DecisionOutcome] {
        let key = SQLValue.integer(Int64(year))
        var carried: [Int64: [ObjectiveKey]] = [:]
        for row in try tables.query(
            "SELECT decision_number, year, code FROM objectives WHERE decision_year = ? ORDER BY year, code", [key])
        {
            carried[try row.integer("decision_number"), default: []].append(
                ObjectiveKey(year: Int(try row.integer("year")), code: try row.text("code")))
        }
        var closed: [Int64: (text: Trilingual, by: Authorship)] = [:]
        for row in try tables.query("SELECT * FROM decision_outcomes WHERE year = ?", [key]) {
            let number = try row.integer("number")
            closed[number] = try (Trilingual(row, "text"), Authorship(row))
            if let roadmap = try row.integerOrNil("roadmap") {
                carried[number, default: []].append(ObjectiveKey(year: Int(roadmap), code: try row.text("objective")))
            }
        }
        return decisions.map { decision in
            let number = Int64(decision.number)
            return DecisionOutcome(
                decision: decision, objectives: carried[number] ?? [], text: closed[number]?.text, by: closed[number]?.by)
        }
    }

    /// The decision exists, has no outcome and its meeting's roadmap phase runs; a `Failure` otherwise.
    static func requireOpen(year: Int, number: Int, in context: ActContext) throws {
        let tables = context.tables
        guard let decision = try MeetingBook.decision(year: year, number: number, in: tables) else {
            throw Failure(.unknownDecision, ["year": "\(year)", "number": "\(number)"])
        }
        try Required.phase(.roadmap, year: year, unit: decision.owner, in: context)
        guard try outcomes(of: [decision], year: year, in: tables).allSatisfy({ $0.state == .open }) else {
            throw Failure(.decisionHasOutcome, ["year": "\(year)", "number": "\(number)"])
        }
    }

    /// An objective may not carry out what was refused; `decisionHasOutcome` otherwise.
    static func requireNotRefused(_ decision: AdoptObjective.DecisionReference, in tables: any Connection) throws {
        let rows = try tables.query(
            "SELECT number FROM decision_outcomes WHERE year = ? AND number = ? AND roadmap IS NULL",
            [.integer(Int64(decision.year)), .integer(Int64(decision.number))])
        guard rows.isEmpty else {
            throw Failure(.decisionHasOutcome, ["year": "\(decision.year)", "number": "\(decision.number)"])
        }
    }

    static func insert(
        year: Int, number: Int, roadmap: Int?, objective: String?, text: Trilingual, in context: ActContext
    ) throws {
        try context.tables.execute(
            """
            INSERT INTO decision_outcomes (year, number, roadmap, objective, text_ar, text_fr, text_en, made, official, post, recorded)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [.integer(Int64(year)), .integer(Int64(number)), SQLValue(roadmap), SQLValue(objective)] + text.columns
                + context.authorship)
    }
}
