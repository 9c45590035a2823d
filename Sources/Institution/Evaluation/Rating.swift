import Acts

/// The institution's scale. A grade has a meaning of its own; no score turns into a grade by itself.
public enum Rating: String, CaseIterable, Sendable, Codable {
    /// Clearly exceeds the terms; the practice may serve as an example.
    case outstanding
    /// Keeps the terms in all that is essential.
    case good
    /// Keeps what is essential; points to improve are named.
    case adequate
    /// Keeps only a part; a dated plan is required.
    case requiresImprovement = "requires_improvement"
    /// A cause for concern; a recommendation is obligatory.
    case inadequate

    /// Whether the grade claims more than that a commitment is kept: an example to others, or a lack. Then its reason is required.
    public var needsReason: Bool {
        switch self {
        case .outstanding, .requiresImprovement, .inadequate: true
        case .good, .adequate: false
        }
    }

    /// The rating of a word from a form or file; throws `unknownRating`.
    public init(word: String) throws {
        guard let rating = Rating(rawValue: word) else {
            throw Failure(.unknownRating, ["value": String(word.prefix(40))])
        }
        self = rating
    }
}

/// Something the evaluator found.
public struct Finding: Codable, Sendable, Hashable {
    /// What sort of finding it is.
    public enum Kind: String, CaseIterable, Sendable, Codable {
        /// Worth spreading to other units.
        case goodPractice = "good_practice"
        /// Something to do better.
        case improvement
        /// A cause for concern: its text is the recommendation, with owner and date.
        case concern
    }

    /// What sort of finding it is.
    public var kind: Kind
    /// The finding, with what is recommended.
    public var text: Trilingual
    /// The unit that is to act, and by which ISO day; both are required of a concern.
    public var owner, due: String?

    /// A finding.
    public init(kind: Kind, text: Trilingual, owner: String? = nil, due: String? = nil) {
        self.kind = kind
        self.text = text
        self.owner = owner
        self.due = due
    }
}
