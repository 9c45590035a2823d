import Figures

/// That a year's value is the highest or the lowest for years.
///
/// The claim covers an unbroken span of years that ends with the year itself: every year in it has a value, none is a break, all
/// units expected reported, and every comparison is decided whatever the rounded values really were. A span shorter than four
/// years is no record.
public struct FigureRecord: Sendable, Equatable {
    /// Highest or lowest.
    public enum Kind: String, Sendable { case highest, lowest }
    /// Which of the two.
    public let kind: Kind
    /// The first year of the span.
    public let since: Int

    /// The fewest years before the reported one that make a record worth saying.
    public static let fewestYearsBefore = 3

    /// The record that `year` sets in the figure's series, or nil.
    public static func find(in figure: ReportFigure, year: Int) -> FigureRecord? {
        [Kind.highest, .lowest].lazy.compactMap { kind in span(of: kind, in: figure, year: year) }.first
    }

    private static func span(of kind: Kind, in figure: ReportFigure, year: Int) -> FigureRecord? {
        guard let now = figure.point(year), now.value != nil, now.isComplete else { return nil }
        var since = year
        var later = now
        while let earlier = figure.point(since - 1), earlier.value != nil, earlier.isComplete, !later.isBreak,
            decides(kind, now, over: earlier)
        {
            since -= 1
            later = earlier
        }
        return year - since >= fewestYearsBefore ? FigureRecord(kind: kind, since: since) : nil
    }

    private static func decides(_ kind: Kind, _ now: FigurePoint, over earlier: FigurePoint) -> Bool {
        switch kind {
        case .highest:
            guard let least = now.interval.lower, let most = earlier.interval.upper else { return false }
            return least > most
        case .lowest:
            guard let most = now.interval.upper, let least = earlier.interval.lower else { return false }
            return most < least
        }
    }
}
