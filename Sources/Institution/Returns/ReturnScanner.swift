/// Reads the figures of a return's body without building strings: what a cold start does a million times.
///
/// It knows the shape that `SubmitReturn.encodedMembers` writes. Whatever else it meets makes it stop with nil, and the caller
/// decodes the body the ordinary way; so it may be strict, and can never read a body otherwise than the decoder.
struct ReturnScanner {
    /// One figure: where its members stand in the body. Empty ranges are absent members.
    struct Slices {
        var indicator = 0..<0, breakdown = 0..<0, value = 0..<0, status = 0..<0, precision = 0..<0, scope = 0..<0, asOf = 0..<0
    }

    /// The figures of a body, or nil when its shape is another.
    static func figures(in body: [UInt8]) -> [Slices]? {
        body.withUnsafeBufferPointer { bytes in
            guard let start = start(of: bytes) else { return nil }
            var at = start
            var found: [Slices] = []
            guard at < bytes.count, bytes[at] != close else { return [] }
            while true {
                guard let slices = object(bytes, &at) else { return nil }
                found.append(slices)
                guard at < bytes.count else { return nil }
                if bytes[at] == close { return found }
                guard bytes[at] == comma else { return nil }
                at += 1
            }
        }
    }

    /// The body without its figures, still an object; nil when its shape is another.
    static func head(of body: [UInt8]) -> [UInt8]? {
        let start = body.withUnsafeBufferPointer { bytes in Self.start(of: bytes) }
        guard let start, start > Self.mark.count, body[start - Self.mark.count - 1] == comma else { return nil }
        return Array(body[..<(start - Self.mark.count - 1)]) + [UInt8(ascii: "}")]
    }

    private static let mark = Array("\"values\":[".utf8)
    private static let quote = UInt8(ascii: "\""), comma = UInt8(ascii: ","), close = UInt8(ascii: "]")

    /// The place after `"values":[`: it is the last member, so the text is searched once, outside strings.
    private static func start(of bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        let mark = mark
        var at = 0
        var depth = 0
        while at < bytes.count {
            switch bytes[at] {
            case quote:
                if depth == 1, at + mark.count <= bytes.count, mark.indices.allSatisfy({ bytes[at + $0] == mark[$0] }) {
                    return at + mark.count
                }
                guard let text = string(bytes, &at, allowEscapes: true) else { return nil }
                _ = text
                continue
            case UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "}"): depth -= 1
            default: break
            }
            at += 1
        }
        return nil
    }

    private static func object(_ bytes: UnsafeBufferPointer<UInt8>, _ at: inout Int) -> Slices? {
        guard at < bytes.count, bytes[at] == UInt8(ascii: "{") else { return nil }
        at += 1
        var slices = Slices()
        while true {
            guard let name = string(bytes, &at, allowEscapes: false), at < bytes.count, bytes[at] == UInt8(ascii: ":") else {
                return nil
            }
            at += 1
            // Notes and sources are free text and may hold escapes; they are not needed here.
            let free = bytes[name.lowerBound] == UInt8(ascii: "n") || (name.count == 6 && bytes[name.lowerBound + 1] == UInt8(ascii: "o"))
            guard let text = string(bytes, &at, allowEscapes: free), at < bytes.count else { return nil }
            switch (bytes[name.lowerBound], name.count) {
            case (UInt8(ascii: "i"), 9): slices.indicator = text
            case (UInt8(ascii: "v"), 5): slices.value = text
            case (UInt8(ascii: "b"), 9): slices.breakdown = text
            case (UInt8(ascii: "a"), 5): slices.asOf = text
            case (UInt8(ascii: "p"), 9): slices.precision = text
            case (UInt8(ascii: "s"), 5): slices.scope = text
            case (UInt8(ascii: "s"), 6): if !free { slices.status = text }
            case (UInt8(ascii: "n"), 4): break
            default: return nil
            }
            let next = bytes[at]
            at += 1
            if next == UInt8(ascii: "}") { return slices }
            guard next == comma else { return nil }
        }
    }

    /// The inside of a string; `at` moves behind it.
    private static func string(
        _ bytes: UnsafeBufferPointer<UInt8>, _ at: inout Int, allowEscapes: Bool
    ) -> Range<Int>? {
        guard at < bytes.count, bytes[at] == quote else { return nil }
        at += 1
        let start = at
        while at < bytes.count {
            switch bytes[at] {
            case quote:
                at += 1
                return start..<(at - 1)
            case UInt8(ascii: "\\"):
                guard allowEscapes else { return nil }
                at += 2
            default: at += 1
            }
        }
        return nil
    }
}
