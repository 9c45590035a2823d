/// Something that is owed and not yet done, as values without words.
public struct Due: Sendable, Hashable {
    /// What is owed; the raw value is its permanent word.
    public enum Task: String, CaseIterable, Sendable {
        /// The unit is to propose its terms.
        case proposeTerms = "propose_terms"
        /// The unit is to accept or decline what another unit's proposal (`subject`: its number) waits for.
        case answerDependency = "answer_dependency"
        /// The unit's proposal (`subject`: its number) is to be vetted: by an evaluator or a statistician.
        case vetTerms = "vet_terms"
        /// The unit's current proposal (`subject`: its number) waits for a signature.
        case signTerms = "sign_terms"
        /// The unit is to report figures for a period (`subject`: the period).
        case submitReturn = "submit_return"
        /// The unit is to review a quarter (`subject`: 1 to 3).
        case recordFollowUp = "record_follow_up"
        /// The unit is to submit its self-assessment.
        case submitSelfAssessment = "submit_self_assessment"
        /// The unit is to be rated.
        case rateUnit = "rate_unit"
        /// The annual meeting is to be recorded.
        case holdMeeting = "hold_meeting"
        /// The next year's priorities are to be set (`subject`: that year).
        case setPriorities = "set_priorities"
        /// A decision without objective is to be carried into the roadmap (`subject`: its number).
        case adoptObjective = "adopt_objective"
        /// The year's report is to be published.
        case publishReport = "publish_report"
    }

    /// Where the duty stands on the day asked for.
    public enum State: String, Sendable {
        case toCome = "to_come"
        case open, overdue
    }

    /// What is owed, in which year.
    public let task: Task
    public let year: Int
    /// The unit it concerns; nil where it concerns the institution.
    public let unit: String?
    /// What exactly, see `Task`.
    public let subject: String?
    /// First day on which it can be done and last day in time; ISO.
    public let starts, due: String
    /// Where it stands.
    public let state: State

    /// A duty of the register that is not yet done.
    init?(_ duty: Duty) {
        switch duty.state {
        case .done, .doneLate: return nil
        case .toCome: state = .toCome
        case .open: state = .open
        case .overdue: state = .overdue
        }
        (task, year, unit, subject, starts, due) = (duty.task, duty.year, duty.unit, duty.subject, duty.starts, duty.due)
    }
}
