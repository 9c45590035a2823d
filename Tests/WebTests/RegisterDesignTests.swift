import Acts
import Figures
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import Institution
import NIOCore
import Storage
import Testing

@testable import Web

/// A register designed in the browser: columns, rules, refusals, and the version that follows.
@Suite struct RegisterDesignTests {
    private static let new = "/en/registers/_new/design"
    private static let patrols = "/en/registers/patrols/design"

    private static func names(_ field: String, _ english: String) -> [(String, String)] {
        [("\(field)_ar", "اسم"), ("\(field)_fr", "Nom"), ("\(field)_en", english)]
    }

    private static func column(_ at: Int, _ kind: String, _ code: String, _ more: [(String, String)] = []) -> [(String, String)] {
        [("c.\(at).kind", kind), ("c.\(at).code", code)] + names("c.\(at).name", code) + more.map { ("c.\(at).\($0.0)", $0.1) }
    }

    /// A register whose rows on foot count the floods, by kind.
    private static func fields(_ columns: [(String, String)] = []) -> [(String, String)] {
        let head = [("code", "patrols"), ("frequency", "year")] + names("name", "Patrols")
        let rule = [
            ("f.0.indicator", "floods"), ("f.0.adds", ""), ("f.0.by.how", "1"), ("q.0.rule", "0"), ("q.0.column", "how"),
            ("q.0.code.foot", "1"),
        ]
        return head + column(0, "code", "how", [("dimension", "means")]) + columns + rule
    }

    private static func open() async throws -> SampleOffice {
        let sample = try await SampleOffice.found()
        let administrator = try await sample.office.signatory(role: .administrator)
        let text = Trilingual(ar: "وسيلة", fr: "Moyen", en: "Means")
        let codes = ["foot", "car"].map { ListedCode(code: $0, names: text) }
        try await sample.office.registrar.submit(
            DefineDimension(code: "means", names: text, codes: codes, since: "2022-01-01"), by: administrator)
        return sample
    }

    @Test func aRegisterIsDesignedAndItsRowsFeedAFigure() async throws {
        let sample = try await Self.open()
        let (cookie, secret) = try await sample.cookie(official: "amina", post: "administrator")
        try await sample.test { client in
            func post(
                _ place: String, _ fields: [(String, String)], key: String = Secret.random().text
            ) async throws -> TestResponse {
                let all = [("form_token", secret.formToken), ("key", key)] + fields
                let body = all.map { "\(SiteRoute.encoded($0.0))=\(SiteRoute.encoded($0.1))" }.joined(separator: "&")
                return try await client.execute(
                    uri: place, method: .post, headers: formHeaders(cookie), body: ByteBuffer(string: body))
            }
            func send(_ place: String, _ button: String, _ fields: [(String, String)]) async throws -> TestResponse {
                try await post(place, fields + [("do", button)])
            }
            // Buttons change the page and nothing else.
            let grown = try await send(Self.new, "column:histogram", Self.fields())
            #expect(grown.status == .ok && grown.text.contains("name=\"c.1.kind\" value=\"histogram\""))
            #expect(grown.text.contains("name=\"q.0.code.foot\" value=\"1\" checked") && grown.text.contains("value=\"Patrols\""))
            #expect(try await !send(Self.new, "drop-column:0", Self.fields()).text.contains("c.0.kind"))
            #expect(try await send(Self.new, "drop-condition:0:0", Self.fields()).text.contains("f.0.indicator"))
            #expect(try await send(Self.new, "drop-column:99", Self.fields()).text.contains("c.0.kind"), "no such column")

            // What is refused comes back as it was typed.
            let falling = Self.column(1, "histogram", "delay", [("measures", "floods"), ("bounds", "20 10")])
            let unsorted = try await send(Self.new, "declare", Self.fields(falling))
            #expect(unsorted.status == .unprocessableContent && unsorted.text.contains("E1648"))
            #expect(unsorted.text.contains("value=\"20 10\"") && unsorted.text.contains("value=\"delay\""))
            let words = Self.column(1, "histogram", "delay", [("measures", "floods"), ("bounds", "ten")])
            #expect(try await send(Self.new, "declare", Self.fields(words)).text.contains("E1205"))
            let nameless = Self.fields().filter { $0.0 != "name_ar" }
            #expect(try await send(Self.new, "declare", nameless).text.contains("E1005"))
            let hostile = Self.fields().map { $0.0 == "name_fr" ? ($0.0, SampleOffice.hostile) : $0 }
            #expect(try await !send(Self.new, "keep", hostile).text.contains("<script>"))

            let key = Secret.random().text
            for _ in 0..<2 {
                let done = try await post(Self.new, Self.fields() + [("do", "declare")], key: key)
                #expect(done.status == .seeOther, "a second press is the same act: \(done.text.prefix(300))")
            }
            #expect(try await send(Self.new, "declare", Self.fields()).text.contains("E1640"), "the code is taken")
            let declared = try await sample.office.database.read { try RegisterBook.register("patrols", in: $0) }
            #expect(declared?.version == 1 && declared?.definition.feeds.first?.conditions.first?.codes == ["foot"])

            func row(_ at: Int, _ how: String) -> [(String, String)] {
                [("row.\(at).day", "2022-05-04"), ("row.\(at).cell_how", how)]
            }
            let recorded = try await post("/en/registers/patrols/units/rivers", row(0, "foot") + row(1, "car") + row(2, "foot"))
            #expect(recorded.status == .seeOther)
            let question = FigureQuestion(indicator: "floods", unit: "rivers", period: "2022")
            let figure = try await FigureBook.answer(question, office: sample.office)
            #expect(figure.value?.description == "2")
        }
    }

