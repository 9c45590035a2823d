import Testing

@testable import Figures

@Suite struct CubeTests {
    let year: Period
    var cube: Cube

    init() throws {
        year = try Period("2022")
        cube = try Cube(
            tree: try TreeHistoryTests.morocco(),
            indicators: [
                IndicatorRule(code: "cases", frequency: .month), IndicatorRule(code: "solved", frequency: .month),
                IndicatorRule(code: "officers", overTime: .last, frequency: .month),
                IndicatorRule(code: "satisfaction", decimals: 1, overUnits: .none, overTime: .none, frequency: .month),
                IndicatorRule(code: "rate", decimals: 2, ratio: Ratio(numerator: "solved", denominator: "cases", scale: 100)),
                IndicatorRule(code: "pills"),
            ])
    }

    func observation(
        _ indicator: String, _ unit: String, _ period: String, _ value: Int64, _ scope: Scope = .plain, cell: String = "",
        _ precision: Precision = .exact, _ status: ObservationStatus = .normal
    ) throws -> Observation {
        Observation(
            indicator: indicator, unit: unit, period: try Period(period), breakdown: try Breakdown(cell), mantissa: value,
            status: status, precision: precision, scope: scope)
    }

    func ask(
        _ cube: Cube, _ indicator: String, _ unit: String, _ span: String, _ tree: TreeView = .then, cell: String = ""
    ) throws -> Answer {
        try cube.answer(
            Question(indicator: indicator, unit: unit, span: try Period(span), tree: tree, breakdown: try Breakdown(cell)))
    }

    @Test mutating func aMergedUnitStaysInEveryTree() throws {
        try cube.apply([
            observation("cases", "anfa", "2022-05", 10), observation("cases", "anfa", "2022-06", 20),
            observation("cases", "centre", "2022-07", 40),
        ])
        #expect(try ask(cube, "cases", "casablanca", "2022").value?.mantissa == 70)
        #expect(try ask(cube, "cases", "centre", "2022").value?.mantissa == 40)
        let now = try ask(cube, "cases", "centre", "2022", .on(Day("2022-12-31")))
        #expect(now.value?.mantissa == 70)
        #expect(now.hanging == 2)
        let before = try ask(cube, "cases", "dgsn", "2022", .on(Day("2022-01-01")))
        #expect(before.value?.mantissa == 70)
        #expect(before.hanging == 1)
        #expect(try ask(cube, "cases", "dgsn", "2022").hanging == 0)
    }

    @Test mutating func aMovedUnitCountsWhereItStood() throws {
        try cube.apply([observation("cases", "ifrane", "2022-09", 5), observation("cases", "ifrane", "2022-10", 7)])
        #expect(try ask(cube, "cases", "fes", "2022").value?.mantissa == 5)
        #expect(try ask(cube, "cases", "meknes", "2022").value?.mantissa == 7)
        #expect(try ask(cube, "cases", "meknes", "2022", .on(Day("2022-12-31"))).value?.mantissa == 12)
        #expect(try ask(cube, "cases", "fes", "2022", .on(Day("2022-12-31"))).reason == .notReported)
    }

    @Test mutating func missingIsNotZero() throws {
        try cube.apply([observation("cases", "ifrane", "2022-03", 999, .plain, cell: "", .exact, .missing)])
        let answer = try ask(cube, "cases", "ifrane", "2022-03")
        #expect(answer.value == nil)
        #expect(answer.reason == .reportedMissing)
        #expect(answer.status == .missing)
        #expect(answer.coverage == Coverage(reported: 0, expected: 1))
        #expect(try ask(cube, "cases", "meknes", "2022-03").reason == .notReported)
        try cube.apply([observation("cases", "ifrane", "2022-04", 0)])
        #expect(try ask(cube, "cases", "ifrane", "2022-04").value == .zero)
    }

    @Test mutating func aDeclaredTotalIsOfficialThereAndAbove() throws {
        try cube.apply([
            observation("cases", "anfa", "2022-05", 10), observation("cases", "maarif", "2022-05", 20),
            observation("cases", "fes", "2022-05", 3), observation("cases", "casablanca", "2022-05", 35, .total),
            observation("cases", "casablanca", "2022-05", 1, .own),
        ])
        let city = try ask(cube, "cases", "casablanca", "2022-05")
        #expect(city.value?.mantissa == 35)
        #expect(city.declared?.mantissa == 35)
        #expect(city.difference?.mantissa == 4)
        let country = try ask(cube, "cases", "dgsn", "2022")
        #expect(country.value?.mantissa == 38)
        #expect(country.difference?.mantissa == 4)
        #expect(try ask(cube, "cases", "anfa", "2022").declared == nil)
        let parts = try cube.parts(of: Question(indicator: "cases", unit: "casablanca", span: year))
        #expect(parts.first?.isOwn == true)
        #expect(parts.first?.answer.value?.mantissa == 1)
        #expect(parts.compactMap { $0.answer.value?.mantissa } == [1, 10, 20])
    }

