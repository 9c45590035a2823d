/// A closed interval of exact decimals; either end may be open to infinity (nil).
///
/// It says where the true value of an imprecise figure can lie, so that a claim can be held, refused or left undecided.
public struct DecimalInterval: Hashable, Sendable {
    /// The smallest possible value, or nil for no bound below.
    public let lower: ExactDecimal?
    /// The largest possible value, or nil for no bound above.
    public let upper: ExactDecimal?

    /// The interval from `lower` to `upper`, both included; nil is no bound. Ends in the wrong order are put in order.
    public init(lower: ExactDecimal?, upper: ExactDecimal?) {
        if let low = lower, let high = upper, high < low {
            (self.lower, self.upper) = (high, low)
        } else {
            (self.lower, self.upper) = (lower, upper)
        }
    }

    /// The interval that holds one value only.
    public init(point: ExactDecimal) {
        self.init(lower: point, upper: point)
    }

    /// True when the interval is one value.
    public var isPoint: Bool { lower != nil && lower == upper }

    /// True when the value may lie in the interval.
    public func contains(_ value: ExactDecimal) -> Bool {
        if let lower, value < lower { return false }
        if let upper, upper < value { return false }
        return true
    }

    /// True when every value of the other interval lies in this one.
    public func contains(_ other: DecimalInterval) -> Bool {
        let low = lower.map { bound in other.lower.map { bound <= $0 } ?? false } ?? true
        let high = upper.map { bound in other.upper.map { $0 <= bound } ?? false } ?? true
        return low && high
    }

    /// True when the two intervals share at least one value.
    public func intersects(_ other: DecimalInterval) -> Bool {
        if let lower, let end = other.upper, end < lower { return false }
        if let upper, let start = other.lower, upper < start { return false }
        return true
    }

    /// Where the true value lies when it was stated as `value` with this precision.
    ///
    /// - exact: the value. - about: half a unit of its last non-zero digit either way (1 500 000 is 1 450 000...1 550 000;
    /// 92 is 91.5...92.5). - at_least: the value and above. - at_most: from zero (a value that cannot be negative) up to
    /// it; with `canBeNegative`, or for a negative value, there is no bound below.
    /// - Throws: ``DecimalError/overflow`` when an end does not fit.
    public static func interval(
        of value: ExactDecimal, _ precision: Precision, canBeNegative: Bool = false
    ) throws(DecimalError) -> DecimalInterval {
        switch precision {
        case .exact: return DecimalInterval(point: value)
        case .atLeast: return DecimalInterval(lower: value, upper: nil)
        case .atMost:
            let open = canBeNegative || value < .zero
            return DecimalInterval(lower: open ? nil : .zero, upper: value)
        case .about:
            var rest = value.mantissa
            var zeros = 0
            while rest != 0, rest % 10 == 0 {
                rest /= 10
                zeros += 1
            }
            let half: ExactDecimal
            if zeros > 0 {
                half = ExactDecimal(mantissa: 5 * Int64(powerOfTen(zeros - 1)), decimals: value.decimals)
            } else {
                guard value.decimals < 18 else { throw .overflow }
                half = ExactDecimal(mantissa: 5, decimals: value.decimals + 1)
            }
            return DecimalInterval(lower: try value.subtracting(half), upper: try value.adding(half))
        }
    }

    /// Every percent change possible between two intervals of values that are not negative, ends rounded to `decimals`.
    ///
    /// An end is open where the change has no bound (the first value may be zero, or the second has no upper bound).
    /// - Throws: ``DecimalError/divisionByZero`` when the first value can only be zero, ``DecimalError/overflow``.
    public static func percentChange(
        from first: DecimalInterval, to second: DecimalInterval, decimals: Int
    ) throws(DecimalError) -> DecimalInterval {
        if let most = first.upper, most.isZero { throw .divisionByZero }
        let least: ExactDecimal
        if let start = first.upper, let end = second.lower {
            least = try .percentChange(from: start, to: end, decimals: decimals)
        } else {
            least = ExactDecimal(mantissa: -100, decimals: 0)  // a value that is not negative cannot fall further
        }
        guard let start = first.lower, !start.isZero, let end = second.upper else {
            return DecimalInterval(lower: least, upper: nil)
        }
        return DecimalInterval(lower: least, upper: try .percentChange(from: start, to: end, decimals: decimals))
    }
}
