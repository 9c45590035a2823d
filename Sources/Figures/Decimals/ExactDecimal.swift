/// Why a decimal could not be read, rescaled or computed.
public enum DecimalError: Error, Hashable, Sendable {
    /// The text is empty.
    case empty
    /// The text is not a plain decimal number; `position` is the byte where reading stopped (0 is the first).
    case malformed(position: Int)
    /// More decimals than are allowed, and dropping them would lose digits.
    case tooManyDecimals
    /// The number does not fit a signed 64-bit mantissa.
    case overflow
    /// A ratio or a percent change over zero.
    case divisionByZero
}

/// An exact decimal number: `mantissa` divided by ten to the power of `decimals`.
///
/// Official figures are kept and added in this form; there is no floating point between entry and print.
/// Two numbers are equal when their values are, whatever their decimals: 1.5 equals 1.50.
///
///     let rate = try ExactDecimal("94.43")     // mantissa 9443, decimals 2
public struct ExactDecimal: Sendable {
    /// The digits, signed, without the decimal point.
    public let mantissa: Int64
    /// How many of the digits stand after the decimal point, 0...18.
    public let decimals: Int

    /// The number `mantissa / 10^decimals`. `decimals` must be 0...18: a rule of the program, not of its input.
    public init(mantissa: Int64, decimals: Int) {
        precondition((0...18).contains(decimals), "decimals must be 0...18")
        self.mantissa = mantissa
        self.decimals = decimals
    }

    /// Zero, without decimals.
    public static let zero = ExactDecimal(mantissa: 0, decimals: 0)

    /// Reads a plain decimal such as `0`, `-12.50` or `2668473`.
    ///
    /// Refused: an empty text, a plus sign, spaces, separators, exponents, leading zeros (`007`), a missing digit on
    /// either side of the point (`.5`, `5.`) and minus zero. The number of digits after the point becomes `decimals`.
    /// - Throws: ``DecimalError``.
    public init(_ text: String) throws(DecimalError) {
        var text = text
        self = try text.withUTF8 { bytes -> Result<ExactDecimal, DecimalError> in Self.read(bytes) }.get()
    }

    /// Reads a plain decimal and rescales it exactly to `decimals` (an indicator's declared number of decimals).
    /// - Throws: ``DecimalError``; ``DecimalError/tooManyDecimals`` when digits other than zero would be lost.
    public init(_ text: String, decimals: Int) throws(DecimalError) {
        self = try ExactDecimal(text).rescaled(to: decimals)
    }

    /// Reads a plain decimal from UTF-8 bytes, by the rules of ``init(_:)``.
    /// - Throws: ``DecimalError``.
    public init(utf8 bytes: UnsafeBufferPointer<UInt8>) throws(DecimalError) { self = try Self.read(bytes).get() }

    private static func read(_ bytes: UnsafeBufferPointer<UInt8>) -> Result<ExactDecimal, DecimalError> {
        guard let first = bytes.first else { return .failure(.empty) }
        let negative = first == UInt8(ascii: "-")
        var magnitude: UInt64 = 0
        var whole = 0
        var fraction = -1  // -1 until the point is seen
        var startsWithZero = false
        for position in (negative ? 1 : 0)..<bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "."), fraction < 0, whole > 0 {
                fraction = 0
                continue
            }
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return .failure(.malformed(position: position)) }
            if fraction < 0 {
                guard !startsWithZero else { return .failure(.malformed(position: position)) }
                startsWithZero = whole == 0 && byte == UInt8(ascii: "0")
                whole += 1
            } else {
                fraction += 1
                guard fraction <= 18 else { return .failure(.tooManyDecimals) }
            }
            let (tenfold, over) = magnitude.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tenfold.addingReportingOverflow(UInt64(byte - UInt8(ascii: "0")))
            guard !over, !carry else { return .failure(.overflow) }
            magnitude = sum
        }
        guard whole > 0, fraction != 0, !(negative && magnitude == 0) else { return .failure(.malformed(position: bytes.count)) }
        guard let mantissa = Int64(signed: negative, UInt128(magnitude)) else { return .failure(.overflow) }
        return .success(ExactDecimal(mantissa: mantissa, decimals: max(0, fraction)))
    }
}

extension ExactDecimal: CustomStringConvertible {
    /// The plain decimal text, with exactly ``decimals`` digits after the point: `-12.50`. Reading it back gives the number.
    public var description: String {
        guard decimals > 0 else { return String(mantissa) }
        var digits = Array(String(mantissa.magnitude).utf8)
        if digits.count <= decimals {
            digits.insert(contentsOf: repeatElement(UInt8(ascii: "0"), count: decimals + 1 - digits.count), at: 0)
        }
        digits.insert(UInt8(ascii: "."), at: digits.count - decimals)
        return (mantissa < 0 ? "-" : "") + String(decoding: digits, as: UTF8.self)
    }
}

extension ExactDecimal: Comparable, Hashable {
    /// The value as an integer count of 10^-18: comparable whatever the decimals, and always within 128 bits.
    private var aligned: Int128 { Int128(mantissa) * Int128(powerOfTen(18 - decimals)) }

    /// True when the values are equal, whatever the decimals.
    public static func == (left: ExactDecimal, right: ExactDecimal) -> Bool {
        left.decimals == right.decimals ? left.mantissa == right.mantissa : left.aligned == right.aligned
    }

    /// Orders by value, whatever the decimals.
    public static func < (left: ExactDecimal, right: ExactDecimal) -> Bool {
        left.decimals == right.decimals ? left.mantissa < right.mantissa : left.aligned < right.aligned
    }

    /// Hashes the value, so that equal numbers hash alike.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(aligned)
    }
}

/// Ten to the power of `exponent`, for 0...19.
func powerOfTen(_ exponent: Int) -> UInt64 {
    var power: UInt64 = 1
    for _ in 0..<exponent { power *= 10 }
    return power
}

extension Int64 {
    /// The magnitude with a sign, or nil where it does not fit.
    init?(signed negative: Bool, _ magnitude: UInt128) {
        guard magnitude <= UInt128(Int64.max) + (negative ? 1 : 0) else { return nil }
        self = negative ? Int64(truncatingIfNeeded: 0 &- magnitude) : Int64(magnitude)
    }
}
