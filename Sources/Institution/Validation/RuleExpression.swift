import Acts
import Figures

/// One side of a rule: figures of one unit and period with factors, and plain numbers, added up.
///
///     cases_cleared
///     women + men
///     2 * vans + 15
///     crime_cases[nationality=foreign]@-1
///
/// Signs stand between spaces. `[K=V;K=V]` names a cell of a breakdown; `@-1` is the period before, `@-1y` the same period a year
/// before.
public struct RuleExpression: Sendable, Hashable {
    /// Of which period a figure is taken.
    public enum Lag: String, Sendable, CaseIterable {
        case none = ""
        case previous = "@-1"
        case yearBefore = "@-1y"
    }

    /// A figure named by a rule.
    public struct Reference: Sendable, Hashable {
        /// Which figure.
        public let figure: FigureKey
        /// Of which period.
        public let lag: Lag
    }

    /// A factor with the figure it multiplies; without one it is a plain number.
    struct Term: Sendable, Hashable {
        let factor: ExactDecimal
        let reference: Reference?
    }

    let terms: [Term]

    /// The longest text of a side, in bytes.
    static let longest = 2_000

    /// The figures it reads, in their order.
    public var references: [Reference] { terms.compactMap(\.reference) }

    /// Reads a side; throws `malformedRule` naming the word that cannot be read.
    public init(_ text: String, field: String) throws {
        guard text.utf8.count <= Self.longest else { throw Self.malformed(text, field) }
        var tokens = Self.tokens(text)[...]
        var terms: [Term] = []
        var isNegative = false
        if tokens.first == "-" {
            isNegative = true
            tokens.removeFirst()
        }
        while let operand = tokens.popFirst() {
            var (factor, name): (ExactDecimal, String?) = (ExactDecimal(mantissa: 1, decimals: 0), operand)
            if let number = Self.number(operand) {
                (factor, name) = (number, nil)
                if tokens.first == "*" {
                    tokens.removeFirst()
                    guard let next = tokens.popFirst() else { throw Self.malformed("*", field) }
                    name = next
                }
            }
            let signed = isNegative ? ExactDecimal(mantissa: -factor.mantissa, decimals: factor.decimals) : factor
            terms.append(Term(factor: signed, reference: try name.map { try Self.reference($0, field) }))
            guard let sign = tokens.popFirst() else {
                self.terms = terms
                return
            }
            guard sign == "+" || sign == "-" else { throw Self.malformed(sign, field) }
            isNegative = sign == "-"
        }
        throw Self.malformed(text, field)
    }

    /// Words between spaces; a space inside brackets belongs to the word.
    private static func tokens(_ text: String) -> [String] {
        var (found, word, depth): ([String], String, Int) = ([], "", 0)
        for character in text {
            if character == "[" { depth += 1 }
            if character == "]" { depth -= 1 }
            if character == " ", depth <= 0 {
                if !word.isEmpty { found.append(word) }
                word = ""
            } else {
                word.append(character)
            }
        }
        return word.isEmpty ? found : found + [word]
    }

    /// A factor or plain number: at most six decimals and twelve digits, so that products stay far from the end of 128 bits.
    private static func number(_ text: String) -> ExactDecimal? {
        guard text.utf8.count <= 14, let number = try? ExactDecimal(text), number.decimals <= 6, number.mantissa >= 0 else {
            return nil
        }
        return number
    }

    private static func reference(_ word: String, _ field: String) throws -> Reference {
        var (rest, lag) = (word[...], Lag.none)
        for candidate in [Lag.yearBefore, .previous] where rest.hasSuffix(candidate.rawValue) {
            rest = rest.dropLast(candidate.rawValue.count)
            lag = candidate
            break
        }
        var breakdown = ""
        if let bracket = rest.firstIndex(of: "[") {
            guard rest.hasSuffix("]") else { throw malformed(word, field) }
            breakdown = try ReturnRules.breakdown(String(rest[rest.index(after: bracket)...].dropLast()))
            guard !breakdown.isEmpty else { throw malformed(word, field) }
            rest = rest[..<bracket]
        }
        do { try Codes.check(String(rest), field: field) } catch { throw malformed(word, field) }
        return Reference(figure: FigureKey(String(rest), breakdown), lag: lag)
    }

    private static func malformed(_ word: String, _ field: String) -> Failure {
        Failure(.malformedRule, ["field": field, "value": String(word.prefix(80))])
    }

