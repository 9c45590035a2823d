import Testing

@testable import Figures

/// Merged counts are exact, and a percentile is the class that the sorted cases themselves would give.
@Suite struct HistogramTests {
    @Test func classesAndPercentiles() throws {
        let wait = try Histogram(bounds: [5, 15, 30], counts: [40, 35, 20, 5])
        #expect(wait.total == 100)
        #expect(wait.percentile(40) == Histogram.Class(lower: 0, upper: 5))
        #expect(wait.percentile(41) == Histogram.Class(lower: 5, upper: 15))
        #expect(wait.percentile(75) == Histogram.Class(lower: 5, upper: 15))
        #expect(wait.percentile(95) == Histogram.Class(lower: 15, upper: 30))
        #expect(wait.percentile(96) == Histogram.Class(lower: 30, upper: nil))
        #expect(wait.percentile(0) == nil && wait.percentile(101) == nil)
        #expect(wait.count(upTo: 15) == 75)
        #expect(wait.count(upTo: 16) == nil)
        #expect(Histogram.labels(of: wait.bounds) == ["0-5", "5-15", "15-30", "30+"])
    }

    @Test func nothingIsMadeOfWhatIsNone() throws {
        #expect(throws: HistogramError.malformed) { try Histogram(bounds: [5, 5], counts: [1, 1, 1]) }
        #expect(throws: HistogramError.malformed) { try Histogram(bounds: [0, 5], counts: [1, 1, 1]) }
        #expect(throws: HistogramError.malformed) { try Histogram(bounds: [5], counts: [1]) }
        #expect(throws: HistogramError.negativeCount) { try Histogram(bounds: [5], counts: [1, -1]) }
        #expect(throws: HistogramError.overflow) { try Histogram(bounds: [5], counts: [.max, 1]) }
        #expect(try Histogram(bounds: [5], counts: [0, 0]).percentile(50) == nil)
        let far = try Histogram(bounds: [7], counts: [1, 1])
        #expect(throws: HistogramError.malformed) { try far.merging(Histogram(bounds: [5], counts: [1, 1])) }
    }

    /// The mean of two medians is not the median: 9 short waits and 1 long one, beside 1 short and 99 long ones.
    @Test func percentilesComeFromMergedCounts() throws {
        let quick = try Histogram(bounds: [5, 60], counts: [9, 1, 0])
        let slow = try Histogram(bounds: [5, 60], counts: [1, 99, 0])
        #expect(quick.percentile(50)?.upper == 5)
        #expect(try quick.merging(slow).percentile(50) == Histogram.Class(lower: 5, upper: 60))
    }

    @Test func randomCasesGiveTheSameClasses() throws {
        let seed = freshSeed()
        print("seed \(seed)")
        var random = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            let all: [Int64] = [2, 5, 10, 20, 60]
            let (first, second) = (all.filter { $0 == 10 || Bool.random(using: &random) }, all.filter { $0 == 10 || Bool.random(using: &random) })
            let cases = (0..<Int.random(in: 1...80, using: &random)).map { _ in Int64.random(in: 0...90, using: &random) }
            let cut = Int.random(in: 0...cases.count, using: &random)
            func counted(_ cases: ArraySlice<Int64>, _ bounds: [Int64]) throws -> Histogram {
                var counts = [Int64](repeating: 0, count: bounds.count + 1)
                for value in cases { counts[bounds.firstIndex { value <= $0 } ?? bounds.count] += 1 }
                return try Histogram(bounds: bounds, counts: counts)
            }
            let merged = try counted(cases[..<cut], first).merging(counted(cases[cut...], second))
            #expect(merged == (try counted(cases[...], first.filter(second.contains))))
            let sorted = cases.sorted()
            for percent in [1, 25, 50, 90, 95, 99, 100] {
                let place = (sorted.count * percent + 99) / 100
                let value = sorted[place - 1]
                let found = try #require(merged.percentile(percent))
                #expect((value > found.lower || found.lower == 0) && found.upper.map { value <= $0 } ?? true)
            }
        }
    }
}
