import Acts
import Figures
import Storage
import TestSupport
import Testing

@testable import Institution

@Suite struct IndicatorTests {
    @Test(arguments: Engines.all)
    func whatCannotBeDefinedIsRefused(engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.refused(.indicatorExists, house.define("crimes"), ["indicator": "crimes"])
            try await house.refused(.malformedCode, house.define("with space"))
            for decimals in [-1, 13] {
                try await house.refused(.malformedValue, house.define("x", decimals: decimals), ["field": "decimals"])
            }
            try await house.refused(.malformedValue, house.define("x", scale: 0), ["field": "scale"])
            try await house.refused(.ratioIncomplete, house.define("x", numerator: "crimes"), ["indicator": "x"])
            try await house.refused(.ratioIncomplete, house.define("x", denominator: "crimes"))
            try await house.refused(.ratioIncomplete, house.define("x", numerator: "crimes", denominator: "x"))
            try await house.refused(
                .unknownIndicator, house.define("x", numerator: "crimes", denominator: "nothing"), ["indicator": "nothing"])
            try await house.refused(.ratioIncomplete, house.define("x", numerator: "clearance", denominator: "crimes"))
            try await house.refused(.ratioIncomplete, house.define("x", numerator: "monthly", denominator: "crimes"))
            var nameless = house.define("x")
            nameless.indicator.definition.en = ""
            try await house.refused(.missingText, nameless, ["field": "definition", "language": "en"])
            try await house.refused(.notAllowed, house.define("x"), by: House.officer)
            try await house.refused(.indicatorExists, DefineMeasure(code: "cases", names: words("again")))
        }
    }

    @Test(arguments: Engines.all)
    func assignmentsNameKnownThingsAndCountForCoverage(engine: Engine) async throws {
        try await House.open(engine) { house in
            func assign(_ indicator: String, _ unit: String, _ since: String, _ until: String? = nil) -> AssignReporting {
                AssignReporting(indicator: indicator, unit: unit, since: since, until: until)
            }
            try await house.refused(.unknownIndicator, assign("x", "n1", "2020-01-01"))
            try await house.refused(.unknownUnit, assign("crimes", "x", "2020-01-01"))
            try await house.refused(.computedIndicator, assign("clearance", "n1", "2020-01-01"))
            try await house.refused(.malformedDay, assign("crimes", "n1", "2020"))
            try await house.refused(.endBeforeStart, assign("crimes", "n1", "2020-01-01", "2020-01-01"))
            #expect(try await house.answer("crimes", "dgsn", "2021").coverage == Coverage(reported: 0, expected: 3))
            try await house.submit(assign("crimes", "n1", "2020-01-01", "2024-01-01"))
            try await house.refused(.appointmentExists, assign("crimes", "n1", "2020-01-01"))
            try await house.report("n1", "2021", figure("crimes", "5"))
            try await house.report("n2", "2021", figure("crimes", "6"))
            #expect(
                try await house.answer("crimes", "dgsn", "2021").coverage == Coverage(reported: 1, expected: 1, unexpected: 1))
            #expect(
                try await house.answer("crimes", "dgsn", "2024").coverage.expected == 3,
                "the duty has ended: the leaves are expected")
            _ = try await Rebuild.check(house.office)
        }
    }

    @Test(arguments: Engines.all)
    func importedIndicatorsComeWithTheirRatiosInAnyOrder(engine: Engine) async throws {
        try await House.open(engine) { house in
            let header = """
                code,name_ar,name_fr,name_en,unit_of_measure,decimals,over_units,over_time,numerator,denominator,scale,direction,\
                definition_ar,definition_fr,definition_en,source,frequency

                """
            func row(_ code: String, _ rest: String, frequency: String = "year") -> String {
                "\(code),ا,f,e,cases,\(rest),ا,f,e,test,\(frequency)\n"
            }
            let good = try await house.load(
                .indicators,
                header + row("share", "1,sum,sum,above,below,,up")
                    + row("above", "0,sum,sum,,,,none") + row("below", "0,sum,last,,,,down"))
            #expect(good.isAccepted && good.acts == 3, "\(good.refused)")
            let share = try await house.read { try IndicatorBook.indicator("share", in: $0) }
            #expect(share?.scale == 100 && share?.isRatio == true && share?.direction == .up)
            let bad = try await house.load(
                .indicators,
                header + row("a", "two,sum,sum,,,,up") + row("b", "0,mean,sum,,,,up")
                    + row("c", "0,sum,sum,,,,sideways") + row("d", "0,sum,sum,,,ten,up")
                    + row("e", "0,sum,sum,,,,up", frequency: "decade"))
            #expect(
                bad.refused.map { "\($0.line) \($0.failure.code.label) \($0.column ?? "-")" }
                    == ["2 E1205 decimals", "3 E1110 over_units", "4 E1110 direction", "5 E1205 scale", "6 E1110 frequency"])
            let half = try await house.load(
                .indicators,
                header + row("f", "0,sum,sum,above,,,up") + row("g", "0,sum,sum,,,,up")
                    + row("above", "0,sum,sum,,,,up"))
            #expect(half.refused.map { "\($0.line) \($0.failure.code.label)" }.sorted() == ["2 E1208", "4 E1215"])
            #expect(try await house.read { try IndicatorBook.indicator("g", in: $0) } == nil)
        }
    }
}
