import Acts
import Figures

extension Scoring {
    /// How one attainment came about, as values without words, for the pages that show it.
    public struct Explanation: Sendable, Hashable {
        /// The rule that gave the attainment.
        public enum Rule: String, Sendable {
            /// The target is met: 1.
            case met
            /// `way / whole`, rounded once to four decimals.
            case progress
            /// No further than the baseline: 0.
            case behindBaseline = "behind_baseline"
            /// The baseline had met the target already and it was not held: 0.
            case notHeld = "not_held"
            /// Outside the bounds, or not the exact value: 0.
            case outside
            /// Between two target levels: the lower one's worth and `way / whole` of the tenth up to the next.
            case betweenLevels = "between_levels"
            /// The highest target level is met: 1.
            case topLevel = "top_level"
            /// Below the lowest target level: 0.
            case belowLevels = "below_levels"
            /// The evaluator stated it.
            case judged
            /// There is no result: counted as 0.
            case noData = "no_data"
        }

        /// The commitment as it stands in the terms (baseline, target, indicator, weight).
        public let commitment: ProposedCommitment
        /// Result, status, attainment and weight.
        public let line: DerivationLine
        /// The rule that gave the attainment.
        public let rule: Rule
        /// `result − baseline` and `target − baseline` as decimals, where the rule is `progress`; from the level met to the result
        /// and to the next level, where it is `betweenLevels`.
        public let way, whole: String?
        /// The highest target level met, 1 to 5; nil below the lowest and where there are no levels.
        public let level: Int?
        /// What the line adds to the score: `weight × attainment`, in points with four decimals.
        public let points: ExactDecimal
    }

    /// Explains each line of a derivation from the terms it was made under; lines of other codes are left out.
    /// Throws only when stored decimals cannot be read.
    public static func explain(_ lines: [DerivationLine], terms: [Commitment]) throws -> [Explanation] {
        try lines.compactMap { line in
            guard let commitment = terms.first(where: { $0.code == line.commitment }) else { return nil }
            return try explain(line, commitment.terms)
        }
    }

    private static func explain(_ line: DerivationLine, _ commitment: ProposedCommitment) throws -> Explanation {
        let (rule, way, whole, level) = try rule(line, commitment)
        let points = Int64(line.weight) * Int64(line.attainment?.tenThousandths ?? 0)
        return Explanation(
            commitment: commitment, line: line, rule: rule, way: way, whole: whole, level: level,
            points: ExactDecimal(mantissa: points, decimals: 4))
    }

    private static func rule(
        _ line: DerivationLine, _ commitment: ProposedCommitment
    ) throws -> (Explanation.Rule, String?, String?, Int?) {
        guard line.attainment != nil else { return (.noData, nil, nil, nil) }
        guard let target = try Target(commitment), let text = line.result else { return (.judged, nil, nil, nil) }
        let result = try Required.decimal(text)
        if let levels = target.levels { return rule(result, between: levels, target.type) }
        if target.isMet(by: result) { return (.met, nil, nil, nil) }
        guard target.type == .atLeast || target.type == .atMost, let baseline = target.baseline else {
            return (.outside, nil, nil, nil)
        }
        if target.isMet(by: baseline) { return (.notHeld, nil, nil, nil) }
        if target.type == .atLeast ? result <= baseline : result >= baseline { return (.behindBaseline, nil, nil, nil) }
        // Differences too large for the page's decimals are left out; the attainment itself is exact all the same.
        let way = try? result.subtracting(baseline)
        let whole = try? target.target.subtracting(baseline)
        return (.progress, way?.description, whole?.description, nil)
    }

    private static func rule(
        _ result: ExactDecimal, between levels: [ExactDecimal], _ type: TargetType
    ) -> (Explanation.Rule, String?, String?, Int?) {
        guard let at = level(met: result, of: levels, type) else { return (.belowLevels, nil, nil, nil) }
        guard at + 1 < levels.count else { return (.topLevel, nil, nil, at + 1) }
        let way = try? result.subtracting(levels[at])
        let whole = try? levels[at + 1].subtracting(levels[at])
        return (.betweenLevels, way?.description, whole?.description, at + 1)
    }
}
