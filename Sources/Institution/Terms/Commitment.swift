/// How a commitment's target is read.
public enum TargetType: String, CaseIterable, Sendable, Codable {
    /// The result reaches the target or exceeds it.
    case atLeast = "at_least"
    /// The result stays at the target or below.
    case atMost = "at_most"
    /// The result lies between target and target maximum, both included.
    case between
    /// The result equals the target.
    case exactly
    /// Something is done by a day.
    case milestone
    /// Described in words only.
    case text

    /// Whether attainment is computed from a number; otherwise the evaluator states it.
    public var isNumeric: Bool {
        switch self {
        case .atLeast, .atMost, .between, .exactly: true
        case .milestone, .text: false
        }
    }
}

/// A commitment as a unit proposes it. Decimals are texts such as `94.43`, days ISO texts.
public struct ProposedCommitment: Codable, Sendable, Hashable {
    /// Its code, unique in the year across all units.
    public var code: String
    /// The year's priority it serves.
    public var priority: String?
    /// What the unit commits to.
    public var text: Trilingual
    /// The indicator that measures it.
    public var indicator: String?
    /// Where the unit starts from.
    public var baseline: String?
    /// How the target is read.
    public var targetType: TargetType
    /// The target, or the lower bound of `between`.
    public var target: String?
    /// The upper bound of `between`.
    public var targetMax: String?
    /// Its share of the unit's terms in points, 1 to 100.
    public var weight: Int
    /// The day by which it is to be kept; without one, the end of the year.
    public var due: String?
    /// Codes of commitments, also of other units, that must be kept first.
    public var dependsOn: [String]?
    /// Five target levels from the lowest to the full one, strictly rising for `at_least`, strictly falling for `at_most`;
    /// the score is linear between them. Other types have none.
    public var levels: [String]?
    /// What will show that it was kept: a register, a report, minutes.
    public var evidence: Trilingual?
    /// The code of the unit's post that answers for it.
    public var owner: String?
    /// The code of the commitment of a unit above that it carries a share of.
    public var carries: String?

    /// A commitment.
    public init(
        code: String, priority: String? = nil, text: Trilingual, indicator: String? = nil, baseline: String? = nil,
        targetType: TargetType, target: String? = nil, targetMax: String? = nil, weight: Int, due: String? = nil,
        dependsOn: [String]? = nil, levels: [String]? = nil, evidence: Trilingual? = nil, owner: String? = nil,
        carries: String? = nil
    ) {
        self.code = code
        self.priority = priority
        self.text = text
        self.indicator = indicator
        self.baseline = baseline
        self.targetType = targetType
        self.target = target
        self.targetMax = targetMax
        self.weight = weight
        self.due = due
        self.dependsOn = dependsOn
        self.levels = levels
        self.evidence = evidence
        self.owner = owner
        self.carries = carries
    }
}

/// A commitment as it stands in a unit's terms of reference.
public struct Commitment: Sendable, Hashable {
    /// Number of the proposal it belongs to.
    public let proposal: Int64
    /// The year and the unit that is committed.
    public let year: Int
    public let unit: String
    /// What was proposed.
    public let terms: ProposedCommitment

    /// A commitment of a proposal.
    public init(proposal: Int64, year: Int, unit: String, terms: ProposedCommitment) {
        self.proposal = proposal
        self.year = year
        self.unit = unit
        self.terms = terms
    }

    /// Its code.
    public var code: String { terms.code }
    /// What the unit commits to.
    public var text: Trilingual { terms.text }
    /// Its share in points.
    public var weight: Int { terms.weight }
    /// Codes of the commitments that must be kept first.
    public var dependsOn: [String] { terms.dependsOn ?? [] }
}
