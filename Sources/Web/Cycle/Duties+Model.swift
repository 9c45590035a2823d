/// Who owes what by when.
struct DutiesModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let counts: [CountCard]
    let action: String
    let day: String
    let unitChoices: [Choice]
    let taskChoices: [Choice]
    let stateChoices: [Choice]
    let sort: String
    let columns: [Column]
    let rows: [DutyRow]
    let countMarkup: String
    let csvHref: String
    let resetHref: String
    let paging: Paging?
}

/// One duty.
struct DutyRow: Sendable {
    let dutyTitle: String
    let dutyUnit: String
    let dutyUnitHref: String?
    let dutySide: String
    let dutyDueMarkup: String
    let dutyNoteMarkup: String?
    let dutyTag: Tag
    let dutyDoneMarkup: String?
}

/// The way through a long list.
struct Paging: Sendable {
    let pageMarkup: String
    let previousHref: String?
    let nextHref: String?
}
