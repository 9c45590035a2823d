import Acts
import Storage

/// Reads the cycles: which years are open, which phase runs when.
public enum CycleBook {
    /// The years with a cycle, latest first.
    public static func years(in tables: any Connection) throws -> [Int] {
        try tables.query("SELECT year FROM cycles ORDER BY year DESC").map { Int(try $0.integer("year")) }
    }

    /// The latest year whose first phase has begun on the ISO day; the earliest year when none has; nil without any cycle.
    public static func year(on day: String, in tables: any Connection) throws -> Int? {
        let rows = try tables.query(
            "SELECT year, MIN(starts) AS starts FROM cycle_phases GROUP BY year ORDER BY year DESC")
        let row = try rows.first { try $0.text("starts") <= day } ?? rows.last
        return try row.map { Int(try $0.integer("year")) }
    }

    /// The phases of a year in their order, as the opening set them; empty when the year has no cycle. The dates in force, with
    /// extensions, are those of `YearCalendar`.
    public static func phases(year: Int, in tables: any Connection) throws -> [PhaseDates] {
        let rows = try tables.query(
            "SELECT phase, starts, ends FROM cycle_phases WHERE year = ?", [.integer(Int64(year))])
        let dates = try rows.map { row in
            guard let phase = Phase(rawValue: try row.text("phase")) else {
                throw Failure(.databaseDamaged, privateDetail: "phase of cycle")
            }
            return PhaseDates(phase, starts: try row.text("starts"), ends: try row.text("ends"))
        }
        return Phase.allCases.compactMap { phase in dates.first { $0.phase == phase } }
    }

    /// The dates of a phase as extended: for all units, and for this one where a unit is named. Throws `noCycle`.
    public static func dates(_ phase: Phase, year: Int, unit: String?, in tables: any Connection) throws -> PhaseDates {
        let row = try tables.first(
            """
            SELECT p.starts AS starts, p.ends AS ends, MIN(e.opens) AS opens, MAX(e.until) AS until
            FROM cycle_phases p LEFT JOIN cycle_extensions e
                ON e.year = p.year AND e.phase = p.phase AND (e.unit IS NULL OR e.unit = ?)
            WHERE p.year = ? AND p.phase = ? GROUP BY p.starts, p.ends
            """, [.text(unit ?? ""), .integer(Int64(year)), .text(phase.rawValue)])
        guard let row else { throw Failure(.noCycle, ["year": "\(year)"]) }
        let (starts, ends) = try (row.text("starts"), row.text("ends"))
        return PhaseDates(
            phase, starts: min(starts, try row.textOrNil("opens") ?? starts), ends: max(ends, try row.textOrNil("until") ?? ends))
    }

    /// The phases that run on an ISO day, extensions for all units counted; several may overlap.
    public static func running(year: Int, on day: String, in tables: any Connection) throws -> [PhaseDates] {
        try YearCalendar(year: year, in: tables).phases.filter { $0.contains(day) }
    }

    /// The phase the year stands in on an ISO day: of those running, the one latest in order; nil between phases.
    public static func current(year: Int, on day: String, in tables: any Connection) throws -> PhaseDates? {
        try running(year: year, on: day, in: tables).last
    }

    /// Who opened the cycle; nil when the year has none.
    public static func opening(year: Int, in tables: any Connection) throws -> Authorship? {
        try tables.query("SELECT * FROM cycles WHERE year = ?", [.integer(Int64(year))]).first.map(Authorship.init)
    }
}
