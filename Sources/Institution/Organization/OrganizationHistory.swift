import Acts
import Figures
import Storage

/// The organization as it was known at a moment, and what an event holds up.
///
/// An event is known from the moment its act was recorded. Before the institution's founding nothing was recorded here: then history
/// loaded later stands in, an opening always, any other event from its own day on.
public enum OrganizationHistory {
    /// One recorded event, with when it was recorded and taken back.
    private struct Recorded {
        let made: Int64
        let date: String
        let event: String
        let unit: String
        let other: String?
        let share: String?
        let time: Timestamp
        let withdrawn: Timestamp?
    }

    /// A unit's life while it is put together.
    private struct Life {
        var opened = "", closed: String?, successor: String?
        var placements: [(since: String, parent: String)] = []
    }

    /// The dated tree as it was known at a moment.
    public static func tree(asOf: Timestamp, in tables: any Connection) throws -> TreeHistory {
        let founded = try founding(in: tables)
        let day = "\(asOf.day)"
        return try tree(of: events(in: tables).filter { event in
            if let withdrawn = event.withdrawn, asOf < founded || withdrawn <= asOf { return false }
            return asOf < founded ? event.event == "open" || event.date <= day : event.time <= asOf
        }, in: tables)
    }

    /// The assignments as they were known at a moment; before the founding, all.
    static func assignments(asOf: Timestamp, in tables: any Connection) throws -> [Assignment] {
        let founded = try founding(in: tables)
        let rows = try tables.query(
            """
            SELECT a.indicator AS indicator, a.unit AS unit, a.since AS since, a.until AS until, e.time AS time
            FROM assignments a JOIN entries e ON e.number = a.made ORDER BY a.indicator, a.unit, a.since
            """)
        return try rows.compactMap { row in
            guard try asOf < founded || Timestamp(milliseconds: row.integer("time")) <= asOf else { return nil }
            return Assignment(
                indicator: try row.text("indicator"), unit: try row.text("unit"),
                from: try Codes.day(row.text("since"), field: "since"),
                through: try row.textOrNil("until").map { try Codes.day($0, field: "until").previous })
        }
    }

    /// The units whose closing was a split.
    public static func splits(in tables: any Connection) throws -> Set<String> {
        let rows = try tables.query(
            """
            SELECT DISTINCT v.unit AS unit FROM unit_events v LEFT JOIN unit_withdrawals w ON w.event = v.made
            WHERE v.event = 'split' AND w.event IS NULL
            """)
        return Set(try rows.map { try $0.text("unit") })
    }

    /// What stands wrongly in the organization: units that at some time hang under a parent which is not open then, without a successor
    /// that would carry them; and circles. With `without`, as if that event had not been recorded.
    static func flaws(without event: Int64? = nil, in tables: any Connection) throws -> Set<String> {
        let recorded = try events(in: tables).filter { $0.withdrawn == nil && $0.made != event }
        let lives = try lives(of: recorded, in: tables)
        var flaws: Set<String> = []
        for (code, life) in lives {
            for (index, place) in life.placements.enumerated() {
                guard let parent = lives[place.parent] else {
                    flaws.insert(code)
                    continue
                }
                let from = max(place.since, life.opened)
                let next = index + 1 < life.placements.count ? life.placements[index + 1].since : "9999-12-31"
                let until = min(next, life.closed ?? "9999-12-31")
                guard from < until else { continue }
                if parent.opened > from { flaws.insert(code) }
                if let closed = parent.closed, closed < until, parent.successor == nil { flaws.insert(code) }
            }
            if let heir = life.successor {
                let open = lives[heir].map { $0.opened <= (life.closed ?? "") && ($0.closed ?? "9999-12-31") > (life.closed ?? "") }
                if open != true { flaws.insert(code) }
            }
        }
        guard flaws.isEmpty else { return flaws }
        do {
            _ = try TreeHistory(histories(lives))
        } catch let error as TreeError {
            flaws.insert("\(error)")
        }
        return flaws
    }

    /// When a unit closes and into what, as if that event had not been recorded.
    static func closing(
        of unit: String, without event: Int64, in tables: any Connection
    ) throws -> (closed: String?, successor: String?) {
        let recorded = try events(in: tables).filter { $0.withdrawn == nil && $0.made != event && $0.unit == unit }
        let life = try lives(of: recorded, in: tables)[unit]
        return (life?.closed, life?.successor)
    }

