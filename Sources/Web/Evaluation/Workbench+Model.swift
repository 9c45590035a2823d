import Institution

/// The workbench of a unit's evaluation: dossier, rating form or rating, derivation, sample, procedure, approval, history.
struct WorkbenchModel: Sendable {
    let titleMarkup: String
    let headTags: [Tag]
    let headDetailMarkup: String
    let unitHref: String
    let notices: [Note]
    let fault: Fault?
    /// The address whose text on the device is no draft any more, right after the rating was signed, and whose text it is.
    let submitted: String?
    let official: String
    let ratingForm: RatingForm?
    let cards: [CommitmentCard]
    let judgement: JudgementPanel?
    let derivation: DerivationPanel?
    let samplePanel: SamplePanel?
    let procedure: ProcedurePanel?
    let approval: ApprovalPanel?
    let backForm: BackForm?
    let statements: [AssessmentEntry]
    let statementsDetailMarkup: String
    let changes: [ChangeRow]
    let changesDetailMarkup: String?
    let spread: SpreadPanel?
    let separationNote: Note
    let history: [EventRow]
}

/// A form's frame: where it goes and its hidden fields.
struct FormFrame: Sendable {
    let action: String
    let hidden: FormFields
}

/// A commitment with what speaks for it, and where it may be judged the fields to judge it.
struct CommitmentCard: Sendable {
    let anchor: String
    let codeMarkup: String
    let cardTitle: String
    let resultMarkup: String
    let resultTag: Tag?
    let drawingMarkup: String?
    let drawingNoteMarkup: String
    let quotes: [Quote]
    let evidence: [Link]
    /// The fields to judge it; nil for readers.
    let fields: CardFields?
    /// The judgement in force; nil before it.
    let verdict: Verdict?
}

/// What the unit says of a commitment.
struct Quote: Sendable {
    let quoteText: String
    let quoteTag: Tag
    let quoteSourceMarkup: String
    /// The files it cites.
    let supports: [SupportRow]
}

/// The judgement of one commitment.
struct Verdict: Sendable {
    let verdictGrade: String
    let verdictReason: String?
    let verdictLang: String
}

/// The fields that judge a commitment.
struct CardFields: Sendable {
    let name: String
    let grades: [GradeChoice]
    let reason: String
    /// Where no figure gives the result: its field's value. `isShare` for milestones and texts.
    let typed: TypedResult?
}

/// A result that no figure gives.
struct TypedResult: Sendable {
    let typedName: String
    let typedLabel: String
    let typedHint: String
    let typedValue: String
    let isNumber: Bool
    /// What was done, in the evaluator's words, for milestones and texts.
    let noteName: String?
    let noteValue: String
}

/// One grade of the scale as a radio card.
struct GradeChoice: Sendable {
    let gradeValue: String
    let gradeName: String
    let gradeMeaning: String
    let isChosen: Bool
}

/// The whole rating's fields.
struct RatingForm: Sendable {
    let frame: FormFrame
    /// What the script needs to keep the draft, and what became of it.
    let draftAction: String
    let draftOwner: String
    let seen: String
    let savedMarkup: String
    let conflict: ConflictModel?
    let mayDiscard: Bool
    let saidSaving: String
    let saidSaved: String
    let saidOffline: String
    let saidConflict: String
    let overall: [GradeChoice]
    let findingRows: [FindingFields]
    let answerBy: String
    let scoreMarkup: String
}

/// The fields of one finding.
struct FindingFields: Sendable {
    let findingName: String
    let findingNumber: String
    let kinds: [Choice]
    let textAr: String
    let textFr: String
    let textEn: String
    let owner: String
    let due: String
}

/// The rating in force.
struct JudgementPanel: Sendable {
    let gradeTag: Tag
    let gradeMeaning: String
    let scoreMarkup: String?
    let byMarkup: String
    let findings: [FindingRow]
}

/// A finding.
struct FindingRow: Sendable {
    let findingText: String
    let findingDetailMarkup: String?
    let findingTag: Tag
}

