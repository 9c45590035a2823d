import Acts
import Figures
import Storage

/// Drafts the terms of reference of a year from its roadmap: what the meeting decided becomes what units commit to, and the loop closes.
public enum TermsPrefill {
    /// What is known of an indicator: which way is better, and the value to start from.
    public typealias Measure = (_ indicator: String, _ unit: String) throws -> (direction: Direction, baseline: String?)?

    /// A draft for each unit that answers for an objective, by unit. One row a milestone, or one for an objective without; weights add
    /// to 100. Codes are those of objective and milestone, `O1-M2`.
    public static func drafts(_ objectives: [Objective], measure: Measure) throws -> [(unit: String, draft: TermsDraft)] {
        var last: [String: String] = [:]
        for objective in objectives {
            let code = objective.terms.code
            last[code] = objective.plan.milestones.last.map { "\(code)-\($0.code)" } ?? code
        }
        var rows: [String: [DraftCommitment]] = [:]
        for objective in objectives {
            let waits = objective.plan.dependsOn.compactMap { last[$0] }.joined(separator: " ")
            var own = try Self.rows(objective, measure: measure)
            if !own.isEmpty { own[own.count - 1].dependsOn = waits }
            rows[objective.plan.owner, default: []] += own
        }
        return rows.sorted { $0.key < $1.key }.map { unit, rows in (unit, TermsDraft(weighted(rows))) }
    }

    private static func rows(_ objective: Objective, measure: Measure) throws -> [DraftCommitment] {
        let (terms, plan) = (objective.terms, objective.plan)
        func row(_ code: String, _ text: Trilingual, due: String, indicator: String?, target: String?) throws -> DraftCommitment {
            var row = DraftCommitment()
            row.code = code
            row.priority = terms.priority ?? ""
            (row.textAr, row.textFr, row.textEn) = (text.ar, text.fr, text.en)
            row.due = due
            row.targetType = TargetType.milestone.rawValue
            if let indicator, let target, let known = try measure(indicator, plan.owner) {
                row.indicator = indicator
                row.target = target
                row.targetType = (known.direction == .down ? TargetType.atMost : .atLeast).rawValue
                row.baseline = known.baseline ?? ""
            }
            return row
        }
        if plan.milestones.isEmpty {
            return [try row(terms.code, plan.text, due: plan.due, indicator: plan.indicator, target: plan.target)]
        }
        return try plan.milestones.map { milestone in
            func joined(_ objective: String, _ milestone: String) -> String { "\(objective) : \(milestone)" }
            let text = Trilingual(
                ar: joined(plan.text.ar, milestone.text.ar), fr: joined(plan.text.fr, milestone.text.fr),
                en: "\(plan.text.en): \(milestone.text.en)")
            return try row(
                "\(terms.code)-\(milestone.code)", text, due: milestone.due, indicator: milestone.indicator, target: milestone.target)
        }
    }

    /// Equal shares of 100; what does not divide goes to the first rows. More than 100 rows cannot all weigh.
    private static func weighted(_ rows: [DraftCommitment]) -> [DraftCommitment] {
        guard !rows.isEmpty else { return rows }
        let (share, rest) = (100 / rows.count, 100 % rows.count)
        return rows.enumerated().map { index, row in
            var row = row
            row.weight = "\(share + (index < rest ? 1 : 0))"
            return row
        }
    }

    /// What became of a unit's draft.
    public enum Outcome: String, Sendable {
        /// Made now.
        case made
        /// The unit has a draft or terms of its own: nothing is touched.
        case kept
    }

    /// Saves the drafts of units that have neither a draft nor proposed terms for the year; a working paper is never overwritten.
    public static func save(
        _ drafts: [(unit: String, draft: TermsDraft)], year: Int, by official: String, now: Timestamp, in tables: any Connection
    ) throws -> [(unit: String, outcome: Outcome)] {
        try drafts.map { unit, draft in
            guard try isFree(year: year, unit: unit, in: tables) else { return (unit, .kept) }
            _ = try DraftBook.save(
                TermsDraft.kind, TermsDraft.subject(year: year, unit: unit), content: draft.content(), seen: 0, by: official, now: now,
                in: tables)
            return (unit, .made)
        }
    }

    /// Whether the unit has neither a draft nor proposed terms for the year.
    public static func isFree(year: Int, unit: String, in tables: any Connection) throws -> Bool {
        let draft = try DraftBook.current(TermsDraft.kind, TermsDraft.subject(year: year, unit: unit), in: tables)
        return try draft == nil && TermsBook.current(year: year, unit: unit, in: tables) == nil
    }
}
