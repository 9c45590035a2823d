import Acts
import Figures
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import Institution
import Localization
import NIOCore
import Storage
import Testing

@testable import Web

/// Analyses: whole or refused, the same in page and file, kept as questions.
@Suite struct AnalysisTests {
    private func get(_ client: any TestClientProtocol, _ uri: String, _ cookie: String) async throws -> TestResponse {
        try await client.execute(uri: uri, method: .get, headers: [.cookie: cookie])
    }

    private func post(
        _ client: any TestClientProtocol, _ uri: String, _ cookie: String, _ body: String
    ) async throws -> TestResponse {
        try await client.execute(uri: uri, method: .post, headers: formHeaders(cookie), body: ByteBuffer(string: body))
    }

    @Test func everyAnalysisAnswersInEveryLanguage() async throws {
        let sample = try await SampleOffice.found()
        let (cookie, _) = try await sample.cookie()
        let queries = [
            "", "/pivot", "/pivot?rows=period&columns=unit&reach=all&show=share",
            "/pivot?rows=indicator&columns=breakdown&show=change",
            "/pivot?i.floods=on&sort=-1", "/ranking", "/ranking?size=floods&reach=kind&order=lowest",
            "/ranking?per=floods&scale=100000",
            "/trends", "/trends?reach=only&from=2018", "/ratios", "/map", "/bridge",
            "/bridge?indicator=floods&from=2021&to=2022&known=2022-12-19", "/records", "/records?year=2022&unit=rivers",
            "/attainment",
            "/pivot?unit=Rivers+en&tree=now", "/pivot?tree=2020-01-01",
        ]
        try await sample.test { client in
            for language in Language.allCases {
                for query in queries {
                    let answer = try await self.get(client, "/\(language.rawValue)/analysis\(query)", cookie)
                    #expect(answer.status == .ok, "\(language) \(query)")
                    let text = answer.text
                    #expect(text.components(separatedBy: "<h1").count == 2, "\(language) \(query): one h1")
                    for leak in ["style=\"", "<script", "[[", "{{", "Optional(", "[analysis.", "[figure."] {
                        #expect(!text.contains(leak), "\(language) \(query) shows \(leak)")
                    }
                }
            }
        }
    }

