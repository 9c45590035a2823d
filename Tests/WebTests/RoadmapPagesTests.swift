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

/// The loop in the browser: decision, objective, closing, progress, drafts of the next terms.
@Suite struct RoadmapPagesTests {
    private static func text(_ word: String) -> Trilingual { Trilingual(ar: "\(word) ع", fr: "\(word) fr", en: "\(word) en") }

    /// The sample with its meeting held and two decisions; every phase is open.
    static func decided() async throws -> SampleOffice {
        let sample = try await SampleOffice.found()
        let administrator = try await sample.office.signatory(role: .administrator)
        for phase in [Phase.meeting, .roadmap, .followUp, .terms] {
            try await sample.office.registrar.submit(
                ExtendPhase(year: 2022, phase: phase, until: "2023-12-31", reason: text("test")), by: administrator)
        }
        let director = try await sample.office.signatory(official: "salma", post: "director")
        try await sample.office.registrar.submit(HoldMeeting(year: 2022, held: "2022-12-14", place: text("Hall")), by: director)
        for (number, word) in [(1, "Dams"), (2, "Bridges")] {
            let decision = RecordDecision(year: 2022, number: number, text: text(word), owner: "rivers", due: "2023-06-30")
            try await sample.office.registrar.submit(decision, by: director)
        }
        return sample
    }

    private static func body(_ secret: Secret, _ fields: [(String, String)]) -> ByteBuffer {
        let all = [("form_token", secret.formToken), ("key", Secret.random().text)] + fields
        return ByteBuffer(string: all.map { "\(SiteRoute.encoded($0.0))=\(SiteRoute.encoded($0.1))" }.joined(separator: "&"))
    }

    private static let objective = [
        ("code", "O1"), ("owner", "rivers"), ("text_ar", "سدود"), ("text_fr", "Barrages"), ("text_en", "Build dams"), ("starts", "2023-01-01"),
        ("due", "2023-06-30"), ("decision", "1"), ("milestones.0.code", "M1"), ("milestones.0.due", "2023-05-31"),
        ("milestones.0.text_ar", "سد"), ("milestones.0.text_fr", "Un barrage"), ("milestones.0.text_en", "One dam"),
    ]

