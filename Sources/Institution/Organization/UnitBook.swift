import Acts
import Figures
import Storage

/// A unit as the register holds it.
public struct Unit: Sendable, Hashable {
    /// Its code.
    public let code: String
    /// The institution's word for its kind.
    public let kind: String
    /// First day it exists, ISO.
    public let opened: String
    /// First day it no longer exists, ISO; nil while open.
    public let closed: String?
    /// The unit that took over when it closed.
    public let successor: String?

    /// Whether it exists on an ISO day.
    public func isOpen(on day: String) -> Bool { opened <= day && (closed.map { day < $0 } ?? true) }
}

/// One dated event in a unit's life.
public struct UnitEvent: Sendable, Hashable {
    /// Entry number of the act.
    public let made: Int64
    /// ISO day from which it holds.
    public let date: String
    /// open, close, rename, move, merge or split.
    public let event: String
    /// The unit, and the other one where there is one (new parent, successor, part).
    public let unit: String
    public let other: String?
}

/// Reads the organization, as it was on any day.
public enum UnitBook {
    /// The unit of a code.
    public static func unit(_ code: String, in tables: any Connection) throws -> Unit? {
        try tables.query("SELECT code, kind, opened, closed, successor FROM units WHERE code = ?", [.text(code)])
            .first.map(unit(from:))
    }

    /// All units ever, by code.
    public static func all(in tables: any Connection) throws -> [Unit] {
        try tables.query("SELECT code, kind, opened, closed, successor FROM units ORDER BY code").map(unit(from:))
    }

    /// The unit, open on that day; throws `unknownUnit`, `malformedDay` or `unitNotOpen`.
    public static func open(_ code: String, on date: String, in tables: any Connection) throws -> Unit {
        _ = try Codes.day(date, field: "date")
        guard let unit = try unit(code, in: tables) else { throw Failure(.unknownUnit, ["unit": code]) }
        guard unit.isOpen(on: date) else { throw Failure(.unitNotOpen, ["unit": code, "date": date]) }
        return unit
    }

    /// The code of the one unit without parent.
    public static func root(in tables: any Connection) throws -> String? {
        try tables.query("SELECT unit FROM unit_parents WHERE parent IS NULL LIMIT 1").first?.text("unit")
    }

    /// The parent on a day; nil for the root.
    public static func parent(of code: String, on date: String, in tables: any Connection) throws -> String? {
        try tables.query(
            "SELECT parent FROM unit_parents WHERE unit = ? AND since <= ? ORDER BY since DESC LIMIT 1",
            [.text(code), .text(date)]
        ).first?.textOrNil("parent")
    }

    /// The units above, nearest first, as on that day.
    public static func ancestors(of code: String, on date: String, in tables: any Connection) throws -> [String] {
        var found: [String] = []
        var at = code
        while let above = try parent(of: at, on: date, in: tables) {
            guard above != code, found.count < 1_000 else { throw Failure(.cyclicUnits, ["unit": code]) }
            found.append(above)
            at = above
        }
        return found
    }

    /// The children open on that day, by code.
    public static func children(of code: String, on date: String, in tables: any Connection) throws -> [String] {
        try tables.query(
            """
            SELECT p.unit AS unit FROM unit_parents p JOIN units u ON u.code = p.unit
            WHERE p.parent = ? AND p.since <= ? AND u.opened <= ? AND (u.closed IS NULL OR u.closed > ?)
              AND NOT EXISTS (SELECT 1 FROM unit_parents q WHERE q.unit = p.unit AND q.since > p.since AND q.since <= ?)
            ORDER BY p.unit
            """, [.text(code), .text(date), .text(date), .text(date), .text(date)]
        ).map { try $0.text("unit") }
    }

    /// Whether the unit ever had a child.
    public static func hasChildren(_ code: String, in tables: any Connection) throws -> Bool {
        try !tables.query("SELECT unit FROM unit_parents WHERE parent = ? LIMIT 1", [.text(code)]).isEmpty
    }

    /// The names a unit bears on a day; before its first day, its first names.
    public static func names(of code: String, on date: String, in tables: any Connection) throws -> Trilingual? {
        let rows = try tables.query(
            "SELECT since, ar, fr, en FROM unit_names WHERE unit = ? ORDER BY since DESC", [.text(code)])
        let row = try rows.first { try $0.text("since") <= date } ?? rows.last
        return try row.map { try Trilingual(ar: $0.text("ar"), fr: $0.text("fr"), en: $0.text("en")) }
    }

    /// The names of all units on a day, in one read.
    public static func allNames(on date: String, in tables: any Connection) throws -> [String: Trilingual] {
        var names: [String: Trilingual] = [:]
        var since: [String: String] = [:]
        for row in try tables.query("SELECT unit, since, ar, fr, en FROM unit_names ORDER BY unit, since") {
            let unit = try row.text("unit")
            let start = try row.text("since")
            if since[unit] != nil, start > date { continue }
            since[unit] = start
            names[unit] = try Trilingual(ar: row.text("ar"), fr: row.text("fr"), en: row.text("en"))
        }
        return names
    }

    /// The dated events of a unit, oldest first.
    public static func events(of code: String, in tables: any Connection) throws -> [UnitEvent] {
        try tables.query(
            "SELECT made, date, event, unit, other FROM unit_events WHERE unit = ? OR other = ? ORDER BY date, made, position",
            [.text(code), .text(code)]
        ).map {
            try UnitEvent(
                made: $0.integer("made"), date: $0.text("date"), event: $0.text("event"), unit: $0.text("unit"),
                other: $0.textOrNil("other"))
        }
    }

    private static func unit(from row: Row) throws -> Unit {
        try Unit(
            code: row.text("code"), kind: row.text("kind"), opened: row.text("opened"), closed: row.textOrNil("closed"),
            successor: row.textOrNil("successor"))
    }
}
