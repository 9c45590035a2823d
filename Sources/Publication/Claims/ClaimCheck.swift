import Acts
import Figures

/// Whether a printed percentage follows from the figures.
///
/// It holds if it lies within one unit of its last printed digit of the recomputed value, whatever the rounded inputs really were.
/// It does not follow if it cannot, whatever they were. Where that depends on values known only roughly, it is undecidable.
public struct ClaimCheck: Sendable, Equatable {
    /// The verdict.
    public enum Verdict: String, Sendable, CaseIterable {
        /// It follows.
        case holds
        /// It does not follow.
        case doesNotFollow = "does_not_follow"
        /// The inputs are known too roughly to say, or not at all.
        case undecidable
    }

    /// The claim.
    public let claim: Claim
    /// The verdict.
    public let verdict: Verdict
    /// The percentage recomputed from the values as published, with one decimal more than the claim; nil where a value is missing.
    public let recomputed: ExactDecimal?
    /// Every percentage that the inputs allow; nil where a value is missing.
    public let interval: DecimalInterval?

    /// Decimals of the interval's ends; printed percentages have far fewer.
    private static let decimals = 9

    /// Checks a claim against the cube. Throws E1201 or E1301 for an unknown indicator or unit, naming the line.
    public init(_ claim: Claim, cube: Cube) throws {
        self.claim = claim
        let now = try Self.answer(claim, claim.period, cube)
        let base = try claim.comparison.map { try Self.answer(claim, $0, cube) }
        let digits = min(claim.published.decimals + 1, 9)
        if let base {
            recomputed = try? Self.change(base, now, digits)
            interval = try? Self.changes(base, now)
        } else {
            recomputed = (try? now.exact(decimals: digits)) ?? now.answer.value
            interval = now.interval
        }
        verdict = try interval.map { try Self.verdict(on: claim.published, $0) } ?? .undecidable
    }

    static func verdict(on published: ExactDecimal, _ interval: DecimalInterval) throws -> Verdict {
        let unit = ExactDecimal(mantissa: 1, decimals: published.decimals)
        let allowed = DecimalInterval(lower: try published.subtracting(unit), upper: try published.adding(unit))
        if allowed.contains(interval) { return .holds }
        return allowed.intersects(interval) ? .undecidable : .doesNotFollow
    }

    /// A value with all that it can be.
    private struct Known {
        let answer: Answer
        let scale: Int64

        /// The value computed anew from its parts where it is a ratio, with so many decimals.
        func exact(decimals: Int) throws -> ExactDecimal? {
            guard let ratio = answer.ratio else { return answer.value }
            guard let top = ratio.numerator.value, let bottom = ratio.denominator.value else { return nil }
            return try .ratio(top, over: bottom, scale: scale, decimals: decimals)
        }

        var interval: DecimalInterval? {
            guard let ratio = answer.ratio else {
                return answer.value.flatMap { try? .interval(of: $0, answer.precision) }
            }
            guard let top = ratio.numerator.value, let bottom = ratio.denominator.value,
                let above = try? DecimalInterval.interval(of: top, ratio.numerator.precision),
                let below = try? DecimalInterval.interval(of: bottom, ratio.denominator.precision)
            else { return nil }
            return RatioInterval.of(above, over: below, scale: scale, decimals: ClaimCheck.decimals)
        }
    }

    private static func answer(_ claim: Claim, _ span: Period, _ cube: Cube) throws -> Known {
        do {
            let answer = try cube.answer(Question(indicator: claim.indicator, unit: claim.unit, span: span))
            return Known(answer: answer, scale: cube.indicator(claim.indicator)?.ratio?.scale ?? 100)
        } catch {
            // A switch, not patterns on `catch`: those on typed errors with payloads stop the compiler (Swift 6.3.1).
            switch error {
            case .unknownIndicator: throw Failure(.unknownIndicator, ["indicator": claim.indicator, "line": "\(claim.line)"])
            case .unknownUnit: throw Failure(.unknownUnit, ["unit": claim.unit, "line": "\(claim.line)"])
            default: throw error
            }
        }
    }

    private static func change(_ base: Known, _ now: Known, _ digits: Int) throws -> ExactDecimal? {
        guard let first = try base.exact(decimals: decimals), let second = try now.exact(decimals: decimals) else { return nil }
        return try .percentChange(from: first, to: second, decimals: digits)
    }

    private static func changes(_ base: Known, _ now: Known) throws -> DecimalInterval? {
        guard let first = base.interval, let second = now.interval else { return nil }
        return try .percentChange(from: first, to: second, decimals: decimals)
    }
}
