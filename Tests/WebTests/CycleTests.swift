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

/// The calendar, the register of duties, quarterly reviews and reminders in the browser.
@Suite struct CycleTests {
    static let reasons = "&reason_ar=%D8%B3%D8%A8%D8%A8&reason_fr=crue&reason_en=flood"

    static func body(_ secret: Secret, _ fields: String) -> ByteBuffer {
        ByteBuffer(string: "form_token=\(secret.formToken)&key=\(Secret.random().text)&\(fields)")
    }

    @Test func everyPageAnswersInEveryLanguage() async throws {
        let sample = try await SampleOffice.found()
        let visitors = [
            try await sample.cookie(), try await sample.cookie(official: "salma", post: "director"),
            try await sample.cookie(official: "amina", post: "administrator"),
        ]
        let pages = [
            "/cycles/2022", "/cycles/2022/extensions", "/cycles/2022/duties", "/cycles/2022/duties?day=2022-12-14&state=overdue&sort=-unit",
            "/cycles/2022/duties?day=2021-01-01", "/cycles/2022/followups", "/cycles/2022/followups/rivers/1", "/reminders",
        ]
        try await sample.test { client in
            for (visitor, (cookie, _)) in visitors.enumerated() {
                for language in Language.allCases {
                    for page in pages + (visitor == 0 ? [] : ["/cycles/new"]) {
                        let answer = try await client.execute(
                            uri: "/\(language.rawValue)\(page)", method: .get, headers: [.cookie: cookie])
                        #expect(answer.status == .ok, "\(language) \(page)")
                        #expect(answer.text.components(separatedBy: "<h1").count == 2, "\(language) \(page): one h1")
                        for leak in ["[[", "{{", "Optional(", "[duties.", "[calendar.", "[followup.", "[reminders.", "style=\""] {
                            #expect(!answer.text.contains(leak), "\(language) \(page) shows \(leak)")
                        }
                    }
                }
            }
            let (cookie, _) = visitors[0]
            for (page, status) in [
                ("/cycles/new", HTTPResponse.Status.forbidden), ("/cycles/2031/duties", .notFound),
                ("/cycles/2022/followups/rivers/5", .notFound), ("/cycles/2022/followups/nowhere/1", .notFound),
                ("/cycles/2022/duties?day=soon", .unprocessableContent),
            ] {
                let answer = try await client.execute(uri: "/fr\(page)", method: .get, headers: [.cookie: cookie])
                #expect(answer.status == status, "\(page)")
            }
        }
    }

    @Test func aYearIsOpenedFromTheLastOnesDates() async throws {
        let sample = try await SampleOffice.found()
        let (cookie, secret) = try await sample.cookie(official: "salma", post: "director")
        try await sample.test { client in
            let form = try await client.execute(uri: "/en/cycles/new", method: .get, headers: [.cookie: cookie])
            #expect(form.text.contains("name=\"terms.starts\" value=\"2023-12-10\""))
            #expect(form.text.contains("name=\"year\" inputmode=\"numeric\" value=\"2023\""))
            var fields = "year=2023"
            for (index, phase) in Phase.allCases.enumerated() {
                fields += "&\(phase.rawValue).starts=2023-12-\(10 + index)&\(phase.rawValue).ends=2023-12-\(12 + index)"
            }
            let wrong = fields.replacing("evaluation.starts=2023-12-13", with: "evaluation.starts=2023-12-09")
            let refused = try await client.execute(
                uri: "/en/cycles/new", method: .post, headers: formHeaders(cookie), body: Self.body(secret, wrong))
            #expect(refused.status == .unprocessableContent)
            #expect(refused.text.contains("E1403") && refused.text.contains("value=\"2023-12-09\""), "what was typed is kept")
            let done = try await client.execute(
                uri: "/en/cycles/new", method: .post, headers: formHeaders(cookie), body: Self.body(secret, fields))
            #expect(done.status == .seeOther)
        }
        let phases = try await sample.office.database.read { try CycleBook.phases(year: 2023, in: $0) }
        #expect(phases.first == PhaseDates(.terms, starts: "2023-12-10", ends: "2023-12-12"))
        #expect(OpeningQuery.shifted("2024-02-29", by: 1) == "2025-02-28")
        #expect(OpeningQuery.shifted("2023-02-28", by: 1) == "2024-02-28")
    }

