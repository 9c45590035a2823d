import Acts
import Storage

/// Closes the roadmap of a year: from now on its plans are the ones slippage is measured against. Refused while a decision of the
/// meeting before it, or of an earlier one, has no outcome.
public struct AdoptRoadmap: Act, Hashable {
    public static let kind = "AdoptRoadmap"
    public static let policy = Policy.role([.directorGeneral])

    /// The year of the roadmap; that of 2023 follows from the meeting of 2022.
    public var year: Int

    /// A closing.
    public init(year: Int) { self.year = year }

    public func check(in context: ActContext) throws {
        let tables = context.tables
        try Required.phase(.roadmap, year: year - 1, unit: nil, in: context)
        try RoadmapBook.requireOpen(year: year, in: tables)
        let objectives = try RoadmapBook.objectives(year: year, in: tables)
        guard !objectives.isEmpty else { throw Failure(.emptyRoadmap, ["year": "\(year)"]) }
        let codes = Set(objectives.map(\.terms.code))
        for other in objectives.flatMap(\.plan.dependsOn) where !codes.contains(other) {
            throw Failure(.unknownObjective, ["year": "\(year)", "code": other])
        }
        for row in try tables.query("SELECT year FROM meetings WHERE year < ? ORDER BY year", [.integer(Int64(year))]) {
            let meeting = Int(try row.integer("year"))
            let open = try OutcomeBook.open(year: meeting, in: tables)
            guard open.isEmpty else {
                let numbers = open.prefix(20).map { "\($0.number)" }.joined(separator: ", ")
                throw Failure(.decisionsOpen, ["year": "\(meeting)", "numbers": numbers])
            }
        }
    }

    public func project(in context: ActContext) throws {
        try RoadmapBook.insertClosing(year: year, kind: "adopted", reason: nil, in: context)
    }
}

/// Opens a closed roadmap again, with the reason: then objectives and outcomes can be added until it is closed anew. The plans it was
/// first closed with stay the ones slippage is measured against.
public struct ReopenRoadmap: Act, Hashable {
    public static let kind = "ReopenRoadmap"
    public static let policy = Policy.role([.directorGeneral])

    /// The year of the roadmap.
    public var year: Int
    /// Why.
    public var reason: Trilingual

    /// A reopening.
    public init(year: Int, reason: Trilingual) { (self.year, self.reason) = (year, reason) }

    public func check(in context: ActContext) throws {
        try Required.phase(.roadmap, year: year - 1, unit: nil, in: context)
        guard try RoadmapBook.isClosed(year: year, in: context.tables) else {
            throw Failure(.roadmapNotClosed, ["year": "\(year)"])
        }
        try reason.check(field: "reason")
    }

    public func project(in context: ActContext) throws {
        try RoadmapBook.insertClosing(year: year, kind: "reopened", reason: reason, in: context)
    }
}
