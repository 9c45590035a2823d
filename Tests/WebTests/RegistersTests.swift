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

/// Registers and code lists in the browser: taken into use, recorded, corrected, struck, counted.
@Suite struct RegistersTests {
    static func body(_ secret: Secret, _ fields: [(String, String)]) -> ByteBuffer {
        let all = [("form_token", secret.formToken), ("key", Secret.random().text)] + fields
        return ByteBuffer(string: all.map { "\(SiteRoute.encoded($0.0))=\(SiteRoute.encoded($0.1))" }.joined(separator: "&"))
    }

    /// The sample with the seizure register, whose rows count the floods.
    static func withRegister() async throws -> SampleOffice {
        let sample = try await SampleOffice.found()
        let administrator = try await sample.office.signatory(role: .administrator)
        let shipped = try #require(ShippedRegisters.register("seizures"))
        let acts = try await sample.office.database.read {
            try shipped.adoption(["operations": "floods"], since: "2022-01-01", in: $0)
        }
        try await sample.office.registrar.submitAll(acts, by: administrator)
        return sample
    }

    private static func row(_ index: Int, _ quantity: String, day: String = "2022-05-04") -> [(String, String)] {
        [
            ("row.\(index).day", day), ("row.\(index).cell_substance", "ecstasy"), ("row.\(index).cell_operation", "road"),
            ("row.\(index).cell_quantity", quantity), ("row.\(index).cell_measure", "pills"),
        ]
    }

    @Test func aShippedRegisterIsTakenIntoUse() async throws {
        let sample = try await SampleOffice.found()
        let (cookie, secret) = try await sample.cookie(official: "amina", post: "administrator")
        let (head, headSecret) = try await sample.cookie()
        try await sample.test { client in
            let hidden = try await client.execute(uri: "/en/registers-shipped", method: .get, headers: [.cookie: head])
            #expect(hidden.status == .notFound)
            let stranger = try await client.execute(
                uri: "/en/registers-shipped", method: .post, headers: formHeaders(head),
                body: Self.body(headSecret, [("register", "seizures"), ("slot_operations", "floods")]))
            #expect(stranger.status == .notFound)
            let page = try await client.execute(uri: "/en/registers-shipped", method: .get, headers: [.cookie: cookie])
            #expect(page.text.contains("Seizure register") && page.text.contains("slot_operations"))
            let wrong = try await client.execute(
                uri: "/en/registers-shipped", method: .post, headers: formHeaders(cookie),
                body: Self.body(secret, [("register", "seizures"), ("slot_pills", "floods")]))
            #expect(wrong.status == .unprocessableContent && wrong.text.contains("E1649"), "floods are no pills")
            let done = try await client.execute(
                uri: "/en/registers-shipped", method: .post, headers: formHeaders(cookie),
                body: Self.body(secret, [("register", "seizures"), ("slot_operations", "floods"), ("since", "2022-01-01")]))
            #expect(done.status == .seeOther)
            let again = try await client.execute(
                uri: "/en/registers-shipped", method: .post, headers: formHeaders(cookie),
                body: Self.body(secret, [("register", "seizures"), ("slot_operations", "floods")]))
            #expect(again.text.contains("E1640"))
        }
        let found = try await sample.office.database.read { try RegisterBook.all(in: $0).map(\.definition.code) }
        #expect(found == ["seizures"])
    }

