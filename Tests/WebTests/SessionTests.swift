import Acts
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import Institution
import Localization
import NIOCore
import Testing

@testable import Web

/// Sign-in links and sessions, as requests meet them.
@Suite struct SessionTests {
    @Test func aLinkOpensOneSession() async throws {
        let sample = try await SampleOffice.found()
        let token = try await sample.link()
        try await sample.test { client in
            // Opening the address changes nothing, as often as a scanner may do it.
            for _ in 0..<3 {
                try await client.execute(uri: "/fr/signin?token=\(token)", method: .get) { response in
                    #expect(response.status == .ok)
                    #expect(response.text.contains("Karim"))
                    #expect(response.headers[.setCookie]?.contains("session") != true)
                }
            }
            let headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
            let opened = try await client.execute(uri: "/fr/signin", method: .post, headers: headers, body: ByteBuffer(string: "token=\(token)"))
            #expect(opened.status == .seeOther)
            let cookie = try #require(opened.headers[values: .setCookie].first { $0.hasPrefix("hasila_session=") })
            #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"))
            let value = String(cookie.prefix { $0 != ";" })
            try await client.execute(uri: "/fr", method: .get, headers: [.cookie: value]) { #expect($0.status == .ok) }
            let again = try await client.execute(uri: "/fr/signin", method: .post, headers: headers, body: ByteBuffer(string: "token=\(token)"))
            #expect(again.status == .forbidden)
            #expect(again.text.contains("E4002"))
        }
    }

    @Test func aLinkLastsFifteenMinutes() async throws {
        let sample = try await SampleOffice.found()
        let token = try await sample.link()
        sample.advance(minutes: 15)
        try await sample.test { client in
            let headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
            let late = try await client.execute(uri: "/en/signin", method: .post, headers: headers, body: ByteBuffer(string: "token=\(token)"))
            #expect(late.status == .forbidden)
        }
    }

    @Test func aSessionEndsByTimeByPauseAndByTheOfficial() async throws {
        let sample = try await SampleOffice.found()
        let (idle, _) = try await sample.cookie()
        let (ended, secret) = try await sample.cookie()
        try await sample.test { client in
            let body = ByteBuffer(string: "form_token=\(secret.formToken)")
            let out = try await client.execute(uri: "/fr/signout", method: .post, headers: formHeaders(ended), body: body)
            #expect(out.status == .seeOther)
            try await client.execute(uri: "/fr", method: .get, headers: [.cookie: ended]) {
                #expect($0.status == .seeOther && $0.headers[.location] == "/fr/signin")
            }
            try await client.execute(uri: "/fr", method: .get, headers: [.cookie: idle]) { #expect($0.status == .ok) }
            sample.advance(minutes: 121)
            try await client.execute(uri: "/fr", method: .get, headers: [.cookie: idle]) { #expect($0.status == .seeOther) }
        }
    }

    @Test func aLostPostEndsTheSession() async throws {
        let sample = try await SampleOffice.found()
        let (cookie, _) = try await sample.cookie()
        let administrator = try await sample.office.signatory(role: .administrator)
        try await sample.office.registrar.submit(
            EndAppointment(official: "karim", post: "head-rivers", until: "2022-12-19"), by: administrator)
        try await sample.test { client in
            try await client.execute(uri: "/fr", method: .get, headers: [.cookie: cookie]) { #expect($0.status == .seeOther) }
        }
    }

    @Test func aFormWithoutItsTokenIsRefused() async throws {
        let sample = try await SampleOffice.found()
        let (cookie, _) = try await sample.cookie()
        let (_, other) = try await sample.cookie(official: "salma", post: "director")
        try await sample.test { client in
            for body in ["", "form_token=", "form_token=\(other.formToken)", "form_token=x&form_token=y"] {
                for uri in ["/fr/signout", "/fr/units/rivers/returns", "/fr/terms/2022/rivers/signature"] {
                    let answer = try await client.execute(uri: uri, method: .post, headers: formHeaders(cookie), body: ByteBuffer(string: body))
                    #expect(answer.status == .forbidden, "\(uri) \(body)")
                    #expect(answer.text.contains("E4001"))
                }
            }
            var foreign = formHeaders(cookie)
            foreign[HTTPField.Name("Sec-Fetch-Site")!] = "cross-site"
            let answer = try await client.execute(uri: "/fr/signout", method: .post, headers: foreign, body: ByteBuffer(string: ""))
            #expect(answer.status == .forbidden)
        }
    }

    @Test func withoutSessionNothingIsShown() async throws {
        let sample = try await SampleOffice.found()
        try await sample.test { client in
            for page in PageTests.pages {
                try await client.execute(uri: "/en\(page)", method: .get) { response in
                    #expect(response.status == .seeOther, "\(page)")
                    #expect(response.headers[.location] == "/en/signin")
                }
            }
            let post = try await client.execute(
                uri: "/en/units/rivers/returns", method: .post, headers: formHeaders("hasila_session=nonsense"), body: ByteBuffer(string: ""))
            #expect(post.status == .unauthorized)
        }
    }

    @Test func guessingIsSlowedDown() async throws {
        let sample = try await SampleOffice.found()
        try await sample.test { client in
            var last = HTTPResponse.Status.ok
            for _ in 0..<12 {
                last = try await client.execute(
                    uri: "/en/signin", method: .post, headers: [.contentType: "application/x-www-form-urlencoded"],
                    body: ByteBuffer(string: "token=\(Secret.random().text)")
                ).status
            }
            #expect(last == .tooManyRequests)
        }
    }

    @Test func behindHTTPSCookiesAreBoundToTheHost() async throws {
        let sample = try await SampleOffice.found(secure: true)
        let token = try await sample.link()
        try await sample.test { client in
            let opened = try await client.execute(
                uri: "/fr/signin", method: .post, headers: [.contentType: "application/x-www-form-urlencoded"],
                body: ByteBuffer(string: "token=\(token)"))
            let cookie = try #require(opened.headers[values: .setCookie].first { $0.hasPrefix("__Host-hasila_session=") })
            #expect(cookie.contains("Secure") && cookie.contains("Path=/"))
            #expect(opened.headers[.strictTransportSecurity] != nil)
        }
    }
}

/// Secrets and their tokens.
@Suite struct SecretTests {
    @Test func secretsHaveOneForm() {
        let secret = Secret.random()
        #expect(secret.text.utf8.count == 43)
        #expect(Secret(secret.text) == secret)
        for wrong in ["", "short", secret.text + "A", String(secret.text.dropLast()) + "=", String(secret.text.dropLast()) + "é"] {
            #expect(Secret(wrong) == nil, "\(wrong)")
        }
        #expect(Set((0..<100).map { _ in Secret.random().text }).count == 100)
    }

    @Test func aFormTokenBelongsToOneSession() {
        let (one, two) = (Secret.random(), Secret.random())
        #expect(one.accepts(formToken: one.formToken))
        #expect(!one.accepts(formToken: two.formToken))
        #expect(!one.accepts(formToken: ""))
        #expect(one.formToken != one.text && one.hash != one.text)
    }
}
