/// The tree between two changes, units numbered in pre-order so that a subtree is a range.
struct Layout: Sendable {
    /// Place by place, the unit that stands there.
    let order: [Int32]
    /// Unit by unit, its place.
    let place: [Int32]
    /// Place by place, the end (excluded) of the subtree's range.
    let end: [Int32]
    /// Unit by unit, its parent; -1 for the root.
    let parent: [Int32]
    /// Place by place, the steps below the root.
    let level: [Int32]
    /// Unit by unit, true when the unit is not open in this version and only hangs in the tree.
    let hangs: [Bool]

    init(_ history: TreeHistory.Storage, on day: Day) throws(TreeError) {
        let count = history.units.count
        var parent = [Int32](repeating: -1, count: count)
        var hangs = [Bool](repeating: false, count: count)
        var start = [Int32](repeating: 0, count: count + 2)
        for unit in 0..<count {
            parent[unit] = history.parent(of: unit, on: day)
            hangs[unit] = !history.units[unit].isOpen(on: day)
            start[Int(parent[unit]) + 2] += 1
        }
        // Children by parent in one array, the root's list (parent -1) first; siblings keep the order of their numbers.
        for slot in 1..<(count + 2) { start[slot] += start[slot - 1] }
        var children = [Int32](repeating: 0, count: count)
        var free = start
        for unit in 0..<count {
            let slot = Int(parent[unit]) + 1
            children[Int(free[slot])] = Int32(unit)
            free[slot] += 1
        }
        var order: [Int32] = []
        order.reserveCapacity(count)
        var place = [Int32](repeating: -1, count: count)
        var end = [Int32](repeating: 0, count: count)
        var level = [Int32](repeating: 0, count: count)
        var path: [Int32] = history.root >= 0 ? [history.root] : []
        var next = start
        if let root = path.first {
            place[Int(root)] = 0
            order.append(root)
        }
        while let unit = path.last {
            let slot = Int(unit) + 1
            if next[slot] < start[slot + 1] {
                let child = children[Int(next[slot])]
                next[slot] += 1
                place[Int(child)] = Int32(order.count)
                level[order.count] = Int32(path.count)
                order.append(child)
                path.append(child)
            } else {
                end[Int(place[Int(unit)])] = Int32(order.count)
                path.removeLast()
            }
        }
        guard order.count == count else { throw Layout.cycle(history, parent, place, day) }
        (self.order, self.place, self.end, self.parent, self.level, self.hangs) = (order, place, end, parent, level, hangs)
    }

    /// The cycle that keeps units out of reach of the root: walking up from any of them ends in it.
    private static func cycle(
        _ history: TreeHistory.Storage, _ parent: [Int32], _ place: [Int32], _ day: Day
    ) -> TreeError {
        var unit = place.firstIndex(of: -1) ?? 0
        for _ in 0..<parent.count where parent[unit] >= 0 { unit = Int(parent[unit]) }
        var members = [history.codes[unit]]
        var at = Int(parent[unit])
        while at != unit, at >= 0 {
            members.append(history.codes[at])
            at = Int(parent[at])
        }
        return .cycle(members, on: day)
    }
}

/// The tree as it stands on one day. Closed and not yet open units hang in it, so that no figure falls out.
public struct TreeVersion: Sendable {
    let storage: TreeHistory.Storage
    let layout: Layout

    /// The root's code, or nil in an empty institution.
    public var root: String? { storage.root >= 0 ? storage.codes[Int(storage.root)] : nil }

    /// All units in pre-order: each is followed by its subtree.
    public var inOrder: [String] { layout.order.map { storage.codes[Int($0)] } }

    /// The code of the unit above, or nil for the root.
    /// - Throws: ``TreeError/unknownUnit(_:)``.
    public func parent(of code: String) throws(TreeError) -> String? {
        let above = layout.parent[try number(code)]
        return above < 0 ? nil : storage.codes[Int(above)]
    }

    /// The units directly below, in order; hanging ones too.
    /// - Throws: ``TreeError/unknownUnit(_:)``.
    public func children(of code: String) throws(TreeError) -> [String] {
        layout.children(of: try number(code)).map { storage.codes[$0] }
    }

    /// The unit and all below it, in pre-order; hanging ones too.
    /// - Throws: ``TreeError/unknownUnit(_:)``.
    public func subtree(of code: String) throws(TreeError) -> [String] {
        layout.range(of: try number(code)).map { storage.codes[Int(layout.order[$0])] }
    }

    /// The units above, from the parent to the root.
    /// - Throws: ``TreeError/unknownUnit(_:)``.
    public func ancestors(of code: String) throws(TreeError) -> [String] {
        var found: [String] = []
        var at = layout.parent[try number(code)]
        while at >= 0 {
            found.append(storage.codes[Int(at)])
            at = layout.parent[Int(at)]
        }
        return found
    }

    /// The steps below the root, which is 0.
    /// - Throws: ``TreeError/unknownUnit(_:)``.
    public func level(of code: String) throws(TreeError) -> Int {
        Int(layout.level[Int(layout.place[try number(code)])])
    }

    /// True when the unit is open on the day; false when it only hangs in the tree.
    /// - Throws: ``TreeError/unknownUnit(_:)``.
    public func isOpen(_ code: String) throws(TreeError) -> Bool {
        !layout.hangs[try number(code)]
    }

    private func number(_ code: String) throws(TreeError) -> Int {
        guard let number = storage.numbers[code] else { throw .unknownUnit(code) }
        return Int(number)
    }
}

extension Layout {
    /// The places of a unit's subtree, itself first.
    func range(of unit: Int) -> Range<Int> {
        let first = Int(place[unit])
        return first..<Int(end[first])
    }

    /// The numbers of the units directly below.
    func children(of unit: Int) -> [Int] {
        let range = range(of: unit)
        var found: [Int] = []
        var at = range.lowerBound + 1
        while at < range.upperBound {
            found.append(Int(order[at]))
            at = Int(end[at])
        }
        return found
    }
}
