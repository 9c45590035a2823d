/// A year: its stages and what is done in each.
struct CycleModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let cycleTags: [Tag]
    let actions: [Link]
    let counts: [CountCard]
    let dutyCounts: [DutyCount]
    let yearLine: YearLineModel?
    let phases: [PhaseRow]
    let months: [String]
    let extensions: [ExtensionRow]
    let extensionCountMarkup: String
    let ownDates: [OwnDates]
    let years: [Link]
}

/// How many duties stand so, with the way to them.
struct DutyCount: Sendable {
    let dutyHref: String
    let dutyTag: Tag
    let dutyCountMarkup: String
}

/// A unit whose dates differ from everyone's.
struct OwnDates: Sendable {
    let ownUnit: String
    let ownUnitHref: String
    let ownDatesMarkup: String
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
    /// What was planned first, where it was extended.
    let phasePlannedMarkup: String?
    let phaseTag: Tag
    let barMarkup: String
}

/// What was reported in the year, indicator by indicator.
struct ReportingModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let enterLink: String?
    let countMarkup: String
    let rows: [IndicatorRow]
    let cycleLink: String
    let counts: [CountCard]
    let actions: [Link]
}

/// One statement of a self-assessment, where another page quotes it.
struct AssessmentEntry: Sendable {
    let entryText: String
    let entryDetailMarkup: String?
    let entryTags: [Tag]
}
