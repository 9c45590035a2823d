/// Numbers as the three languages write them. Everything works on decimal strings (`-2668473.5`): nothing passes
/// through floating point, and no digit is lost or rounded here.
///
/// Arabic and French part thousands with U+202F and take a decimal comma; English takes comma and point. Digits are
/// 0-9 in all three. The minus is U+2212 and stands before the digits.
public enum Numerals {
    /// The thin space between thousands, and before % in Arabic and French: U+202F.
    public static let thinSpace: Character = "\u{202F}"
    /// The minus sign: U+2212.
    public static let minus: Character = "\u{2212}"

    /// A decimal string as the language writes it: `2668473` gives `2 668 473` or `2,668,473`.
    ///
    /// - Parameter signed: writes `+` before what is above zero. Zero never has a sign.
    /// - Returns: the text unchanged when it is not a decimal string.
    public static func format(_ decimal: String, _ language: Language, signed: Bool = false) -> String {
        guard let parts = DecimalParts(decimal) else { return decimal }
        var text = ""
        if !parts.isZero {
            if parts.isNegative { text.append(minus) } else if signed { text.append("+") }
        }
        let group: Character = language == .en ? "," : thinSpace
        let count = parts.whole.count
        for (offset, digit) in parts.whole.enumerated() {
            if offset > 0 && (count - offset) % 3 == 0 { text.append(group) }
            text.append(digit)
        }
        if !parts.fraction.isEmpty {
            text.append(language == .en ? "." : ",")
            text += parts.fraction
        }
        return text
    }

    /// A whole number.
    public static func format(_ count: Int, _ language: Language) -> String {
        format(String(count), language)
    }

    /// A percentage: `94.43` gives `94,43 %` (thin no-break space) or `94.43%`.
    public static func percent(_ decimal: String, _ language: Language, signed: Bool = false) -> String {
        let number = format(decimal, language, signed: signed)
        return language == .en ? number + "%" : number + String(thinSpace) + "%"
    }

    /// A change in percent, already computed and rounded: `-28.9` gives `−28,9 %`, `18` gives `+18 %`.
    ///
    /// - Parameter approximate: the change starts from a rounded base; `≈` stands before it.
    public static func percentChange(_ decimal: String, _ language: Language, approximate: Bool = false) -> String {
        let change = percent(decimal, language, signed: true)
        return approximate ? "≈" + String(thinSpace) + change : change
    }
}

/// A decimal string taken apart.
struct DecimalParts {
    let isNegative: Bool
    /// Digits before the point, without leading zeros, at least one.
    let whole: String
    /// Digits after the point, as given.
    let fraction: String
    var isZero: Bool { whole == "0" && fraction.allSatisfy { $0 == "0" } }

    /// Accepts an optional `-`, `+` or U+2212, ASCII digits, and a point with digits behind it; nothing else.
    init?(_ text: String) {
        var rest = text[...]
        var negative = false
        if let sign = rest.first, sign == "-" || sign == "+" || sign == Numerals.minus {
            negative = sign != "+"
            rest.removeFirst()
        }
        let pieces = rest.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard pieces.allSatisfy({ piece in !piece.isEmpty && piece.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let first = pieces.first
        else { return nil }
        isNegative = negative
        let significant = first.drop { $0 == "0" }
        whole = significant.isEmpty ? "0" : String(significant)
        fraction = pieces.count == 2 ? String(pieces[1]) : ""
    }
}
