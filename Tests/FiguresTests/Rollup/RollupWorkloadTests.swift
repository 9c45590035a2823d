import Testing

@testable import Figures

@Suite struct RollupWorkloadTests {
    func table(_ text: String) throws -> IntegerTable {
        try Array(text.utf8).withUnsafeBytes { try IntegerTable(csv: $0) }
    }

    @Test func readsWholeNumbers() throws {
        let table = try table("\"a\",b\r\n1,-2\r\n30,4\n-2147483648,2147483647")
        #expect(table.names == ["a", "b"])
        #expect(table["a"] == [1, 30, .min])
        #expect(table["b"] == [-2, 4, .max])
        #expect(try self.table("a").count == 0)
    }

    @Test(arguments: [
        ("a,b\n1,2\n3\n", 3), ("a\n1\nx\n", 3), ("a\n1\n\n2\n", 3), ("a\n2147483648\n", 2), ("a\n1,2\n", 2), ("a\n-\n", 2),
        ("a\n1\n2\n3\n4\n5x\n", 6),
    ])
    func refusesWithTheRow(_ text: String, _ row: Int) {
        #expect(throws: IntegerTableError.malformed(row: row)) { try table(text) }
    }

    @Test func answersTheFiveQuestions() throws {
        let workload = try RollupWorkload(
            facts: table("unit,el,mon,dis,val\n4,0,1,0,10\n4,0,1,1,5\n4,0,8,0,7\n5,0,2,0,3\n"),
            units: table("unit,level,parent,parent_from_july\n0,0,-1,-1\n1,1,0,0\n2,2,1,1\n3,2,1,1\n4,3,2,3\n5,3,3,3\n"),
            targets: table("unit,el,target,w\n0,0,50,2\n4,0,11,1\n"))
        workload.prepare()
        func text(_ question: RollupWorkload.Question) throws -> String {
            String(decoding: try workload.answer(question).checksumText, as: UTF8.self)
        }
        #expect(try text(.q1) == "0,1,15\n0,2,3\n0,8,7")
        #expect(try text(.q2) == "4,0,0,17\n4,0,1,5\n5,0,0,3")
        #expect(try text(.q3) == "0,0,25\n1,0,25\n2,0,22\n3,0,3\n4,0,22\n5,0,3")
        #expect(try text(.q4) == "0,0.500000\n4,1.000000")
        #expect(try text(.q5) == "0,0,25\n1,0,25\n2,0,15\n3,0,10\n4,0,22\n5,0,3")
    }

    /// Every total of Q3 and Q5 against a recomputation without running sums, and what is expected of every unit beside it.
    @Test(arguments: RollupScale.Shape.allCases, [1, 2, 20]) func anyShapeGivesEqualTotals(_ shape: RollupScale.Shape, _ versions: Int) throws {
        let made = try RollupScale(units: 60, depth: 5, shape: shape, versions: versions, values: 20_000).make()
        #expect(made.load.periods.count == (versions > 12 ? 24 : 12))
        #expect(made.tree.changes.isEmpty == (versions == 1))
        let workload = try RollupWorkload(tree: made.tree, load: made.load, targets: made.targets)
        workload.prepare()
        for question in [RollupWorkload.Question.q3, .q5] {
            var rows = try workload.answer(question)
            #expect(rows.count > 0)
            #expect(made.firstDifference(rows, eachUnderItsTree: question == .q5) == nil)
            rows.chunks[0].values[0] += 1
            #expect(made.firstDifference(rows, eachUnderItsTree: question == .q5) != nil)
        }
        let root = try workload.answer(.q3).chunks[0]
        #expect(root.reported[0] > 0 && root.expected[0] > 0)
        #expect(try workload.answer(.q1).count == 20 * made.load.periods.count)
        #expect(try workload.answer(.q2).count > 0)
        #expect(try workload.answer(.q4).chunks.allSatisfy { $0.scores.allSatisfy { (0...1).contains($0) } })
    }

    @Test(arguments: [
        (0.0, "0.000000"), (1.0, "1.000000"), (0.5, "0.500000"), (1.0 / 3, "0.333333"), (2.0 / 3, "0.666667"),
        (0.0000005, "0.000000"), (0.00000050001, "0.000001"), (1e-300, "0.000000"), (0.9999996, "1.000000"),
        (12.25, "12.250000"),
    ])
    func sixDecimalsAsPythonPrints(_ value: Double, _ text: String) {
        #expect(sixDecimals(value) == text)
    }
}
