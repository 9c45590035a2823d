import Acts
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import Institution
import Ledger
import Localization
import NIOCore
import Storage
import Testing

@testable import Web

/// Registers of acts, the ledger in the browser, the registers of the organization, delegation and handover.
@Suite struct AccountabilityTests {
    static let pages = [
        "/accountability", "/accountability/units/rivers", "/accountability/units/ministry?kind=SubmitReturn&year=2022",
        "/accountability/posts/head-rivers", "/accountability/posts/director?from=2022-12-01&to=2022-12-31", "/ledger",
        "/ledger?kind=OpenUnit&from=2022-12-01", "/ledger?number=3", "/ledger/0", "/ledger/5", "/ledger-check", "/roles",
        "/organization/units", "/organization/posts", "/organization/officials", "/organization/appointments",
        "/organization/delegations", "/handover/head-rivers", "/acting",
    ]

    @Test func everyPageAnswersInEveryLanguage() async throws {
        let sample = try await SampleOffice.found()
        let (cookie, _) = try await sample.cookie(official: "amina", post: "administrator")
        try await sample.test { client in
            for language in Language.allCases {
                for page in Self.pages {
                    try await client.execute(uri: "/\(language.rawValue)\(page)", method: .get, headers: [.cookie: cookie]) { response in
                        let text = response.text
                        #expect(response.status == .ok, "\(language) \(page)")
                        #expect(text.components(separatedBy: "<h1").count == 2, "\(language) \(page): one h1")
                        #expect(!text.contains("style=\"") && !text.contains("<script>"), "\(page)")
                        for leak in ["[[", "{{", "Optional(", "[accountability.", "[organization.", "[ledger.", "[acts.", "[words."] {
                            #expect(!text.contains(leak), "\(language) \(page) shows \(leak)")
                        }
                    }
                }
            }
        }
    }

    /// Those whom a register concerns read it; for everyone else it does not exist.
    @Test func registersAreForThoseTheyConcern() async throws {
        let sample = try await SampleOffice.found()
        let head = try await sample.cookie().header
        let director = try await sample.cookie(official: "salma", post: "director").header
        try await sample.test { client in
            for (cookie, page, status) in [
                (head, "/accountability/units/rivers", HTTPResponse.Status.ok), (head, "/accountability/posts/head-rivers", .ok),
                (head, "/accountability/units/rivers/csv", .ok), (head, "/handover/head-rivers", .ok), (head, "/acting", .ok),
                (head, "/accountability/units/wells", .notFound), (head, "/accountability/units/ministry", .notFound),
                (head, "/accountability/units/wells/csv", .notFound), (head, "/accountability/posts/director", .notFound),
                (head, "/accountability/posts/director/csv", .notFound), (head, "/accountability/posts/none", .notFound),
                (head, "/accountability/units/none", .notFound), (head, "/handover/director", .notFound),
                (head, "/organization/units", .notFound), (head, "/organization/posts", .notFound),
                (head, "/organization/delegations", .ok), (head, "/organization/nothing", .notFound), (head, "/ledger/99999", .notFound),
                (head, "/ledger/x", .notFound), (head, "/ledger/007", .notFound),
                (director, "/accountability/units/wells", .ok), (director, "/accountability/posts/head-rivers", .ok),
                (director, "/organization/units", .ok),
            ] {
                let answer = try await client.execute(uri: "/en\(page)", method: .get, headers: [.cookie: cookie])
                #expect(answer.status == status, "\(page)")
            }
        }
    }

