/// A part of the institution's year. The order of the cases is the order of the year.
public enum Phase: String, CaseIterable, Sendable, Codable {
    /// Units propose their commitments and sign them with the direction.
    case terms
    /// Units report figures.
    case reporting
    /// Units state achievements, challenges and constraints.
    case selfAssessment = "self_assessment"
    /// Evaluators rate the units.
    case evaluation
    /// The annual meeting.
    case meeting
    /// Decisions become objectives of the next year.
    case roadmap
    /// The annual report.
    case publication
    /// Decisions, objectives and recommendations are followed up.
    case followUp = "follow_up"

    /// Whether all units go through it together, so that no single unit can have other dates.
    public var isCommon: Bool { self == .meeting || self == .publication }
}

/// A phase with its first and last day.
public struct PhaseDates: Codable, Sendable, Hashable {
    /// The phase.
    public var phase: Phase
    /// First and last day, ISO, both included.
    public var starts, ends: String

    /// A phase from a first to a last day.
    public init(_ phase: Phase, starts: String, ends: String) {
        self.phase = phase
        self.starts = starts
        self.ends = ends
    }

    /// Whether the ISO day lies in the phase.
    public func contains(_ day: String) -> Bool { starts <= day && day <= ends }
}
