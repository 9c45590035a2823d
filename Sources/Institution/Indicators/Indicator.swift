import Acts
import Figures

/// What an institution counts, and exactly how.
public struct Indicator: Codable, Hashable, Sendable {
    /// The institution's own code, e.g. `psychotropic_pills`.
    public var code: String
    public var names: Trilingual
    /// Code of the unit of measure.
    public var unitOfMeasure: String
    /// Digits after the point that a value may have.
    public var decimals: Int
    /// The rhythm in which it is reported.
    public var frequency: Frequency
    /// How it adds over units and over time.
    public var overUnits, overTime: RollUpRule
    /// For a ratio: the indicators above and below the line; then no value is entered, it is computed from sums.
    public var numerator, denominator: String?
    /// What the ratio is multiplied by, 100 for percent.
    public var scale: Int64
    public var direction: Direction
    public var definition: Trilingual
    /// Where the definition comes from.
    public var source: String

    /// An indicator.
    public init(
        code: String, names: Trilingual, unitOfMeasure: String, decimals: Int, frequency: Frequency = .year,
        overUnits: RollUpRule, overTime: RollUpRule, numerator: String? = nil, denominator: String? = nil,
        scale: Int64 = 1, direction: Direction, definition: Trilingual, source: String
    ) {
        self.code = code
        self.names = names
        self.unitOfMeasure = unitOfMeasure
        self.decimals = decimals
        self.frequency = frequency
        self.overUnits = overUnits
        self.overTime = overTime
        self.numerator = numerator
        self.denominator = denominator
        self.scale = scale
        self.direction = direction
        self.definition = definition
        self.source = source
    }

    /// Whether it is computed as a sum over a sum.
    public var isRatio: Bool { numerator != nil || denominator != nil }

    /// Rules that need no other indicator.
    func check() throws {
        try Codes.check(code, field: "code")
        try Codes.check(unitOfMeasure, field: "unit_of_measure")
        try names.check(field: "name")
        try definition.check(field: "definition")
        guard (0...12).contains(decimals) else {
            throw Failure(.malformedValue, ["field": "decimals", "value": "\(decimals)"])
        }
        guard scale > 0 else { throw Failure(.malformedValue, ["field": "scale", "value": "\(scale)"]) }
        guard isRatio else { return }
        guard let numerator, let denominator, numerator != code, denominator != code else {
            throw Failure(.ratioIncomplete, ["indicator": code])
        }
    }
}
