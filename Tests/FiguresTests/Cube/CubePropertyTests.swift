import Testing

@testable import Figures

/// Random institutions, histories and figures: every answer of the cube against the naive recomputation.
@Suite struct CubePropertyTests {
    @Test(arguments: 0..<12) func agreesWithTheNaiveCube(_ run: Int) throws {
        let seed = freshSeed()
        print("Cube property seed \(seed)")
        var random = SeededGenerator(seed: seed)
        var story = Story(&random)
        var cube = try Cube(
            tree: TreeHistory(story.naive.units), indicators: story.naive.rules, assignments: story.naive.assignments)
        for round in 0..<3 {
            let batch = story.observations(40 + random.below(120), &random)
            try cube.apply(batch)
            story.naive.apply(batch)
            let gone = story.naive.values.keys.sorted { $0.text < $1.text }.filter { _ in random.chance(5) }
            try cube.remove(gone)
            for key in gone { story.naive.values[key] = nil }
            for _ in 0..<25 {
                let question = story.question(&random)
                try check(cube, story.naive, question, "seed \(seed) round \(round) \(question)")
            }
            #expect(cube.count == story.naive.values.count, "seed \(seed)")
            #expect(cube.lastYear == story.naive.values.keys.map(\.period.reckoningDay.year).max(), "seed \(seed)")
            try checkImage(cube, story, &random, "seed \(seed) round \(round)")
            story.grow(&random)
            try cube.setTree(TreeHistory(story.naive.units))
        }
    }

    /// Small batches that stay beside their blocks: every answer as if they were in them. Declared totals do not stay beside.
    @Test(arguments: 0..<12) func lateFiguresAgreeWithTheNaiveCube(_ run: Int) throws {
        let seed = freshSeed()
        print("Late figures seed \(seed)")
        var random = SeededGenerator(seed: seed)
        var story = Story(&random)
        story.declaresTotals = run % 4 == 0
        var cube = try Cube(
            tree: TreeHistory(story.naive.units), indicators: story.naive.rules, assignments: story.naive.assignments)
        cube.leastKeptBlock = 0
        let first = story.observations(300, &random)
        try cube.apply(first)
        story.naive.apply(first)
        var late = 0
        for round in 0..<10 {
            let batch = story.observations(1 + random.below(6), &random)
            let before = cube
            try cube.apply(batch)
            story.naive.apply(batch)
            late += cube.pending.count
            for _ in 0..<12 {
                let question = story.question(&random)
                try check(cube, story.naive, question, "seed \(seed) round \(round) \(question)")
            }
            #expect(cube.count == story.naive.values.count, "seed \(seed)")
            // A reader's snapshot stays as it was.
            #expect(before.count <= cube.count)
            if round % 4 == 3 {
                story.grow(&random)
                try cube.setTree(TreeHistory(story.naive.units))
                #expect(cube.pending.isEmpty)
            }
        }
        // Where totals are declared, everything may have gone into the blocks at once.
        #expect(late > 0 || story.declaresTotals, "seed \(seed): nothing stayed beside")
        var whole = cube
        whole.settle()
        for _ in 0..<40 {
            let question = story.question(&random)
            #expect(try whole.answer(question) == cube.answer(question), "seed \(seed) \(question)")
        }
    }

    func check(_ cube: Cube, _ naive: NaiveCube, _ question: Question, _ context: String) throws {
        guard let rule = cube.indicator(question.indicator) else { return }
        let answer = try cube.answer(question)
        if let ratio = rule.ratio {
            let (top, bottom) = (
                try cube.answer(question.asking(ratio.numerator)), try cube.answer(question.asking(ratio.denominator))
            )
            #expect(answer.ratio?.numerator.value == top.value, "\(context)")
            #expect(answer.ratio?.denominator.value == bottom.value, "\(context)")
            if let above = top.value, let below = bottom.value, !below.isZero {
                let expected = try ExactDecimal.ratio(above, over: below, scale: ratio.scale, decimals: rule.decimals)
                #expect(answer.value == expected, "\(context)")
            } else {
                #expect(answer.value == nil, "\(context)")
            }
            return
        }
        let (total, periods) = naive.total(rule, question)
        #expect(answer.coverage == total.coverage, "\(context)")
        #expect(answer.hanging == total.hanging, "\(context)")
        let reported = total.coverage.reported + total.coverage.unexpected
        if periods == 0 {
            #expect(answer.reason == .spanTooShort, "\(context)")
        } else if rule.overTime == .none, periods > 1 {
            #expect(answer.reason == .notAddableOverTime, "\(context)")
        } else if reported == 0 {
            #expect(answer.value == nil, "\(context)")
            #expect(answer.reason != nil, "\(context)")
        } else {
            #expect(answer.value?.mantissa == Int64(total.value), "\(context)")
            #expect(answer.precision == total.precisions.reduce(.exact) { $0.adding($1) }, "\(context)")
            #expect(answer.hasBreak == total.hasBreak, "\(context)")
            #expect((answer.declared != nil) == (total.declared > 0), "\(context)")
            if total.declared > 0 {
                #expect(answer.difference?.mantissa == Int64(total.value - total.reportedValue), "\(context)")
            }
            try checkParts(cube, question, rule, total, context)
        }
        try checkTotals(cube, question, answer, context)
        try checkReader(cube, rule, question, answer, context)
    }

