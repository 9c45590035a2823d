/// Which commitment waits for which. Pure, so that circles can be tested without a database.
public struct DependencyGraph: Sendable {
    private var edges: [String: [String]] = [:]

    /// An empty graph.
    public init() {}

    /// States that a commitment waits for others.
    public mutating func add(_ code: String, dependsOn others: [String]) { edges[code, default: []] += others }

    /// The codes of one circle, beginning and ending with the same code; nil when there is none.
    /// The same graph always gives the same circle.
    public func circle() -> [String]? {
        var settled: Set<String> = []
        for start in edges.keys.sorted() where !settled.contains(start) {
            if let found = walk(from: start, &settled) { return found }
        }
        return nil
    }

    /// Depth first with a path of its own: a long chain must not exhaust the stack.
    private func walk(from start: String, _ settled: inout Set<String>) -> [String]? {
        var path = [start]
        var place: [String: Int] = [start: 0]
        var next = [0]
        while let at = path.last, let index = next.last {
            let others = edges[at] ?? []
            guard index < others.count else {
                settled.insert(at)
                place[at] = nil
                path.removeLast()
                next.removeLast()
                continue
            }
            next[next.count - 1] += 1
            let other = others[index]
            if let first = place[other] { return path[first...] + [other] }
            if settled.contains(other) { continue }
            place[other] = path.count
            path.append(other)
            next.append(0)
        }
        return nil
    }
}