    @Test func theLoopClosesInTheBrowser() async throws {
        let sample = try await Self.decided()
        let (director, secret) = try await sample.cookie(official: "salma", post: "director")
        let (head, headSecret) = try await sample.cookie()
        try await sample.test { client in
            func get(_ path: String, _ cookie: String) async throws -> TestResponse {
                try await client.execute(uri: path, method: .get, headers: [.cookie: cookie])
            }
            func post(_ path: String, _ cookie: String, _ secret: Secret, _ fields: [(String, String)]) async throws -> TestResponse {
                try await client.execute(uri: path, method: .post, headers: formHeaders(cookie), body: Self.body(secret, fields))
            }
            let proposals = try await get("/en/roadmaps/2023/proposals", director)
            #expect(proposals.text.contains("Dams en"))
            #expect(proposals.text.contains("from=decision-1"))
            let prefilled = try await get("/en/roadmaps/2023/new?from=decision-1", director)
            #expect(prefilled.text.contains(">Dams fr</textarea>"))
            #expect(prefilled.text.contains("value=\"2023-06-30\""))
            #expect(try await get("/en/roadmaps/2023/new", head).status == .forbidden)

            // A refusal gives back everything that was typed.
            let wrong = Self.objective.filter { $0.0 != "text_ar" }
            let refused = try await post("/en/roadmaps/2023/new", director, secret, wrong)
            #expect(refused.status == .unprocessableContent)
            #expect(refused.text.contains("E1005"))
            #expect(refused.text.contains("Build dams") && refused.text.contains("One dam"))
            #expect(try await post("/en/roadmaps/2023/new", director, secret, Self.objective).status == .seeOther)
            let roadmap = try await get("/ar/cycles/2022/roadmap", director)
            #expect(roadmap.text.contains("سدود") && roadmap.text.contains("<svg class=\"ch\""))

            let early = try await post("/en/roadmaps/2023/closing", director, secret, [])
            #expect(early.status == .unprocessableContent)
            #expect(early.text.contains("E1590"))
            let reason = [("manner", "refuse"), ("text_ar", "لا"), ("text_fr", "non"), ("text_en", "no money")]
            #expect(try await post("/en/roadmaps/2023/outcomes/2", director, secret, reason).status == .seeOther)
            let again = try await post("/en/roadmaps/2023/outcomes/2", director, secret, reason)
            #expect(again.text.contains("E1589"))
            #expect(try await get("/en/roadmaps/2023/outcomes", head).text.contains("no money"))
            #expect(try await post("/en/roadmaps/2023/closing", head, headSecret, []).status == .forbidden)
            #expect(try await post("/en/roadmaps/2023/closing", director, secret, []).status == .seeOther)

            let path = "/en/roadmaps/2023/objectives/O1"
            let minutes = FileEvidence(
                year: 2022, unit: "rivers", hash: String(repeating: "ab", count: 32), name: "pv.pdf", mediaType: "application/pdf", bytes: 9,
                caption: "Minutes of the works", inspection: "hasila inspector 1: pdf")
            let filed = try await sample.office.registrar.submit(
                minutes, by: try await sample.office.signatory(official: "karim", post: "head-rivers")).number
            #expect(try await get(path + "/progress", head).text.contains("name=\"evidence.\(filed)\" value=\"1\">"), "chosen, not typed")
            let progress = [
                ("as_of", "2022-12-19"), ("status", "on_track"), ("percent", "35"), ("note", "Études <b>faites</b>"),
                ("milestones.0.reached", "2022-12-18"), ("evidence.\(filed)", "1"),
            ]
            // What is none of the owner's files is refused, and what was ticked stays.
            let foreign = try await post(path + "/progress", head, headSecret, progress + [("evidence.1", "1")])
            #expect(foreign.status == .unprocessableContent && foreign.text.contains("name=\"evidence.\(filed)\" value=\"1\" checked>"))
            #expect(try await post(path + "/progress", head, headSecret, progress).status == .seeOther)
            let page = try await get(path, head)
            #expect(page.text.contains("35%") && page.text.contains("Études &lt;b&gt;faites"))
            #expect(page.text.contains("/en/cycles/2022/assessments/rivers/evidence/\(filed)\"") && page.text.contains("Minutes of the works"))
            #expect(!page.text.contains("style="), "the content policy forbids inline style")
            let table = try await get("/en/roadmaps/2023/roadmap.csv", head)
            #expect(table.text.contains("2023,O1,سدود,Barrages,Build dams,rivers"))
            let calendar = try await get("/fr/roadmaps/2023/roadmap.ics", head)
            #expect(calendar.text.contains("DTSTART;VALUE=DATE:20230531\r\n"))

            #expect(try await post("/en/roadmaps/2023/terms", head, headSecret, []).status == .seeOther)
        }
        let draft = try await sample.office.database.read { try TermsDraft.current(year: 2023, unit: "rivers", in: $0)?.draft }
        #expect(draft?.commitments.map(\.code) == ["O1-M1"])
        #expect(draft?.commitments.map(\.weight) == ["100"])
        #expect(try draft?.proposed().first?.due == "2023-05-31")
    }

    @Test func aRevisionKeepsWhatItDoesNotName() async throws {
        let sample = try await Self.decided()
        let (director, secret) = try await sample.cookie(official: "salma", post: "director")
        try await sample.test { client in
            func post(_ path: String, _ fields: [(String, String)]) async throws -> TestResponse {
                try await client.execute(uri: path, method: .post, headers: formHeaders(director), body: Self.body(secret, fields))
            }
            #expect(try await post("/en/roadmaps/2023/new", Self.objective).status == .seeOther)
            let reason = [("reason_ar", "س"), ("reason_fr", "crue"), ("reason_en", "flood"), ("decided", "2022-12-19")]
            let same = try await post("/en/roadmaps/2023/objectives/O1/revision", Self.objective + reason)
            #expect(same.text.contains("E1583"))
            let later = Self.objective.map { $0.0 == "due" ? ("due", "2023-08-31") : $0 }
            #expect(try await post("/en/roadmaps/2023/objectives/O1/revision", later + reason).status == .seeOther)
            let strategy = [
                ("code", "S"), ("from", "2022"), ("to", "2026"), ("name_ar", "خطة"), ("name_fr", "Plan"), ("name_en", "Scheme"),
                ("goals.0.code", "G"), ("goals.0.name_ar", "ماء"), ("goals.0.name_fr", "Eau"), ("goals.0.name_en", "Water"),
                ("goals.0.text_ar", "ماء"), ("goals.0.text_fr", "De l’eau"), ("goals.0.text_en", "Water for all"),
            ]
            #expect(try await post("/en/strategies/new/form", strategy).status == .seeOther)
            try await client.execute(uri: "/en/strategies/S", method: .get, headers: [.cookie: director]) { response in
                #expect(response.text.contains("Water for all"))
            }
        }
        let objective = try await sample.office.database.read { try RoadmapBook.objective(year: 2023, code: "O1", in: $0) }
        #expect(objective?.versions.count == 2)
        #expect(objective?.plan.due == "2023-08-31")
        #expect(objective?.plan.milestones == objective?.terms.milestones)
    }
}
