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
import Publication
import Storage
import TestSupport
import Testing

@testable import Web

/// The meeting as its secretary, the Director General, a head and two hundred followers use it.
@Suite struct MeetingPagesTests {
    private func text(_ word: String) -> Trilingual { Trilingual(ar: "\(word) ع", fr: "\(word) fr", en: "\(word) en") }

    /// The sample with a secretary, in the meeting's phase.
    private func sample() async throws -> SampleOffice {
        let sample = try await SampleOffice.found()
        let by = try await sample.office.signatory(role: .administrator)
        for act in [
            RegisterOfficial(code: "nora", names: text("Nora")),
            CreatePost(code: "secretary", unit: "ministry", role: .secretary, names: text("Secretary")),
            AppointOfficial(official: "nora", post: "secretary", since: "2022-01-01"),
        ] as [any Act] { try await sample.office.registrar.submit(act, by: by) }
        return sample
    }

    private static func encoded(_ fields: KeyValuePairs<String, String>) -> String {
        fields.map { "\(SiteRoute.encoded($0.key))=\(SiteRoute.encoded($0.value))" }.joined(separator: "&")
    }

    private static func post(
        _ client: any TestClientProtocol, _ path: String, _ session: (header: String, session: Secret), _ fields: KeyValuePairs<String, String>
    ) async throws -> TestResponse {
        let frame = "form_token=\(session.session.formToken)&key=\(Secret.random().text)&"
        return try await client.execute(
            uri: "/en/cycles/2022/meeting/\(path)", method: .post, headers: formHeaders(session.header),
            body: ByteBuffer(string: frame + encoded(fields)))
    }

    private static let pages = ["", "/agenda", "/present", "/live", "/minutes", "/decisions", "/priorities", "/briefs/rivers", "/briefs/wells"]

    @Test func everyPageOpensBeforeAndAfterTheMeeting() async throws {
        let sample = try await sample()
        let (cookie, _) = try await sample.cookie()
        try await sample.test { client in
            for language in ["ar", "fr", "en"] {
                for page in Self.pages {
                    try await client.execute(uri: "/\(language)/cycles/2022/meeting\(page)", method: .get, headers: [.cookie: cookie]) { answer in
                        #expect(answer.status == .ok, "\(language) \(page)")
                        #expect(!answer.text.contains(SampleOffice.hostile), "\(page): a hostile name is escaped")
                        #expect(!answer.text.contains("⟦"), "\(page)")
                        // A head reads everything and is offered only what a head may do.
                        #expect(!answer.text.contains("/minutes/decisions\""), "\(page)")
                        #expect(!answer.text.contains("/minutes/signatures\""), "\(page)")
                    }
                }
            }
            for missing in ["/en/cycles/2031/meeting/agenda", "/en/cycles/2022/meeting/briefs/nowhere", "/en/cycles/2022/meeting/minutes.pdf"] {
                let answer = try await client.execute(uri: missing, method: .get, headers: [.cookie: cookie])
                #expect(answer.status == .notFound || answer.status == .unprocessableContent, "\(missing)")
            }
        }
    }

