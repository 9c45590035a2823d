import Acts
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import Institution
import NIOCore
import Testing

@testable import Web

/// The document that describes the interface, and the page on which integrations are kept.
@Suite struct InterfaceDocumentTests {
    @Test func theDocumentIsWhole() async throws {
        let sample = try await SampleOffice.found()
        try await sample.test { client in
            let answer = try await client.execute(uri: "/api/v1/openapi.json", method: .get)
            #expect(answer.status == .ok)
            let document = try JSONReader.read(Array(answer.text.utf8))
            #expect(document["openapi"] == "3.1.0")
            guard case .object(let schemas) = document["components"]?["schemas"], case .object(let paths) = document["paths"] else {
                throw Failure(.internal)
            }
            for reference in Self.references(document) {
                let name = String(reference.split(separator: "/").last ?? "")
                #expect(schemas[name] != nil || reference == "#/components/responses/Problem", "\(reference)")
            }
            for kind in Schema.catalogue.all.map({ $0.kind }) { #expect(paths["/api/v1/acts/\(kind)"]?["post"] != nil, "\(kind)") }
            // Every address of the table that needs a token is described.
            for line in InterfaceRoutes.lines where line.access == .token && line.method == "GET" {
                #expect(paths[line.route.pattern]?["get"] != nil, "\(line.description)")
            }
            for kind in ["SubmitReturn", "ProposeTerms", "OpenCycle"] {
                let schema = try await client.execute(uri: "/api/v1/acts/\(kind)/schema", method: .get)
                #expect(schema.status == .ok)
                let value = try JSONReader.read(Array(schema.text.utf8))
                for reference in Self.references(value) {
                    #expect(value["$defs"]?[String(reference.split(separator: "/").last ?? "")] != nil, "\(kind) \(reference)")
                }
            }
        }
    }

    private static func references(_ value: JSONValue) -> [String] {
        switch value {
        case .object(let members):
            members.flatMap { name, value -> [String] in
                if name == "$ref", case .text(let text) = value { return [text] }
                return references(value)
            }
        case .list(let items): items.flatMap(references)
        default: []
        }
    }

    @Test func jsonIsReadByTheLetter() throws {
        #expect(try JSONReader.read(Array(#" {"a":[1,-2.50,1e2,"\u00e9\ud83d\ude00",true,null]} "#.utf8))
            == ["a": .list([.integer(1), .number("-2.50"), .integer(100), "é😀", true, .null])])
        let refused = [
            "", "{", "[1,]", #"{"a":1,"a":2}"#, "01", "1.", "+1", "nul", #""\ud800""#, #""\ud800\u0041""#, "\"\u{1}\"", #""\x""#, "1 2", "[", "{\"a\"}",
            "\"a", "- 1", #""\u+123""#, "\u{FEFF}{}", String(repeating: "[", count: 100),
        ]
        for text in refused { #expect(throws: JSONReader.Fault.self, "\(text)") { try JSONReader.read(Array(text.utf8)) } }
        #expect(throws: JSONReader.Fault.self) { try JSONReader.read([0x22, 0xFF, 0x22]) }
    }

    @Test func theAdministratorRegistersAndRevokes() async throws {
        let sample = try await SampleOffice.found()
        let (cookie, secret) = try await sample.cookie(official: "amina", post: "administrator")
        let (other, otherSecret) = try await sample.cookie()
        let key = Secret.random().text
        let fields = "form_token=\(secret.formToken)&key=\(key)&code=payroll&post=head-rivers&expires=2023-02-01&scope.read:figures=on&scope.act:SubmitReturn=on"
        try await sample.test { client in
            var tokens: Set<String> = []
            for _ in 0..<2 {
                let made = try await client.execute(
                    uri: "/fr/integrations", method: .post, headers: formHeaders(cookie), body: ByteBuffer(string: fields))
                #expect(made.status == .ok)
                let match = try #require(made.text.firstMatch(of: /class="hash">([A-Za-z0-9_-]{43})</))
                tokens.insert(String(match.1))
            }
            #expect(tokens.count == 1, "a second press shows the same token")
            let token = try #require(tokens.first)
            let list = try await client.execute(uri: "/fr/integrations", method: .get, headers: [.cookie: cookie])
            #expect(list.text.contains("payroll") && !list.text.contains(token), "the token is shown once")
            let twice = try await client.execute(
                uri: "/fr/integrations", method: .post, headers: formHeaders(cookie),
                body: ByteBuffer(string: fields.replacing(key, with: Secret.random().text)))
            #expect(twice.status == .unprocessableContent && twice.text.contains("E1505") && twice.text.contains("value=\"payroll\""))

            // It reads at once, and acts once the holder of the post agrees.
            let bearer: HTTPFields = [.authorization: "Bearer \(token)", .contentType: "application/json"]
            func act() async throws -> HTTPResponse.Status {
                try await client.execute(
                    uri: "/api/v1/acts/SubmitReturn", method: .post, headers: bearer, body: ByteBuffer(string: InterfaceTests.figure)).status
            }
            #expect(try await act() == .forbidden)
            let own = try await client.execute(uri: "/ar/integrations", method: .get, headers: [.cookie: other])
            #expect(own.text.contains("/ar/integrations/payroll/acceptance") && !own.text.contains("name=\"expires\""))
            let accepted = try await client.execute(
                uri: "/ar/integrations/payroll/acceptance", method: .post, headers: formHeaders(other),
                body: ByteBuffer(string: "form_token=\(otherSecret.formToken)&key=\(Secret.random().text)"))
            #expect(accepted.status == .seeOther)
            #expect(try await act() == .created)
            let revoked = try await client.execute(
                uri: "/fr/integrations/payroll/revocation", method: .post, headers: formHeaders(cookie),
                body: ByteBuffer(string: "form_token=\(secret.formToken)&key=\(Secret.random().text)"))
            #expect(revoked.status == .seeOther)
            #expect(try await act() == .unauthorized)
        }
    }
}
