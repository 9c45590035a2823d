/// Where a unit stands from a day on.
public struct Placement: Hashable, Sendable {
    /// The first day under this parent.
    public let from: Day
    /// The parent's code.
    public let parent: String

    /// Under `parent` from the day `from` until the next placement.
    public init(from: Day, parent: String) {
        self.from = from
        self.parent = parent
    }
}

/// The dated life of one unit: when it is open, where it stands, and into what it closes.
public struct UnitHistory: Hashable, Sendable {
    /// The unit's code.
    public let code: String
    /// The first day it is open; nil: since ever.
    public let opened: Day?
    /// The first day it is no longer open; nil: still open.
    public let closed: Day?
    /// Where it stands, in order of days. The first also holds before its day. Empty for the root only.
    public let placements: [Placement]
    /// The unit that carries it on after closing (a merge, or the main heir of a split); nil: it stays where it last stood.
    public let successor: String?

    /// The life of a unit. `placements` must be in order of their days; the root has none.
    public init(
        code: String, opened: Day? = nil, closed: Day? = nil, placements: [Placement] = [], successor: String? = nil
    ) {
        self.code = code
        self.opened = opened
        self.closed = closed
        self.placements = placements
        self.successor = successor
    }

    /// True when the unit is open on the day: from `opened` to the day before `closed`.
    public func isOpen(on day: Day) -> Bool {
        if let opened, day < opened { return false }
        if let closed, closed <= day { return false }
        return true
    }

    /// True when the unit is open on at least one day of the period.
    public func isOpen(in period: Period) -> Bool {
        if let opened, period.last < opened { return false }
        if let closed, closed <= period.first { return false }
        return true
    }
}

/// Why the units' histories do not make a tree.
public enum TreeError: Error, Hashable, Sendable {
    /// Two units have the same code.
    case duplicateUnit(String)
    /// A placement names a unit that does not exist.
    case unknownParent(unit: String, parent: String)
    /// A successor does not exist.
    case unknownSuccessor(unit: String, successor: String)
    /// A unit closes before or on the day it opens.
    case closesBeforeItOpens(String)
    /// The placements of a unit are not in order of days.
    case placementsOutOfOrder(String)
    /// No unit is without a parent.
    case noRoot
    /// More than one unit is without a parent.
    case severalRoots([String])
    /// On that day each of these units stands under the next, and the last under the first.
    case cycle([String], on: Day)
    /// No unit has this code.
    case unknownUnit(String)
}

/// Which tree answers a question about a span.
public enum TreeView: Hashable, Sendable {
    /// Each period under the tree of its last day ("as it was then").
    case then
    /// All periods under the tree of one day ("as of DATE"; "as it is now" with today's day).
    case on(Day)
}
