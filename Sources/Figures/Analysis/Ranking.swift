/// The places of values beside one another, and beside those of peers of like size. Exact: nothing is rounded to be compared.
public enum Ranking {
    /// What is ranked.
    public struct Entry: Hashable, Sendable {
        /// Whose value it is.
        public let code: String
        /// The value, or nil: without one there is no place, which is not the last place.
        public let value: ExactDecimal?
        /// The size by which peers are found (staff, population); nil or not above zero: no peers.
        public let size: ExactDecimal?

        /// An entry.
        public init(code: String, value: ExactDecimal?, size: ExactDecimal? = nil) {
            (self.code, self.value, self.size) = (code, value, size)
        }
    }

    /// Where an entry stands.
    public struct Place: Hashable, Sendable {
        /// Whose place it is.
        public let code: String
        /// From 1; equal values share a place and the next one is left out (1, 2, 2, 4). Nil without a value.
        public internal(set) var rank: Int?
        /// How many have a value.
        public internal(set) var of: Int
        /// How many others have a value and a size between half and double its own.
        public internal(set) var peers = 0
        /// The place among itself and its peers; nil without peers.
        public internal(set) var peerRank: Int?
        /// The median of the peers' values, itself left out; of an even number the mean of the middle two. Nil without peers, or
        /// where the mean does not fit.
        public internal(set) var peerMedian: ExactDecimal?
    }

    /// The places, in the order of the entries.
    public static func places(of entries: [Entry], highestFirst: Bool) -> [Place] {
        let known = entries.indices.compactMap { index in entries[index].value.map { (index: index, value: $0) } }
            .sorted { $0.value < $1.value }
        var places = entries.map { Place(code: $0.code, rank: nil, of: known.count) }
        // Equal values share a level; levels count from 0 at the lowest value.
        var level = [Int](repeating: -1, count: entries.count)
        var levels: [ExactDecimal] = []
        for item in known {
            if levels.last != item.value { levels.append(item.value) }
            level[item.index] = levels.count - 1
        }
        var counts = LevelCounts(levels.count)
        for item in known { counts.add(1, at: level[item.index]) }
        for item in known { places[item.index].rank = 1 + counts.better(than: level[item.index], highestFirst) }
        addPeers(entries, level, levels, highestFirst, to: &places)
        return places
    }

    /// Whether two sizes are alike: neither is more than double the other.
    public static func areAlike(_ first: ExactDecimal, _ second: ExactDecimal) -> Bool {
        isAtMostDouble(first, second) && isAtMostDouble(second, first)
    }

    private static func isAtMostDouble(_ value: ExactDecimal, _ other: ExactDecimal) -> Bool {
        // Where the double does not fit, nothing that fits is larger.
        (try? other.adding(other)).map { value <= $0 } ?? true
    }

    /// By size, the peers of an entry are neighbours: a window moves over them once.
    private static func addPeers(
        _ entries: [Entry], _ level: [Int], _ levels: [ExactDecimal], _ highestFirst: Bool, to places: inout [Place]
    ) {
        let sized = entries.indices.compactMap { index -> (index: Int, size: ExactDecimal)? in
            guard level[index] >= 0, let size = entries[index].size, size > .zero else { return nil }
            return (index, size)
        }.sorted { $0.size < $1.size }
        var window = LevelCounts(levels.count)
        var (low, high) = (0, 0)
        for item in sized {
            while high < sized.count, isAtMostDouble(sized[high].size, item.size) {
                window.add(1, at: level[sized[high].index])
                high += 1
            }
            while !isAtMostDouble(item.size, sized[low].size) {
                window.add(-1, at: level[sized[low].index])
                low += 1
            }
            let peers = high - low - 1
            guard peers > 0 else { continue }
            let own = level[item.index]
            places[item.index].peers = peers
            places[item.index].peerRank = 1 + window.better(than: own, highestFirst)
            window.add(-1, at: own)
            let middle = levels[window.level(of: (peers + 1) / 2)]
            places[item.index].peerMedian =
                peers % 2 == 1 ? middle : mean(middle, levels[window.level(of: peers / 2 + 1)])
            window.add(1, at: own)
        }
    }

    /// The mean of two numbers, exactly; nil where it does not fit.
    static func mean(_ first: ExactDecimal, _ second: ExactDecimal) -> ExactDecimal? {
        guard let sum = try? first.adding(second) else { return nil }
        if sum.mantissa % 2 == 0 { return ExactDecimal(mantissa: sum.mantissa / 2, decimals: sum.decimals) }
        let (five, over) = sum.mantissa.multipliedReportingOverflow(by: 5)
        return over || sum.decimals == 18 ? nil : ExactDecimal(mantissa: five, decimals: sum.decimals + 1)
    }
}

/// How many values stand at each level, with counts up to a level in logarithmic time (a Fenwick tree).
private struct LevelCounts {
    private var tree: [Int]
    private var total = 0

    init(_ levels: Int) { tree = [Int](repeating: 0, count: levels + 1) }

    mutating func add(_ count: Int, at level: Int) {
        total += count
        var at = level + 1
        while at < tree.count {
            tree[at] += count
            at += at & -at
        }
    }

    /// Values at this level or below.
    private func upTo(_ level: Int) -> Int {
        var (at, sum) = (level + 1, 0)
        while at > 0 {
            sum += tree[at]
            at -= at & -at
        }
        return sum
    }

    /// Values strictly better than a level.
    func better(than level: Int, _ highestFirst: Bool) -> Int { highestFirst ? total - upTo(level) : upTo(level - 1) }

    /// The level of the `place`-th lowest value, from 1.
    func level(of place: Int) -> Int {
        var (at, rest) = (0, place)
        var step = 1
        while step * 2 < tree.count { step *= 2 }
        while step > 0 {
            if at + step < tree.count, tree[at + step] < rest {
                at += step
                rest -= tree[at]
            }
            step /= 2
        }
        return min(at, tree.count - 2)
    }
}
