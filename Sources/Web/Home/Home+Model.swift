/// What awaits the reader, and the year at a glance.
struct HomeModel: Sendable {
    /// Today and how far the annual meeting is.
    let todayMarkup: String
    let dueCountMarkup: String
    let due: [DueRow]
    let unitLink: String
    let escalated: EscalatedPanel?
    let yearLine: YearLineModel?
    let commitments: [CommitmentRow]
    let compositeMarkup: String?
    let commitmentNote: String?
    let commitmentTag: Tag?
    let termsLink: String
    /// The year the commitments are of.
    let commitmentYear: String
    let figuresScopeMarkup: String
    let cards: [FigureCard]
    let notes: [Note]
}

/// One thing that is owed.
struct DueRow: Sendable {
    let dueTitle: String
    let dueWhyMarkup: String
    let dueWhen: Tag
    let dueTags: [Tag]
    let dueHref: String
    let dueButton: String
    /// The first row carries the page's one primary button.
    let isFirst: Bool
}

/// The drawing of the year with the day on which its values close.
struct YearLineModel: Sendable {
    let closingMarkup: String
    let drawingMarkup: String
}
