import Figures
import Foundation

/// The scores of a whole institution as the figures stand, before any evaluator's judgement.
public enum YearScores {
    /// The derivation of every unit's score, by unit: numeric commitments against the unit's own figure of the year, all others without
    /// a result. The units are shared out over the processors. Throws what `Scoring` and the cube throw.
    public static func derivations(year: Int, of terms: [Terms], cube: Cube) async throws -> [String: Derivation] {
        let lanes = max(1, min(ProcessInfo.processInfo.activeProcessorCount, 8))
        let size = max(1, (terms.count + lanes - 1) / lanes)
        return try await withThrowingTaskGroup(of: [(String, Derivation)].self) { group in
            for start in stride(from: 0, to: terms.count, by: size) {
                let part = terms[start..<min(start + size, terms.count)]
                group.addTask { try part.map { ($0.unit, try derivation(year: year, of: $0, cube: cube)) } }
            }
            var all: [String: Derivation] = [:]
            all.reserveCapacity(terms.count)
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
