import Acts
import Figures
import Storage

/// Who owes what by when, as of any day. Everything expected comes from the ledger (the cycle, posts, assignments, terms in force), and
/// was there before it was due: what nobody did therefore stands here as a line, not as a gap.
///
/// As of a past day means as the ledger stood at the end of that day (UTC): acts, extensions and terms entered later do not count.
public struct DutyRegister {
    let year: Int
    let day: String
    let cutoff: Timestamp
    let tables: any Connection
    let calendar: YearCalendar
    /// Only this unit's duties are wanted; nil for all.
    let only: String?

    /// The duties of a year as of an ISO day, by day due, then task, then unit; of one unit where one is named. A number of readings
    /// that does not grow with the units. Empty when the ledger then held no cycle of the year. Throws `malformedDay`.
    public static func duties(
        year: Int, on day: String, unit: String? = nil, in tables: any Connection
    ) throws -> [Duty] {
        guard let register = try opened(year: year, on: day, unit: unit, in: tables) else { return [] }
        let terms = try register.terms()
        let expected = try register.expectedUnits(terms)
        let negotiated = try register.termsDuties(terms, expected) + register.vettings(terms) + register.answers(terms)
        return sorted(
            try negotiated + register.returns(terms) + register.followUps(terms) + register.assessments(expected)
                + register.ratings(terms) + register.institution())
    }

    /// Of the duties of a year those to vet terms, for whoever owes nothing else: three readings instead of all.
    static func vettings(year: Int, on day: String, in tables: any Connection) throws -> [Duty] {
        guard let register = try opened(year: year, on: day, unit: nil, in: tables) else { return [] }
        return sorted(try register.vettings(register.terms()))
    }

    /// Nil while the ledger holds no cycle of the year.
    private static func opened(year: Int, on day: String, unit: String?, in tables: any Connection) throws -> DutyRegister? {
        _ = try Codes.day(day, field: "day")
        let cutoff = Timestamp(endOf: day) ?? Timestamp(milliseconds: .max)
        let calendar = try YearCalendar(year: year, knownBy: cutoff, in: tables)
        guard !calendar.planned.isEmpty else { return nil }
        return DutyRegister(year: year, day: day, cutoff: cutoff, tables: tables, calendar: calendar, only: unit)
    }

    /// By day due, task and unit. Few of each are shared by many duties: numbers stand for them, and only numbers are compared.
    static func sorted(_ duties: [Duty]) -> [Duty] {
        func ranks<T: Hashable>(_ sorted: [T]) -> [T: Int] { Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1, $0) }) }
        let days = ranks(Set(duties.lazy.map(\.due)).sorted())
        let tasks = ranks(Due.Task.allCases)
        let units = ranks(Set(duties.lazy.map { $0.unit ?? "" }).sorted())
        let places = duties.map { duty in
            ((days[duty.due] ?? 0) * tasks.count + (tasks[duty.task] ?? 0)) * units.count + (units[duty.unit ?? ""] ?? 0)
        }
        return duties.indices.sorted { (places[$0], $0) < (places[$1], $1) }.map { duties[$0] }
    }

    /// A unit, and one of its quarters, periods or the like.
    struct Place: Hashable {
        let unit, subject: String
    }

    /// A duty within a phase, extensions counted; nil while the year has no such phase.
    func duty(
        _ task: Due.Task, _ phase: Phase, unit: String? = nil, subject: String? = nil, side: Role, from: String? = nil,
        notBefore: String? = nil, done: Authorship? = nil, isDone: Bool = false
    ) -> Duty? {
        guard var dates = calendar.dates(phase, unit: unit), let planned = calendar.planned(phase) else { return nil }
        if let from { dates.starts = from }
        if let notBefore { dates.ends = max(dates.ends, notBefore) }
        return Duty(
            task, year: year, unit: unit, subject: subject, side: side, within: dates,
            planned: min(dates.ends, max(planned.ends, notBefore ?? "")), done: done, isDone: isDone, on: day)
    }

    var yearAndCutoff: [SQLValue] { [.integer(Int64(year)), .integer(cutoff.milliseconds)] }

    /// The condition that keeps to one unit, with its argument.
    func ofUnit(_ column: String) -> (sql: String, arguments: [SQLValue]) {
        only.map { (" AND \(column) = ?", [.text($0)]) } ?? ("", [])
    }

    /// The condition that keeps to some units, else to the one wanted.
    private func among(_ units: [String]?, _ column: String) -> (sql: String, arguments: [SQLValue]) {
        guard let units else { return ofUnit(column) }
        return (" AND \(column) IN (\(units.map { _ in "?" }.joined(separator: ", ")))", units.map { .text($0) })
    }
}

extension DutyRegister {
    /// A unit's terms as they stood: the first proposal, the current one, its signatures, and an amendment that waits beside it.
    struct StandingTerms {
        let unit: String
        let first: Authorship
        var current: Authorship
        var signatures: [Role: Authorship] = [:]
        /// Whether the current one came as an amendment.
        var isAmended = false
        var amendment: (proposal: Authorship, signatures: [Role: Authorship])?
        var isInForce: Bool { signatures[.unitHead] != nil && signatures[.directorGeneral] != nil }
    }

