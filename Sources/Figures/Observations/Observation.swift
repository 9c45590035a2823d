/// What a reported value says about the units below its unit.
public enum Scope: String, CaseIterable, Hashable, Sendable, Codable {
    /// The ordinary case: the unit's value; nothing below it reports the same.
    case plain = ""
    /// The unit's own share: it adds to what its descendants report.
    case own
    /// Its declared total: the official value there and above; what lies below is shown beside it.
    case total
}

/// One reported value, by codes.
///
/// A later observation of the same indicator, unit, period and breakdown replaces an earlier one (a revision). A declared
/// total stands beside the unit's own or plain value and replaces only an earlier declared total.
public struct Observation: Hashable, Sendable {
    /// The indicator's code.
    public var indicator: String
    /// The unit's code.
    public var unit: String
    /// The period.
    public var period: Period
    /// The breakdown cell; the empty one is the total.
    public var breakdown: Breakdown
    /// The value times ten to the power of the indicator's decimals. Not read when the status means missing.
    public var mantissa: Int64
    /// The status.
    public var status: ObservationStatus
    /// How exactly it was stated.
    public var precision: Precision
    /// What it says about the units below.
    public var scope: Scope

    /// An observation; by default a plain exact total of status A.
    public init(
        indicator: String, unit: String, period: Period, breakdown: Breakdown = .total, mantissa: Int64,
        status: ObservationStatus = .normal, precision: Precision = .exact, scope: Scope = .plain
    ) {
        self.indicator = indicator
        self.unit = unit
        self.period = period
        self.breakdown = breakdown
        self.mantissa = mantissa
        self.status = status
        self.precision = precision
        self.scope = scope
    }
}

/// The place of one value in the cube, to take it out again.
public struct ObservationKey: Hashable, Sendable {
    /// The indicator's code.
    public var indicator: String
    /// The unit's code.
    public var unit: String
    /// The period.
    public var period: Period
    /// The breakdown cell; the empty one is the total.
    public var breakdown: Breakdown
    /// True for the declared total, false for the own or plain value.
    public var isTotal: Bool

    /// The place of a value.
    public init(indicator: String, unit: String, period: Period, breakdown: Breakdown = .total, isTotal: Bool = false) {
        self.indicator = indicator
        self.unit = unit
        self.period = period
        self.breakdown = breakdown
        self.isTotal = isTotal
    }
}

/// That a unit is to report an indicator between two days.
public struct Assignment: Hashable, Sendable {
    /// The indicator's code.
    public var indicator: String
    /// The unit's code.
    public var unit: String
    /// The first day; nil: since ever.
    public var from: Day?
    /// The last day, included; nil: without end.
    public var through: Day?

    /// An assignment.
    public init(indicator: String, unit: String, from: Day? = nil, through: Day? = nil) {
        self.indicator = indicator
        self.unit = unit
        self.from = from
        self.through = through
    }
}

/// Many observations in columns, for loading: row `i` is the `i`-th element of every column. Later rows replace earlier.
public struct ObservationColumns: Sendable {
    /// The indicators' codes that `indicator` points into.
    public var indicators: [String] = []
    /// The units' codes that `unit` points into.
    public var units: [String] = []
    /// The periods that `period` points into.
    public var periods: [Period] = []
    /// The cells that `breakdown` points into.
    public var breakdowns: [Breakdown] = []
    /// Row by row, an index into `indicators`.
    public var indicator: [Int32] = []
    /// Row by row, an index into `units`.
    public var unit: [Int32] = []
    /// Row by row, an index into `periods`.
    public var period: [Int32] = []
    /// Row by row, an index into `breakdowns`.
    public var breakdown: [Int32] = []
    /// Row by row, the value times ten to the power of the indicator's decimals.
    public var mantissa: [Int64] = []
    /// Row by row, status, precision and scope; empty when all are plain, exact and of status A.
    public var marks: [ObservationMark] = []

    /// No rows.
    public init() {}

    /// The number of rows.
    public var count: Int { mantissa.count }
}

/// Status, precision and scope of one value in one byte.
public struct ObservationMark: Hashable, Sendable {
    /// The stored byte: 0 is absent; bits 0-4 status + 1, bits 5-6 precision; declared totals are kept apart.
    let byte: UInt8
    /// True for a declared total.
    let isTotal: Bool
    /// True for an own share.
    let isOwn: Bool

    /// The mark of an observation.
    public init(status: ObservationStatus = .normal, precision: Precision = .exact, scope: Scope = .plain) {
        byte = Mark.pack(status, precision, isOwn: scope == .own)
        isTotal = scope == .total
        isOwn = scope == .own
    }
}
