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
import Publication
import Storage
import Testing

@testable import Web

/// The dated organization in the browser: trees of two days, a unit's life, announced events, and the bridge.
@Suite struct OrganizationTests {
    private static func text(_ word: String) -> Trilingual { Trilingual(ar: "\(word) ع", fr: "\(word) fr", en: "\(word) en") }

    /// The sample with a basin under which the rivers will stand from 2023 on, and a brook that was merged into the rivers.
    private static func dated() async throws -> SampleOffice {
        let sample = try await SampleOffice.found()
        let administrator = try await sample.office.signatory(role: .administrator)
        let value = ReturnedValue(indicator: "floods", value: "4")
        try await sample.office.registrar.submitAll(
            [
                OpenUnit(code: "basin", parent: "ministry", unitKind: "directorate", names: text("Basin"), opened: "2016-01-01"),
                OpenUnit(code: "brook", parent: "wells", unitKind: "district", names: text("Brook"), opened: "2018-01-01"),
                SubmitReturn(unit: "brook", period: "2020", values: [value]),
                RenameUnit(unit: "rivers", date: "2019-06-01", names: text("Great rivers")),
                MergeUnit(unit: "brook", date: "2021-01-01", into: "rivers"),
                MoveUnit(unit: "rivers", date: "2023-01-01", parent: "basin"),
            ], by: administrator)
        return sample
    }

    private static func body(_ secret: Secret, _ fields: [(String, String)]) -> ByteBuffer {
        let all = [("form_token", secret.formToken), ("key", Secret.random().text)] + fields
        return ByteBuffer(string: all.map { "\(SiteRoute.encoded($0.0))=\(SiteRoute.encoded($0.1))" }.joined(separator: "&"))
    }

    @Test func theTreeOfAnyDayAndWhatDiffers() async throws {
        let sample = try await Self.dated()
        let (cookie, _) = try await sample.cookie()
        try await sample.test { client in
            func get(_ path: String) async throws -> TestResponse {
                try await client.execute(uri: path, method: .get, headers: [.cookie: cookie])
            }
            for language in ["ar", "fr", "en"] {
                for path in [
                    "/tree", "/tree?date=2023-02-01&compare=2020-06-01", "/tree/units/rivers", "/bridge/floods/rivers/2020",
                ] {
                    let page = try await get("/\(language)\(path)")
                    #expect(page.status == .ok, "\(language) \(path)")
                    #expect(!page.text.contains("style="), "the content policy forbids inline style")
                    #expect(!page.text.contains("[tree.") && !page.text.contains("[bridge."), "\(language) \(path)")
                    #expect(!page.text.contains("<script>alert"))
                }
            }
            let today = try await get("/en/tree")
            #expect(today.text.contains("Great rivers en") && today.text.contains("Announced events"))
            #expect(today.text.contains("Moves under Basin en"))
            #expect(!today.text.contains("form-withdraw"), "only the administrator takes back")
            let both = try await get("/en/tree?date=2023-02-01&compare=2020-06-01")
            #expect(both.text.contains("merged") && both.text.contains("moved"))
            #expect(both.text.contains("The tree on") && both.text.contains(">2</span> differences"))
            let found = try await get("/en/tree?date=2020-06-01&q=brook")
            #expect(found.text.contains("Brook en") && found.text.contains("Ministry of Water"))
            #expect(try await get("/en/tree?date=2022-12-19&q=brook").text.contains("closed"))
            #expect(try await get("/en/tree?q=nothing-like-it").text.contains("No unit has such a name"))
            let wrong = try await get("/en/tree?date=2022-02-30")
            #expect(wrong.status == .unprocessableContent && wrong.text.contains("E1305"))
            let file = try await get("/en/tree/differences.csv?date=2023-02-01&compare=2020-06-01")
            #expect(file.text.contains("2020-06-01,2023-02-01,rivers,Great rivers en,moved,ministry,basin\r\n"))
            #expect(file.text.contains("brook,Brook en,merged,wells,rivers\r\n"))
        }
    }

