import Acts
import Figures
import Storage

/// One extension of a phase, as an act stated it.
public struct PhaseExtension: Sendable, Hashable {
    /// The phase, and the unit it is for; without one, every unit.
    public let phase: Phase
    public let unit: String?
    /// The first and the last day it set, ISO; nil where that end was left as it was.
    public let opens, until: String?
    /// Why.
    public let reason: Trilingual
    /// The act that granted it.
    public let by: Authorship
}

/// The dates of a year: as planned when the cycle was opened, and as extended since. Read at once, asked many times.
public struct YearCalendar: Sendable {
    /// The year.
    public let year: Int
    /// The phases in their order as the cycle's opening set them; empty when the year has no cycle.
    public let planned: [PhaseDates]
    /// Every extension, oldest first.
    public let extensions: [PhaseExtension]
    /// The act that opened the cycle.
    public let opening: Authorship?

    /// Reads the calendar; with `moment`, only what the ledger held by then.
    public init(year: Int, knownBy moment: Timestamp? = nil, in tables: any Connection) throws {
        self.year = year
        let opening = try CycleBook.opening(year: year, in: tables)
        let isKnown = { (by: Authorship) in moment.map { by.recorded <= $0 } ?? true }
        self.opening = opening.flatMap { isKnown($0) ? $0 : nil }
        planned = self.opening == nil ? [] : try CycleBook.phases(year: year, in: tables)
        extensions = planned.isEmpty ? [] : try CycleBook.extensions(year: year, in: tables).filter { isKnown($0.by) }
    }

    /// The first dates of a phase; nil when the year has no cycle.
    public func planned(_ phase: Phase) -> PhaseDates? { planned.first { $0.phase == phase } }

    /// The dates of a phase in force: for all units, and for this one where a unit is named.
    public func dates(_ phase: Phase, unit: String? = nil) -> PhaseDates? {
        guard var dates = planned(phase) else { return nil }
        for given in extensions where given.phase == phase && (given.unit == nil || given.unit == unit) {
            if let opens = given.opens { dates.starts = min(dates.starts, opens) }
            if let until = given.until { dates.ends = max(dates.ends, until) }
        }
        return dates
    }

    /// The phases in force for all units, in their order.
    public var phases: [PhaseDates] { Phase.allCases.compactMap { dates($0) } }

    /// The last day on which anything of the year is due, extensions of single units counted; nil without a cycle.
    public var lastDay: String? { (planned.map(\.ends) + extensions.compactMap(\.until)).max() }
}

extension CycleBook {
    /// Every extension of a year's phases, oldest first.
    public static func extensions(year: Int, in tables: any Connection) throws -> [PhaseExtension] {
        try tables.query("SELECT * FROM cycle_extensions WHERE year = ? ORDER BY made", [.integer(Int64(year))]).map { row in
            guard let phase = Phase(rawValue: try row.text("phase")) else {
                throw Failure(.databaseDamaged, privateDetail: "phase of extension")
            }
            return try PhaseExtension(
                phase: phase, unit: row.textOrNil("unit"), opens: row.textOrNil("opens"), until: row.textOrNil("until"),
                reason: Trilingual(row, "reason"), by: Authorship(row))
        }
    }

    /// The years whose last day, extensions counted, is not past on an ISO day; earliest first.
    public static func unfinished(on day: String, in tables: any Connection) throws -> [Int] {
        try tables.query(
            """
            SELECT p.year AS year FROM cycle_phases p LEFT JOIN cycle_extensions e ON e.year = p.year
            GROUP BY p.year HAVING MAX(p.ends) >= ? OR MAX(e.until) >= ? ORDER BY p.year
            """, [.text(day), .text(day)]
        ).map { Int(try $0.integer("year")) }
    }
}
