import Acts
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import Institution
import NIOCore
import Publication
import Storage
import Testing

@testable import Web

/// The form of the self-assessment, its drafts, evidence, and the answers to difficulties.
@Suite struct SelfAssessmentPageTests {
    static func body(_ fields: [String: String]) -> ByteBuffer {
        let text = fields.map { "\(SiteRoute.encoded($0.key))=\(SiteRoute.encoded($0.value))" }.joined(separator: "&")
        return ByteBuffer(string: text)
    }

    /// The fields of a form with one supported achievement.
    static func fields(_ secret: Secret, _ action: String, seen: Int = 0, fr: String = "Moins de crues") -> [String: String] {
        [
            "form_token": secret.formToken, "key": Secret.random().text, "seen": "\(seen)", "do": action, "item.0.kind": "achievement",
            "item.0.commitment": "R-1", "item.0.ar": "فيضانات أقل", "item.0.fr": fr, "item.0.en": "Fewer floods", "item.0.cite0": "floods",
        ]
    }

    @Test func aFormIsSavedGrownAndSubmitted() async throws {
        let sample = try await SampleOffice.found()
        let (cookie, secret) = try await sample.cookie()
        let place = "/fr/cycles/2022/assessments/rivers"
        try await sample.test { client in
            func get(_ uri: String) async throws -> TestResponse {
                try await client.execute(uri: uri, method: .get, headers: [.cookie: cookie])
            }
            func post(_ fields: [String: String]) async throws -> TestResponse {
                try await client.execute(uri: place + "/form", method: .post, headers: formHeaders(cookie), body: Self.body(fields))
            }
            let first = try await get(place + "/form")
            #expect(first.status == .ok)
            #expect(first.text.contains("name=\"item.0.fr\"") && first.text.contains("value=\"R-1\""))
            let saved = try await post(Self.fields(secret, "add:R-1:constraint"))
            #expect(saved.status == .seeOther)
            let grown = try await get(place + "/form")
            #expect(grown.text.contains("Moins de crues"))
            #expect(grown.text.contains("name=\"item.1.severity\""), "a constraint says how hard it weighs")
            // The empty second row is no statement.
            let done = try await post(Self.fields(secret, "submit", seen: 1))
            #expect(done.status == .seeOther)
            let shown = try await get(place)
            #expect(shown.text.contains("Moins de crues"))
            #expect(shown.text.contains("/fr/figures/floods/"))
            #expect(!shown.text.contains(">non étayé<"))
            // Submitted again with other words: the page says what changed, and the old version stays readable.
            #expect(try await post(Self.fields(secret, "submit", fr: "Bien moins de crues")).status == .seeOther)
            let second = try await get(place)
            #expect(second.text.contains("<ins>Bien moins</ins>") && second.text.contains("<del>Moins</del>"), "word by word")
            let history = try await sample.office.database.read { try SelfAssessmentBook.history(year: 2022, unit: "rivers", in: $0) }
            #expect(history.count == 2)
            let old = try await get(place + "?version=\(history[0].by.number)")
            #expect(old.text.contains("Moins de crues") && !old.text.contains("Bien moins"))
            #expect(try await get(place + "?version=1").status == .notFound)
            let list = try await get("/fr/cycles/2022/assessments")
            #expect(list.text.contains("id=\"u-rivers\""))
            #expect(try await sample.office.database.read { try DraftBook.current("assessment", "2022/rivers", in: $0) } == nil)
        }
    }

    @Test func aRefusedSubmissionKeepsEverythingTyped() async throws {
        let sample = try await SampleOffice.found()
        let (cookie, secret) = try await sample.cookie()
        try await sample.test { client in
            var fields = Self.fields(secret, "submit")
            fields["item.0.cite0"] = "droughts@2022"
            let answer = try await client.execute(
                uri: "/fr/cycles/2022/assessments/rivers/form", method: .post, headers: formHeaders(cookie), body: Self.body(fields))
            #expect(answer.status == .notFound, "an unknown indicator")
            #expect(answer.text.contains("E1201"))
            #expect(answer.text.contains("droughts@2022") && answer.text.contains("Moins de crues"))
            let kept = try await sample.office.database.read { try DraftBook.current("assessment", "2022/rivers", in: $0) }
            #expect(kept?.content.contains("droughts@2022") == true)
        }
    }

