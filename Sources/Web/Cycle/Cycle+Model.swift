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

/// The self-assessments of all units.
struct AssessmentsModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let units: [AssessmentOfUnit]
    let cycleLink: String
}

/// The self-assessment of one unit.
struct AssessmentOfUnit: Sendable {
    let anchor: String
    let unitHref: String
    let unitName: String
    let assessmentTags: [Tag]
    let assessmentDetailMarkup: String
    let entries: [AssessmentEntry]
}

/// One statement of a self-assessment.
struct AssessmentEntry: Sendable {
    let entryText: String
    let entryDetailMarkup: String?
    let entryTags: [Tag]
}
