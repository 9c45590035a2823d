import Acts
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import Institution
import NIOCore
import Storage
import Testing

@testable import Web

/// The evaluation as lived in the browser: rated, answered, concluded, approved, and voided by an edit.
@Suite struct EvaluationTests {
    static func prepared() async throws -> SampleOffice {
        let sample = try await SampleOffice.found()
        let administrator = try await sample.office.signatory(role: .administrator)
        let text = { (word: String) in Trilingual(ar: "\(word) ع", fr: "\(word) fr", en: "\(word) en") }
        try await sample.office.registrar.submitAll(
            [
                RegisterOfficial(code: "nadia", names: text("Nadia")),
                CreatePost(code: "evaluator", unit: "ministry", role: .evaluator, names: text("Evaluator")),
                AppointOfficial(official: "nadia", post: "evaluator", since: "2022-01-01"),
            ], by: administrator)
        let head = Signatory(official: "karim", post: "head-rivers", role: .unitHead, unit: "rivers")
        let director = Signatory(official: "salma", post: "director", role: .directorGeneral, unit: "ministry")
        let proposal = try await sample.office.database.read {
            try #require(try TermsBook.current(year: 2022, unit: "rivers", in: $0)).proposal.number
        }
        let evaluator = Signatory(official: "nadia", post: "evaluator", role: .evaluator, unit: "ministry")
        try await sample.office.registrar.submit(
            VetTerms(year: 2022, unit: "rivers", proposal: proposal, outcome: .cleared), by: evaluator)
        for signatory in [head, director] {
            try await sample.office.registrar.submit(SignTerms(year: 2022, unit: "rivers", proposal: proposal), by: signatory)
        }
        try await sample.office.registrar.submit(
            SubmitSelfAssessment(
                year: 2022, unit: "rivers", items: [.init(commitment: "R-1", kind: .achievement, text: text("Dams"), cites: ["floods"])]),
            by: head)
        return sample
    }

    private static let place = "/en/cycles/2022/evaluations/rivers"

    static func post(
        _ client: any TestClientProtocol, _ step: String, _ fields: String, _ session: (header: String, session: Secret)
    ) async throws -> TestResponse {
        let body = "form_token=\(session.session.formToken)&key=\(Secret.random().text)&\(fields)"
        return try await client.execute(
            uri: "\(place)/\(step)", method: .post, headers: formHeaders(session.header), body: ByteBuffer(string: body))
    }

    @Test func fromRatingToAVoidApproval() async throws {
        let sample = try await Self.prepared()
        let evaluator = try await sample.cookie(official: "nadia", post: "evaluator")
        let head = try await sample.cookie()
        let director = try await sample.cookie(official: "salma", post: "director")
        try await sample.test { client in
            func page(_ session: (header: String, session: Secret), _ query: String = "") async throws -> String {
                let answer = try await client.execute(uri: Self.place + query, method: .get, headers: [.cookie: session.header])
                #expect(answer.status == .ok)
                return answer.text
            }
            #expect(try await page(evaluator).contains("\(Self.place)/rating"))
            #expect(try await !page(head).contains("\(Self.place)/rating"), "nobody sees a form they may not use")
            // A grade that claims a lack needs its reason; what was typed comes back.
            let bare = try await Self.post(client, "rating", "overall=good&item.0.grade=inadequate&item.0.reason=&finding.0.fr=typed", evaluator)
            #expect(bare.status == .unprocessableContent && bare.text.contains("E1110") || bare.text.contains("E1555"))
            #expect(bare.text.contains("typed"))
            let rated = try await Self.post(client, "rating", "overall=good&item.0.grade=good&answer_by=2022-12-26", evaluator)
            #expect(rated.status == .seeOther)
            let rating = try await sample.office.database.read {
                try #require(try EvaluationBook.current(year: 2022, unit: "rivers", in: $0))
            }
            #expect("\(rating.score)" == "100.00", "the result is the figure in force, 27 floods of at most 30")
            let early = try await Self.post(client, "conclusion", "rating=\(rating.by.number)&appeal_by=2023-01-05", evaluator)
            #expect(early.text.contains("E1540"))
            let answer = "rating=\(rating.by.number)&position=accepts&text=We+agree"
            #expect(try await Self.post(client, "answer", answer, evaluator).status == .forbidden)
            #expect(try await Self.post(client, "answer", answer, head).status == .seeOther)
            #expect(try await page(evaluator).contains("We agree"))
            let conclusion = "rating=\(rating.by.number)&appeal_by=2023-01-05"
            #expect(try await Self.post(client, "conclusion", conclusion, evaluator).status == .seeOther)
            let shown = try await page(director)
            let digest = try #require(shown.firstMatch(of: /name="digest" value="([0-9a-f]{64})"/)).1
            #expect(try await Self.post(client, "approval", "digest=\(String(repeating: "0", count: 64))", director).text.contains("E1547"))
            #expect(try await Self.post(client, "approval", "digest=\(digest)", director).status == .seeOther)
            #expect(try await page(head).contains("This content is approved as it stands."))
            let figure = ReturnedValue(indicator: "floods", value: "29")
            try await sample.office.registrar.submit(
                SubmitReturn(unit: "rivers", period: "2022", values: [figure]),
                by: Signatory(official: "karim", post: "head-rivers", role: .unitHead, unit: "rivers"))
            #expect(try await page(head).contains("The approval is void"))
            let list = try await client.execute(
                uri: "/en/cycles/2022/evaluations?standing=void", method: .get, headers: [.cookie: head.header])
            #expect(list.text.contains("id=\"u-rivers\""))
        }
    }

