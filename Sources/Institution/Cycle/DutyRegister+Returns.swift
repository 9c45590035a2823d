import Acts
import Figures
import Storage

extension DutyRegister {
    /// A period's return can be made from the day after the period, and in any case while figures are called for.
    func returns(_ terms: [StandingTerms]) throws -> [Duty] {
        let given = try givenReturns()
        let byForm = try formReturns()
        let asked = Set(byForm.map { Place(unit: $0.unit ?? "", subject: $0.subject ?? "") })
        var known: [[Frequency]: [Wanted]] = [:]
        var others: [Duty?] = []
        for (unit, frequencies) in try expectedFrequencies(terms) {
            guard let start = calendar.dates(.reporting, unit: unit)?.starts else { continue }
            let periods = known[frequencies] ?? wanted(frequencies)
            known[frequencies] = periods
            for period in periods {
                let place = Place(unit: unit, subject: period.text)
                if asked.contains(place) { continue }
                others.append(
                    duty(
                        .submitReturn, .reporting, unit: unit, subject: period.text, side: .unitHead, from: min(period.from, start),
                        done: given[place]))
            }
        }
        return others.compactMap { $0 } + byForm
    }

    /// A period of the year that is wanted, and the first day on which it is complete, ISO.
    private struct Wanted {
        let text, from: String
    }

    /// The periods of the year at these frequencies, by their last day.
    private func wanted(_ frequencies: [Frequency]) -> [Wanted] {
        frequencies.flatMap { Period(year: year).periods(of: $0) }
            .sorted { ($0.last.number, $0.first.number) < ($1.last.number, $1.first.number) }
            .map { Wanted(text: "\($0)", from: "\($0.last.next)") }
    }

    /// The units that owe figures, with the frequencies at which they owe them: of every indicator assigned to them or measuring their
    /// terms in force. Computed indicators are owed by nobody. By unit.
    func expectedFrequencies(_ terms: [StandingTerms]) throws -> [(String, [Frequency])] {
        let own = ofUnit("a.unit")
        var expected: [String: Set<Frequency>] = [:]
        func add(_ row: Row) throws {
            guard let frequency = Frequency(rawValue: try row.text("frequency")) else { return }
            expected[try row.text("unit"), default: []].insert(frequency)
        }
        try tables.forEach(
            """
            SELECT DISTINCT a.unit AS unit, i.frequency AS frequency FROM indicators i JOIN assignments a ON a.indicator = i.code
                LEFT JOIN entries e ON e.number = a.made
            WHERE a.since <= ? AND (a.until IS NULL OR a.until > ?) AND i.numerator IS NULL AND COALESCE(e.time, 0) <= ?\(own.sql)
            """, [.text("\(year)-12-31"), .text("\(year)-01-01"), .integer(cutoff.milliseconds)] + own.arguments, add)
        let inForce = Set(terms.filter(\.isInForce).map(\.current.number))
        if !inForce.isEmpty {
            let own = ofUnit("p.unit")
            try tables.forEach(
                """
                SELECT p.unit AS unit, p.made AS made, f.frequency AS frequency FROM terms_proposals p
                    CROSS JOIN (SELECT DISTINCT frequency FROM indicators WHERE numerator IS NULL) f
                WHERE p.year = ? AND p.recorded <= ?\(own.sql) AND EXISTS (
                    SELECT 1 FROM terms_commitments c JOIN indicators i ON i.code = c.indicator
                    WHERE c.proposal = p.made AND i.frequency = f.frequency AND i.numerator IS NULL)
                """, yearAndCutoff + own.arguments
            ) { if inForce.contains(try $0.integer("made")) { try add($0) } }
        }
        return expected.sorted { $0.key < $1.key }.map { ($0.key, $0.value.sorted { $0.rawValue < $1.rawValue }) }
    }

