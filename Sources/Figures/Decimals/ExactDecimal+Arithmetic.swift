extension ExactDecimal {
    /// True when the value is zero.
    public var isZero: Bool { mantissa == 0 }

    /// The same value with another number of decimals (0...18), never rounded.
    /// - Throws: ``DecimalError/tooManyDecimals`` when digits other than zero would be lost, ``DecimalError/overflow``.
    public func rescaled(to decimals: Int) throws(DecimalError) -> ExactDecimal {
        if decimals >= self.decimals {
            let (value, over) = mantissa.multipliedReportingOverflow(by: Int64(powerOfTen(decimals - self.decimals)))
            guard !over else { throw .overflow }
            return ExactDecimal(mantissa: value, decimals: decimals)
        }
        let (quotient, rest) = mantissa.quotientAndRemainder(dividingBy: Int64(powerOfTen(self.decimals - decimals)))
        guard rest == 0 else { throw .tooManyDecimals }
        return ExactDecimal(mantissa: quotient, decimals: decimals)
    }

    /// The value rounded once to `decimals` (0...18); halves go away from zero: 0.125 is 0.13, -0.125 is -0.13.
    /// - Throws: ``DecimalError/overflow`` when `decimals` is larger than now and the number does not fit.
    public func rounded(to decimals: Int) throws(DecimalError) -> ExactDecimal {
        guard decimals < self.decimals else { return try rescaled(to: decimals) }
        return try divide(
            UInt128(mantissa.magnitude), by: UInt128(powerOfTen(self.decimals - decimals)), digits: 0,
            negative: mantissa < 0, decimals: decimals)
    }

    /// The exact sum, with the larger number of decimals of the two.
    /// - Throws: ``DecimalError/overflow``.
    public func adding(_ other: ExactDecimal) throws(DecimalError) -> ExactDecimal {
        let decimals = max(self.decimals, other.decimals)
        let (sum, over) = try rescaled(to: decimals).mantissa
            .addingReportingOverflow(other.rescaled(to: decimals).mantissa)
        guard !over else { throw .overflow }
        return ExactDecimal(mantissa: sum, decimals: decimals)
    }

    /// The exact difference, with the larger number of decimals of the two.
    /// - Throws: ``DecimalError/overflow``.
    public func subtracting(_ other: ExactDecimal) throws(DecimalError) -> ExactDecimal {
        let decimals = max(self.decimals, other.decimals)
        let (difference, over) = try rescaled(to: decimals).mantissa
            .subtractingReportingOverflow(other.rescaled(to: decimals).mantissa)
        guard !over else { throw .overflow }
        return ExactDecimal(mantissa: difference, decimals: decimals)
    }

    /// `numerator / denominator * scale`, computed exactly and rounded once to `decimals` (0...18), halves away from zero.
    ///
    ///     try ExactDecimal.ratio(detained, over: cases, scale: 100, decimals: 2)   // a percentage
    /// - Throws: ``DecimalError/divisionByZero``, ``DecimalError/overflow``.
    public static func ratio(
        _ numerator: ExactDecimal, over denominator: ExactDecimal, scale: Int64, decimals: Int
    ) throws(DecimalError) -> ExactDecimal {
        let shift = decimals + denominator.decimals - numerator.decimals
        let top = UInt128(numerator.mantissa.magnitude) * UInt128(scale.magnitude)
        let bottom = UInt128(denominator.mantissa.magnitude) * UInt128(powerOfTen(max(0, -shift)))
        let negative = ((numerator.mantissa < 0) != (denominator.mantissa < 0)) != (scale < 0)
        return try divide(top, by: bottom, digits: max(0, shift), negative: negative, decimals: decimals)
    }

    /// The change from one value to another in percent of the first, rounded once to `decimals` (0...18).
    ///
    /// The base is taken without its sign, so a rise from a negative value is positive.
    /// - Throws: ``DecimalError/divisionByZero`` when `first` is zero, ``DecimalError/overflow``.
    public static func percentChange(
        from first: ExactDecimal, to second: ExactDecimal, decimals: Int
    ) throws(DecimalError) -> ExactDecimal {
        let common = max(first.decimals, second.decimals)
        let before = Int128(first.mantissa) * Int128(powerOfTen(common - first.decimals))
        let after = Int128(second.mantissa) * Int128(powerOfTen(common - second.decimals))
        // The factor 100 is two more digits of the division: multiplying first could leave 128 bits.
        return try divide(
            (after - before).magnitude, by: before.magnitude, digits: decimals + 2,
            negative: after < before, decimals: decimals)
    }
}

/// `top / bottom * 10^digits` by long division, rounded half away from zero, as a number with `decimals`.
/// `bottom` stays below 2^124 at every call, so that ten remainders fit.
private func divide(
    _ top: UInt128, by bottom: UInt128, digits: Int, negative: Bool, decimals: Int
) throws(DecimalError) -> ExactDecimal {
    guard bottom != 0 else { throw .divisionByZero }
    var (quotient, rest) = top.quotientAndRemainder(dividingBy: bottom)
    for _ in 0..<digits {
        let (digit, left) = (rest * 10).quotientAndRemainder(dividingBy: bottom)
        guard quotient <= UInt128(UInt64.max) else { throw .overflow }
        quotient = quotient * 10 + digit
        rest = left
    }
    if rest >= bottom - rest { quotient += 1 }
    guard let mantissa = Int64(signed: negative, quotient) else { throw .overflow }
    return ExactDecimal(mantissa: mantissa, decimals: decimals)
}
