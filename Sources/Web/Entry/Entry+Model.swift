/// The page on which a unit fills in a form for a period.
struct ReturnEntryModel: Sendable {
    let titleMarkup: String
    let helpText: String?
    let leadMarkup: String
    let headTags: [Tag]
    let doneMarkup: String?
    /// Why the period can only be read, and that a draft waits until it is opened again.
    let lockNote: SheetNote?
    let keptMarkup: String?
    /// Whether figures can be typed.
    let isOpen: Bool
    let fault: Fault?
    let refusals: RefusalNote?
    let conflict: ConflictModel?
    /// What the script needs: where to save, whose text it is, what to say.
    let action: String
    let draftAction: String
    let owner: String
    let seen: String
    /// The address whose text on the device is no draft any more, right after a submission.
    let submitted: String?
    let savedMarkup: String
    let hidden: FormFields
    let keys: [EntryKey]
    let sections: [EntrySection]
    let details: [EntryDetail]
    let preview: EntryPreview?
    let cellChoices: [Choice]
    let pasteText: String
    let progressMarkup: String
    let changesMarkup: String
    let reasonText: String
    let needsReason: Bool
    let mayDiscard: Bool
    let workbookLink: String
    let workbookHidden: FormFields
    let previousLink: Link?
    let nextLink: Link?
    let saidSaving: String
    let saidSaved: String
    let saidOffline: String
    let saidConflict: String
    let saidUndo: String
}

/// What stands in the key above the grid.
struct EntryKey: Sendable {
    let keyStyle: String
    let keyText: String
}

/// The cells that would be refused, with a way to each.
struct RefusalNote: Sendable {
    let refusalTitle: String
    let refusalRows: [RefusalRow]
}

/// One refused cell.
struct RefusalRow: Sendable {
    let refusalHref: String
    let refusalPlace: String
    let refusalMarkup: String
}

/// A part of the form as a grid.
struct EntrySection: Sendable {
    let sectionId: String
    let sectionTitle: String
    let sectionHelp: String?
    let sectionColumns: [EntryColumn]
    let hasTotal: Bool
    let lines: [EntryLine]
}

/// A column's heading; past periods lead to their own page.
struct EntryColumn: Sendable {
    let columnText: String
    let columnHref: String?
    /// Left out on narrow screens.
    let isWide: Bool
}

/// A row of the grid.
struct EntryLine: Sendable {
    let lineName: String
    let lineUnit: String
    let lineHelp: String?
    let isRequired: Bool
    let lineCells: [EntryCell]
    /// The total's place and text; nil where the section has none.
    let lineTotal: EntryTotal?
}

/// A total at the end of a row.
struct EntryTotal: Sendable {
    let totalId: String
    let totalText: String
}

/// One place of the grid: a field, a value that stands, or nothing.
struct EntryCell: Sendable {
    let cellStyle: String
    let isWideCell: Bool
    let standing: String?
    let field: CellField?
    /// The way to the details of a cell that is only read.
    var reading: CellLink?
}

/// A way from a cell to its details.
struct CellLink: Sendable {
    let readingHref: String
    let readingLabel: String
}

/// A field of the grid.
struct CellField: Sendable {
    let fieldId: String
    let fieldName: String
    let fieldText: String
    let fieldLabel: String
    let isInvalid: Bool
    let fieldBlank: String
}

/// What belongs to one cell: its value, what is said about it, its earlier values, remark, precision and status.
struct EntryDetail: Sendable {
    let detailId: String
    let detailKey: String
    let detailPlace: String
    let detailValueMarkup: String
    let detailTag: Tag
    let detailHelp: String?
    let remark: EntryRemark?
    let sparkMarkup: String?
    let rangeMarkup: String
    let pastRows: [PastRow]
    /// Remark, precision and status of a figure that is only read.
    let detailFacts: [NamedFact]
    let noteText: String
    let precisionChoices: [Choice]
    let statusChoices: [Choice]
    let figureHref: String?
    let fieldHref: String
}

/// What is said about a cell, or an empty place for what the script may hear.
struct EntryRemark: Sendable {
    let remarkStyle: String
    let remarkMark: String
    let remarkMarkup: String
}

/// One earlier value.
struct PastRow: Sendable {
    let pastPeriod: String
    let pastValueMarkup: String
}

/// What a pasted block or a filled-in file would change, before it does.
struct EntryPreview: Sendable {
    let previewMarkup: String
    let previewRows: [BlockRow]
    /// The accepted values, for the button that takes them; nil when there is none.
    let block: String?
}

/// One value of a pasted block.
struct BlockRow: Sendable {
    let previewPlace: String
    let previewTyped: String
    let previewReadMarkup: String
    let previewTag: Tag
    let previewReasonMarkup: String
}
