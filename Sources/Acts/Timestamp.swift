import Ledger

/// A moment, in milliseconds since 1970-01-01T00:00:00Z. The only clock reading of the write path is made by the registrar.
public struct Timestamp: Hashable, Comparable, Sendable, Codable {
    /// Milliseconds since the epoch.
    public let milliseconds: Int64

    /// A moment by its milliseconds.
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// The moment written `2022-12-23T09:09:00Z`, with or without milliseconds, or a day alone for its first moment; UTC only.
    public init?(_ text: String) {
        let full = switch text.utf8.count {
        case 10: text + "T00:00:00.000Z"
        case 20 where text.hasSuffix("Z"): String(text.dropLast()) + ".000Z"
        default: text
        }
        guard let milliseconds = EnvelopeTime.parse(full.utf8) else { return nil }
        self.milliseconds = milliseconds
    }

    /// The last moment meant by a text: the end of the day for a day alone.
    public init?(endOf text: String) {
        guard let start = Timestamp(text) else { return nil }
        self.init(milliseconds: text.utf8.count == 10 ? start.milliseconds + 86_399_999 : start.milliseconds)
    }

    /// RFC 3339 in UTC; milliseconds only where there are any.
    public var text: String {
        let full = EnvelopeTime.text(milliseconds)
        return full.hasSuffix(".000Z") ? String(full.dropLast(5)) + "Z" : full
    }

    public static func < (a: Timestamp, b: Timestamp) -> Bool { a.milliseconds < b.milliseconds }
}
