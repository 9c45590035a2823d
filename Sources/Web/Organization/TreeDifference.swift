import Acts
import Figures
import Institution
import Publication

/// What differs for one unit between the trees of two days.
struct TreeDifference: Sendable, Hashable {
    /// What happened to it.
    enum Kind: String, CaseIterable, Sendable { case opened, closed, merged, split, moved, renamed }

    let unit: String
    let kind: Kind
    /// Codes of parents, successors; for a renaming nil.
    let from, to: String?

    /// All differences between two days, in the order of the later tree.
    static func all(
        _ before: TreeVersion, _ after: TreeVersion, names: (old: [String: Trilingual], new: [String: Trilingual]),
        units: [String: Institution.Unit], splits: Set<String>
    ) throws -> [TreeDifference] {
        var found: [TreeDifference] = []
        for unit in after.inOrder {
            let (was, isOpen) = (try before.isOpen(unit), try after.isOpen(unit))
            let (from, to) = (try before.parent(of: unit), try after.parent(of: unit))
            switch (was, isOpen) {
            case (false, true): found.append(TreeDifference(unit: unit, kind: .opened, from: nil, to: to))
            case (true, false):
                let heir = units[unit]?.successor
                let kind = heir == nil ? Kind.closed : splits.contains(unit) ? .split : .merged
                found.append(TreeDifference(unit: unit, kind: kind, from: from, to: heir))
            case (true, true):
                if from != to { found.append(TreeDifference(unit: unit, kind: .moved, from: from, to: to)) }
                if names.old[unit] != names.new[unit] {
                    found.append(TreeDifference(unit: unit, kind: .renamed, from: nil, to: nil))
                }
            case (false, false): break
            }
        }
        return found
    }
}

/// The tree of a day as nested lists of links: all of it where it is small, else the way down to one unit with its children.
struct DatedTree {
    let desk: Desk
    let version: TreeVersion
    let names: [String: Trilingual]
    /// The unit whose branch is open.
    let at: String
    /// The query to keep in links that open a branch.
    let date, compare: String
    /// What to say beside a unit.
    let marks: [String: [Tag]]

    /// Up to this many open units the whole tree is drawn.
    private static let small = 400
    /// More children than this are not drawn at once; how many are left out is said.
    private static let widest = 200

    private let below: [String: Int]
    /// Units open on the day.
    let count: Int

    init(
        desk: Desk, version: TreeVersion, names: [String: Trilingual], at: String, date: String, compare: String,
        marks: [String: [Tag]]
    ) throws {
        (self.desk, self.version, self.names, self.at) = (desk, version, names, at)
        (self.date, self.compare, self.marks) = (date, compare, marks)
        var below: [String: Int] = [:]
        var count = 0
        for unit in version.inOrder.reversed() {
            guard try version.isOpen(unit) else { continue }
            count += 1
            if let above = try version.parent(of: unit) { below[above, default: 0] += 1 + below[unit, default: 0] }
        }
        (self.below, self.count) = (below, count)
    }

    /// The nested lists.
    func markup() throws -> String {
        guard let root = version.root else { return "" }
        let path = Set([at] + ((try? version.ancestors(of: at)) ?? []))
        return "<ul>" + (try item(root, path: path)) + "</ul>"
    }

    private func item(_ unit: String, path: Set<String>) throws -> String {
        let name = names[unit].map(desk.words.pick) ?? unit
        let current = unit == at && count > Self.small ? " aria-current=\"true\"" : ""
        var out = "<li id=\"t-\(Markup.escape(date))-\(Markup.escape(unit))\"><div class=\"treerow\">"
        let life = Markup.escape(desk.link(OrganizationRoutes.life(unit)))
        out += "<a href=\"\(life)\"\(current)><span dir=\"auto\">\(Markup.escape(name))</span></a>"
        for tag in marks[unit] ?? [] { out += "<span class=\"tag \(tag.tagStyle)\">\(Markup.escape(tag.tagText))</span>" }
        let isOpen = count <= Self.small || path.contains(unit)
        if let number = below[unit] {
            let text = desk.words.number(number)
            if isOpen {
                out += "<span class=\"n q\">\(Markup.escape(text))</span>"
            } else {
                let href = desk.link(OrganizationRoutes.tree, ["date": date, "compare": compare, "at": unit])
                let label = Markup.escape(desk.words.text("tree.open_branch", ["unit": name]))
                out += "<a class=\"s\" href=\"\(Markup.escape(href))\" aria-label=\"\(label)\">"
                out += "<span class=\"n\">\(Markup.escape(text))</span></a>"
            }
        }
        out += "</div>"
        if isOpen {
            let children = try version.children(of: unit).filter { try version.isOpen($0) }
            let shown =
                count <= Self.small
                ? children : Array(children.prefix(Self.widest)) + children.dropFirst(Self.widest).filter(path.contains)
            if !shown.isEmpty {
                out += "<ul>" + (try shown.map { try item($0, path: path) }.joined())
                if shown.count < children.count {
                    out += "<li class=\"s q\">\(desk.words.markup("tree.more", count: children.count - shown.count))</li>"
                }
                out += "</ul>"
            }
        }
        return out + "</li>"
    }
}
