import Acts
import Figures
import Storage

/// Closes a unit; `date` is the first day it no longer exists.
public struct CloseUnit: Act {
    public static let kind = "CloseUnit"
    public static let policy = Policy.role([.administrator])

    /// The unit and the first day without it.
    public var unit, date: String

    /// A closing.
    public init(unit: String, date: String) {
        self.unit = unit
        self.date = date
    }

    public var subjectUnit: String? { unit }
    public func check(in context: ActContext) throws { try UnitEvents.checkClosing(unit, on: date, in: context.tables) }
    public func project(in context: ActContext) throws {
        try UnitEvents.close("close", unit: unit, date: date, successor: nil, in: context)
    }
}

/// Closes a unit into another one, which becomes its successor.
public struct MergeUnit: Act {
    public static let kind = "MergeUnit"
    public static let policy = Policy.role([.administrator])

    /// The unit that ends, the first day without it, and the unit that takes over.
    public var unit, date, into: String

    /// A merger.
    public init(unit: String, date: String, into: String) {
        self.unit = unit
        self.date = date
        self.into = into
    }

    public var subjectUnit: String? { unit }

    public func check(in context: ActContext) throws {
        try UnitEvents.checkClosing(unit, on: date, in: context.tables)
        guard into != unit else { throw Failure(.cyclicUnits, ["unit": unit]) }
        _ = try UnitBook.open(into, on: date, in: context.tables)
        try UnitEvents.checkLine(unit, under: into, from: date, in: context.tables)
    }

    public func project(in context: ActContext) throws {
        try UnitEvents.close("merge", unit: unit, date: date, successor: into, in: context)
    }
}

/// Closes a unit into several, with the share of its past each one takes.
public struct SplitUnit: Act {
    public static let kind = "SplitUnit"
    public static let policy = Policy.role([.administrator])

    /// One of the units a split leads to.
    public struct Part: Codable, Hashable, Sendable {
        /// The unit that takes over a part.
        public var unit: String
        /// Its share of one, as a decimal such as `0.25`.
        public var share: String

        /// A part.
        public init(unit: String, share: String) {
            self.unit = unit
            self.share = share
        }
    }

    /// The unit that ends and the first day without it.
    public var unit, date: String
    /// The units that take over; shares add to one exactly. The first with the largest share is the successor.
    public var into: [Part]

    /// A split.
    public init(unit: String, date: String, into: [Part]) {
        self.unit = unit
        self.date = date
        self.into = into
    }

    public var subjectUnit: String? { unit }

    public func check(in context: ActContext) throws {
        try UnitEvents.checkClosing(unit, on: date, in: context.tables)
        guard into.count > 1, Set(into.map(\.unit)).count == into.count, !into.contains(where: { $0.unit == unit }) else {
            throw Failure(.sharesIncomplete, ["unit": unit, "sum": "0"])
        }
        for part in into {
            _ = try UnitBook.open(part.unit, on: date, in: context.tables)
            try UnitEvents.checkLine(unit, under: part.unit, from: date, in: context.tables)
        }
        let sum = try shares().reduce(ExactDecimal(mantissa: 0, decimals: 0)) { try $0.adding($1) }
        guard try shares().allSatisfy({ $0.mantissa > 0 }), sum == ExactDecimal(mantissa: 1, decimals: 0) else {
            throw Failure(.sharesIncomplete, ["unit": unit, "sum": "\(sum)"])
        }
    }

    private func shares() throws -> [ExactDecimal] {
        try into.map { part in
            do { return try ExactDecimal(part.share) } catch {
                throw Failure(.notANumber, ["value": part.share])
            }
        }
    }

    public func project(in context: ActContext) throws {
        let sizes = try shares()
        let largest = sizes.indices.max { sizes[$0] < sizes[$1] || (sizes[$0] == sizes[$1] && $0 > $1) } ?? 0
        try UnitEvents.close("split", unit: unit, date: date, successor: into[largest].unit, in: context, recording: false)
        for (position, part) in into.enumerated() {
            try UnitEvents.record(
                "split", unit: unit, date: date, other: part.unit, share: part.share, position: position, in: context)
        }
    }
}

/// What the acts on units share: the history kept for people, the order of events, and closing.
enum UnitEvents {
    static func record(
        _ event: String, unit: String, date: String, other: String? = nil, share: String? = nil, position: Int = 0,
        in context: ActContext
    ) throws {
        try context.tables.execute(
            "INSERT INTO unit_events (made, position, date, event, unit, other, share) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                .integer(context.record.number), .integer(Int64(position)), .text(date), .text(event), .text(unit),
                other.map(SQLValue.text) ?? .null, share.map(SQLValue.text) ?? .null,
            ])
    }

    /// An interval may only be added after the last one: history is not rewritten under what was reported.
    static func checkOrder(_ table: String, unit: String, date: String, in tables: any Connection) throws {
        let rows = try tables.query("SELECT MAX(since) AS last FROM \(table) WHERE unit = ?", [.text(unit)])
        if let last = try rows.first?.textOrNil("last"), last >= date {
            throw Failure(.eventOutOfOrder, ["unit": unit, "date": date, "last": last])
        }
    }

    static func checkClosing(_ unit: String, on date: String, in tables: any Connection) throws {
        let day = try Codes.day(date, field: "date")
        let life = try UnitBook.open(unit, on: "\(day.previous)", in: tables)
        if let closed = life.closed, closed < date { throw Failure(.unitNotOpen, ["unit": unit, "date": date]) }
        let children = try UnitBook.children(of: unit, on: date, in: tables)
        if let child = children.first { throw Failure(.hasOpenChildren, ["unit": unit, "child": child, "date": date]) }
        // What is recorded already for days after the closing would contradict it: the unit's own events, and units hung under it.
        for table in ["unit_parents", "unit_names"] { try checkOrder(table, unit: unit, date: date, in: tables) }
        let later = try tables.query("SELECT MAX(since) AS last FROM unit_parents WHERE parent = ?", [.text(unit)])
        if let last = try later.first?.textOrNil("last"), last >= date {
            throw Failure(.eventOutOfOrder, ["unit": unit, "date": date, "last": last])
        }
    }

    /// On no day from `date` on may the line above `parent` lead to `unit`. Days after `date` count too: a move recorded for a later
    /// day may already hang the parent under the unit. A closed unit stands where its successor is, as in the cube's tree.
    static func checkLine(_ unit: String, under parent: String, from date: String, in tables: any Connection) throws {
        let days = try tables.query(
            """
            SELECT since AS day FROM unit_parents WHERE since > ? UNION SELECT closed AS day FROM units WHERE closed > ?
            """, [.text(date), .text(date)]
        ).map { try $0.text("day") }
        for day in [date] + days {
            var at: String? = parent
            var steps = 0
            while let here = at {
                guard here != unit, steps < 1_000 else { throw Failure(.cyclicUnits, ["unit": unit]) }
                steps += 1
                let life = try UnitBook.unit(here, in: tables)
                let isClosed = life?.closed.map { $0 <= day } ?? false
                at = try isClosed && life?.successor != nil ? life?.successor : UnitBook.parent(of: here, on: day, in: tables)
            }
        }
    }

    static func close(
        _ event: String, unit: String, date: String, successor: String?, in context: ActContext, recording: Bool = true
    ) throws {
        try context.tables.execute(
            "UPDATE units SET closed = ?, successor = ? WHERE code = ?",
            [.text(date), successor.map(SQLValue.text) ?? .null, .text(unit)])
        if recording { try record(event, unit: unit, date: date, other: successor, in: context) }
    }
}
