/// What is known about one observation: the codes of the SDMX code list CL_OBS_STATUS.
public enum ObservationStatus: String, CaseIterable, Hashable, Sendable, Codable {
    /// A: normal.
    case normal = "A"
    /// B: the time series breaks here; the value does not compare with those before it.
    case seriesBreak = "B"
    /// D: the definition differs from the usual one.
    case definitionDiffers = "D"
    /// E: estimated.
    case estimated = "E"
    /// F: forecast.
    case forecast = "F"
    /// G: experimental.
    case experimental = "G"
    /// H: missing, a holiday or weekend.
    case missingHoliday = "H"
    /// I: imputed by the receiving institution.
    case imputed = "I"
    /// J: derogation.
    case derogation = "J"
    /// K: included in another category, so missing here.
    case includedElsewhere = "K"
    /// L: missing, exists but was not collected.
    case missingNotCollected = "L"
    /// M: missing, cannot exist.
    case missing = "M"
    /// N: not significant.
    case notSignificant = "N"
    /// O: missing, reason not stated.
    case missingUnstated = "O"
    /// P: provisional.
    case provisional = "P"
    /// Q: missing, suppressed (confidential).
    case missingSuppressed = "Q"
    /// S: affected by a strike or another special event.
    case specialEvent = "S"
    /// U: low reliability.
    case lowReliability = "U"
    /// V: not validated.
    case unvalidated = "V"
    /// W: includes values of another category.
    case includesOther = "W"

    /// True for the codes under which there is no value: H, K, L, M, O, Q. Such an observation never counts as zero.
    public var meansMissing: Bool {
        switch self {
        case .missingHoliday, .includedElsewhere, .missingNotCollected, .missing, .missingUnstated, .missingSuppressed: true
        default: false
        }
    }

    /// The codes from the one that most changes how a total may be read to the least: a total bears the first that any
    /// of its values has.
    public static let byPrecedence: [ObservationStatus] = [
        .seriesBreak, .forecast, .estimated, .imputed, .provisional, .lowReliability, .unvalidated, .definitionDiffers,
        .specialEvent, .experimental, .includesOther, .derogation, .notSignificant, .normal, .missingSuppressed,
        .includedElsewhere, .missingNotCollected, .missingHoliday, .missing, .missingUnstated,
    ]
}
