import Acts
import Figures

/// Rows of `indicators`: ratios after what they are made of.
struct IndicatorRows: RowReader {
    private var counted: [(Indicator, Int)] = []
    private var ratios: [(Indicator, Int)] = []

    mutating func take(_ row: ImportRow) throws(RowRefusal) {
        let (numerator, denominator) = (row.optional("numerator"), row.optional("denominator"))
        let isRatio = numerator != nil || denominator != nil
        var scale: Int64 = isRatio ? 100 : 1
        if let text = row.optional("scale") {
            guard let number = Int64(text) else { throw RowRefusal("scale", Failure(.notANumber, ["value": text])) }
            scale = number
        }
        let indicator = Indicator(
            code: try row.needed("code"), names: try row.trilingual("name_"),
            unitOfMeasure: try row.needed("unit_of_measure"), decimals: try row.integer("decimals"),
            frequency: row.optional("frequency") == nil ? .year : try row.word("frequency", Frequency.self),
            overUnits: try row.word("over_units", RollUpRule.self), overTime: try row.word("over_time", RollUpRule.self),
            numerator: numerator, denominator: denominator, scale: scale,
            direction: try row.word("direction", Direction.self), definition: try row.trilingual("definition_"),
            source: try row.needed("source"))
        if isRatio { ratios.append((indicator, row.line)) } else { counted.append((indicator, row.line)) }
    }

    func finish(into draft: inout Importer.Draft, report: inout ImportReport) {
        for (indicator, line) in counted + ratios { draft.add(DefineIndicator(indicator), line: line) }
    }
}

/// Rows of the small registers: one act a row, or a few.
struct SimpleRows: RowReader {
    /// Assignments without a first day hold from the beginning.
    private static let always = "1900-01-01"

    let kind: ImportKind
    private var draft = Importer.Draft()

    init(kind: ImportKind) { self.kind = kind }

    mutating func take(_ row: ImportRow) throws(RowRefusal) {
        for act in try acts(row) { draft.add(act, line: row.line) }
    }

    func finish(into draft: inout Importer.Draft, report: inout ImportReport) {
        draft.acts += self.draft.acts
        draft.lines += self.draft.lines
    }

    private func acts(_ row: ImportRow) throws(RowRefusal) -> [any Act] {
        switch kind {
        case .measures:
            return [DefineMeasure(code: try row.needed("code"), names: try row.trilingual(""))]
        case .assignments:
            return [
                AssignReporting(
                    indicator: try row.needed("indicator"), unit: try row.needed("unit"),
                    since: row.optional("since") ?? Self.always, until: row.optional("until"))
            ]
        case .officials:
            let names = try row.trilingual("name_")
            let (code, post, role) = (try row.needed("code"), try row.needed("post"), try row.word("role", Role.self))
            return [
                RegisterOfficial(code: code, names: names),
                CreatePost(code: post, unit: try row.needed("unit"), role: role, names: names),
                AppointOfficial(official: code, post: post, since: try row.needed("from")),
            ]
        default: return []
        }
    }
}
