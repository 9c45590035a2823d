/// The roadmap of a year.
struct RoadmapModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let simulatedTag: Tag?
    let situationMarkup: String
    let actions: [RoadAction]
    let fault: Fault?
    let counts: [CountCard]
    let filterAction: String
    let filters: [RoadField]
    let todayMarkup: String?
    let months: [String]
    let groups: [ObjectiveGroup]
    let objectiveCountMarkup: String
    let objectives: [ObjectiveRow]
    let dependencies: [RoadNote]
    let openMarkup: String
    let outcomesLink: String
    let closing: ClosingPanel?
    let closedTag: Tag?
    let hasObjectives: Bool
    let emptyLink: RoadAction?
}

/// A link that looks like a button.
struct RoadAction: Sendable {
    let actionHref: String
    let actionText: String
    /// `two-nd` or empty.
    let actionStyle: String
}

/// The form that closes a roadmap, or what keeps it from being closed.
struct ClosingPanel: Sendable {
    let closingAction: String
    let closingText: String
    let closingButton: String
    /// Whether a reason is asked for: a reopening.
    let reasons: [RoadField]
    let hidden: FormFields?
}

/// The objectives of one group in the calendar.
struct ObjectiveGroup: Sendable {
    let groupName: String
    let bars: [ObjectiveRow]
}

/// An objective as a row of calendar, list and table.
struct ObjectiveRow: Sendable {
    let objectiveHref: String
    let objectiveCode: String
    let objectiveText: String
    let objectiveDetailMarkup: String
    let listDetailMarkup: String
    let objectiveTags: [Tag]
    let barMarkup: String
    let ownerName: String
    let startsMarkup: String
    let baselineMarkup: String
    let dueMarkup: String
    let endMarkup: String
    let slipMarkup: String
    let percentMarkup: String
    let milestonesMarkup: String
}

/// A title, a sentence and a tag.
struct RoadNote: Sendable {
    let noteHref: String?
    let noteTitle: String
    let noteTextMarkup: String
    let noteTags: [Tag]
}

/// A field of a form.
struct RoadField: Sendable {
    /// What sort of control it is.
    enum Control: Sendable {
        case line, number, day, area
        case choice([Choice])
        /// Files to tick, and where others are filed.
        case files([FileChoice], evidenceLink: String)
    }

    let fieldName: String
    /// The name, or what makes it unique where a page holds several forms.
    var fieldId: String
    let fieldLabel: String
    var fieldHint: String?
    let fieldValue: String
    let isArea: Bool
    let isChoice: Bool
    let isInput: Bool
    let inputType: String
    let fieldClass: String
    let fieldDir: String
    let fieldLang: String?
    let choices: [Choice]
    /// The files to tick, and where others are filed; empty for other controls.
    let files: [FileChoice]
    let evidenceLink: String?

    init(
        _ name: String, _ label: String, _ value: String, _ control: Control = .line, hint: String? = nil, lang: String? = nil
    ) {
        (fieldName, fieldLabel, fieldHint, fieldValue, fieldLang) = (name, label, hint, value, lang)
        fieldId = name
        var choices: [Choice] = []
        var (files, link): ([FileChoice], String?) = ([], nil)
        (isArea, isChoice, inputType, fieldClass) = switch control {
        case .line: (false, false, "text", "")
        case .number: (false, false, "text", " num")
        case .day: (false, false, "date", "")
        case .area: (true, false, "", "")
        case .choice: (false, true, "", "")
        case .files: (false, false, "", "")
        }
        if case .choice(let list) = control { choices = list }
        if case .files(let list, evidenceLink: let place) = control { (files, link) = (list, place) }
        self.choices = choices
        (self.files, evidenceLink) = (files, link)
        isInput = !isArea && !isChoice && link == nil
        fieldDir = lang == "ar" ? "rtl" : lang == nil ? "auto" : "ltr"
    }

    /// The same field with an id of its own.
    func identified(_ prefix: String) -> RoadField {
        var field = self
        field.fieldId = prefix + fieldName
        return field
    }
}

/// A group of fields with its heading.
struct RoadFieldGroup: Sendable {
    let groupTitle: String
    var groupHint: String?
    /// Whether the group stays folded until it is opened.
    var isFolded = false
    var isOpen = true
    let fields: [RoadField]
}

/// A form of the roadmap.
struct RoadFormModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let simulatedTag: Tag?
    let fault: Fault?
    let formAction: String
    let hidden: FormFields
    let fieldGroups: [RoadFieldGroup]
    let submitText: String
    let backHref: String
    let backText: String
}

/// An objective's own page.
struct ObjectiveModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let tags: [Tag]
    let simulatedTag: Tag?
    let actions: [RoadAction]
    let counts: [CountCard]
    let months: [String]
    let barMarkup: String
    let facts: [RoadFact]
    let milestones: [MilestoneRow]
    let phases: [RoadNote]
    let waitsFor: [RoadNote]
    let resources: [RoadNote]
    let risks: [RoadNote]
    let reports: [RoadNote]
    let revisions: [RoadNote]
    let roadmapLink: String
}

/// A named fact.
struct RoadFact: Sendable {
    let factName: String
    let factMarkup: String
}

/// A milestone in the table of an objective.
struct MilestoneRow: Sendable {
    let milestoneText: String
    let milestoneCode: String
    let measureMarkup: String
    let baselineMarkup: String
    let dueMarkup: String
    let reachedMarkup: String
    let slipMarkup: String
    let milestoneTag: Tag
}

/// The decisions of a meeting with their outcomes.
struct OutcomesModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let simulatedTag: Tag?
    let fault: Fault?
    let counts: [CountCard]
    let decisions: [OutcomeRow]
    let roadmapLink: String
}

/// A decision with its outcome, and the forms that give it one.
struct OutcomeRow: Sendable {
    let decisionAnchor: String
    let decisionText: String
    let decisionDetailMarkup: String
    let decisionTags: [Tag]
    let outcomes: [Link]
    let outcomeText: String?
    let newHref: String?
    let forms: [OutcomeForm]
}

/// A form that ends a decision.
struct OutcomeForm: Sendable {
    let formAction: String
    let formTitle: String
    let manner: String
    let isOpen: Bool
    let hidden: FormFields
    let fields: [RoadField]
}

/// A list of rows with one link each: proposals, drafts of terms, strategies.
struct RoadListModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let simulatedTag: Tag?
    let fault: Fault?
    let actions: [RoadAction]
    let sections: [RoadSection]
    let emptyText: String
    let backHref: String
    let backText: String
    let prefill: PrefillForm?
}

/// The button that makes the drafts of the next terms.
struct PrefillForm: Sendable {
    let formAction: String
    let hidden: FormFields
    let submitText: String
}

/// A part of such a list.
struct RoadSection: Sendable {
    let sectionId: String
    let sectionTitle: String
    let sectionCountMarkup: String
    let notes: [RoadLine]
}

/// A row with a button.
struct RoadLine: Sendable {
    let lineTitle: String
    let lineTextMarkup: String
    let lineTags: [Tag]
    let lineHref: String
    let lineButton: String?
}
