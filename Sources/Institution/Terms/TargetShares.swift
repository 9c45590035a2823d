import Figures

/// Spreads a target over units so that the parts add up to it exactly.
public enum TargetShares {
    /// How a target is given to several units.
    public enum Method: String, CaseIterable, Sendable {
        /// Each unit gets the target as it is.
        case same
        /// Equal parts.
        case equal
        /// In proportion to what each unit reached last year; equal parts where nothing is known of any.
        case proportional
    }

    /// The parts in the order of the bases, with the target's decimals. What rounding leaves goes, a smallest step each, to the parts with
    /// the largest remainder, the earlier first. Negative or unknown bases count as nothing. Nil when the numbers are too large.
    public static func parts(of target: ExactDecimal, method: Method, bases: [ExactDecimal?]) -> [ExactDecimal]? {
        guard !bases.isEmpty else { return [] }
        if method == .same { return bases.map { _ in target } }
        var weights = bases.map { _ in Int128(1) }
        if method == .proportional {
            let decimals = bases.reduce(0) { max($0, $1?.decimals ?? 0) }
            var known: [Int128] = []
            for base in bases {
                guard let base else {
                    known.append(0)
                    continue
                }
                guard let scaled = try? base.rescaled(to: decimals) else { return nil }
                known.append(Int128(max(scaled.mantissa, 0)))
            }
            if known.contains(where: { $0 > 0 }) { weights = known }
        }
        let total = weights.reduce(0, +)
        let (whole, sign) = (Int128(target.mantissa.magnitude), target.mantissa < 0 ? Int128(-1) : 1)
        var parts: [Int128] = []
        var rests: [(index: Int, rest: Int128)] = []
        for (index, weight) in weights.enumerated() {
            let (product, over) = whole.multipliedReportingOverflow(by: weight)
            guard !over else { return nil }
            parts.append(product / total)
            rests.append((index, product % total))
        }
        var left = whole - parts.reduce(0, +)
        for place in rests.sorted(by: { ($1.rest, $0.index) < ($0.rest, $1.index) }) where left > 0 {
            parts[place.index] += 1
            left -= 1
        }
        return parts.compactMap { Int64(exactly: $0 * sign) }.map { ExactDecimal(mantissa: $0, decimals: target.decimals) }
    }
}