    @Test func theRegisterListsActsWithTheirEntries() async throws {
        let sample = try await SampleOffice.found()
        let (cookie, _) = try await sample.cookie()
        try await sample.test { client in
            try await client.execute(uri: "/en/accountability/units/rivers", method: .get, headers: [.cookie: cookie]) { response in
                let text = response.text
                #expect(text.contains("Propose the terms of reference") && text.contains("Submit figures") && text.contains("Open a unit"))
                #expect(text.contains("correction of an earlier return"), "the second return of the same period corrects")
                #expect(text.contains("href=\"/en/ledger/"))
                #expect(!text.contains("<script>alert"))
            }
            try await client.execute(
                uri: "/en/accountability/units/rivers?kind=ProposeTerms", method: .get, headers: [.cookie: cookie]
            ) { response in
                #expect(response.text.contains("Propose the terms") && !response.text.contains("<th scope=\"row\">Submit figures"))
            }
            try await client.execute(uri: "/en/accountability/units/rivers?year=1999", method: .get, headers: [.cookie: cookie]) { response in
                #expect(response.text.contains("No act matches"))
            }
            try await client.execute(uri: "/fr/accountability/units/rivers/csv?kind=SubmitReturn", method: .get, headers: [.cookie: cookie]) { response in
                let lines = response.text.components(separatedBy: "\r\n")
                #expect(response.headers[.contentType] == "text/csv; charset=utf-8")
                #expect(lines.first == "number,time,kind,act,part,post,own_post,about,year")
                #expect(lines.count == 4 && lines[1].contains(",SubmitReturn,Déposer des chiffres,about,administrator,,"))
            }
            for bad in ["from=yesterday", "to=2022-13-01"] {
                let answer = try await client.execute(uri: "/en/accountability/units/rivers?\(bad)", method: .get, headers: [.cookie: cookie])
                #expect(answer.status == .unprocessableContent, "\(bad)")
            }
        }
    }

