import Figures
import Institution
import Localization

/// Units and indicators by name or code.
struct SearchModel: Sendable {
    let selfLink: String
    let query: String
    let asked: Bool
    let unitCountMarkup: String
    let unitHits: [Hit]
    let indicatorCountMarkup: String
    let indicatorHits: [Hit]
}

/// One thing found.
struct Hit: Sendable {
    let hitHref: String
    let hitName: String
    let hitDetail: String
}

/// Fills the search page. A name in any of the three languages is found; hamza forms, vowel marks, accents and capitals do not matter.
struct SearchQuery {
    let desk: Desk

    /// More hits than this are not listed: the reader types one word more.
    private static let most = 50
    /// A longer text is no name.
    private static let longest = 100

    /// The page.
    func page() -> Page {
        let words = desk.words
        let typed = String((desk.query["q"] ?? "").prefix(Self.longest))
        let folded = SearchFold.fold(typed)
        let units = folded.isEmpty ? [] : units(folded)
        let indicators = folded.isEmpty ? [] : indicators(folded)
        let model = SearchModel(
            selfLink: desk.link(.search), query: typed, asked: !folded.isEmpty,
            unitCountMarkup: words.markup("layout.hits", count: units.count), unitHits: Array(units.prefix(Self.most)),
            indicatorCountMarkup: words.markup("layout.hits", count: indicators.count),
            indicatorHits: Array(indicators.prefix(Self.most)))
        return Page(Layout(words.text("layout.search"), crumbs: [Link(href: desk.link(.home), text: words.text("home.title"))], here: words.text("layout.search")), "search", model)
    }

    private func matches(_ names: Trilingual?, _ code: String, _ folded: String) -> Bool {
        ([code] + (names.map { [$0.ar, $0.fr, $0.en] } ?? [])).contains { SearchFold.fold($0).contains(folded) }
    }

    private func units(_ folded: String) -> [Hit] {
        let tree = desk.treeToday
        return desk.registers.units.values.filter { matches(desk.registers.names[$0.code], $0.code, folded) }
            .sorted { $0.code < $1.code }.map { unit in
                let above = ((try? tree.parent(of: unit.code)) ?? nil).map(desk.name(ofUnit:))
                let kind = desk.words.word("kind", unit.kind)
                return Hit(
                    hitHref: desk.link(.unit(unit.code)), hitName: desk.name(ofUnit: unit.code),
                    hitDetail: [kind, above].compactMap { $0 }.joined(separator: " · "))
            }
    }

    private func indicators(_ folded: String) -> [Hit] {
        let year = desk.usualYear
        return desk.registers.indicators.filter { matches($0.names, $0.code, folded) }.map { indicator in
            Hit(
                hitHref: desk.link(.figure(indicator: indicator.code, unit: desk.root, period: "\(year)")),
                hitName: desk.name(of: indicator), hitDetail: desk.words.pick(indicator.definition))
        }
    }
}