    @Test func anExtensionShowsWithItsReasonAndCounts() async throws {
        let sample = try await SampleOffice.found()
        let (cookie, secret) = try await sample.cookie(official: "salma", post: "director")
        let (head, headSecret) = try await sample.cookie()
        try await sample.test { client in
            let short = try await client.execute(
                uri: "/fr/cycles/2022/extensions", method: .post, headers: formHeaders(cookie),
                body: Self.body(secret, "phase=terms&unit=rivers&opens=&until=2022-12-30" + Self.reasons))
            #expect(short.status == .unprocessableContent)
            #expect(short.text.contains("E1421") && short.text.contains(">crue</textarea>"), "what was typed is kept")
            let stranger = try await client.execute(
                uri: "/fr/cycles/2022/extensions", method: .post, headers: formHeaders(head),
                body: Self.body(headSecret, "phase=terms&unit=rivers&opens=&until=2023-01-05" + Self.reasons))
            #expect(stranger.status == .forbidden)
            let late = try await client.execute(uri: "/en/cycles/2022/duties?unit=rivers&task=sign_terms", method: .get, headers: [.cookie: head])
            #expect(late.text.contains("to do"))
            let given = try await client.execute(
                uri: "/fr/cycles/2022/extensions", method: .post, headers: formHeaders(cookie),
                body: Self.body(secret, "phase=terms&unit=rivers&opens=&until=2023-01-05" + Self.reasons))
            #expect(given.status == .seeOther)
            let seen = try await client.execute(uri: "/fr/cycles/2022", method: .get, headers: [.cookie: head])
            #expect(seen.text.contains("crue"))
            let open = try await client.execute(
                uri: "/en/cycles/2022/duties.csv?unit=rivers&task=sign_terms", method: .get, headers: [.cookie: head])
            #expect(open.headers[.contentType]?.hasPrefix("text/csv") == true)
            let lines = open.text.split(separator: "\r\n")
            #expect(lines.first == "year,task,subject,unit,unit_name,owed_by,starts,planned,due,state,done,entry")
            #expect(lines.dropFirst().allSatisfy { $0.contains(",2023-01-05,open,") }, "\(lines)")
            #expect(lines.count == 3)
        }
    }

    @Test func aCellIsNeverAFormula() {
        #expect(DutiesQuery.cell("=1+1") == "'=1+1")
        #expect(DutiesQuery.cell("@x") == "'@x")
        #expect(DutiesQuery.cell("a,\"b\"") == "\"a,\"\"b\"\"\"")
        #expect(DutiesQuery.cell("plain") == "plain")
    }

    @Test func aQuarterIsReviewedByItsUnit() async throws {
        let sample = try await SampleOffice.found()
        let proposal = try await sample.office.database.read {
            try #require(try TermsBook.current(year: 2022, unit: "rivers", in: $0)).proposal.number
        }
        let (head, secret) = try await sample.cookie()
        let text = { (word: String) in Trilingual(ar: "\(word) ع", fr: "\(word) fr", en: "\(word) en") }
        try await sample.office.registrar.submitAll(
            [
                RegisterOfficial(code: "nadia", names: text("Nadia")),
                CreatePost(code: "evaluator", unit: "ministry", role: .evaluator, names: text("Evaluator")),
                AppointOfficial(official: "nadia", post: "evaluator", since: "2022-01-01"),
            ], by: try await sample.office.signatory(role: .administrator))
        try await sample.office.registrar.submit(
            VetTerms(year: 2022, unit: "rivers", proposal: proposal, outcome: .cleared),
            by: try await sample.office.signatory(role: .evaluator))
        let director = try await sample.office.signatory(role: .directorGeneral)
        let sign = SignTerms(year: 2022, unit: "rivers", proposal: proposal)
        try await sample.office.registrar.submit(sign, by: try await sample.office.signatory(role: .unitHead))
        try await sample.office.registrar.submit(sign, by: director)
        let place = "/en/cycles/2022/followups/rivers/2"
        let review = "text_ar=%D9%86%D8%B5&text_fr=texte&text_en=calm"
        try await sample.test { client in
            let form = try await client.execute(uri: place, method: .get, headers: [.cookie: head])
            #expect(form.text.contains("name=\"progress.R-1\""))
            let refused = try await client.execute(
                uri: place, method: .post, headers: formHeaders(head), body: Self.body(secret, review + "&progress.R-1=late"))
            #expect(refused.status == .unprocessableContent)
            #expect(refused.text.contains("E1427") && refused.text.contains(">calm</textarea>"))
            let done = try await client.execute(
                uri: place, method: .post, headers: formHeaders(head), body: Self.body(secret, review + "&progress.R-1=on_track"))
            #expect(done.status == .seeOther)
            let list = try await client.execute(uri: "/en/cycles/2022/followups", method: .get, headers: [.cookie: head])
            #expect(list.text.contains("calm") && list.text.contains("on track"))
            let ahead = try await client.execute(uri: "/en/cycles/2022/followups/rivers/4", method: .get, headers: [.cookie: head])
            #expect(!ahead.text.contains("name=\"progress.R-1\""), "a quarter that is not over has no form")
        }
        let recorded = try await sample.office.database.read { try FollowUpBook.current(year: 2022, unit: "rivers", quarter: 2, in: $0) }
        #expect(recorded?.by.official == "karim")
    }

