/// How often an indicator is reported.
public enum Frequency: String, CaseIterable, Hashable, Sendable, Codable {
    /// From the calendar year to the single day; weeks are ISO weeks.
    case year, quarter, month, week, day
}

/// A span of days in one of the SDMX time forms, or an ISO 8601 interval for what has no regular form.
///
///     try Period("2022")  try Period("2022-Q4")  try Period("2022-12")  try Period("2022-W51")
///     try Period("2022-12-22")  try Period("2026-07-20/P28D")
public struct Period: Hashable, Sendable {
    /// The first day.
    public let first: Day
    /// The last day, included.
    public let last: Day
    /// The frequency whose calendar has this period, or nil for an irregular interval.
    public let frequency: Frequency?

    init(first: Day, last: Day, frequency: Frequency?) {
        self.first = first
        self.last = last
        self.frequency = frequency
    }

    /// The irregular interval from one day through another, or nil where the last day precedes the first.
    public init?(from first: Day, through last: Day) {
        guard first <= last else { return nil }
        self.init(first: first, last: last, frequency: nil)
    }

    /// The period of a frequency that holds a day.
    public init(_ frequency: Frequency, holding day: Day) {
        let (year, month, _) = day.civil
        switch frequency {
        case .year: self.init(year: year)
        case .quarter: self.init(months: 3, from: (month - 1) / 3 * 3 + 1, of: year, .quarter)
        case .month: self.init(months: 1, from: month, of: year, .month)
        case .week:
            let monday = day.advanced(by: 1 - day.weekday)
            self.init(first: monday, last: monday.advanced(by: 6), frequency: .week)
        case .day: self.init(first: day, last: day, frequency: .day)
        }
    }

    /// The whole year.
    public init(year: Int) {
        self.init(first: Day(civil: year, 1, 1), last: Day(civil: year, 12, 31), frequency: .year)
    }

    init(months count: Int, from month: Int, of year: Int, _ frequency: Frequency) {
        let end = month + count - 1
        self.init(
            first: Day(civil: year, month, 1), last: Day(civil: year, end, Day.length(month: end, of: year)),
            frequency: frequency)
    }

    /// The number of days.
    public var length: Int { first.distance(to: last) + 1 }

    /// The day whose year counts the period: Thursday for a week (the ISO rule), else the last day.
    public var reckoningDay: Day { frequency == .week ? first.advanced(by: 3) : last }

    /// The period after: the next of the frequency, or the interval of the same length that follows.
    public var next: Period {
        if let frequency { return Period(frequency, holding: last.next) }
        return Period(first: last.next, last: last.advanced(by: length), frequency: nil)
    }

    /// The period before: the previous of the frequency, or the interval of the same length that precedes.
    public var previous: Period {
        if let frequency { return Period(frequency, holding: first.previous) }
        return Period(first: first.advanced(by: -length), last: first.previous, frequency: nil)
    }

    /// The period one year earlier: the same quarter, month, day or week number (week 53 becomes the last week of a
    /// shorter year); an interval of the same length starting on the same date.
    public var yearBefore: Period {
        switch frequency {
        case .week:
            let (year, week) = isoWeek
            return Period.week(min(week, Period.weeks(in: year - 1)), of: year - 1)
        case .some(let frequency): return Period(frequency, holding: first.yearBefore)
        case nil:
            let start = first.yearBefore
            return Period(first: start, last: start.advanced(by: length - 1), frequency: nil)
        }
    }

    /// True when the day lies in the period.
    public func contains(_ day: Day) -> Bool { first <= day && day <= last }

    /// True when every day of the other period lies in this one.
    public func contains(_ other: Period) -> Bool { first <= other.first && other.last <= last }

    /// True when the two periods share a day.
    public func overlaps(_ other: Period) -> Bool { first <= other.last && other.first <= last }

    /// True when a figure of the other period counts in this span.
    ///
    /// Days, months, quarters and years count where they are contained. A week counts where its Thursday lies and an
    /// irregular interval where its last day lies (never in a span shorter than itself), so that none is lost between
    /// two spans that follow each other and none is counted twice.
    public func takes(_ other: Period) -> Bool {
        if other.frequency == .week || other.frequency == nil {
            return other.length <= length && contains(other.reckoningDay)
        }
        return contains(other)
    }

    /// The periods of a frequency that count in this span, in order (``takes(_:)``); empty where the span is too short.
    public func periods(of frequency: Frequency) -> [Period] {
        var found: [Period] = []
        var candidate = Period(frequency, holding: first)
        while candidate.first <= last {
            if takes(candidate) { found.append(candidate) }
            candidate = candidate.next
        }
        return found
    }

    /// How many periods of a frequency count in this span.
    public func count(of frequency: Frequency) -> Int {
        periods(of: frequency).count
    }

    /// The ISO week-numbering year and the week (1...53) of the first day.
    public var isoWeek: (year: Int, week: Int) {
        let thursday = first.advanced(by: 4 - first.weekday)
        let year = thursday.year
        return (year, Day(civil: year, 1, 1).distance(to: thursday) / 7 + 1)
    }

    static func week(_ week: Int, of year: Int) -> Period {
        // 4 January always lies in week 1.
        Period(.week, holding: Day(civil: year, 1, 4).advanced(by: (week - 1) * 7))
    }

    /// The number of ISO weeks in a year, 52 or 53.
    public static func weeks(in year: Int) -> Int {
        Period(.week, holding: Day(civil: year, 12, 28)).isoWeek.week
    }
}

extension Period: Comparable {
    /// Orders by first day; of two that start together the shorter comes first.
    public static func < (left: Period, right: Period) -> Bool {
        if left.first != right.first { return left.first < right.first }
        if left.last != right.last { return left.last < right.last }
        return left.kind < right.kind
    }

    /// The frequency's place, the finest first and an interval last, for a total order.
    private var kind: Int {
        switch frequency {
        case .day: 0
        case .week: 1
        case .month: 2
        case .quarter: 3
        case .year: 4
        case nil: 5
        }
    }
}
