/// Why histograms cannot be made or added.
public enum HistogramError: Error, Hashable, Sendable {
    /// The bounds are not positive and ascending, or there is not one count more than bounds.
    case malformed
    /// A count is negative.
    case negativeCount
    /// The counts leave 64 bits.
    case overflow
}

/// How many cases lie in each class of a measured quantity, such as the minutes of a wait. Counts are exact; of the quantity only
/// the class is known.
///
/// Class `i` holds what is more than the bound before it (from zero for the first) and at most bound `i`; the last class is open.
/// Percentiles come from merged counts, never from percentiles of parts, and are told as the class they lie in: nothing is
/// interpolated.
///
///     let wait = try Histogram(bounds: [5, 15, 30], counts: [40, 35, 20, 5])
///     wait.percentile(90)   // more than 15, at most 30
public struct Histogram: Hashable, Sendable {
    /// The upper bounds of all classes but the last, ascending and positive, in the quantity's own unit.
    public let bounds: [Int64]
    /// The number of cases in each class; one more than bounds.
    public let counts: [Int64]
    /// The number of cases in all classes.
    public let total: Int64

    /// A histogram.
    /// - Throws: ``HistogramError``.
    public init(bounds: [Int64], counts: [Int64]) throws(HistogramError) {
        guard Self.areBounds(bounds), counts.count == bounds.count + 1 else { throw .malformed }
        var total: Int64 = 0
        for count in counts {
            guard count >= 0 else { throw .negativeCount }
            let (sum, over) = total.addingReportingOverflow(count)
            guard !over else { throw .overflow }
            total = sum
        }
        (self.bounds, self.counts, self.total) = (bounds, counts, total)
    }

    /// Whether these are bounds of classes: at least one, positive, ascending.
    public static func areBounds(_ bounds: [Int64]) -> Bool {
        guard let first = bounds.first, first > 0 else { return false }
        return zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }
    }

    /// Both together. Where the bounds differ, the classes are joined to those whose bounds both have: the counts stay exact.
    /// - Throws: ``HistogramError/malformed`` where no bound is common, ``HistogramError/overflow``.
    public func merging(_ other: Histogram) throws(HistogramError) -> Histogram {
        let common = bounds == other.bounds ? bounds : bounds.filter(other.bounds.contains)
        let (mine, theirs) = (joined(to: common), other.joined(to: common))
        var counts: [Int64] = []
        for (left, right) in zip(mine, theirs) {
            let (sum, over) = left.addingReportingOverflow(right)
            guard !over else { throw .overflow }
            counts.append(sum)
        }
        return try Histogram(bounds: common, counts: counts)
    }

    /// The counts under fewer of its own bounds.
    private func joined(to fewer: [Int64]) -> [Int64] {
        var joined = [Int64](repeating: 0, count: fewer.count + 1)
        var at = 0
        for (index, count) in counts.enumerated() {
            joined[at] += count
            if index < bounds.count, at < fewer.count, bounds[index] == fewer[at] { at += 1 }
        }
        return joined
    }

    /// A class, by its bounds.
    public struct Class: Hashable, Sendable {
        /// What it holds is more than this; 0 for the first class, which holds zero too.
        public let lower: Int64
        /// What it holds is at most this; nil for the open class.
        public let upper: Int64?

        /// A class between two bounds.
        public init(lower: Int64, upper: Int64?) {
            self.lower = lower
            self.upper = upper
        }
    }

    /// The class at a place, 0 to `bounds.count`.
    public func `class`(_ index: Int) -> Class { Self.class(index, of: bounds) }

    private static func `class`(_ index: Int, of bounds: [Int64]) -> Class {
        Class(lower: index == 0 ? 0 : bounds[index - 1], upper: index < bounds.count ? bounds[index] : nil)
    }

    /// The class in which the percentile lies: the first up to which at least `percent` of a hundred cases lie. `percent` runs from 1
    /// to 100. Nil without cases.
    public func percentile(_ percent: Int) -> Class? {
        guard total > 0, (1...100).contains(percent) else { return nil }
        let needed = Int128(total) * Int128(percent)
        var seen: Int128 = 0
        for (index, count) in counts.enumerated() {
            seen += Int128(count)
            if count > 0, seen * 100 >= needed { return self.class(index) }
        }
        return nil
    }

    /// The cases that lie at or under one of the bounds; nil for what is no bound.
    public func count(upTo bound: Int64) -> Int64? {
        guard let index = bounds.firstIndex(of: bound) else { return nil }
        return counts[...index].reduce(0, +)
    }

    /// The word of each class in a breakdown: `0-5`, `5-15`, `15-30`, `30+`.
    public static func labels(of bounds: [Int64]) -> [String] {
        (0...bounds.count).map { index in
            let one = Self.class(index, of: bounds)
            return one.upper.map { "\(one.lower)-\($0)" } ?? "\(one.lower)+"
        }
    }
}