    @Test mutating func stocksRatiosAndWhatDoesNotAdd() throws {
        try cube.apply([
            observation("officers", "fes", "2022-11", 90), observation("officers", "fes", "2022-12", 100),
            observation("officers", "ifrane", "2022-11", 50), observation("satisfaction", "fes", "2022-05", 805),
            observation("cases", "fes", "2022-01", 3), observation("solved", "fes", "2022-01", 2),
            observation("cases", "meknes", "2022-01", 3),
        ])
        let stock = try ask(cube, "officers", "dgsn", "2022")
        #expect(stock.value?.mantissa == 100)
        #expect(stock.coverage.reported + stock.coverage.unexpected == 1)
        #expect(try ask(cube, "satisfaction", "fes", "2022-05").value?.description == "80.5")
        #expect(try ask(cube, "satisfaction", "dgsn", "2022-05").reason == .notAddableOverUnits)
        #expect(try ask(cube, "satisfaction", "fes", "2022").reason == .notAddableOverTime)
        let rate = try ask(cube, "rate", "dgsn", "2022")
        #expect(rate.value?.description == "33.33")
        #expect(rate.ratio?.coverDifferently == true)
        let fair = try ask(cube, "rate", "fes", "2022")
        #expect(fair.value?.description == "66.67")
        #expect(fair.ratio?.coverDifferently == false)
        #expect(try ask(cube, "rate", "ifrane", "2022").reason == .ratioIncomplete)
        #expect(throws: CubeError.ratioHasNoTotals("rate")) { try cube.totals(TotalsRequest(indicator: "rate", span: year)) }
    }