    @Test func theFileSaysWhatThePageSays() async throws {
        let sample = try await SampleOffice.found()
        let (cookie, _) = try await sample.cookie()
        try await sample.test { client in
            let page = try await self.get(client, "/en/analysis/pivot?indicators=floods&from=2021&to=2022", cookie).text
            #expect(page.contains("/en/figures/floods/rivers/2022") && page.contains("<span class=\"n\">27</span>"))
            let csv = try await self.get(client, "/en/analysis/pivot/table.csv?indicators=floods&from=2021&to=2022", cookie)
            #expect(csv.headers[.contentType] == "text/csv; charset=utf-8")
            let rows = csv.text.split(separator: "\r\n").map(String.init)
            #expect(
                rows.first
                    == "indicator,unit,scope,period,breakdown,value,decimals,precision,status,reported,expected,difference,reason"
            )
            #expect(rows.contains("floods,rivers,,2022,,27,0,exact,A,1,1,,"))
            #expect(rows.contains("floods,ministry,,2022,,27,0,exact,A,1,2,,"), "the total says that one of two reported")
            #expect(rows.contains("floods,wells,,2021,,,0,,O,0,1,,notReported"), "missing is not zero")
            let workbook = try await self.get(client, "/en/analysis/pivot/table.xlsx?indicators=floods", cookie)
            #expect(workbook.status == .ok && workbook.body.getBytes(at: 0, length: 2) == [0x50, 0x4B])
        }
    }

    /// A page that would be too long is refused with its size, and the file has all of it.
    @Test func nothingIsCutOff() async throws {
        let sample = try await SampleOffice.found()
        let (cookie, _) = try await sample.cookie()
        let query = "indicators=floods&reach=only&from=2000&to=2022&step=day"
        try await sample.test { client in
            let page = try await self.get(client, "/en/analysis/pivot?\(query)", cookie)
            #expect(page.status == .unprocessableContent)
            #expect(page.text.contains("E1671") && page.text.contains("8,401"))
            #expect(
                page.text.contains("/en/analysis/pivot/table.csv?") && page.text.contains("/table.xlsx?"), "the files take it")
            let csv = try await self.get(client, "/en/analysis/pivot/table.csv?\(query)", cookie)
            #expect(csv.text.split(separator: "\r\n").count == 8_402)
        }
    }

    @Test func whatIsAskedWronglyIsSaidAboveTheForm() async throws {
        let sample = try await SampleOffice.found()
        let (cookie, _) = try await sample.cookie()
        let administrator = try await sample.office.signatory(role: .administrator)
        let text = { (word: String) in Trilingual(ar: word, fr: word, en: word) }
        try await sample.office.registrar.submit(DefineMeasure(code: "percent", names: text("%")), by: administrator)
        try await sample.office.registrar.submit(
            DefineIndicator(
                Indicator(
                    code: "share", names: text("Share"), unitOfMeasure: "percent", decimals: 1, overUnits: .none, overTime: .none,
                    direction: .up, definition: text("Share"), source: "test")), by: administrator)
        let cases = [
            ("/pivot?unit=nowhere", "E1301"), ("/pivot?from=2022&to=2020", "E1673"), ("/pivot?from=soon", "E1206"),
            ("/pivot?rows=colour", "E1110"), ("/pivot?indicators=nothing", "E1201"), ("/pivot?tree=yesterday", "E1305"),
            ("/ranking?indicator=floods&per=share", "E1672"), ("/ratios?per=share", "E1672"), ("/records?year=last", "E1110"),
        ]
        try await sample.test { client in
            for (query, code) in cases {
                let answer = try await self.get(client, "/fr/analysis\(query)", cookie)
                #expect(answer.text.contains(code), "\(query)")
                #expect(answer.status == .unprocessableContent || answer.status == .notFound, "\(query)")
                #expect(answer.text.contains("<form class=\"box"), "\(query): the form stays")
            }
            #expect(try await self.get(client, "/fr/analysis/astrology", cookie).status == .notFound)
        }
    }

    @Test func aViewIsKeptSharedAndRemoved() async throws {
        let sample = try await SampleOffice.found()
        let (cookie, secret) = try await sample.cookie()
        let (other, _) = try await sample.cookie(official: "salma", post: "director")
        func fields(_ name: String, _ shared: String) -> String {
            "form_token=\(secret.formToken)&key=\(Secret.random().text)&kind=pivot&query=unit%3Drivers%26evil%3D1%26show%3Dshare&name=\(name)&shared=\(shared)"
        }
        let (open, own, unnamed) = (fields("Open%20%3Cview%3E", "yes"), fields("Own", ""), fields("", ""))
        try await sample.test { client in
            for body in [open, own] {
                #expect(try await self.post(client, "/en/views/keep", cookie, body).status == .seeOther)
            }
            let index = try await self.get(client, "/en/analysis", cookie).text
            #expect(
                index.contains("/en/analysis/pivot?show=share&amp;unit=rivers\""), "what the analysis does not know is left out")
            #expect(index.contains("Open &lt;view&gt;") && index.contains(">Own</a>"))
            let theirs = try await self.get(client, "/en/analysis", other).text
            #expect(theirs.contains("Open &lt;view&gt;") && !theirs.contains(">Own</a>"))
            let refused = try await self.post(client, "/en/views/keep", cookie, unnamed)
            #expect(refused.status == .unprocessableContent && refused.text.contains("E1005"))
            #expect(
                try await self.post(client, "/en/views/keep", cookie, "kind=pivot&query=&name=x").status == .forbidden, "no token"
            )
            let removal = "form_token=\(secret.formToken)&key=\(Secret.random().text)&name=Own"
            #expect(try await self.post(client, "/en/views/remove", cookie, removal).status == .seeOther)
            let after = try await self.get(client, "/en/analysis", cookie).text
            #expect(!after.contains(">Own</a>"))
        }
    }

    @Test func aUnitIsPutOnTheMapByWhoMay() async throws {
        let sample = try await SampleOffice.found()
        let (cookie, secret) = try await sample.cookie(official: "amina", post: "administrator")
        let (head, headSecret) = try await sample.cookie()
        func fields(_ secret: Secret, _ latitude: String) -> String {
            "form_token=\(secret.formToken)&key=\(Secret.random().text)&place_unit=rivers&latitude=\(latitude)&longitude=-6.8&place_source="
        }
        let (good, wrong, foreign) = (fields(secret, "34%2C02"), fields(secret, "134"), fields(headSecret, "34"))
        try await sample.test { client in
            let closed = try await self.get(client, "/en/analysis/map", head).text
            #expect(!closed.contains("/en/places"), "no form for whom the act is not")
            #expect(try await self.post(client, "/en/places", head, foreign).status == .forbidden)
            let refused = try await self.post(client, "/en/places", cookie, wrong)
            #expect(
                refused.status == .unprocessableContent && refused.text.contains("E1670")
                    && refused.text.contains("value=\"134\""))
            #expect(try await self.post(client, "/en/places", cookie, good).status == .seeOther, "a decimal comma is read")
            let map = try await self.get(client, "/en/analysis/map?indicator=floods", head).text
            #expect(map.contains("<circle class=\"spot\"") && map.contains("34.02"))
        }
    }

    private static func names(_ word: String) -> Trilingual { Trilingual(ar: "\(word) ع", fr: "\(word) fr", en: "\(word) en") }

    /// The page says the names of a code list, files its codes.
    @Test func breakdownsCarryTheNamesOfTheirList() async throws {
        let sample = try await SampleOffice.found()
        let administrator = try await sample.office.signatory(role: .administrator)
        let rain = ListedCode(code: "w", names: Self.names("Rainy"))
        let value = ReturnedValue(indicator: "floods", breakdown: "season=w", value: "5")
        try await sample.office.registrar.submitAll(
            [
                DefineDimension(code: "season", names: Self.names("Season"), codes: [rain], since: "2016-01-01"),
                SubmitReturn(unit: "wells", period: "2021", values: [value]),
            ], by: administrator)
        let (cookie, _) = try await sample.cookie()
        let query = "indicators=floods&by=season&rows=breakdown&reach=only&from=2021&to=2021"
        try await sample.test { client in
            let page = try await self.get(client, "/fr/analysis/pivot?\(query)", cookie).text
            #expect(page.contains("Rainy fr") && page.contains(">Season fr</option>") && !page.contains("season = w"))
            let file = try await self.get(client, "/fr/analysis/pivot/table.csv?\(query)", cookie).text
            #expect(file.contains("floods,ministry,,2021,season=w,5,"))
        }
    }

    /// A unit of which nothing is expected takes no row of the page; it is counted, shown when asked for, and in the file.
    @Test func unitsOfWhichNothingIsExpectedAreCounted() async throws {
        let sample = try await SampleOffice.found()
        let administrator = try await sample.office.signatory(role: .administrator)
        try await sample.office.registrar.submit(
            AssignReporting(indicator: "floods", unit: "rivers", since: "2016-01-01"), by: administrator)
        let (cookie, _) = try await sample.cookie()
        let query = "indicators=floods&from=2021&to=2022"
        try await sample.test { client in
            for kind in ["pivot", "trends"] {
                let page = try await self.get(client, "/en/analysis/\(kind)?\(query)", cookie).text
                #expect(page.contains("/en/units/rivers") && !page.contains("/en/units/wells"), "\(kind)")
                #expect(page.contains("unit is not shown: nothing is expected of it"), "\(kind)")
                let all = try await self.get(client, "/en/analysis/\(kind)?\(query)&silent=show", cookie).text
                #expect(all.contains("/en/units/wells") && !all.contains("is not shown"), "\(kind)")
                let file = try await self.get(client, "/en/analysis/\(kind)/table.csv?\(query)", cookie).text
                #expect(file.contains("\r\nfloods,wells,,2022,"), "\(kind)")
            }
        }
    }

    /// What is rounded says so wherever it is read: in the sentence of a chart, in a bridge; and claims no decimals.
    @Test func whatIsNotExactSaysSo() async throws {
        let sample = try await SampleOffice.found()
        let administrator = try await sample.office.signatory(role: .administrator)
        let about = ReturnedValue(indicator: "floods", value: "20", precision: .about)
        try await sample.office.registrar.submit(SubmitReturn(unit: "rivers", period: "2021", values: [about]), by: administrator)
        let (cookie, _) = try await sample.cookie()
        try await sample.test { client in
            let trends = try await self.get(client, "/en/analysis/trends?unit=rivers&indicators=floods&reach=only", cookie).text
            #expect(trends.contains("From about 20 in 2021 to 27 in 2022."))
            let bridge = try await self.get(client, "/en/analysis/bridge?unit=rivers&indicator=floods&from=2021&to=2022", cookie)
                .text
            #expect(bridge.contains("≈\u{202F}+7") && bridge.contains("ch waterfall"))
        }
        let value = try ExactDecimal("6.000")
        #expect(Words(.en).stated(value, .about, measure: "") == "about 6")
        #expect(Words(.en).stated(value, .exact, measure: "") == "6.000")
    }

    /// A little over a lot is not printed as nothing.
    @Test func aSmallRatioIsNotZero() async throws {
        let sample = try await SampleOffice.found()
        let administrator = try await sample.office.signatory(role: .administrator)
        let staff = Indicator(
            code: "staff", names: Self.names("Staff"), unitOfMeasure: "floods", decimals: 0, overUnits: .sum, overTime: .last,
            direction: .none, definition: Self.names("Staff"), source: "test")
        let many = ReturnedValue(indicator: "staff", value: "90000")
        try await sample.office.registrar.submitAll(
            [DefineIndicator(staff), SubmitReturn(unit: "wells", period: "2022", values: [many])], by: administrator)
        let (cookie, _) = try await sample.cookie()
        try await sample.test { client in
            let page = try await self.get(client, "/en/analysis/ratios?per=staff&period=2022", cookie).text
            #expect(page.contains("at most <span class=\"n\">0.01</span>") && !page.contains("0.00"))
        }
    }

    /// A page without anything to show is a sentence, not a row of zeros.
    @Test func emptyPagesSayWhy() async throws {
        let sample = try await SampleOffice.found()
        let (cookie, _) = try await sample.cookie()
        try await sample.test { client in
            #expect(
                try await self.get(client, "/en/analysis/map?indicator=floods", cookie).text.contains("No unit has a place yet"))
            let attainment = try await self.get(client, "/en/analysis/attainment?year=2020", cookie).text
            #expect(attainment.contains("No terms are signed for"))
        }
    }

    /// An institution whose tree was loaded under another code than its own has every page all the same.
    @Test func theRootIsTheTreesOwn() async throws {
        let sample = try await SampleOffice.found(code: "house")
        let (cookie, _) = try await sample.cookie()
        let (administrator, _) = try await sample.cookie(official: "amina", post: "administrator")
        try await sample.test { client in
            let home = try await self.get(client, "/en", administrator)
            #expect(home.status == .ok && home.text.contains("/en/units/ministry") && !home.text.contains("/en/units/house"))
            for path in [
                "", "/tree", "/analysis/pivot", "/analysis/ranking", "/analysis/trends", "/analysis/records", "/units/ministry",
            ] {
                #expect(try await self.get(client, "/en\(path)", cookie).status == .ok, "\(path)")
            }
        }
    }

    /// Rows sort by a column; what has no value comes last either way.
    @Test func missingComesLastInAnyOrder() {
        func row(_ name: String, _ value: Int64?) -> AnalysisTable.Row {
            let words = Words(.en)
            return AnalysisTable.Row(cells: [
                .text(name), .number(value.map { ExactDecimal(mantissa: $0, decimals: 0) }, words),
            ])
        }
        var total = row("total", 6)
        total.isTotal = true
        let table = AnalysisTable(
            caption: "", columns: [.init(key: "a", name: "a", isHead: true), .init(key: "b", name: "b", isNumber: true)],
            rows: [row("one", 1), row("none", nil), row("five", 5), total])
        func order(_ sort: String?) -> [String] { table.sorted(by: sort).rows.map { $0.cells[0].raw } }
        #expect(order("1") == ["one", "five", "none", "total"])
        #expect(order("-1") == ["five", "one", "none", "total"])
        #expect(order("0") == ["five", "none", "one", "total"])
        #expect(order("7") == ["one", "none", "five", "total"] && order(nil) == order("nonsense"))
    }

    @Test func aFileHoldsNoFormula() {
        let table = AnalysisTable(
            caption: "", columns: [.init(key: "a", name: "a"), .init(key: "b", name: "b")],
            rows: [
                AnalysisTable.Row(cells: [.code("=1+1"), .code("-5")]),
                AnalysisTable.Row(cells: [.code("a,\"b\""), .code("-x")]),
            ])
        #expect(table.csv() == "a,b\r\n'=1+1,-5\r\n\"a,\"\"b\"\"\",'-x\r\n")
    }
}
