/// Why this number: everything a figure rests on.
struct FigureModel: Sendable {
    let figureTitle: String
    let valueMarkup: String
    let valueClass: String
    let valueUnit: String?
    let figureTags: [Tag]
    let coverageMarkup: String
    let figureSeal: Seal?
    let notes: [Note]
    let revisionsTitle: String
    let revisions: [RevisionRow]
    let lastRevision: String
    let bridgeLink: String
    let chart: FigureChart?
    let formulaMarkup: String
    let inputsTitle: String
    let inputsTag: Tag?
    let inputColumns: [Column]
    let inputs: [InputRow]
    let coverageNoteMarkup: String?
    let series: [SeriesRow]
    let yearSort: String
    let yearSortHref: String
    let proof: ProofPanel?
    let definitionText: String?
    let definition: [Fact]
    let who: [Fact]
}

/// One value in the life of a figure.
struct RevisionRow: Sendable {
    let revisionState: String
    let revisionMark: String
    let revisionValueMarkup: String
    let revisionTags: [Tag]
    let revisionTextMarkup: String
    let revisionNote: String?
}

/// The series as a line.
struct FigureChart: Sendable {
    let chartTitleMarkup: String
    let chartNoteMarkup: String
    let chartMarkup: String
}

/// One line of what the figure is made of.
struct InputRow: Sendable {
    let inputClass: String
    let inputHref: String?
    let inputName: String
    let inputCoverageMarkup: String
    let inputValueMarkup: String
    let inputShareMarkup: String
}

/// One year of the series with its source.
struct SeriesRow: Sendable {
    let isHere: Bool
    let seriesHref: String
    let seriesPeriod: String
    let seriesValueMarkup: String
    let seriesTags: [Tag]
    let seriesChangeMarkup: String
    let seriesSourceMarkup: String
    let seriesSeal: Seal?
}

/// Where the ledger holds the figure.
struct ProofPanel: Sendable {
    let proofTag: Tag
    let proofAct: String
    let proofEntryMarkup: String
    let proofTimeMarkup: String?
    let proofHash: String?
    let proofHref: String?
}