    /// The first return of each unit and period of the year.
    private func givenReturns() throws -> [Place: Authorship] {
        let own = ofUnit("r.unit")
        var first: [Place: Authorship] = [:]
        try tables.forEach(
            """
            SELECT r.unit AS unit, r.period AS period, r.number AS made, r.official AS official, r.post AS post,
                COALESCE(e.time, 0) AS recorded
            FROM returns r LEFT JOIN entries e ON e.number = r.number
            WHERE r.period >= ? AND r.period < ? AND COALESCE(e.time, 0) <= ?\(own.sql) ORDER BY r.number DESC
            """, [.text("\(year)"), .text("\(year + 1)"), .integer(cutoff.milliseconds)] + own.arguments
        ) { first[Place(unit: try $0.text("unit"), subject: try $0.text("period"))] = try Authorship($0) }
        for place in try sentBack() { first[place] = nil }
        return first
    }

    /// The returns of the year that were sent back and not entered anew: they are owed again.
    private func sentBack() throws -> [Place] {
        let own = ofUnit("s.unit")
        return try tables.query(
            """
            SELECT s.unit AS unit, s.period AS period FROM return_steps s
            WHERE s.step = 'send_back' AND s.period >= ? AND s.period < ? AND s.recorded <= ?\(own.sql) AND NOT EXISTS (
                SELECT 1 FROM returns r LEFT JOIN entries e ON e.number = r.number
                WHERE r.unit = s.unit AND r.period = s.period AND r.number > s.through AND COALESCE(e.time, 0) <= ?)
            ORDER BY s.made
            """, [.text("\(year)"), .text("\(year + 1)"), .integer(cutoff.milliseconds)] + own.arguments + [.integer(cutoff.milliseconds)]
        ).map { Place(unit: try $0.text("unit"), subject: try $0.text("period")) }
    }

    /// What the institution itself owes: the meeting, the next year's priorities, an outcome for every decision, the report.
    func institution() throws -> [Duty] {
        guard only == nil else { return [] }
        let isKnown = { (by: Authorship?) in by.flatMap { $0.recorded <= cutoff ? $0 : nil } }
        let meeting = isKnown(try MeetingBook.meeting(year: year, in: tables)?.by)
        let guidance = try tables.first(
            "SELECT made, official, post, recorded FROM priorities WHERE year = ? AND recorded <= ? ORDER BY made LIMIT 1",
            [.integer(Int64(year + 1)), .integer(cutoff.milliseconds)])
        let report = try PublicationsBook.publications(year: year, in: tables).lazy.compactMap { isKnown($0.by) }.first
        let held = duty(.holdMeeting, .meeting, side: .secretary, done: meeting)
        let ordered = duty(
            .setPriorities, .meeting, subject: "\(year + 1)", side: .directorGeneral, done: try guidance.map(Authorship.init))
        let published = duty(.publishReport, .publication, side: .communication, done: report)
        return try [held, ordered].compactMap { $0 } + decisions() + [published].compactMap { $0 }
    }

    private func decisions() throws -> [Duty] {
        var carried: [Int64: Authorship] = [:]
        for row in try tables.query(
            "SELECT decision_number, made, official, post, recorded FROM objectives WHERE decision_year = ? ORDER BY made DESC",
            [.integer(Int64(year))])
        { carried[try row.integer("decision_number")] = try Authorship(row) }
        let open = Set(try RoadmapBook.decisionsWithoutObjective(year: year, in: tables).map(\.number))
        return try MeetingBook.decisions(year: year, in: tables).filter { $0.by.recorded <= cutoff }.compactMap { decision in
            let act = carried[Int64(decision.number)].flatMap { $0.recorded <= cutoff ? $0 : nil }
            // A decision may also have ended otherwise than in an objective: then no single act stands here.
            let ended = carried[Int64(decision.number)] == nil && !open.contains(decision.number)
            return duty(
                .adoptObjective, .roadmap, unit: decision.owner, subject: "\(decision.number)", side: .secretary, done: act,
                isDone: ended)
        }
    }
}
