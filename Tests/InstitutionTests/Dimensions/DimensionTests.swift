import Acts
import Figures
import Storage
import TestSupport
import Testing

@testable import Institution

/// Code lists change over time; no earlier total does.
@Suite struct DimensionTests {
    private func list(_ code: String, _ codes: [String]) -> DefineDimension { RegisterHouse.dimension(code, codes) }

    @Test(arguments: Engines.all)
    func aCodeIsUsedInItsTime(engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.submit([list("substance", ["resin", "powder", "pills"])])
            try await house.submit(AddCode(dimension: "substance", code: "boufa", names: words("boufa"), since: "2023-01-01"))
            try await house.submit(EndCode(dimension: "substance", code: "powder", until: "2023-01-01"))
            func report(_ cell: String, _ period: String) -> SubmitReturn {
                SubmitReturn(unit: "n1", period: period, values: [figure("crimes", "4", breakdown: cell)])
            }
            for (cell, period) in [
                ("substance=powder", "2022"), ("substance=boufa", "2023"), ("substance=_U", "2022"), ("other=free", "2022"),
            ] {
                try await house.submit(report(cell, period), by: House.officer)
            }
            for (cell, period) in [("substance=powder", "2023"), ("substance=boufa", "2022"), ("sex=F;substance=sand", "2022")] {
                try await house.refused(.codeNotInForce, report(cell, period), by: House.officer, ["dimension": "substance"])
            }
            try await house.refused(.codeExists, list("substance", ["x"]))
            try await house.refused(.codeExists, list("twice", ["x", "x"]), ["code": "x"])
            try await house.refused(
                .codeExists, AddCode(dimension: "substance", code: "powder", names: words("p"), since: "2024-01-01"))
            try await house.refused(
                .unknownDimension, AddCode(dimension: "none", code: "a", names: words("a"), since: "2024-01-01"))
            try await house.refused(.codeNotInForce, EndCode(dimension: "substance", code: "powder", until: "2024-01-01"))
            try await house.refused(.endBeforeStart, EndCode(dimension: "substance", code: "boufa", until: "2023-01-01"))
            try await house.refused(.notAllowed, list("sex", ["F"]), by: House.officer)
            _ = try await Rebuild.check(house.office)
        }
    }

    /// Two codes become one: a later list adds the earlier cells, and today's cells stay what they were.
    @Test(arguments: Engines.all)
    func mappedCodesAreReadTogether(engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.submit([list("origin", ["moroccan", "resident", "visitor"])])
            try await house.report(
                "n1", "2022", figure("crimes", "7", breakdown: "origin=resident"),
                figure("crimes", "3", breakdown: "origin=visitor"),
                figure("crimes", "90", breakdown: "origin=moroccan"))
            try await house.submit([
                AddCode(dimension: "origin", code: "foreign", names: words("foreign"), since: "2023-01-01") as any Act,
                EndCode(dimension: "origin", code: "resident", until: "2023-01-01"),
                EndCode(dimension: "origin", code: "visitor", until: "2023-01-01"),
                MapCode(dimension: "origin", code: "resident", target: "foreign", since: "2023-01-01"),
                MapCode(dimension: "origin", code: "visitor", target: "foreign", since: "2023-01-01"),
            ])
            try await house.report("n1", "2023", figure("crimes", "12", breakdown: "origin=foreign"))
            let dimension = try await house.read { try #require(try DimensionBook.dimension("origin", in: $0)) }
            func lines(_ period: String, _ day: String?) throws -> [String: String?] {
                let question = Question(indicator: "crimes", unit: "dgsn", span: try Period(period))
                let reading = try BreakdownReading(question, by: dimension, listOf: day, cube: house.office.cube)
                #expect(reading.rest?.isZero ?? true)
                return Dictionary(uniqueKeysWithValues: reading.lines.map { ($0.code, $0.value?.description) })
            }
            #expect(try lines("2022", nil).compactMapValues { $0 } == ["moroccan": "90", "resident": "7", "visitor": "3"])
            #expect(
                try lines("2022", "2022-12-31").compactMapValues { $0 } == ["moroccan": "90", "resident": "7", "visitor": "3"])
            #expect(try lines("2022", "2023-01-01").compactMapValues { $0 } == ["moroccan": "90", "foreign": "10"])
            #expect(try await house.answer("crimes", "dgsn", "2022").value?.description == "100")

            func map(_ code: String, _ target: String) -> MapCode {
                MapCode(dimension: "origin", code: code, target: target, since: "2024-01-01")
            }
            try await house.refused(.mappingRefused, map("foreign", "foreign"))
            try await house.refused(.mappingRefused, map("resident", "moroccan"))
            try await house.refused(.mappingRefused, map("foreign", "resident"))
            try await house.refused(.codeNotInForce, map("moroccan", "resident"))
            try await house.refused(.codeNotInForce, map("moroccan", "none"))
            _ = try await Rebuild.check(house.office)
        }
    }

    /// A fourth breakdown from July on: every total of every month and of the year stays, and earlier cells too.
    @Test(arguments: Engines.all)
    func aFourthBreakdownChangesNoEarlierTotal(engine: Engine) async throws {
        try await House.open(engine) { house in
            var random = SeededGenerator()
            let lists = [
                ("sex", ["F", "M"]), ("age", ["young", "old"]), ("origin", ["here", "there"]), ("channel", ["desk", "net"])]
            try await house.submit(lists.map { list($0.0, $0.1) as any Act })
            try await house.submit(
                ["sex", "age", "origin"].map {
                    SetBreakdown(indicator: "monthly", dimension: $0, since: "2025-01-01") as any Act
                })
            func cells(_ depth: Int, of total: Int) -> [ReturnedValue] {
                var parts: [(cell: [String], value: Int)] = [([], total)]
                for (key, codes) in lists.prefix(depth) {
                    parts = parts.flatMap { part in
                        let first = Int.random(in: 0...part.value, using: &random)
                        return [
                            (part.cell + ["\(key)=\(codes[0])"], first), (part.cell + ["\(key)=\(codes[1])"], part.value - first)]
                    }
                }
                return parts.map { figure("monthly", "\($0.value)", breakdown: $0.cell.sorted().joined(separator: ";")) }
            }
            var expected: [String: Int] = [:]
            func report(_ month: Int, _ depth: Int) async throws {
                for unit in ["n1", "n2", "s1"] {
                    let total = Int.random(in: 0...900, using: &random)
                    let period = "2025-\(month < 10 ? "0" : "")\(month)"
                    try await house.submit(
                        SubmitReturn(unit: unit, period: period, values: cells(depth, of: total)), by: House.statistician)
                    expected[period, default: 0] += total
                }
            }
            for month in 1...6 { try await report(month, 3) }
            let early = SubmitReturn(unit: "n1", period: "2025-07", values: cells(4, of: 10))
            try await house.refused(.breakdownNotInForce, early, by: House.statistician, ["dimension": "channel"])
            let before = try await self.totals(house)
            try await house.submit(SetBreakdown(indicator: "monthly", dimension: "channel", since: "2025-07-01"))
            #expect(try await self.totals(house) == before)
            for month in 7...12 { try await report(month, 4) }
            let after = try await self.totals(house)
            for month in before.keys where month < "2025-07" { #expect(after[month] == before[month]) }
            for (period, total) in expected { #expect(after[period] == "\(total)", "\(period)") }
            #expect(try await house.value("monthly", "dgsn", "", "2025") == "\(expected.values.reduce(0, +))")
            // A finer breakdown of a month already given must add to what is there; a part of it would pass for the whole.
            let june = try await house.value("monthly", "n1", "", "2025-12") ?? "0"
            let coarse = SubmitReturn(unit: "n1", period: "2025-12", values: cells(2, of: (Int(june) ?? 0) + 1))
            try await house.refused(.cellsDisagree, coarse, by: House.statistician, ["coarse": "age;sex"])
            try await house.submit(
                SubmitReturn(unit: "n1", period: "2025-12", values: cells(2, of: Int(june) ?? 0)), by: House.statistician)
            #expect(try await self.totals(house) == after)
            try await house.expectFreshCube(periods: ["2025", "2025-06", "2025-07"])
            _ = try await Rebuild.check(house.office)
        }
    }

    private func totals(_ house: House) async throws -> [String: String] {
        var found: [String: String] = [:]
        for month in 1...12 {
            let period = "2025-\(month < 10 ? "0" : "")\(month)"
            found[period] = try await house.value("monthly", "dgsn", "", period)
        }
        return found
    }
}
