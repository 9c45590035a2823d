/// The plural forms of Unicode's CLDR, and the rules that choose one: six forms in Arabic, three in French
/// (`many` is for whole millions: « 2 millions d’affaires »), two in English.
public enum PluralForm: String, CaseIterable, Hashable, Sendable {
    case zero, one, two, few, many, other

    /// The forms that a phrase of the language must have.
    public static func required(in language: Language) -> Set<PluralForm> {
        switch language {
        case .ar: [.zero, .one, .two, .few, .many, .other]
        case .fr, .en: [.one, .other]
        }
    }

    /// The form for a whole number. The sign does not matter.
    public init(_ count: Int, _ language: Language) {
        self.init(whole: count.magnitude, hasDecimals: false, isWhole: true, language)
    }

    /// The form for a decimal string such as `94.43` or `-1`; `other` for anything else.
    public init(decimal: String, _ language: Language) {
        guard let parts = DecimalParts(decimal) else {
            self = .other
            return
        }
        // Rules look at the last digits and at small numbers only: the tail of a very long number decides as well.
        let tail = UInt(parts.whole.suffix(12)) ?? 0
        let whole = parts.whole.count > 12 ? tail + 1_000_000_000_000 : tail
        self.init(
            whole: whole, hasDecimals: !parts.fraction.isEmpty, isWhole: parts.fraction.allSatisfy { $0 == "0" }, language)
    }

    private init(whole: UInt, hasDecimals: Bool, isWhole: Bool, _ language: Language) {
        switch language {
        case .en:
            self = whole == 1 && !hasDecimals ? .one : .other
        case .fr:
            if whole <= 1 {
                self = .one
            } else {
                self = whole % 1_000_000 == 0 && !hasDecimals ? .many : .other
            }
        case .ar:
            guard isWhole else {
                self = .other
                return
            }
            switch (whole, whole % 100) {
            case (0, _): self = .zero
            case (1, _): self = .one
            case (2, _): self = .two
            case (_, 3...10): self = .few
            case (_, 11...99): self = .many
            default: self = .other
            }
        }
    }
}
