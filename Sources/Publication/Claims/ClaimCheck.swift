import Acts
import Figures
import Institution

/// Rechecks printed percentages against the figures.
///
/// A claim holds if what follows from the figures lies within one unit of the claim's last printed digit, over the whole interval
/// that the precision of the figures allows; it is refused if no point of the interval does; else it is undecidable.
public struct ClaimCheck: Sendable {
    private let cube: Cube

    /// Decimals in which intervals are worked out: far finer than any printed percentage.
    private static let fine = 6

    /// A check against this cube.
    public init(cube: Cube) { self.cube = cube }

    /// The verdict on a claim; throws `notANumber` or `malformedPeriod` for what cannot be read, `unknownIndicator`, `unknownUnit`.
    public func check(_ claim: PrintedClaim) throws -> CheckedClaim {
        let printed: ExactDecimal
        do { printed = try ExactDecimal(claim.published) } catch {
            throw Failure(.notANumber, ["value": claim.published])
        }
        do {
            guard let (value, interval) = try claim.comparison.map({ try change(claim, since: $0) }) ?? level(claim) else {
                return CheckedClaim(claim: claim, verdict: .unanswerable, recomputed: nil, interval: nil)
            }
            let verdict = try Self.verdict(printed, interval)
            let shown = try value.rounded(to: min(Self.fine, printed.decimals + 2))
            return CheckedClaim(claim: claim, verdict: verdict, recomputed: shown, interval: interval)
        } catch DecimalError.divisionByZero {
            return CheckedClaim(claim: claim, verdict: .unanswerable, recomputed: nil, interval: nil)
        }
    }

    static func verdict(_ printed: ExactDecimal, _ interval: DecimalInterval) throws -> ClaimVerdict {
        let unit = ExactDecimal(mantissa: 1, decimals: printed.decimals)
        let allowed = DecimalInterval(lower: try printed.subtracting(unit), upper: try printed.adding(unit))
        if allowed.contains(interval) { return .holds }
        return allowed.intersects(interval) ? .undecidable : .refused
    }

    private func change(_ claim: PrintedClaim, since comparison: String) throws -> (ExactDecimal, DecimalInterval)? {
        guard let now = try stated(claim, period: claim.period), let before = try stated(claim, period: comparison) else {
            return nil
        }
        let value = try ExactDecimal.percentChange(from: before.value, to: now.value, decimals: Self.fine)
        return (value, try DecimalInterval.percentChange(from: before.interval, to: now.interval, decimals: Self.fine))
    }

    /// A printed level: of a ratio it is computed finely from its parts, not from the rounded answer.
    private func level(_ claim: PrintedClaim) throws -> (ExactDecimal, DecimalInterval)? {
        let answer = try ask(claim, period: claim.period)
        guard let ratio = answer.ratio, let above = ratio.numerator.value, let below = ratio.denominator.value else {
            return try stated(claim, period: claim.period).map { ($0.value, $0.interval) }
        }
        let numerator = try DecimalInterval.interval(of: above, ratio.numerator.precision)
        let denominator = try DecimalInterval.interval(of: below, ratio.denominator.precision)
        func percent(_ a: ExactDecimal?, _ b: ExactDecimal?) throws -> ExactDecimal? {
            guard let a, let b else { return nil }
            return try ExactDecimal.ratio(a, over: b, scale: 100, decimals: Self.fine)
        }
        guard let value = try percent(above, below) else { return nil }
        return (
            value,
            DecimalInterval(lower: try percent(numerator.lower, denominator.upper), upper: try percent(numerator.upper, denominator.lower))
        )
    }

    private func stated(_ claim: PrintedClaim, period: String) throws -> (value: ExactDecimal, interval: DecimalInterval)? {
        let answer = try ask(claim, period: period)
        guard let value = answer.value else { return nil }
        return (value, try DecimalInterval.interval(of: value, answer.precision))
    }

    private func ask(_ claim: PrintedClaim, period: String) throws -> Answer {
        do {
            return try cube.answer(Question(indicator: claim.indicator, unit: claim.unit, span: try Period(period)))
        } catch CubeError.unknownIndicator(let code) {
            throw Failure(.unknownIndicator, ["indicator": code])
        } catch CubeError.unknownUnit(let code) {
            throw Failure(.unknownUnit, ["unit": code])
        } catch is PeriodError {
            throw Failure(.malformedPeriod, ["period": period])
        }
    }
}
