/// From one statement of a figure to another, in steps that add up.
struct BridgeModel: Sendable {
    let titleMarkup: String
    let leadMarkup: String
    let bridgeTag: Tag?
    let selfLink: String
    let from: BridgeSideForm
    let to: BridgeSideForm
    let fault: Fault?
    let steps: [BridgeStep]
    let chartMarkup: String?
    let findingMarkup: String
    let groups: [BridgeGroup]
    let parts: [BridgePartPanel]
    let isSame: Bool
    let fileLink: String
    let workbookLink: String
    let lineCountMarkup: String
    let newerLink, olderLink: String?
    let figureLink: String
    let lifeLink: String
}

/// The fields of one side.
struct BridgeSideForm: Sendable {
    let sideTitle: String
    let sidePrefix: String
    let sideTrees: [Choice]
    let sidePeriod: String
    let sideDay: String
    let sideKnown: String
}

/// A line of the sum.
struct BridgeStep: Sendable {
    /// `tot` for the two figures.
    let stepClass: String
    let stepName: String
    let stepAboutMarkup: String
    let stepAmountMarkup: String
    let stepTotalMarkup: String
    let stepTags: [Tag]
}

/// The lines of one cause.
struct BridgeGroup: Sendable {
    let groupName: String
    let groupId: String
    let isStructure: Bool
    let groupLines: [BridgeLineRow]
}

/// One unit in it.
struct BridgeLineRow: Sendable {
    let lineHref: String
    let lineName: String
    let lineFrom: String
    let lineTo: String
    let linePeriod: String
    let lineBeforeMarkup: String
    let lineAfterMarkup: String
    let lineAmountMarkup: String
    let lineCountMarkup: String
}

/// Numerator or denominator of a ratio.
struct BridgePartPanel: Sendable {
    let partName: String
    let partHref: String
    let partOldMarkup: String
    let partNewMarkup: String
}