    /// The quick ways say the same as the full answer.
    func checkReader(_ cube: Cube, _ rule: IndicatorRule, _ question: Question, _ answer: Answer, _ context: String) throws {
        let unit = try #require(cube.tree.index(of: question.unit))
        let reader = try cube.reader(rule.code, tree: question.tree, breakdown: question.breakdown)
        if let reader, let total = reader.total(of: unit, over: question.span) {
            #expect((total.reported > 0) == (answer.value != nil), "\(context)")
            if let value = answer.value { #expect(total.value == value.mantissa, "\(context)") }
            #expect(
                Coverage(
                    reported: Int(total.reported - total.unexpected), expected: Int(total.expected), unexpected: Int(total.unexpected))
                    == answer.coverage, "\(context)")
        } else if let reader {
            let isInside = reader.years.contains(question.span.first.year) && reader.years.contains(question.span.last.year)
            #expect(!isInside || answer.value == nil, "\(context)")
        }
        let series = try cube.series(
            of: rule.code, unit: question.unit, over: question.span, tree: question.tree, breakdown: question.breakdown)
        let periods = try cube.periods(of: question)
        #expect(series.periods == periods.compactMap(\.period), "\(context)")
        for (row, line) in periods.enumerated() where row < series.periods.count {
            #expect((series.reported[row] > 0) == (line.answer.value != nil), "\(context)")
            if let value = line.answer.value { #expect(series.mantissas[row] == value.mantissa, "\(context)") }
            #expect(Int(series.expected[row]) == line.answer.coverage.expected, "\(context)")
        }
    }

    /// Own share and children add up to the total, except for what was declared at the unit itself.
    func checkParts(
        _ cube: Cube, _ question: Question, _ rule: IndicatorRule, _ total: NaiveCube.Total, _ context: String
    ) throws {
        guard rule.overUnits == .sum, total.declared == 0 else { return }
        let parts = try cube.parts(of: question)
        let sum = parts.reduce(0) { $0 + Int($1.answer.value?.mantissa ?? 0) }
        #expect(sum == total.value, "\(context)")
        #expect(parts.reduce(0) { $0 + $1.answer.coverage.expected } == total.coverage.expected, "\(context)")
        let rows = try cube.contributions(to: question, limit: .max)
        #expect(rows.reduce(0) { $0 + Int($1.value?.mantissa ?? 0) } == total.value, "\(context)")
        let periods = try cube.periods(of: question)
        #expect(
            periods.reduce(0) { $0 + Int($1.answer.value?.mantissa ?? 0) } == total.value || rule.overTime == .last, "\(context)")
    }

