/// The annual meeting: priorities and decisions.
struct MeetingModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let hasMeeting: Bool
    let priorityCountMarkup: String
    let priorities: [PriorityRow]
    let decisionCountMarkup: String
    let decisions: [DecisionRow]
    let cycleLink: String
}

/// A priority of the next year.
struct PriorityRow: Sendable {
    let priorityTitle: String
    let priorityTextMarkup: String?
    let priorityTags: [Tag]
}

/// A decision with its owner and date.
struct DecisionRow: Sendable {
    let decisionAnchor: String
    let decisionText: String
    let decisionDetailMarkup: String
    let decisionTags: [Tag]
}

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
