import Figures

/// Every ratio possible between two intervals of values that are not negative.
enum RatioInterval {
    /// The least is the lowest numerator over the highest denominator, the most the reverse; an end that nothing bounds is nil.
    static func of(_ above: DecimalInterval, over below: DecimalInterval, scale: Int64, decimals: Int) -> DecimalInterval {
        func ratio(_ top: ExactDecimal?, _ bottom: ExactDecimal?) -> ExactDecimal? {
            guard let top, let bottom, !bottom.isZero else { return nil }
            return try? .ratio(top, over: bottom, scale: scale, decimals: decimals)
        }
        return DecimalInterval(lower: ratio(above.lower, below.upper) ?? .zero, upper: ratio(above.upper, below.lower))
    }
}
