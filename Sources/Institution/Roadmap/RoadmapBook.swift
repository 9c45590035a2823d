import Acts
import Storage

/// An objective of a year's roadmap.
public struct Objective: Sendable, Hashable {
    /// The act's own content: year, code, text, owner, dates, measure, decision, priority, phases.
    public let terms: AdoptObjective
    /// The act that adopted it.
    public let by: Authorship

    /// Where an ISO day stands in the objective's dates.
    public func state(on day: String) -> Timeline.State {
        day < terms.starts ? .toCome : day > terms.due ? .done : .current
    }
}

/// Reads roadmaps.
public enum RoadmapBook {
    /// The objectives of a year, by first day and code.
    public static func objectives(year: Int, in tables: any Connection) throws -> [Objective] {
        try read("SELECT * FROM objectives WHERE year = ? ORDER BY starts, code", [.integer(Int64(year))], in: tables)
    }

    /// One objective; nil when the year has none of that code.
    public static func objective(year: Int, code: String, in tables: any Connection) throws -> Objective? {
        try read(
            "SELECT * FROM objectives WHERE year = ? AND code = ?", [.integer(Int64(year)), .text(code)], in: tables
        ).first
    }

    /// The objectives a unit answers for, by first day and code.
    public static func objectives(owner: String, in tables: any Connection) throws -> [Objective] {
        try read("SELECT * FROM objectives WHERE owner = ? ORDER BY starts, year, code", [.text(owner)], in: tables)
    }

    /// The objectives that carry out a decision.
    public static func objectives(
        carryingOut decision: AdoptObjective.DecisionReference, in tables: any Connection
    ) throws -> [Objective] {
        try read(
            "SELECT * FROM objectives WHERE decision_year = ? AND decision_number = ? ORDER BY year, code",
            [.integer(Int64(decision.year)), .integer(Int64(decision.number))], in: tables)
    }

    /// The decisions of a year's meeting that no objective carries out, by number.
    public static func decisionsWithoutObjective(year: Int, in tables: any Connection) throws -> [Decision] {
        let carried = Set(
            try tables.query(
                "SELECT decision_number FROM objectives WHERE decision_year = ?", [.integer(Int64(year))]
            ).map { try $0.integer("decision_number") })
        return try MeetingBook.decisions(year: year, in: tables).filter { !carried.contains(Int64($0.number)) }
    }
}

extension RoadmapBook {
    private static func read(_ sql: String, _ arguments: [SQLValue], in tables: any Connection) throws -> [Objective] {
        try tables.query(sql, arguments).map { row in
            let (year, code) = try (row.integer("year"), row.text("code"))
            let phases = try tables.query(
                "SELECT * FROM objective_phases WHERE year = ? AND objective = ? ORDER BY ordinal",
                [.integer(year), .text(code)]
            ).map {
                try AdoptObjective.ObjectivePhase(
                    code: $0.text("code"), text: Trilingual($0, "text"), starts: $0.text("starts"), due: $0.text("due"))
            }
            var decision: AdoptObjective.DecisionReference?
            if let year = try row.integerOrNil("decision_year"), let number = try row.integerOrNil("decision_number") {
                decision = AdoptObjective.DecisionReference(year: Int(year), number: Int(number))
            }
            let terms = try AdoptObjective(
                year: Int(year), code: code, text: Trilingual(row, "text"), owner: row.text("owner"),
                starts: row.text("starts"), due: row.text("due"), indicator: row.textOrNil("indicator"),
                target: row.textOrNil("target"), decision: decision, priority: row.textOrNil("priority"), phases: phases)
            return Objective(terms: terms, by: try Authorship(row))
        }
    }
}