    @Test func theSecretaryHoldsTheMeetingThroughForms() async throws {
        let sample = try await sample()
        let secretary = try await sample.cookie(official: "nora", post: "secretary")
        let director = try await sample.cookie(official: "salma", post: "director")
        let office = sample.office
        try await sample.test { client in
            // Convene: a refusal keeps what was typed, then it goes through.
            let turns: KeyValuePairs = [
                "day": "2022-12-20", "starts": "09:00", "opening": "20", "place_ar": "الرباط", "place_fr": "Rabat", "place_en": "Rabat",
                "turn.0.unit": "rivers", "turn.0.place": "2", "turn.0.minutes": "45", "turn.1.unit": "wells", "turn.1.place": "1",
                "turn.1.minutes": "15", "turn.2.unit": "ministry", "turn.2.place": "", "turn.2.minutes": "15",
            ]
            let wrong = try await Self.post(client, "agenda", secretary, ["day": "2023-05-05", "starts": "09:00", "opening": "20", "place_ar": "x", "place_fr": "Salé", "place_en": "x", "turn.0.unit": "rivers", "turn.0.place": "1", "turn.0.minutes": "45"])
            #expect(wrong.status == .unprocessableContent)
            #expect(wrong.text.contains("E1561") && wrong.text.contains("Salé") && wrong.text.contains("2023-05-05"))
            #expect(try await Self.post(client, "agenda", secretary, turns).status == .seeOther)
            let convened = try await office.database.read { try MeetingBook.convocation(year: 2022, in: $0) }
            #expect(convened?.turns.map(\.unit) == ["wells", "rivers"] && convened?.times == ["09:00", "09:20", "09:35", "10:20"])

            // The dossier is frozen as the page showed it.
            let brief = try await client.execute(uri: "/en/cycles/2022/meeting/briefs/rivers", method: .get, headers: [.cookie: secretary.header])
            let digest = try #require(brief.text.firstMatch(of: /name="digest" value="([0-9a-f]{64})"/).map { String($0.1) })
            #expect(try await Self.post(client, "minutes/dossiers", secretary, ["unit": "rivers", "digest": digest]).status == .seeOther)
            let stale = try await Self.post(client, "minutes/dossiers", secretary, ["unit": "rivers", "digest": String(repeating: "0", count: 64)])
            #expect(stale.status == .unprocessableContent && stale.text.contains("E1560"))

            // No decision before the opening; then one, tied to dossier and figure.
            let dossier = try #require(try await office.database.read { try MeetingBook.dossier(year: 2022, unit: "rivers", in: $0) })
            #expect(dossier.figure("floods", of: "rivers")?.value == "27")
            let decision: KeyValuePairs = [
                "number": "1", "text_ar": "قرار", "text_fr": "Curer les canaux", "text_en": "Clear the channels", "owner": "rivers",
                "due": "2023-06-30", "dossier": "\(dossier.by.number)", "indicator": "floods", "figure_unit": "rivers", "figure_period": "2022",
                "commitment": "R-1", "follower": "ministry",
            ]
            let early = try await Self.post(client, "minutes/decisions", secretary, decision)
            #expect(early.status == .unprocessableContent && early.text.contains("E1504"))
            let opened = try await Self.post(
                client, "minutes/opening", secretary, ["held": "2022-12-20", "text_ar": "الرباط", "text_fr": "Rabat", "text_en": "Rabat"])
            #expect(opened.status == .seeOther)
            #expect(try await Self.post(client, "minutes/decisions", secretary, decision).status == .seeOther)
            let taken = try await Self.post(client, "minutes/decisions", secretary, decision)
            #expect(taken.status == .unprocessableContent && taken.text.contains("E1505") && taken.text.contains("Curer les canaux"))
            let said = try await Self.post(
                client, "minutes/interventions", secretary,
                ["unit": "rivers", "speaker": "head-rivers", "language": "fr", "summary": "<b>Trois</b> points"])
            #expect(said.status == .seeOther)
            let seats = try await Self.post(
                client, "minutes/attendance", secretary,
                ["seat.0.post": "director", "seat.0.state": "present", "seat.0.by": "", "seat.1.post": "head-rivers", "seat.1.state": "represented", "seat.1.by": "secretary"])
            #expect(seats.status == .seeOther)
            let guidance: KeyValuePairs = ["unit": "", "text_ar": "توجيه", "text_fr": "Aller vite", "text_en": "Be quick"]
            #expect(try await Self.post(client, "minutes/guidance", secretary, guidance).status == .forbidden)
            #expect(try await Self.post(client, "minutes/guidance", director, guidance).status == .seeOther)

            // Minutes: read, signed by both, voided by what comes later.
            func page(_ path: String, _ cookie: String) async throws -> TestResponse {
                try await client.execute(uri: "/fr/cycles/2022/meeting\(path)", method: .get, headers: [.cookie: cookie])
            }
            let minutes = try await page("/minutes", secretary.header)
            #expect(minutes.text.contains("Curer les canaux") && minutes.text.contains("&lt;b&gt;Trois&lt;/b&gt; points"))
            let signed = try #require(minutes.text.matches(of: /name="digest" value="([0-9a-f]{64})"/).map { String($0.1) }.last)
            for session in [secretary, director] {
                #expect(try await Self.post(client, "minutes/signatures", session, ["digest": signed]).status == .seeOther)
            }
            #expect(try await page("", secretary.header).text.contains("procès-verbal signé"))
            #expect(try await Self.post(client, "minutes/guidance", director, guidance).status == .seeOther)
            let voided = try await page("", secretary.header)
            #expect(!voided.text.contains("procès-verbal signé") && voided.text.contains("modifié depuis"))

            // Its head says where the decision stands; the register and its file say so.
            let head = try await sample.cookie()
            let followed = try await Self.post(
                client, "minutes/register", head,
                ["decision": "2022-01", "state": "done", "successor": "", "text_ar": "تم", "text_fr": "Canaux curés", "text_en": "Cleared"])
            #expect(followed.status == .seeOther)
            #expect(try await page("/decisions?state=done", head.header).text.contains("Canaux curés"))
            #expect(try await page("/decisions?state=blocked", head.header).text.contains("Canaux curés") == false)
            let file = try await page("/decisions.csv?owner=rivers", head.header)
            #expect(file.headers[.contentType] == "text/csv; charset=utf-8")
            #expect(file.text.contains("\r\n2022-01,قرار,Curer les canaux,Clear the channels,rivers,2023-06-30,R-1,floods,rivers,2022,\(dossier.by.number),ministry,done,"))
        }
    }

