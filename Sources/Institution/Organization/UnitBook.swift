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
    /// The part of its past a heir takes, for a split.
    public let share: String?
    /// Entry number of the act that took it back before its day.
    public let withdrawn: Int64?
}

/// What a unit bore or stood under from a day on.
public struct DatedWord<Word: Sendable & Hashable>: Sendable, Hashable {
    /// ISO day from which it holds.
    public let since: String
    /// The names or the parent.
    public let word: Word
    /// Entry number of the act.
    public let made: Int64
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
        try events("WHERE v.unit = ? OR v.other = ? ORDER BY v.date, v.made, v.position", [.text(code), .text(code)], in: tables)
    }

    /// The events that one act recorded: several for a split.
    public static func events(made: Int64, in tables: any Connection) throws -> [UnitEvent] {
        try events("WHERE v.made = ? ORDER BY v.position", [.integer(made)], in: tables)
    }

    /// The events of all units from one day to another, both included, oldest first.
    public static func events(from first: String, through last: String, in tables: any Connection) throws -> [UnitEvent] {
        try events("WHERE v.date >= ? AND v.date <= ? ORDER BY v.date, v.made, v.position", [.text(first), .text(last)], in: tables)
    }

    /// The days on which something changes, latest first, with how many units each kind of event concerns; what was taken back does not count.
    public static func changes(in tables: any Connection) throws -> [(date: String, counts: [String: Int])] {
        let rows = try tables.query(
            """
            SELECT v.date AS date, v.event AS event, COUNT(DISTINCT v.unit) AS units FROM unit_events v
            LEFT JOIN unit_withdrawals w ON w.event = v.made WHERE w.event IS NULL GROUP BY v.date, v.event ORDER BY v.date DESC, v.event
            """)
        var found: [(date: String, counts: [String: Int])] = []
        for row in rows {
            let date = try row.text("date")
            if found.last?.date != date { found.append((date, [:])) }
            found[found.count - 1].counts[try row.text("event")] = Int(try row.integer("units"))
        }
        return found
    }

    /// The parents of a unit, oldest first; none for the root.
    public static func parents(of code: String, in tables: any Connection) throws -> [DatedWord<String>] {
        try tables.query(
            "SELECT since, parent, made FROM unit_parents WHERE unit = ? AND parent IS NOT NULL ORDER BY since", [.text(code)]
        ).map { try DatedWord(since: $0.text("since"), word: $0.text("parent"), made: $0.integer("made")) }
    }

    /// The names of a unit, oldest first.
    public static func nameHistory(of code: String, in tables: any Connection) throws -> [DatedWord<Trilingual>] {
        try tables.query("SELECT since, ar, fr, en, made FROM unit_names WHERE unit = ? ORDER BY since", [.text(code)]).map {
            try DatedWord(
                since: $0.text("since"), word: Trilingual(ar: $0.text("ar"), fr: $0.text("fr"), en: $0.text("en")),
                made: $0.integer("made"))
        }
    }

    private static func events(_ clause: String, _ arguments: [SQLValue], in tables: any Connection) throws -> [UnitEvent] {
        try tables.query(
            """
            SELECT v.made AS made, v.date AS date, v.event AS event, v.unit AS unit, v.other AS other, v.share AS share,
                   w.made AS withdrawn
            FROM unit_events v LEFT JOIN unit_withdrawals w ON w.event = v.made \(clause)
            """, arguments
        ).map {
            try UnitEvent(
                made: $0.integer("made"), date: $0.text("date"), event: $0.text("event"), unit: $0.text("unit"),
                other: $0.textOrNil("other"), share: $0.textOrNil("share"), withdrawn: $0.integerOrNil("withdrawn"))
        }
    }

    private static func unit(from row: Row) throws -> Unit {
        try Unit(
            code: row.text("code"), kind: row.text("kind"), opened: row.text("opened"), closed: row.textOrNil("closed"),
            successor: row.textOrNil("successor"))
    }
}
