/// How figures of an indicator combine over units, or over time.
public enum RollUpRule: String, CaseIterable, Hashable, Sendable, Codable {
    /// They add.
    case sum
    /// Over time: a stock, read at the last period of the span. Over units it has no meaning and acts as `none`.
    case last
    /// They do not combine: there is no answer above the unit, or beyond the period, that reports.
    case none
}

/// Whether a rise of the indicator is good.
public enum Direction: String, CaseIterable, Hashable, Sendable, Codable {
    /// A rise is good, a fall is good, or neither.
    case up, down, none
}

/// A ratio of two indicators: the sum of the one over the sum of the other, times `scale`, rounded once when shown.
public struct Ratio: Hashable, Sendable {
    /// The code of the indicator above the line; itself not a ratio.
    public let numerator: String
    /// The code of the indicator below the line; itself not a ratio.
    public let denominator: String
    /// What one is shown as: 100 for percent, 100000 for a rate per 100,000. Not zero.
    public let scale: Int64

    /// The ratio `numerator / denominator * scale`.
    public init(numerator: String, denominator: String, scale: Int64) {
        self.numerator = numerator
        self.denominator = denominator
        self.scale = scale
    }
}

/// What the cube must know of an indicator.
public struct IndicatorRule: Hashable, Sendable {
    /// The indicator's code.
    public let code: String
    /// The decimals of every value, 0...18. For a ratio, the decimals of the printed result.
    public let decimals: Int
    /// How values of different units combine.
    public let overUnits: RollUpRule
    /// How values of different periods combine.
    public let overTime: RollUpRule
    /// The ratio it is, or nil for an indicator that is reported. Figures reported for a ratio itself are not read.
    public let ratio: Ratio?
    /// How often it is reported. Nil: each year is read at the coarsest frequency that has figures inside the span.
    public let frequency: Frequency?
    /// Whether a rise is good.
    public let direction: Direction

    /// An indicator's rule; by default a whole number that adds over units and over time.
    public init(
        code: String, decimals: Int = 0, overUnits: RollUpRule = .sum, overTime: RollUpRule = .sum,
        ratio: Ratio? = nil, frequency: Frequency? = nil, direction: Direction = .none
    ) {
        self.code = code
        self.decimals = decimals
        self.overUnits = overUnits
        self.overTime = overTime
        self.ratio = ratio
        self.frequency = frequency
        self.direction = direction
    }
}
