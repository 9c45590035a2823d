import Acts
import Figures
import Storage

/// Opens a unit, under a parent or as the root.
public struct OpenUnit: Act {
    public static let kind = "OpenUnit"
    public static let policy = Policy.role([.administrator])

    /// The unit's own code; never reused.
    public var code: String
    /// The code of the unit above; nil for the one root.
    public var parent: String?
    /// The institution's own word for this kind of unit, e.g. `directorate`.
    public var unitKind: String
    /// Its names.
    public var names: Trilingual
    /// First day it exists.
    public var opened: String
    /// First day it no longer exists, where that is known already.
    public var closed: String?

    /// A unit to open.
    public init(code: String, parent: String?, unitKind: String, names: Trilingual, opened: String, closed: String? = nil) {
        self.code = code
        self.parent = parent
        self.unitKind = unitKind
        self.names = names
        self.opened = opened
        self.closed = closed
    }

    public var subjectUnit: String? { code }

    public func check(in context: ActContext) throws {
        try Codes.check(code, field: "code")
        try Codes.check(unitKind, field: "kind")
        try names.check(field: "name")
        let first = try Codes.day(opened, field: "opened")
        if let closed, try Codes.day(closed, field: "closed") <= first {
            throw Failure(.endBeforeStart, ["unit": code, "start": opened, "end": closed])
        }
        guard try UnitBook.unit(code, in: context.tables) == nil else { throw Failure(.unitExists, ["unit": code]) }
        if let parent {
            guard parent != code else { throw Failure(.cyclicUnits, ["unit": code]) }
            _ = try UnitBook.open(parent, on: opened, in: context.tables)
        } else if let root = try UnitBook.root(in: context.tables) {
            throw Failure(.oneRoot, ["unit": code, "root": root])
        }
    }

    public func project(in context: ActContext) throws {
        let made = SQLValue.integer(context.record.number)
        try context.tables.execute(
            "INSERT INTO units (code, kind, opened, closed, successor, made) VALUES (?, ?, ?, ?, NULL, ?)",
            [.text(code), .text(unitKind), .text(opened), closed.map(SQLValue.text) ?? .null, made])
        try context.tables.execute(
            "INSERT INTO unit_names (unit, since, ar, fr, en, made) VALUES (?, ?, ?, ?, ?, ?)",
            [.text(code), .text(opened), .text(names.ar), .text(names.fr), .text(names.en), made])
        try context.tables.execute(
            "INSERT INTO unit_parents (unit, since, parent, made) VALUES (?, ?, ?, ?)",
            [.text(code), .text(opened), parent.map(SQLValue.text) ?? .null, made])
        try UnitEvents.record("open", unit: code, date: opened, other: parent, in: context)
    }
}

/// Hangs a unit, with all that stands under it, under another parent from a day on.
public struct MoveUnit: Act {
    public static let kind = "MoveUnit"
    public static let policy = Policy.role([.administrator])

    /// The unit that moves, the day from which it stands elsewhere, and its new parent.
    public var unit, date, parent: String

    /// A move.
    public init(unit: String, date: String, parent: String) {
        self.unit = unit
        self.date = date
        self.parent = parent
    }

    public var subjectUnit: String? { unit }

    public func check(in context: ActContext) throws {
        _ = try UnitBook.open(unit, on: date, in: context.tables)
        _ = try UnitBook.open(parent, on: date, in: context.tables)
        guard try UnitBook.parent(of: unit, on: date, in: context.tables) != nil else {
            throw Failure(.oneRoot, ["unit": unit, "root": unit])
        }
        try UnitEvents.checkOrder("unit_parents", unit: unit, date: date, in: context.tables)
        try UnitEvents.checkLine(unit, under: parent, from: date, in: context.tables)
    }

    public func project(in context: ActContext) throws {
        try context.tables.execute(
            "INSERT INTO unit_parents (unit, since, parent, made) VALUES (?, ?, ?, ?)",
            [.text(unit), .text(date), .text(parent), .integer(context.record.number)])
        try UnitEvents.record("move", unit: unit, date: date, other: parent, in: context)
    }
}

/// Gives a unit new names from a day on.
public struct RenameUnit: Act {
    public static let kind = "RenameUnit"
    public static let policy = Policy.role([.administrator])

    /// The unit and the day.
    public var unit, date: String
    /// The new names.
    public var names: Trilingual

    /// A renaming.
    public init(unit: String, date: String, names: Trilingual) {
        self.unit = unit
        self.date = date
        self.names = names
    }

    public var subjectUnit: String? { unit }

    public func check(in context: ActContext) throws {
        try names.check(field: "name")
        _ = try UnitBook.open(unit, on: date, in: context.tables)
        try UnitEvents.checkOrder("unit_names", unit: unit, date: date, in: context.tables)
    }

    public func project(in context: ActContext) throws {
        try context.tables.execute(
            "INSERT INTO unit_names (unit, since, ar, fr, en, made) VALUES (?, ?, ?, ?, ?, ?)",
            [.text(unit), .text(date), .text(names.ar), .text(names.fr), .text(names.en), .integer(context.record.number)])
        try UnitEvents.record("rename", unit: unit, date: date, in: context)
    }
}
