import Acts
import Figures
import Institution

/// Works out `data/report-YEAR.json` again from the lines of the open data: the value in force, ratios, changes.
struct ReportVerifier {
    let site: SiteReader
    let rows: [FigureVerifier.Row]

    /// What is known of one figure of one unit and year.
    private struct Known {
        let value: ExactDecimal?
        let precision: String
        let isOwnShare: Bool
        let known: Timestamp
        let act: Int64
    }

    private struct Place: Hashable {
        let indicator, unit, period: String
    }

    /// The counts of one report.
    struct Counts {
        /// Ratios and changes computed again.
        var recomputed = 0
        /// Values that are a sum of several units' figures, of which only the parts are proven.
        var sums = 0
    }

    /// Throws E2008 naming the first figure that does not follow; also when the report prints another checkpoint than its act says.
    func verify(_ path: String, printed: PublishReport.PrintedCheckpoint?) throws -> Counts {
        let data = try CanonicalJSON.decode(ReportData.self, from: try site.bytes(path))
        if let printed {
            guard data.checkpoint.size == printed.size, data.checkpoint.root == printed.root else {
                throw Failure(.publishedValueDiffers, ["file": path, "record": "\(path) checkpoint"])
            }
        }
        let inForce = try valuesInForce()
        var counts = Counts()
        var values: [Place: ExactDecimal] = [:]
        for figure in data.figures where figure.ratio == nil {
            for (shown, year) in [(figure.now, data.year), (figure.before, data.year - 1)] {
                let place = Place(indicator: figure.indicator, unit: figure.unit, period: String(year))
                // An own share is only a part of the value shown for its unit.
                if let known = inForce[place], !known.isOwnShare {
                    guard try known.value == shown.map({ try ExactDecimal($0.value) }), shown.map({ $0.precision == known.precision }) ?? true
                    else { throw refusal(path, figure) }
                } else if shown != nil {
                    counts.sums += 1
                }
                values[place] = try shown.map { try ExactDecimal($0.value) }
            }
        }
        for figure in data.figures {
            try follow(figure, data.year, values, path, &counts)
        }
        return counts
    }

    private func follow(
        _ figure: ReportData.Figure, _ year: Int, _ values: [Place: ExactDecimal], _ path: String, _ counts: inout Counts
    ) throws {
        if let ratio = figure.ratio {
            for (shown, year) in [(figure.now, year), (figure.before, year - 1)] {
                guard let shown else { continue }
                func part(_ indicator: String) -> ExactDecimal? {
                    values[Place(indicator: indicator, unit: figure.unit, period: String(year))]
                }
                guard let top = part(ratio.numerator), let bottom = part(ratio.denominator),
                    try ExactDecimal.ratio(top, over: bottom, scale: ratio.scale, decimals: ratio.decimals) == ExactDecimal(shown.value)
                else { throw refusal(path, figure) }
                counts.recomputed += 1
            }
        }
        guard let change = figure.change else { return }
        guard let now = figure.now, let before = figure.before, change.about == (now.precision != "exact" || before.precision != "exact"),
            try Self.follows(change, from: ExactDecimal(before.value), to: ExactDecimal(now.value))
        else { throw refusal(path, figure) }
        counts.recomputed += 1
    }

    /// Of each undivided figure the line known last.
    private func valuesInForce() throws -> [Place: Known] {
        var latest: [Place: Known] = [:]
        for row in rows where row.value.breakdown?.isEmpty ?? true {
            guard let known = Timestamp(row.asOf), let act = Int64(row.act) else { continue }
            let place = Place(indicator: row.value.indicator, unit: row.unit, period: row.period)
            if let other = latest[place], (known, act) < (other.known, other.act) { continue }
            let text = row.value.value ?? ""
            latest[place] = Known(
                value: text.isEmpty ? nil : try ExactDecimal(text), precision: row.value.precision?.rawValue ?? "",
                isOwnShare: row.value.scope == .own, known: known, act: act)
        }
        return latest
    }

    private static func follows(_ change: ReportData.Change, from first: ExactDecimal, to second: ExactDecimal) throws -> Bool {
        let printed = try ExactDecimal(change.value)
        switch change.kind {
        case "percent": return try .percentChange(from: first, to: second, decimals: 1) == printed
        case "points": return try second.subtracting(first) == printed
        default: return false
        }
    }

    private func refusal(_ path: String, _ figure: ReportData.Figure) -> Failure {
        Failure(.publishedValueDiffers, ["file": path, "record": "\(path) \(figure.indicator)"])
    }
}
