import Acts
import Figures
import Storage

/// Opens the institution's year: which phase runs from when to when. It is logged before anything is owed,
/// so that what was expected, and by when, can be proven, and absence shows.
public struct OpenCycle: Act {
    public static let kind = "OpenCycle"
    public static let policy = Policy.role([.administrator, .directorGeneral])

    /// The year, 1900 to 2999.
    public var year: Int
    /// Every phase once. In the order of `Phase` no phase starts before the one ahead of it; they may overlap.
    public var phases: [PhaseDates]

    /// A cycle to open.
    public init(year: Int, phases: [PhaseDates]) {
        self.year = year
        self.phases = phases
    }

    public func check(in context: ActContext) throws {
        try Required.year(year)
        guard try CycleBook.phases(year: year, in: context.tables).isEmpty else {
            throw Failure(.cycleExists, ["year": "\(year)"])
        }
        var previous: String?
        for phase in Phase.allCases {
            let dates = phases.filter { $0.phase == phase }
            guard dates.count == 1, let date = dates.first else { throw outOfOrder(phase) }
            _ = try Codes.day(date.starts, field: "\(phase.rawValue).starts")
            _ = try Codes.day(date.ends, field: "\(phase.rawValue).ends")
            guard date.starts <= date.ends, (previous ?? "") <= date.starts else { throw outOfOrder(phase) }
            previous = date.starts
        }
    }

    private func outOfOrder(_ phase: Phase) -> Failure {
        Failure(.phasesOutOfOrder, ["year": "\(year)", "phase": phase.rawValue])
    }

    public func project(in context: ActContext) throws {
        try context.tables.execute(
            "INSERT INTO cycles (year, made, official, post, recorded) VALUES (?, ?, ?, ?, ?)",
            [.integer(Int64(year))] + context.authorship)
        try context.tables.insert(
            "INSERT INTO cycle_phases (year, phase, starts, ends) VALUES (?, ?, ?, ?)",
            rows: phases.map {
                [.integer(Int64(year)), .text($0.phase.rawValue), .text($0.starts), .text($0.ends)]
            })
    }
}
