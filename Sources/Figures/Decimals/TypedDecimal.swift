/// Why a typed number could not be read.
public enum TypedDecimalError: Error, Hashable, Sendable {
    /// It is not a number.
    case malformed
    /// It can be read as two numbers: `2.911` as two thousand nine hundred eleven or as two and a fraction.
    case ambiguous(whole: String, fraction: String)
}

/// Numbers as people type and paste them, turned into the plain form that ``ExactDecimal`` reads. The one place where that is decided.
///
/// Taken in: Arabic and Persian digits, spaces and thin spaces between thousands, apostrophes, a decimal comma or the Arabic decimal
/// separator, the typographic minus, and the marks of direction that travel with copied text. Groups must be of three digits, so that
/// two numbers pasted into one cell are never read as one. What can be read in two ways is refused, never guessed.
public enum TypedDecimal {
    /// What a comma means where the number was typed.
    public enum Comma: Sendable, Hashable {
        /// It parts the fraction, as in Arabic and French.
        case decimal
        /// It parts thousands, as in English.
        case groups
    }

    /// The plain decimal of a typed text, such as `-1234.5`; nil for a blank one. `decimals` is what the indicator allows: with three
    /// or more, `41.250` is a fraction beyond doubt.
    /// - Throws: ``TypedDecimalError``.
    public static func plain(_ typed: String, decimals: Int, comma: Comma) throws(TypedDecimalError) -> String? {
        var scalars = typed.unicodeScalars.compactMap(folded)
        while scalars.first == " " { scalars.removeFirst() }
        while scalars.last == " " { scalars.removeLast() }
        guard let first = scalars.first else { return nil }
        let isNegative = first == "-"
        if isNegative || first == "+" { scalars.removeFirst() }
        guard scalars.first != " " || isNegative else { throw .malformed }
        while scalars.first == " " { scalars.removeFirst() }
        let (whole, fraction) = try halves(scalars, decimals: decimals, comma: comma)
        let digits = try digitsOf(whole)
        let significant = String(digits.drop { $0 == "0" })
        let plainWhole = significant.isEmpty ? "0" : significant
        let plainFraction = String(String.UnicodeScalarView(fraction))
        let isZero = plainWhole == "0" && plainFraction.allSatisfy { $0 == "0" }
        return (isNegative && !isZero ? "-" : "") + plainWhole + (plainFraction.isEmpty ? "" : "." + plainFraction)
    }

    /// One sign in the form the reading knows: digits 0-9, `.`, `,`, `'` for any mark of thousands that is never decimal, `-`, a space.
    /// Nil for marks that carry no meaning.
    private static func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar.value {
        case 0x660...0x669: Unicode.Scalar(scalar.value - 0x660 + 0x30)
        case 0x6F0...0x6F9: Unicode.Scalar(scalar.value - 0x6F0 + 0x30)
        case 0xFF10...0xFF19: Unicode.Scalar(scalar.value - 0xFF10 + 0x30)
        // Marks of direction and of order.
        case 0x200B...0x200F, 0x202A...0x202E, 0x2060, 0x2066...0x2069, 0x061C, 0xFEFF: nil
        case 0x2212, 0x2010, 0x2011, 0x2013, 0xFE63, 0xFF0D: "-"
        case 0x066B: "\u{066B}"
        case 0x066C, 0x27, 0x2019: "'"
        case 0x060C: ","
        case 0x20, 0x09, 0x0A, 0x0D, 0xA0, 0x2000...0x200A, 0x202F, 0x205F, 0x3000: " "
        default: scalar
        }
    }

    /// The text before and after the decimal mark.
    private static func halves(
        _ scalars: [Unicode.Scalar], decimals: Int, comma: Comma
    ) throws(TypedDecimalError) -> ([Unicode.Scalar], [Unicode.Scalar]) {
        if let at = scalars.firstIndex(of: "\u{066B}") { return try cut(scalars, at) }
        let (commas, points) = (scalars.indices.filter { scalars[$0] == "," }, scalars.indices.filter { scalars[$0] == "." })
        if let lastComma = commas.last, let lastPoint = points.last {
            // Both stand there: the last is the decimal mark, and it stands once.
            guard (lastComma > lastPoint ? commas : points).count == 1 else { throw .malformed }
            return try cut(scalars, max(lastComma, lastPoint))
        }
        guard let at = (commas + points).first else { return (scalars, []) }
        let isComma = points.isEmpty
        guard commas.count + points.count == 1 else {
            // Several of one kind part thousands.
            return (scalars, [])
        }
        let after = scalars.count - at - 1
        let parts = isComma ? comma == .groups : false
        let looksGrouped = after == 3 && (1...3).contains(at) && scalars[0] != "0" && !scalars.contains(" ") && !scalars.contains("'")
        if parts, looksGrouped { return (scalars, []) }
        // A point before three digits may be anybody's mark of thousands, unless a fraction of that length is expected.
        if !isComma, comma == .decimal, looksGrouped, decimals < 3 {
            let (whole, fraction) = try cut(scalars, at)
            throw .ambiguous(
                whole: try digitsOf(whole) + digitsOf(fraction), fraction: try digitsOf(whole) + "," + digitsOf(fraction))
        }
        return try cut(scalars, at)
    }

    private static func cut(
        _ scalars: [Unicode.Scalar], _ at: Int
    ) throws(TypedDecimalError) -> ([Unicode.Scalar], [Unicode.Scalar]) {
        let fraction = Array(scalars[(at + 1)...])
        guard at > 0, !fraction.isEmpty, fraction.allSatisfy({ ("0"..."9").contains($0) }) else { throw .malformed }
        return (Array(scalars[..<at]), fraction)
    }

    /// The digits of a whole number whose thousands may be parted: by one mark throughout, in groups of three.
    private static func digitsOf(_ scalars: [Unicode.Scalar]) throws(TypedDecimalError) -> String {
        let marks = Set(scalars.filter { !("0"..."9").contains($0) })
        guard let mark = marks.first else {
            guard !scalars.isEmpty else { throw .malformed }
            return String(String.UnicodeScalarView(scalars))
        }
        guard marks.count == 1, [" ", "'", ",", "."].contains(mark) else { throw .malformed }
        let groups = scalars.split(separator: mark, omittingEmptySubsequences: false)
        guard groups.count > 1, (1...3).contains(groups[0].count), groups.dropFirst().allSatisfy({ $0.count == 3 }) else {
            throw .malformed
        }
        return String(String.UnicodeScalarView(groups.joined()))
    }
}
