/// The three languages of every page, message and report. None is a translation of another: one source, the same
/// numbers.
public enum Language: String, CaseIterable, Hashable, Sendable, Codable {
    case ar, fr, en

    /// The side that reading starts from, as HTML's `dir` wants it.
    public var direction: String { self == .ar ? "rtl" : "ltr" }

    /// The language's own name: العربية, Français, English.
    public var name: String {
        switch self {
        case .ar: "العربية"
        case .fr: "Français"
        case .en: "English"
        }
    }

    /// The mark of the language switch: ع, Fr, En.
    public var mark: String {
        switch self {
        case .ar: "ع"
        case .fr: "Fr"
        case .en: "En"
        }
    }

    /// The language a browser's `Accept-Language` header prefers among the three, or nil when it names none.
    ///
    /// `fr-MA,fr;q=0.9,ar;q=0.8` gives French. Malformed parts are passed over.
    public init?(acceptLanguage header: String) {
        var best: (language: Language, weight: Int)?
        for part in header.prefix(1_000).split(separator: ",") {
            let pieces = part.split(separator: ";").map { $0.filter { !$0.isWhitespace } }
            guard let tag = pieces.first, let language = Language(rawValue: tag.prefix(2).lowercased()),
                tag.count == 2 || tag.dropFirst(2).first == "-"
            else { continue }
            // The weight has at most three decimals; it is kept in thousandths.
            var weight = 1_000
            if let q = pieces.dropFirst().first(where: { $0.hasPrefix("q=") }) {
                let digits = q.dropFirst(2).filter(\.isNumber)
                weight = Int((digits + "000").prefix(4)) ?? 0
            }
            if weight > (best?.weight ?? 0) { best = (language, weight) }
        }
        guard let best else { return nil }
        self = best.language
    }
}
