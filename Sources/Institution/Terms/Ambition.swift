import Figures

/// How a target stands to what was reached before. Pure and exact; a guess at nothing: it only compares.
public enum Ambition {
    /// What the comparison shows.
    public enum Judgement: Sendable, Hashable {
        /// Less than was reached last, in the year and with the value given.
        case belowLast(year: Int, value: ExactDecimal)
        /// Not more than the mean yearly change would give anyway; the value it would give, rounded down to the target's decimals.
        case withinTrend(ExactDecimal)
        /// More than twice as far as the best yearly step so far would lead; the value that twice the best step would give.
        case beyondTrend(ExactDecimal)
    }

    /// How many past years are looked at.
    public static let years = 5
    /// How many years old the last value may be: an older one says little about this year.
    public static let freshest = 2

    /// Compares the target of an `at_least` or `at_most` commitment of a year with past values in rising order of years.
    /// Nil when there is nothing to say, or a number is too large to compare.
    public static func judge(
        target: ExactDecimal, type: TargetType, year: Int, past: [(year: Int, value: ExactDecimal)]
    ) -> Judgement? {
        let known = past.filter { $0.year < year }.suffix(years)
        guard type == .atLeast || type == .atMost, let first = known.first, let last = known.last, year - last.year <= freshest else {
            return nil
        }
        let decimals = known.reduce(target.decimals) { max($0, $1.value.decimals) }
        // Turned so that more is better: then one comparison serves both types.
        let sign: Int128 = type == .atLeast ? 1 : -1
        func turned(_ value: ExactDecimal) -> Int128? {
            (try? value.rescaled(to: decimals)).map { Int128($0.mantissa) * sign }
        }
        guard let wanted = turned(target), let start = turned(first.value), let end = turned(last.value) else { return nil }
        func value(_ turned: Int128) -> ExactDecimal? {
            Int64(exactly: turned * sign).map { ExactDecimal(mantissa: $0, decimals: decimals) }
        }
        guard wanted >= end else { return .belowLast(year: last.year, value: last.value) }
        let (ahead, span) = (Int128(year - last.year), Int128(last.year - first.year))
        if known.count > 2, span > 0, end > start {
            // wanted ≤ end + (end − start) / span × ahead, without a fraction
            if (wanted - end) * span <= (end - start) * ahead {
                return value(end + (end - start) * ahead / span).map { .withinTrend($0) }
            }
        }
        let pairs = zip(known, known.dropFirst())
        let steps = pairs.compactMap { before, after -> (Int128, Int128)? in
            guard let from = turned(before.value), let to = turned(after.value), to > from else { return nil }
            return (to - from, Int128(after.year - before.year))
        }
        // The steepest step, compared as fractions.
        guard let best = steps.max(by: { $0.0 * $1.1 < $1.0 * $0.1 }), (wanted - end) * best.1 > 2 * best.0 * ahead else { return nil }
        return value(end + 2 * best.0 * ahead / best.1).map { .beyondTrend($0) }
    }
}