    @Test mutating func precisionAndStatusTravel() throws {
        try cube.apply([
            observation("pills", "dgsn", "2022", 2_500_000, .plain, cell: "", .atLeast),
            observation("pills", "dgsn", "2021", 1_500_000, .plain, cell: "", .about, .seriesBreak),
        ])
        #expect(try ask(cube, "pills", "dgsn", "2022").precision == .atLeast)
        let both = try cube.answer(
            Question(
                indicator: "pills", unit: "dgsn",
                span: try #require(Period(from: Period("2021").first, through: Period("2022").last))))
        #expect(both.value?.mantissa == 4_000_000)
        #expect(both.precision == .about)
        #expect(both.hasBreak)
        #expect(both.status == .seriesBreak)
        try cube.apply([observation("pills", "dgsn", "2022", 2_668_473)])
        #expect(try ask(cube, "pills", "dgsn", "2022").value?.mantissa == 2_668_473)
        #expect(try ask(cube, "pills", "dgsn", "2022").precision == .exact)
        #expect(try ask(cube, "pills", "dgsn", "2022-05").reason == .spanTooShort)
        #expect(try ask(cube, "pills", "dgsn", "2019").reason == .notReported)
    }

    @Test mutating func cellsAddUpToTheTotal() throws {
        try cube.apply([
            observation("cases", "fes", "2022-01", 4, .plain, cell: "sex=F;age=1"),
            observation("cases", "fes", "2022-01", 6, .plain, cell: "age=2;sex=F"),
            observation("cases", "fes", "2022-01", 5, .plain, cell: "sex=M;age=1"),
            observation("cases", "fes", "2022-01", 99, .plain, cell: "sex=F"),
            observation("cases", "meknes", "2022-01", 70), observation("cases", "meknes", "2022-01", 60, cell: "sex=F"),
        ])
        #expect(try ask(cube, "cases", "fes", "2022").value?.mantissa == 15)
        #expect(try ask(cube, "cases", "fes", "2022", cell: "sex=F").value?.mantissa == 99)
        #expect(try ask(cube, "cases", "fes", "2022", cell: "age=1").value?.mantissa == 9)
        #expect(try ask(cube, "cases", "dgsn", "2022").value?.mantissa == 85)
        #expect(try ask(cube, "cases", "dgsn", "2022", cell: "sex=X").reason == .notReported)
        #expect(try cube.breakdowns(of: "cases").count == 5)
    }

    @Test mutating func assignmentsDecideWhatIsExpected() throws {
        #expect(try ask(cube, "cases", "dgsn", "2022-05").coverage.expected == 4)  // meknes, anfa, maarif, ifrane
        try cube.setAssignments([
            Assignment(indicator: "cases", unit: "fes", from: Day("2022-03-01")),
            Assignment(indicator: "cases", unit: "anfa", through: Day("2022-12-31")),
        ])
        #expect(try ask(cube, "cases", "dgsn", "2022").coverage.expected == 10 + 6)
        try cube.apply([observation("cases", "maarif", "2022-05", 1), observation("cases", "fes", "2022-05", 1)])
        #expect(try ask(cube, "cases", "dgsn", "2022").coverage == Coverage(reported: 1, expected: 16, unexpected: 1))
    }

    @Test mutating func totalsBeyond64BitsAreRefused() throws {
        try cube.apply([
            observation("cases", "fes", "2022-01", .max), observation("cases", "fes", "2022-02", 1),
            observation("cases", "meknes", "2022-01", .min),
        ])
        #expect(try ask(cube, "cases", "fes", "2022").reason == .overflow)
        #expect(try ask(cube, "cases", "fes", "2022-01").value?.mantissa == .max)
        #expect(try ask(cube, "cases", "dgsn", "2022").value?.mantissa == 0)
        #expect(try cube.totals(TotalsRequest(indicator: "cases", span: year)).overflowed.count == 1)
    }

    @Test mutating func irregularIntervalsAndConflicts() throws {
        try cube.apply([
            observation("pills", "fes", "2022-12-20/P28D", 7), observation("pills", "fes", "2023-01-17/P28D", 8),
            observation("pills", "fes", "2022-11-22/P28D", 6),
            observation("cases", "fes", "2022-05", 1), observation("cases", "ifrane", "2022-05", 1),
        ])
        #expect(try ask(cube, "pills", "fes", "2022").value?.mantissa == 6)
        #expect(try ask(cube, "pills", "fes", "2023").value?.mantissa == 15)
        let conflicts = try cube.conflicts(of: "cases", in: Period("2022-05"))
        #expect(conflicts.map(\.unit) == ["ifrane"])
        #expect(conflicts.map(\.above) == ["fes"])
    }

    @Test mutating func refusesWhatItDoesNotKnowAndKeepsNothing() throws {
        let good = try observation("cases", "fes", "2022-05", 1)
        #expect(throws: CubeError.unknownUnit("atlantis")) {
            try cube.apply([good, try observation("cases", "atlantis", "2022-05", 1)])
        }
        #expect(throws: CubeError.unknownIndicator("x")) { try cube.apply([try observation("x", "fes", "2022-05", 1)]) }
        #expect(throws: CubeError.wrongFrequency(indicator: "cases", period: year)) {
            try cube.apply([good, try observation("cases", "fes", "2022", 1)])
        }
        #expect(cube.count == 0)
        #expect(throws: CubeError.unknownUnit("atlantis")) { try ask(cube, "cases", "atlantis", "2022") }
        var columns = ObservationColumns()
        columns.mantissa = [1]
        #expect(throws: CubeError.malformedColumns) { try cube.apply(columns) }
        #expect(throws: CubeError.invalidRatio(indicator: "rr", part: "rate")) {
            try cube.setIndicators([
                IndicatorRule(code: "rr", ratio: Ratio(numerator: "rate", denominator: "cases", scale: 1))
            ])
        }
        try cube.apply([good])
        #expect(throws: CubeError.decimalsChanged("cases")) {
            try cube.setIndicators([IndicatorRule(code: "cases", decimals: 2)])
        }
        #expect(throws: CubeError.unitWithFiguresLost("fes")) { try cube.setTree(TreeHistory([UnitHistory(code: "dgsn")])) }
        #expect(cube.count == 1)
    }

    @Test mutating func aSnapshotDoesNotChange() throws {
        try cube.apply([observation("cases", "fes", "2022-05", 1)])
        let before = cube
        try cube.apply([observation("cases", "fes", "2022-05", 2)])
        #expect(try ask(before, "cases", "dgsn", "2022").value?.mantissa == 1)
        #expect(try ask(cube, "cases", "dgsn", "2022").value?.mantissa == 2)
    }
}
