import Testing

@testable import Figures

/// From one statement of a figure to another: the parts add up exactly and bear the right names.
@Suite struct BridgeTests {
    /// root > north (a, b), south (c); b moves to south in July 2022, c closes into a in 2023.
    private static func units(splitting: Bool = false) throws -> [UnitHistory] {
        func under(_ parent: String) throws -> [Placement] { [Placement(from: try Day("2000-01-01"), parent: parent)] }
        return [
            UnitHistory(code: "root"), UnitHistory(code: "north", placements: try under("root")),
            UnitHistory(code: "south", placements: try under("root")), UnitHistory(code: "a", placements: try under("north")),
            UnitHistory(
                code: "b", placements: try under("north") + [Placement(from: try Day("2022-07-01"), parent: "south")]),
            UnitHistory(code: "c", closed: try Day("2023-01-01"), placements: try under("south"), successor: "a"),
        ]
    }

    private static func cube(_ values: [(String, String, Int64, Scope)], _ rules: [IndicatorRule]? = nil) throws -> Cube {
        var cube = try Cube(
            tree: TreeHistory(units()),
            indicators: rules ?? [IndicatorRule(code: "crimes", frequency: .quarter)])
        try cube.apply(
            values.map { unit, period, value, scope in
                Observation(
                    indicator: unit.contains(":") ? String(unit.split(separator: ":")[1]) : "crimes",
                    unit: String(unit.split(separator: ":")[0]), period: try Period(period), mantissa: value, scope: scope)
            })
        return cube
    }

    private static func plain(_ unit: String, _ period: String, _ value: Int64) -> (String, String, Int64, Scope) {
        (unit, period, value, .plain)
    }

    private func amounts(_ bridge: Bridge) -> [BridgeCause: Int64] {
        var found: [BridgeCause: Int64] = [:]
        for cause in BridgeCause.allCases where !bridge.amount(of: cause).isZero { found[cause] = bridge.amount(of: cause).mantissa }
        return found
    }

    private let year = Period(year: 2022)

    @Test func movesAndMergersRestateTheArea() throws {
        let cube = try Self.cube([
            Self.plain("a", "2022-Q1", 10), Self.plain("b", "2022-Q1", 20), Self.plain("b", "2022-Q4", 30),
            Self.plain("c", "2022-Q2", 5),
        ])
        let today = TreeView.on(try Day("2024-01-01"))
        func bridge(_ unit: String) throws -> Bridge {
            try Bridge(
                Question(indicator: "crimes", unit: unit, span: year), from: BridgeSide(cube: cube, span: year, tree: .then),
                to: BridgeSide(cube: cube, span: year, tree: today))
        }
        let south = try bridge("south")
        #expect(south.oldValue.mantissa == 35 && south.newValue.mantissa == 50)
        #expect(amounts(south) == [.moved: 20, .merged: -5])
        let lines = south.lines.map { "\($0.cause) \($0.unit) \($0.from ?? "-") \($0.to ?? "-") \($0.amount) \($0.count)" }
        #expect(lines == ["moved b north south 20 1", "merged c south a -5 1"])
        #expect(amounts(try bridge("north")) == [.moved: -20, .merged: 5])
        let root = try bridge("root")
        #expect(root.isEmpty && root.oldValue.mantissa == 65, "the root is the same under every tree")
        let divided = try Bridge(
            Question(indicator: "crimes", unit: "a", span: year), from: BridgeSide(cube: cube, span: year, tree: .then),
            to: BridgeSide(cube: cube, span: year, tree: today), splits: ["c"])
        #expect(amounts(divided) == [.split: 5])
        let back = try Bridge(
            Question(indicator: "crimes", unit: "south", span: year), from: BridgeSide(cube: cube, span: year, tree: today),
            to: BridgeSide(cube: cube, span: year, tree: .then))
        #expect(amounts(back) == [.moved: -20, .merged: 5])
    }

