/// The organization on one day, or on two beside one another.
struct TreeModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let simulatedTag: Tag?
    let selfLink: String
    let date, compare, typed, at: String
    let todayLink: String
    let presets: [Link]
    let registerLink: String?
    let fault: Fault?
    let trees: [TreePanel]
    let isPair: Bool
    let hits: TreeHits?
    let differences: TreeDifferences?
    let announced: [AnnouncedRow]
    let days: [TreeDay]
    let dayCountMarkup: String
    let newerLink, olderLink: String?
}

/// The tree of one day.
struct TreePanel: Sendable {
    let panelId: String
    let panelTitleMarkup: String
    let panelCountMarkup: String
    let panelTreeMarkup: String
}

/// What a search found on the day.
struct TreeHits: Sendable {
    let hitCountMarkup: String
    let hitRows: [TreeHit]
}

/// A unit found.
struct TreeHit: Sendable {
    let hitHref: String
    let hitName: String
    let hitPath: String
    let hitTags: [Tag]
    let branchHref: String
}

/// What differs between the two days.
struct TreeDifferences: Sendable {
    let differenceCountMarkup: String
    let differenceFile: String
    let differenceWorkbook: String
    let differenceRows: [TreeDifferenceRow]
}

/// One unit that differs.
struct TreeDifferenceRow: Sendable {
    let differenceHref: String
    let differenceName: String
    let differenceTag: Tag
    let differenceFrom: String
    let differenceTo: String
}

/// An event that is announced and has not taken effect.
struct AnnouncedRow: Sendable {
    let announcedDateMarkup: String
    let announcedTextMarkup: String
    let announcedHref: String
    let announcedUnit: String
    let announcedTags: [Tag]
    let entryHref: String
    let entryMarkup: String
    let withdrawHref: String?
}

/// A day on which the organization changed.
struct TreeDay: Sendable {
    let dayHref: String
    let dayMarkup: String
    let dayTextMarkup: String
    let dayTags: [Tag]
}
