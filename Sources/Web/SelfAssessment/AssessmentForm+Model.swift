/// The form in which a unit writes its self-assessment.
struct AssessmentFormModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let phaseTag: Tag
    let fault: Fault?
    let conflict: ConflictModel?
    /// What the script needs: where to save, whose text it is, what to say.
    let action: String
    let draftAction: String
    let owner: String
    let seen: String
    let savedMarkup: String
    let hidden: FormFields
    let sections: [FormSection]
    let indicators: [Choice]
    let evidenceLink: String
    let viewLink: String
    let workbookLink: String
    let workbookHidden: FormFields
    let changesMarkup: String?
    let saidSaving: String
    let saidSaved: String
    let saidOffline: String
    let saidConflict: String
}

/// Somebody else's text beside one's own.
struct ConflictModel: Sendable {
    let conflictMarkup: String
    let differences: [DifferenceRow]
}

/// A field in which the two texts differ.
struct DifferenceRow: Sendable {
    let differencePlace: String
    let ownText: String
    let theirText: String
}

/// The rows of one commitment, or of the year as a whole.
struct FormSection: Sendable {
    let sectionCode: String
    let sectionName: String
    let sectionDetailMarkup: String
    let rows: [FormRow]
    let adds: [AddButton]
}

/// A button that adds a row.
struct AddButton: Sendable {
    let addValue: String
    let addText: String
}

/// One statement in the form.
struct FormRow: Sendable {
    let row: String
    let rowLegend: String
    let kindValue: String
    let commitmentValue: String
    let rowTags: [Tag]
    let ar: String
    let fr: String
    let en: String
    let cites: [CiteField]
    let files: [FileChoice]
    /// The files filed for other commitments, folded, and how many.
    let moreFiles: [FileChoice]
    let moreFilesMarkup: String
    /// Set for a challenge and a constraint.
    let difficulty: DifficultyFields?
    let hasNoFiles: Bool
}

/// A field for a cited figure.
struct CiteField: Sendable {
    let citeName: String
    let citeLabel: String
    let citeValue: String
}

/// What a difficulty says besides.
struct DifficultyFields: Sendable {
    let taxons: [Choice]
    let severities: [Choice]
    let units: [Choice]
    let outside: String
}
