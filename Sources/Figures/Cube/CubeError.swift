/// Why the cube refuses a rule, a figure or a question. Nothing of a refused call is kept.
public enum CubeError: Error, Hashable, Sendable {
    /// No indicator has this code.
    case unknownIndicator(String)
    /// No unit has this code.
    case unknownUnit(String)
    /// Two rules have the same code.
    case duplicateIndicator(String)
    /// The numerator or denominator of a ratio is itself a ratio, or is not known.
    case invalidRatio(indicator: String, part: String)
    /// The scale of a ratio is zero.
    case zeroScale(String)
    /// Decimals are not 0...18.
    case decimalsOutOfRange(String)
    /// The decimals of an indicator that has figures cannot change.
    case decimalsChanged(String)
    /// The new tree lacks a unit that has figures.
    case unitWithFiguresLost(String)
    /// The figure's period is not of the indicator's frequency.
    case wrongFrequency(indicator: String, period: Period)
    /// The columns of a load differ in length, or point outside their tables.
    case malformedColumns
    /// A combination over rows is asked of a ratio: ask its numerator and denominator.
    case ratioHasNoTotals(String)
}
