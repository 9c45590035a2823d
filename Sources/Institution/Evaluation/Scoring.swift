import Acts
import Figures

/// The arithmetic of evaluations: pure, exact, the same for the evaluator, the check and the reader who recomputes it.
///
/// An attainment is rounded once, to four decimals, halves away from zero. The score is made from the attainments as they
/// are printed and rounded to two decimals of 100, so that anyone can recompute it from the table in the report.
public enum Scoring {
    /// What a numeric commitment is measured against.
    public struct Target: Sendable, Hashable {
        /// How the target is read; a numeric type.
        public let type: TargetType
        /// Target or lower bound; upper bound of `between`; baseline of `at_least` and `at_most`.
        public let target: ExactDecimal
        public let targetMax, baseline: ExactDecimal?
        /// The five target levels from the lowest to the full one; nil where the way from the baseline counts.
        public let levels: [ExactDecimal]?

        /// A target. Levels other than five are left out.
        public init(
            _ type: TargetType, target: ExactDecimal, targetMax: ExactDecimal? = nil, baseline: ExactDecimal? = nil,
            levels: [ExactDecimal]? = nil
        ) {
            self.levels = levels?.count == Scoring.levelWorth.count ? levels : nil
            self.type = type
            self.target = target
            self.targetMax = targetMax
            self.baseline = baseline
        }

        /// The target of a commitment; nil when its attainment is the evaluator's to state.
        public init?(_ commitment: ProposedCommitment) throws {
            guard commitment.targetType.isNumeric, let target = commitment.target else { return nil }
            try self.init(
                commitment.targetType, target: Required.decimal(target),
                targetMax: commitment.targetMax.map(Required.decimal),
                baseline: commitment.baseline.map(Required.decimal), levels: commitment.levels?.map(Required.decimal))
        }

        /// Whether a result meets the target.
        public func isMet(by result: ExactDecimal) -> Bool {
            switch type {
            case .atLeast: result >= target
            case .atMost: result <= target
            case .between: result >= target && result <= (targetMax ?? target)
            case .exactly: result == target
            case .milestone, .text: false
            }
        }
    }

    /// What the five target levels are worth, from the lowest to the full one, in ten-thousandths: 60, 70, 80, 90 and 100 %.
    public static let levelWorth = [6_000, 7_000, 8_000, 9_000, 10_000]

    /// How far a result keeps a target.
    ///
    /// With five levels: below the lowest 0, from the lowest on linear between the levels, never above the full one.
    /// Without levels:
    /// `at_least` and `at_most`: the way from the baseline to the target, 1 when the target is met, 0 at the baseline or
    /// behind it. Where the baseline already met the target the commitment was to hold it: met 1, else 0.
    /// `between` and `exactly`: 1 or 0.
    public static func attainment(of result: ExactDecimal, for target: Target) -> (Attainment, CommitmentStatus) {
        if let levels = target.levels { return attainment(of: result, between: levels, of: target) }
        if target.isMet(by: result) { return (.full, .reached) }
        guard target.type == .atLeast || target.type == .atMost, let baseline = target.baseline,
            !target.isMet(by: baseline)
        else { return (.none, .missed) }
        // With the baseline short of the target and the result too, both differences have the sign of the way to go.
        let (top, bottom) = way(from: baseline, to: result, of: target.target)
        guard (top > 0) == (bottom > 0), top != 0 else { return (.none, .missed) }
        let share = rounded(top.magnitude, over: bottom.magnitude)
        return (share, status(share))
    }

    /// The place of the highest level that a result meets; nil below the lowest.
    static func level(met result: ExactDecimal, of levels: [ExactDecimal], _ type: TargetType) -> Int? {
        levels.lastIndex { type == .atMost ? result <= $0 : result >= $0 }
    }

