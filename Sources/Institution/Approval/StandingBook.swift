import Acts
import Figures
import Storage

/// Where the returns of a unit for a period stand on their way up the line.
public struct ReturnStanding: Sendable, Hashable {
    /// A step; the raw value is its permanent word.
    public enum Step: String, Sendable, CaseIterable {
        case verify, accept
        case sendBack = "send_back"
    }

    /// Where they stand; the raw value is its permanent word.
    public enum State: String, Sendable, CaseIterable {
        /// Entered and not yet looked at, or entered anew since.
        case submitted
        case verified, accepted
        /// Sent back with a reason and not entered anew since.
        case sentBack = "sent_back"
    }

    /// A step as it was taken.
    public struct Taken: Sendable, Hashable {
        /// Which step, on the returns up to and with which.
        public let step: Step
        public let through: Int64
        /// Why, where it was sent back.
        public let reason: Written?
        /// Who took it.
        public let by: Authorship
    }

    /// The unit and the period.
    public let unit, period: String
    /// The first and the latest return, and how many there are.
    public let first, latest: Authorship
    public let returns: Int
    /// How many figures they hold together, revisions counted.
    public let figures: Int
    /// Every step taken, oldest first.
    public let steps: [Taken]

    /// Where they stand: a step counts as long as nothing was entered after it.
    public var state: State {
        switch steps.last(where: { $0.through == latest.number })?.step {
        case .verify: .verified
        case .accept: .accepted
        case .sendBack: .sentBack
        case nil: .submitted
        }
    }

    /// The step that decides the state; nil while there is none.
    public var deciding: Taken? { steps.last { $0.through == latest.number } }
}

/// Reads how far returns have come.
public enum StandingBook {
    /// The returns of a unit for a period; nil when there are none.
    public static func standing(unit: String, period: String, in tables: any Connection) throws -> ReturnStanding? {
        try standings("r.unit = ? AND r.period = ?", "unit = ? AND period = ?", [.text(unit), .text(period)], in: tables).first
    }

    /// All of a year, or one unit's, by unit and period.
    public static func standings(year: Int, unit: String? = nil, in tables: any Connection) throws -> [ReturnStanding] {
        let span: [SQLValue] = [.text("\(year)"), .text("\(year + 1)")]
        guard let unit else {
            return try standings("r.period >= ? AND r.period < ?", "period >= ? AND period < ?", span, in: tables)
        }
        return try standings(
            "r.period >= ? AND r.period < ? AND r.unit = ?", "period >= ? AND period < ? AND unit = ?", span + [.text(unit)],
            in: tables)
    }

    /// A return as it was given.
    public struct Given: Sendable, Hashable {
        /// Who gave it, and how many figures it holds.
        public let by: Authorship
        public let figures: Int
        /// Why figures changed, where it was said.
        public let reason: String?
    }

    /// Every return of a unit for a period, oldest first.
    public static func returns(unit: String, period: String, in tables: any Connection) throws -> [Given] {
        try tables.query(
            """
            SELECT r.number AS made, r.official AS official, r.post AS post, r.reason AS reason, r.figures AS figures,
                COALESCE(e.time, 0) AS recorded
            FROM returns r LEFT JOIN entries e ON e.number = r.number WHERE r.unit = ? AND r.period = ? ORDER BY r.number
            """, [.text(unit), .text(period)]
        ).map { try Given(by: Authorship($0), figures: Int($0.integer("figures")), reason: $0.textOrNil("reason")) }
    }

    private struct Found {
        let unit, period: String
        let first: Authorship
        var latest: Authorship
        var returns = 0, figures = 0
    }

    private static func standings(
        _ ofReturns: String, _ ofSteps: String, _ arguments: [SQLValue], in tables: any Connection
    ) throws -> [ReturnStanding] {
        var found: [Found] = []
        try tables.forEach(
            """
            SELECT r.unit AS unit, r.period AS period, r.number AS made, r.official AS official, r.post AS post, r.figures AS figures,
                COALESCE(e.time, 0) AS recorded
            FROM returns r LEFT JOIN entries e ON e.number = r.number WHERE \(ofReturns) ORDER BY r.unit, r.period, r.number
            """, arguments
        ) { row in
            let (unit, period, by) = try (row.text("unit"), row.text("period"), Authorship(row))
            if found.last?.unit != unit || found.last?.period != period {
                found.append(Found(unit: unit, period: period, first: by, latest: by))
            }
            let last = found.count - 1
            found[last].latest = by
            found[last].returns += 1
            found[last].figures += Int(try row.integer("figures"))
        }
        var steps: [[String]: [ReturnStanding.Taken]] = [:]
        if !found.isEmpty {
            for row in try tables.query("SELECT * FROM return_steps WHERE \(ofSteps) ORDER BY made", arguments) {
                guard let step = ReturnStanding.Step(rawValue: try row.text("step")) else {
                    throw Failure(.databaseDamaged, privateDetail: "step of return")
                }
                let taken = try ReturnStanding.Taken(
                    step: step, through: row.integer("through"), reason: Written(row, "reason"), by: Authorship(row))
                steps[[try row.text("unit"), try row.text("period")], default: []].append(taken)
            }
        }
        return found.map {
            ReturnStanding(
                unit: $0.unit, period: $0.period, first: $0.first, latest: $0.latest, returns: $0.returns, figures: $0.figures,
                steps: steps[[$0.unit, $0.period]] ?? [])
        }
    }

    /// Where a return was verified or accepted by somebody who had entered it, or accepted by who verified it: anyone with the
    /// database may ask again. The acts refuse every one of them, so the answer is empty unless a rule failed.
    public static let question = """
        SELECT s.made AS number, s.unit AS unit, s.period AS period, s.step AS step, s.post AS post, r.number AS work
        FROM return_steps s JOIN returns r ON r.unit = s.unit AND r.period = s.period AND r.official = s.official AND r.number <= s.through
        WHERE s.step <> 'send_back'
        UNION ALL SELECT s.made, s.unit, s.period, s.step, s.post, v.made
        FROM return_steps s JOIN return_steps v ON v.unit = s.unit AND v.period = s.period AND v.official = s.official
            AND v.through = s.through AND v.step = 'verify' WHERE s.step = 'accept'
        ORDER BY 1, 6
        """

    /// The numbers of the steps that `question` finds.
    public static func breaches(in tables: any Connection) throws -> [Int64] {
        try tables.query(question).map { try $0.integer("number") }
    }
}
