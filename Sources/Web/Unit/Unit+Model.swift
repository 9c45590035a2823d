/// A unit: its figures, commitments, difficulties, history, and its place in the tree.
struct UnitModel: Sendable {
    let unitName: String
    let unitTags: [Tag]
    let coverageMarkup: String
    let selfLink: String
    let searchLink: String
    let firstAction: Link?
    let secondAction: Link?
    let treeChoices: [Choice]
    let periodChoices: [Choice]
    let cards: [FigureCard]
    let notes: [Note]
    let commitmentsTitleMarkup: String
    let compositeMarkup: String?
    let commitments: [CommitmentRow]
    let termsLink: String
    let chart: UnitChart?
    let indicatorCountMarkup: String
    /// The pivot of the unit and those below.
    let analysisLink: String
    let columns: [Column]
    let indicators: [IndicatorRow]
    let childrenNoteMarkup: String
    let children: [ChildRow]
    let difficulties: [DifficultyRow]
    let treeMarkup: String
    let treeNoteMarkup: String
    let treeTag: Tag?
    let treeSwitch: Link?
    let lifeLink: String
    let history: [EventRow]
    let facts: [Fact]
}

/// One choice of a list.
struct Choice: Sendable {
    let choiceValue: String
    let choiceText: String
    let isChosen: Bool
}

/// The unit's first series as a line.
struct UnitChart: Sendable {
    let chartTitle: String
    let chartHref: String
    let chartNoteMarkup: String
    let chartMarkup: String
}

/// A column of a table that can be sorted by links.
struct Column: Sendable {
    let columnName: String
    let columnClass: String
    /// Where a click on the head leads; nil for a column that does not sort.
    let columnHref: String?
    /// `ascending` or `descending` for the column in force.
    let columnSort: String?
}

/// An indicator in a table.
struct IndicatorRow: Sendable {
    let indicatorHref: String
    let indicatorName: String
    let indicatorValueMarkup: String
    let indicatorUnit: String
    let indicatorChangeMarkup: String
    let indicatorTags: [Tag]
    let indicatorCoverageMarkup: String
}

/// A unit directly below.
struct ChildRow: Sendable {
    let childHref: String
    let childName: String
    let childKind: String
    let childBelow: String
    let childCoverageMarkup: String
}

/// A challenge or a constraint.
struct DifficultyRow: Sendable {
    let difficultyTitle: String
    let difficultyTextMarkup: String?
    let difficultyTags: [Tag]
}

/// An event in the life of a unit.
struct EventRow: Sendable {
    let eventState: String
    let eventDateMarkup: String
    let eventTextMarkup: String
}

/// A name and its value.
struct Fact: Sendable {
    let factName: String
    let factMarkup: String
}
