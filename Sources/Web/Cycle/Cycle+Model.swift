/// A year: its stages and what is done in each.
struct CycleModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let cycleTags: [Tag]
    let counts: [CountCard]
    let yearLine: YearLineModel?
    let phases: [PhaseRow]
    let years: [Link]
}

/// A number with what it is counted out of.
struct CountCard: Sendable {
    let countName: String
    let countMarkup: String
    let countOfMarkup: String
}

/// A stage with its dates.
struct PhaseRow: Sendable {
    let phaseState: String
    let phaseHref: String
    let phaseName: String
    let phaseDatesMarkup: String
    let phaseTag: Tag
}

/// What was reported in the year, indicator by indicator.
struct ReportingModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let enterLink: String?
    let countMarkup: String
    let rows: [IndicatorRow]
    let cycleLink: String
}

/// One statement of a self-assessment, where another page quotes it.
struct AssessmentEntry: Sendable {
    let entryText: String
    let entryDetailMarkup: String?
    let entryTags: [Tag]
}