    @Test func remindersAreSetAndGoUp() async throws {
        let sample = try await SampleOffice.found()
        let (cookie, secret) = try await sample.cookie(official: "amina", post: "administrator")
        let (head, headSecret) = try await sample.cookie()
        try await sample.test { client in
            for (fields, code) in [("before=7+x&after=1&escalate=3", "E1205"), ("before=7&after=0&escalate=3", "E1423")] {
                let refused = try await client.execute(
                    uri: "/fr/reminders", method: .post, headers: formHeaders(cookie), body: Self.body(secret, fields))
                #expect(refused.status == .unprocessableContent && refused.text.contains(code), "\(fields)")
                #expect(refused.text.contains("name=\"after\" value=\"\(code == "E1205" ? 1 : 0)\""), "what was typed is there again")
            }
            let set = try await client.execute(
                uri: "/fr/reminders", method: .post, headers: formHeaders(cookie),
                body: Self.body(secret, "before=14+1&after=1&escalate=3"))
            #expect(set.status == .seeOther)
            let wrong = try await client.execute(
                uri: "/fr/reminders/contacts", method: .post, headers: formHeaders(cookie),
                body: Self.body(secret, "post=head-rivers&email=karim&language=fr"))
            #expect(wrong.text.contains("E1424") && wrong.text.contains("value=\"karim\""))
            #expect(wrong.text.contains("name=\"before\" value=\"1 14\""), "the other form keeps what is in force, in order")
            let stranger = try await client.execute(
                uri: "/fr/reminders/contacts", method: .post, headers: formHeaders(head),
                body: Self.body(headSecret, "post=head-rivers&email=a@b.ma&language=fr"))
            #expect(stranger.status == .forbidden)
            let kept = try await client.execute(
                uri: "/fr/reminders/contacts", method: .post, headers: formHeaders(cookie),
                body: Self.body(secret, "post=head-rivers&email=rivers@water.example&language=fr"))
            #expect(kept.status == .seeOther)
            for (visitor, sees) in [(cookie, true), (head, false)] {
                let page = try await client.execute(uri: "/fr/reminders", method: .get, headers: [.cookie: visitor])
                #expect(page.text.contains("rivers@water.example") == sees, "only who keeps the addresses sees them")
            }
        }
        let told = try await Postman.preview(sample.office, address: "https://water.example")
        let letter = try #require(told.first)
        #expect(told.map(\.to) == ["rivers@water.example"])
        #expect(letter.text.contains("https://water.example/fr") && letter.text.contains("dans 12 jours"))
        #expect(!letter.text.contains("Karim"), "nobody's name")
        // Everything was due on 31 December; on 8 January it has gone up.
        sample.advance(minutes: 20 * 1_440)
        let (director, _) = try await sample.cookie(official: "salma", post: "director")
        try await sample.test { client in
            let home = try await client.execute(uri: "/en", method: .get, headers: [.cookie: director])
            #expect(home.text.contains("What has come up to you"))
        }
    }

    @Test func aLetterTravelsInShortLines() throws {
        let message = MailMessage(
            from: "a@b.ma", fromName: "المديرية العامة للأمن الوطني", to: "c@d.ma", subject: String(repeating: "تذكير é ", count: 20),
            text: "أول\nثان\n", id: "x", date: try #require(Timestamp("2026-11-26T10:54:18Z")))
        let lines = message.content.components(separatedBy: "\r\n")
        #expect(lines.allSatisfy { $0.utf8.count <= 78 && $0.utf8.allSatisfy { $0 < 128 } })
        #expect(lines.contains("Date: Thu, 26 Nov 2026 10:54:18 +0000"))
        #expect(!message.content.replacing("\r\n", with: "").contains("\n"))
        let body = try #require(message.content.components(separatedBy: "\r\n\r\n").last).replacing("\r\n", with: "")
        #expect(String(decoding: try #require(Data(base64Encoded: body)), as: UTF8.self) == "أول\r\nثان\r\n")
        #expect(MailMessage.encodedWords("a\r\nBcc: x@y") == "=?utf-8?B?\(Data("aBcc: x@y".utf8).base64EncodedString())?=")
        #expect(throws: Failure.self) { try MailServer("localhost", from: "a@b.ma") }
        #expect(throws: Failure.self) { try MailServer("localhost:99999", from: "a@b.ma") }
        #expect(throws: Failure.self) { try MailServer("localhost:25", from: "a b") }
    }
}