    private static func drafts(_ sample: SampleOffice) async throws -> Int64 {
        try await sample.office.database.read { tables in
            try tables.first("SELECT COUNT(*) AS n FROM drafts WHERE kind = 'rating'")?.integer("n") ?? 0
        }
    }

    /// What an evaluator types is kept without an act, comes back, and is no draft any more once it is signed.
    @Test func aRatingIsKeptWhileItIsWritten() async throws {
        let sample = try await Self.prepared()
        let evaluator = try await sample.cookie(official: "nadia", post: "evaluator")
        let head = try await sample.cookie()
        let size = try await sample.office.database.read { try LedgerBook.size(in: $0) }
        try await sample.test { client in
            func page() async throws -> String {
                try await client.execute(uri: Self.place, method: .get, headers: [.cookie: evaluator.header]).text
            }
            #expect(try await page().contains("data-draft=\"\(Self.place)/draft\""))
            let typed = "overall=adequate&item.0.grade=good&item.0.reason=Dams+held&finding.0.kind=concern&finding.0.fr=digue&seen=0"
            let saved = try await Self.post(client, "draft", typed, evaluator)
            #expect(saved.status == .ok && saved.text.contains("\"state\":\"saved\""), "\(saved.text)")
            let shown = try await page()
            #expect(shown.contains("Dams held") && shown.contains(">digue<"))
            #expect(shown.contains("name=\"overall\" value=\"adequate\" required checked"))
            #expect(try await Self.post(client, "draft", typed, head).status == .notFound, "a head drafts no rating of the own unit")
            // A refusal changes neither ledger nor draft.
            let refused = try await Self.post(client, "rating", "overall=good&item.0.grade=inadequate&item.0.reason=", evaluator)
            #expect(refused.status == .unprocessableContent)
            #expect(try await page().contains("Dams held"))
            #expect(try await sample.office.database.read { try LedgerBook.size(in: $0) } == size)
            #expect(try await Self.drafts(sample) == 1)
            let given = try await Self.post(client, "draft", "do=discard", evaluator)
            #expect(given.status == .seeOther)
            #expect(try await !page().contains("Dams held"))
            #expect(try await Self.post(client, "draft", "do=save&" + typed, evaluator).status == .seeOther)
            let signed = try await Self.post(client, "rating", "overall=good&item.0.grade=good&answer_by=2022-12-26", evaluator)
            #expect(signed.status == .seeOther)
            let place = try #require(signed.headers[.location])
            let done = try await client.execute(uri: place, method: .get, headers: [.cookie: evaluator.header]).text
            #expect(done.contains("data-draft-done=\"\(Self.place)/draft\"") && !done.contains("Dams held"))
        }
        #expect(try await Self.drafts(sample) == 0, "what was signed is no draft any more")
    }

