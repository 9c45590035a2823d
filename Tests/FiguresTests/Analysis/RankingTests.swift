import Testing

@testable import Figures

/// Places, ties and peers.
@Suite struct RankingTests {
    private func number(_ mantissa: Int64, _ decimals: Int = 0) -> ExactDecimal { ExactDecimal(mantissa: mantissa, decimals: decimals) }

    @Test func equalValuesShareAPlaceAndMissingOnesHaveNone() {
        let entries = [("a", 30), ("b", 20), ("c", 20), ("d", 10)].map { Ranking.Entry(code: $0.0, value: number($0.1)) }
            + [Ranking.Entry(code: "e", value: nil)]
        #expect(Ranking.places(of: entries, highestFirst: true).map(\.rank) == [1, 2, 2, 4, nil])
        #expect(Ranking.places(of: entries, highestFirst: false).map(\.rank) == [4, 2, 2, 1, nil])
        #expect(Ranking.places(of: entries, highestFirst: true).allSatisfy { $0.of == 4 && $0.peers == 0 && $0.peerRank == nil })
        #expect(Ranking.places(of: [], highestFirst: true).isEmpty)
    }

    @Test func valuesOfDifferentDecimalsCompareByValue() {
        let entries = [
            Ranking.Entry(code: "a", value: number(15, 1)), Ranking.Entry(code: "b", value: number(150, 2)),
            Ranking.Entry(code: "c", value: number(2)),
        ]
        #expect(Ranking.places(of: entries, highestFirst: true).map(\.rank) == [2, 2, 1])
    }

    @Test func peersAreBetweenHalfAndDouble() {
        let sizes: [Int64] = [100, 200, 201, 50, 0]
        let entries = sizes.enumerated().map { Ranking.Entry(code: "\($0)", value: number(Int64($0 + 1)), size: number($1)) }
        let places = Ranking.places(of: entries, highestFirst: true)
        #expect(places.map(\.peers) == [2, 2, 1, 1, 0], "100 with 200 and 50; 201 with 200 only; zero is no size")
        #expect(places[0].peerRank == 3 && places[0].peerMedian == number(3), "200 has 2, 50 has 4: their mean is 3")
        #expect(places[4].peerRank == nil && places[4].peerMedian == nil && places[4].rank == 1)
    }

    @Test func meansAreExactOrNone() {
        #expect(Ranking.mean(number(1), number(2)) == number(15, 1))
        #expect(Ranking.mean(number(.max), number(1)) == nil)
        #expect(Ranking.mean(number(1, 18), number(2, 18)) == nil)
    }

    /// Against the plain definition, on random values, sizes, gaps and ties.
    @Test func placesAgreeWithTheDefinition() {
        let seed = freshSeed()
        print("RankingTests seed \(seed)")
        var random = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            let entries = (0..<random.below(24)).map { index in
                Ranking.Entry(
                    code: "\(index)", value: random.chance(15) ? nil : number(Int64(random.below(9)) - 3, random.below(2)),
                    size: random.chance(15) ? nil : number(Int64(random.below(40))))
            }
            let highestFirst = random.chance(50)
            let places = Ranking.places(of: entries, highestFirst: highestFirst)
            func isBetter(_ a: ExactDecimal, _ b: ExactDecimal) -> Bool { highestFirst ? a > b : a < b }
            for (entry, place) in zip(entries, places) {
                guard let value = entry.value else {
                    #expect(place.rank == nil && place.peers == 0, "seed \(seed)")
                    continue
                }
                let better = entries.compactMap(\.value).filter { isBetter($0, value) }.count
                #expect(place.rank == better + 1, "seed \(seed)")
                let peers = entries.filter { other in
                    guard other.code != entry.code, other.value != nil, let a = entry.size, let b = other.size, a > .zero, b > .zero else {
                        return false
                    }
                    return Ranking.areAlike(a, b)
                }.compactMap(\.value).sorted()
                #expect(place.peers == peers.count, "seed \(seed)")
                #expect(place.peerRank == (peers.isEmpty ? nil : peers.filter { isBetter($0, value) }.count + 1), "seed \(seed)")
                let median: ExactDecimal? = peers.isEmpty ? nil
                    : peers.count % 2 == 1 ? peers[peers.count / 2] : Ranking.mean(peers[peers.count / 2 - 1], peers[peers.count / 2])
                #expect(place.peerMedian == median, "seed \(seed)")
            }
        }
    }
}
