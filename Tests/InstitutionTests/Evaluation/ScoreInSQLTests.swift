import Acts
import Figures
import Storage
import TestSupport
import Testing

@testable import Institution

/// A thousand random cycles, rated through the acts; every attainment and every score computed a second time in SQL, from numbers the
/// product never saw. Numbers have two decimals; SQL counts in hundredths.
@Suite struct ScoreInSQLTests {
    /// A commitment in hundredths.
    private struct Draw {
        var type: TargetType
        var baseline, target, targetMax, result, judged: Int?
        var levels: [Int]?
        var weight: Int
    }

    private static func decimal(_ hundredths: Int) -> String { "\(ExactDecimal(mantissa: Int64(hundredths), decimals: 2))" }

    private static func draws(_ random: inout SeededGenerator) -> [Draw] {
        var rest = 100
        var draws: [Draw] = []
        while rest > 0 {
            let weight = draws.count == 19 ? rest : Int.random(in: 1...rest, using: &random)
            rest -= weight
            let range = Bool.random(using: &random) ? -60...60 : -900_000...900_000
            func next() -> Int { Int.random(in: range, using: &random) }
            let type = TargetType.allCases[Int.random(in: 0..<6, using: &random)]
            var draw = Draw(type: type, weight: weight)
            let has = Int.random(in: 0..<8, using: &random) > 0
            if type.isNumeric {
                (draw.baseline, draw.target) = (next(), next())
                if has { draw.result = Int.random(in: 0..<4, using: &random) == 0 ? draw.target : next() }
                if type == .between { draw.targetMax = (draw.target ?? 0) + abs(next()) }
                if type == .atLeast || type == .atMost, Bool.random(using: &random) {
                    var levels: Set<Int> = []
                    while levels.count < 5 { levels.insert(next()) }
                    draw.levels = levels.sorted { type == .atLeast ? $0 < $1 : $0 > $1 }
                }
            } else if has {
                draw.judged = Int.random(in: 0...10_000, using: &random)
            }
            draws.append(draw)
        }
        return draws
    }

    private static func commitment(_ draw: Draw, _ index: Int) -> ProposedCommitment {
        ProposedCommitment(
            code: "C\(index)", text: words("c"), baseline: draw.baseline.map(decimal), targetType: draw.type,
            target: draw.target.map(decimal), targetMax: draw.targetMax.map(decimal), weight: draw.weight, due: "2022-12-31",
            levels: draw.levels.map { $0.map(decimal) })
    }

    /// The share of a commitment in ten-thousandths, halves away from zero, and the score in hundredths: nothing but integers.
    private static let computed = """
        WITH turned AS (
            SELECT year, code, type, weight, judged, s * result AS r, s * baseline AS b, s * target AS t, targetmax AS m,
                s * l1 AS a1, s * l2 AS a2, s * l3 AS a3, s * l4 AS a4, s * l5 AS a5
            FROM (SELECT p.*, CASE WHEN type = 'at_most' THEN -1 ELSE 1 END AS s FROM probe p) q
        ), shares AS (
            SELECT year, code, weight, CASE
                WHEN judged IS NOT NULL THEN judged
                WHEN r IS NULL THEN 0
                WHEN a1 IS NOT NULL THEN CASE
                    WHEN r < a1 THEN 0
                    WHEN r < a2 THEN 6000 + (2000 * (r - a1) + (a2 - a1)) / (2 * (a2 - a1))
                    WHEN r < a3 THEN 7000 + (2000 * (r - a2) + (a3 - a2)) / (2 * (a3 - a2))
                    WHEN r < a4 THEN 8000 + (2000 * (r - a3) + (a4 - a3)) / (2 * (a4 - a3))
                    WHEN r < a5 THEN 9000 + (2000 * (r - a4) + (a5 - a4)) / (2 * (a5 - a4))
                    ELSE 10000 END
                WHEN type = 'between' THEN CASE WHEN r BETWEEN t AND m THEN 10000 ELSE 0 END
                WHEN type = 'exactly' THEN CASE WHEN r = t THEN 10000 ELSE 0 END
                WHEN r >= t THEN 10000
                WHEN b >= t OR r <= b THEN 0
                ELSE (20000 * (r - b) + (t - b)) / (2 * (t - b)) END AS share
            FROM turned
        )
        """

