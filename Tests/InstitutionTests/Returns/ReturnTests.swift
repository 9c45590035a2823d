import Acts
import Figures
import Storage
import TestSupport
import Testing

@testable import Institution

@Suite struct ReturnTests {
    @Test(arguments: Engines.all)
    func whatIsNoFigureIsRefused(engine: Engine) async throws {
        try await House.open(engine) { house in
            func refused(
                _ code: FailureCode, _ values: ReturnedValue..., unit: String = "n1", period: String = "2022",
                at place: SourceLocation = #_sourceLocation
            ) async throws {
                try await house.refused(
                    code, SubmitReturn(unit: unit, period: period, values: values), by: House.statistician, at: place)
            }
            try await refused(.unknownIndicator, figure("nothing", "1"))
            try await refused(.tooManyDecimals, figure("crimes", "1.5"))
            try await refused(.tooManyDecimals, figure("kilos", "0.0001"))
            for text in ["9223372036854775808", "99999999999999999999999"] {
                try await refused(.overflow, figure("crimes", text))
            }
            try await refused(.overflow, figure("kilos", "9223372036854775.808"))
            for text in ["", "1,5", "1e3", "+1", "007", ".5", "5.", "-0", "١٢", " 1", "NaN"] {
                try await refused(.notANumber, figure("crimes", text))
            }
            for period in ["2022-13", "22", "2022-Q5", "2022-W53", "", "2022-02-30"] {
                try await refused(.malformedPeriod, figure("crimes", "1"), period: period)
            }
            for period in ["2022-12", "2022-Q4", "2022-12-22", "2022-W50"] {
                try await refused(.wrongFrequency, figure("crimes", "1"), period: period)
            }
            try await refused(.wrongFrequency, figure("monthly", "1"))
            try await refused(.futurePeriod, figure("crimes", "1"), period: "2027")
            try await refused(.futurePeriod, figure("monthly", "1"), period: "2026-02")
            try await refused(.computedIndicator, figure("clearance", "50"))
            try await refused(.duplicateFigure, figure("crimes", "1"), figure("crimes", "2"))
            try await refused(
                .duplicateFigure, figure("crimes", "1", breakdown: "sex=F"), figure("crimes", "2", breakdown: "sex=F"))
            for text in ["sex", "sex=", "=F", "sex=F;sex=M", "sex=F;age=2", "", ";"] {
                try await refused(.malformedBreakdown, figure("crimes", "1", breakdown: text))
            }
            try await refused(.statusWithoutValue, figure("crimes", nil))
            try await refused(.statusWithoutValue, figure("crimes", "1", status: .missing))
            for text in ["yesterday", "2022-12-22 10:00", "2022-12-22T10:00:00+01:00", ""] {
                try await refused(.malformedTime, figure("crimes", "1", asOf: text))
            }
            try await refused(.futurePeriod, figure("crimes", "1", asOf: "2026-01-05T08:00:01Z"))
            try await refused(.unknownUnit, figure("crimes", "1"), unit: "nowhere")
            try await refused(.missingText)
            try await house.submit(CloseUnit(unit: "s1", date: "2022-01-01"))
            try await refused(.unitNotOpen, figure("crimes", "1"), unit: "s1")
            try await refused(.unitNotOpen, figure("crimes", "1"), unit: "n1", period: "1999")
            #expect(try await house.read { try ReturnBook.periods(unit: "n1", in: $0) }.isEmpty)
            // The extremes that are figures.
            try await house.report(
                "n1", "2021", figure("crimes", "9223372036854775807"), figure("solved", "-9223372036854775808"))
            try await house.report("s1", "2021", figure("kilos", "0.001"), figure("stock", "0", breakdown: "a=1;b=2"))
        }
    }

