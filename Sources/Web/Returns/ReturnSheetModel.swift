/// One unit's figures of a period: what was reported, what the checks say, how far it has come, and what may be done now.
struct ReturnSheetModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let behindMarkup: String?
    let headTags: [Tag]
    let fault: Fault?
    let lockNote: SheetNote?
    let backNote: SheetNote?
    let facts: [NamedFact]
    let figures: [SheetFigure]
    let figureCountMarkup: String
    let absent: [Link]
    let stepEntries: [SheetEntry]
    let returnEntries: [SheetEntry]
    let inquiries: [SheetInquiry]
    let forms: SheetForms?
    let correction: CorrectionForm?
    let whyNot: String?
    let askLink: Link?
    let enterLink: String?
    let listLink: String
    let simulatedTag: Tag?
}

/// A note with what an official wrote.
struct SheetNote: Sendable {
    let noteText: String
    let noteLang: String
    let noteDetailMarkup: String
}

/// A figure in force with its verdicts.
struct SheetFigure: Sendable {
    let figureName: String
    let figureHref: String
    let valueMarkup: String
    let valueTags: [Tag]
    let expectedMarkup: String
    let verdicts: [SheetVerdict]
    let revisionMarkup: String?
    let correctHref: String?
    let askHref: String?
}

/// What a check says.
struct SheetVerdict: Sendable {
    let verdictTag: Tag
    let verdictMarkup: String
}

/// Something that was done, with who and when.
struct SheetEntry: Sendable {
    let entryTag: Tag
    let entryText: String?
    let entryLang: String
    let entryDetailMarkup: String
}

/// A question about one of the figures.
struct SheetInquiry: Sendable {
    let inquiryHref: String
    let inquiryText: String
    let inquiryLang: String
    let inquiryTag: Tag
    let inquiryDetailMarkup: String
}

/// The steps open to the reader.
struct SheetForms: Sendable {
    let through: String
    let verify: StepForm?
    let accept: StepForm?
    let back: StepForm?
}

/// A form of one step.
struct StepForm: Sendable {
    let stepAction: String
    let hidden: FormFields
    let reason: String
}

/// The form that corrects a figure.
struct CorrectionForm: Sendable {
    let correctionAction: String
    let hidden: FormFields
    let figure: String
    let figureName: String
    let oldMarkup: String
    let value: String
    let statusChoices: [Choice]
    let precisionChoices: [Choice]
    let note: String
    let reason: String
    let needsReason: Bool
}