    @Test func aUnitThatMovedShowsBothHistories() async throws {
        let sample = try await Self.dated()
        let (cookie, _) = try await sample.cookie()
        sample.advance(minutes: 60 * 24 * 60)
        let (late, _) = try await sample.cookie()
        #expect(cookie != late)
        try await sample.test { client in
            func get(_ path: String) async throws -> TestResponse {
                try await client.execute(uri: path, method: .get, headers: [.cookie: late])
            }
            let life = try await get("/en/tree/units/rivers?indicator=floods")
            #expect(life.text.contains("Ministry of Water") && life.text.contains("Basin en"))
            #expect(life.text.contains("Rivers en") && life.text.contains("Great rivers en"))
            #expect(
                life.text.contains("/bridge/floods/rivers/2020"), "what the brook brought differs from what was reported then")
            let basin = try await get("/en/tree/units/basin?indicator=floods")
            #expect(basin.text.contains("here today") && basin.text.contains("+27"))
            let rows = try await get("/en/tree/units/basin/csv?indicator=floods")
            #expect(rows.text.contains("basin,floods,2022,ministry,,27\r\n"))
            #expect(try await get("/en/tree/units/nowhere").status == .notFound)
            #expect(try await get("/en/tree/units/basin?indicator=nothing").status == .notFound)
        }
    }

    @Test func theBridgeAddsUp() async throws {
        let sample = try await Self.dated()
        let (cookie, _) = try await sample.cookie()
        try await sample.test { client in
            func get(_ path: String) async throws -> TestResponse {
                try await client.execute(uri: path, method: .get, headers: [.cookie: cookie])
            }
            let moved = try await get("/en/bridge/floods/basin/2022?to_tree=day&to_day=2023-02-01")
            #expect(moved.status == .ok && moved.text.contains("+27") && moved.text.contains("ch waterfall"))
            #expect(moved.text.contains("Units that stand under another parent took their past with them."))
            let merged = try await get("/en/bridge/floods/rivers/2020?to_tree=now")
            #expect(merged.text.contains("Brook en") && merged.text.contains("+4"))
            // From what the meeting heard to the report: more than 25, then 27.
            let revised = try await get("/en/bridge/floods/rivers/2022?from_known=2022-12-17&to_tree=then")
            #expect(revised.text.contains("more than") && revised.text.contains("+2"))
            let file = try await get("/en/bridge/floods/rivers/2022/csv?from_known=2022-12-17&to_tree=then")
            #expect(
                file.text.contains("old,,,,,,,,25\r\n") && file.text.contains("sum_revised,,,,,,,,2\r\n")
                    && file.text.contains("new,,,,,,,,27\r\n"))
            #expect(file.text.contains("revised,rivers,,,2022,25,27,1,2\r\n"))
            for path in [
                "/en/bridge/floods/rivers/2022/xlsx?from_known=2022-12-17&to_tree=then",
                "/ar/tree/units/rivers/xlsx?indicator=floods",
                "/fr/tree/differences.xlsx?date=2023-02-01&compare=2020-06-01",
            ] {
                let workbook = try await get(path)
                #expect(workbook.status == .ok && workbook.body.getBytes(at: 0, length: 2) == [0x50, 0x4B], "\(path)")
            }
            let sheet = OrganizationFile.sheet([["line", "amount"], ["old", "25"], ["new", ""]], .ar)
            #expect(sheet.numbers == [1] && sheet.rightToLeft)
            let same = try await get("/fr/bridge/floods/wells/2022")
            #expect(same.text.contains("Rien ne diffère"))
            #expect(try await get("/en/figures/floods/rivers/2022").text.contains("/en/bridge/floods/rivers/2022?from_known="))
            #expect(try await get("/en/bridge/floods/rivers/2022?from_known=soon").status == .unprocessableContent)
            #expect(try await get("/en/bridge/floods/nowhere/2022").status == .notFound)
            #expect(try await get("/en/bridge/floods/rivers/x").status == .notFound)
        }
        let to = BridgeQuestion.Side(period: "2020", tree: .now)
        let asked = BridgeQuestion(indicator: "floods", unit: "wells", from: BridgeQuestion.Side(period: "2020"), to: to)
        let answer = BridgeAnswer(try await BridgeBook.bridge(asked, office: sample.office), asked)
        #expect(answer.from.value == "4" && answer.to.value == nil)
        #expect(answer.steps.first { $0.cause == "merged" }?.amount == "-4")
        #expect(answer.steps.map(\.cause) == ["moved", "merged", "split", "revised", "coverage"])
    }

    @Test func mergersSplitsAndWithdrawalsAreDoneInTheBrowser() async throws {
        let sample = try await Self.dated()
        let (administrator, secret) = try await sample.cookie(official: "amina", post: "administrator")
        try await sample.test { client in
            func get(_ path: String) async throws -> TestResponse {
                try await client.execute(uri: path, method: .get, headers: [.cookie: administrator])
            }
            func post(_ form: String, _ fields: [(String, String)]) async throws -> TestResponse {
                try await client.execute(
                    uri: "/en/organization/units/\(form)", method: .post, headers: formHeaders(administrator),
                    body: Self.body(secret, fields))
            }
            let tree = try await get("/en/tree")
            let mark = try #require(tree.text.firstMatch(of: /event=(\d+)%2Frivers#form-withdraw/))
            let event = "\(mark.1)/rivers"
            #expect(try await get("/en/organization/units?event=\(mark.1)%2Frivers").text.contains("value=\"\(event)\" selected"))
            let blank = try await post("withdraw", [("event", event), ("reason", " ")])
            #expect(blank.status == .unprocessableContent && blank.text.contains("E1005"))
            #expect(try await post("withdraw", [("event", event), ("reason", "Postponed")]).status == .seeOther)
            let after = try await get("/en/tree")
            #expect(after.text.contains("taken back"))
            #expect(try await post("withdraw", [("event", event), ("reason", "Again")]).text.contains("E1660"))
            #expect(try await get("/en/units/rivers").text.contains("Taken back by entry"))

            let parts = [
                ("unit", "wells"), ("date", "2023-03-01"), ("into.1", "rivers"), ("share.1", "0,25"), ("into.2", "basin"),
            ]
            let refused = try await post("split", parts + [("share.2", "0.5")])
            #expect(refused.status == .unprocessableContent && refused.text.contains("E1311"))
            #expect(refused.text.contains("value=\"0.5\"") && refused.text.contains("value=\"0,25\""))
            #expect(try await post("split", parts + [("share.2", "0.75")]).status == .seeOther)
            #expect(try await get("/ar/tree").text.contains("0,75"))
            let merge = [("unit", "rivers"), ("date", "2023-06-01"), ("into", "basin")]
            #expect(try await post("merge", merge).status == .seeOther)
            let late = merge.map { $0.0 == "date" ? ("date", "2023-07-01") : $0 }
            #expect(try await post("merge", late).text.contains("E1303"), "it is closed by then")
        }
        _ = try await Rebuild.check(sample.office)
        #expect(sample.office.cube.tree.codes.count == 5)
    }
}
