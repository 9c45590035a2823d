import Publication

/// Text for a page: escaped, with every number, code, date and hash isolated so that it reads left to right in both directions.
enum RunningText {
    /// The markup of a text that may hold numbers.
    static func markup(_ text: String) -> String {
        guard text.utf8.contains(where: { (0x30...0x39).contains($0) }) else { return Markup.escape(text) }
        let scalars = Array(text.unicodeScalars)
        var result = ""
        var index = 0
        while index < scalars.count {
            guard let end = endOfToken(scalars, from: index) else {
                let start = index
                while index < scalars.count, endOfToken(scalars, from: index) == nil { index += 1 }
                result += Markup.escape(string(scalars[start..<index]))
                continue
            }
            result += Markup.figure(string(scalars[index..<end]))
            index = end
        }
        return result
    }

    /// Where a token with a digit that begins here ends; nil when none begins here.
    private static func endOfToken(_ scalars: [Unicode.Scalar], from start: Int) -> Int? {
        if start > 0, isInside(scalars[start - 1]) { return nil }
        guard isInside(scalars[start]), !isJoint(scalars[start]) else { return nil }
        var end = start
        while end < scalars.count, isInside(scalars[end]) { end += 1 }
        while end > start, isTrailing(scalars[end - 1]) { end -= 1 }
        let token = scalars[start..<end]
        return token.contains { (0x30...0x39).contains($0.value) } ? end : nil
    }

    /// ASCII letters and digits, signs, separators and the narrow spaces inside numbers.
    private static func isInside(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case 0x2B, 0x2C, 0x2D, 0x2E, 0x2F, 0x3A, 0x25, 0x5F: true
        case 0x2212, 0x2248, 0x2265, 0x2264, 0x202F, 0xA0: true
        default: false
        }
    }

    private static func isJoint(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x2C, 0x2E, 0x3A, 0x2F, 0x202F, 0xA0: true
        default: false
        }
    }

    private static func isTrailing(_ scalar: Unicode.Scalar) -> Bool { isJoint(scalar) || scalar.value == 0x2D }

    private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }
}
