/// What became of a commitment.
public enum CommitmentStatus: String, CaseIterable, Sendable, Codable {
    /// The target itself is met; never the effect of rounding.
    case reached
    /// Not met, but at least nine tenths of the way.
    case near
    /// Some of the way.
    case partial
    /// None of the way.
    case missed
    /// There is no result. Counts as nothing in the score, and shows.
    case noData = "no_data"
}

/// One line of a score's derivation.
public struct DerivationLine: Codable, Sendable, Hashable {
    /// Code of the commitment.
    public var commitment: String
    /// The result as a decimal such as `94.43`; for milestones and texts the evaluator's own short words. Nil: no data.
    public var result: String?
    /// What became of the commitment.
    public var status: CommitmentStatus
    /// How far it is kept; nil without data.
    public var attainment: Attainment?
    /// Its weight in points.
    public var weight: Int

    /// A line; ordinarily made by `Scoring`.
    public init(
        commitment: String, result: String?, status: CommitmentStatus, attainment: Attainment?, weight: Int
    ) {
        self.commitment = commitment
        self.result = result
        self.status = status
        self.attainment = attainment
        self.weight = weight
    }
}

/// A score with all that it was made from.
public struct Derivation: Codable, Sendable, Hashable {
    /// One line a commitment, in the order of the terms.
    public let lines: [DerivationLine]
    /// The score.
    public let score: Score
}
