import Figures

/// How a figure moved against the year before: computed, never typed, rounded once with halves away from zero.
public enum FigureChange: Sendable, Equatable {
    /// Percent with one decimal; `about` when either year is not exact.
    case percent(ExactDecimal, about: Bool)
    /// Points, for shares; as many decimals as the figure.
    case points(ExactDecimal, about: Bool)
    /// No year before.
    case noBase
    /// The definition changed between the two years.
    case broken
    /// The values are known too roughly to say even whether it rose or fell.
    case undecidable

    /// The change of `figure` in `year`.
    public static func of(_ figure: ReportFigure, in year: Int) -> FigureChange {
        guard let now = figure.point(year), let value = now.value, let before = figure.point(year - 1), let base = before.value
        else {
            return .noBase
        }
        if now.isBreak { return .broken }
        let about = !now.isExact || !before.isExact
        if about, !signIsDecided(now, before) { return .undecidable }
        do {
            if figure.isPercent { return .points(try value.subtracting(base), about: about) }
            return .percent(try .percentChange(from: base, to: value, decimals: 1), about: about)
        } catch {
            return .noBase  // from zero there is no percentage
        }
    }

    private static func signIsDecided(_ now: FigurePoint, _ before: FigurePoint) -> Bool {
        if let least = now.interval.lower, let most = before.interval.upper, least > most { return true }
        if let most = now.interval.upper, let least = before.interval.lower, most < least { return true }
        return false
    }
}
