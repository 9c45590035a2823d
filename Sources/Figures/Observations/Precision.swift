/// How exactly a figure was stated.
public enum Precision: String, CaseIterable, Hashable, Sendable, Codable {
    /// The value itself.
    case exact
    /// A rounded value: true to half a unit of its last non-zero digit.
    case about
    /// A lower bound ("more than 2.5 million").
    case atLeast = "at_least"
    /// An upper bound.
    case atMost = "at_most"

    /// The precision of a sum of two figures.
    ///
    /// Exact changes nothing. A bound with an exact value stays that bound, and so do two bounds of the same side.
    /// `about` with anything is `about`. A lower bound with an upper bound bounds neither side: the vocabulary has no
    /// word for that, so it is `about`, and a page that shows such a total should say what it is made of.
    public func adding(_ other: Precision) -> Precision {
        if self == other || other == .exact { return self }
        return self == .exact ? other : .about
    }

    /// The precision of the negative: bounds change sides.
    public var reversed: Precision {
        switch self {
        case .atLeast: .atMost
        case .atMost: .atLeast
        default: self
        }
    }

    /// The precision of this figure minus another.
    public func subtracting(_ other: Precision) -> Precision { adding(other.reversed) }

    /// The precision of this figure over another, both not negative: the larger the denominator, the smaller the ratio.
    public func dividing(by other: Precision) -> Precision { adding(other.reversed) }
}
