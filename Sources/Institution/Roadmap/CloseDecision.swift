import Acts
import Storage

/// Names the objective, already adopted, that carries out a decision besides its own: two decisions may end in one objective.
public struct CloseDecision: Act, Hashable {
    public static let kind = "CloseDecision"
    public static let policy = Policy.role([.directorGeneral, .secretary])

    /// The year of the meeting and the decision's number.
    public var year, number: Int
    /// The year of the roadmap and the objective's code.
    public var roadmap: Int
    public var objective: String
    /// How the objective carries the decision out.
    public var note: Trilingual

    /// An outcome.
    public init(year: Int, number: Int, roadmap: Int, objective: String, note: Trilingual) {
        (self.year, self.number, self.roadmap, self.objective, self.note) = (year, number, roadmap, objective, note)
    }

    public func check(in context: ActContext) throws {
        try OutcomeBook.requireOpen(year: year, number: number, in: context)
        _ = try RoadmapBook.required(year: roadmap, code: objective, in: context.tables)
        try note.check(field: "note")
    }

    public func project(in context: ActContext) throws {
        try OutcomeBook.insert(year: year, number: number, roadmap: roadmap, objective: objective, text: note, in: context)
    }
}

/// Ends a decision without an objective, with the reason, which the public may read.
public struct RefuseDecision: Act, Hashable {
    public static let kind = "RefuseDecision"
    public static let policy = Policy.role([.directorGeneral])

    /// The year of the meeting and the decision's number.
    public var year, number: Int
    /// Why it does not become an objective.
    public var reason: Trilingual

    /// A reasoned refusal.
    public init(year: Int, number: Int, reason: Trilingual) {
        (self.year, self.number, self.reason) = (year, number, reason)
    }

    public func check(in context: ActContext) throws {
        try OutcomeBook.requireOpen(year: year, number: number, in: context)
        try reason.check(field: "reason")
    }

    public func project(in context: ActContext) throws {
        try OutcomeBook.insert(year: year, number: number, roadmap: nil, objective: nil, text: reason, in: context)
    }
}
