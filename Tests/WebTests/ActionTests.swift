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

/// What officials do through forms.
@Suite struct ActionTests {
    @Test func aFigureIsEnteredOnce() async throws {
        let sample = try await SampleOffice.found()
        let (cookie, secret) = try await sample.cookie()
        let key = Secret.random().text
        let fields = "form_token=\(secret.formToken)&key=\(key)&indicator=floods&period=2022&value=31&precision=exact&note=recount"
        try await sample.test { client in
            for _ in 0..<2 {
                let answer = try await client.execute(
                    uri: "/en/units/rivers/returns", method: .post, headers: formHeaders(cookie), body: ByteBuffer(string: fields))
                #expect(answer.status == .ok)
                #expect(answer.text.contains("Figure submitted"))
            }
        }
        let history = try await sample.office.database.read {
            try ReturnBook.history(indicator: "floods", unit: "rivers", period: "2022", in: $0)
        }
        #expect(history.count == 3, "the second press of the button is the same act")
        #expect(history.last?.official == "karim")
    }

    @Test func aRefusedFigureComesBackWithItsReason() async throws {
        let sample = try await SampleOffice.found()
        let (cookie, secret) = try await sample.cookie()
        let cases = [("12.5", "2022", "E1202"), ("many", "2022", "E1205"), ("1", "2030", "E1213"), ("1", "nonsense", "E1206"), ("1", "2022-12", "E1207")]
        try await sample.test { client in
            for (value, period, code) in cases {
                let fields = "form_token=\(secret.formToken)&key=\(Secret.random().text)&indicator=floods&period=\(period)&value=\(value)&precision=exact&note="
                let answer = try await client.execute(
                    uri: "/fr/units/rivers/returns", method: .post, headers: formHeaders(cookie), body: ByteBuffer(string: fields))
                #expect(answer.status == .unprocessableContent, "\(value) \(period)")
                #expect(answer.text.contains(code), "\(value) \(period)")
                #expect(answer.text.contains("value=\"\(value)\""), "what was typed is kept")
            }
        }
    }

    @Test func onlyTheOwnUnitReports() async throws {
        let sample = try await SampleOffice.found()
        let (cookie, secret) = try await sample.cookie()
        let fields = "form_token=\(secret.formToken)&key=\(Secret.random().text)&indicator=floods&period=2022&value=1&precision=exact"
        try await sample.test { client in
            let answer = try await client.execute(
                uri: "/fr/units/wells/returns", method: .post, headers: formHeaders(cookie), body: ByteBuffer(string: fields))
            #expect(answer.status == .forbidden || answer.status == .notFound)
        }
        let history = try await sample.office.database.read {
            try ReturnBook.history(indicator: "floods", unit: "wells", period: "2022", in: $0)
        }
        #expect(history.isEmpty)
    }

    @Test func termsAreSignedByTheirHead() async throws {
        let sample = try await SampleOffice.found()
        let (cookie, secret) = try await sample.cookie()
        let proposal = try await sample.office.database.read {
            try #require(try TermsBook.current(year: 2022, unit: "rivers", in: $0)).proposal.number
        }
        try await sample.test { client in
            // Another proposal than the one read is not signed unseen.
            let place = "/en/terms/2022/rivers/signature"
            let other = "form_token=\(secret.formToken)&key=\(Secret.random().text)&proposal=1"
            let refused = try await client.execute(uri: place, method: .post, headers: formHeaders(cookie), body: ByteBuffer(string: other))
            #expect(refused.status == .unprocessableContent && refused.text.contains("E1410"))
            let fields = "form_token=\(secret.formToken)&key=\(Secret.random().text)&proposal=\(proposal)"
            let signed = try await client.execute(uri: place, method: .post, headers: formHeaders(cookie), body: ByteBuffer(string: fields))
            #expect(signed.status == .seeOther)
            try await client.execute(uri: "/en/terms/2022/rivers", method: .get, headers: [.cookie: cookie]) { response in
                #expect(!response.text.contains("/signature\""), "who has signed is not asked again")
            }
            // The older address, which signed without going through the unit's page, is gone.
            let gone = try await client.execute(
                uri: "/en/units/rivers/terms/2022/signature", method: .post, headers: formHeaders(cookie), body: ByteBuffer(string: fields))
            #expect(gone.status == .notFound)
        }
    }

    @Test func oversizedAndMalformedFormsAreRefused() async throws {
        let sample = try await SampleOffice.found()
        let (cookie, secret) = try await sample.cookie()
        try await sample.test { client in
            let large = ByteBuffer(string: "note=" + String(repeating: "x", count: WebConfiguration.largestRequest))
            let answer = try await client.execute(uri: "/fr/units/rivers/returns", method: .post, headers: formHeaders(cookie), body: large)
            #expect(answer.status == .contentTooLarge)
            #expect(answer.text.contains("E4004"))
            for body in ["form_token=\(secret.formToken)&note=%ff", "%zz=1", "a=%00"] {
                let answer = try await client.execute(
                    uri: "/fr/signout", method: .post, headers: formHeaders(cookie), body: ByteBuffer(string: body))
                #expect(answer.status == .forbidden, "\(body)")
            }
            let json = try await client.execute(
                uri: "/fr/signout", method: .post, headers: [.cookie: cookie, .contentType: "application/json"], body: ByteBuffer(string: "{}"))
            #expect(json.status == .forbidden)
        }
    }
}
