import Figures

/// The report as data: every value with last year's, its change and its record, each recomputable from `figures.csv`.
struct ReportData: Codable, Equatable {
    struct Checkpoint: Codable, Equatable {
        let origin: String
        let root: String
        let size: Int64
    }
    /// One value as printed: plain decimal and precision word.
    struct Value: Codable, Equatable {
        let value: String
        let precision: String
    }
    struct Change: Codable, Equatable {
        /// `percent` or `points`.
        let kind: String
        let value: String
        let about: Bool
    }
    struct Ratio: Codable, Equatable {
        let numerator: String
        let denominator: String
        let scale: Int64
        let decimals: Int
    }
    struct Record: Codable, Equatable {
        let kind: String
        let since: Int
    }
    struct Figure: Codable, Equatable {
        let indicator: String
        let unit: String
        let now: Value?
        let before: Value?
        let change: Change?
        let ratio: Ratio?
        let record: Record?
    }

    let institution: String
    let year: Int
    let checkpoint: Checkpoint
    let figures: [Figure]

    init(_ report: AnnualReport) {
        institution = report.institution
        year = report.year
        checkpoint = Checkpoint(origin: report.checkpoint.origin, root: report.checkpoint.root, size: report.checkpoint.size)
        figures = report.orderedFigures.map { figure in
            let record = FigureRecord.find(in: figure, year: report.year)
            return Figure(
                indicator: figure.indicator, unit: figure.unit, now: Self.value(figure.point(report.year)),
                before: Self.value(figure.point(report.year - 1)), change: Change(FigureChange.of(figure, in: report.year)),
                ratio: figure.ratio.map {
                    Ratio(numerator: $0.numerator, denominator: $0.denominator, scale: $0.scale, decimals: figure.decimals)
                },
                record: record.map { Record(kind: $0.kind.rawValue, since: $0.since) })
        }
    }

    private static func value(_ point: FigurePoint?) -> Value? {
        guard let point, let value = point.value else { return nil }
        return Value(value: value.description, precision: point.precision.rawValue)
    }
}

extension ReportData.Change {
    /// The change as data; nil where none is printed.
    init?(_ change: FigureChange) {
        switch change {
        case .percent(let value, let about): self.init(kind: "percent", value: value.description, about: about)
        case .points(let value, let about): self.init(kind: "points", value: value.description, about: about)
        case .noBase, .broken, .undecidable: return nil
        }
    }
}
