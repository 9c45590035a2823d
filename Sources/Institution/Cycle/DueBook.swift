import Acts
import Figures
import Storage

/// Reads what is owed in a year and not yet done. Expectations come from the ledger (the cycle's dates, assignments, terms),
/// so the list can be proven, not only shown.
public enum DueBook {
    /// What a unit owes, whoever of its posts does it: terms, the head's signature, returns, self-assessment.
    /// By day due, then by task. Empty when the year has no cycle.
    public static func owed(by unit: String, year: Int, on day: String, in tables: any Connection) throws -> [Due] {
        let calendar = try PhaseCalendar(year: year, day: day, in: tables)
        return sorted(try unitDuties(unit, roles: [.unitHead, .reportingOfficer], calendar, in: tables))
    }

    /// What a post is to do: for a unit's head or reporting officer what their unit owes by them; for an evaluator the units
    /// they may rate; for the direction, the secretary and communication the institution's own steps.
    public static func owed(by signatory: Signatory, year: Int, on day: String, in tables: any Connection) throws -> [Due] {
        let calendar = try PhaseCalendar(year: year, day: day, in: tables)
        return switch signatory.role {
        case .unitHead, .reportingOfficer:
            sorted(try unitDuties(signatory.unit, roles: [signatory.role], calendar, in: tables))
        case .evaluator, .inspector: sorted(try ratings(by: signatory, calendar, in: tables))
        case .directorGeneral:
            sorted(
                try signatures(by: signatory, calendar, in: tables) + meeting(calendar, in: tables)
                    + priorities(calendar, in: tables) + objectives(calendar, in: tables))
        case .secretary: sorted(try meeting(calendar, in: tables) + objectives(calendar, in: tables))
        case .communication: sorted(try publication(calendar, in: tables))
        case .administrator, .statistician, .auditor: []
        }
    }

    /// The periods of a year for which a unit owes figures: of every frequency at which an indicator is assigned to it or
    /// measures its terms in force. Computed indicators are owed by nobody.
    public static func expectedPeriods(unit: String, year: Int, in tables: any Connection) throws -> [Period] {
        let rows = try tables.query(
            """
            SELECT DISTINCT i.frequency AS frequency FROM indicators i JOIN assignments a ON a.indicator = i.code
            WHERE a.unit = ? AND a.since <= ? AND (a.until IS NULL OR a.until > ?) AND i.numerator IS NULL
            """, [.text(unit), .text("\(year)-12-31"), .text("\(year)-01-01")])
        var frequencies = Set(try rows.compactMap { Frequency(rawValue: try $0.text("frequency")) })
        for commitment in try TermsBook.inForce(year: year, unit: unit, in: tables)?.commitments ?? [] {
            guard let code = commitment.terms.indicator,
                let indicator = try IndicatorBook.indicator(code, in: tables), indicator.numerator == nil
            else { continue }
            frequencies.insert(indicator.frequency)
        }
        return frequencies.sorted { $0.rawValue < $1.rawValue }
            .flatMap { Period(year: year).periods(of: $0) }
            .sorted { ($0.last.number, $0.first.number) < ($1.last.number, $1.first.number) }
    }

    private static func sorted(_ list: [Due]) -> [Due] {
        let order = Due.Task.allCases
        func place(_ due: Due) -> Int { order.firstIndex(of: due.task) ?? order.count }
        return list.enumerated().sorted {
            ($0.element.due, place($0.element), $0.offset) < ($1.element.due, place($1.element), $1.offset)
        }.map(\.element)
    }
}

/// The dates of a year's phases, with the day from which they are seen.
private struct PhaseCalendar {
    let year: Int
    let day: String
    private let phases: [PhaseDates]

    init(year: Int, day: String, in tables: any Connection) throws {
        self.year = year
        self.day = day
        phases = try CycleBook.phases(year: year, in: tables)
    }

    func dates(_ phase: Phase) -> PhaseDates? { phases.first { $0.phase == phase } }