    /// Between two levels the way counts; the target itself decides only whether the commitment is reached.
    private static func attainment(
        of result: ExactDecimal, between levels: [ExactDecimal], of target: Target
    ) -> (Attainment, CommitmentStatus) {
        var share = Attainment.none
        if let at = level(met: result, of: levels, target.type) {
            var worth = levelWorth[at]
            if at + 1 < levels.count {
                let (top, bottom) = way(from: levels[at], to: result, of: levels[at + 1])
                worth += rounded(top.magnitude, over: bottom.magnitude, in: levelWorth[at + 1] - worth)
            }
            share = Attainment(tenThousandths: worth) ?? .full
        }
        return (share, target.isMet(by: result) ? .reached : status(share))
    }

    /// `result − baseline` and `target − baseline` in the smallest decimal unit that any of the three has.
    private static func way(
        from baseline: ExactDecimal, to result: ExactDecimal, of target: ExactDecimal
    ) -> (Int128, Int128) {
        let decimals = max(baseline.decimals, result.decimals, target.decimals)
        // |Int64| × 10^18 stays below 2^124, and so does twice that: nothing here can overflow.
        func scaled(_ value: ExactDecimal) -> Int128 {
            (0..<(decimals - value.decimals)).reduce(Int128(value.mantissa)) { scaled, _ in scaled * 10 }
        }
        return (scaled(result) - scaled(baseline), scaled(target) - scaled(baseline))
    }

    /// `top / bottom` in ten-thousandths, halves away from zero; `top < bottom`.
    private static func rounded(_ top: UInt128, over bottom: UInt128) -> Attainment {
        Attainment(tenThousandths: rounded(top, over: bottom, in: 10_000)) ?? .full
    }

    /// `top / bottom` in parts of `whole`, halves away from zero; `top < bottom`.
    private static func rounded(_ top: UInt128, over bottom: UInt128, in whole: Int) -> Int {
        let (quotient, rest) = bottom.dividingFullWidth(top.multipliedFullWidth(by: UInt128(whole)))
        return Int(quotient + (rest >= bottom - rest ? 1 : 0))
    }

    /// The status of a commitment that did not meet its target.
    private static func status(_ share: Attainment) -> CommitmentStatus {
        share.tenThousandths >= 9_000 ? .near : share > .none ? .partial : .missed
    }
}

extension Scoring {
    /// The line of one commitment. `result` is the decimal of a numeric commitment; `judged` the evaluator's own
    /// attainment of a milestone or text. Throws `notANumber` or `overflow` for a result that is no decimal.
    public static func line(
        for commitment: ProposedCommitment, result: String?, judged: Attainment?
    ) throws -> DerivationLine {
        var attainment = judged
        var status = CommitmentStatus.noData
        if let target = try Target(commitment) {
            attainment = nil
            if let result { (attainment, status) = Scoring.attainment(of: try Required.decimal(result), for: target) }
        } else if let judged {
            status = judged == .full ? .reached : self.status(judged)
        }
        return DerivationLine(
            commitment: commitment.code, result: result, status: status, attainment: attainment,
            weight: commitment.weight)
    }

    /// The whole derivation, by code of commitment; a code without an entry has no data.
    public static func derivation(
        of commitments: [Commitment], results: [String: String], judged: [String: Attainment]
    ) throws -> Derivation {
        let lines = try commitments.map {
            try line(for: $0.terms, result: results[$0.code], judged: judged[$0.code])
        }
        return Derivation(lines: lines, score: score(of: lines))
    }

    /// `Σ weight × attainment`, two decimals of 100. Weights of terms add to 100; a line without data adds nothing.
    public static func score(of lines: [DerivationLine]) -> Score {
        let sum = lines.reduce(0) { $0 + min(max($1.weight, 0), 100) * ($1.attainment?.tenThousandths ?? 0) }
        // weight × ten-thousandths is in ten-thousandths of a point.
        return Score(hundredths: min((sum + 50) / 100, 10_000)) ?? .highest
    }
}
