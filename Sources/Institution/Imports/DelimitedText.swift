/// What the bytes of a file say about how it is written.
enum DelimitedText {
    /// The first byte in the range that does not belong to well-formed UTF-8 (Unicode, table 3-7), or nil.
    static func firstInvalid(_ bytes: [UInt8], from start: Int, to end: Int) -> Int? {
        bytes.withUnsafeBufferPointer { bytes in
            var index = start
            while index < end {
                let byte = bytes[index]
                if byte < 0x80 {
                    index += 1
                    continue
                }
                let length: Int
                var low: UInt8 = 0x80
                var high: UInt8 = 0xBF
                switch byte {
                case 0xC2...0xDF: length = 2
                case 0xE0: (length, low) = (3, 0xA0)
                case 0xED: (length, high) = (3, 0x9F)
                case 0xE1...0xEF: length = 3
                case 0xF0: (length, low) = (4, 0x90)
                case 0xF4: (length, high) = (4, 0x8F)
                case 0xF1...0xF3: length = 4
                default: return index
                }
                guard index + length <= end, bytes[index + 1] >= low, bytes[index + 1] <= high else { return index }
                for offset in 2..<max(2, length) where bytes[index + offset] & 0xC0 != 0x80 { return index }
                index += length
            }
            return nil
        }
    }

    /// What a row that is not UTF-8 is probably written in.
    ///
    /// In Windows-1256 Arabic words are runs of high bytes; in Latin-1 accents stand alone between ASCII letters.
    static func guess(_ bytes: [UInt8], from start: Int, to end: Int) -> DelimitedError.TextEncoding {
        var high = 0
        var inRuns = 0
        var run = 0
        for byte in bytes[start..<min(end, start + 65_536)] {
            if byte >= 0x80 {
                high += 1
                run += 1
            } else {
                if run >= 3 { inRuns += run }
                run = 0
            }
        }
        if run >= 3 { inRuns += run }
        guard high > 0 else { return .unknown }
        return inRuns * 2 > high ? .arabic : .latin1
    }

    /// Refuses what is recognised from its first bytes as another encoding or as no text at all.
    static func foreignStart(_ bytes: [UInt8]) -> DelimitedError? {
        let signatures: [([UInt8], DelimitedError.Kind)] = [
            ([0xFF, 0xFE, 0x00, 0x00], .wrongEncoding(.utf32)),
            ([0x00, 0x00, 0xFE, 0xFF], .wrongEncoding(.utf32)),
            ([0xFF, 0xFE], .wrongEncoding(.utf16)),
            ([0xFE, 0xFF], .wrongEncoding(.utf16)),
            ([0x50, 0x4B, 0x03, 0x04], .notText(.spreadsheet)),
            ([0xD0, 0xCF, 0x11, 0xE0], .notText(.spreadsheet)),
            ([0x25, 0x50, 0x44, 0x46], .notText(.pdf)),
            ([0x1F, 0x8B], .notText(.compressed)),
        ]
        return signatures.first { bytes.starts(with: $0.0) }.map { DelimitedError($0.1, line: 1) }
    }

    /// Text of Latin letters in UTF-16 without a mark has a zero in every second byte.
    static func looksLikeUTF16(_ bytes: [UInt8]) -> Bool {
        let start = bytes.prefix(64)
        let odd = start.enumerated().count { $0.offset % 2 == 1 && $0.element == 0 }
        let even = start.enumerated().count { $0.offset % 2 == 0 && $0.element == 0 }
        return max(odd, even) * 3 >= start.count && min(odd, even) == 0
    }
}
