import Acts
import Figures
import Foundation
import Storage
import TestSupport
import Testing

@testable import Institution

@Suite struct FigureImportTests {
    static let header = "indicator,unit,period,breakdown,value,status,precision,as_of,source,note,scope\n"

    @Test(arguments: Engines.all)
    func everyRefusedFigureIsNamedAndNothingIsApplied(engine: Engine) async throws {
        try await House.open(engine) { house in
            let before = try await house.size()
            let report = try await house.load(
                .figures,
                Self.header + """
                    crimes,n1,2022,,10,A,exact,,,,
                    crimes,n2,2022,,1.5,A,exact,,,,
                    crimes,n2,2021,,x,A,exact,,,,
                    nothing,n1,2022,,1,A,exact,,,,
                    crimes,n9,2022,,1,A,exact,,,,
                    crimes,n1,2022-13,,1,A,exact,,,,
                    crimes,n1,2022-12,,1,A,exact,,,,
                    crimes,n1,2021,sex,1,A,exact,,,,
                    crimes,n1,2020,,1,Z,exact,,,,
                    crimes,n1,2020,,1,A,nearly,,,,
                    crimes,n1,2020,,1,A,exact,soon,,,
                    crimes,n1,2020,,1,A,exact,,,,half
                    crimes,n1,2020,,,A,exact,,,,
                    crimes,n1,2020,,1,M,exact,,,,
                    clearance,n1,2020,,50,A,exact,,,,
                    crimes,n1,2019,,9223372036854775808,A,exact,,,,
                    solved,n1,2018,,1,A,exact,,,,
                    solved,n1,2018,,2,A,exact,,,,
                    ,n1,2018,,2,A,exact,,,,

                    """)
            #expect(
                report.refused.map { "\($0.line) \($0.failure.code.label) \($0.column ?? "-")" } == [
                    "3 E1202 value", "4 E1205 value", "5 E1201 indicator", "6 E1301 unit", "7 E1206 period", "8 E1207 period",
                    "9 E1212 breakdown", "10 E1110 status", "11 E1110 precision", "12 E1216 as_of", "13 E1110 scope",
                    "14 E1214 value",
                    "15 E1214 value", "16 E1209 value", "17 E1204 value", "20 E1005 indicator", "19 E1211 -",
                ])
            #expect(report.acts == 0 && report.rows == 19)
            #expect(try await house.size() == before)
            #expect(try await house.answer("crimes", "n1", "2022").value == nil)
        }
    }

    @Test(arguments: Engines.all)
    func rulesBetweenFiguresRefuseTheFileToo(engine: Engine) async throws {
        try await House.open(engine) { house in
            let before = try await house.size()
            let report = try await house.load(
                .figures,
                Self.header + """
                    crimes,n1,2022,,10,A,exact,,,,
                    crimes,north,2022,,10,A,exact,,,,
                    crimes,n1,2030,,10,A,exact,,,,
                    crimes,s1,1995,,10,A,exact,,,,
                    solved,s1,2022,,10,A,exact,,,,

                    """)
            #expect(Set(report.refused.map { "\($0.line) \($0.failure.code.label)" }) == ["3 E1210", "4 E1213", "5 E1303"])
            #expect(try await house.size() == before)
        }
    }

    /// One file holds a whole chain of revisions, in any order of rows, with `;` and a byte order mark.
    @Test(arguments: Engines.all)
    func aFileMayHoldAChainOfRevisions(engine: Engine) async throws {
        try await House.open(engine) { house in
            let report = try await house.load(
                .figures,
                "\u{FEFF}"
                    + """
                    period;unit;indicator;value;as_of;precision;note
                    2022;n1;crimes;12;;;
                    2022;n1;crimes;11;2022-12-23;;"twice ""quoted""; really"
                    2022;n1;crimes;10;2022-12-22;at_least;
                    2022;n1;solved;5;2022-12-22;;
                    2021;n1;solved;4;;;

                    """.replacingOccurrences(of: "\n", with: "\r\n"))
            #expect(report.isAccepted && report.rows == 5, "\(report.refused)")
            let question = FigureQuestion(indicator: "crimes", unit: "n1", period: "2022")
            let chain = try await FigureBook.revisions(question, office: house.office)
            #expect(chain.map(\.value.value) == ["10", "11", "12"])
            #expect(chain[1].value.note == "twice \"quoted\"; really")
            #expect(try await house.answer("crimes", "n1", "2022").value?.description == "12")
            #expect(try await house.answer("solved", "n1", "2022", asOf: "2022-12-22").value?.description == "5")
            try await house.expectFreshCube(periods: ["2021", "2022"])
        }
    }
}
