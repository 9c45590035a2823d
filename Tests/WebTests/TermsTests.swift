import Acts
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

/// Terms of reference through the browser: drafted, checked, disputed, negotiated, vetted, signed, assigned.
@Suite struct TermsPagesTests {
    /// Who is signed in, with their cookie.
    private struct Seat: Sendable {
        let cookie: String
        let session: Secret

        func form(_ fields: [String: String]) -> ByteBuffer {
            var all = fields
            all["form_token"] = session.formToken
            if all["key"] == nil { all["key"] = Secret.random().text }
            let pairs = all.map { "\(Self.encoded($0.key))=\(Self.encoded($0.value))" }
            return ByteBuffer(string: pairs.joined(separator: "&"))
        }

        static func encoded(_ text: String) -> String {
            text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        }
    }

    private static func seat(_ sample: SampleOffice, _ official: String = "karim", _ post: String = "head-rivers") async throws -> Seat {
        let (cookie, session) = try await sample.cookie(official: official, post: post)
        return Seat(cookie: cookie, session: session)
    }

    private static func post(
        _ client: any TestClientProtocol, _ uri: String, _ seat: Seat, _ fields: [String: String]
    ) async throws -> TestResponse {
        try await client.execute(uri: uri, method: .post, headers: formHeaders(seat.cookie), body: seat.form(fields))
    }

    private static func get(_ client: any TestClientProtocol, _ uri: String, _ seat: Seat) async throws -> TestResponse {
        try await client.execute(uri: uri, method: .get, headers: [.cookie: seat.cookie])
    }

    /// A sample with a statistician, who vets, and a head of wells.
    private static func sample() async throws -> SampleOffice {
        let sample = try await SampleOffice.found()
        let administrator = try await sample.office.signatory(role: .administrator)
        func text(_ word: String) -> Trilingual { Trilingual(ar: "\(word) ع", fr: "\(word) fr", en: "\(word) en") }
        try await sample.office.registrar.submitAll(
            [
                RegisterOfficial(code: "omar", names: text("Omar")),
                CreatePost(code: "statistics", unit: "ministry", role: .statistician, names: text("Statistics")),
                AppointOfficial(official: "omar", post: "statistics", since: "2022-01-01"),
                RegisterOfficial(code: "widad", names: text("Widad")),
                CreatePost(code: "head-wells", unit: "wells", role: .unitHead, names: text("Head of wells")),
                AppointOfficial(official: "widad", post: "head-wells", since: "2022-01-01"),
            ], by: administrator)
        return sample
    }

