import Figures

/// Reads a return from the JSON of a request without building a tree of values: what a server does thousands of times a second.
///
/// It knows the ordinary form: known members, each once, in any order, with texts that need no escapes. Whatever else it meets makes it
/// answer nil, and the caller reads the body the ordinary way and refuses it there; so it never accepts what the decoder would not.
public enum ReturnReader {
    /// The return of a request's body, or nil when the body is not of the ordinary form.
    public static func read(_ body: [UInt8]) -> SubmitReturn? { read(body, isStored: false) }

    /// The return of an entry's body, which also says who acted; or nil when it must be read the ordinary way.
    static func stored(_ body: [UInt8]) -> SubmitReturn? { read(body, isStored: true) }

    private static func read(_ body: [UInt8], isStored: Bool) -> SubmitReturn? {
        body.withUnsafeBufferPointer { bytes in
            var scan = Scan(bytes: bytes, isStored: isStored)
            guard let act = scan.act() else { return nil }
            scan.space()
            return scan.at == bytes.count ? act : nil
        }
    }
}

private struct Scan {
    let bytes: UnsafeBufferPointer<UInt8>
    /// The body was written by the program itself: it has more members, each known to be good.
    let isStored: Bool
    var at = 0

    private static let quote = UInt8(ascii: "\""), comma = UInt8(ascii: ","), colon = UInt8(ascii: ":")

    mutating func space() {
        while at < bytes.count, bytes[at] == 0x20 || bytes[at] == 0x0A || bytes[at] == 0x0D || bytes[at] == 0x09 { at += 1 }
    }

    /// Passes one sign, with white space before it.
    private mutating func pass(_ sign: UInt8) -> Bool {
        space()
        guard at < bytes.count, bytes[at] == sign else { return false }
        at += 1
        return true
    }

    /// The inside of a text without escapes and control characters.
    private mutating func slice() -> UnsafeBufferPointer<UInt8>? {
        guard pass(Self.quote) else { return nil }
        let start = at
        while at < bytes.count {
            let byte = bytes[at]
            if byte == Self.quote {
                // What a schema might call too long is left to the schema.
                guard at - start <= 4_000 else { return nil }
                at += 1
                return UnsafeBufferPointer(rebasing: bytes[start..<(at - 1)])
            }
            guard byte >= 0x20, byte != UInt8(ascii: "\\") else { return nil }
            at += 1
        }
        return nil
    }

    private mutating func text() -> String? { slice().flatMap { String(validating: $0, as: UTF8.self) } }

    /// A word of a closed list.
    private mutating func word<Word: RawRepresentable>(_ type: Word.Type) -> Word? where Word.RawValue == String {
        text().flatMap { Word(rawValue: $0) }
    }

    mutating func act() -> SubmitReturn? {
        guard pass(UInt8(ascii: "{")) else { return nil }
        var (unit, period, reason, form): (String?, String?, String?, String?) = (nil, nil, nil, nil)
        var values: [ReturnedValue]?
        repeat {
            guard let name = slice(), pass(Self.colon) else { return nil }
            if name.elementsEqual("unit".utf8), unit == nil {
                guard let text = text() else { return nil }
                unit = text
            } else if name.elementsEqual("period".utf8), period == nil {
                guard let text = text() else { return nil }
                period = text
            } else if name.elementsEqual("reason".utf8), reason == nil {
                guard let text = text() else { return nil }
                reason = text
            } else if name.elementsEqual("form".utf8), form == nil {
                guard let text = text() else { return nil }
                form = text
            } else if isStored, name.elementsEqual("by".utf8) {
                guard passObjectOfTexts() else { return nil }
            } else if name.elementsEqual("values".utf8), values == nil {
                guard let list = list() else { return nil }
                values = list
            } else {
                return nil
            }
        } while pass(Self.comma)
        guard pass(UInt8(ascii: "}")), let unit, let period, let values else { return nil }
        return SubmitReturn(unit: unit, period: period, form: form, reason: reason, values: values)
    }

    private mutating func passObjectOfTexts() -> Bool {
        guard pass(UInt8(ascii: "{")) else { return false }
        repeat { guard slice() != nil, pass(Self.colon), slice() != nil else { return false } } while pass(Self.comma)
        return pass(UInt8(ascii: "}"))
    }

    private mutating func list() -> [ReturnedValue]? {
        guard pass(UInt8(ascii: "[")) else { return nil }
        var values: [ReturnedValue] = []
        repeat {
            guard let value = value() else { return nil }
            values.append(value)
        } while pass(Self.comma)
        return pass(UInt8(ascii: "]")) ? values : nil
    }

    private mutating func value() -> ReturnedValue? {
        guard pass(UInt8(ascii: "{")) else { return nil }
        var value = ReturnedValue(indicator: "", value: nil)
        var seen: UInt16 = 0
        repeat {
            guard let name = slice(), let first = name.first, pass(Self.colon) else { return nil }
            let member: UInt16
            switch (first, name.count) {
            case (UInt8(ascii: "i"), 9) where name.elementsEqual("indicator".utf8):
                guard let text = text() else { return nil }
                value.indicator = text
                member = 1
            case (UInt8(ascii: "v"), 5) where name.elementsEqual("value".utf8):
                guard let text = text() else { return nil }
                value.value = text
                member = 2
            case (UInt8(ascii: "b"), 9) where name.elementsEqual("breakdown".utf8):
                guard let text = text() else { return nil }
                value.breakdown = text
                member = 4
            case (UInt8(ascii: "s"), 6) where name.elementsEqual("status".utf8):
                guard let word = word(ObservationStatus.self) else { return nil }
                value.status = word
                member = 8
            case (UInt8(ascii: "p"), 9) where name.elementsEqual("precision".utf8):
                guard let word = word(Precision.self) else { return nil }
                value.precision = word
                member = 16
            case (UInt8(ascii: "n"), 4) where name.elementsEqual("note".utf8):
                guard let text = text() else { return nil }
                value.note = text
                member = 32
            case (UInt8(ascii: "a"), 5) where isStored && name.elementsEqual("as_of".utf8):
                guard let text = text() else { return nil }
                value.asOf = text
                member = 64
            case (UInt8(ascii: "s"), 6) where isStored && name.elementsEqual("source".utf8):
                guard let text = text() else { return nil }
                value.source = text
                member = 128
            case (UInt8(ascii: "s"), 5) where isStored && name.elementsEqual("scope".utf8):
                guard let word = word(Scope.self) else { return nil }
                value.scope = word
                member = 256
            default: return nil
            }
            guard seen & member == 0 else { return nil }
            seen |= member
        } while pass(Self.comma)
        guard seen & 1 == 1, pass(UInt8(ascii: "}")) else { return nil }
        return value
    }
}
