import Acts

/// Something that is owed in a year, done or not: a line of the register of duties.
public struct Duty: Sendable, Hashable {
    /// Where a duty stands on the day asked for.
    public enum State: String, CaseIterable, Sendable {
        case overdue, open
        case toCome = "to_come"
        case doneLate = "done_late"
        case done
    }

    /// What is owed, in which year.
    public let task: Due.Task
    public let year: Int
    /// The unit it concerns; nil where it concerns the institution.
    public let unit: String?
    /// What exactly, see `Due.Task`.
    public let subject: String?
    /// The role whose posts are to do it. A unit's own posts where it is `unitHead`; the institution's posts otherwise.
    public let side: Role
    /// First day on which it can be done, last day in time with extensions, and the last day before any extension; ISO.
    public let starts, due, planned: String
    /// Where it stands.
    public let state: State
    /// The act that did it, where one act did.
    public let done: Authorship?

    /// A duty within dates. `isDone` may hold without an act of its own.
    init(
        _ task: Due.Task, year: Int, unit: String? = nil, subject: String? = nil, side: Role, within dates: PhaseDates,
        planned: String? = nil, done: Authorship? = nil, isDone: Bool = false, on day: String
    ) {
        (self.task, self.year, self.unit, self.subject, self.side) = (task, year, unit, subject, side)
        (starts, due, self.planned, self.done) = (dates.starts, dates.ends, planned ?? dates.ends, done)
        if let done {
            state = "\(done.recorded.day)" > dates.ends ? .doneLate : .done
        } else if isDone {
            state = .done
        } else {
            state = day > dates.ends ? .overdue : day < dates.starts ? .toCome : .open
        }
    }

    /// Whether it is still owed.
    public var isOwed: Bool { state == .overdue || state == .open || state == .toCome }

    /// Whether it was given more time than planned.
    public var isExtended: Bool { planned < due }

    /// What it is, in one word that stays the same while its due day does.
    public var key: String { "\(year)/\(task.rawValue)/\(unit ?? "")/\(subject ?? "")/\(side.rawValue)/\(due)" }
}
