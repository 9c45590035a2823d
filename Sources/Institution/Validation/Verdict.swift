import Acts
import Figures
import Storage

/// What a check says of a figure, with the values it looked at.
public struct Verdict: Sendable, Hashable {
    /// Which check; the raw value is its permanent word.
    public enum Kind: String, Sendable, CaseIterable {
        /// A rule of the institution (`code`: the rule's).
        case rule
        /// The figure against what the unit reported before.
        case range
        /// A share above the whole (`code`: the ratio's indicator).
        case ratio
        /// A value below zero where none was before.
        case negative
        /// Cells of one breakdown that come to more than the undivided figure (`code`: the breakdown's key).
        case parts
    }

    /// Which check, and which of its kind.
    public let kind: Kind
    public let code: String
    /// The figure it is shown at.
    public let figure: FigureKey
    /// Whether nothing is to be said against the figure.
    public let holds: Bool
    /// Whether a return is refused for it.
    public let isCompulsory: Bool
    /// The act that defined the rule; nil for the checks that are built in.
    public let rule: Int64?
    /// The values judged, as decimals: of a rule its left and right side, of a range the value, its least and its largest
    /// expected, of a ratio numerator and denominator, of parts their sum and the whole.
    public let value, low, high: String?

    /// The check in one word, `rule:R-01` or `range`, as queries name it.
    public var word: String { code.isEmpty ? kind.rawValue : "\(kind.rawValue):\(code)" }

    /// What it is the latest word on: check and figure.
    var place: String { "\(word) \(figure.indicator) \(figure.breakdown)" }
}

extension RuleBook {
    /// What the rules and the built-in checks say of figures. Pure: the same figures always get the same verdicts.
    ///
    /// Of the built-in checks only what fails is said, of rules also what holds. With `touched`, only checks that look at one of
    /// these figures are asked. By rule code, then range, ratio, negative, parts, each by figure.
    public static func verdicts(
        of figures: FigureSet, in period: Period, rules: [Rule], indicators: [Indicator], touched: Set<FigureKey>? = nil
    ) -> [Verdict] {
        func isTouched(_ keys: [FigureKey]) -> Bool { touched.map { touched in keys.contains { touched.contains($0) } } ?? true }
        let ruled = rules.filter { $0.judges(period) }.sorted { $0.code < $1.code }.compactMap { rule -> Verdict? in
            guard isTouched(rule.references.filter { $0.lag == .none }.map(\.figure)) else { return nil }
            return rule.verdict(on: figures)
        }
        let known = Dictionary(indicators.map { ($0.code, $0) }) { first, _ in first }
        let keys = figures.values.keys.filter { isTouched([$0]) }.sorted()
        let ranges = keys.compactMap { range(of: $0, known[$0.indicator], figures) }
        let ratios = indicators.flatMap { ratio($0, figures) { isTouched([$0, $1]) } }
        let negatives = keys.compactMap { negative($0, figures) }
        return ruled + ranges + ratios + negatives + parts(figures, isTouched)
    }

    private static func failing(
        _ kind: Verdict.Kind, _ code: String, _ key: FigureKey, _ value: String?, _ low: String? = nil, _ high: String? = nil
    ) -> Verdict {
        Verdict(
            kind: kind, code: code, figure: key, holds: false, isCompulsory: false, rule: nil, value: value, low: low, high: high)
    }

    private static func range(of key: FigureKey, _ indicator: Indicator?, _ figures: FigureSet) -> Verdict? {
        guard let indicator, let value = figures.values[key],
            let range = ExpectedRange(after: figures.history[key] ?? [], decimals: indicator.decimals), !range.contains(value)
        else { return nil }
        return failing(.range, "", key, value.description, range.lower.description, range.upper.description)
    }

    /// A share in percent cannot be above the whole it is a share of, nor be taken of nothing.
    private static func ratio(
        _ indicator: Indicator, _ figures: FigureSet, _ isTouched: (FigureKey, FigureKey) -> Bool
    ) -> [Verdict] {
        guard let numerator = indicator.numerator, let denominator = indicator.denominator, indicator.unitOfMeasure == "percent",
            indicator.scale == 100
        else { return [] }
        let cells = figures.values.keys.filter { $0.indicator == numerator }.map(\.breakdown).sorted()
        return cells.compactMap { cell in
            let (above, below) = (FigureKey(numerator, cell), FigureKey(denominator, cell))
            guard isTouched(above, below), let part = figures.values[above], let whole = figures.values[below], whole < part
            else { return nil }
            return failing(.ratio, indicator.code, above, part.description, whole.description)
        }
    }

    private static func negative(_ key: FigureKey, _ figures: FigureSet) -> Verdict? {
        guard let value = figures.values[key], value < .zero, !(figures.history[key] ?? []).contains(where: { $0 < .zero }) else {
            return nil
        }
        return failing(.negative, "", key, value.description)
    }

    /// The cells of one key of a breakdown against the undivided figure, where all of them are exact.
    private static func parts(_ figures: FigureSet, _ isTouched: ([FigureKey]) -> Bool) -> [Verdict] {
        var groups: [FigureKey: [FigureKey]] = [:]
        for key in figures.values.keys where !key.breakdown.isEmpty {
            guard let cell = try? Breakdown(key.breakdown), let only = cell.keys.first, cell.keys.count == 1 else { continue }
            groups[FigureKey(key.indicator, only), default: []].append(key)
        }
        return groups.sorted { $0.key < $1.key }.compactMap { group, cells in
            let total = FigureKey(group.indicator)
            guard isTouched(cells + [total]), let whole = figures.values[total], !figures.imprecise.contains(total) else {
                return nil
            }
            let sum = cells.reduce(WideDecimal.zero as WideDecimal?) { sum, key in
                figures.values[key].flatMap { sum?.adding(WideDecimal($0)) }
            }
            guard let sum, sum.compared(to: WideDecimal(whole)) == 1 else { return nil }
            return failing(.parts, group.breakdown, total, sum.text, whole.description)
        }
    }
}
