import Storage

/// The year as pages show it at their head: seven steps with their dates and state.
public enum Timeline {
    /// A step; the raw value is its permanent word.
    public enum Step: String, CaseIterable, Sendable {
        case terms, figures
        case selfAssessment = "self_assessment"
        case evaluation, meeting, roadmap, report

        /// The phase that gives the step its dates.
        public var phase: Phase {
            switch self {
            case .terms: .terms
            case .figures: .reporting
            case .selfAssessment: .selfAssessment
            case .evaluation: .evaluation
            case .meeting: .meeting
            case .roadmap: .roadmap
            case .report: .publication
            }
        }
    }

    /// Where a step stands on a day. Dates decide, not zeal: a meeting held early is `done` when its day has passed.
    public enum State: String, Sendable {
        case done, current
        case toCome = "to_come"
    }

    /// A step with its first and last day (ISO, both included) and its state on the day asked for.
    public struct Entry: Sendable, Hashable {
        /// The step.
        public let step: Step
        /// Its first and last day.
        public let starts, ends: String
        /// Where it stands.
        public let state: State
    }

    /// The steps of a year as on an ISO day, under the dates in force for all units; empty when the year has no cycle.
    public static func entries(year: Int, on day: String, in tables: any Connection) throws -> [Entry] {
        let phases = try YearCalendar(year: year, in: tables).phases
        return Step.allCases.compactMap { step in
            guard let dates = phases.first(where: { $0.phase == step.phase }) else { return nil }
            let state: State = day > dates.ends ? .done : day < dates.starts ? .toCome : .current
            return Entry(step: step, starts: dates.starts, ends: dates.ends, state: state)
        }
    }
}
