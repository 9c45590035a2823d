import Acts
import Figures
import Testing

@testable import Publication

/// The percentages printed by the press, checked against the example's figures.
struct ClaimCheckTests {
    private func cube() throws -> Cube {
        let rules = try ExampleReport.rows(
            "indicators.csv", ["code", "decimals", "over_units", "over_time", "numerator", "denominator", "scale"]
        ).map { row in
            IndicatorRule(
                code: row[0], decimals: Int(row[1]) ?? 0, overUnits: RollUpRule(rawValue: row[2]) ?? .none,
                overTime: RollUpRule(rawValue: row[3]) ?? .none,
                ratio: row[4].isEmpty ? nil : Ratio(numerator: row[4], denominator: row[5], scale: Int64(row[6]) ?? 1),
                frequency: .year,
                direction: .none)
        }
        let tree = try TreeHistory([UnitHistory(code: "dgsn", opened: nil, closed: nil, placements: [], successor: nil)])
        var cube = try Cube(tree: tree, indicators: rules)
        let decimals = Dictionary(uniqueKeysWithValues: rules.map { ($0.code, $0.decimals) })
        let rows = try ExampleReport.rows("figures.csv", ["indicator", "unit", "period", "value", "precision", "as_of"])
        for row in rows.sorted(by: { $0[5] < $1[5] }) where row[1] == "dgsn" && !row[3].isEmpty {
            let mantissa = try ExactDecimal(row[3], decimals: decimals[row[0]] ?? 0).mantissa
            try cube.apply([
                Observation(
                    indicator: row[0], unit: "dgsn", period: try Period(row[2]), mantissa: mantissa,
                    precision: Precision(rawValue: row[4]) ?? .exact)
            ])
        }
        return cube
    }

    @Test func exactlyTheFourThatDoNotFollow() throws {
        let file = try ClaimFile(csv: try ExampleReport.bytes("claims.csv"), cube: try cube())
        let refused = file.checks.filter { $0.verdict == .doesNotFollow }.map {
            "\($0.claim.indicator) \($0.claim.period) \($0.claim.published)"
        }
        #expect(
            Set(refused) == [
                "crime_cases 2022 -30.22", "sextortion_cases 2023 18", "violent_cases 2025 -10",
                "ig_officers_investigated 2025 -8.5",
            ])
        let open = file.checks.filter { $0.verdict == .undecidable }.map { "\($0.claim.indicator) \($0.claim.period)" }
        #expect(open == ["psychotropic_pills 2022"])
        #expect(file.count(.holds) == 22)
    }

    /// Printed "9.5" allows 9.4 to 9.6, printed "10" allows 9 to 11.
    @Test(arguments: [
        ("9.5", "9.4", "9.6", ClaimCheck.Verdict.holds), ("9.5", "9.7", "9.8", .doesNotFollow),
        ("9.5", "9.5", "9.7", .undecidable),
        ("10", "9", "11", .holds), ("10", "11.000000001", "12", .doesNotFollow), ("-10", "-11.5", "-10.5", .undecidable),
    ])
    func theUnitOfTheLastDigitDecides(printed: String, low: String, high: String, verdict: ClaimCheck.Verdict) throws {
        let interval = DecimalInterval(lower: try ExactDecimal(low), upper: try ExactDecimal(high))
        #expect(try ClaimCheck.verdict(on: ExactDecimal(printed), interval) == verdict)
    }

    @Test func aBadRowNamesItsLine() throws {
        let csv = "claim,indicator,unit,period,comparison,published,source\nx,crime_cases,dgsn,2022,2021,-3O,s\n"
        #expect { try ClaimFile(csv: Array(csv.utf8), cube: cube()) } throws: { error in
            (error as? Failure)?.code == .notANumber && (error as? Failure)?.arguments["line"] == "2"
        }
        let unknown = "claim,indicator,unit,period,comparison,published,source\nx,nothing,dgsn,2022,2021,-3,s\n"
        #expect { try ClaimFile(csv: Array(unknown.utf8), cube: cube()) } throws: { ($0 as? Failure)?.code == .unknownIndicator }
    }
}