/// How the score came about.
struct DerivationPanel: Sendable {
    let derivationTitle: String
    let isWhatIf: Bool
    let lines: [DerivationLineRow]
    let whatIf: [WhatIfField]
    let whatIfAction: String
    let resetLink: String?
    let comparisonMarkup: String?
}

/// A line of the derivation.
struct DerivationLineRow: Sendable {
    let lineClass: String
    let lineNameMarkup: String
    let lineWeightMarkup: String
    let lineTargetMarkup: String
    let lineValueMarkup: String
    let lineRuleMarkup: String
    let lineShareMarkup: String
    let linePointsMarkup: String
}

/// A value that may be tried out.
struct WhatIfField: Sendable {
    let whatIfName: String
    let whatIfLabelMarkup: String
    let whatIfValue: String
}

/// The sample of figures to check on site.
struct SamplePanel: Sendable {
    let sampleTag: Tag
    let leadMarkup: String
    let seedRows: [Fact]
    let sampleFigures: [SampleRow]
    let drawForm: DrawForm?
    let checkFrame: FormFrame?
    let sampleNumber: String
}

/// A drawn figure.
struct SampleRow: Sendable {
    let rowNumber: String
    let rowNameMarkup: String
    let rowHref: String
    let rowValueMarkup: String
    let rowOutcome: Tag
    let rowRemark: String?
    let rowFieldName: String
    let outcomes: [Choice]
    let foundValue: String
    let remarkValue: String
    let isOpen: Bool
}

/// The fields that draw a sample.
struct DrawForm: Sendable {
    let frame: FormFrame
    let size: String
    let most: String
}

/// What followed the rating.
struct ProcedurePanel: Sendable {
    let procedureTag: Tag
    let leadMarkup: String
    let entries: [ProcedureEntry]
    let ratingNumber: String
    let answerForm: AnswerForm?
    let conclusionForm: ConclusionForm?
    let appealForm: AppealForm?
    let decisionForm: DecisionForm?
}

/// An answer, a conclusion, an appeal or its decision.
struct ProcedureEntry: Sendable {
    let entryTitle: String
    let entryText: String?
    let entryLang: String
    let entryDetailMarkup: String
    let entryTag: Tag
}

/// The unit's answer.
struct AnswerForm: Sendable {
    let frame: FormFrame
    let positions: [Choice]
    let text: String
}

/// The end of the time to answer.
struct ConclusionForm: Sendable {
    let frame: FormFrame
    let appealBy: String
}

/// The appeal.
struct AppealForm: Sendable {
    let frame: FormFrame
    let grounds: String
}

/// The decision on an appeal.
struct DecisionForm: Sendable {
    let frame: FormFrame
    let outcomes: [Choice]
    let grades: [Choice]
    let reason: String
    let until: String
}

/// The approval, and what it is bound to.
struct ApprovalPanel: Sendable {
    let approvalTag: Tag
    let leadMarkup: String
    let contents: [Fact]
    let approveForm: ApproveForm?
}

/// The button that approves exactly what the page shows.
struct ApproveForm: Sendable {
    let frame: FormFrame
    let digest: String
}

/// The form that sends a self-assessment back.
struct BackForm: Sendable {
    let frame: FormFrame
    let assessment: String
    let reason: String
    let until: String
}

/// Something that changed since the reviewer's last act.
struct ChangeRow: Sendable {
    let changeTitle: String
    let changeMarkup: String
}

/// How the evaluators' posts spread their grades.
struct SpreadPanel: Sendable {
    let bars: [SpreadBar]
    let key: [SpreadKey]
    let calibrationLink: String
}

/// One post's grades as a bar.
struct SpreadBar: Sendable {
    let barName: String
    let barCountMarkup: String
    let barDriftMarkup: String
    let barMarkup: String
}

/// A grade's colour and name.
struct SpreadKey: Sendable {
    let keyClass: String
    let keyName: String
}
