/// The backslash escapes of JSON strings.
enum JSONEscapes {
    private typealias Bytes = UnsafeBufferPointer<UInt8>

    /// Where the escape that begins at `place` ends. A surrogate must come with its other half.
    static func end(_ bytes: UnsafeBufferPointer<UInt8>, at place: Int) throws(LedgerError) -> Int {
        guard place + 1 < bytes.count else { throw .malformedBody(offset: place, .unexpectedEnd) }
        guard bytes[place + 1] == UInt8(ascii: "u") else {
            guard plain(bytes[place + 1]) != nil else { throw .malformedBody(offset: place, .badEscape) }
            return place + 2
        }
        return try scalar(bytes, at: place).end
    }

    /// Appends what the inside of a string says, its escapes resolved. The string has been scanned before.
    static func spellOut(
        _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, into target: inout [UInt8]
    ) throws(LedgerError) {
        var place = range.lowerBound
        while place < range.upperBound {
            if bytes[place] != UInt8(ascii: "\\") {
                target.append(bytes[place])
                place += 1
            } else if let byte = plain(bytes[place + 1]) {
                target.append(byte)
                place += 2
            } else {
                let (scalar, end) = try scalar(bytes, at: place)
                target.append(contentsOf: String(Character(scalar)).utf8)
                place = end
            }
        }
    }

    private static func scalar(_ bytes: Bytes, at place: Int) throws(LedgerError) -> (Unicode.Scalar, end: Int) {
        let first = try unit(bytes, at: place)
        if let scalar = Unicode.Scalar(first) { return (scalar, place + 6) }
        guard first < 0xDC00, let second = try? unit(bytes, at: place + 6), (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw .malformedBody(offset: place, .badEscape) }
        return (scalar, place + 12)
    }

    /// The sixteen bits of `\u1234`.
    private static func unit(_ bytes: Bytes, at place: Int) throws(LedgerError) -> UInt32 {
        guard place + 6 <= bytes.count, bytes[place] == UInt8(ascii: "\\"), bytes[place + 1] == UInt8(ascii: "u") else {
            throw .malformedBody(offset: place, .badEscape)
        }
        var value: UInt32 = 0
        for digit in bytes[(place + 2)..<(place + 6)] {
            switch digit {
            case 48...57: value = value << 4 | UInt32(digit - 48)
            case 65...70: value = value << 4 | UInt32(digit - 55)
            case 97...102: value = value << 4 | UInt32(digit - 87)
            default: throw .malformedBody(offset: place, .badEscape)
            }
        }
        return value
    }

    private static func plain(_ letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): letter
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }
}

/// Whether bytes are UTF-8, eight at a time where they are ASCII.
enum UTF8Check {
    /// The offset of the first byte that does not belong, or nil.
    static func firstInvalid(_ bytes: UnsafeRawBufferPointer) -> Int? {
        var place = 0
        let count = bytes.count
        while place < count {
            if count - place >= 8,
                bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self) & 0x8080_8080_8080_8080 == 0 {
                place += 8
                continue
            }
            let lead = bytes[place]
            if lead < 0x80 {
                place += 1
                continue
            }
            let length = lead >= 0xC2 && lead < 0xE0 ? 2 : lead >= 0xE0 && lead < 0xF0 ? 3 : lead >= 0xF0 && lead < 0xF5 ? 4 : 0
            guard length > 0, count - place >= length else { return place }
            let second = bytes[place + 1]
            // Overlong forms, surrogates and what lies beyond U+10FFFF show in the second byte.
            let lowest: UInt8 = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80
            let highest: UInt8 = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF
            guard second >= lowest, second <= highest else { return place }
            for offset in 2..<max(length, 2) where bytes[place + offset] & 0xC0 != 0x80 { return place }
            place += length
        }
        return nil
    }
}
