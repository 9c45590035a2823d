import Acts
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

/// Returns, their checks, rules, questions, steps and locks in the browser.
@Suite struct ReturnsTests {
    private static func body(_ secret: Secret, _ fields: String) -> ByteBuffer {
        ByteBuffer(string: "form_token=\(secret.formToken)&key=\(Secret.random().text)&\(fields)")
    }

    /// The number of the latest return of the rivers.
    private static func latest(_ sample: SampleOffice) async throws -> Int64 {
        try await sample.office.database.read {
            try #require(try StandingBook.standing(unit: "rivers", period: "2022", in: $0)).latest.number
        }
    }

    private static func state(_ sample: SampleOffice) async throws -> ReturnStanding.State? {
        try await sample.office.database.read { try StandingBook.standing(unit: "rivers", period: "2022", in: $0)?.state }
    }

    @Test func everyPageAnswersInEveryLanguage() async throws {
        let sample = try await SampleOffice.found()
        let administrator = try await sample.office.signatory(role: .administrator)
        let words = { (word: String) in Trilingual(ar: "\(word) ع", fr: "\(word) fr", en: "\(word) en") }
        try await sample.office.registrar.submit(
            DefineRule(
                code: "R-1", left: "floods", comparison: .atMost, right: "20", weight: .warning,
                words: words(SampleOffice.hostile)),
            by: administrator)
        try await sample.office.registrar.submit(
            SubmitReturn(
                unit: "rivers", period: "2021", values: [ReturnedValue(indicator: "floods", value: "21")]), by: administrator)
        let question = try await sample.office.registrar.submit(
            AssignQuery(
                unit: "rivers", period: "2022", check: "other", indicator: "floods", post: "head-rivers", due: "2022-12-30",
                question: Written(SampleOffice.hostile, "fr")), by: administrator)
        let visitors = [
            try await sample.cookie(), try await sample.cookie(official: "salma", post: "director"),
            try await sample.cookie(official: "amina", post: "administrator"),
        ]
        let pages = [
            "/cycles/2022/returns", "/cycles/2022/returns?state=submitted&sort=-unit&q=riv", "/cycles/2022/figures",
            "/cycles/2022/checks",
            "/cycles/2022/checks?kind=rule&state=open&sort=figure", "/returns/rivers/2022", "/returns/rivers/2021",
            "/returns/rivers/2022?correct=floods", "/rules", "/rules?code=R-1&q=floods", "/cycles/2022/locks",
            "/questions/\(question.number)",
        ]
        try await sample.test { client in
            for (visitor, (cookie, _)) in visitors.enumerated() {
                for language in Language.allCases {
                    for page in pages + (visitor == 0 ? [] : ["/questions?unit=rivers&period=2022&check=range&indicator=floods"]) {
                        let answer = try await client.execute(
                            uri: "/\(language.rawValue)\(page)", method: .get, headers: [.cookie: cookie])
                        #expect(answer.status == .ok, "\(language) \(page)")
                        #expect(answer.text.components(separatedBy: "<h1").count == 2, "\(language) \(page): one h1")
                        #expect(!answer.text.contains("<script>alert"), "\(page)")
                        for leak in ["[[", "{{", "Optional(", "[returns.", "style=\""] {
                            #expect(!answer.text.contains(leak), "\(language) \(page) shows \(leak)")
                        }
                    }
                }
            }
            let (cookie, _) = visitors[0]
            for (page, status) in [
                ("/returns/rivers/2019", HTTPResponse.Status.notFound), ("/returns/rivers/nonsense", .notFound),
                ("/returns/none/2022", .notFound),
                ("/questions/1", .notFound), ("/questions/x", .notFound), ("/questions?unit=none", .notFound),
                ("/cycles/2031/returns", .notFound), ("/cycles/2031/returns.csv", .notFound),
            ] {
                let answer = try await client.execute(uri: "/en\(page)", method: .get, headers: [.cookie: cookie])
                #expect(answer.status == status, "\(page)")
            }
            let sheet = try await client.execute(uri: "/en/returns/rivers/2021", method: .get, headers: [.cookie: cookie])
            #expect(sheet.text.contains("rule R-1") && sheet.text.contains("left side") && sheet.text.contains(">21<"))
        }
    }

