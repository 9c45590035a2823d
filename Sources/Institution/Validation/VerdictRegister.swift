import Acts
import Figures
import Storage

/// Keeps what the checks said of every return, with the values they judged: under the rules in force when it was entered, and
/// after what the unit had reported by then. It follows from the ledger alone. A server brings it up by itself, soon after each
/// act and outside the write path (`Office.judge`), and so does whoever reads it; what is still unjudged is counted (`unjudged`).
public enum VerdictRegister {
    /// Returns judged in one transaction.
    private static let slice = 200

    /// How many entries of the ledger it has looked at.
    public static func size(in tables: any Connection) throws -> Int64 {
        try tables.first("SELECT size FROM verdict_register WHERE one = 1")?.integer("size") ?? 0
    }

    /// Brings the register up to the ledger, at most this many returns; true when nothing is left to judge.
    ///
    /// Judging only reads: whoever enters figures meanwhile waits for the writing of verdicts alone.
    @discardableResult
    public static func catchUp(_ database: any Database, atMost limit: Int = .max) async throws -> Bool {
        var left = limit
        while left > 0 {
            let step = min(left, slice)
            guard let sitting = try await database.read({ try sit(in: $0, atMost: step) }) else { return true }
            try await database.write { tables in
                // Somebody else may have judged the same meanwhile: then their verdicts, which are the same, stand.
                guard try size(in: tables) == sitting.from else { return }
                try keep(sitting, in: tables)
            }
            left -= step
        }
        return try await database.read { try size(in: $0) >= entries(in: $0) }
    }

    /// How many returns the register has not judged yet: of a year's periods, or all.
    public static func unjudged(year: Int? = nil, in tables: any Connection) throws -> Int {
        let from = try size(in: tables)
        var (sql, values) = ("SELECT COUNT(*) AS n FROM returns WHERE number >= ?", [SQLValue.integer(from)])
        if let year {
            sql += " AND period >= ? AND period < ?"
            values += [.text("\(year)"), .text("\(year + 1)")]
        }
        return try Int(tables.first(sql, values)?.integer("n") ?? 0)
    }

    /// Judges the next returns; true when there were none left. For replay, which has a transaction of its own.
    static func advance(in tables: any Connection, atMost limit: Int = slice) throws -> Bool {
        guard let sitting = try sit(in: tables, atMost: limit) else { return true }
        try keep(sitting, in: tables)
        return sitting.isLast
    }

    /// Judges the next returns without keeping anything; nil when nothing is left.
    private static func sit(in tables: any Connection, atMost limit: Int) throws -> Sitting? {
        let (from, end) = try (size(in: tables), entries(in: tables))
        guard from < end else { return nil }
        let rows = try tables.query(
            "SELECT number, unit, period FROM returns WHERE number >= ? AND number < ? ORDER BY number LIMIT ?",
            [.integer(from), .integer(end), .integer(Int64(limit))])
        let court = try Court(in: tables)
        let judgements = try rows.compactMap { row in
            try court.judge(number: row.integer("number"), unit: row.text("unit"), period: row.text("period"), in: tables)
        }
        let isLast = rows.count < limit
        let next = try isLast ? end : rows.last.map { try $0.integer("number") + 1 } ?? end
        return Sitting(from: from, next: next, isLast: isLast, judgements: judgements)
    }

    private static func keep(_ sitting: Sitting, in tables: any Connection) throws {
        for judgement in sitting.judgements { try judgement.keep(in: tables) }
        try tables.execute(
            "INSERT INTO verdict_register (one, size) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET size = excluded.size",
            [.integer(sitting.next)])
    }

    /// Not the checkpoint's size: a replay has no checkpoint.
    private static func entries(in tables: any Connection) throws -> Int64 {
        try tables.first("SELECT COALESCE(MAX(number), -1) + 1 AS n FROM entries")?.integer("n") ?? 0
    }
}

/// What was said of the next returns, from one size of the register to another.
private struct Sitting: Sendable {
    let from, next: Int64
    let isLast: Bool
    let judgements: [Judgement]
}

/// What was said of one return, and which earlier verdicts it takes the place of.
private struct Judgement: Sendable {
    let number: Int64
    let unit, period: String
    let verdicts: [Verdict]
    let known: Set<String>