    @Test func aWhatIfIsMarkedAndRecordsNothing() async throws {
        let sample = try await Self.prepared()
        let evaluator = try await sample.cookie(official: "nadia", post: "evaluator")
        let before = try await sample.office.database.read { try LedgerBook.size(in: $0) }
        try await sample.test { client in
            let answer = try await client.execute(uri: Self.place + "?w.R-1=35", method: .get, headers: [.cookie: evaluator.header])
            #expect(answer.text.contains("not the real score"))
            // From 40 to 30, 35 is half of the way.
            #expect(answer.text.contains("50.00"))
        }
        #expect(try await sample.office.database.read { try LedgerBook.size(in: $0) } == before)
    }

    @Test func sampleCalibrationAndSeparation() async throws {
        let sample = try await Self.prepared()
        let evaluator = try await sample.cookie(official: "nadia", post: "evaluator")
        try await sample.test { client in
            #expect(try await Self.post(client, "sample", "figures=1", evaluator).status == .seeOther)
            #expect(try await Self.post(client, "sample", "figures=1", evaluator).text.contains("E1549"))
            let drawn = try await sample.office.database.read {
                try #require(try SampleBook.current(year: 2022, unit: "rivers", in: $0))
            }
            let checks = "sample=\(drawn.by.number)&check.1.outcome=deviates&check.1.found=26&check.1.remark=log+book"
            #expect(try await Self.post(client, "checks", checks, evaluator).status == .seeOther)
            #expect(try await Self.post(client, "rating", "overall=good", evaluator).status == .seeOther)
            for language in ["ar", "fr", "en"] {
                for page in ["calibration", "separation", "evaluations", "evaluations/rivers", "evaluations?sort=score&order=desc"] {
                    let answer = try await client.execute(
                        uri: "/\(language)/cycles/2022/\(page)", method: .get, headers: [.cookie: evaluator.header])
                    #expect(answer.status == .ok, "\(language) \(page)")
                    #expect(!answer.text.contains("<script>alert"), "\(page)")
                }
            }
            let separation = try await client.execute(
                uri: "/en/cycles/2022/separation", method: .get, headers: [.cookie: evaluator.header])
            #expect(separation.text.contains("No case found") && separation.text.contains("WITH deeds AS"))
            let missing = try await client.execute(
                uri: "/en/cycles/2022/evaluations/nowhere", method: .get, headers: [.cookie: evaluator.header])
            #expect(missing.status == .notFound)
        }
    }

    @Test func aSelfAssessmentIsSentBackAndTheChangesShow() async throws {
        let sample = try await Self.prepared()
        let evaluator = try await sample.cookie(official: "nadia", post: "evaluator")
        let first = try await sample.office.database.read {
            try #require(try SelfAssessmentBook.current(year: 2022, unit: "rivers", in: $0)).by.number
        }
        try await sample.test { client in
            let back = "assessment=\(first)&reason=Which+dams%3F&until=2022-12-24"
            #expect(try await Self.post(client, "back", back, evaluator).status == .seeOther)
            #expect(try await Self.post(client, "rating", "overall=good", evaluator).text.contains("E1553"))
            let text = Trilingual(ar: "سد واحد", fr: "Un barrage", en: "One dam")
            try await sample.office.registrar.submit(
                SubmitSelfAssessment(
                    year: 2022, unit: "rivers", items: [.init(commitment: "R-1", kind: .achievement, text: text, cites: ["floods"])]),
                by: Signatory(official: "karim", post: "head-rivers", role: .unitHead, unit: "rivers"))
            let page = try await client.execute(uri: Self.place, method: .get, headers: [.cookie: evaluator.header])
            #expect(page.text.contains("<ins dir=\"auto\">One dam</ins>") && page.text.contains("<del dir=\"auto\">Dams en</del>"))
        }
    }
}
