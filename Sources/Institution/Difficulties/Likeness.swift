import Foundation

/// When two texts say the same. The rule, which is also the one in docs/SELF-ASSESSMENT.md:
///
/// 1. A text becomes words: marks over and under letters are dropped (Arabic vowels and hamza seats, French accents), letters become
///    small, the tatweel goes, `ى` becomes `ي`, `ة` becomes `ه`, `ٱ` becomes `ا`, a lone hamza goes. Everything but letters separates,
///    so numbers and punctuation never count.
/// 2. An Arabic word of at least five letters loses its article with what is joined to it (`ال`, `وال`, `بال`, `كال`, `فال`, `لل`);
///    a Latin word of at least four letters its final `s`. Words of one letter and the small words of each language are dropped.
/// 3. Its shingles are the set of its words and of its pairs of neighbouring words.
/// 4. The likeness of two texts is the size of the common part of their shingles over the size of the whole (Jaccard); texts of
///    fewer than two words are like nothing but themselves. Of statements in three languages it is the highest of the three.
/// 5. Two statements are alike from one third on.
///
/// Nothing here depends on order, on a clock or on floating point: the same texts give the same answer everywhere.
public struct Likeness: Sendable, Hashable, Comparable {
    /// The common part and the whole.
    public let common, whole: Int

    /// Whether two statements so like say the same.
    public var isAlike: Bool { whole > 0 && common * 3 >= whole }

    public static func < (a: Likeness, b: Likeness) -> Bool {
        // Nothing in common with nothing is no likeness.
        a.common * max(1, b.whole) < b.common * max(1, a.whole)
    }

    /// The words of a text as they are compared.
    public static func words(_ text: String) -> [String] {
        var words: [String] = []
        var word = String.UnicodeScalarView()
        func end() {
            if !word.isEmpty, let kept = trimmed(word) { words.append(kept) }
            word = String.UnicodeScalarView()
        }
        for scalar in text.lowercased().decomposedStringWithCanonicalMapping.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .enclosingMark, .format: continue
            case .lowercaseLetter, .otherLetter, .uppercaseLetter, .titlecaseLetter, .modifierLetter:
                switch scalar {
                case "\u{0640}", "\u{0621}": continue  // tatweel, lone hamza
                case "\u{0649}": word.append("\u{064A}")
                case "\u{0629}": word.append("\u{0647}")
                case "\u{0671}": word.append("\u{0627}")
                default: word.append(scalar)
                }
            default: end()
            }
        }
        end()
        return words
    }

    /// The set of words and neighbouring pairs; empty for fewer than two words.
    public static func shingles(_ text: String) -> Set<String> {
        let words = words(text)
        guard words.count >= 2 else { return [] }
        return Set(words).union(zip(words, words.dropFirst()).map { $0 + " " + $1 })
    }

    /// The likeness of two sets of shingles.
    public static func of(_ a: Set<String>, _ b: Set<String>) -> Likeness {
        let common = a.count < b.count ? a.count(where: b.contains) : b.count(where: a.contains)
        return Likeness(common: common, whole: a.count + b.count - common)
    }

    /// The likeness of two texts in three languages.
    public static func of(_ a: Trilingual, _ b: Trilingual) -> Likeness {
        let languages: [KeyPath<Trilingual, String>] = [\.ar, \.fr, \.en]
        return languages.map { of(shingles(a[keyPath: $0]), shingles(b[keyPath: $0])) }.max() ?? Likeness(common: 0, whole: 0)
    }

    private static let articles = ["وال", "بال", "كال", "فال", "ال", "لل"]
    private static let small: Set<String> = [
        "في", "من", "علي", "الي", "عن", "ان", "ما", "لا", "لم", "لن", "هذه", "هذا", "التي", "الذي", "مع", "بين", "او", "ثم", "قد", "كل",
        "بعض", "هو", "هي", "كما", "حول", "عند", "بعد", "قبل", "دون", "غير",
        "le", "la", "les", "un", "une", "des", "de", "du", "et", "ou", "au", "aux", "en", "dans", "par", "pour", "sur", "que", "qui",
        "ne", "pas", "est", "sont", "ont", "cette", "ce", "ces", "se", "sa", "son", "ses", "leur", "avec", "plus", "sans", "entre",
        "the", "an", "of", "to", "in", "on", "for", "and", "or", "by", "with", "is", "are", "was", "were", "be", "not", "that", "this",
        "these", "it", "its", "at", "as", "from", "has", "have", "had", "their", "some", "than",
    ]

    /// The word without article or plural; nil for one that says nothing alone.
    private static func trimmed(_ scalars: String.UnicodeScalarView) -> String? {
        var word = String(scalars)
        guard scalars.count > 1, !small.contains(word) else { return nil }
        if let first = scalars.first, (0x0600...0x06FF).contains(first.value) {
            if scalars.count >= 5, let article = articles.first(where: word.hasPrefix) { word = String(word.dropFirst(article.count)) }
        } else if scalars.count >= 4, word.hasSuffix("s") {
            word = String(word.dropLast())
        }
        return small.contains(word) ? nil : word
    }
}