    /// Whole roll-ups say the same as single answers.
    func checkTotals(_ cube: Cube, _ question: Question, _ answer: Answer, _ context: String) throws {
        for withCoverage in [false, true] {
            let totals = try cube.totals(
                TotalsRequest(
                    indicator: question.indicator, span: question.span, tree: question.tree, breakdown: question.breakdown,
                    withCoverage: withCoverage))
            let row = try #require(totals.units.firstIndex { cube.tree.codes[Int($0)] == question.unit })
            #expect((totals.reported[row] > 0) == (answer.value != nil), "\(context)")
            if let value = answer.value { #expect(totals.mantissas[row] == value.mantissa, "\(context)") }
            if withCoverage, totals.reason == nil { #expect(totals.coverage[row] == answer.coverage, "\(context)") }
        }
    }
}

extension CubePropertyTests {
    /// What the image gives back answers as the cube does, also under a tree that has grown since.
    fileprivate func checkImage(_ cube: Cube, _ story: Story, _ random: inout SeededGenerator, _ context: String) throws {
        let bytes = Array(cube.imageParts().joined())
        var grown = story
        grown.grow(&random)
        for units in [story.naive.units, grown.naive.units] {
            let tree = try TreeHistory(units)
            var read = try Cube(tree: tree, indicators: cube.indicators, assignments: cube.assignments)
            try bytes.withUnsafeBytes { try read.takeImage($0) }
            var same = cube
            try same.setTree(tree)
            #expect(read.count == cube.count, "\(context)")
            for _ in 0..<10 {
                let question = story.question(&random)
                #expect(try read.answer(question) == same.answer(question), "\(context) \(question)")
            }
        }
        // Whatever a byte is changed to, or wherever the image ends: an error or other figures, never a crash.
        for _ in 0..<20 {
            var broken = bytes
            broken[random.below(bytes.count)] ^= UInt8(1 + random.below(255))
            if random.chance(50) { broken.removeLast(random.below(bytes.count)) }
            var read = try Cube(tree: cube.tree, indicators: cube.indicators)
            try? broken.withUnsafeBytes { try read.takeImage($0) }
            _ = try? read.answer(story.question(&random))
        }
    }
}

extension Question {
    func asking(_ indicator: String) -> Question {
        var other = self
        other.indicator = indicator
        return other
    }
}

extension ObservationKey {
    var text: String { "\(indicator) \(unit) \(period) \(breakdown) \(isTotal)" }
}

/// A random institution with gaps, moves, merges and closings, and random figures of it.
struct Story {
    var naive: NaiveCube
    var declaresTotals = true
    private static let cells = ["", "sex=F", "sex=M", "age=1;sex=F", "age=2;sex=F", "age=1;sex=M", "age=1"]

    init(_ random: inout SeededGenerator) {
        var units = [UnitHistory(code: "u0")]
        for number in 1..<(3 + random.below(12)) { units.append(Story.unit(number, &random)) }
        let rules = [
            IndicatorRule(code: "flow", decimals: 1, frequency: .month),
            IndicatorRule(code: "stock", overTime: .last, frequency: .month),
            IndicatorRule(code: "own", overUnits: .none, frequency: .month),
            IndicatorRule(code: "peak", overTime: .none, frequency: .month),
            IndicatorRule(code: "quarterly", frequency: .quarter),
            IndicatorRule(code: "rate", decimals: 2, ratio: Ratio(numerator: "flow", denominator: "stock", scale: 100)),
        ]
        var assignments: [Assignment] = []
        for _ in 0..<random.below(6) {
            let from = random.chance(50) ? Story.day(&random) : nil
            assignments.append(
                Assignment(
                    indicator: rules[random.below(5)].code, unit: units[random.below(units.count)].code, from: from,
                    through: random.chance(50) ? (from ?? Story.day(&random)).advanced(by: random.below(200)) : nil))
        }
        naive = NaiveCube(units: units, rules: rules, assignments: assignments)
    }

    static func day(_ random: inout SeededGenerator) -> Day {
        let start = Period(year: 2021).last.next
        // First days of months more often than not: that is when institutions change.
        let day = start.advanced(by: random.below(730))
        return random.chance(60) ? Period(.month, holding: day).first : day
    }

    /// Parents and successors always have smaller numbers, so that no history has a cycle.
    static func unit(_ number: Int, _ random: inout SeededGenerator) -> UnitHistory {
        var days = Set((0..<(1 + random.below(3))).map { _ in day(&random) }).sorted()
        var (opened, closed): (Day?, Day?) = (nil, nil)
        if random.chance(30) { opened = days.removeFirst() }
        if random.chance(30) { closed = (days.last ?? opened ?? day(&random)).advanced(by: 1 + random.below(90)) }
        if days.isEmpty { days = [opened ?? day(&random)] }
        return UnitHistory(
            code: "u\(number)", opened: opened, closed: closed,
            placements: days.map { Placement(from: $0, parent: "u\(random.below(number))") },
            successor: random.chance(50) ? "u\(random.below(number))" : nil)
    }

    /// Adds a unit at the end, so that the tree changes under figures that are already there.
    mutating func grow(_ random: inout SeededGenerator) {
        let unit = Story.unit(naive.units.count, &random)
        naive.units.insert(unit, at: random.chance(50) ? naive.units.count : 1 + random.below(naive.units.count))
    }

    func observations(_ count: Int, _ random: inout SeededGenerator) -> [Observation] {
        (0..<count).map { _ in
            let rule = naive.rules[random.below(5)]
            let day = Period(year: 2022).first.advanced(by: random.below(730))
            let statuses: [ObservationStatus] = [.provisional, .estimated, .seriesBreak, .missing, .missingSuppressed]
            return Observation(
                indicator: rule.code, unit: naive.units[random.below(naive.units.count)].code,
                period: Period(rule.frequency ?? .month, holding: day),
                breakdown: (try? Breakdown(Story.cells[random.below(Story.cells.count)])) ?? .total,
                mantissa: Int64.random(in: -50...1000, using: &random),
                status: random.chance(80) ? .normal : statuses[random.below(statuses.count)],
                precision: random.chance(80) ? .exact : Precision.allCases[random.below(4)],
                scope: random.chance(85) ? .plain : random.chance(50) || !declaresTotals ? .own : .total)
        }
    }

    func question(_ random: inout SeededGenerator) -> Question {
        let day = Period(year: 2022).first.advanced(by: random.below(730))
        var span = Period([Frequency.year, .quarter, .month][random.below(3)], holding: day)
        if random.chance(20) { span = Period(from: Period(year: 2022).first, through: Period(year: 2023).last) ?? span }
        let cells = Story.cells
        return Question(
            indicator: naive.rules[random.below(naive.rules.count)].code,
            unit: random.chance(40) ? "u0" : naive.units[random.below(naive.units.count)].code, span: span,
            tree: random.chance(50) ? .then : .on(Story.day(&random)),
            breakdown: random.chance(60) ? .total : (try? Breakdown(cells[random.below(cells.count)])) ?? .total)
    }
}