    /// Two people write the same draft: both texts are kept, and the conflict is shown.
    @Test func bothTextsAreKept() async throws {
        let sample = try await SampleOffice.found()
        let administrator = try await sample.office.signatory(role: .administrator)
        let text = Trilingual(ar: "نعيمة", fr: "Naïma", en: "Naima")
        try await sample.office.registrar.submitAll(
            [
                RegisterOfficial(code: "naima", names: text),
                CreatePost(code: "reporting-rivers", unit: "rivers", role: .reportingOfficer, names: text),
                AppointOfficial(official: "naima", post: "reporting-rivers", since: "2022-01-01"),
            ], by: administrator)
        let (karim, one) = try await sample.cookie()
        let (naima, two) = try await sample.cookie(official: "naima", post: "reporting-rivers")
        let place = "/fr/cycles/2022/assessments/rivers"
        try await sample.test { client in
            func post(_ path: String, _ cookie: String, _ fields: [String: String]) async throws -> TestResponse {
                try await client.execute(uri: place + path, method: .post, headers: formHeaders(cookie), body: Self.body(fields))
            }
            let first = try await post("/draft", karim, Self.fields(one, "save", fr: "texte de Karim"))
            #expect(first.text == #"{"revision":1,"state":"saved"}"#)
            let other = try await post("/draft", naima, Self.fields(two, "save", fr: "texte de Naïma"))
            #expect(other.text == #"{"revision":1,"state":"conflict"}"#)
            let shown = try await client.execute(uri: place + "/form", method: .get, headers: [.cookie: naima])
            #expect(shown.text.contains("texte de Karim") && shown.text.contains("texte de Naïma"), "both are shown")
            // A submission over a text one has not seen is held up too.
            let held = try await post("/form", naima, Self.fields(two, "submit", fr: "texte de Naïma"))
            #expect(held.status == .conflict)
            #expect(try await sample.office.database.read { try SelfAssessmentBook.history(year: 2022, unit: "rivers", in: $0) }.isEmpty)
            #expect(try await post("/form", naima, Self.fields(two, "theirs")).status == .seeOther)
            let taken = try await client.execute(uri: place + "/form", method: .get, headers: [.cookie: naima])
            #expect(taken.text.contains("texte de Karim") && !taken.text.contains("texte de Naïma"))
            // Knowing the other's text, one's own may stand.
            #expect(try await post("/form", naima, Self.fields(two, "save", seen: 2, fr: "fondu")).status == .seeOther)
            let common = try await sample.office.database.read { try DraftBook.current("assessment", "2022/rivers", in: $0) }
            #expect(common?.content.contains("fondu") == true)
        }
    }

    @Test func onlyTheUnitWrites() async throws {
        let sample = try await SampleOffice.found()
        let (cookie, secret) = try await sample.cookie(official: "salma", post: "director")
        try await sample.test { client in
            let form = try await client.execute(uri: "/fr/cycles/2022/assessments/rivers/form", method: .get, headers: [.cookie: cookie])
            #expect(form.status == .notFound)
            for path in ["form", "draft"] {
                let answer = try await client.execute(
                    uri: "/fr/cycles/2022/assessments/rivers/\(path)", method: .post, headers: formHeaders(cookie),
                    body: Self.body(Self.fields(secret, "save")))
                #expect(answer.status == .notFound)
            }
            let stranger = try await client.execute(
                uri: "/fr/cycles/2022/assessments/rivers/draft", method: .post, headers: formHeaders(cookie),
                body: Self.body(["form_token": "no"]))
            #expect(stranger.status == .forbidden)
        }
    }

    // MARK: workbook

