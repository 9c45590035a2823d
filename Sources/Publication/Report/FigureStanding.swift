import Figures

/// The place of a year's value among the years it can be compared with, the highest first.
///
/// The years are an unbroken span that ends with the year itself, under the rules of ``FigureRecord``: each has a value with full
/// coverage, no break lies between them, and every comparison with the year is decided whatever the rounded values really were.
public struct FigureStanding: Sendable, Equatable {
    /// From 1, the highest; years that are exactly equal share the place.
    public let rank: Int
    /// How many years the span has, the year itself counted.
    public let years: Int
    /// The first year of the span.
    public let since: Int

    /// The place that `year` takes in the figure's series; nil with fewer than three comparable years before it.
    public static func find(in figure: ReportFigure, year: Int) -> FigureStanding? {
        guard let now = figure.point(year), now.value != nil, now.isComplete else { return nil }
        var (since, higher) = (year, 0)
        var later = now
        while let earlier = figure.point(since - 1), earlier.value != nil, earlier.isComplete, !later.isBreak,
            let isHigher = isHigher(earlier, than: now)
        {
            since -= 1
            later = earlier
            if isHigher { higher += 1 }
        }
        let before = year - since
        return before >= FigureRecord.fewestYearsBefore ? FigureStanding(rank: higher + 1, years: before + 1, since: since) : nil
    }

    /// Nil where the comparison is not decided.
    private static func isHigher(_ earlier: FigurePoint, than now: FigurePoint) -> Bool? {
        if let least = earlier.interval.lower, let most = now.interval.upper, least > most { return true }
        if let most = earlier.interval.upper, let least = now.interval.lower, most < least { return false }
        return earlier.interval.isPoint && earlier.interval == now.interval ? false : nil
    }
}