    @Test(arguments: Engines.all)
    func onlyTheUnitItselfOrTheStatisticianReports(engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.report("n1", "2022", figure("crimes", "1"), by: House.officer)
            let others = SubmitReturn(unit: "n2", period: "2022", values: [figure("crimes", "1")])
            try await house.refused(.notAllowed, others, by: House.officer)
            try await house.refused(.notAllowed, others, by: House.auditor)
            try await house.submit(others, by: House.statistician)
        }
    }

    /// The scope is asked of whoever stands above, whichever of the two comes first, and for breakdowns too.
    @Test(arguments: Engines.all)
    func aParentAndItsDescendantsNeedAScopeBothWays(engine: Engine) async throws {
        try await House.open(engine) { house in
            func act(_ unit: String, _ values: ReturnedValue..., period: String = "2022") -> SubmitReturn {
                SubmitReturn(unit: unit, period: period, values: values)
            }
            let by = House.statistician
            try await house.submit(act("n1", figure("crimes", "10")), by: by)
            for above in ["north", "dgsn"] {
                try await house.refused(
                    .scopeNeeded, act(above, figure("crimes", "30")), by: by,
                    ["unit": above, "below": "n1", "indicator": "crimes"])
            }
            try await house.submit(act("north", figure("crimes", "5", scope: .own), figure("solved", "3")), by: by)
            #expect(try await house.answer("crimes", "dgsn", "2022").value?.description == "15")
            try await house.submit(act("dgsn", figure("crimes", "20", scope: .total)), by: by)
            let total = try await house.answer("crimes", "dgsn", "2022")
            #expect(
                total.value?.description == "20" && total.declared?.description == "20" && total.difference?.description == "5")
            // The other way round: the parent has reported plainly.
            try await house.refused(.scopeNeeded, act("n2", figure("solved", "1")), by: by, ["unit": "north", "below": "n2"])
            try await house.refused(.scopeNeeded, act("n2", figure("solved", "1", scope: .own)), by: by)
            try await house.submit(act("n2", figure("crimes", "1")), by: by)
            // Another period, or another branch, is another matter.
            try await house.submit(act("n2", figure("solved", "1"), period: "2021"), by: by)
            try await house.submit(act("s1", figure("solved", "1")), by: by)
            // Where the unit stood on the period's last day decides.
            try await house.submit(MoveUnit(unit: "n2", date: "2020-07-01", parent: "south"))
            try await house.submit(act("south", figure("crimes", "2"), period: "2019"), by: by)
            try await house.submit(act("n2", figure("crimes", "2"), period: "2019"), by: by)
            try await house.submit(act("south", figure("crimes", "2"), period: "2020"), by: by)
            try await house.refused(.scopeNeeded, act("n2", figure("crimes", "2"), period: "2020"), by: by)
            try await house.expectFreshCube(periods: ["2019", "2020", "2021", "2022", "2019-01-01/P1461D"])
        }
    }

    @Test(arguments: Engines.all)
    func missingIsNotZero(engine: Engine) async throws {
        try await House.open(engine) { house in
            #expect(try await house.answer("crimes", "n1", "2022").reason == .notReported)
            try await house.report("n1", "2022", figure("crimes", nil, status: .missingNotCollected))
            let missing = try await house.answer("crimes", "n1", "2022")
            #expect(missing.value == nil && missing.reason == .reportedMissing && missing.status == .missingNotCollected)
            try await house.report("n2", "2022", figure("crimes", "0"), figure("solved", "0"))
            let total = try await house.answer("crimes", "dgsn", "2022")
            #expect(total.value?.description == "0" && total.coverage == Coverage(reported: 1, expected: 3))
            #expect(try await house.answer("clearance", "n2", "2022").reason == .zeroDenominator)
            #expect(try await house.answer("clearance", "n1", "2022").reason == .ratioIncomplete)
            try await house.report("n2", "2022", figure("rate", "94.43"))
            #expect(try await house.answer("rate", "dgsn", "2022").reason == .notAddableOverUnits)
            // A figure taken back is missing again, and its history stays.
            try await house.report("n2", "2022", figure("crimes", nil, status: .missing))
            #expect(try await house.answer("crimes", "dgsn", "2022").reason == .reportedMissing)
            let history = try await house.read { try ReturnBook.history(indicator: "crimes", unit: "n2", period: "2022", in: $0) }
            #expect(history.map(\.value.value) == ["0", nil])
        }
    }

    /// Whoever submitted a figure sees it in the next read, also under the pressure of many.
    @Test(arguments: Engines.all)
    func theNextReadSeesWhatTheReceiptConfirmed(engine: Engine) async throws {
        try await House.open(engine) { house in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (index, unit) in ["n1", "n2", "s1"].enumerated() {
                    group.addTask {
                        for round in 1...25 {
                            let year = "\(2000 + (round * 3 + index) % 26)"
                            try await house.report(unit, year, figure("crimes", "\(round)"))
                            let seen = try await house.answer("crimes", unit, year).value?.description
                            #expect(seen == "\(round)", "\(unit) \(year)")
                        }
                    }
                }
                try await group.waitForAll()
            }
            try await house.expectFreshCube(periods: ["2003", "2000-01-01/P9497D"])
        }
    }
}