    /// The duty within a phase; none when the year has no cycle.
    func due(_ task: Due.Task, _ phase: Phase, unit: String? = nil, subject: String? = nil) -> [Due] {
        guard let dates = dates(phase) else { return [] }
        return [Due(task, year: year, unit: unit, subject: subject, within: dates, on: day)]
    }
}

extension DueBook {
    private static func unitDuties(
        _ unit: String, roles: Set<Role>, _ calendar: PhaseCalendar, in tables: any Connection
    ) throws -> [Due] {
        var list: [Due] = []
        let terms = try TermsBook.current(year: calendar.year, unit: unit, in: tables)
        if terms == nil { list += calendar.due(.proposeTerms, .terms, unit: unit) }
        if let terms, roles.contains(.unitHead), !terms.signatures.contains(where: { $0.role == .unitHead }) {
            list += calendar.due(.signTerms, .terms, unit: unit, subject: "\(terms.proposal.number)")
        }
        list += try returns(unit, calendar, in: tables)
        if try SelfAssessmentBook.current(year: calendar.year, unit: unit, in: tables) == nil {
            list += calendar.due(.submitSelfAssessment, .selfAssessment, unit: unit)
        }
        return list
    }

    /// A period's return can be made from the day after the period, and in any case while figures are called for.
    private static func returns(_ unit: String, _ calendar: PhaseCalendar, in tables: any Connection) throws -> [Due] {
        guard let dates = calendar.dates(.reporting) else { return [] }
        let given = Set(try ReturnBook.periods(unit: unit, in: tables))
        return try expectedPeriods(unit: unit, year: calendar.year, in: tables).compactMap { period in
            guard !given.contains("\(period)") else { return nil }
            let within = PhaseDates(.reporting, starts: min("\(period.last.next)", dates.starts), ends: dates.ends)
            return Due(
                .submitReturn, year: calendar.year, unit: unit, subject: "\(period)", within: within, on: calendar.day)
        }
    }

    private static func signatures(
        by signatory: Signatory, _ calendar: PhaseCalendar, in tables: any Connection
    ) throws -> [Due] {
        try TermsBook.all(year: calendar.year, in: tables)
            .filter { terms in
                terms.proposal.official != signatory.official
                    && !terms.signatures.contains { $0.role == .directorGeneral }
            }
            .flatMap { calendar.due(.signTerms, .terms, unit: $0.unit, subject: "\($0.proposal.number)") }
    }

    private static func ratings(
        by signatory: Signatory, _ calendar: PhaseCalendar, in tables: any Connection
    ) throws -> [Due] {
        let rated = try EvaluationBook.units(year: calendar.year, in: tables)
        return try TermsBook.all(year: calendar.year, in: tables)
            .filter { terms in
                try terms.state == .signed && !rated.contains(terms.unit)
                    && Separation.reasons(evaluator: signatory, of: terms.unit, year: calendar.year, in: tables).isEmpty
            }
            .flatMap { calendar.due(.rateUnit, .evaluation, unit: $0.unit) }
    }

    private static func meeting(_ calendar: PhaseCalendar, in tables: any Connection) throws -> [Due] {
        guard try MeetingBook.meeting(year: calendar.year, in: tables) == nil else { return [] }
        return calendar.due(.holdMeeting, .meeting)
    }

    private static func priorities(_ calendar: PhaseCalendar, in tables: any Connection) throws -> [Due] {
        guard try PrioritiesBook.priorities(year: calendar.year + 1, in: tables).isEmpty else { return [] }
        return calendar.due(.setPriorities, .meeting, subject: "\(calendar.year + 1)")
    }

    private static func objectives(_ calendar: PhaseCalendar, in tables: any Connection) throws -> [Due] {
        try RoadmapBook.decisionsWithoutObjective(year: calendar.year, in: tables)
            .flatMap { calendar.due(.adoptObjective, .roadmap, unit: $0.owner, subject: "\($0.number)") }
    }

    private static func publication(_ calendar: PhaseCalendar, in tables: any Connection) throws -> [Due] {
        guard try PublicationsBook.publications(year: calendar.year, in: tables).isEmpty else { return [] }
        return calendar.due(.publishReport, .publication)
    }
}
