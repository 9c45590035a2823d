import Acts

/// An act that belongs to a phase of the year: its check asks `Required.phase`, so it is refused outside the phase's dates (E1420).
/// Stating the phases puts the act into the matrix that people read; `PolicyMatrixTests` compares what is stated with what is checked.
public protocol PhasedAct: Act {
    /// The phases in which it may be done, in the order of the year.
    static var phases: [Phase] { get }
}

// One list, so that the year can be read at a glance. Negotiation goes on under an amendment, in the months of reporting.
extension ProposeTerms: PhasedAct { public static let phases = [Phase.terms] }
extension CascadeTerms: PhasedAct { public static let phases = [Phase.terms] }
extension CommentTerms: PhasedAct { public static let phases = [Phase.terms, .reporting] }
extension VetTerms: PhasedAct { public static let phases = [Phase.terms, .reporting] }
extension AcceptDependency: PhasedAct { public static let phases = [Phase.terms, .reporting] }
extension SignTerms: PhasedAct { public static let phases = [Phase.terms, .reporting] }
extension AmendTerms: PhasedAct { public static let phases = [Phase.reporting] }
extension SubmitSelfAssessment: PhasedAct { public static let phases = [Phase.selfAssessment] }
extension RateUnit: PhasedAct { public static let phases = [Phase.evaluation] }
extension SendBack: PhasedAct { public static let phases = [Phase.evaluation] }
extension DrawSample: PhasedAct { public static let phases = [Phase.evaluation] }
extension RecordSampleCheck: PhasedAct { public static let phases = [Phase.evaluation] }
extension FreezeDossier: PhasedAct { public static let phases = [Phase.evaluation, .meeting] }
extension HoldMeeting: PhasedAct { public static let phases = [Phase.meeting] }
extension RecordAttendance: PhasedAct { public static let phases = [Phase.meeting] }
extension RecordIntervention: PhasedAct { public static let phases = [Phase.meeting] }
extension RecordDecision: PhasedAct { public static let phases = [Phase.meeting] }
extension GiveGuidance: PhasedAct { public static let phases = [Phase.meeting] }
extension AnswerDifficulty: PhasedAct { public static let phases = [Phase.meeting, .roadmap, .followUp] }
extension AdoptObjective: PhasedAct { public static let phases = [Phase.roadmap] }
extension AdoptRoadmap: PhasedAct { public static let phases = [Phase.roadmap] }
extension ReopenRoadmap: PhasedAct { public static let phases = [Phase.roadmap] }
extension CloseDecision: PhasedAct { public static let phases = [Phase.roadmap] }
extension RefuseDecision: PhasedAct { public static let phases = [Phase.roadmap] }
extension ReviseObjective: PhasedAct { public static let phases = [Phase.roadmap, .followUp] }
extension ReportProgress: PhasedAct { public static let phases = [Phase.followUp] }
