/// Why a breakdown could not be read.
public enum BreakdownError: Error, Hashable, Sendable {
    /// A part is not of the form `K=V` with both sides present.
    case malformed
    /// The same key stands twice.
    case repeatedKey(String)
}

/// A cell of a breakdown: values for keys such as `sex=F;age=18-24`. The empty breakdown is the total.
public struct Breakdown: Hashable, Sendable, CustomStringConvertible {
    /// The keys in order with their values.
    public let parts: [(key: String, value: String)]
    /// The canonical text: parts sorted by key, joined by `;`. Empty for the total.
    public let description: String

    /// The total: no keys.
    public static let total = Breakdown()

    private init() {
        parts = []
        description = ""
    }

    /// Reads `K=V;K=V` in any order of keys; an empty text is the total. Keys and values are kept as written, spaces too.
    /// - Throws: ``BreakdownError``.
    public init(_ text: String) throws(BreakdownError) {
        guard !text.isEmpty else {
            self = .total
            return
        }
        var found: [(key: String, value: String)] = []
        for part in text.split(separator: ";", omittingEmptySubsequences: false) {
            guard let sign = part.firstIndex(of: "=") else { throw .malformed }
            let key = String(part[..<sign])
            let value = String(part[part.index(after: sign)...])
            guard !key.isEmpty, !value.isEmpty, !value.contains("=") else { throw .malformed }
            found.append((key, value))
        }
        found.sort { $0.key < $1.key }
        for (part, next) in zip(found, found.dropFirst()) where part.key == next.key { throw .repeatedKey(part.key) }
        parts = found
        description = found.map { "\($0.key)=\($0.value)" }.joined(separator: ";")
    }

    /// True only for texts that are certainly the canonical form of a cell with keys, found without making one: ASCII, each part `K=V`,
    /// keys in order. False says nothing.
    public static func isPlainlyCanonical(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            var (before, start): (Range<Int>?, Int) = (nil, 0)
            while true {
                var (sign, end) = (-1, start)
                while end < bytes.count, bytes[end] != UInt8(ascii: ";") {
                    guard bytes[end] < 0x80, bytes[end] != 0 else { return false }
                    if bytes[end] == UInt8(ascii: "=") {
                        guard sign < 0 else { return false }
                        sign = end
                    }
                    end += 1
                }
                guard sign > start, sign + 1 < end else { return false }
                let key = start..<sign
                if let before, !bytes[before].lexicographicallyPrecedes(bytes[key]) { return false }
                before = key
                guard end < bytes.count else { return true }
                start = end + 1
            }
        }
    }

    /// The keys, in order.
    public var keys: [String] { parts.map(\.key) }

    /// True when every part of this breakdown also stands in the other: the other is this one or a finer cell of it.
    public func covers(_ finer: Breakdown) -> Bool {
        parts.allSatisfy { part in finer.parts.contains { $0.key == part.key && $0.value == part.value } }
    }

    /// Equal when the canonical texts are.
    public static func == (left: Breakdown, right: Breakdown) -> Bool { left.description == right.description }

    /// Hashes the canonical text.
    public func hash(into hasher: inout Hasher) { hasher.combine(description) }
}
