import Foundation

/// Folds a text for searching in lists: what people do not type exactly must not matter.
///
/// Arabic: the forms of hamza and alif are one letter, as are taa marbuta and haa, alif maqsura and yaa; vowel marks
/// and tatweel vanish. Latin: accents and case vanish, œ is oe. Digits are 0-9, every run of spaces is one space.
public enum SearchFold {
    /// The folded text. Folding twice changes nothing.
    public static func fold(_ text: String) -> String {
        var folded = String.UnicodeScalarView()
        var spacePending = false
        // Compatibility forms too: text pasted from a PDF often holds Arabic presentation forms.
        for scalar in text.decomposedStringWithCompatibilityMapping.unicodeScalars {
            if scalar.properties.isWhitespace {
                spacePending = !folded.isEmpty
                continue
            }
            let replacement = letter(scalar)
            guard !replacement.isEmpty else { continue }
            if spacePending { folded.append(" ") }
            spacePending = false
            folded.append(contentsOf: replacement)
        }
        return String(folded)
    }

    /// Whether the text contains what was typed, both folded.
    public static func matches(_ text: String, query: String) -> Bool {
        let wanted = fold(query)
        return wanted.isEmpty || fold(text).contains(wanted)
    }

    private static func letter(_ scalar: Unicode.Scalar) -> String.UnicodeScalarView {
        switch scalar {
        case "\u{0640}", "\u{0621}": return "".unicodeScalars  // tatweel, lone hamza
        case "\u{0671}": return "\u{0627}".unicodeScalars  // alif wasla
        case "\u{0629}": return "\u{0647}".unicodeScalars  // taa marbuta
        case "\u{0649}", "\u{06CC}": return "\u{064A}".unicodeScalars  // alif maqsura, Persian yaa
        case "\u{06A9}", "\u{06AF}", "\u{06AD}", "\u{0763}": return "\u{0643}".unicodeScalars  // kaf and the gafs
        case "\u{06A4}", "\u{06A5}": return "\u{0641}".unicodeScalars  // faa of foreign names
        case "\u{0660}"..."\u{0669}": return digit(scalar.value - 0x0660)
        case "\u{06F0}"..."\u{06F9}": return digit(scalar.value - 0x06F0)
        case "œ", "Œ": return "oe".unicodeScalars
        case "æ", "Æ": return "ae".unicodeScalars
        case "ß": return "ss".unicodeScalars
        case "ø", "Ø": return "o".unicodeScalars
        case "ł", "Ł": return "l".unicodeScalars
        case "đ", "Đ": return "d".unicodeScalars
        case "ı": return "i".unicodeScalars
        case "’", "‘", "ʼ", "`": return "'".unicodeScalars
        case "‐", "‑", "–", "—", "−": return "-".unicodeScalars
        default: break
        }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return "".unicodeScalars
        default: return scalar.properties.lowercaseMapping.unicodeScalars
        }
    }

    private static func digit(_ value: UInt32) -> String.UnicodeScalarView { String(value).unicodeScalars }
}
