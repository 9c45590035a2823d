/// The page where terms are drafted.
struct TermsEditorModel: Sendable {
    let titleMarkup: String
    let editorLeadMarkup: String
    let editAction: String
    let hidden: FormFields
    /// The revision of the draft that the page was made from.
    let seen: String
    let savedMarkup: String
    let fault: Fault?
    let conflict: ConflictPanel?
    let isAmendment: Bool
    let reasonAr: String
    let reasonFr: String
    let reasonEn: String
    let lintCountMarkup: String
    let wholeFindings: [LintLine]
    let rowFindingsShort: [LintLine]
    let hasErrors: Bool
    let sumMarkup: String
    let editorRows: [EditorRow]
    let assignedRows: [AssignedRow]
    let indicatorList: [Choice]
    let codeList: [Choice]
    let proposeWord: String
    let viewLink: String
    let workbookLink: String
    let workbookAction: String
    let workbookHidden: FormFields
}

/// What two people typed, side by side.
struct ConflictPanel: Sendable {
    let conflictMarkup: String
    let conflictLines: [VersionLine]
}

/// A commitment in the editor.
struct EditorRow: Sendable {
    let rowIndex: String
    let rowNumberMarkup: String
    let rowTitle: String
    let code: String
    let textAr: String
    let textFr: String
    let textEn: String
    let indicator: String
    let baseline: String
    let target: String
    let targetMax: String
    let weight: String
    let due: String
    let dependsOn: String
    let carries: String
    let evidenceAr: String
    let evidenceFr: String
    let evidenceEn: String
    let levelFields: [LevelField]
    let typeChoices: [Choice]
    let priorityChoices: [Choice]
    let ownerChoices: [Choice]
    let rowFindings: [LintLine]
    let isOpen: Bool
    let removeLabel: String
}

/// One of five levels.
struct LevelField: Sendable {
    let levelName: String
    let levelNumber: String
    let levelValue: String
}

/// A commitment proposed from above that the draft lacks.
struct AssignedRow: Sendable {
    let assignedCode: String
    let assignedText: String
    let assignedMarkup: String
}

/// Two versions side by side.
struct TermsVersionsModel: Sendable {
    let titleMarkup: String
    let versionsLead: String
    let beforeMarkup: String
    let afterMarkup: String
    let versionsAction: String
    let beforeChoices: [Choice]
    let afterChoices: [Choice]
    let versionLines: [VersionLine]
    let sameCountMarkup: String
    let viewLink: String
}

/// What differs in one commitment.
struct VersionLine: Sendable {
    let lineCode: String
    let lineTag: Tag
    let lineFields: [VersionField]
}

/// One field before and after.
struct VersionField: Sendable {
    let versionFieldName: String
    let versionBeforeMarkup: String
    let versionAfterMarkup: String
}
