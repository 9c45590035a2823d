/// Keeps an argument of the other reading direction from disturbing the sentence around it.
///
/// `−28,9 %` or `PJ-04` in an Arabic sentence would be torn apart by the bidirectional algorithm: the sign and the
/// percent would go to the wrong end. U+2068 … U+2069 isolate it; they are invisible and take no room.
public enum Isolation {
    static let first: Unicode.Scalar = "\u{2068}"
    static let pop: Unicode.Scalar = "\u{2069}"

    /// The text between isolates if a sentence of that language needs them, else the text itself.
    public static func isolate(_ text: String, in language: Language) -> String {
        guard needed(text, in: language) else { return text }
        var result = String(first)
        result += text
        result.unicodeScalars.append(pop)
        return result
    }

    /// The text without isolates: for files, addresses and comparisons.
    public static func strip(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0 != first && $0 != pop }))
    }

    /// What is already isolated inside the text does no harm and does not count.
    private static func needed(_ text: String, in language: Language) -> Bool {
        var depth = 0
        for scalar in text.unicodeScalars {
            if scalar == first {
                depth += 1
            } else if scalar == pop {
                depth -= 1
            } else if depth == 0 && disturbs(scalar, in: language) {
                return true
            }
        }
        return false
    }

    /// Arabic words and bare numbers stand well in an Arabic sentence: digits, thin spaces and commas keep together.
    private static func disturbs(_ scalar: Unicode.Scalar, in language: Language) -> Bool {
        guard language == .ar else { return isArabic(scalar) }
        switch scalar {
        case "0"..."9", " ", ",", "\u{A0}", "\u{202F}": return false
        default: return !isArabic(scalar)
        }
    }

    static func isArabic(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0600...0x06FF, 0x0750...0x077F, 0x08A0...0x08FF, 0xFB50...0xFDFF, 0xFE70...0xFEFC: true
        default: false
        }
    }
}