    @Test func aWorkbookGoesOutAndComesBackTheSame() async throws {
        let sample = try await SampleOffice.found()
        let (cookie, secret) = try await sample.cookie()
        let place = "/fr/cycles/2022/assessments/rivers"
        try await sample.test { client in
            let saved = try await client.execute(
                uri: place + "/form", method: .post, headers: formHeaders(cookie), body: Self.body(Self.fields(secret, "add:R-1:constraint")))
            #expect(saved.status == .seeOther)
            let before = try await sample.office.database.read { try DraftBook.current("assessment", "2022/rivers", in: $0) }
            let book = try await client.execute(uri: place + "/workbook", method: .get, headers: [.cookie: cookie])
            #expect(book.status == .ok)
            func send(_ bytes: [UInt8]) async throws -> TestResponse {
                var form = Self.multipart(
                    secret, name: "a.xlsx", type: EvidenceKind.xlsx.mediaType, bytes: bytes, more: ["seen": "1"])
                form.headers[.cookie] = cookie
                return try await client.execute(uri: place + "/workbook", method: .post, headers: form.headers, body: form.body)
            }
            #expect(try await send(Array(book.body.readableBytesView)).status == .seeOther)
            let after = try await sample.office.database.read { try DraftBook.current("assessment", "2022/rivers", in: $0) }
            #expect(after?.revision == 2)
            #expect(try AssessmentDraft(text: after?.content ?? "") == AssessmentDraft(text: before?.content ?? ""))
            let other = try await SpreadsheetProcess().write([
                Sheet(name: "x", rows: [AssessmentTable.columns, ["2022", "wells", "R-1", "challenge", "a", "b", "c"]])
            ])
            #expect(try await send(other).text.contains("E1526"), "another unit's")
            let changed = try await SpreadsheetProcess().write([Sheet(name: "x", rows: [["year", "unit"]])])
            #expect(try await send(changed).text.contains("E1526"), "other columns")
        }
    }

    // MARK: evidence

    /// A form with a file, as browsers send it.
    static func multipart(
        _ secret: Secret, name: String, type: String, bytes: [UInt8], more: [String: String] = [:]
    ) -> (headers: HTTPFields, body: ByteBuffer) {
        let boundary = "----hasila-test"
        var body = ByteBuffer()
        var fields = ["form_token": secret.formToken, "key": Secret.random().text]
        fields.merge(more) { $1 }
        for (key, value) in fields {
            body.writeString("--\(boundary)\r\nContent-Disposition: form-data; name=\"\(key)\"\r\n\r\n\(value)\r\n")
        }
        body.writeString("--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(name)\"\r\nContent-Type: \(type)\r\n\r\n")
        body.writeBytes(bytes)
        body.writeString("\r\n--\(boundary)--\r\n")
        return ([.contentType: "multipart/form-data; boundary=\(boundary)"], body)
    }

    @Test func evidenceGoesInOnceAndComesOutSafely() async throws {
        let sample = try await SampleOffice.found()
        let (cookie, secret) = try await sample.cookie()
        let place = "/fr/cycles/2022/assessments/rivers/evidence"
        let bytes = Array("date;niveau\n2022-12-01;3,2\n".utf8)
        try await sample.test { client in
            func send(_ name: String, _ type: String, _ bytes: [UInt8], _ more: [String: String] = [:]) async throws -> TestResponse {
                var form = Self.multipart(secret, name: name, type: type, bytes: bytes, more: more)
                form.headers[.cookie] = cookie
                return try await client.execute(uri: place, method: .post, headers: form.headers, body: form.body)
            }
            let taken = try await send("مناسيب.csv", "text/csv", bytes, ["caption": "Relevés", "commitment": "R-1", "expires": "2023-12-31"])
            #expect(taken.status == .seeOther)
            let file = try #require(try await sample.office.database.read { try EvidenceBook.all(year: 2022, in: $0) }.first)
            #expect(file.name == "مناسيب.csv" && file.mediaType == "text/csv" && file.bytes == Int64(bytes.count))
            #expect(try sample.office.evidence.get(file.hash) == bytes, "what is kept is what was sent, under its hash")
            let out = try await client.execute(uri: place + "/\(file.by.number)", method: .get, headers: [.cookie: cookie])
            #expect(Array(out.body.readableBytesView) == bytes)
            #expect(out.headers[.contentDisposition]?.hasPrefix("attachment;") == true)
            #expect(out.headers[.xContentTypeOptions] == "nosniff")
            #expect(out.headers[.contentSecurityPolicy] == "default-src 'none'; sandbox")
            #expect(try await client.execute(uri: place, method: .get, headers: [.cookie: cookie]).text.contains(file.hash))

            func refused(_ code: FailureCode, _ name: String, _ type: String, _ bytes: [UInt8]) async throws {
                let answer = try await send(name, type, bytes)
                #expect(answer.status == .unprocessableContent, "\(name)")
                #expect(answer.text.contains(code.label), "\(name)")
            }
            try await refused(.evidenceKnown, "encore.csv", "text/csv", bytes)
            try await refused(.evidenceFalseType, "photo.png", "image/png", bytes)
            try await refused(.evidenceFalseType, "page.csv", "text/html", bytes + [0x0A])
            try await refused(.evidenceKind, "outil.exe", "application/octet-stream", Array("MZ".utf8))
            try await refused(
                .evidenceActive, "rapport.pdf", "application/pdf",
                Array("%PDF-1.7\n1 0 obj<</S/JavaScript/JS(1)>>endobj\n%%EOF\n".utf8))
            try await refused(.missingText, "", "application/octet-stream", [])
            #expect(try sample.office.evidence.hashes() == [file.hash], "nothing refused is kept")
            let incoming = try FileManager.default.contentsOfDirectory(atPath: sample.office.evidence.folder + "/incoming")
            #expect(incoming.isEmpty, "and nothing lies about")

            // Somebody who may not judge it does not learn that it exists.
            let (other, _) = try await sample.cookie(official: "amina", post: "administrator")
            #expect(try await client.execute(uri: place + "/\(file.by.number)", method: .get, headers: [.cookie: other]).status == .ok)
            #expect(try await client.execute(uri: place + "/1", method: .get, headers: [.cookie: cookie]).status == .notFound)
            let foreign = try await client.execute(
                uri: "/fr/cycles/2022/assessments/wells/evidence/\(file.by.number)", method: .get, headers: [.cookie: cookie])
            #expect(foreign.status == .notFound)
        }
    }