    @Test func whatIsLearnedLaterIsRevisionOrCoverage() throws {
        let first = try Self.cube([Self.plain("a", "2022-Q1", 10), Self.plain("b", "2022-Q1", 20)])
        let second = try Self.cube([Self.plain("a", "2022-Q1", 12), Self.plain("c", "2022-Q1", 3)])
        let bridge = try Bridge(
            Question(indicator: "crimes", unit: "root", span: year), from: BridgeSide(cube: first, span: year, tree: .then),
            to: BridgeSide(cube: second, span: year, tree: .then))
        #expect(amounts(bridge) == [.revised: 2, .coverage: -17])
        #expect(bridge.lines.map(\.unit) == ["a", "b", "c"])
        #expect(bridge.lines[0].before?.mantissa == 10 && bridge.lines[0].after?.mantissa == 12)
        #expect(bridge.lines[1].after == nil && bridge.lines[2].before == nil)
        // A declared total in place of what was summed revises it.
        let declared = try Self.cube([
            Self.plain("a", "2022-Q1", 10), Self.plain("b", "2022-Q1", 20), ("north", "2022-Q1", 35, .total),
        ])
        let official = try Bridge(
            Question(indicator: "crimes", unit: "root", span: year), from: BridgeSide(cube: first, span: year, tree: .then),
            to: BridgeSide(cube: declared, span: year, tree: .then))
        #expect(amounts(official) == [.revised: 5])
        #expect(official.newValue.mantissa == 35)
        let nothing = try Bridge(
            Question(indicator: "crimes", unit: "c", span: year), from: BridgeSide(cube: first, span: year, tree: .then),
            to: BridgeSide(cube: second, span: year, tree: .then))
        #expect(nothing.old?.value == nil && amounts(nothing) == [.coverage: 3])
    }

    @Test func twoYearsDifferByRealChangeToo() throws {
        let cube = try Self.cube([
            Self.plain("a", "2021-Q1", 10), Self.plain("b", "2021-Q1", 20), Self.plain("c", "2021-Q1", 4),
            Self.plain("a", "2022-Q1", 11), Self.plain("b", "2022-Q1", 18), Self.plain("a", "2022-Q2", 7),
        ])
        let before = Period(year: 2021)
        let bridge = try Bridge(
            Question(indicator: "crimes", unit: "north", span: year), from: BridgeSide(cube: cube, span: before, tree: .then),
            to: BridgeSide(cube: cube, span: year, tree: .on(Day("2023-06-01"))))
        // 30 in 2021; b took 20 with it, c brought 4; a: 10 → 11; c reported only in 2021, a's second quarter only in 2022.
        #expect(amounts(bridge) == [.moved: -20, .merged: 4, .change: 1, .coverage: 3])
        #expect(bridge.oldValue.mantissa == 30 && bridge.newValue.mantissa == 18)
    }