    @Test(arguments: Engines.all)
    func theSameScoresInSQL(engine: Engine) async throws {
        var random = SeededGenerator()
        let cycles = (0..<1_000).map { _ in Self.draws(&random) }
        try await Stage.play(engine, cycle: false) { stage in
            try await stage.database.write { tables in
                try tables.execute(
                    """
                    CREATE TABLE probe (year INTEGER, code TEXT, type TEXT, weight INTEGER, baseline INTEGER, target INTEGER,
                        targetmax INTEGER, result INTEGER, judged INTEGER, l1 INTEGER, l2 INTEGER, l3 INTEGER, l4 INTEGER, l5 INTEGER)
                    """)
                for (index, draws) in cycles.enumerated() { try Self.play(1_957 + index, draws, from: 1_000 + index * 10, in: tables) }
            }
            let (wrong, lines, scores) = try await stage.read { tables in
                let wrong = try tables.query(
                    Self.computed + """
                         SELECT s.year AS year, s.code AS code, s.share AS share, l.attainment AS attainment
                        FROM shares s JOIN ratings r ON r.year = s.year JOIN rating_lines l ON l.rating = r.made AND l.commitment = s.code
                        WHERE CAST(REPLACE(COALESCE(l.attainment, '0'), '.', '') AS INTEGER) <> s.share
                        """)
                let lines = try tables.query("SELECT COUNT(*) AS n FROM rating_lines")[0].integer("n")
                let scores = try tables.query(
                    Self.computed + """
                         SELECT r.year AS year FROM ratings r JOIN (
                            SELECT year, (CAST(SUM(weight * share) AS INTEGER) + 50) / 100 AS score FROM shares GROUP BY year) c
                        ON c.year = r.year WHERE CAST(REPLACE(r.score, '.', '') AS INTEGER) = c.score
                        """)
                return (wrong.map { "\($0.values)" }, lines, scores.count)
            }
            #expect(wrong == [])
            #expect(lines == Int64(cycles.reduce(0) { $0 + $1.count }))
            #expect(scores == 1_000)
        }
    }

    /// One cycle through its acts; the rating is checked as in the registrar. The other checks are not this test's.
    private static func play(_ year: Int, _ draws: [Draw], from number: Int, in tables: any Connection) throws {
        let phases = Phase.allCases.enumerated().map { index, phase in
            PhaseDates(phase, starts: "\(year)-0\(index + 1)-01", ends: "\(year)-0\(index + 1)-28")
        }
        let terms = ProposeTerms(year: year, unit: "dpj", commitments: draws.enumerated().map { commitment($1, $0) })
        let commitments = terms.commitments.map { Commitment(proposal: Int64(number + 1), year: year, unit: "dpj", terms: $0) }
        var (results, judged) = ([String: String](), [String: Attainment]())
        for (index, draw) in draws.enumerated() {
            results["C\(index)"] = draw.result.map(decimal)
            judged["C\(index)"] = draw.judged.flatMap(Attainment.init(tenThousandths:))
        }
        let derivation = try Scoring.derivation(of: commitments, results: results, judged: judged)
        let rating = RateUnit(
            year: year, unit: "dpj", rating: .good, score: derivation.score, derivation: derivation.lines, answerBy: "\(year)-04-28")
        let day = Int64(try Day("\(year)-04-15").number) * 86_400_000
        let steps: [(any Act, Signatory)] = [
            (OpenCycle(year: year, phases: phases), .administrator), (terms, .officerOfPolice),
            (SignTerms(year: year, unit: "dpj", proposal: Int64(number + 1)), .headOfPolice),
            (SignTerms(year: year, unit: "dpj", proposal: Int64(number + 1)), .director), (rating, .evaluator),
        ]
        for (index, (act, signatory)) in steps.enumerated() {
            let record = Record(number: Int64(number + index), time: Timestamp(milliseconds: day), kind: type(of: act).kind)
            try Stage.run(
                Stage.Entry(act: act, signatory: signatory, record: record), in: tables, checking: index == steps.count - 1)
        }
        try tables.insert(
            "INSERT INTO probe VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows: draws.enumerated().map { index, draw in
                [.integer(Int64(year)), .text("C\(index)"), .text(draw.type.rawValue), .integer(Int64(draw.weight))]
                    + [draw.baseline, draw.target, draw.targetMax, draw.result, draw.judged].map { SQLValue($0) }
                    + (0..<5).map { SQLValue(draw.levels?[$0]) }
            })
    }
}
