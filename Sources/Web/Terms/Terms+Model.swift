/// The list of a year's terms, unit by unit.
struct TermsListModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let simulatedTag: Tag?
    let counts: [CountCard]
    let listAction: String
    let search: String
    let sortWord: String
    let stateChoices: [Choice]
    let termsColumns: [TermsColumn]
    let termsRows: [TermsListRow]
    let shownMarkup: String
    let previousLink: String?
    let nextLink: String?
    let ownLink: Link?
    let coverageLink: String
    let assignLink: String?
}

/// A head of the list, with the link that sorts by it.
struct TermsColumn: Sendable {
    let termsColumnName: String
    let termsColumnClass: String
    let termsColumnHref: String
    let termsColumnSort: String?
}

/// One unit of the list.
struct TermsListRow: Sendable {
    let termsHref: String
    let termsUnit: String
    let termsAbove: String
    let termsTags: [Tag]
    let termsCountMarkup: String
    let termsDateMarkup: String
}

/// The terms of one unit, as they stand, with all that was said and done about them.
struct TermsPageModel: Sendable {
    let titleMarkup: String
    let stateTags: [Tag]
    let stateMarkup: String
    let simulatedTag: Tag?
    let editLink: Link?
    let listLink: String
    let fault: Fault?
    let amendment: AmendmentPanel?
    let reason: AmendmentPanel?
    let commitmentRows: [TermsCommitmentRow]
    let lintMarkup: String?
    let comments: [TermsRemark]
    let commentForm: TermsForm?
    let vettings: [TermsRemark]
    let vettingForm: TermsForm?
    let waits: [TermsWait]
    let asked: [TermsWait]
    let signatures: [TermsRemark]
    let signatureForm: TermsForm?
    let missingSigns: [String]
    let assigned: [TermsRemark]
    let versions: [TermsVersionRow]
    let compareLink: String?
}

/// An amendment that waits, or why one was made.
struct AmendmentPanel: Sendable {
    let amendmentTextMarkup: String
    let amendmentLink: Link?
}

/// A commitment with what belongs to it.
struct TermsCommitmentRow: Sendable {
    let commitmentAnchor: String
    let commitmentRow: CommitmentRow
    let commitmentFacts: [TermsFact]
}

/// A name and a value.
struct TermsFact: Sendable {
    let termsFactName: String
    let termsFactMarkup: String
}

/// Something said or done, with who and when.
struct TermsRemark: Sendable {
    let remarkAbout: String?
    let remarkWords: String
    let remarkLang: String
    let remarkTags: [Tag]
    let remarkByMarkup: String
}

/// A form on a proposal, with what was typed when it was refused.
struct TermsForm: Sendable {
    let formAction: String
    let proposalNumber: String
    let hidden: FormFields
    let typedText: String
    let formChoices: [Choice]
}

/// A commitment that waits for one of another unit.
struct TermsWait: Sendable {
    let waitTextMarkup: String
    let waitTags: [Tag]
    let waitRemark: TermsRemark?
    let waitForm: TermsWaitForm?
}

/// The answer to it.
struct TermsWaitForm: Sendable {
    let waitAction: String
    let waitProposal: String
    let waitCode: String
    let waitOther: String
    let waitField: String
    let waitHidden: FormFields
}

/// A version in the history.
struct TermsVersionRow: Sendable {
    let versionMarkup: String
    let versionTags: [Tag]
    let versionReason: String?
    let versionCompare: String?
}

/// A finding of lint in words.
struct LintLine: Sendable {
    let lintTag: Tag
    let lintTextMarkup: String
    let lintHref: String?
}
