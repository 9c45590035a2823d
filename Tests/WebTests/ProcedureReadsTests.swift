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

/// What programs read of appeals, evidence, guidance and progress: the same as people, and no more.
@Suite struct ProcedureReadsTests {
    /// What follows a rating, and what the meeting gives on the way, as the pages show it.
    @Test func appealsAndGuidanceAreRead() async throws {
        let sample = try await EvaluationTests.prepared()
        let registrar = sample.office.registrar
        func signatory(_ official: String, _ post: String) async throws -> Signatory {
            try await sample.office.signatory(official: official, post: post)
        }
        let (head, director) = (try await signatory("karim", "head-rivers"), try await signatory("salma", "director"))
        let evaluator = try await sample.cookie(official: "nadia", post: "evaluator")
        try await sample.test { client in
            let rated = try await EvaluationTests.post(client, "rating", "overall=good&item.0.grade=good&answer_by=2022-12-19", evaluator)
            #expect(rated.status == .seeOther)
        }
        let rating = try await sample.office.database.read {
            try #require(try EvaluationBook.current(year: 2022, unit: "rivers", in: $0)).by.number
        }
        let headers = try await InterfaceTests.token(sample, scopes: ["read:evaluations", "read:meetings"])
        // The day after the unit's last day to answer the rating is final.
        sample.advance(minutes: 1_440)
        let grounds = Written("Les crues de mai", "fr")
        try await registrar.submit(AppealRating(year: 2022, unit: "rivers", rating: rating, grounds: grounds), by: head)
        let text = Trilingual(ar: "السدود أولا", fr: "Les barrages d’abord", en: "Dams first")
        try await registrar.submit(HoldMeeting(year: 2022, held: "2022-12-14", place: text), by: director)
        try await registrar.submit(GiveGuidance(year: 2022, text: text), by: director)
        try await registrar.submit(GiveGuidance(year: 2022, unit: "wells", text: text), by: director)
        try await sample.test { client in
            func list<Item: Codable & Sendable>(_ path: String, _ item: Item.Type) async throws -> [Item] {
                let answer = try await client.execute(uri: "/api/v1/cycles/2022/\(path)", method: .get, headers: headers)
                #expect(answer.status == .ok, "\(path): \(answer.text)")
                return try JSONDecoder().decode(Listing<Item>.self, from: Data(answer.text.utf8)).items
            }
            let pending = try #require(try await list("appeals?state=pending", AppealItem.self).first)
            #expect(pending.rating == rating && pending.unit == "rivers" && pending.grounds == grounds && pending.decision == nil)
            #expect(try await list("appeals?state=decided", AppealItem.self).isEmpty)
            try await registrar.submit(
                DecideAppeal(year: 2022, unit: "rivers", rating: rating, outcome: .rejected, reason: Written("Non", "fr")), by: director)
            #expect(try await list("appeals", AppealItem.self).map { $0.decision?.outcome } == [DecideAppeal.Outcome.rejected])
            #expect(try await list("appeals?unit=wells", AppealItem.self).isEmpty)
            #expect(try await list("guidance", GuidanceItem.self).map(\.unit) == [nil, "wells"])
            #expect(try await list("guidance?unit=rivers", GuidanceItem.self).map(\.text) == [text])
            let refused = try await client.execute(uri: "/api/v1/cycles/2022/evidence", method: .get, headers: headers)
            #expect(refused.status == .forbidden && refused.text.contains("E4011"), "of another area")
        }
    }

    /// Evidence is there for the posts that may see it on the pages, and for no others.
    @Test func evidenceIsReadByWhoMay() async throws {
        let sample = try await SampleOffice.found()
        let names = Trilingual(ar: "آبار", fr: "Puits", en: "Wells")
        try await sample.office.registrar.submitAll(
            [
                RegisterOfficial(code: "widad", names: names),
                CreatePost(code: "head-wells", unit: "wells", role: .unitHead, names: names),
                AppointOfficial(official: "widad", post: "head-wells", since: "2022-01-01"),
            ], by: try await sample.office.signatory(role: .administrator))
        let file = FileEvidence(
            year: 2022, unit: "rivers", hash: String(repeating: "ab", count: 32), name: "releves.csv", mediaType: "text/csv", bytes: 12,
            expires: "2023-06-30", commitment: "R-1", caption: "Relevés", inspection: "hasila inspector 1: csv")
        let number = try await sample.office.registrar.submit(
            file, by: try await sample.office.signatory(official: "karim", post: "head-rivers")).number
        let scopes = ["read:assessments"]
        let own = try await InterfaceTests.token(sample, "own", scopes: scopes)
        let other = try await InterfaceTests.token(sample, "other", post: "head-wells", scopes: scopes)
        let judge = try await InterfaceTests.token(sample, "judge", post: "director", scopes: scopes)
        try await sample.test { client in
            for (headers, sees) in [(own, true), (other, false), (judge, true)] {
                let list = try await client.execute(uri: "/api/v1/cycles/2022/evidence", method: .get, headers: headers)
                let items = try JSONDecoder().decode(Listing<EvidenceItem>.self, from: Data(list.text.utf8))
                #expect(items.total == (sees ? 1 : 0) && items.items.map(\.hash) == (sees ? [file.hash] : []))
                let one = try await client.execute(uri: "/api/v1/cycles/2022/evidence/\(number)", method: .get, headers: headers)
                #expect(one.status == (sees ? .ok : .notFound))
                #expect(one.text.contains("releves.csv") == sees && one.text.contains("2023-06-30") == sees)
            }
            for (query, found) in [("unit=wells", 0), ("unit=rivers", 1), ("hash=\(file.hash)", 1), ("hash=0", 0)] {
                let list = try await client.execute(uri: "/api/v1/cycles/2022/evidence?\(query)", method: .get, headers: own)
                #expect(try JSONDecoder().decode(Listing<EvidenceItem>.self, from: Data(list.text.utf8)).total == found, "\(query)")
            }
        }
    }

    @Test func progressIsRead() async throws {
        let sample = try await RoadmapPagesTests.decided()
        let director = try await sample.office.signatory(official: "salma", post: "director")
        let text = Trilingual(ar: "سد", fr: "Un barrage", en: "One dam")
        let plan = AdoptObjective(
            year: 2023, code: "O1", text: text, owner: "rivers", starts: "2023-01-01", due: "2023-06-30",
            decision: .init(year: 2022, number: 1))
        try await sample.office.registrar.submit(plan, by: director)
        let head = try await sample.office.signatory(official: "karim", post: "head-rivers")
        for (day, percent) in [("2022-12-18", 20), ("2022-12-19", 35)] {
            let report = ReportProgress(
                year: 2023, code: "O1", unit: "rivers", asOf: day, status: .onTrack, percent: percent, note: "Études")
            try await sample.office.registrar.submit(report, by: head)
        }
        let headers = try await InterfaceTests.token(sample, scopes: ["read:roadmap"])
        try await sample.test { client in
            let cases: [(query: String, found: [Int])] = [
                ("", [20, 35]), ("?objective=O1", [20, 35]), ("?objective=O2", []), ("?owner=wells", []),
            ]
            for (query, found) in cases {
                let answer = try await client.execute(uri: "/api/v1/cycles/2023/progress\(query)", method: .get, headers: headers)
                let items = try JSONDecoder().decode(Listing<ProgressItem>.self, from: Data(answer.text.utf8)).items
                #expect(items.map(\.report.percent) == found && items.allSatisfy { $0.by.official == "karim" }, "\(query)")
            }
        }
    }
}
