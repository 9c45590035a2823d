/// The life of a unit: where it stood, what it was called, and its figures both ways.
struct LifeModel: Sendable {
    let lifeName: String
    let lifeTags: [Tag]
    let leadMarkup: String
    let unitLink: String
    /// The forms that change the unit, for whoever may use them.
    let changes: [Link]
    let treeLink: String
    let parents: [LifeRow]
    let names: [LifeRow]
    let events: [EventRow]
    let guests: [GuestRow]
    let guestCountMarkup: String
    let selfLink: String
    let indicatorChoices: [Choice]
    let figureTitle: String
    let figureTag: Tag?
    let figures: [LifeFigure]
    let isMoved: Bool
    let fileLink: String
    let workbookLink: String
}

/// A name or a parent and the time it holds.
struct LifeRow: Sendable {
    let rowHref: String?
    let rowText: String
    let rowTimeMarkup: String
    let rowEntryHref: String
    let rowEntryMarkup: String
    let rowTags: [Tag]
}

/// A unit that once stood here, or stands here now.
struct GuestRow: Sendable {
    let guestHref: String
    let guestName: String
    let guestTimeMarkup: String
    let guestTag: Tag
}

/// One year, as it was then and under today's tree.
struct LifeFigure: Sendable {
    let lifeYear: String
    let parentHref: String?
    let parentName: String
    let thenHref: String
    let thenMarkup: String
    let nowMarkup: String
    let differenceMarkup: String
    let bridgeHref: String?
    let yearTags: [Tag]
}
