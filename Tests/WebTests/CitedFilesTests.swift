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

/// Evidence where it is cited: in the form, on the unit's page, at the evaluator's workbench.
@Suite struct CitedFilesTests {
    /// Files are chosen by name, and lead from every statement that cites them to the file itself, for those who may open it.
    @Test func citedFilesAreChosenAndReached() async throws {
        let sample = try await EvaluationTests.prepared()
        let office = sample.office
        let names = Trilingual(ar: "آبار", fr: "Puits", en: "Wells")
        try await office.registrar.submitAll(
            [
                RegisterOfficial(code: "widad", names: names),
                CreatePost(code: "head-wells", unit: "wells", role: .unitHead, names: names),
                AppointOfficial(official: "widad", post: "head-wells", since: "2022-01-01"),
            ], by: try await office.signatory(role: .administrator))
        let head = try await office.signatory(official: "karim", post: "head-rivers")
        func file(_ digit: Character, _ name: String, expires: String, commitment: String?) async throws -> Int64 {
            let act = FileEvidence(
                year: 2022, unit: "rivers", hash: String(repeating: digit, count: 64), name: name + ".csv", mediaType: "text/csv",
                bytes: 2_048, expires: expires, commitment: commitment, caption: name, inspection: "hasila inspector 1: csv")
            return try await office.registrar.submit(act, by: head).number
        }
        let kept = try await file("a", "Relevés", expires: "2023-12-31", commitment: "R-1")
        let old = try await file("b", "Ancien", expires: "2022-12-19", commitment: nil)
        sample.advance(minutes: 1_440)
        let (cookie, secret) = try await sample.cookie()
        let (evaluator, _) = try await sample.cookie(official: "nadia", post: "evaluator")
        let (stranger, _) = try await sample.cookie(official: "widad", post: "head-wells")
        let (place, workbench) = ("/fr/cycles/2022/assessments/rivers", "/fr/cycles/2022/evaluations/rivers")
        try await sample.test { client in
            func get(_ uri: String, _ cookie: String) async throws -> String {
                try await client.execute(uri: uri, method: .get, headers: [.cookie: cookie]).text
            }
            let form = try await get(place + "/form", cookie)
            #expect(form.contains("name=\"item.0.file.\(kept)\" value=\"1\">"))
            #expect(form.contains("name=\"item.0.file.\(old)\" value=\"1\" disabled>"), "what expired can no longer be cited")
            #expect(form.contains("Relevés") && form.contains(String(repeating: "a", count: 12) + "…"), "by name and hash")
            var fields = SelfAssessmentPageTests.fields(secret, "submit")
            fields["item.0.cite0"] = nil
            fields["item.0.file.\(kept)"] = "1"
            let whole = ["kind": "achievement", "commitment": "", "ar": "سنة", "fr": "Année", "en": "Year", "file.\(kept)": "1"]
            for (name, value) in whole { fields["item.1.\(name)"] = value }
            let sent = try await client.execute(
                uri: place + "/form", method: .post, headers: formHeaders(cookie), body: SelfAssessmentPageTests.body(fields))
            #expect(sent.status == .seeOther)
            let link = "href=\"\(place)/evidence/\(kept)\""
            let shown = try await get(place, cookie)
            #expect(shown.contains(link) && shown.contains("\(place)/evidence#f-\(kept)") && !shown.contains(">non étayé<"))
            let judged = try await get(workbench, evaluator)
            #expect(judged.components(separatedBy: link).count == 3, "at the commitment, and at the year as a whole")
            for page in [place, workbench] {
                let text = try await get(page, stranger)
                #expect(!text.contains("/evidence/\(kept)") && !text.contains("Relevés"), "to others it does not exist: \(page)")
            }
            #expect(try await get(place + "/form", cookie).contains("name=\"item.0.file.\(kept)\" value=\"1\" checked>"))
        }
    }

    @Test func aLongListIsParted() async throws {
        let sample = try await SampleOffice.found()
        let head = try await sample.office.signatory(official: "karim", post: "head-rivers")
        for index in 1...8 {
            let act = FileEvidence(
                year: 2022, unit: "rivers", hash: String(repeating: "\(index)", count: 64), name: "f\(index).csv", mediaType: "text/csv", bytes: 1,
                commitment: index < 3 ? "R-1" : nil, inspection: "hasila inspector 1: csv")
            try await sample.office.registrar.submit(act, by: head)
        }
        let (cookie, _) = try await sample.cookie()
        try await sample.test { client in
            let form = try await client.execute(uri: "/en/cycles/2022/assessments/rivers/form", method: .get, headers: [.cookie: cookie]).text
            // At the commitment its own two, the six others folded; at the year as a whole the other way round.
            #expect(form.contains(">6</span> files filed for other") && form.contains(">2</span> files filed for other"))
            #expect(form.components(separatedBy: "name=\"item.0.file.").count == 9, "all of them can be chosen")
        }
    }
}
