import Testing

@testable import Figures

@Suite struct TreeHistoryTests {
    static func day(_ text: String) throws -> Day { try Day(text) }

    /// Casablanca's two districts merge on 1 July 2022 into one; Ifrane moves from Fes to Meknes on 1 October.
    static func morocco() throws -> TreeHistory {
        let start = try Day("2000-01-01")
        let july = try Day("2022-07-01")
        return try TreeHistory([
            UnitHistory(code: "dgsn"),
            UnitHistory(code: "casablanca", placements: [Placement(from: start, parent: "dgsn")]),
            UnitHistory(code: "fes", placements: [Placement(from: start, parent: "dgsn")]),
            UnitHistory(code: "meknes", placements: [Placement(from: start, parent: "dgsn")]),
            UnitHistory(
                code: "anfa", closed: july, placements: [Placement(from: start, parent: "casablanca")], successor: "centre"),
            UnitHistory(code: "maarif", closed: july, placements: [Placement(from: start, parent: "casablanca")]),
            UnitHistory(code: "centre", opened: july, placements: [Placement(from: july, parent: "casablanca")]),
            UnitHistory(
                code: "ifrane",
                placements: [
                    Placement(from: start, parent: "fes"), Placement(from: try Day("2022-10-01"), parent: "meknes"),
                ]),
        ])
    }

    @Test func standsAsItStoodOnTheDay() throws {
        let tree = try Self.morocco()
        let june = tree.version(on: try Day("2022-06-30"))
        #expect(try june.children(of: "casablanca") == ["anfa", "maarif", "centre"])
        #expect(try june.isOpen("anfa"))
        #expect(try !june.isOpen("centre"))
        let july = tree.version(on: try Day("2022-07-01"))
        #expect(try july.parent(of: "anfa") == "centre")
        #expect(try july.parent(of: "maarif") == "casablanca")
        #expect(try !july.isOpen("anfa"))
        #expect(try july.ancestors(of: "ifrane") == ["fes", "dgsn"])
        #expect(try tree.version(on: try Day("2022-10-01")).ancestors(of: "ifrane") == ["meknes", "dgsn"])
        #expect(try july.subtree(of: "dgsn").count == 8)
        #expect(try july.level(of: "anfa") == 3)
        #expect(july.inOrder.first == july.root)
        #expect(tree.changes == [try Day("2022-07-01"), try Day("2022-10-01")])
    }

    @Test func refusesWhatIsNoTree() throws {
        let day = try Day("2020-01-01")
        func unit(_ code: String, _ parent: String) -> UnitHistory {
            UnitHistory(code: code, placements: [Placement(from: day, parent: parent)])
        }
        let root = UnitHistory(code: "r")
        #expect(throws: TreeError.duplicateUnit("r")) { try TreeHistory([root, root]) }
        #expect(throws: TreeError.unknownParent(unit: "a", parent: "x")) { try TreeHistory([root, unit("a", "x")]) }
        #expect(throws: TreeError.severalRoots(["r", "s"])) { try TreeHistory([root, UnitHistory(code: "s")]) }
        #expect(throws: TreeError.noRoot) { try TreeHistory([unit("a", "a")]) }
        #expect(throws: TreeError.self) { try TreeHistory([root, unit("a", "a")]) }
        #expect(throws: TreeError.closesBeforeItOpens("r")) {
            try TreeHistory([UnitHistory(code: "r", opened: day, closed: day)])
        }
        #expect(throws: TreeError.unknownSuccessor(unit: "a", successor: "x")) {
            try TreeHistory([root, UnitHistory(code: "a", placements: [Placement(from: day, parent: "r")], successor: "x")])
        }
        #expect(throws: TreeError.placementsOutOfOrder("a")) {
            let twice = [Placement(from: day, parent: "r"), Placement(from: day, parent: "r")]
            return try TreeHistory([root, UnitHistory(code: "a", placements: twice)])
        }
        #expect(try TreeHistory([]).version(on: day).root == nil)
        #expect(throws: TreeError.unknownUnit("x")) { try TreeHistory([root]).version(on: day).level(of: "x") }
    }

    @Test func findsACycleThatBeginsLater() throws {
        let (start, later) = (try Day("2020-01-01"), try Day("2021-01-01"))
        let error = #expect(throws: TreeError.self) {
            try TreeHistory([
                UnitHistory(code: "r"),
                UnitHistory(
                    code: "a", placements: [Placement(from: start, parent: "r"), Placement(from: later, parent: "b")]),
                UnitHistory(code: "b", placements: [Placement(from: start, parent: "a")]),
            ])
        }
        guard case .cycle(let members, let on) = error else {
            Issue.record("no cycle: \(String(describing: error))")
            return
        }
        #expect(Set(members) == ["a", "b"])
        #expect(on == later)
    }
}