    /// An entry's envelope is everyone's, its content is not, and the proof holds without the server.
    @Test func entriesProveThemselves() async throws {
        let sample = try await SampleOffice.found()
        let head = try await sample.cookie().header
        let administrator = try await sample.cookie(official: "amina", post: "administrator").header
        let proposal = try await sample.office.database.read {
            try #require(try TermsBook.current(year: 2022, unit: "rivers", in: $0)).proposal.number
        }
        let wells = try await sample.office.database.read { tables in
            try #require(try tables.first("SELECT made FROM units WHERE code = 'wells'")).integer("made")
        }
        try await sample.test { client in
            let own = try await client.execute(uri: "/en/ledger/\(proposal)", method: .get, headers: [.cookie: head])
            #expect(own.text.contains("What the act says") && own.text.contains("/commitments/0"))
            let other = try await client.execute(uri: "/en/ledger/\(wells)", method: .get, headers: [.cookie: head])
            #expect(other.text.contains("You see the envelope only") && !other.text.contains("What the act says"))
            let read = try await client.execute(uri: "/en/ledger/\(wells)", method: .get, headers: [.cookie: administrator])
            #expect(read.text.contains("What the act says") && !read.text.contains("<script>alert"))
            let file = try await client.execute(uri: "/en/ledger/\(proposal)/proof", method: .get, headers: [.cookie: head])
            let proof = try LogProof(parsing: file.text)
            let entry = try await sample.office.database.read { try #require(try LedgerBook.entry(proposal, in: $0)) }
            let verified = try proof.verify(entry: entry.envelope().bytes, log: sample.office.logKey)
            #expect(verified.checkpoint.size > UInt64(proposal))
        }
    }

    private static func fields(_ pairs: KeyValuePairs<String, String>, _ secret: Secret) -> ByteBuffer {
        let all = [("form_token", secret.formToken), ("key", Secret.random().text)] + pairs.map { ($0.key, $0.value) }
        return ByteBuffer(string: all.map { "\($0.0)=\(SiteRoute.encoded($0.1))" }.joined(separator: "&"))
    }

    /// From a new official to a delegation that holds, through forms alone; and the session that acts for another.
    @Test func theRegistersAreKeptThroughForms() async throws {
        let sample = try await SampleOffice.found()
        let (cookie, secret) = try await sample.cookie(official: "amina", post: "administrator")
        let names: KeyValuePairs = ["code": "nora", "name_ar": "نورة", "name_fr": "Nora", "name_en": "Nora"]
        try await sample.test { client in
            func post(_ place: String, _ pairs: KeyValuePairs<String, String>, as who: (String, Secret)? = nil) async throws -> TestResponse {
                let (header, key) = who ?? (cookie, secret)
                return try await client.execute(
                    uri: "/en/\(place)", method: .post, headers: formHeaders(header), body: Self.fields(pairs, key))
            }
            #expect(try await post("organization/officials/official", names).status == .seeOther)
            let again = try await post("organization/officials/official", names)
            #expect(again.status == .unprocessableContent && again.text.contains("E1314") && again.text.contains("value=\"nora\""))
            let created = try await post(
                "organization/posts/post",
                ["code": "head-wells", "unit": "wells", "role": "unit_head", "name_ar": "رئيس", "name_fr": "Chef", "name_en": "Head of wells"])
            #expect(created.status == .seeOther)
            #expect(try await post("organization/posts/post", ["code": "x", "unit": "wells", "role": "king"]).text.contains("E1008"))
            let appointed = try await post(
                "organization/appointments/appoint", ["official": "nora", "post": "head-wells", "since": "2022-12-01", "awaits": "yes"])
            #expect(appointed.status == .seeOther)
            let place = try #require(appointed.headers[.location])
            #expect(place.hasPrefix("/en/organization/appointments?done="))
            // Unsigned, it gives no right; the director general lifts that.
            let early = try await client.execute(
                uri: "/en/organization/delegations", method: .get, headers: [.cookie: try await sample.cookie(official: "nora", post: "head-wells").header])
            #expect(early.status == .seeOther, "no session without an appointment")
            let number = String(place.split(separator: "=").last ?? "")
            let director = try await sample.cookie(official: "salma", post: "director")
            let signed = try await post(
                "organization/appointments/sign", ["waiting": "\(number)/head-wells"], as: (director.header, director.session))
            #expect(signed.status == .seeOther)

            let head = try await sample.cookie()
            let foreign = try await post(
                "organization/delegations/delegate",
                ["post": "director", "official": "nora", "starts": "2022-12-19", "ends": "2022-12-25", "cause": "leave", "reason": "a"],
                as: (head.header, head.session))
            #expect(foreign.text.contains("E1325"))
            let given = try await post(
                "organization/delegations/delegate",
                ["post": "head-rivers", "official": "nora", "starts": "2022-12-19", "ends": "2022-12-25", "cause": "leave", "reason": "rest"],
                as: (head.header, head.session))
            #expect(given.status == .seeOther)
            let nora = try await sample.cookie(official: "nora", post: "head-wells")
            let choice = try await client.execute(uri: "/en/acting", method: .get, headers: [.cookie: nora.header])
            #expect(choice.text.contains("value=\"head-rivers\"") && choice.text.contains("by delegation"))
            let switched = try await client.execute(
                uri: "/en/acting", method: .post, headers: formHeaders(nora.header), body: Self.fields(["post": "head-rivers"], nora.session))
            #expect(switched.status == .seeOther)
            let now = try #require(switched.headers[.setCookie]?.split(separator: ";").first.map(String.init))
            let home = try await client.execute(uri: "/en", method: .get, headers: [.cookie: now])
            #expect(home.status == .ok && home.text.contains("by delegation; your own post"))
            let old = try await client.execute(uri: "/en", method: .get, headers: [.cookie: nora.header])
            #expect(old.status == .seeOther, "the old session has ended")
            let refused = try await client.execute(
                uri: "/en/acting", method: .post, headers: formHeaders(head.header), body: Self.fields(["post": "director"], head.session))
            #expect(refused.status == .forbidden)
        }
    }

    /// A post changes hands: the list is confirmed by one and received by the other.
    @Test func aPostIsHandedOver() async throws {
        let sample = try await SampleOffice.found()
        let administrator = try await sample.office.signatory(role: .administrator)
        let words = Trilingual(ar: "نورة", fr: "Nora", en: "Nora")
        try await sample.office.registrar.submitAll(
            [
                RegisterOfficial(code: "nora", names: words),
                EndAppointment(official: "karim", post: "head-rivers", until: "2022-12-20", successor: "nora"),
            ], by: administrator)
        let karim = try await sample.cookie()
        try await sample.test { client in
            let page = try await client.execute(uri: "/en/handover/head-rivers", method: .get, headers: [.cookie: karim.header])
            #expect(page.text.contains("Confirm the list and hand over") && page.text.contains("Sign the terms"))
            let change = try #require(page.text.firstMatch(of: /name="change" value="(\d+)"/)?.1)
            func confirm(_ side: String, _ who: (header: String, session: Secret), _ change: String) async throws -> TestResponse {
                try await client.execute(
                    uri: "/en/handover/head-rivers", method: .post, headers: formHeaders(who.header),
                    body: ByteBuffer(string: "form_token=\(who.session.formToken)&key=\(Secret.random().text)&side=\(side)&change=\(change)&remark="))
            }
            #expect(try await confirm("leaving", karim, "999").text.contains("E1327"))
            #expect(try await confirm("leaving", karim, String(change)).status == .seeOther)
            #expect(try await confirm("leaving", karim, String(change)).text.contains("E1328"))
            sample.advance(minutes: 24 * 60)
            let nora = try await sample.cookie(official: "nora", post: "head-rivers")
            let received = try await client.execute(uri: "/en/handover/head-rivers", method: .get, headers: [.cookie: nora.header])
            #expect(received.text.contains("Confirm receipt"))
            #expect(try await confirm("coming", nora, String(change)).status == .seeOther)
            let done = try await client.execute(uri: "/en/handover/head-rivers", method: .get, headers: [.cookie: nora.header])
            #expect(done.text.contains("handed over and received") && !done.text.contains("Confirm receipt"))
        }
    }

    /// Addresses that hold nothing but a form of others: who may not use it does not learn of it.
    private static let formsOfOthers: Set<String> = ["/units/{unit}/returns", "/cycles/new", "/terms-assignment/{year}"]
    /// What changes a session and no act.
    private static let sessions: Set<String> = ["/signin", "/signout", "/acting"]

    private static func filled(_ route: SiteRoute) -> String {
        let values = [
            "unit": "rivers", "year": "2022", "indicator": "floods", "period": "2022", "post": "head-rivers", "number": "0",
            "section": "units", "form": "open", "stage": "terms", "code": "R-1", "commitment": "R-1",
        ]
        var place = route.pattern
        for match in route.pattern.matches(of: /\{(\w+)\}/) {
            place = place.replacing(match.0, with: values[String(match.1)] ?? "1")
        }
        return (route.isLocalized ? "/en" : "") + (place == "/" ? "" : place)
    }

    /// The auditor reads every page the director general reads, and changes nothing, whatever the address.
    @Test func theAuditorReadsAllAndChangesNothing() async throws {
        let sample = try await SampleOffice.found()
        let administrator = try await sample.office.signatory(role: .administrator)
        let words = Trilingual(ar: "مدقق", fr: "Auditeur externe", en: "External auditor")
        try await sample.office.registrar.submitAll(
            [
                RegisterOfficial(code: "aziz", names: words),
                CreatePost(code: "audit", unit: "ministry", role: .auditor, names: words),
                AppointOfficial(official: "aziz", post: "audit", since: "2022-01-01"),
            ], by: administrator)
        let (cookie, secret) = try await sample.cookie(official: "aziz", post: "audit")
        let director = try await sample.cookie(official: "salma", post: "director").header
        let size = try await sample.office.database.read { try LedgerBook.size(in: $0) }
        try await sample.test { client in
            for line in RouteTable.lines where line.access == .official {
                let place = Self.filled(line.route)
                if line.method == "GET" {
                    // A stream never ends.
                    guard !line.route.pattern.hasSuffix("/events") else { continue }
                    let mine = try await client.execute(uri: place, method: .get, headers: [.cookie: cookie])
                    if Self.formsOfOthers.contains(line.route.pattern) || line.route.pattern.hasSuffix("/form") {
                        #expect(mine.status.code < 500, "\(place): \(mine.status)")
                        continue
                    }
                    let theirs = try await client.execute(uri: place, method: .get, headers: [.cookie: director])
                    #expect(theirs.status != .ok || mine.status == .ok, "\(place): \(mine.status)")
                    #expect(mine.status.code < 500, "\(place)")
                } else if !Self.sessions.contains(line.route.pattern) {
                    let body = "form_token=\(secret.formToken)&key=\(Secret.random().text)&unit=rivers&year=2022&post=head-rivers&code=x"
                    let answer = try await client.execute(
                        uri: place, method: .post, headers: formHeaders(cookie), body: ByteBuffer(string: body))
                    #expect(answer.status.code >= 400 && answer.status.code < 500, "\(place): \(answer.status)")
                }
            }
        }
        #expect(try await sample.office.database.read { try LedgerBook.size(in: $0) } == size, "nothing was entered")
        #expect(try await sample.office.database.read { try $0.query("SELECT kind FROM drafts").isEmpty }, "nor drafted")
    }
}