    @Test func aNewVersionAddsAndTakesNothingAway() async throws {
        let sample = try await Self.open()
        let (cookie, secret) = try await sample.cookie(official: "amina", post: "administrator")
        let (head, headSecret) = try await sample.cookie()
        try await sample.test { client in
            func send(_ place: String, _ fields: [(String, String)]) async throws -> TestResponse {
                try await client.execute(
                    uri: place, method: .post, headers: formHeaders(cookie),
                    body: RegistersTests.body(secret, fields + [("do", "declare")]))
            }
            func declared() async throws -> DeclaredRegister {
                try await sample.office.database.read { try #require(try RegisterBook.register("patrols", in: $0)) }
            }
            #expect(try await send(Self.new, Self.fields()).status == .seeOther)
            let first = try await declared()
            let page = try await client.execute(uri: Self.patrols, method: .get, headers: [.cookie: cookie])
            #expect(page.text.contains("Declared before:") && page.text.contains("value=\"how\" dir=\"ltr\" readonly"))
            let compulsory = Self.column(1, "day", "end")
            #expect(try await send(Self.patrols, Self.fields(compulsory)).text.contains("E1647"), "earlier rows lack it")
            let optional = Self.column(1, "day", "end", [("optional", "1")])
            let without = Self.fields(optional).filter { !$0.0.hasPrefix("c.0.") }
            #expect(try await send(Self.patrols, without).text.contains("E1647"))
            #expect(try await send(Self.patrols, Self.fields(optional)).status == .seeOther)
            let second = try await declared()
            #expect(second.version == 2 && second.definition.columns.map(\.code) == ["how", "end"])
            #expect(second.definition.feeds == first.definition.feeds, "its rule is the same rule")

            // Whoever may not declare registers sees no designer.
            for place in [Self.new, Self.patrols] {
                #expect(try await client.execute(uri: place, method: .get, headers: [.cookie: head]).status == .notFound)
                let body = RegistersTests.body(headSecret, Self.fields() + [("do", "declare")])
                let refused = try await client.execute(uri: place, method: .post, headers: formHeaders(head), body: body)
                #expect(refused.status == .notFound)
            }
            let none = try await client.execute(uri: "/en/registers/none/design", method: .get, headers: [.cookie: cookie])
            #expect(none.status == .notFound)
        }
    }
}