    /// The exact sum, or nil where a figure is missing or the sum leaves 128 bits: a missing figure is never zero.
    func value(_ figures: FigureSet) -> WideDecimal? {
        var sum = WideDecimal.zero
        for term in terms {
            var product = WideDecimal(term.factor)
            if let reference = term.reference {
                guard let figure = figures.value(reference) else { return nil }
                product = WideDecimal(term.factor, times: figure)
            }
            guard let next = sum.adding(product) else { return nil }
            sum = next
        }
        return sum
    }

    /// Whether every figure it reads is there, or none of them.
    func presence(in figures: FigureSet) -> (all: Bool, none: Bool) {
        let given = references.map { figures.value($0) != nil }
        return (given.allSatisfy { $0 }, !given.contains(true))
    }
}

/// Which figure of a unit and period: indicator and cell of its breakdown, empty for the undivided figure.
public struct FigureKey: Sendable, Hashable, Comparable {
    /// The indicator's code and the ordered text of the cell.
    public let indicator, breakdown: String

    /// A key.
    public init(_ indicator: String, _ breakdown: String? = nil) {
        (self.indicator, self.breakdown) = (indicator, breakdown ?? "")
    }

    /// The key of a figure of a return.
    public init(_ value: ReturnedValue) { self.init(value.indicator, value.breakdown) }

    public static func < (a: FigureKey, b: FigureKey) -> Bool { (a.indicator, a.breakdown) < (b.indicator, b.breakdown) }
}

/// A sum on its way: 128 bits, so that adding and scaling figures of 64 bits loses nothing.
struct WideDecimal: Sendable, Hashable {
    private(set) var mantissa: Int128
    private(set) var decimals: Int

    static let zero = WideDecimal(ExactDecimal.zero)

    init(_ value: ExactDecimal) { (mantissa, decimals) = (Int128(value.mantissa), value.decimals) }

    /// The exact product.
    init(_ factor: ExactDecimal, times value: ExactDecimal) {
        (mantissa, decimals) = (Int128(factor.mantissa) * Int128(value.mantissa), factor.decimals + value.decimals)
    }

    private init(mantissa: Int128, decimals: Int) { (self.mantissa, self.decimals) = (mantissa, decimals) }

    private func aligned(to decimals: Int) -> Int128? {
        var value = mantissa
        for _ in self.decimals..<max(decimals, self.decimals) {
            let (product, over) = value.multipliedReportingOverflow(by: 10)
            guard !over else { return nil }
            value = product
        }
        return value
    }

    func adding(_ other: WideDecimal) -> WideDecimal? {
        let common = max(decimals, other.decimals)
        guard let a = aligned(to: common), let b = other.aligned(to: common) else { return nil }
        let (sum, over) = a.addingReportingOverflow(b)
        return over ? nil : WideDecimal(mantissa: sum, decimals: common)
    }

    var negated: WideDecimal { WideDecimal(mantissa: -mantissa, decimals: decimals) }
    var magnitude: WideDecimal { mantissa < 0 ? negated : self }

    /// This many hundredths of the value.
    func percent(_ share: ExactDecimal) -> WideDecimal? {
        let (product, over) = mantissa.multipliedReportingOverflow(by: Int128(share.mantissa))
        return over ? nil : WideDecimal(mantissa: product, decimals: decimals + share.decimals + 2)
    }

    /// -1, 0 or 1; nil where the two cannot be brought to the same decimals.
    func compared(to other: WideDecimal) -> Int? {
        let common = max(decimals, other.decimals)
        guard let a = aligned(to: common), let b = other.aligned(to: common) else { return nil }
        return a < b ? -1 : a == b ? 0 : 1
    }

    /// The plain decimal text without zeros at the end of the fraction.
    var text: String {
        var digits = Array(String(mantissa.magnitude).utf8)
        if digits.count <= decimals {
            digits.insert(contentsOf: repeatElement(UInt8(ascii: "0"), count: decimals + 1 - digits.count), at: 0)
        }
        var (whole, fraction) = (digits.dropLast(decimals), digits.suffix(decimals))
        while fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
        if !fraction.isEmpty { whole += [UInt8(ascii: ".")] + fraction }
        return (mantissa < 0 ? "-" : "") + String(decoding: whole, as: UTF8.self)
    }
}
