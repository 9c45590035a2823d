import Acts
import Figures
import Storage
import TestSupport
import Testing

@testable import Institution

@Suite struct RevisionTests {
    /// The meeting of 22 December 2022 said "more than 2.5 million", the report of the 23rd 2,668,473.
    @Test(arguments: Engines.all, [false, true])
    func thePillsOfDecember(engine: Engine, newestFirst: Bool) async throws {
        try await House.open(engine) { house in
            let said = figure("crimes", "2500000", asOf: "2022-12-22T12:00:00Z", precision: .atLeast)
            let printed = figure("crimes", "2668473", asOf: "2022-12-23T09:09:00Z")
            for value in newestFirst ? [printed, said] : [said, printed] { try await house.report("dgsn", "2022", value) }
            for (moment, value, precision) in [
                (nil, "2668473", Precision.exact), ("2022-12-23", "2668473", .exact), ("2022-12-23T09:09:00Z", "2668473", .exact),
                ("2022-12-23T09:08:59Z", "2500000", .atLeast), ("2022-12-22T23:59:59Z", "2500000", .atLeast),
                ("2022-12-22", "2500000", .atLeast),
            ] as [(String?, String, Precision)] {
                let answer = try await house.answer("crimes", "dgsn", "2022", asOf: moment)
                #expect(answer.value?.description == value && answer.precision == precision, "as of \(moment ?? "now")")
            }
            let before = try await house.answer("crimes", "dgsn", "2022", asOf: "2022-12-21")
            #expect(before.value == nil && before.reason == .notReported)
            let question = FigureQuestion(indicator: "crimes", unit: "dgsn", period: "2022")
            let chain = try await FigureBook.revisions(question, office: house.office)
            #expect(chain.map(\.value.value) == ["2500000", "2668473"])
            #expect(chain.map(\.known.text) == ["2022-12-22T12:00:00Z", "2022-12-23T09:09:00Z"])
            #expect(chain.allSatisfy { $0.recorded == house.clock.now && $0.official == "sara" })
            // An older piece of history, loaded much later, replaces nothing.
            house.clock.set("2026-02-01")
            try await house.report("dgsn", "2022", figure("crimes", "2000000", asOf: "2022-11-30", precision: .about))
            #expect(try await house.answer("crimes", "dgsn", "2022").value?.description == "2668473")
            #expect(try await house.answer("crimes", "dgsn", "2022", asOf: "2022-12-01").value?.description == "2000000")
            // A correction without a date of its own is known from the moment of its act.
            house.clock.set("2026-03-01T10:00:00Z")
            try await house.report("dgsn", "2022", figure("crimes", "2668474"))
            #expect(try await house.answer("crimes", "dgsn", "2022").value?.description == "2668474")
            #expect(try await house.answer("crimes", "dgsn", "2022", asOf: "2026-02-28").value?.description == "2668473")
            try await house.expectFreshCube(periods: ["2022"])
            _ = try await Rebuild.check(house.office)
        }
    }

    /// A share that becomes a declared total, and back: the earlier one counts nowhere any more.
    @Test(arguments: Engines.all)
    func aRevisionMayChangeItsScope(engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.report("north", "2022", figure("crimes", "30"))
            try await house.report("north", "2022", figure("crimes", "31", scope: .total))
            try await house.report("n1", "2022", figure("crimes", "10"))
            let total = try await house.answer("crimes", "north", "2022")
            #expect(total.value?.description == "31" && total.difference?.description == "21")
            try await house.report("north", "2022", figure("crimes", "3", scope: .own))
            let own = try await house.answer("crimes", "north", "2022")
            #expect(own.value?.description == "13" && own.declared == nil)
            try await house.expectFreshCube(periods: ["2022"])
        }
    }

    @Test(arguments: Engines.all)
    func cellsAreFoundInAnyOrderOfTheirKeys(engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.report("n1", "2022", figure("crimes", "4", breakdown: "age=18;sex=F"))
            let question = FigureQuestion(indicator: "crimes", unit: "n1", period: "2022", breakdown: "sex=F;age=18")
            #expect(try await FigureBook.answer(question, office: house.office).value?.description == "4")
            #expect(try await FigureBook.revisions(question, office: house.office).map(\.value.value) == ["4"])
        }
    }

    /// After any sequence of returns the running cube is the one a restart would load.
    @Test(arguments: Engines.all)
    func theRunningCubeIsTheOneARestartLoads(engine: Engine) async throws {
        try await House.open(engine) { house in
            var random = SeededGenerator()
            let days = ["2022-12-22", "2023-03-01T10:00:00Z", "2024-06-30", "2025-01-01"]
            var accepted = 0
            for round in 0..<240 {
                let values = ["crimes", "solved", "stock", "kilos"].shuffled(using: &random).prefix(
                    Int.random(in: 1...3, using: &random)
                ).map { code in
                    let missing = Int.random(in: 0..<9, using: &random) == 0
                    return figure(
                        code, missing ? nil : "\(Int.random(in: -50...5_000, using: &random))",
                        asOf: Bool.random(using: &random) ? nil : days.randomElement(using: &random),
                        scope: [nil, nil, .own, .total].randomElement(using: &random) ?? nil,
                        status: missing ? .missing : [nil, .provisional, .seriesBreak].randomElement(using: &random) ?? nil,
                        precision: Precision.allCases.randomElement(using: &random),
                        breakdown: Int.random(in: 0..<5, using: &random) == 0 ? "sex=F" : nil)
                }
                let act = SubmitReturn(
                    unit: House.units.randomElement(using: &random) ?? "n1",
                    period: "\(Int.random(in: 2020...2023, using: &random))", values: values)
                do {
                    try await house.submit(act, by: House.statistician)
                    accepted += 1
                } catch let failure as Failure { #expect(failure.code == .scopeNeeded) }
                if round % 60 == 59 {
                    try await house.expectFreshCube(periods: ["2020", "2021", "2022", "2023", "2020-01-01/P1461D"])
                }
            }
            #expect(accepted > 60)
            let now = house.clock.now.text
            #expect(try await house.answer("crimes", "dgsn", "2021", asOf: now) == house.answer("crimes", "dgsn", "2021"))
            _ = try await Rebuild.check(house.office)
        }
    }
}
