import Acts
import Figures
import Storage

/// Adopts an objective of a year's roadmap, with its phases.
public struct AdoptObjective: Act, Hashable {
    public static let kind = "AdoptObjective"
    public static let policy = Policy.role([.directorGeneral, .secretary])

    /// A decision of an annual meeting, by the year of the meeting and its number.
    public struct DecisionReference: Codable, Sendable, Hashable {
        /// The year of the meeting and the decision's number.
        public var year, number: Int

        /// A reference.
        public init(year: Int, number: Int) {
            self.year = year
            self.number = number
        }
    }

    /// A part of the objective with dates of its own.
    public struct ObjectivePhase: Codable, Sendable, Hashable {
        /// Its code, unique in the objective.
        public var code: String
        /// What is done in it.
        public var text: Trilingual
        /// First and last ISO day.
        public var starts, due: String

        /// A phase.
        public init(code: String, text: Trilingual, starts: String, due: String) {
            self.code = code
            self.text = text
            self.starts = starts
            self.due = due
        }
    }

    /// The year of the roadmap; the meeting of 2022 feeds that of 2023.
    public var year: Int
    /// Its code, unique in the year.
    public var code: String
    /// The objective.
    public var text: Trilingual
    /// The unit that answers for it.
    public var owner: String
    /// First and last ISO day.
    public var starts, due: String
    /// What measures it, and the value aimed at as a decimal.
    public var indicator, target: String?
    /// The decision it carries out.
    public var decision: DecisionReference?
    /// The priority of the roadmap's year it serves.
    public var priority: String?
    /// Its phases, within its dates, in the order in which they start; they may overlap.
    public var phases: [ObjectivePhase]

    /// An objective.
    public init(
        year: Int, code: String, text: Trilingual, owner: String, starts: String, due: String,
        indicator: String? = nil, target: String? = nil, decision: DecisionReference? = nil, priority: String? = nil,
        phases: [ObjectivePhase] = []
    ) {
        self.year = year
        self.code = code
        self.text = text
        self.owner = owner
        self.starts = starts
        self.due = due
        self.indicator = indicator
        self.target = target
        self.decision = decision
        self.priority = priority
        self.phases = phases
    }

    public var subjectUnit: String? { owner }

    public func check(in context: ActContext) throws {
        let tables = context.tables
        try Required.year(year)
        try Codes.check(code, field: "code")
        guard try RoadmapBook.objective(year: year, code: code, in: tables) == nil else {
            throw Failure(.numberTaken, ["value": code])
        }
        try text.check(field: "text")
        try Required.unit(owner, in: tables)
        try checkDates()
        if let indicator { try Required.indicator(indicator, in: tables) }
        if let target { _ = try Required.decimal(target) }
        if let decision, try MeetingBook.decision(year: decision.year, number: decision.number, in: tables) == nil {
            throw Failure(.unknownDecision, ["year": "\(decision.year)", "number": "\(decision.number)"])
        }
        if let priority { try Required.priority(priority, year: year, in: tables) }
    }

    private func checkDates() throws {
        _ = try Codes.day(starts, field: "starts")
        _ = try Codes.day(due, field: "due")
        guard starts <= due else {
            throw Failure(.endBeforeStart, ["unit": code, "start": starts, "end": due])
        }
        var previous = starts
        for phase in phases {
            try Codes.check(phase.code, field: "phases.code")
            try phase.text.check(field: "phases.\(phase.code).text")
            _ = try Codes.day(phase.starts, field: "phases.\(phase.code).starts")
            _ = try Codes.day(phase.due, field: "phases.\(phase.code).due")
            guard previous <= phase.starts, phase.starts <= phase.due, phase.due <= due else {
                throw Failure(.phasesOutOfOrder, ["year": "\(year)", "phase": phase.code])
            }
            previous = phase.starts
        }
        if let code = Required.repeated(phases.map(\.code)) { throw Failure(.numberTaken, ["value": code]) }
    }

    public func project(in context: ActContext) throws {
        let key: [SQLValue] = [.integer(Int64(year)), .text(code)]
        try context.tables.execute(
            """
            INSERT INTO objectives (year, code, text_ar, text_fr, text_en, owner, starts, due, indicator, target,
                decision_year, decision_number, priority, made, official, post, recorded)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            key + text.columns
                + [
                    .text(owner), .text(starts), .text(due), SQLValue(indicator), SQLValue(target),
                    SQLValue(decision?.year), SQLValue(decision?.number), SQLValue(priority),
                ] + context.authorship)
        try context.tables.insert(
            """
            INSERT INTO objective_phases (year, objective, ordinal, code, text_ar, text_fr, text_en, starts, due)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            rows: phases.enumerated().map { ordinal, phase in
                key + [.integer(Int64(ordinal)), .text(phase.code)] + phase.text.columns
                    + [.text(phase.starts), .text(phase.due)]
            })
    }
}
