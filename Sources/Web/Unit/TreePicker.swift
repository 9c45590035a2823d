import Figures
import Publication

/// The tree of units as nested lists of links, in pre-order: the way down to the unit, its siblings and its children, each with
/// the number of units it holds. Works without script; everything else is a search away.
struct TreePicker {
    let desk: Desk
    let version: TreeVersion
    let unit: String
    /// The query to keep, already encoded, with its question mark.
    let query: String

    /// More children than this are cut, with the search as the way to the rest.
    private static let widest = 60

    /// The lists; empty when the unit stands in no tree that day.
    func markup() -> String {
        guard let root = version.root else { return "" }
        let above = (try? version.ancestors(of: unit)) ?? []
        return "<ul>" + item(root, path: Set(above + [unit])) + "</ul>"
    }

    /// How many units hang below, the unit itself not counted.
    func below(_ code: String) -> Int { max(((try? version.subtree(of: code)) ?? []).count - 1, 0) }

    private func item(_ code: String, path: Set<String>) -> String {
        let current = code == unit ? " aria-current=\"page\"" : ""
        let href = desk.link(.unit(code)) + query
        let count = below(code)
        let number = count > 0 ? "<span class=\"n\(code == unit ? "" : " q")\">\(desk.words.number(count))</span>" : ""
        var out = "<li><a href=\"\(Markup.escape(href))\"\(current)><span>\(Markup.escape(desk.name(ofUnit: code)))</span>\(number)</a>"
        if path.contains(code) {
            let children = ((try? version.children(of: code)) ?? []).filter { (try? version.isOpen($0)) ?? false }
            let shown = children.prefix(Self.widest)
            let rest = children.dropFirst(Self.widest).filter { path.contains($0) }
            let list = (shown + rest).map { item($0, path: path) }.joined()
            if !list.isEmpty { out += "<ul>\(list)</ul>" }
        }
        return out + "</li>"
    }
}
