import Figures

/// One indicator of the institution with all its published years.
public struct ReportFigure: Sendable, Equatable {
    /// The indicator's code.
    public var indicator: String
    /// Its three names.
    public var name: Wording
    /// Its three definitions.
    public var definition: Wording
    /// The unit of measure, as the institution writes it: `cases`, `kg`, `percent`.
    public var measure: String
    /// The unit of measure in words.
    public var measureName: Wording
    /// Decimals of the value.
    public var decimals: Int
    /// Numerator and denominator of a ratio, empty otherwise.
    public var ratio: FigureRatio?
    /// Whether more is better: `up`, `down` or `none`.
    public var direction: String
    /// How it adds over units and over time: `sum`, `last`, `none`.
    public var overUnits: String
    /// How it adds over time.
    public var overTime: String
    /// The unit the figure is of.
    public var unit: String
    /// The unit's names.
    public var unitName: Wording
    /// One point a year in order, years without a value included where the series has later ones.
    public var points: [FigurePoint]
    /// Values of the units directly below, for the year of the report.
    public var parts: [FigurePart] = []
    /// True when the breakdown below was invented by the example.
    public var partsAreSimulated = false

    /// A figure.
    public init(
        indicator: String, name: Wording, definition: Wording = Wording(), measure: String, measureName: Wording = Wording(),
        decimals: Int, ratio: FigureRatio? = nil,
        direction: String = "none", overUnits: String = "sum", overTime: String = "sum", unit: String, unitName: Wording,
        points: [FigurePoint]
    ) {
        self.indicator = indicator
        self.name = name
        self.definition = definition
        self.measure = measure
        self.measureName = measureName
        self.decimals = decimals
        self.ratio = ratio
        self.direction = direction
        self.overUnits = overUnits
        self.overTime = overTime
        self.unit = unit
        self.unitName = unitName
        self.points = points
    }

    /// True for shares in percent: their change is told in points, not in percent of percent.
    public var isPercent: Bool { measure == "percent" || measure == "%" }

    /// The point of one year.
    public func point(_ year: Int) -> FigurePoint? { points.first { $0.year == year } }

    /// The series up to one year, with a point without value for every year inside that nobody published.
    public func series(upTo year: Int) -> [FigurePoint] {
        let known = points.filter { $0.year <= year && $0.value != nil }
        guard let first = known.map(\.year).min() else { return [] }
        return (first...max(first, year)).map { point($0) ?? FigurePoint(year: $0, value: nil) }
    }
}

/// What a ratio divides by what.
public struct FigureRatio: Sendable, Equatable {
    /// The indicator above the line.
    public var numerator: String
    /// The indicator below the line.
    public var denominator: String
    /// What the quotient is multiplied by, 100 for percent.
    public var scale: Int64

    /// A ratio of two indicators.
    public init(numerator: String, denominator: String, scale: Int64 = 100) {
        self.numerator = numerator
        self.denominator = denominator
        self.scale = scale
    }
}

/// The value of one year with everything that travels with it.
public struct FigurePoint: Sendable, Equatable {
    /// The year.
    public var year: Int
    /// The value in force, or nil: not available, which is not zero.
    public var value: ExactDecimal?
    /// How exactly it is known.
    public var precision: Precision
    /// Where the true value can lie, as the precision allows.
    public var interval: DecimalInterval
    /// SDMX status letter.
    public var status: String
    /// True when this year cannot be compared with the ones before.
    public var isBreak: Bool
    /// Units that reported and units expected; nil for a declared total of the top.
    public var coverage: FigureCoverage?
    /// Where it was published.
    public var source: String
    /// What the source says besides.
    public var note: String
    /// Every value it ever had, oldest first, the one in force last.
    public var revisions: [FigureRevision]
    /// True where the ledger holds the value and its proof is published.
    public var hasProof: Bool
    /// True where the example invented it.
    public var isSimulated: Bool

    /// A point; the interval follows from value and precision unless the caller knows it better (a ratio of rounded values).
    public init(
        year: Int, value: ExactDecimal?, precision: Precision = .exact, interval: DecimalInterval? = nil,
        status: String = "A", isBreak: Bool = false, coverage: FigureCoverage? = nil, source: String = "", note: String = "",
        revisions: [FigureRevision] = [], hasProof: Bool = false, isSimulated: Bool = false
    ) {
        self.year = year
        self.value = value
        self.precision = precision
        // A value whose interval cannot be computed is bounded by nothing, so that no claim rests on it.
        let unbounded = DecimalInterval(lower: nil, upper: nil)
        self.interval = interval ?? value.flatMap { try? .interval(of: $0, precision) } ?? unbounded
        self.status = status
        self.isBreak = isBreak
        self.coverage = coverage
        self.source = source
        self.note = note
        self.revisions = revisions
        self.hasProof = hasProof
        self.isSimulated = isSimulated
    }

    /// Whether the value is known exactly.
    public var isExact: Bool { precision == .exact }
    /// Whether every expected unit is in it.
    public var isComplete: Bool { coverage.map { $0.reported == $0.expected } ?? true }
}

/// How many of the expected units reported.
public struct FigureCoverage: Sendable, Equatable {
    /// Units that reported.
    public var reported: Int
    /// Units expected.
    public var expected: Int

    /// A coverage.
    public init(reported: Int, expected: Int) {
        self.reported = reported
        self.expected = expected
    }
}

/// One value in the life of a figure.
public struct FigureRevision: Sendable, Equatable {
    /// The number of its act in the ledger.
    public var act: Int64
    /// When it was entered, ISO time in UTC.
    public var recorded: String
    /// When it was known, ISO time in UTC.
    public var asOf: String
    /// The value.
    public var value: ExactDecimal?
    /// How exactly.
    public var precision: Precision
    /// Where it was said.
    public var source: String
    /// What the source says besides.
    public var note: String
    /// SDMX status letter.
    public var status: String
    /// `own`, `total` or empty.
    public var scope: String
    /// The value exactly as its act holds it; empty for a missing one.
    public var text: String
    /// The address of its proof below `figures/`, empty where none is published.
    public var proof: String

    /// A revision.
    public init(
        act: Int64, recorded: String, asOf: String, value: ExactDecimal?, precision: Precision, source: String = "",
        note: String = "",
        status: String = "A", scope: String = "", text: String? = nil, proof: String = ""
    ) {
        self.act = act
        self.recorded = recorded
        self.asOf = asOf
        self.value = value
        self.precision = precision
        self.source = source
        self.note = note
        self.status = status
        self.scope = scope
        self.text = text ?? value?.description ?? ""
        self.proof = proof
    }
}

/// The value of one unit below, beside the figure's own.
public struct FigurePart: Sendable, Equatable {
    /// The unit's code.
    public var unit: String
    /// Its names.
    public var name: Wording
    /// Its value, nil where it did not report.
    public var value: ExactDecimal?
    /// Coverage below it.
    public var coverage: FigureCoverage?
    /// Every value the unit itself gave for the year.
    public var revisions: [FigureRevision]

    /// A part.
    public init(
        unit: String, name: Wording, value: ExactDecimal?, coverage: FigureCoverage? = nil, revisions: [FigureRevision] = []
    ) {
        self.unit = unit
        self.name = name
        self.value = value
        self.coverage = coverage
        self.revisions = revisions
    }
}
