import Acts
import Ledger
import Storage
import TestSupport
import Testing

@testable import Institution

/// Samples: nobody chooses them, everybody can draw them again.
@Suite struct SampleTests {
    /// Figures of the judicial police for 2022, a sample of one of them and its result.
    static func sampled(_ stage: Stage) async throws {
        try await stage.act(
            SubmitReturn(
                unit: "dpj", period: "2022",
                values: [
                    ReturnedValue(indicator: "clearance", value: "94.43"), ReturnedValue(indicator: "violent_share", value: "6.59"),
                ]), by: .officerOfPolice, on: "2022-12-20")
        let act = DrawSample(
            year: 2022, unit: "dpj", figures: 1, checkpoint: try await stage.read { try DrawSample.state(in: $0) })
        let number = try await stage.act(act, by: .evaluator)
        try await stage.act(
            RecordSampleCheck(
                year: 2022, unit: "dpj", sample: number,
                checks: [.init(figure: 1, outcome: .notFound, remark: Written("aucune pièce", "fr"))]), by: .evaluator)
    }

    /// A stage with a ledger, signed terms and a self-assessment.
    static func play(_ engine: Engine, _ body: (Stage) async throws -> Void) async throws {
        try await Stage.playLedgered(engine) { stage in
            try await stage.act(
                ExtendPhase(year: 2022, phase: .selfAssessment, until: "2022-12-20", reason: words("late")), by: .administrator,
                on: "2022-01-03")
            try await stage.signedTerms()
            try await stage.act(RateUnitTests.assessment, by: .headOfPolice)
            try await body(stage)
        }
    }

    @Test(arguments: Engines.all)
    func aSampleCanBeDrawnAgain(engine: Engine) async throws {
        try await Self.play(engine) { stage in
            try await Self.sampled(stage)
            let sample = try #require(try await stage.read { try SampleBook.current(year: 2022, unit: "dpj", in: $0) })
            #expect(sample.population == 2 && sample.figures.count == 1)
            #expect(sample.figures.first?.check?.outcome == .notFound)
            // Root and leaf as anyone reads them from the published log, the rest by hand.
            let (root, leaf) = try await stage.read { tables in
                let tree = try LedgerBook.tree(in: tables)
                return try (tree.root(at: UInt64(sample.log.size)).hex, tree.leaf(UInt64(sample.by.number)).hex)
            }
            #expect(root == sample.log.root)
            let seed = MerkleHash.leaf(Array("hasila-sample/1\n\(root)\n\(leaf)\n2022\ndpj\n".utf8)).hex
            #expect(seed == sample.seed)
            let places = ["clearance", "violent_share"].map { indicator in
                (MerkleHash.leaf(Array("\(seed)\ndpj \(indicator) 2022 -\n".utf8)).hex, indicator)
            }.sorted { $0.0 < $1.0 }
            #expect(sample.figures.map(\.indicator) == [places[0].1])
        }
    }

    @Test(arguments: Engines.all)
    func refusals(engine: Engine) async throws {
        try await Self.play(engine) { stage in
            var state = try await stage.read { try DrawSample.state(in: $0) }
            func draw(_ figures: Int = 1) -> DrawSample { DrawSample(year: 2022, unit: "dpj", figures: figures, checkpoint: state) }
            await stage.refused(.nothingToSample, draw(), by: .evaluator)
            try await Self.sampled(stage)
            state = try await stage.read { try DrawSample.state(in: $0) }
            await stage.refused(.sampleDrawn, draw(), by: .evaluator)
            await stage.refused(.malformedValue, draw(0), by: .evaluator)
            await stage.refused(.malformedValue, draw(201), by: .evaluator)
            await stage.refused(.outOfPhase, draw(), by: .evaluator, on: "2022-12-22")
            await stage.refused(.notAllowed, draw(), by: .headOfPolice)
            // A new self-assessment may be sampled again; the checkpoint must be the ledger's own.
            try await stage.act(RateUnitTests.assessment, by: .headOfPolice, on: "2022-12-20")
            state.root = String(repeating: "0", count: 64)
            await stage.refused(.wrongCheckpoint, draw(), by: .evaluator, on: "2022-12-20")
            state = try await stage.read { try DrawSample.state(in: $0) }
            state.size += 5
            await stage.refused(.wrongCheckpoint, draw(), by: .evaluator, on: "2022-12-20")
            state.size -= 5
            let number = try await stage.act(draw(2), by: .evaluator, on: "2022-12-20")
            func result(_ checks: [RecordSampleCheck.Check], of sample: Int64? = nil) -> RecordSampleCheck {
                RecordSampleCheck(year: 2022, unit: "dpj", sample: sample ?? number, checks: checks)
            }
            let figures = try #require(try await stage.read { try SampleBook.current(year: 2022, unit: "dpj", in: $0) }).figures
            let remark = Written("registre", "fr")
            await stage.refused(.unknownSample, result([.init(figure: 1, outcome: .confirmed)], of: number - 1), by: .evaluator)
            await stage.refused(.unknownSample, result([.init(figure: 3, outcome: .confirmed)]), by: .evaluator)
            await stage.refused(.missingText, result([]), by: .evaluator)
            await stage.refused(.missingText, result([.init(figure: 1, outcome: .deviates, remark: remark)]), by: .evaluator)
            await stage.refused(.missingText, result([.init(figure: 1, outcome: .notFound)]), by: .evaluator)
            await stage.refused(.missingText, result([.init(figure: 1, outcome: .confirmed, found: "1")]), by: .evaluator)
            await stage.refused(
                .notANumber, result([.init(figure: 1, outcome: .deviates, found: "viel", remark: remark)]), by: .evaluator)
            await stage.refused(
                .contradiction, result([.init(figure: 1, outcome: .deviates, found: figures[0].value, remark: remark)]), by: .evaluator)
            await stage.refused(
                .numberTaken, result([.init(figure: 1, outcome: .confirmed), .init(figure: 1, outcome: .confirmed)]), by: .evaluator)
            try await stage.act(result([.init(figure: 1, outcome: .deviates, found: "1.00", remark: remark)]), by: .evaluator)
            try await stage.act(result([.init(figure: 1, outcome: .confirmed), .init(figure: 2, outcome: .confirmed)]), by: .evaluator)
            let sample = try #require(try await stage.read { try SampleBook.current(year: 2022, unit: "dpj", in: $0) })
            #expect(sample.count(.confirmed) == 2 && sample.count(.deviates) == 0, "the later result counts")
        }
    }

    @Test func everyFigureHasTheSameChance() {
        var random = SeededGenerator()
        let population = (0..<20).map { index in
            BasisFigure(unit: "u", period: "2022", value: ReturnedValue(indicator: "i\(index)", value: "1"), act: 1, position: index)
        }
        var hits = [String: Int]()
        for _ in 0..<2_000 {
            let seed = String(UInt64.random(in: 0...UInt64.max, using: &random), radix: 16)
            for drawn in SampleDraw.draw(5, from: population, seed: seed) { hits[drawn.figure.value.indicator, default: 0] += 1 }
        }
        // 500 expected of each, standard deviation 19: six of them either way.
        #expect(hits.count == 20 && hits.values.allSatisfy { (384...616).contains($0) }, "\(hits)")
        #expect([0, 1, 3, 4, 100, 1_000_000].map(SampleDraw.customary) == [0, 1, 2, 3, 11, 200].map { max(1, $0) })
    }
}
