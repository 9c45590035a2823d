import Acts

/// What a part of the interface shows. A reading scope names one, `read:figures`, or all of them, `read:*`.
public enum ReadingArea: String, CaseIterable, Sendable, Codable {
    case institution, units, indicators, figures, cycles, terms, assessments, evaluations, meetings, roadmap, ledger
}

/// One thing an integration may do: read an area, or do a kind of act.
public enum IntegrationScope: Hashable, Sendable {
    case read(ReadingArea)
    case readAll
    case act(String)
    case actAll

    /// The scope written `read:figures`, `read:*`, `act:SubmitReturn` or `act:*`; throws `unknownScope` for another.
    public init(_ text: String) throws {
        let halves = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let refusal = Failure(.unknownScope, ["value": String(text.prefix(80))])
        guard halves.count == 2 else { throw refusal }
        switch (halves[0], halves[1]) {
        case ("read", "*"): self = .readAll
        case ("act", "*"): self = .actAll
        case ("read", let word):
            guard let area = ReadingArea(rawValue: word) else { throw refusal }
            self = .read(area)
        case ("act", let kind):
            guard Schema.catalogue[kind] != nil else { throw refusal }
            self = .act(kind)
        default: throw refusal
        }
    }

    /// As written.
    public var text: String {
        switch self {
        case .read(let area): "read:\(area.rawValue)"
        case .readAll: "read:*"
        case .act(let kind): "act:\(kind)"
        case .actAll: "act:*"
        }
    }

    /// Whether it lets something be done, not only read.
    public var isActing: Bool {
        switch self {
        case .act, .actAll: true
        case .read, .readAll: false
        }
    }

    /// Whether whoever holds this scope holds the other one too.
    public func covers(_ other: IntegrationScope) -> Bool {
        switch (self, other) {
        case (.readAll, .read), (.actAll, .act): true
        default: self == other
        }
    }
}
