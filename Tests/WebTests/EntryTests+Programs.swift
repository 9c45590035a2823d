import Acts
import Figures
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

/// Figures from programs: `POST /api/v1/returns`.
extension EntryTests {
    @Test func programsTryAndSubmit() async throws {
        let sample = try await SampleOffice.found()
        try await Self.open(sample)
        let headers = try await InterfaceTests.token(sample, scopes: ["act:SubmitReturn"])
        let good = #"{"unit":"rivers","period":"2022","form":"flood","reason":"recount","values":[{"indicator":"floods","value":"31"}]}"#
        let bad = #"{"unit":"rivers","period":"2022","form":"flood","values":[{"indicator":"floods","value":"3.5"},{"indicator":"rain","value":"1"},{"indicator":"level","value":"-1.5"}]}"#
        try await sample.test { client in
            func send(_ query: String, _ body: String, _ type: String = "application/json") async throws -> TestResponse {
                var own = headers
                own[.contentType] = type
                return try await client.execute(
                    uri: "/api/v1/returns\(query)", method: .post, headers: own, body: ByteBuffer(string: body))
            }
            let size = try await sample.office.database.read { try LedgerBook.size(in: $0) }
            let tried = try await send("?dryRun=true", good)
            #expect(tried.status == .ok && tried.text.contains(#""refused":[]"#), "\(tried.text)")
            let faults = try JSONDecoder().decode(ReturnAnswer.self, from: Data(try await send("?dryRun=true", bad).text.utf8))
            #expect(faults.refused.map(\.code) == ["E1202", "E1610"] && faults.refused.map(\.place) == [0, 1])
            let whole = try await send("?dryRun=true", good.replacing(#""reason":"recount","#, with: ""))
            #expect(whole.text.contains("E1613"), "a rule of the return as a whole: \(whole.text)")
            #expect(try await sample.office.database.read { try LedgerBook.size(in: $0) } == size, "a dry run changes nothing")
            let done = try await send("", good)
            #expect(done.status == .created)
            let refused = try await send("", bad)
            #expect(refused.status == .unprocessableContent && refused.text.contains("E1202"))
            let rows = "indicator,unit,period,breakdown,value\nrain,rivers,2020,season=wet,5\nrain,rivers,2021,season=wet,6\n"
            #expect(
                try await send(
                    "?dryRun=true", rows + "rain,rivers,2021,season=dry,many\n", "text/csv").text.contains(#""place":4"#))
            #expect(try await send("", rows, "text/csv; charset=utf-8").status == .created)
            var keyed = headers
            keyed[.contentType] = "text/csv"
            keyed[try #require(HTTPField.Name("Idempotency-Key"))] = "once"
            let withKey = try await client.execute(uri: "/api/v1/returns", method: .post, headers: keyed, body: ByteBuffer(string: rows))
            #expect(withKey.status == .unprocessableContent && withKey.text.contains("E4024"), "\(withKey.text)")
            try await Self.byForm(sample, send)
            #expect(try await send("", good, "text/plain").status == .unsupportedMediaType)
            try await Self.byFormAsJSON(good, send)
            #expect(try await send("?dryRun=perhaps", good).status == .badRequest)
            #expect(try await send("?dry=true", good).status == .badRequest)
            #expect(try await send("", #"{"unit":"rivers"}"#).status == .badRequest)
            let none = try await client.execute(
                uri: "/api/v1/returns", method: .post, headers: [.contentType: "application/json"],
                body: ByteBuffer(string: good))
            #expect(none.status == .unauthorized)
        }
        #expect(try await inForce(sample)["floods"] == "31")
    }

    /// The address may name the form of a JSON return too; a return that names another is refused.
    private static func byFormAsJSON(
        _ good: String, _ send: (_ query: String, _ body: String, _ type: String) async throws -> TestResponse
    ) async throws {
        func json(_ query: String, _ body: String) async throws -> TestResponse { try await send(query, body, "application/json") }
        let silent = #"{"unit":"rivers","period":"2022","values":[{"indicator":"floods","value":"32"}]}"#
        #expect(try await json("?dryRun=true", silent).text.contains(#""refused":[]"#), "without a form no reason is needed")
        let held = try await json("?form=flood", silent)
        #expect(held.status == .unprocessableContent && held.text.contains("E1613"), "a form named by the address counts: \(held.text)")
        let unknown = try await json("?form=none", silent)
        #expect(unknown.status == .notFound && unknown.text.contains("E1607"), "\(unknown.text)")
        let other = try await json("?form=none", good)
        #expect(other.status == .unprocessableContent && other.text.contains("E1008"), "two forms: \(other.text)")
        #expect(try await json("?form=flood&dryRun=true", good).status == .ok, "the same form twice is no contradiction")
        #expect(try await json("?form=", good).status == .badRequest)
        #expect(try await json("?form=%00", good).status == .badRequest)
    }

    /// CSV that names a form is held to its rules, and counts as the form filled in.
    private static func byForm(
        _ sample: SampleOffice, _ send: (_ query: String, _ body: String, _ type: String) async throws -> TestResponse
    ) async throws {
        func given() async throws -> [Authorship] {
            try await sample.office.database.read { try FormBook.returns(form: "flood", unit: "rivers", period: "2021", in: $0) }
        }
        let head = "indicator,unit,period,breakdown,value,note\n"
        let strange = try await send("?form=flood&dryRun=true", head + "rain,rivers,2021,season=late,7,\n", "text/csv")
        #expect(strange.text.contains("E1610") && strange.text.contains(#""place":2"#), "a cell the form does not have: \(strange.text)")
        let silent = try await send("?form=flood", head + "floods,rivers,2021,,25,\n", "text/csv")
        #expect(silent.status == .unprocessableContent && silent.text.contains("E1613"), "a change says why: \(silent.text)")
        let unknown = try await send("?form=none", head + "rain,rivers,2021,season=dry,7,\n", "text/csv")
        #expect(unknown.status == .notFound && unknown.text.contains("E1607"), "\(unknown.text)")
        #expect(try await given().isEmpty, "what was refused fills nothing in")
        let done = try await send(
            "?form=flood", head + "floods,rivers,2021,,25,recount\nrain,rivers,2021,season=dry,7,\n", "text/csv")
        #expect(done.status == .created, "\(done.text)")
        #expect(try await given().count == 1, "the form counts as filled in")
        #expect(try await send("?form=flood&form=flood", head, "text/csv").status == .badRequest)
        #expect(try await send("?form=", head, "text/csv").status == .badRequest)
    }
}
