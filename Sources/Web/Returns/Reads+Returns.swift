import Acts
import Institution
import Storage

/// A unit's returns of a period, with how far they have come.
struct ReturnItem: Codable, Sendable {
    /// The unit and the SDMX period.
    let unit, period: String
    /// Where they stand: submitted, verified, accepted or sent_back.
    let state: String
    /// How many returns there are, and how many figures they hold together.
    let returns, figures: Int
    /// The first and the latest return.
    let first, latest: ActReference
    /// Every step taken, oldest first.
    let steps: [ReturnStepItem]

    init(_ standing: ReturnStanding) {
        (unit, period, state) = (standing.unit, standing.period, standing.state.rawValue)
        (returns, figures) = (standing.returns, standing.figures)
        (first, latest) = (ActReference(standing.first), ActReference(standing.latest))
        steps = standing.steps.map {
            ReturnStepItem(step: $0.step.rawValue, through: $0.through, reason: $0.reason, by: ActReference($0.by))
        }
    }
}

/// A step of a return up the line.
struct ReturnStepItem: Codable, Sendable {
    /// Which: verify, accept or send_back.
    let step: String
    /// The latest return it looked at.
    let through: Int64
    /// Why, where it was sent back.
    let reason: Written?
    /// Who took it.
    let by: ActReference
}

/// A rule between figures in force.
struct RuleItem: Codable, Sendable {
    /// Its code.
    let code: String
    /// Its two sides as written.
    let left, right: String
    /// How they are compared.
    let comparison: RuleComparison
    /// How far they may be apart; absent: not at all.
    let tolerance: String?
    /// What follows when it does not hold.
    let weight: RuleWeight
    /// What it says.
    let words: Trilingual
    /// First day of the first period it judges; absent for all periods.
    let since: String?
    /// The act that defined it.
    let by: ActReference

    init(_ rule: Rule) {
        (code, left, right, comparison) = (rule.code, rule.left, rule.right, rule.comparison)
        (tolerance, weight, words, since, by) = (rule.tolerance, rule.weight, rule.words, rule.since, ActReference(rule.by))
    }
}

extension Reads {
    /// What this feature shows to programs.
    static let returns: [ReadEndpoint] = [
        ReadEndpoint(
            ["cycles", "{year}", "returns"], .figures, "The returns of a year with how far they have come, by unit and period.",
            [
                ReadParameter(name: "unit", form: .code, about: "Only this unit’s."),
                ReadParameter(
                    name: "state", form: .words(ReturnStanding.State.allCases.map(\.rawValue)),
                    about: "Only those that stand so."),
            ],
            list: { call, tables in
                try StandingBook.standings(year: try call.year(in: tables), unit: call.query["unit"], in: tables)
                    .filter { standing in call.query["state"].map { $0 == standing.state.rawValue } ?? true }
                    .map { ReturnItem($0) }
            }),
        ReadEndpoint(["rules"], .figures, "The rules between figures in force, by code.", list: { _, tables in
            try RuleBook.inForce(in: tables).map { RuleItem($0) }
        }),
    ]
}
