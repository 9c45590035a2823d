/// What a file can bring in, with the columns it must and may have. Columns come in any order; others are refused.
public enum ImportKind: String, CaseIterable, Sendable {
    case units, events, indicators, figures, terms, measures, assignments, officials

    /// Columns that must be there.
    public var required: [String] {
        switch self {
        case .units: ["code", "parent", "kind", "name_ar", "name_fr", "name_en", "opened"]
        case .events: ["date", "event", "unit"]
        case .indicators:
            [
                "code", "name_ar", "name_fr", "name_en", "unit_of_measure", "decimals", "over_units", "over_time", "direction",
                "definition_ar", "definition_fr", "definition_en", "source",
            ]
        case .figures: ["indicator", "unit", "period", "value"]
        case .terms: ["year", "unit", "code", "text_ar", "text_fr", "text_en", "target_type", "weight"]
        case .measures: ["code", "ar", "fr", "en"]
        case .assignments: ["indicator", "unit"]
        case .officials: ["code", "name_ar", "name_fr", "name_en", "post", "role", "unit", "from"]
        }
    }

    /// Columns that may be there.
    public var optional: [String] {
        switch self {
        case .units: ["closed"]
        case .events: ["into", "share", "name_ar", "name_fr", "name_en"]
        case .indicators: ["numerator", "denominator", "scale", "frequency"]
        case .figures: ["breakdown", "status", "precision", "as_of", "source", "note", "scope"]
        case .terms:
            [
                "priority", "indicator", "baseline", "target", "target_max", "due", "depends_on", "levels", "evidence_ar", "evidence_fr",
                "evidence_en", "owner", "carries",
            ]
        case .measures: ["ar_one", "ar_two", "ar_few", "ar_many", "ar_other", "fr_one", "fr_other", "en_one", "en_other"]
        case .assignments: ["since", "until"]
        case .officials: []
        }
    }
}

/// What came of an import.
public struct ImportReport: Sendable {
    /// What was imported.
    public var kind: ImportKind
    /// Data rows read.
    public var rows = 0
    /// Acts done (or, in a dry run, acts that would be done).
    public var acts = 0
    /// Rows refused; when there is one, nothing was applied.
    public var refused: [RefusedRow] = []
    /// Whether everything was only tried.
    public var dryRun: Bool

    /// Whether the file was, or would be, applied.
    public var isAccepted: Bool { refused.isEmpty }
}