/// Puts difficulties that say the same together.
public enum DifficultyGrouping {
    /// The groups: two difficulties of the same place in the taxonomy stand together when they are alike, or when others between them
    /// are, step by step. `order` is the taxonomy's; what is not classified comes last, and of one kind the most shared first.
    public static func groups(_ difficulties: [Difficulty], order: [String]) -> [DifficultyGroup] {
        let sorted = difficulties.sorted { before($0, $1) }
        let rank = order.enumerated().reduce(into: [:]) { $0[$1.element] = $1.offset }
        let kinds = Dictionary(grouping: sorted, by: \.item.taxon)
        let groups = kinds.flatMap { taxon, members in
            linked(members.map(\.item.text)).map { DifficultyGroup(taxon: taxon, difficulties: $0.map { members[$0] }) }
        }
        func place(_ group: DifficultyGroup) -> Int { group.taxon.map { rank[$0] ?? order.count } ?? order.count + 1 }
        return groups.sorted { a, b in
            if place(a) != place(b) { return place(a) < place(b) }
            if a.taxon != b.taxon { return (a.taxon ?? "") < (b.taxon ?? "") }
            if a.units.count != b.units.count { return a.units.count > b.units.count }
            guard let first = a.difficulties.first, let second = b.difficulties.first else { return false }
            return before(first, second)
        }
    }

    private static func before(_ a: Difficulty, _ b: Difficulty) -> Bool {
        (a.unit, a.place.assessment, a.place.item) < (b.unit, b.place.assessment, b.place.item)
    }

    /// The sets of positions of texts linked by likeness; each in order, the sets by their first.
    static func linked(_ texts: [Trilingual]) -> [[Int]] {
        var root = Array(texts.indices)
        func find(_ start: Int) -> Int {
            var index = start
            while root[index] != index { index = root[index] }
            return index
        }
        let languages: [(Trilingual) -> String] = [{ $0.ar }, { $0.fr }, { $0.en }]
        for language in languages {
            // Whoever shares no shingle has no likeness: only holders of a common one are compared.
            var holders: [String: [Int]] = [:]
            var sizes: [Int] = []
            var common = [Int](repeating: 0, count: texts.count)
            for (index, text) in texts.enumerated() {
                let shingles = Likeness.shingles(language(text))
                sizes.append(shingles.count)
                var touched: [Int] = []
                for shingle in shingles {
                    for other in holders[shingle] ?? [] {
                        if common[other] == 0 { touched.append(other) }
                        common[other] += 1
                    }
                    holders[shingle, default: []].append(index)
                }
                for other in touched {
                    let count = common[other]
                    common[other] = 0
                    guard Likeness(common: count, whole: sizes[index] + sizes[other] - count).isAlike else { continue }
                    let (a, b) = (find(index), find(other))
                    root[max(a, b)] = min(a, b)
                }
            }
        }
        let sets = Dictionary(grouping: texts.indices, by: find)
        return sets.values.map { $0.sorted() }.sorted { $0[0] < $1[0] }
    }
}