    /// By unit, in the order of units; of these units only where some are named.
    func terms(of units: [String]? = nil) throws -> [StandingTerms] {
        var signatures: [Int64: [Role: Authorship]] = [:]
        let signed = among(units, "p.unit")
        for row in try tables.query(
            """
            SELECT s.proposal AS proposal, s.role AS role, s.made AS made, s.official AS official, s.post AS post,
                s.recorded AS recorded
            FROM terms_signatures s JOIN terms_proposals p ON p.made = s.proposal WHERE p.year = ? AND s.recorded <= ?\(signed.sql)
            """, yearAndCutoff + signed.arguments)
        {
            guard let role = Role(rawValue: try row.text("role")) else { continue }
            signatures[try row.integer("proposal"), default: [:]][role] = try Authorship(row)
        }
        let own = among(units, "unit")
        var found: [StandingTerms] = []
        for row in try tables.query(
            """
            SELECT unit, amends, made, official, post, recorded FROM terms_proposals WHERE year = ? AND recorded <= ?\(own.sql)
            ORDER BY unit, made
            """, yearAndCutoff + own.arguments)
        {
            let (unit, by) = (try row.text("unit"), try Authorship(row))
            let given = signatures[by.number] ?? [:]
            guard let last = found.indices.last, found[last].unit == unit else {
                found.append(StandingTerms(unit: unit, first: by, current: by, signatures: given))
                continue
            }
            // An amendment takes the place of the terms only once both have signed it.
            let amends = try row.integerOrNil("amends") != nil
            if amends, given.count < 2 {
                found[last].amendment = (by, given)
            } else {
                (found[last].current, found[last].signatures, found[last].amendment) = (by, given, nil)
                found[last].isAmended = amends
            }
        }
        return found
    }

    /// The units that owe terms and a self-assessment: those with a post of a head, open while terms are made, and whoever has terms.
    /// A unit asked for by name owes them in any case.
    func expectedUnits(_ terms: [StandingTerms]) throws -> [String] {
        if let only { return [only] }
        guard let dates = calendar.dates(.terms) else { return [] }
        let heads = try tables.query(
            """
            SELECT DISTINCT p.unit AS unit FROM posts p JOIN units u ON u.code = p.unit LEFT JOIN entries e ON e.number = p.made
            WHERE p.role = 'unit_head' AND COALESCE(e.time, 0) <= ? AND u.opened <= ? AND (u.closed IS NULL OR u.closed > ?)
            """, [.integer(cutoff.milliseconds), .text(dates.ends), .text(dates.starts)]
        ).map { try $0.text("unit") }
        return Set(heads + terms.map(\.unit)).sorted()
    }

    func termsDuties(_ terms: [StandingTerms], _ expected: [String]) -> [Duty] {
        let byUnit = Dictionary(uniqueKeysWithValues: terms.map { ($0.unit, $0) })
        var list: [Duty?] = []
        for unit in expected {
            let own = byUnit[unit]
            list.append(duty(.proposeTerms, .terms, unit: unit, side: .unitHead, done: own?.first))
            guard let own else { continue }
            // Terms proposed anew after the phase cannot have been signed before they were there.
            for asking in Self.asking(own) {
                for role in [Role.unitHead, .directorGeneral] {
                    list.append(duty(.signTerms, asked: asking, of: unit, side: role, since: asking.day, done: asking.signatures[role]))
                }
            }
        }
        return list.compactMap { $0 }
    }

    func followUps(_ terms: [StandingTerms]) throws -> [Duty] {
        let own = ofUnit("unit")
        var first: [Place: Authorship] = [:]
        for row in try tables.query(
            "SELECT unit, quarter, made, official, post, recorded FROM follow_ups WHERE year = ? AND recorded <= ?\(own.sql) ORDER BY made DESC",
            yearAndCutoff + own.arguments)
        { first[Place(unit: try row.text("unit"), subject: "\(try row.integer("quarter"))")] = try Authorship(row) }
        let quarters = FollowUpBook.owedQuarters.compactMap { number in
            FollowUpBook.quarter(number, of: year).map { span in
                let starts = span.last.next
                let dates = PhaseDates(.followUp, starts: "\(starts)", ends: "\(starts.advanced(by: FollowUpBook.daysToReview - 1))")
                return (number: "\(number)", dates: dates)
            }
        }
        return terms.filter(\.isInForce).flatMap { terms in
            quarters.map { quarter in
                Duty(
                    .recordFollowUp, year: year, unit: terms.unit, subject: quarter.number, side: .unitHead, within: quarter.dates,
                    done: first[Place(unit: terms.unit, subject: quarter.number)], on: day)
            }
        }
    }

    func assessments(_ expected: [String]) throws -> [Duty] {
        let first = try firstActs("self_assessments")
        return expected.compactMap { duty(.submitSelfAssessment, .selfAssessment, unit: $0, side: .unitHead, done: first[$0]) }
    }

    func ratings(_ terms: [StandingTerms]) throws -> [Duty] {
        let first = try firstActs("ratings")
        return terms.filter(\.isInForce).compactMap { duty(.rateUnit, .evaluation, unit: $0.unit, side: .evaluator, done: first[$0.unit]) }
    }

    /// The first act of each unit in a table of the year.
    private func firstActs(_ table: String) throws -> [String: Authorship] {
        let own = ofUnit("unit")
        var first: [String: Authorship] = [:]
        for row in try tables.query(
            "SELECT unit, made, official, post, recorded FROM \(table) WHERE year = ? AND recorded <= ?\(own.sql) ORDER BY made DESC",
            yearAndCutoff + own.arguments)
        { first[try row.text("unit")] = try Authorship(row) }
        return first
    }
}
