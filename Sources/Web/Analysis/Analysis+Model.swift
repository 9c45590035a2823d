/// An analysis: the form that asks, what it found as charts and table, and the ways to keep it.
struct AnalysisModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let simulatedTag: Tag?
    let tabs: [AnalysisTab]
    let fault: Fault?
    let action: String
    let fields: [AnalysisField]
    let checksTitle: String?
    let checksAreOpen: Bool
    let checks: [AnalysisCheck]
    let notes: [Note]
    let panels: [AnalysisPanel]
    let multiples: [AnalysisPanel]
    let multiplesNote: String?
    let found: AnalysisFound?
    let proof: String?
    let keep: KeepForm?
    let placing: PlacingForm?
}

/// The way to another analysis.
struct AnalysisTab: Sendable {
    let tabHref: String
    let tabText: String
    let tabCurrent: String?
}

/// A field of the form.
struct AnalysisField: Sendable {
    let fieldId: String
    let fieldName: String
    let fieldLabel: String
    let fieldHint: String?
    let fieldValue: String
    let choices: [Choice]
    let isChoice: Bool
    let isInput: Bool

    /// A field that is typed.
    init(_ name: String, _ label: String, value: String, hint: String?) {
        (fieldId, fieldName, fieldLabel, fieldHint, fieldValue) = ("f-\(name)", name, label, hint, value)
        (choices, isChoice, isInput) = ([], false, true)
    }

    /// A field that is chosen from a list.
    init(_ name: String, _ label: String, choices: [Choice]) {
        (fieldId, fieldName, fieldLabel, fieldHint, fieldValue) = ("f-\(name)", name, label, nil, "")
        (self.choices, isChoice, isInput) = (choices, true, false)
    }
}

/// A box of the form.
struct AnalysisCheck: Sendable {
    let checkName: String
    let checkText: String
    let isChecked: Bool
}

/// A chart with its name.
struct AnalysisPanel: Sendable {
    let panelId: String
    let panelTitle: String
    var panelHref: String?
    var panelNoteMarkup: String?
    let panelMarkup: String
    /// Room for the axis of a line.
    var isPlot = false
}

/// The table with its files.
struct AnalysisFound: Sendable {
    let tableCaption: String
    let tableClass: String
    let countMarkup: String
    let columns: [Column]
    let rows: [AnalysisRow]
    let csvHref: String
    let workbookHref: String
    let emptyText: String
    let footMarkup: String?
}

/// A row of the table.
struct AnalysisRow: Sendable {
    let rowClass: String
    let rowHeads: [AnalysisRowCell]
    let rowCells: [AnalysisRowCell]
}

/// A cell of it.
struct AnalysisRowCell: Sendable {
    let cellClass: String
    let cellMarkup: String
}

/// The form that keeps the view.
struct KeepForm: Sendable {
    let keepAction: String
    let hidden: FormFields
    let keepKind: String
    let keepQuery: String
    let keepName: String
    let isKeptForAll: Bool
    let addressText: String
}

/// The form that puts a unit on the map.
struct PlacingForm: Sendable {
    let placeAction: String
    let hidden: FormFields
    let placeUnits: [Choice]
    let latitude: String
    let longitude: String
    let placeSource: String
    let isPlaceOpen: Bool
}

/// The entrance: what can be asked, and the views that are kept.
struct AnalysisIndexModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let kinds: [AnalysisKindRow]
    let viewCountMarkup: String
    let views: [SavedViewRow]
    let removeAction: String
}

/// An analysis to begin.
struct AnalysisKindRow: Sendable {
    let kindHref: String
    let kindName: String
    let kindText: String
}

/// A view that is kept.
struct SavedViewRow: Sendable {
    let viewHref: String
    let viewName: String
    let viewDetailMarkup: String
    let viewTags: [Tag]
    /// The hidden fields of the form that removes it; nil for another's.
    let removal: FormFields?
}
