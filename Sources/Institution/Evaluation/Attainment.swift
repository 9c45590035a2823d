import Acts
import Figures

/// How far a commitment is kept: 0 to 1 with exactly four decimals. Written `0.9943`.
public struct Attainment: Sendable, Hashable, Comparable {
    /// The share in ten-thousandths, 0 to 10,000.
    public let tenThousandths: Int

    /// A share in ten-thousandths; nil outside 0 to 10,000.
    public init?(tenThousandths: Int) {
        guard (0...10_000).contains(tenThousandths) else { return nil }
        self.tenThousandths = tenThousandths
    }

    /// A share from a decimal such as `0.8` or `1`; throws `malformedValue` outside 0 to 1 or beyond four decimals.
    public init(_ text: String) throws {
        guard let decimal = try? ExactDecimal(text), let scaled = try? decimal.rescaled(to: 4),
            let share = Attainment(tenThousandths: Int(scaled.mantissa))
        else { throw Failure(.malformedValue, ["field": "attainment", "value": String(text.prefix(40))]) }
        self = share
    }

    private init(unchecked: Int) { tenThousandths = unchecked }

    /// Nothing, and all.
    public static let none = Attainment(unchecked: 0)
    public static let full = Attainment(unchecked: 10_000)

    public static func < (a: Attainment, b: Attainment) -> Bool { a.tenThousandths < b.tenThousandths }
}

extension Attainment: CustomStringConvertible {
    /// Always four decimals.
    public var description: String { "\(ExactDecimal(mantissa: Int64(tenThousandths), decimals: 4))" }
}

/// The weighted sum of attainments out of 100, with exactly two decimals. Written `92.30`.
public struct Score: Sendable, Hashable, Comparable {
    /// The score in hundredths of a point, 0 to 10,000.
    public let hundredths: Int

    /// A score in hundredths of a point; nil outside 0 to 10,000.
    public init?(hundredths: Int) {
        guard (0...10_000).contains(hundredths) else { return nil }
        self.hundredths = hundredths
    }

    /// A score from a decimal such as `92.3`; throws `malformedValue` outside 0 to 100 or beyond two decimals.
    public init(_ text: String) throws {
        guard let decimal = try? ExactDecimal(text), let scaled = try? decimal.rescaled(to: 2),
            let score = Score(hundredths: Int(scaled.mantissa))
        else { throw Failure(.malformedValue, ["field": "score", "value": String(text.prefix(40))]) }
        self = score
    }

    private init(unchecked: Int) { hundredths = unchecked }

    /// 100 points, and none.
    public static let highest = Score(unchecked: 10_000)
    public static let lowest = Score(unchecked: 0)

    public static func < (a: Score, b: Score) -> Bool { a.hundredths < b.hundredths }
}

extension Score: CustomStringConvertible {
    /// Always two decimals.
    public var description: String { "\(ExactDecimal(mantissa: Int64(hundredths), decimals: 2))" }
}

extension Attainment: Codable {
    public init(from decoder: any Decoder) throws { try self.init(decoder.singleValueContainer().decode(String.self)) }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension Score: Codable {
    public init(from decoder: any Decoder) throws { try self.init(decoder.singleValueContainer().decode(String.self)) }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