    @Test func uploadsHaveTheirOwnLimitAndToken() async throws {
        let sample = try await SampleOffice.found()
        let (cookie, secret) = try await sample.cookie()
        let place = "/fr/cycles/2022/assessments/rivers/evidence"
        try await sample.test { client in
            // Larger than any other form may be, within the limit of files.
            var large = Self.multipart(
                secret, name: "a.txt", type: "text/plain", bytes: [UInt8](repeating: 0x61, count: 3 << 20))
            large.headers[.cookie] = cookie
            #expect(try await client.execute(uri: place, method: .post, headers: large.headers, body: large.body).status == .seeOther)
            var larger = Self.multipart(
                secret, name: "a.txt", type: "text/plain", bytes: [UInt8](repeating: 0x63, count: FileEvidence.largest + (2 << 20)))
            larger.headers[.cookie] = cookie
            #expect(try await client.execute(uri: place, method: .post, headers: larger.headers, body: larger.body).status == .contentTooLarge)
            var huge = Self.multipart(
                secret, name: "b.txt", type: "text/plain", bytes: [UInt8](repeating: 0x62, count: FileEvidence.largest + 1))
            huge.headers[.cookie] = cookie
            let cut = try await client.execute(uri: place, method: .post, headers: huge.headers, body: huge.body)
            #expect(cut.text.contains("E1520"))
            let (_, stranger) = try await sample.cookie(official: "salma", post: "director")
            var forged = Self.multipart(stranger, name: "c.txt", type: "text/plain", bytes: [0x63])
            forged.headers[.cookie] = cookie
            #expect(try await client.execute(uri: place, method: .post, headers: forged.headers, body: forged.body).status == .forbidden)
        }
    }

    // MARK: difficulties