    @Test func rowsAreRecordedCorrectedAndStruck() async throws {
        let sample = try await Self.withRegister()
        let (cookie, secret) = try await sample.cookie()
        try await sample.test { client in
            func get(_ path: String) async throws -> TestResponse {
                try await client.execute(uri: path, method: .get, headers: [.cookie: cookie])
            }
            func post(_ path: String, _ fields: [(String, String)]) async throws -> TestResponse {
                try await client.execute(uri: path, method: .post, headers: formHeaders(cookie), body: Self.body(secret, fields))
            }
            func floods(_ period: String = "2022") async throws -> String? {
                let question = FigureQuestion(indicator: "floods", unit: "rivers", period: period)
                return try await FigureBook.answer(question, office: sample.office).value?.description
            }
            #expect(try await get("/en/registers/seizures/units/rivers").text.contains("row.0.cell_substance"))
            #expect(try await get("/en/registers/seizures/units/wells").status == .notFound, "another unit's form")
            let refused = try await post("/en/registers/seizures/units/rivers", Self.row(0, "12") + Self.row(1, "-3"))
            #expect(refused.status == .unprocessableContent && refused.text.contains("E1652"))
            #expect(
                refused.text.contains("value=\"-3\"") && refused.text.contains("value=\"2022-05-04\""), "what was typed is kept")
            #expect(try await post("/en/registers/seizures/units/rivers", []).text.contains("E1005"))
            let key = Secret.random().text
            for _ in 0..<2 {
                let token = [("form_token", secret.formToken), ("key", key)]
                let fields = token + Self.row(0, "12") + Self.row(2, "30", day: "2022-06-07")
                let text = fields.map { "\(SiteRoute.encoded($0.0))=\(SiteRoute.encoded($0.1))" }.joined(separator: "&")
                let done = try await client.execute(
                    uri: "/en/registers/seizures/units/rivers", method: .post, headers: formHeaders(cookie),
                    body: ByteBuffer(string: text))
                #expect(done.status == .seeOther, "a second press is the same act")
            }
            let book = try await get("/en/registers/seizures?unit=rivers&period=2022")
            #expect(book.text.contains("equals its rows") && book.text.contains(">2</span> rows"))
            #expect(try await floods() == "2")

            let rows = try await sample.office.database.read {
                try RegisterBook.current(of: "seizures", .init(first: "2022-01-01", last: "2022-12-31"), limit: 5, in: $0)
            }
            let code = try #require(rows.first { $0.cells["quantity"] == "12" }?.code)
            let page = try await get("/en/registers/seizures/rows/\(code)")
            #expect(page.text.contains("Correct the row") && page.text.contains("value=\"12\""))
            let silent = try await post("/en/registers/seizures/rows/\(code)", Self.row(0, "13") + [("reason", "")])
            #expect(silent.text.contains("E1005") && silent.text.contains("value=\"13\""))
            let same = try await post("/en/registers/seizures/rows/\(code)", Self.row(0, "12") + [("reason", "why")])
            #expect(same.text.contains("E1659"))
            let corrected = try await post(
                "/en/registers/seizures/rows/\(code)", Self.row(0, "13") + [("reason", SampleOffice.hostile)])
            #expect(corrected.status == .seeOther)
            let history = try await get("/en/registers/seizures/rows/\(code)")
            #expect(history.text.contains("<ins><span class=\"n\">13</span></ins>") && !history.text.contains("<script>"))
            let struck = try await post("/en/registers/seizures/rows/\(code)/strike", [("reason", "twice")])
            #expect(struck.status == .seeOther)
            #expect(try await floods() == "1")
            #expect(try await post("/en/registers/seizures/rows/\(code)/strike", [("reason", "twice")]).text.contains("E1656"))

            let count = try await get("/en/registers/seizures/count?unit=rivers&period=2022&indicator=floods")
            #expect(count.text.contains("equals the figure in force") && count.text.contains(">1</span> row"))
            let file = try await get("/en/registers/seizures/rows.csv?unit=rivers&period=2022&struck=yes")
            #expect(file.text.contains("ecstasy,road,13,pills,3,struck") && file.text.contains("ecstasy,road,30,pills,1,counts"))
            let closed = try await post(
                "/en/units/rivers/returns",
                [("indicator", "floods"), ("period", "2022"), ("value", "9"), ("precision", "exact"), ("note", "")])
            #expect(closed.text.contains("E1655"), "the figure is the register's")
            let early = try await post("/en/registers/seizures/units/rivers/nothing", [("period", "2022"), ("of_floods", "yes")])
            #expect(early.text.contains("E1213"))
            let nothing = try await post(
                "/en/registers/seizures/units/rivers/nothing", [("period", "2021"), ("of_floods", "yes")])
            #expect(nothing.status == .seeOther)
            let head = "measure\tdate\tsubstance\toperation\tquantity\n"
            let far = try await post(
                "/en/registers/seizures/units/rivers",
                [("table", head + "g\t2022-07-01\tcocaine\tport\t12.5\nkg\t2021-07-01\tcocaine\tport\t1")])
            #expect(far.text.contains("E1657") && far.text.contains("cocaine\tport\t12.5"), "rows of two years; the text is kept")
            let unknown = try await post(
                "/en/registers/seizures/units/rivers", [("table", "date,substance,name\n2022-07-01,cocaine,somebody")])
            #expect(unknown.text.contains("E1106"), "no column for a person")
            let pasted = try await post(
                "/en/registers/seizures/units/rivers", [("table", head + "g\t2022-07-01\tcocaine\tport\t١٬٠١٢٫٥")])
            #expect(pasted.status == .seeOther)
            #expect(try await floods() == "2")
            #expect(try await floods("2021") == "0")
        }
    }

    @Test func codeListsChangeByForms() async throws {
        let sample = try await Self.withRegister()
        let (cookie, secret) = try await sample.cookie(official: "amina", post: "administrator")
        let (reader, readerSecret) = try await sample.cookie()
        try await sample.test { client in
            func post(
                _ path: String, _ fields: [(String, String)], _ header: String, _ secret: Secret
            ) async throws -> TestResponse {
                try await client.execute(uri: path, method: .post, headers: formHeaders(header), body: Self.body(secret, fields))
            }
            let names = [("name_ar", "قائمة"), ("name_fr", "Liste"), ("name_en", "Ages")]
            let bad = try await post(
                "/en/code-lists", names + [("code", "age"), ("since", "2022-01-01"), ("codes", "young; only two")], cookie,
                secret)
            #expect(bad.text.contains("E1008") && bad.text.contains("young; only two"))
            let lines = "young; شباب; jeunes; young\nold; شيوخ; âgés; old"
            #expect(
                try await post(
                    "/en/code-lists", names + [("code", "age"), ("since", "2022-01-01"), ("codes", lines)], cookie,
                    secret).status == .seeOther)
            let code = [
                ("code", "senior"), ("since", "2022-12-01"), ("name_ar", "كبار"), ("name_fr", "aînés"), ("name_en", "seniors")]
            #expect(try await post("/en/code-lists/age/add", code, cookie, secret).status == .seeOther)
            #expect(try await post("/en/code-lists/age/add", code, cookie, secret).text.contains("E1640"))
            #expect(
                try await post(
                    "/en/code-lists/age/end", [("code", "old"), ("until", "2022-12-01")], cookie, secret).status == .seeOther)
            #expect(
                try await post(
                    "/en/code-lists/age/map", [("code", "old"), ("target", "senior"), ("since", "2022-12-01")], cookie,
                    secret).status
                    == .seeOther)
            #expect(
                try await post(
                    "/en/code-lists/age/use", [("indicator", "floods"), ("since", "2022-01-01")], cookie,
                    secret).status == .seeOther)
            #expect(try await post("/en/code-lists/age/other", [], cookie, secret).status == .notFound)
            #expect(try await post("/en/code-lists/age/add", code, reader, readerSecret).status == .forbidden)
            let page = try await client.execute(uri: "/en/code-lists/age", method: .get, headers: [.cookie: reader])
            #expect(page.text.contains("seniors") && page.text.contains("seniors, since"))
            #expect(!page.text.contains("<form class=\"fields\""))
        }
    }

    @Test func everyPageReadsInEveryLanguage() async throws {
        let sample = try await Self.withRegister()
        let (cookie, secret) = try await sample.cookie(official: "amina", post: "administrator")
        try await sample.test { client in
            let done = try await client.execute(
                uri: "/en/registers/seizures/units/rivers", method: .post, headers: formHeaders(cookie),
                body: Self.body(secret, Self.row(0, "5")))
            #expect(done.status == .seeOther)
            let code = try await sample.office.database.read {
                try #require(
                    try RegisterBook.current(
                        of: "seizures", .init(first: "2022-01-01", last: "2022-12-31"), limit: 1, in: $0).first?.code)
            }
            let pages = [
                "/registers", "/registers/seizures", "/registers/seizures?unit=rivers&period=2022&struck=yes&page=9",
                "/registers-shipped",
                "/registers/seizures/count?unit=rivers&indicator=floods&cell=operation%3Droad%3Bsubstance%3Decstasy",
                "/registers/_new/design", "/registers/seizures/design",
                "/registers/seizures/units/rivers", "/registers/seizures/rows/\(code)", "/code-lists",
                "/code-lists/substance?indicator=floods&period=2022",
            ]
            for language in Language.allCases {
                for page in pages {
                    let response = try await client.execute(
                        uri: "/\(language.rawValue)\(page)", method: .get, headers: [.cookie: cookie])
                    #expect(response.status == .ok, "\(language) \(page)")
                    #expect(response.text.components(separatedBy: "<h1").count == 2, "\(page): one h1")
                    for leak in ["[[", "{{", "Optional(", "[registers.", "[words.", "style=\""] {
                        #expect(!response.text.contains(leak), "\(language) \(page) shows \(leak)")
                    }
                }
            }
            // A day is no number: its words read from the right.
            let arabic = try await client.execute(uri: "/ar/registers/seizures", method: .get, headers: [.cookie: cookie])
            #expect(arabic.text.firstMatch(of: /class="n">[0-9]+ \p{Arabic}/) == nil)
            for page in [
                "/registers/none", "/registers/seizures?unit=none", "/registers/seizures?period=2022-01",
                "/registers/seizures/rows/1-1", "/code-lists/none",
            ] {
                #expect(
                    try await client.execute(
                        uri: "/en\(page)", method: .get, headers: [.cookie: cookie]).status == .notFound, "\(page)")
            }
        }
    }

    @Test func programsSendRowsWithoutFigures() async throws {
        let sample = try await Self.withRegister()
        let headers = try await InterfaceTests.token(sample, scopes: ["read:*", "act:RecordRows"])
        let row = #"{"date":"2022-05-04","cells":{"substance":"cocaine","operation":"port","quantity":"0.5","measure":"kg"}}"#
        let body = #"{"register":"seizures","unit":"rivers","period":"2022","rows":[\#(row)],"values":[]}"#
        try await sample.test { client in
            var keyed = headers
            keyed[try #require(HTTPField.Name("Idempotency-Key"))] = "row-1"
            let done = try await client.execute(
                uri: "/api/v1/acts/RecordRows", method: .post, headers: keyed, body: ByteBuffer(string: body))
            #expect(done.status == .created, "\(done.text)")
            let again = try await client.execute(
                uri: "/api/v1/acts/RecordRows", method: .post, headers: keyed, body: ByteBuffer(string: body))
            #expect(again.status == .ok, "the same key is the same act: \(again.text)")
            let other = try await client.execute(
                uri: "/api/v1/acts/RecordRows", method: .post, headers: headers,
                body: ByteBuffer(
                    string: body.replacing(#""values":[]"#, with: #""values":[{"indicator":"floods","value":"7"}]"#)))
            #expect(other.status == .unprocessableContent && other.text.contains("E1654"))
            let rows = try await client.execute(
                uri: "/api/v1/registers/seizures/rows?unit=rivers", method: .get, headers: headers)
            #expect(try JSONDecoder().decode(Listing<RowItem>.self, from: Data(rows.text.utf8)).items.map(\.unit) == ["rivers"])
        }
        let figure = try await FigureBook.answer(
            FigureQuestion(indicator: "floods", unit: "rivers", period: "2022"), office: sample.office)
        #expect(figure.value?.description == "1")
    }
}