    /// A count of findings never speaks for returns that nothing has looked at.
    @Test func countsSayWhatIsNotCheckedYet() async throws {
        let sample = try await SampleOffice.found()
        let (cookie, _) = try await sample.cookie()
        try await sample.test { client in
            func figures() async throws -> String {
                try await client.execute(uri: "/en/cycles/2022/figures", method: .get, headers: [.cookie: cookie]).text
            }
            #expect(try await figures().contains("</span> checked"))
            await sample.office.judge()
            #expect(try await !figures().contains("</span> checked"))
            let list = try await client.execute(
                uri: "/en/cycles/2022/returns?sort=-flags", method: .get, headers: [.cookie: cookie])
            #expect(
                list.status == .ok && !list.text.contains("not checked yet") && list.text.contains("aria-sort=\"descending\""))
        }
        #expect(ListKey(ListKey.number(9)) < ListKey(ListKey.number(10)), "numbers sort as numbers")
        #expect(ListKey("a", "z") < ListKey("b", "a") && ListKey("a", "a") < ListKey("a", "b"))
    }

    @Test func figuresGoUpTheLineInTheBrowser() async throws {
        let sample = try await SampleOffice.found()
        let (head, headSecret) = try await sample.cookie()
        let (director, directorSecret) = try await sample.cookie(official: "salma", post: "director")
        let through = try await Self.latest(sample)
        try await sample.test { client in
            let page = try await client.execute(uri: "/en/returns/rivers/2022", method: .get, headers: [.cookie: head])
            #expect(page.text.contains("Verify these figures") && !page.text.contains("Accept these figures"))
            let stale = try await client.execute(
                uri: "/en/returns/rivers/2022/verification", method: .post, headers: formHeaders(head),
                body: Self.body(headSecret, "through=\(through - 1)"))
            #expect(stale.status == .unprocessableContent && stale.text.contains("E1623"))
            let verified = try await client.execute(
                uri: "/en/returns/rivers/2022/verification", method: .post, headers: formHeaders(head),
                body: Self.body(headSecret, "through=\(through)"))
            #expect(verified.status == .seeOther && verified.headers[.location] == "/en/returns/rivers/2022#steps")
            let own = try await client.execute(
                uri: "/en/returns/rivers/2022/acceptance", method: .post, headers: formHeaders(head),
                body: Self.body(headSecret, "through=\(through)"))
            #expect(own.status == .unprocessableContent && own.text.contains("E1621"))
            let accepted = try await client.execute(
                uri: "/fr/returns/rivers/2022/acceptance", method: .post, headers: formHeaders(director),
                body: Self.body(directorSecret, "through=\(through)"))
            #expect(accepted.status == .seeOther)
            #expect(try await Self.state(sample) == .accepted)
            let empty = try await client.execute(
                uri: "/fr/returns/rivers/2022/sending-back", method: .post, headers: formHeaders(director),
                body: Self.body(directorSecret, "through=\(through)&reason="))
            #expect(empty.status == .unprocessableContent && empty.text.contains("E1005"))
            let back = try await client.execute(
                uri: "/fr/returns/rivers/2022/sending-back", method: .post, headers: formHeaders(director),
                body: Self.body(directorSecret, "through=\(through)&reason=Total+manquant"))
            #expect(back.status == .seeOther)
            let seen = try await client.execute(uri: "/en/returns/rivers/2022", method: .get, headers: [.cookie: head])
            #expect(seen.text.contains("Total manquant") && seen.text.contains("lang=\"fr\""))
            let list = try await client.execute(
                uri: "/en/cycles/2022/returns.csv?state=sent_back", method: .get, headers: [.cookie: head])
            #expect(list.text.contains(",rivers,Rivers en,2022,") && list.text.contains(",sent_back,"))
        }
    }

    @Test func aCorrectionIsARevisionWithItsReason() async throws {
        let sample = try await SampleOffice.found()
        let (head, secret) = try await sample.cookie()
        try await sample.test { client in
            let form = try await client.execute(
                uri: "/en/returns/rivers/2022?correct=floods", method: .get, headers: [.cookie: head])
            #expect(form.text.contains("name=\"figure\" value=\"floods\"") && form.text.contains("value=\"27\""))
            for (fields, code) in [
                ("figure=floods&value=26&status=A&precision=exact&reason=", "E1005"),
                ("figure=floods&value=2.5&status=A&precision=exact&reason=x", "E1202"),
                ("figure=rain&value=26&status=A&precision=exact&reason=x", "E1622"),
                ("figure=floods&value=26&status=M&precision=exact&reason=x", "E1214"),
            ] {
                let refused = try await client.execute(
                    uri: "/en/returns/rivers/2022/correction", method: .post, headers: formHeaders(head),
                    body: Self.body(secret, fields))
                #expect(refused.status == .unprocessableContent && refused.text.contains(code), "\(fields)")
            }
            let done = try await client.execute(
                uri: "/en/returns/rivers/2022/correction", method: .post, headers: formHeaders(head),
                body: Self.body(secret, "figure=floods&value=26&status=A&precision=exact&note=&reason=one+counted+twice"))
            #expect(done.status == .seeOther)
            let sheet = try await client.execute(uri: "/en/returns/rivers/2022", method: .get, headers: [.cookie: head])
            #expect(sheet.text.contains("one counted twice") && sheet.text.contains("</span> revisions"))
            let figure = try await client.execute(uri: "/en/figures/floods/rivers/2022", method: .get, headers: [.cookie: head])
            #expect(figure.text.contains("one counted twice"), "shown with the figure too")
        }
        let history = try await sample.office.database.read {
            try ReturnBook.history(indicator: "floods", unit: "rivers", period: "2022", in: $0)
        }
        #expect(history.map(\.value.value) == ["25", "27", "26"])
    }

    @Test func rulesLocksAndQuestionsAreMadeByForms() async throws {
        let sample = try await SampleOffice.found()
        let (administrator, secret) = try await sample.cookie(official: "amina", post: "administrator")
        let (head, headSecret) = try await sample.cookie()
        let rule = "code=R-1&right=20&comparison=at_most&tolerance=&weight=compulsory&since=&words_ar=%D9%82&words_fr=au+plus+vingt&words_en=at+most+twenty"
        try await sample.test { client in
            func post(_ place: String, _ cookie: String, _ secret: Secret, _ fields: String) async throws -> TestResponse {
                try await client.execute(
                    uri: "/fr\(place)", method: .post, headers: formHeaders(cookie), body: Self.body(secret, fields))
            }
            let broken = try await post("/rules", administrator, secret, rule + "&left=floods+plus")
            #expect(broken.status == .unprocessableContent && broken.text.contains("E1628") && broken.text.contains("value=\"floods plus\""))
            #expect(try await post("/rules", head, headSecret, rule + "&left=floods").status == .forbidden)
            #expect(try await post("/rules", administrator, secret, rule + "&left=floods").status == .seeOther)
            let refused = try await post(
                "/returns/rivers/2022/correction", head, headSecret, "figure=floods&value=21&status=A&precision=exact&reason=x")
            #expect(
                refused.text.contains("E1620") && refused.text.contains("au plus vingt") && refused.text.contains("value=\"21\""))
            #expect(try await post("/rules/retirement", administrator, secret, "code=R-1&reason=").text.contains("E1005"))
            #expect(try await post("/rules/retirement", administrator, secret, "code=R-1&reason=inutile").status == .seeOther)

            let ask = "unit=rivers&period=2022&check=range&indicator=floods&breakdown=&post=head-rivers&question=Pourquoi"
            #expect(try await post("/questions", administrator, secret, ask + "&due=2022-01-01").text.contains("E1557"))
            let asked = try await post("/questions", administrator, secret, ask + "&due=2022-12-30")
            #expect(asked.status == .seeOther)
            let place = try #require(asked.headers[.location]).replacing("/fr", with: "")
            #expect(try await post(place, administrator, secret, "outcome=confirmed&answer=oui").text.contains("E1633"))
            #expect(try await post(place, head, headSecret, "outcome=corrected&answer=oui").text.contains("E1634"))
            #expect(try await post(place, head, headSecret, "outcome=confirmed&answer=Crue").status == .seeOther)
            let checks = try await client.execute(
                uri: "/fr/cycles/2022/checks.csv?state=answered", method: .get, headers: [.cookie: head])
            #expect(checks.text.contains(",rivers,") && checks.text.contains(",answered,head-rivers,"))

            #expect(try await post("/cycles/2022/locks", head, headSecret, "period=2022&unit=&reason=fin").status == .forbidden)
            #expect(
                try await post(
                    "/cycles/2022/locks", administrator, secret, "period=soon&unit=&reason=fin").text.contains("E1206"))
            #expect(
                try await post("/cycles/2022/locks", administrator, secret, "period=2022&unit=&reason=fin").status == .seeOther)
            let closed = try await post(
                "/returns/rivers/2022/correction", head, headSecret, "figure=floods&value=28&status=A&precision=exact&reason=x")
            #expect(closed.text.contains("E1625"))
            let sheet = try await client.execute(uri: "/fr/returns/rivers/2022", method: .get, headers: [.cookie: head])
            #expect(!sheet.text.contains("?correct=") && sheet.text.contains("verrouillée"))
            #expect(
                try await post(
                    "/cycles/2022/locks/opening", administrator, secret, "period=2022&unit=rivers&until=2022-12-25&reason=oubli")
                    .status == .seeOther)
            let open = try await post(
                "/returns/rivers/2022/correction", head, headSecret, "figure=floods&value=28&status=A&precision=exact&reason=x")
            #expect(open.status == .seeOther)
        }
    }
}