    @Test func difficultiesAreShownCountedAndAnswered() async throws {
        let sample = try await SampleOffice.found()
        let (cookie, secret) = try await sample.cookie(official: "salma", post: "director")
        let karim = Signatory(official: "karim", post: "head-rivers", role: .unitHead, unit: "rivers")
        let receipt = try await sample.office.registrar.submit(
            SubmitSelfAssessment(
                year: 2022, unit: "rivers",
                items: [.init(kind: .constraint, text: Trilingual(ar: "نقص في القوارب", fr: "Manque de bateaux", en: "Too few boats"))]),
            by: karim)
        let place = "/en/cycles/2022/difficulties"
        let statement = "\(receipt.number).0"
        try await sample.test { client in
            func get(_ uri: String) async throws -> TestResponse {
                try await client.execute(uri: uri, method: .get, headers: [.cookie: cookie])
            }
            #expect(try await get("/en").text.contains("1 difficulty without answer"), "the home page counts")
            let shown = try await get(place)
            #expect(shown.text.contains("Too few boats") && shown.text.contains("/answer?statements=\(statement)"))
            #expect(try await get(place + "?state=answered").text.contains("Too few boats") == false)
            #expect(try await get(place + "?unit=wells").text.contains("Too few boats") == false)
            func answer(_ fields: [String: String]) async throws -> TestResponse {
                let all = ["form_token": secret.formToken, "key": Secret.random().text, "statements": statement].merging(fields) { $1 }
                return try await client.execute(
                    uri: place + "/answer", method: .post, headers: formHeaders(cookie), body: Self.body(all))
            }
            let poor = try await answer(["manner": "refusal"])
            #expect(poor.status == .unprocessableContent && poor.text.contains("E1524"))
            let half = try await answer(["manner": "refusal", "reason_en": "No money", "reason_fr": "", "reason_ar": ""])
            #expect(half.text.contains("E1005") && half.text.contains("No money"), "what was typed stays")
            let given = try await answer([
                "manner": "refusal", "reason_ar": "لا اعتماد", "reason_fr": "Pas de crédits", "reason_en": "No money",
            ])
            #expect(given.status == .seeOther)
            #expect(try await get(place + "?state=answered").text.contains("No money"))
            #expect(try await get("/en/cycles/2022/assessments/rivers").text.contains("No money"), "the unit reads why")
            #expect(try await get("/en").text.contains("0 difficulties without answer"))
            let (unit, _) = try await sample.cookie()
            let closed = try await client.execute(
                uri: place + "/answer?statements=\(statement)", method: .get, headers: [.cookie: unit])
            #expect(closed.status == .notFound)
        }
    }

    @Test func theTaxonomyIsEditedByActs() async throws {
        let sample = try await SampleOffice.found()
        let (cookie, secret) = try await sample.cookie(official: "amina", post: "administrator")
        let place = "/en/difficulties/taxonomy"
        try await sample.test { client in
            func post(_ path: String, _ fields: [String: String]) async throws -> TestResponse {
                let all = ["form_token": secret.formToken, "key": Secret.random().text].merging(fields) { $1 }
                return try await client.execute(uri: place + path, method: .post, headers: formHeaders(cookie), body: Self.body(all))
            }
            let names = ["name_ar": "وسائل", "name_fr": "Moyens", "name_en": "Means"]
            #expect(try await post("", names.merging(["code": "means", "rank": "1"]) { $1 }).status == .seeOther)
            let bad = try await post("", names.merging(["code": "the means", "rank": "1"]) { $1 })
            #expect(bad.text.contains("E1306") && bad.text.contains("the means"))
            #expect(try await post("/retired", ["code": "means"]).status == .seeOther)
            #expect(try await client.execute(uri: place, method: .get, headers: [.cookie: cookie]).text.contains("retired"))
            let (reader, _) = try await sample.cookie()
            let seen = try await client.execute(uri: place, method: .get, headers: [.cookie: reader])
            #expect(seen.status == .ok && !seen.text.contains("name=\"code\""), "others read it")
        }
    }
}

/// The reader of files as they arrive, against every way of cutting the stream into pieces.
@Suite struct MultipartTests {
    @Test func anyCutGivesTheSame() throws {
        let text = "preamble\r\n--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nقيمة\r\n--b\r\n"
            + "Content-Disposition: form-data; name=\"f\"; filename=\"x \\ y.txt\"\r\nContent-Type: text/plain\r\n\r\n"
            + "one\r\n--not\r\n--\r\ntwo\r\n--b--\r\n"
        let bytes = Array(text.utf8)
        for size in [1, 2, 3, 5, 7, 11, 64, bytes.count] {
            let reader = MultipartReader(boundary: Array("b".utf8))
            var (fields, names, file): ([String], [String], [UInt8]) = ([], [], [])
            for start in stride(from: 0, to: bytes.count, by: size) {
                try Array(bytes[start..<min(start + size, bytes.count)]).withUnsafeBytes { piece in
                    try reader.feed(piece) { event in
                        switch event {
                        case .field(let name, let value): fields.append("\(name)=\(value)")
                        case .file(let name, let type): names.append("\(name) \(type ?? "")")
                        case .bytes(let piece): file += piece
                        }
                    }
                }
            }
            #expect(reader.isFinished, "\(size)")
            #expect(fields == ["a=قيمة"], "\(size)")
            #expect(names == ["x \\ y.txt text/plain"], "\(size)")
            #expect(String(decoding: file, as: UTF8.self) == "one\r\n--not\r\n--\r\ntwo", "\(size)")
        }
    }
}