    /// The closing that was stated when the unit opened.
    private static func closedAtOpening(_ made: Int64, in tables: any Connection) throws -> String? {
        guard let entry = try LedgerBook.entry(made, in: tables) else { return nil }
        return try OpenUnit.decoded(fromBody: entry.body).closed
    }

    // MARK: Reading

    private static func founding(in tables: any Connection) throws -> Timestamp {
        Timestamp(milliseconds: try tables.first("SELECT time FROM entries WHERE number = 0")?.integer("time") ?? .min)
    }

    private static func events(in tables: any Connection) throws -> [Recorded] {
        try tables.query(
            """
            SELECT v.made AS made, v.date AS date, v.event AS event, v.unit AS unit, v.other AS other, v.share AS share,
                   e.time AS time, w.recorded AS withdrawn
            FROM unit_events v JOIN entries e ON e.number = v.made LEFT JOIN unit_withdrawals w ON w.event = v.made
            ORDER BY v.made, v.position
            """
        ).map { row in
            try Recorded(
                made: row.integer("made"), date: row.text("date"), event: row.text("event"), unit: row.text("unit"),
                other: row.textOrNil("other"), share: row.textOrNil("share"), time: Timestamp(milliseconds: row.integer("time")),
                withdrawn: row.integerOrNil("withdrawn").map { Timestamp(milliseconds: $0) })
        }
    }

    private static func tree(of recorded: [Recorded], in tables: any Connection) throws -> TreeHistory {
        try TreeHistory(histories(lives(of: recorded, in: tables)))
    }

    private static func histories(_ lives: [String: Life]) throws -> [UnitHistory] {
        try lives.sorted { $0.key < $1.key }.map { code, life in
            try UnitHistory(
                code: code, opened: Codes.day(life.opened, field: "opened"),
                closed: life.closed.map { try Codes.day($0, field: "closed") },
                placements: life.placements.map { Placement(from: try Codes.day($0.since, field: "since"), parent: $0.parent) },
                successor: life.successor)
        }
    }

    /// The lives of the units from their events, in the order of the ledger.
    private static func lives(of recorded: [Recorded], in tables: any Connection) throws -> [String: Life] {
        var lives: [String: Life] = [:]
        let ending: Set<String> = ["close", "merge", "split"]
        let ended = Set(recorded.filter { ending.contains($0.event) }.map(\.unit))
        // The closing stated at opening stands in the unit's row, unless a later closing or another opening took its place.
        let everEnded = try Set(
            tables.query("SELECT DISTINCT unit FROM unit_events WHERE event IN ('close', 'merge', 'split')").map { try $0.text("unit") })
        var stated: [String: (made: Int64, closed: String?)] = [:]
        for row in try tables.query("SELECT code, closed, made FROM units") {
            stated[try row.text("code")] = (try row.integer("made"), try row.textOrNil("closed"))
        }
        var largest: [String: (made: Int64, share: ExactDecimal)] = [:]
        for event in recorded {
            switch event.event {
            case "open":
                var life = Life()
                life.opened = event.date
                if let parent = event.other { life.placements = [(event.date, parent)] }
                if !ended.contains(event.unit) {
                    if let row = stated[event.unit], row.made == event.made, !everEnded.contains(event.unit) {
                        life.closed = row.closed
                    } else {
                        life.closed = try closedAtOpening(event.made, in: tables)
                    }
                }
                lives[event.unit] = life
            case "move": if let parent = event.other { lives[event.unit]?.placements.append((event.date, parent)) }
            case "close", "merge":
                lives[event.unit]?.closed = event.date
                lives[event.unit]?.successor = event.other
            case "split":
                lives[event.unit]?.closed = event.date
                let share = (try? ExactDecimal(event.share ?? "0")) ?? .zero
                // A split stated anew takes the place of the earlier one, heir and all.
                if largest[event.unit].map({ $0.made != event.made || $0.share < share }) ?? true {
                    largest[event.unit] = (event.made, share)
                    lives[event.unit]?.successor = event.other
                }
            default: break
            }
        }
        return lives
    }
}
