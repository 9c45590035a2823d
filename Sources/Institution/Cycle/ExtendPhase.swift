import Acts
import Figures
import Storage

/// Opens a phase earlier or keeps it open longer than the cycle's dates say, for one unit or for all, with the reason.
/// The dates first set stay readable; nothing is shortened.
public struct ExtendPhase: Act {
    public static let kind = "ExtendPhase"
    public static let policy = Policy.role([.administrator, .directorGeneral])

    /// The year and the phase.
    public var year: Int
    public var phase: Phase
    /// The unit it is for; without one, every unit.
    public var unit: String?
    /// The new first day, at or before the one in force; without one it stays.
    public var opens: String?
    /// The new last day, at or after the one in force; without one it stays.
    public var until: String?
    /// Why.
    public var reason: Trilingual

    /// An extension.
    public init(year: Int, phase: Phase, unit: String? = nil, opens: String? = nil, until: String? = nil, reason: Trilingual) {
        (self.year, self.phase, self.unit) = (year, phase, unit)
        (self.opens, self.until, self.reason) = (opens, until, reason)
    }

    public var subjectUnit: String? { unit }

    public func check(in context: ActContext) throws {
        try Required.cycle(year, in: context.tables)
        if let unit {
            try Required.unit(unit, in: context.tables)
            // The meeting and the report are one for all: an extension for one unit would change nothing and seem to.
            guard !phase.isCommon else { throw Failure(.commonPhase, ["phase": phase.rawValue, "unit": unit]) }
        }
        try reason.check(field: "reason")
        let dates = try CycleBook.dates(phase, year: year, unit: unit, in: context.tables)
        if let opens { _ = try Codes.day(opens, field: "opens") }
        if let until { _ = try Codes.day(until, field: "until") }
        let (first, last) = (opens ?? dates.starts, until ?? dates.ends)
        guard first <= dates.starts, last >= dates.ends, first != dates.starts || last != dates.ends else {
            throw Failure(.extensionShortens, ["phase": phase.rawValue, "starts": dates.starts, "ends": dates.ends])
        }
    }

    public func project(in context: ActContext) throws {
        try context.tables.execute(
            """
            INSERT INTO cycle_extensions (year, phase, unit, opens, until, reason_ar, reason_fr, reason_en, made, official, post, recorded)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [.integer(Int64(year)), .text(phase.rawValue), SQLValue(unit), SQLValue(opens), SQLValue(until)] + reason.columns
                + context.authorship)
    }
}
