import Acts
import Figures
import Storage

/// Takes back an announced event of the organization before its day: a move, renaming, closing, merger, split or opening that has
/// not taken effect. What has taken effect is not taken back; a new event follows it.
public struct WithdrawUnitEvent: Act {
    public static let kind = "WithdrawUnitEvent"
    public static let policy = Policy.role([.administrator])

    /// The number of the entry that announced the event.
    public var event: Int64
    /// Its unit, so that the entry says whom it concerns.
    public var unit: String
    /// Why.
    public var reason: String

    /// A withdrawal.
    public init(event: Int64, unit: String, reason: String) {
        (self.event, self.unit, self.reason) = (event, unit, reason)
    }

    public var subjectUnit: String? { unit }

    public func check(in context: ActContext) throws {
        try Texts.check(reason, field: "reason")
        let tables = context.tables
        let known = try UnitBook.events(made: event, in: tables)
        guard let first = known.first, first.unit == unit, first.withdrawn == nil else {
            throw Failure(.unknownUnitEvent, ["number": "\(event)", "unit": unit])
        }
        let today = "\(context.record.time.day)"
        guard first.date > today else {
            throw Failure(.unitEventInForce, ["number": "\(event)", "unit": unit, "date": first.date, "start": today])
        }
        if first.event == "open" { try checkUnused(in: tables) }
        // Later acts may have counted on the event: without it nothing may stand that could not have been recorded.
        let before = try OrganizationHistory.flaws(in: tables)
        let after = try OrganizationHistory.flaws(without: event, in: tables)
        if let flaw = after.subtracting(before).min() {
            throw Failure(.unitEventNeeded, ["number": "\(event)", "unit": unit, "by": flaw])
        }
    }

    /// A unit that was only announced leaves nothing behind: nothing else may name it yet.
    private func checkUnused(in tables: any Connection) throws {
        let uses = [
            ("SELECT unit AS found FROM unit_parents WHERE parent = ? ORDER BY unit LIMIT 1", 1),
            ("SELECT code AS found FROM posts WHERE unit = ? ORDER BY code LIMIT 1", 1),
            ("SELECT indicator AS found FROM assignments WHERE unit = ? ORDER BY indicator LIMIT 1", 1),
            ("SELECT period AS found FROM returns WHERE unit = ? ORDER BY period LIMIT 1", 1),
            ("SELECT unit AS found FROM unit_places WHERE unit = ? LIMIT 1", 1),
            (
                """
                SELECT v.unit AS found FROM unit_events v LEFT JOIN unit_withdrawals w ON w.event = v.made
                WHERE (v.unit = ? OR v.other = ?) AND w.event IS NULL AND v.event <> 'open' ORDER BY v.unit LIMIT 1
                """, 2
            ),
        ]
        for (sql, arguments) in uses {
            let rows = try tables.query(sql, Array(repeating: .text(unit), count: arguments))
            if let by = try rows.first?.text("found") {
                throw Failure(.unitEventNeeded, ["number": "\(event)", "unit": unit, "by": by])
            }
        }
    }

    public func project(in context: ActContext) throws {
        let tables = context.tables
        guard let first = try UnitBook.events(made: event, in: tables).first else { return }
        let key: [SQLValue] = [.text(unit), .integer(event)]
        switch first.event {
        case "rename": try tables.execute("DELETE FROM unit_names WHERE unit = ? AND made = ?", key)
        case "move": try tables.execute("DELETE FROM unit_parents WHERE unit = ? AND made = ?", key)
        case "open":
            try tables.execute("DELETE FROM unit_names WHERE unit = ? AND made = ?", key)
            try tables.execute("DELETE FROM unit_parents WHERE unit = ? AND made = ?", key)
            try tables.execute("DELETE FROM units WHERE code = ? AND made = ?", key)
        default:
            // What was recorded before of its closing holds again, where there was something.
            let (closed, successor) = try OrganizationHistory.closing(of: unit, without: event, in: tables)
            try tables.execute(
                "UPDATE units SET closed = ?, successor = ? WHERE code = ?",
                [closed.map(SQLValue.text) ?? .null, successor.map(SQLValue.text) ?? .null, .text(unit)])
        }
        try tables.execute(
            "INSERT INTO unit_withdrawals (event, unit, reason, made, official, post, recorded) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [.integer(event), .text(unit), .text(reason)] + context.authorship)
    }
}
