/// One value on its way into or out of a table.
///
/// There is no floating point, on purpose: a figure is an integer mantissa with its
/// decimals, so nothing between entry and print can lose a digit.
public enum SQLValue: Hashable, Sendable {
    /// No value.
    case null
    /// A whole number of 64 bits.
    case integer(Int64)
    /// Unicode text without the character NUL (PostgreSQL cannot hold it, so neither engine may).
    case text(String)
    /// Bytes as they are, up to 1 GB less the engine's overhead.
    case blob([UInt8])

    /// A number, or `null` when there is none.
    public init(_ number: Int64?) { self = number.map(SQLValue.integer) ?? .null }

    /// A number, or `null` when there is none.
    public init(_ number: Int?) { self = number.map { .integer(Int64($0)) } ?? .null }

    /// A text, or `null` when there is none.
    public init(_ text: String?) { self = text.map(SQLValue.text) ?? .null }

    /// Bytes, or `null` when there are none.
    public init(_ bytes: [UInt8]?) { self = bytes.map(SQLValue.blob) ?? .null }

    /// Whether there is no value.
    public var isNull: Bool { self == .null }

    /// The word for the kind of value, for messages that must not show the value itself.
    var kindName: String {
        switch self {
        case .null: "null"
        case .integer: "an integer"
        case .text: "a text"
        case .blob: "a blob"
        }
    }
}

extension SQLValue: ExpressibleByNilLiteral, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral,
    ExpressibleByStringInterpolation
{
    /// `nil` is the null value.
    public init(nilLiteral: ()) { self = .null }
    /// A literal number is an integer.
    public init(integerLiteral value: Int64) { self = .integer(value) }
    /// A literal text is a text.
    public init(stringLiteral value: String) { self = .text(value) }
}