    /// Every follower hears of a decision within a second, and the server forgets those who left.
    @Test func followersHearAtOnce() async throws {
        let sample = try await sample()
        let secretary = try await sample.office.signatory(official: "nora", post: "secretary")
        try await sample.office.registrar.submit(
            HoldMeeting(year: 2022, held: "2022-12-19", place: text("Rabat")), by: secretary)
        let watch = sample.site.meetings
        let heard = try await Self.delays(of: 200, watch) {
            try await sample.office.registrar.submit(
                RecordDecision(
                    year: 2022, number: 1, text: Trilingual(ar: "Dredge ع", fr: "Dredge fr", en: "Dredge"), owner: "rivers", due: "2023-01-31"),
                by: secretary)
        }
        #expect(heard.count == 200)
        print("the slowest of 200 followers heard after \(heard.max() ?? .zero)")
        for _ in 0..<500 where watch.count > 0 { try await Task.sleep(for: .milliseconds(10)) }
        #expect(watch.count == 0, "whoever left is forgotten")
    }

    /// How long after the deed each follower heard of it; nobody follows any more when this returns.
    private static func delays(
        of followers: Int, _ watch: MeetingWatch, deed: @escaping @Sendable () async throws -> Void
    ) async throws -> [Duration] {
        try await withThrowingTaskGroup(of: ContinuousClock.Instant?.self) { group in
            for index in 0..<followers {
                let stream = try await watch.follow(.init(year: 2022, language: index % 2 == 0 ? .fr : .ar))
                group.addTask {
                    for await message in stream where message.contains("Dredge") { return ContinuousClock.now }
                    return nil
                }
            }
            #expect(watch.count == followers)
            let begun = ContinuousClock.now
            try await deed()
            var delays: [Duration] = []
            for try await moment in group { if let moment { delays.append(moment - begun) } }
            return delays
        }
    }

    /// What another process writes into the same database reaches followers too.
    @Test func followersHearOfOtherServers() async throws {
        let sample = try await sample()
        let secretary = try await sample.office.signatory(official: "nora", post: "secretary")
        try await sample.office.registrar.submit(HoldMeeting(year: 2022, held: "2022-12-19", place: text("Rabat")), by: secretary)
        let clock = sample.office.clock
        let other = try await Office.open(
            .directory(sample.folder.file("data")), more: [Migration(number: 100, name: "sign-in", sql: IdentityTables.sql)], clock: clock)
        let site = try Site(office: other)
        let stream = try await site.meetings.follow(.init(year: 2022, language: .en))
        let waiting = Task { () -> Bool in
            for await message in stream where message.contains("Dredge") { return true }
            return false
        }
        try await sample.office.registrar.submit(
            RecordDecision(year: 2022, number: 1, text: text("Dredge"), owner: "rivers", due: "2023-01-31"), by: secretary)
        let timeout = Task {
            try await Task.sleep(for: .seconds(8))
            waiting.cancel()
        }
        #expect(await waiting.value)
        timeout.cancel()
        await other.close()
    }

    @Test func documentsAreComposed() async throws {
        let sample = try await sample()
        let secretary = try await sample.office.signatory(official: "nora", post: "secretary")
        try await sample.office.registrar.submit(HoldMeeting(year: 2022, held: "2022-12-19", place: text("Rabat")), by: secretary)
        let (cookie, _) = try await sample.cookie()
        try await sample.test { client in
            for path in ["briefs/rivers/pdf", "minutes.pdf"] {
                for language in ["ar", "fr"] {
                    let answer = try await client.execute(
                        uri: "/\(language)/cycles/2022/meeting/\(path)", method: .get, headers: [.cookie: cookie])
                    #expect(answer.status == .ok, "\(path) \(language)")
                    #expect(answer.headers[.contentType] == "application/pdf")
                    #expect(answer.body.readableBytesView.starts(with: Array("%PDF-".utf8)))
                }
            }
        }
    }
}
