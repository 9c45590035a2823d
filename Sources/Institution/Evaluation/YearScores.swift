import Figures
import Foundation
import Storage

/// The scores of a whole institution as the figures stand, before any evaluator's judgement.
public enum YearScores {
    /// The derivation of every unit's score, by unit: numeric commitments against the unit's own figure of the year, all others without
    /// a result. The units are shared out over the processors, each of which reads its own terms: a unit's are read at one moment, two
    /// units' may be read at two. Throws what `Scoring`, the cube and the tables throw.
    public static func derivations(year: Int, cube: Cube, in database: any Database) async throws -> [String: Derivation] {
        let lanes = max(1, min(ProcessInfo.processInfo.activeProcessorCount, 8))
        let ranges = try await database.read { try TermsBook.ranges(year: year, parts: lanes, in: $0) }
        return try await withThrowingTaskGroup(of: [(String, Derivation)].self) { group in
            for range in ranges {
                group.addTask {
                    let part = try await database.read { try TermsBook.all(year: year, made: range, in: $0) }
                    return try part.map { ($0.unit, try derivation(year: year, of: $0, cube: cube)) }
                }
            }
            var all: [String: Derivation] = [:]
            for try await part in group { for (unit, derivation) in part { all[unit] = derivation } }
            return all
        }
    }

    private static func derivation(year: Int, of terms: Terms, cube: Cube) throws -> Derivation {
        let span = Period(year: year)
        var results: [String: String] = [:]
        for commitment in terms.commitments where commitment.terms.targetType.isNumeric {
            guard let indicator = commitment.terms.indicator else { continue }
            let answer = try cube.answer(Question(indicator: indicator, unit: terms.unit, span: span))
            results[commitment.code] = answer.value?.description
        }
        return try Scoring.derivation(of: terms.commitments, results: results, judged: [:])
    }
}