    private static func number(_ sample: SampleOffice, _ unit: String = "rivers") async throws -> Int64 {
        try await sample.office.database.read { try #require(try TermsBook.current(year: 2022, unit: unit, in: $0)).proposal.number }
    }

    /// A row of the editor's form.
    private static func row(_ index: Int, _ code: String, weight: String, target: String = "30") -> [String: String] {
        [
            "c.\(index).code": code, "c.\(index).weight": weight, "c.\(index).target": target, "c.\(index).baseline": "40",
            "c.\(index).type": "at_most", "c.\(index).indicator": "floods", "c.\(index).text_ar": "فيضانات أقل",
            "c.\(index).text_fr": "Moins d’inondations", "c.\(index).text_en": "Fewer floods",
        ]
    }

    @Test func theListSaysWhereEachUnitStands() async throws {
        let sample = try await Self.sample()
        let head = try await Self.seat(sample)
        try await sample.test { client in
            let all = try await Self.get(client, "/en/cycles/2022/terms", head)
            #expect(all.status == .ok)
            #expect(all.text.contains("/en/terms/2022/rivers"))
            #expect(all.text.contains("/en/terms/2022/wells"), "a unit with a head owes terms")
            #expect(!all.text.contains(SampleOffice.hostile))
            let none = try await Self.get(client, "/en/cycles/2022/terms?state=none", head)
            #expect(!none.text.contains("<th scope=\"row\" class=\"pin broad-cell\"><a href=\"/en/terms/2022/rivers\""))
            let sorted = try await Self.get(client, "/en/cycles/2022/terms?sort=-date&q=rivers", head)
            #expect(sorted.text.contains("aria-sort=\"descending\""))
            let nothing = try await Self.get(client, "/ar/cycles/2022/terms?q=zzz", head)
            #expect(nothing.status == .ok)
        }
    }

    @Test func vettedThenSignedByBoth() async throws {
        let sample = try await Self.sample()
        let (head, director) = (try await Self.seat(sample), try await Self.seat(sample, "salma", "director"))
        let statistician = try await Self.seat(sample, "omar", "statistics")
        let number = try await Self.number(sample)
        let place = "/en/terms/2022/rivers"
        try await sample.test { client in
            #expect(try await Self.get(client, place, head).text.contains("\(place)/signature"))
            #expect(!(try await Self.get(client, place, director).text.contains("\(place)/signature")), "not before it is vetted")
            let early = try await Self.post(client, "\(place)/signature", director, ["proposal": "\(number)"])
            #expect(early.status == .unprocessableContent && early.text.contains("E1442"))
            let mute = try await Self.post(client, "\(place)/vetting", statistician, ["proposal": "\(number)", "outcome": "returned"])
            #expect(mute.status == .unprocessableContent && mute.text.contains("E1005"))
            #expect(mute.text.contains("value=\"returned\" checked"), "what was chosen is kept")
            let own = try await Self.post(client, "\(place)/vetting", head, ["proposal": "\(number)", "outcome": "cleared"])
            #expect(own.status == .forbidden)
            let vetted = try await Self.post(
                client, "\(place)/vetting", statistician, ["proposal": "\(number)", "outcome": "cleared", "remarks": "Fine <b>"])
            #expect(vetted.status == .seeOther)
            for seat in [director, head] {
                let signed = try await Self.post(client, "\(place)/signature", seat, ["proposal": "\(number)"])
                #expect(signed.status == .seeOther)
            }
            let page = try await Self.get(client, place, head)
            #expect(!page.text.contains("\(place)/signature"))
            #expect(page.text.contains("Fine &lt;b&gt;"))
            let stale = try await Self.post(client, "\(place)/comments", head, ["proposal": "1", "text": "x"])
            #expect(stale.status == .unprocessableContent && stale.text.contains("E1410"))
        }
        #expect(try await sample.office.database.read { try TermsBook.inForce(year: 2022, unit: "rivers", in: $0) } != nil)
    }

    @Test func commentsKeepWhatWasTyped() async throws {
        let sample = try await Self.sample()
        let director = try await Self.seat(sample, "salma", "director")
        let number = try await Self.number(sample)
        try await sample.test { client in
            let wrong = try await Self.post(
                client, "/fr/terms/2022/rivers/comments", director, ["proposal": "\(number)", "commitment": "R-9", "text": "Trop peu"])
            #expect(wrong.status == .unprocessableContent && wrong.text.contains("E1406") && wrong.text.contains("Trop peu"))
            let said = try await Self.post(
                client, "/fr/terms/2022/rivers/comments", director, ["proposal": "\(number)", "commitment": "R-1", "text": "Trop peu"])
            #expect(said.status == .seeOther)
            #expect(try await Self.get(client, "/fr/terms/2022/rivers", director).text.contains("Trop peu"))
            #expect(try await Self.get(client, "/fr/terms/2022/nowhere", director).status == .notFound)
            #expect(try await Self.get(client, "/fr/terms/1999/rivers", director).status == .notFound)
        }
    }

    @Test func theEditorWorksWithoutScript() async throws {
        let sample = try await Self.sample()
        let (head, director) = (try await Self.seat(sample), try await Self.seat(sample, "salma", "director"))
        let place = "/en/terms/2022/rivers/edit"
        try await sample.test { client in
            #expect(try await Self.get(client, place, director).status == .notFound, "whose drafts exist is not theirs to know")
            let first = try await Self.get(client, place, head)
            #expect(first.status == .ok && first.text.contains("value=\"R-1\""))
            let added = try await Self.post(client, place, head, Self.row(0, "R-1", weight: "60").merging(["do": "add", "seen": "0"]) { _, new in new })
            #expect(added.status == .seeOther)
            #expect(added.headers[.location] == "/en/terms/2022/rivers/edit#row-1")
            let again = try await Self.get(client, place, head)
            #expect(again.text.contains("name=\"c.1.code\"") && again.text.contains("The weights add to"))
            let two = Self.row(0, "R-1", weight: "60").merging(Self.row(1, "R-2", weight: "30,5", target: "20")) { _, new in new }
            let refused = try await Self.post(client, place, head, two.merging(["do": "propose", "seen": "1"]) { _, new in new })
            #expect(refused.status == .unprocessableContent && refused.text.contains("E1205"))
            #expect(refused.text.contains("value=\"30,5\""), "what was typed stays")
            let removed = try await Self.post(client, place, head, two.merging(["do": "remove.0", "seen": "2"]) { _, new in new })
            #expect(removed.status == .seeOther)
            #expect(!(try await Self.get(client, place, head).text.contains("value=\"R-1\"")))
            let good = Self.row(0, "R-1", weight: "60").merging(Self.row(1, "R-2", weight: "40", target: "20")) { _, new in new }
            let proposed = try await Self.post(client, place, head, good.merging(["do": "propose", "seen": "3"]) { _, new in new })
            #expect(proposed.status == .seeOther)
            let versions = try await Self.get(client, "/en/terms/2022/rivers/versions", head)
            #expect(versions.status == .ok && versions.text.contains("R-2") && versions.text.contains("<ins>"))
            #expect(try await Self.get(client, "/en/terms/2022/rivers/versions?a=77", head).status == .notFound)
        }
        let terms = try await sample.office.database.read { try TermsBook.current(year: 2022, unit: "rivers", in: $0) }
        #expect(terms?.commitments.map(\.code) == ["R-1", "R-2"])
        #expect(try await sample.office.database.read { try TermsDraft.current(year: 2022, unit: "rivers", in: $0) } == nil, "the draft became the act")
    }

    @Test func twoPeopleKeepBothTexts() async throws {
        let sample = try await Self.sample()
        let (head, administrator) = (try await Self.seat(sample), try await Self.seat(sample, "amina", "administrator"))
        let place = "/en/terms/2022/rivers/edit"
        try await sample.test { client in
            func save(_ seat: Seat, _ code: String, _ deed: String = "save", seen: String) async throws -> TestResponse {
                try await Self.post(client, place, seat, Self.row(0, code, weight: "100").merging(["do": deed, "seen": seen]) { _, new in new })
            }
            #expect(try await save(administrator, "ADMIN-1", seen: "0").status == .seeOther)
            let met = try await save(head, "HEAD-1", seen: "0")
            #expect(met.status == .conflict && met.text.contains("E4006"))
            #expect(met.text.contains("ADMIN-1") && met.text.contains("value=\"HEAD-1\""), "both texts are shown")
            #expect(try await save(head, "HEAD-1", "overwrite", seen: "0").status == .seeOther)
            let kept = try await sample.office.database.read { try #require(try TermsDraft.current(year: 2022, unit: "rivers", in: $0)) }
            #expect(kept.draft.commitments.map(\.code) == ["HEAD-1"])
            #expect(try await save(administrator, "ADMIN-2", seen: "1").status == .conflict)
            #expect(try await save(administrator, "ADMIN-2", "theirs", seen: "1").status == .seeOther)
            let last = try await sample.office.database.read { try #require(try TermsDraft.current(year: 2022, unit: "rivers", in: $0)) }
            #expect(last.draft.commitments.map(\.code) == ["HEAD-1"])
            #expect(try await save(head, "HEAD-1", "discard", seen: "3").status == .seeOther)
        }
        #expect(try await sample.office.database.read { try TermsDraft.current(year: 2022, unit: "rivers", in: $0) } == nil)
    }

    @Test func assignedWithPreviewThenTakenOver() async throws {
        let sample = try await Self.sample()
        let (head, director) = (try await Self.seat(sample), try await Self.seat(sample, "salma", "director"))
        var fields = [
            "from": "ministry", "code": "M-1", "weight": "20", "text_ar": "نص", "text_fr": "texte", "text_en": "text", "type": "at_most",
            "indicator": "floods", "target": "60", "method": "equal",
        ]
        let place = "/en/terms-assignment/2022"
        let empty = fields
        fields["u.rivers"] = "1"
        fields["u.wells"] = "1"
        let chosen = fields
        try await sample.test { client in
            #expect(try await Self.get(client, place, director).status == .ok)
            let nobody = try await Self.post(client, place, director, empty.merging(["do": "preview"]) { _, new in new })
            #expect(nobody.status == .unprocessableContent && nobody.text.contains("E1449"))
            let preview = try await Self.post(client, place, director, chosen.merging(["do": "preview"]) { _, new in new })
            #expect(preview.status == .ok && preview.text.contains("M-1.wells") && preview.text.contains("name=\"t.rivers\" value=\"30\""))
            let bare = try await Self.post(client, place, director, chosen.merging(["do": "assign"]) { _, new in new })
            #expect(bare.status == .unprocessableContent && bare.text.contains("E1405"), "a baseline is missing")
            let done = try await Self.post(
                client, place, director, chosen.merging(["do": "assign", "b.rivers": "40", "b.wells": "50", "t.wells": "25"]) { _, new in new })
            #expect(done.status == .seeOther)
            #expect(try await Self.get(client, "/en/terms-coverage/2022", director).status == .ok)
            let editor = try await Self.get(client, "/en/terms/2022/rivers/edit", head)
            #expect(editor.text.contains("value=\"take.M-1.rivers\""))
            let taken = try await Self.post(
                client, "/en/terms/2022/rivers/edit", head,
                Self.row(0, "R-1", weight: "80").merging(["do": "take.M-1.rivers", "seen": "0"]) { _, new in new })
            #expect(taken.status == .seeOther)
            #expect(try await Self.get(client, "/en/terms/2022/rivers/edit", head).text.contains("value=\"M-1.rivers\""))
        }
        let wells = try await sample.office.database.read { try TermsBook.assigned(year: 2022, unit: "wells", in: $0) }
        #expect(wells.map(\.commitment.target) == ["25"])
        #expect(wells.map(\.commitment.baseline) == ["50"])
    }

    @Test(.enabled("make setup installs openpyxl") { FileManager.default.isExecutableFile(atPath: SpreadsheetProcess().python) })
    func theWorkbookGoesRound() async throws {
        let sample = try await Self.sample()
        let head = try await Self.seat(sample)
        let place = "/en/terms/2022/rivers/workbook"
        @Sendable func body(_ file: [UInt8]) -> ByteBuffer {
            var bytes = Array("--XX\r\nContent-Disposition: form-data; name=\"form_token\"\r\n\r\n\(head.session.formToken)\r\n".utf8)
            bytes += Array("--XX\r\nContent-Disposition: form-data; name=\"seen\"\r\n\r\n0\r\n".utf8)
            bytes += Array("--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.xlsx\"\r\nContent-Type: x/y\r\n\r\n".utf8)
            return ByteBuffer(bytes: bytes + file + Array("\r\n--XX--\r\n".utf8))
        }
        try await sample.test { client in
            let headers: HTTPFields = [.cookie: head.cookie, .contentType: "multipart/form-data; boundary=XX"]
            let down = try await Self.get(client, place, head)
            #expect(down.status == .ok)
            let book = Array(down.body.readableBytesView)
            #expect(SpreadsheetProcess.isWorkbook(book))
            var rows = try await SpreadsheetProcess().read(book)
            #expect(rows.count == 2 && rows[1].contains("R-1"))
            let target = try #require(rows[0].firstIndex(of: "target"))
            rows[1][target] = "29"
            let filled = try await SpreadsheetProcess().write([Sheet(name: "x", rows: rows)])
            let up = try await client.execute(uri: place, method: .post, headers: headers, body: body(filled))
            #expect(up.status == .seeOther)
            let bad = try await client.execute(uri: place, method: .post, headers: headers, body: body(Array("not a workbook".utf8)))
            #expect(bad.status == .unprocessableContent && bad.text.contains("E1450"))
            rows[0][target] = "aim"
            let unknown = try await SpreadsheetProcess().write([Sheet(name: "x", rows: rows)])
            let refused = try await client.execute(uri: place, method: .post, headers: headers, body: body(unknown))
            #expect(refused.status == .unprocessableContent && refused.text.contains("E1106"))
            for broken in ["", "--XX", "--XX\r\nx\r\n--XX--"] {
                let answer = try await client.execute(uri: place, method: .post, headers: headers, body: ByteBuffer(string: broken))
                #expect(answer.status == .forbidden, "\(broken)")
            }
            let token = try await client.execute(
                uri: place, method: .post, headers: headers, body: ByteBuffer(string: "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--XX--\r\n"))
            #expect(token.status == .forbidden)
        }
        let kept = try await sample.office.database.read { try #require(try TermsDraft.current(year: 2022, unit: "rivers", in: $0)) }
        #expect(kept.draft.commitments.map(\.target) == ["29"])
    }

    @Test func numbersAsPeopleTypeThem() {
        #expect(TermsDraft.decimal("94,43", .fr) == "94.43")
        #expect(TermsDraft.decimal("2 668 473", .ar) == "2668473")
        #expect(TermsDraft.decimal("1\u{202F}234,5", .fr) == "1234.5")
        #expect(TermsDraft.decimal("1,234", .en) == "1,234", "in English it may part thousands: refused, not guessed")
        #expect(TermsDraft.decimal("\u{2212}3", .fr) == "-3")
    }
}
