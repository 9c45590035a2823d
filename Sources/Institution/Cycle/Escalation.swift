import Acts
import Figures
import Storage

/// What went up: overdue duties that, after the days set by `SetReminders`, concern those above as well.
public enum Escalation {
    /// The duties of a year that concern a post because nobody did them, on an ISO day: to a unit's head those of the units below
    /// whose nearest head above is this one; to the secretary all of them; to the Director General the institution's own, and those of
    /// units with no head above. Empty while no settings are in force. By day due.
    public static func duties(
        for signatory: Signatory, year: Int, on day: String, in tables: any Connection
    ) throws -> [Duty] {
        guard [.unitHead, .secretary, .directorGeneral].contains(signatory.role),
            let settings = try ReminderBook.settings(knownBy: Timestamp(endOf: day), in: tables), settings.escalateAfter != nil
        else { return [] }
        return try duties(
            for: signatory, among: DutyRegister.duties(year: year, on: day, in: tables), settings: settings,
            lines: ChainOfCommand(on: day, in: tables), on: day)
    }

    /// The same among duties already read.
    public static func duties(
        for signatory: Signatory, among duties: [Duty], settings: ReminderSettings, lines: ChainOfCommand, on day: String
    ) -> [Duty] {
        duties.filter { hasGoneUp($0, settings: settings, on: day) && lines.concerns(signatory, $0) }
    }

    /// Whether a duty is overdue by more than the days set.
    public static func hasGoneUp(_ duty: Duty, settings: ReminderSettings, on day: String) -> Bool {
        guard duty.state == .overdue, let days = settings.escalateAfter, let due = try? Day(duty.due), let today = try? Day(day) else {
            return false
        }
        return due.distance(to: today) >= days
    }
}

/// Who stands above whom on a day: units, their parents, and which of them have a head in office.
public struct ChainOfCommand: Sendable {
    private let parents: [String: String]
    private let headed: Set<String>

    /// Reads the chain as of an ISO day.
    public init(on day: String, in tables: any Connection) throws {
        var parents: [String: String] = [:]
        try tables.forEach("SELECT unit, parent FROM unit_parents WHERE since <= ? ORDER BY unit, since", [.text(day)]) { row in
            parents[try row.text("unit")] = try row.textOrNil("parent")
        }
        self.parents = parents
        headed = Set(try OfficialBook.held(on: day, in: tables).filter { $0.post.role == .unitHead }.map(\.post.unit))
    }

    /// The nearest unit above that has a head in office; nil when there is none.
    public func headAbove(_ unit: String) -> String? {
        var (at, steps) = (parents[unit], 0)
        while let above = at, steps < 1_000 {
            if headed.contains(above) { return above }
            (at, steps) = (parents[above], steps + 1)
        }
        return nil
    }

    /// Whether a duty that went up goes to this post.
    func concerns(_ signatory: Signatory, _ duty: Duty) -> Bool {
        let above = duty.side == .unitHead ? duty.unit.flatMap(headAbove) : nil
        return switch signatory.role {
        case .secretary: duty.side != .secretary
        case .unitHead: above == signatory.unit
        case .directorGeneral: above == nil && duty.side != .directorGeneral
        default: false
        }
    }
}