    func keep(in tables: any Connection) throws {
        for verdict in verdicts where known.contains(verdict.place) {
            try tables.execute(
                """
                UPDATE return_verdicts SET replaced = ? WHERE unit = ? AND period = ? AND kind = ? AND code = ? AND indicator = ?
                    AND breakdown = ? AND replaced IS NULL
                """,
                [
                    .integer(number), .text(unit), .text(period), .text(verdict.kind.rawValue), .text(verdict.code),
                    .text(verdict.figure.indicator), .text(verdict.figure.breakdown),
                ])
        }
        try tables.insert(
            """
            INSERT INTO return_verdicts (number, ordinal, unit, period, kind, code, indicator, breakdown, holds, compulsory, rule, value,
                low, high) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            rows: verdicts.enumerated().map { ordinal, verdict in
                [
                    .integer(number), .integer(Int64(ordinal)), .text(unit), .text(period), .text(verdict.kind.rawValue),
                    .text(verdict.code), .text(verdict.figure.indicator), .text(verdict.figure.breakdown),
                    .integer(verdict.holds ? 1 : 0), .integer(verdict.isCompulsory ? 1 : 0), SQLValue(verdict.rule),
                    SQLValue(verdict.value), SQLValue(verdict.low), SQLValue(verdict.high),
                ]
            })
    }
}

/// Judges returns one after the other; reads definitions once, and each unit's figures and standing verdicts once.
private final class Court {
    private let rules: [Rule]
    private let indicators: [(made: Int64, indicator: Indicator)]
    private var reported: [String: ReportedFigures] = [:]
    /// The verdicts that stand after the returns judged so far, by unit and period.
    private var standing: [String: [Verdict]] = [:]

    init(in tables: any Connection) throws {
        rules = try RuleBook.all(in: tables)
        var made: [String: Int64] = [:]
        for row in try tables.query("SELECT code, made FROM indicators") { made[try row.text("code")] = try row.integer("made") }
        indicators = try IndicatorBook.all(in: tables).map { (made[$0.code] ?? 0, $0) }
    }

    /// What is to be said of a return; nil for one whose period cannot be read. Keeps nothing.
    func judge(number: Int64, unit: String, period text: String, in tables: any Connection) throws -> Judgement? {
        guard let period = try? Period(text) else { return nil }
        let all = try reported[unit] ?? ReportedFigures(unit: unit, in: tables)
        reported[unit] = all
        let figures = FigureSet(period: period) { all.inForce($0, through: number) }
        let touched = Set(all.inForce(period, through: number).filter { $0.act == number }.map { FigureKey($0.value) })
        let found = RuleBook.verdicts(
            of: figures, in: period, rules: rules.filter { $0.isInForce(at: number) },
            indicators: indicators.filter { $0.made < number }.map(\.indicator), touched: touched)
        let place = "\(unit)/\(text)"
        let earlier = try standing[place] ?? VerdictBook.verdicts(unit: unit, period: text, in: tables).map(\.verdict)
        // A built-in check says only what fails: where it failed before and no longer does, that is said too.
        let said = Set(found.map(\.place))
        let gone = earlier.filter { !$0.holds && $0.kind != .rule && !said.contains($0.place) && touches($0, touched) }
        let mended = gone.map { old in
            Verdict(
                kind: old.kind, code: old.code, figure: old.figure, holds: true, isCompulsory: false, rule: nil,
                value: figures.values[old.figure]?.description, low: nil, high: nil)
        }
        let verdicts = found + mended
        let replaced = Set(verdicts.map(\.place))
        standing[place] = earlier.filter { !replaced.contains($0.place) } + verdicts
        return Judgement(number: number, unit: unit, period: text, verdicts: verdicts, known: Set(earlier.map(\.place)))
    }

    /// A sum of parts or a ratio is another one when any of its figures is.
    private func touches(_ verdict: Verdict, _ touched: Set<FigureKey>) -> Bool {
        switch verdict.kind {
        case .range, .negative, .rule: touched.contains(verdict.figure)
        case .parts: touched.contains { $0.indicator == verdict.figure.indicator }
        case .ratio:
            touched.contains(verdict.figure)
                || indicators.contains { entry in
                    entry.indicator.code == verdict.code
                        && touched.contains(FigureKey(entry.indicator.denominator ?? "", verdict.figure.breakdown))
                }
        }
    }
}

/// A verdict as it was kept: on which return.
public struct KeptVerdict: Sendable, Hashable {
    /// The return judged, and its unit and period.
    public let number: Int64
    public let unit, period: String
    /// What was said.
    public let verdict: Verdict
}

/// Reads the verdicts that stand: of each check and figure the latest.
public enum VerdictBook {
    /// Those on a unit's figures of a period, in the order of the ledger.
    public static func verdicts(unit: String, period: String, in tables: any Connection) throws -> [KeptVerdict] {
        try tables.query(
            "SELECT * FROM return_verdicts WHERE unit = ? AND period = ? AND replaced IS NULL ORDER BY number, ordinal",
            [.text(unit), .text(period)]
        ).map(kept)
    }

    /// Those of a year that do not hold, by unit, period and place in the ledger.
    public static func failing(year: Int, in tables: any Connection) throws -> [KeptVerdict] {
        try tables.query(
            """
            SELECT * FROM return_verdicts WHERE period >= ? AND period < ? AND replaced IS NULL AND holds = 0
            ORDER BY unit, period, number, ordinal
            """, [.text("\(year)"), .text("\(year + 1)")]
        ).map(kept)
    }

    /// How often each rule was asked, and how often it did not hold: of the verdicts that stand, by code of the rule.
    public static func counts(in tables: any Connection) throws -> [String: (asked: Int, failed: Int)] {
        var found: [String: (asked: Int, failed: Int)] = [:]
        for row in try tables.query(
            """
            SELECT code, COUNT(*) AS asked, COUNT(CASE WHEN holds = 0 THEN 1 END) AS failed FROM return_verdicts
            WHERE kind = 'rule' AND replaced IS NULL GROUP BY code ORDER BY code
            """)
        { found[try row.text("code")] = (Int(try row.integer("asked")), Int(try row.integer("failed"))) }
        return found
    }

    private static func kept(_ row: Row) throws -> KeptVerdict {
        guard let kind = try Verdict.Kind(rawValue: row.text("kind")) else {
            throw Failure(.databaseDamaged, privateDetail: "kind of verdict")
        }
        return try KeptVerdict(
            number: row.integer("number"), unit: row.text("unit"), period: row.text("period"),
            verdict: Verdict(
                kind: kind, code: row.text("code"), figure: FigureKey(row.text("indicator"), row.text("breakdown")),
                holds: row.integer("holds") == 1, isCompulsory: row.integer("compulsory") == 1, rule: row.integerOrNil("rule"),
                value: row.textOrNil("value"), low: row.textOrNil("low"), high: row.textOrNil("high")))
    }
}
