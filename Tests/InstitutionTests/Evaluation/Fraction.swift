/// Exact fractions of decimal texts, written apart from the product on purpose: digits in arrays, schoolbook rules,
/// no wide integers, so that a mistake in one is not a mistake in both.
struct Fraction {
    /// Decimal digits, least significant first, without leading zeros at the end; empty is zero.
    private(set) var top: [Int]
    private(set) var bottom: [Int]
    private(set) var negative: Bool

    /// The value of a text such as `-12.50`.
    init(_ text: String) {
        let parts = text.drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
        let digits = parts.joined()
        self.init(
            top: digits.reversed().map { $0.wholeNumberValue ?? 0 },
            bottom: Array(repeating: 0, count: parts.count > 1 ? parts[1].count : 0) + [1], negative: text.hasPrefix("-"))
    }

    private init(top: [Int], bottom: [Int], negative: Bool) {
        self.top = Self.trimmed(top)
        self.bottom = Self.trimmed(bottom)
        self.negative = negative && !self.top.isEmpty
    }

    private static func trimmed(_ digits: [Int]) -> [Int] {
        var digits = digits
        while digits.last == 0 { digits.removeLast() }
        return digits
    }

    private static func product(_ a: [Int], _ b: [Int]) -> [Int] {
        var sums = Array(repeating: 0, count: a.count + b.count + 1)
        for (i, x) in a.enumerated() { for (j, y) in b.enumerated() { sums[i + j] += x * y } }
        for i in sums.indices.dropLast() {
            sums[i + 1] += sums[i] / 10
            sums[i] %= 10
        }
        return trimmed(sums)
    }

    private static func less(_ a: [Int], _ b: [Int]) -> Bool {
        a.count != b.count ? a.count < b.count : a.reversed().lexicographicallyPrecedes(b.reversed())
    }

    private static func sum(_ a: [Int], _ b: [Int]) -> [Int] {
        var (out, carry) = ([Int](), 0)
        for i in 0..<(max(a.count, b.count) + 1) {
            let digit = (i < a.count ? a[i] : 0) + (i < b.count ? b[i] : 0) + carry
            out.append(digit % 10)
            carry = digit / 10
        }
        return trimmed(out)
    }

    /// `a − b` for `a ≥ b`.
    private static func difference(_ a: [Int], _ b: [Int]) -> [Int] {
        var (out, borrow) = ([Int](), 0)
        for i in a.indices {
            var digit = a[i] - (i < b.count ? b[i] : 0) - borrow
            borrow = digit < 0 ? 1 : 0
            if digit < 0 { digit += 10 }
            out.append(digit)
        }
        return trimmed(out)
    }

    static func - (a: Fraction, b: Fraction) -> Fraction {
        let (x, y) = (product(a.top, b.bottom), product(b.top, a.bottom))
        let bottom = product(a.bottom, b.bottom)
        if a.negative != b.negative { return Fraction(top: sum(x, y), bottom: bottom, negative: a.negative) }
        return less(x, y)
            ? Fraction(top: difference(y, x), bottom: bottom, negative: !a.negative)
            : Fraction(top: difference(x, y), bottom: bottom, negative: a.negative)
    }

    /// The quotient; the divisor is not zero.
    static func / (a: Fraction, b: Fraction) -> Fraction {
        Fraction(
            top: product(a.top, b.bottom), bottom: product(a.bottom, b.top), negative: a.negative != b.negative)
    }

    var isZero: Bool { top.isEmpty }
    static func < (a: Fraction, b: Fraction) -> Bool { (a - b).negative }

    /// Ten-thousandths of a fraction between 0 and 1, halves up, found by counting: the first n with n + 1/2 beyond the value.
    var tenThousandths: Int {
        var (low, high) = (0, 10_001)
        while low < high {
            let middle = (low + high) / 2
            let edge = Fraction("\(middle).5") / Fraction("10000")
            if self < edge { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
