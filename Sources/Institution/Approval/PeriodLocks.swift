import Acts
import Figures
import Storage

/// Closes a period, and every period within it, for figures: for the whole institution, or for a unit and all below it.
public struct LockPeriod: Act {
    public static let kind = "LockPeriod"
    public static let policy = Policy.role([.administrator, .directorGeneral, .statistician])

    /// The SDMX period.
    public var period: String
    /// The unit; without one, the whole institution.
    public var unit: String?
    /// Why.
    public var reason: Written

    /// A lock.
    public init(period: String, unit: String? = nil, reason: Written) {
        (self.period, self.unit, self.reason) = (period, unit, reason)
    }

    public var subjectUnit: String? { unit }

    public func check(in context: ActContext) throws {
        let span = try ReturnRules.period(period)
        guard span.first <= context.record.time.day else { throw Failure(.futurePeriod, ["period": period]) }
        if let unit { try Required.unit(unit, in: context.tables) }
        try reason.check(field: "reason")
        let locks = try LockBook.all(in: context.tables)
        let branch = try LockBook.branch(unit, span, in: context)
        if let lock = LockBook.deciding(span: span, branch: branch, on: "\(context.record.time.day)", among: locks), lock.locks {
            throw Failure(.alreadyLocked, ["period": period, "number": "\(lock.by.number)"])
        }
    }

    public func project(in context: ActContext) throws {
        try LockBook.keep(period, unit, locks: true, until: nil, reason, in: context)
    }
}

/// Opens a locked period again, with the reason: for the whole institution, or for a unit and all below it; for good, or until a
/// day.
public struct UnlockPeriod: Act {
    public static let kind = "UnlockPeriod"
    public static let policy = Policy.role([.administrator, .directorGeneral])

    /// The SDMX period.
    public var period: String
    /// The unit; without one, the whole institution.
    public var unit: String?
    /// The last day (ISO) on which it is open; without one, until it is locked again.
    public var until: String?
    /// Why.
    public var reason: Written

    /// An opening.
    public init(period: String, unit: String? = nil, until: String? = nil, reason: Written) {
        (self.period, self.unit, self.until, self.reason) = (period, unit, until, reason)
    }

    public var subjectUnit: String? { unit }

    public func check(in context: ActContext) throws {
        let span = try ReturnRules.period(period)
        if let unit { try Required.unit(unit, in: context.tables) }
        if let until { try Procedure.deadline(until, field: "until", in: context) }
        try reason.check(field: "reason")
        let locks = try LockBook.all(in: context.tables)
        let day = "\(context.record.time.day)"
        let branch = try LockBook.branch(unit, span, in: context)
        // Of the whole institution any lock within the period can be lifted, also one of a single unit.
        let isLocked = LockBook.deciding(span: span, branch: branch, on: day, among: locks)?.locks == true
            || (unit == nil && locks.contains { $0.locks && span.contains($0.span) })
        guard isLocked else { throw Failure(.notLocked, ["period": period]) }
    }

    public func project(in context: ActContext) throws {
        try LockBook.keep(period, unit, locks: false, until: until, reason, in: context)
    }
}

/// A lock, or what lifted one, as an act stated it.
public struct PeriodLock: Sendable, Hashable {
    /// The period, and the unit with all below it; without one, the whole institution.
    public let span: Period
    public let unit: String?
    /// Whether it closes or opens; until which day (ISO) it opens, nil for good.
    public let locks: Bool
    public let until: String?
    /// Why.
    public let reason: Written
    /// Who did it.
    public let by: Authorship
}

/// Reads which periods are locked. Of the acts that concern a unit and period the latest decides; an opening whose day is past
/// decides nothing any more.
public enum LockBook {
    /// Every lock and opening, oldest first.
    public static func all(in tables: any Connection) throws -> [PeriodLock] {
        try tables.query("SELECT * FROM period_locks ORDER BY made").map { row in
            guard let reason = try Written(row, "reason") else {
                throw Failure(.databaseDamaged, privateDetail: "reason of lock")
            }
            return try PeriodLock(
                span: ReturnRules.period(row.text("period")), unit: row.textOrNil("unit"), locks: row.integer("locks") == 1,
                until: row.textOrNil("until"), reason: reason, by: Authorship(row))
        }
    }

    /// The act that decides whether a unit's period is open on an ISO day; `branch` holds the unit and all above it, and is empty
    /// for the whole institution. Nil where none was ever locked.
    public static func deciding(span: Period, branch: [String], on day: String, among locks: [PeriodLock]) -> PeriodLock? {
        locks.last { lock in
            lock.span.contains(span) && (lock.unit.map { branch.contains($0) } ?? true) && (lock.until.map { day <= $0 } ?? true)
        }
    }

    /// The lock that closes a unit's period today; nil while it is open.
    public static func lock(unit: String, span: Period, on day: String, in tables: any Connection) throws -> PeriodLock? {
        let locks = try all(in: tables)
        guard !locks.isEmpty else { return nil }
        let branch = [unit] + (try UnitBook.ancestors(of: unit, on: "\(span.last)", in: tables))
        return deciding(span: span, branch: branch, on: day, among: locks).flatMap { $0.locks ? $0 : nil }
    }

    /// Throws `periodLocked` when the unit's period is closed.
    static func requireOpen(unit: String, span: Period, in context: ActContext) throws {
        let locks = try context.memory.remembered("period-locks") { try all(in: context.tables) }
        guard !locks.isEmpty else { return }
        let branch = try branch(unit, span, in: context)
        if let lock = deciding(span: span, branch: branch, on: "\(context.record.time.day)", among: locks), lock.locks {
            throw Failure(.periodLocked, ["unit": unit, "period": "\(span)", "number": "\(lock.by.number)"])
        }
    }

    static func branch(_ unit: String?, _ span: Period, in context: ActContext) throws -> [String] {
        guard let unit else { return [] }
        let day = "\(span.last)"
        return [unit] + (try context.memory.remembered("ancestors/\(unit)/\(day)") {
            try UnitBook.ancestors(of: unit, on: day, in: context.tables)
        })
    }

    static func keep(
        _ period: String, _ unit: String?, locks: Bool, until: String?, _ reason: Written, in context: ActContext
    ) throws {
        try context.tables.execute(
            """
            INSERT INTO period_locks (period, unit, locks, until, reason, reason_lang, made, official, post, recorded)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [.text(period), SQLValue(unit), .integer(locks ? 1 : 0), SQLValue(until)] + reason.columns + context.authorship)
    }
}