    @Test func aRatioIsRoundedAfterEachCause() throws {
        let rules = [
            IndicatorRule(code: "crimes", frequency: .quarter), IndicatorRule(code: "solved", frequency: .quarter),
            IndicatorRule(code: "rate", decimals: 2, ratio: Ratio(numerator: "solved", denominator: "crimes", scale: 100)),
            IndicatorRule(code: "own", overUnits: .none, frequency: .quarter),
        ]
        let cube = try Self.cube(
            [
                Self.plain("a", "2022-Q1", 3), Self.plain("b", "2022-Q1", 7), Self.plain("a:solved", "2022-Q1", 1),
                Self.plain("b:solved", "2022-Q1", 6), Self.plain("a:own", "2022-Q1", 9),
            ], rules)
        let today = TreeView.on(try Day("2024-01-01"))
        let (old, new) = (BridgeSide(cube: cube, span: year, tree: .then), BridgeSide(cube: cube, span: year, tree: today))
        let bridge = try Bridge(Question(indicator: "rate", unit: "north", span: year), from: old, to: new)
        #expect(bridge.oldValue.description == "70.00" && bridge.newValue.description == "33.33")
        #expect(bridge.amount(of: .moved).description == "-36.67")
        #expect(bridge.parts.map { $0.amount(of: .moved).mantissa } == [-6, -7])
        #expect(throws: BridgeError.unavailable(.ratioIncomplete)) {
            try Bridge(Question(indicator: "rate", unit: "south", span: year), from: old, to: new)
        }
        #expect(throws: BridgeError.unavailable(.notAddableOverUnits)) {
            try Bridge(Question(indicator: "own", unit: "north", span: year), from: old, to: new)
        }
        #expect(throws: CubeError.unknownUnit("x")) {
            try Bridge(Question(indicator: "own", unit: "x", span: year), from: old, to: new)
        }
    }

    /// Random histories, revisions and questions: old and new are what the naive recomputation says, the causes add up, and the
    /// stage between tree and values is the figure the cube gives for the old values under the new tree.
    @Test(arguments: 0..<12) func theCausesAddUpExactly(_ run: Int) throws {
        let seed = freshSeed()
        print("Bridge property seed \(seed)")
        var random = SeededGenerator(seed: seed)
        var story = Story(&random)
        func made() throws -> Cube {
            try Cube(tree: TreeHistory(story.naive.units), indicators: story.naive.rules, assignments: story.naive.assignments)
        }
        var cube = try made()
        let batch = story.observations(60 + random.below(120), &random)
        try cube.apply(batch)
        story.naive.apply(batch)
        let (first, naive) = (cube, story.naive)
        let more = story.observations(random.below(60), &random)
        try cube.apply(more)
        story.naive.apply(more)
        let gone = story.naive.values.keys.sorted { $0.text < $1.text }.filter { _ in random.chance(8) }
        try cube.remove(gone)
        for key in gone { story.naive.values[key] = nil }
        story.move(&random)
        try cube.setTree(TreeHistory(story.naive.units))
        var bridged = 0
        for _ in 0..<120 {
            let question = story.question(&random)
            var other = story.question(&random)
            if random.chance(60) { other.span = question.span }
            let old = BridgeSide(cube: first, span: question.span, tree: question.tree)
            let new = BridgeSide(cube: cube, span: other.span, tree: other.tree)
            let context = "seed \(seed) \(question) to \(other)"
            do {
                let bridge = try Bridge(question, from: old, to: new)
                bridged += 1
                try check(bridge, question, context)
                try checkEnds(bridge, question, old, new, (naive, story.naive), context)
                let here = BridgeSide(cube: cube, span: question.span, tree: question.tree)
                if let plain = try? Bridge(question, from: here, to: new) {
                    #expect(try Bridge(question, from: here, to: new, isOneKnowledge: true) == plain, "\(context)")
                }
            } catch let error as BridgeError {
                guard case .unavailable = error else {
                    Issue.record("\(error) \(context)")
                    continue
                }
            }
        }
        #expect(bridged > 20, "seed \(seed)")
    }

    private func check(_ bridge: Bridge, _ question: Question, _ context: String) throws {
        var sum = bridge.oldValue
        for cause in BridgeCause.allCases { sum = try sum.adding(bridge.amount(of: cause)) }
        #expect(sum == bridge.newValue, "\(context)")
        guard bridge.parts.isEmpty else {
            for part in bridge.parts { try check(part, question, context) }
            return
        }
        for cause in BridgeCause.allCases {
            let lines = bridge.lines.filter { $0.cause == cause }
            #expect(try lines.reduce(ExactDecimal.zero) { try $0.adding($1.amount) } == bridge.amount(of: cause), "\(context)")
        }
    }

    private func checkEnds(
        _ bridge: Bridge, _ question: Question, _ old: BridgeSide, _ new: BridgeSide, _ naive: (NaiveCube, NaiveCube),
        _ context: String
    ) throws {
        guard let rule = new.cube.indicator(question.indicator), rule.ratio == nil else { return }
        var asked = question
        if rule.overUnits == .sum {
            #expect(naive.0.total(rule, asked).total.value == Int(bridge.oldValue.mantissa), "\(context)")
            (asked.span, asked.tree) = (new.span, new.tree)
            #expect(naive.1.total(rule, asked).total.value == Int(bridge.newValue.mantissa), "\(context)")
        }
        guard old.span == new.span else { return }
        #expect(bridge.amount(of: .change).isZero, "\(context)")
        var between = old.cube
        try between.setTree(new.cube.tree)
        (asked.span, asked.tree) = (new.span, new.tree)
        var stage = bridge.oldValue
        for cause in [BridgeCause.moved, .merged, .split] { stage = try stage.adding(bridge.amount(of: cause)) }
        #expect(try between.answer(asked).value ?? .zero == stage, "\(context)")
    }
}

extension Story {
    /// Moves some units and closes others into a successor, as acts recorded later do.
    mutating func move(_ random: inout SeededGenerator) {
        for index in naive.units.indices.dropFirst() where random.chance(40) {
            let unit = naive.units[index]
            guard let number = Int(unit.code.dropFirst()), number > 0, let last = unit.placements.last else { continue }
            let day = max(last.from, unit.opened ?? last.from).advanced(by: 1 + random.below(200))
            var (placements, closed, successor) = (unit.placements, unit.closed, unit.successor)
            if random.chance(60) {
                placements.append(Placement(from: day, parent: "u\(random.below(number))"))
            } else if closed == nil {
                (closed, successor) = (day.advanced(by: 1), "u\(random.below(number))")
            }
            naive.units[index] = UnitHistory(
                code: unit.code, opened: unit.opened, closed: closed, placements: placements, successor: successor)
        }
    }
}
