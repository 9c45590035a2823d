/// The roadmap of the next year.
struct RoadmapModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let simulatedTag: Tag?
    let counts: [CountCard]
    let todayMarkup: String?
    let months: [String]
    let groups: [ObjectiveGroup]
    let objectiveCountMarkup: String
    let objectives: [ObjectiveRow]
    let cycleLink: String
}

/// The objectives of one priority in the calendar.
struct ObjectiveGroup: Sendable {
    let groupName: String
    let bars: [ObjectiveRow]
}

/// An objective with its bar and its phases.
struct ObjectiveRow: Sendable {
    let objectiveAnchor: String
    let objectiveText: String
    let objectiveDetailMarkup: String
    let objectiveTags: [Tag]
    let barMarkup: String
    let objectivePhases: [ObjectivePhaseRow]
}

/// A phase of an objective.
struct ObjectivePhaseRow: Sendable {
    let phaseMarkup: String
}

/// The published report as officials open it.
struct PreviewModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let publishedTag: Tag?
    let editions: [EditionRow]
    let command: String
}

/// One language of the report.
struct EditionRow: Sendable {
    let editionHref: String
    let editionLang: String
    let editionName: String
    let editionText: String
    let documentHref: String?
}
