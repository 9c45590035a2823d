import Acts
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identity
import Institution
import NIOCore
import Storage
import TestSupport
import Testing

@testable import Web

/// What programs do through the interface.
@Suite struct InterfaceTests {
    /// Registers an integration for a post, accepted by its holder, and gives the headers of its requests.
    static func token(
        _ sample: SampleOffice, _ code: String = "robot", post: String = "head-rivers", scopes: [String], expires: String = "2023-01-01",
        accepted: Bool = true
    ) async throws -> HTTPFields {
        let secret = Secret.random()
        let administrator = try await sample.office.signatory(role: .administrator)
        try await sample.office.registrar.submit(
            RegisterIntegration(code: code, post: post, scopes: scopes, expires: expires, tokenHash: secret.hash), by: administrator)
        if accepted, scopes.contains(where: { $0.hasPrefix("act:") }) {
            let held = try await sample.office.database.read { try OfficialBook.held(on: "2022-12-19", in: $0) }
            let official = try #require(held.first { $0.post.code == post }?.official)
            let holder = try await sample.office.signatory(official: official, post: post)
            if holder.role != .administrator {
                try await sample.office.registrar.submit(AcceptIntegration(code: code), by: holder)
            }
        }
        return [.authorization: "Bearer \(secret.text)", .contentType: "application/json", .acceptLanguage: "en"]
    }

    static let figure = #"{"unit":"rivers","period":"2022","values":[{"indicator":"floods","value":"31"}]}"#

    @Test func everyKindTellsItsShape() throws {
        let desk = try ActDesk(Schema.catalogue)
        for type in Schema.catalogue.all {
            let shape = try #require(desk.shapes[type.kind], "\(type.kind)")
            #expect(!shape.members.isEmpty, "\(type.kind)")
        }
        let values = try #require(desk.shapes["SubmitReturn"]?.members.first { $0.name == "values" })
        guard case .list(.object(let value)) = values.shape else { throw Failure(.internal) }
        #expect(value.name == "ReturnedValue")
        #expect(value.members.first { $0.name == "indicator" }?.isRequired == true)
        #expect(value.members.first { $0.name == "as_of" }?.isRequired == false)
        guard case .words(let words) = value.members.first(where: { $0.name == "precision" })?.shape else { throw Failure(.internal) }
        #expect(words == ["exact", "about", "at_least", "at_most"])
    }

    /// What is remembered of tokens ends with the first entry that is not a figure.
    @Test func aRevokedTokenIsRefusedInTheNextRequest() async throws {
        let sample = try await SampleOffice.found()
        let headers = try await Self.token(sample, scopes: ["act:SubmitReturn", "read:*"])
        let administrator = try await sample.office.signatory(role: .administrator)
        let office = sample.office
        try await sample.test { client in
            func post(_ value: Int) async throws -> HTTPResponse.Status {
                let body = Self.figure.replacing("31", with: "\(value)")
                return try await client.execute(
                    uri: "/api/v1/acts/SubmitReturn", method: .post, headers: headers, body: ByteBuffer(string: body)) { $0.status }
            }
            #expect(try await post(31) == .created)
            #expect(try await post(32) == .created)
            let receipt = ActReceipt(try await office.registrar.submit(RevokeIntegration(code: "robot"), by: administrator))
            #expect(receipt.bytes == (try CanonicalJSON.encode(receipt)), "written by hand, the same bytes as the encoder's")
            #expect(try await post(33) == .unauthorized)
        }
    }

    @Test func anActIsDoneOnceAndSaysThroughWhat() async throws {
        let sample = try await SampleOffice.found()
        var headers = try await Self.token(sample, scopes: ["act:SubmitReturn", "read:ledger"])
        let name = try #require(HTTPField.Name("Idempotency-Key"))
        headers[name] = "\"first\""
        let sent = headers
        let receipts = try await sample.test { client in
            var receipts: [ActReceipt] = []
            for status in [HTTPResponse.Status.created, .ok] {
                let answer = try await client.execute(
                    uri: "/api/v1/acts/SubmitReturn", method: .post, headers: sent, body: ByteBuffer(string: Self.figure))
                #expect(answer.status == status)
                receipts.append(try JSONDecoder().decode(ActReceipt.self, from: Data(answer.text.utf8)))
                #expect(answer.headers[.location] == "/api/v1/ledger/entries/\(receipts[0].number)")
            }
            let other = try await client.execute(
                uri: "/api/v1/acts/SubmitReturn", method: .post, headers: sent,
                body: ByteBuffer(string: Self.figure.replacing("31", with: "32")))
            #expect(other.status == .conflict)
            #expect(other.text.contains("E1009"))
            for key in ["", "\"\"", "two words", "{}", String(repeating: "k", count: 129)] {
                var odd = sent
                odd[name] = key
                let refused = try await client.execute(
                    uri: "/api/v1/acts/SubmitReturn", method: .post, headers: odd, body: ByteBuffer(string: Self.figure))
                #expect(refused.status == .badRequest, "key \(key)")
            }
            return receipts
        }
        #expect(receipts[0].number == receipts[1].number)
        #expect(!receipts[0].repeated && receipts[1].repeated)
        let entry = try await sample.office.database.read { try LedgerBook.entry(receipts[0].number, in: $0) }
        let body = String(decoding: try #require(entry).body, as: UTF8.self)
        #expect(body.hasPrefix(#"{"by":{"official":"karim","post":"head-rivers","through":"robot"}"#))
        let report = try await Rebuild.check(sample.office) { _, _ in }
        #expect(report.rows["integrations"] == 1)
    }

    @Test func whoMayNotIsToldWhy() async throws {
        let sample = try await SampleOffice.found()
        let reader = try await Self.token(sample, "reader", scopes: ["read:units"])
        let waiting = try await Self.token(sample, "waiting", scopes: ["act:SubmitReturn"], accepted: false)
        let writer = try await Self.token(sample, "writer", scopes: ["act:*"])
        let (cookie, _) = try await sample.cookie()
        let stranger: HTTPFields = [.authorization: "Bearer \(Secret.random().text)", .contentType: "application/json"]
        let json: HTTPFields = [.cookie: cookie, .contentType: "application/json"]
        let cases: [(String, HTTPRequest.Method, HTTPFields, String, Int, String)] = [
            ("/api/v1/units", .get, [:], "", 401, "E4010"),
            ("/api/v1/units", .get, [.cookie: cookie], "", 401, "E4010"),
            ("/api/v1/acts/SubmitReturn", .post, json, Self.figure, 401, "E4010"),
            ("/api/v1/units", .get, stranger, "", 401, "E4010"),
            ("/api/v1/indicators", .get, reader, "", 403, "E4011"),
            ("/api/v1/acts/SubmitReturn", .post, reader, Self.figure, 403, "E4011"),
            ("/api/v1/acts/SubmitReturn", .post, waiting, Self.figure, 403, "E4023"),
            ("/api/v1/acts/OpenUnit", .post, writer, "{}", 400, "E4012"),
            ("/api/v1/acts/RenameUnit", .post, writer, "not json", 400, "E4012"),
            ("/api/v1/acts/SubmitReturn", .post, writer, #"{"unit":"rivers","unit":"wells","period":"2022","values":[]}"#, 400, "E4012"),
            ("/api/v1/acts/SubmitReturn", .post, writer, #"{"unit":"rivers","period":"2022","values":[],"by":{}}"#, 400, "E4012"),
            ("/api/v1/acts/SubmitReturn", .post, writer, #"{"unit":"rivers","period":"2022","values":[]}"#, 422, "E1005"),
            ("/api/v1/acts/SubmitReturn", .post, writer, #"{"unit":"wells","period":"2022","values":[]}"#, 403, "E1001"),
            ("/api/v1/acts/Nothing", .post, writer, "{}", 404, "E1004"),
            ("/api/v1/nothing", .get, writer, "", 404, "E1004"),
            ("/api/v1/units", .delete, reader, "", 405, "E4014"),
            ("/api/v1/acts/SubmitReturn", .get, writer, "", 405, "E4014"),
            ("/api/v1/units?nonsense=1", .get, reader, "", 400, "E4015"),
            ("/api/v1/units?limit=0", .get, reader, "", 400, "E4015"),
            ("/api/v1/units?limit=1&limit=2", .get, reader, "", 400, "E4015"),
            ("/api/v1/units?on=2022-02-31", .get, reader, "", 422, "E1305"),
            ("/api/v1/units?kind=%00", .get, reader, "", 400, "E4015"),
        ]
        try await sample.test { client in
            for (uri, method, headers, body, status, code) in cases {
                let answer = try await client.execute(uri: uri, method: method, headers: headers, body: ByteBuffer(string: body))
                #expect(answer.status.code == status, "\(method) \(uri) \(body)")
                #expect(answer.headers[.contentType] == "application/problem+json", "\(method) \(uri)")
                let problem = try JSONDecoder().decode(Problem.self, from: Data(answer.text.utf8))
                #expect(problem.code == code && problem.status == status, "\(method) \(uri): \(problem.code)")
                #expect(!problem.title.isEmpty)
            }
            var form = writer
            form[.contentType] = "text/plain"
            let media = try await client.execute(uri: "/api/v1/acts/SubmitReturn", method: .post, headers: form, body: ByteBuffer(string: Self.figure))
            #expect(media.status == .unsupportedMediaType)
            var html = reader
            html[.accept] = "text/html"
            let accept = try await client.execute(uri: "/api/v1/units", method: .get, headers: html)
            #expect(accept.status == .notAcceptable)
            let large = ByteBuffer(string: #"{"unit":""# + String(repeating: "x", count: WebConfiguration.largestRequest) + #""}"#)
            let tooLarge = try await client.execute(uri: "/api/v1/acts/SubmitReturn", method: .post, headers: writer, body: large)
            #expect(tooLarge.status == .contentTooLarge)
            #expect(tooLarge.text.contains("E4004"))
        }
    }

    @Test func tokensEnd() async throws {
        let sample = try await SampleOffice.found()
        let short = try await Self.token(sample, "short", scopes: ["read:*"], expires: "2022-12-20")
        let ended = try await Self.token(sample, "ended", scopes: ["read:*"])
        let acting = try await Self.token(sample, "acting", scopes: ["act:SubmitReturn", "read:*"])
        try await sample.test { client in
            for headers in [short, ended, acting] {
                #expect(try await client.execute(uri: "/api/v1/institution", method: .get, headers: headers).status == .ok)
            }
            let administrator = try await sample.office.signatory(role: .administrator)
            try await sample.office.registrar.submit(RevokeIntegration(code: "ended"), by: administrator)
            try await sample.office.registrar.submit(
                EndAppointment(official: "karim", post: "head-rivers", until: "2022-12-20"), by: administrator)
            sample.advance(minutes: 24 * 60)
            #expect(try await client.execute(uri: "/api/v1/institution", method: .get, headers: short).status == .unauthorized)
            #expect(try await client.execute(uri: "/api/v1/institution", method: .get, headers: ended).status == .unauthorized)
            // Nobody holds the post any more.
            #expect(try await client.execute(uri: "/api/v1/institution", method: .get, headers: acting).status == .forbidden)
            let act = try await client.execute(
                uri: "/api/v1/acts/SubmitReturn", method: .post, headers: acting, body: ByteBuffer(string: Self.figure))
            #expect(act.status == .forbidden)
            #expect(act.text.contains("E1320"))
            // A successor has agreed to nothing: what reads goes on, acts wait for the new holder.
            try await sample.office.registrar.submit(
                AppointOfficial(official: "salma", post: "head-rivers", since: "2022-12-20"), by: administrator)
            #expect(try await client.execute(uri: "/api/v1/institution", method: .get, headers: acting).status == .ok)
            let again = try await client.execute(
                uri: "/api/v1/acts/SubmitReturn", method: .post, headers: acting, body: ByteBuffer(string: Self.figure))
            #expect(again.status == .forbidden)
        }
    }

    @Test func anIntegrationGivesNoMoreThanItHas() async throws {
        let sample = try await SampleOffice.found()
        let headers = try await Self.token(
            sample, "maker", post: "administrator", scopes: ["act:RegisterIntegration", "act:AcceptIntegration", "read:units"])
        try await sample.test { client in
            func register(_ scope: String, _ code: String, expires: String = "2022-12-25") async throws -> TestResponse {
                let body = #"{"code":"\#(code)","post":"administrator","scopes":["\#(scope)"],"expires":"\#(expires)","tokenHash":"\#(Secret.random().hash)"}"#
                return try await client.execute(
                    uri: "/api/v1/acts/RegisterIntegration", method: .post, headers: headers, body: ByteBuffer(string: body))
            }
            let answers = [
                try await register("read:units", "a"), try await register("read:*", "b"), try await register("act:OpenUnit", "c"),
                try await register("read:units", "d", expires: "2023-06-01"), try await register("read:everything", "e"),
            ]
            #expect(answers.map(\.status.code) == [201, 403, 403, 403, 422])
            #expect(answers[1].text.contains("E4022") && answers[4].text.contains("E4018"))
        }
    }

    @Test func readsAnswerAndAreNotReadTwice() async throws {
        let sample = try await SampleOffice.found()
        let headers = try await Self.token(sample, scopes: ["read:*"])
        let there = [
            "institution", "units", "units/rivers", "units?under=ministry&limit=1", "indicators", "indicators/floods", "figures/floods/rivers/2022",
            "figures/floods/rivers/2022/bridge?from=then%402022-12-17",
            "cycles", "cycles/2022", "cycles/2022/dues", "cycles/2022/dues?unit=rivers", "cycles/2022/terms", "cycles/2022/terms/rivers",
            "cycles/2022/assessments", "cycles/2022/evaluations", "cycles/2022/decisions", "cycles/2022/priorities", "cycles/2022/objectives",
            "cycles/2022/appeals", "cycles/2022/appeals?state=pending&unit=rivers", "cycles/2022/evidence", "cycles/2022/guidance?unit=rivers",
            "cycles/2022/progress", "cycles/2023/priorities", "cycles/2023/objectives", "cycles/2023/progress?objective=O1",
            "ledger", "ledger/entries?limit=3", "ledger/entries/5", "code-lists", "registers",
        ]
        try await sample.test { client in
            for path in there {
                let answer = try await client.execute(uri: "/api/v1/\(path)", method: .get, headers: headers)
                #expect(answer.status == .ok, "\(path): \(answer.text)")
                var again = headers
                again[.ifNoneMatch] = answer.headers[.eTag] ?? "none"
                #expect(try await client.execute(uri: "/api/v1/\(path)", method: .get, headers: again).status == .notModified, "\(path)")
            }
            for path in ["units/none", "cycles/2021", "cycles/abcd", "cycles/2022/meeting", "cycles/2024/objectives", "cycles/2023/guidance", "cycles/2022/evidence/1", "ledger/entries/9999", "figures/none/rivers/2022", "registers/none/rows"] {
                #expect(try await client.execute(uri: "/api/v1/\(path)", method: .get, headers: headers).status == .notFound, "\(path)")
            }
            let part = try await client.execute(uri: "/api/v1/units?under=ministry&limit=1", method: .get, headers: headers)
            let first = try JSONDecoder().decode(Listing<UnitItem>.self, from: Data(part.text.utf8))
            #expect(first.total == 2 && first.items.map(\.code) == ["rivers"])
            let rest = try await client.execute(uri: try #require(first.next), method: .get, headers: headers)
            #expect(try JSONDecoder().decode(Listing<UnitItem>.self, from: Data(rest.text.utf8)).items.map(\.code) == ["wells"])
        }
    }

    /// Bodies made at random from the schemas: what fits is done or refused by a rule, never by a breakdown.
    @Test func whateverFitsASchemaIsAnswered() async throws {
        var random = SeededGenerator()
        let seed = random.seed
        let sample = try await SampleOffice.found()
        let holders = [
            try await Self.token(sample, "one", post: "administrator", scopes: ["act:*"]), try await Self.token(sample, "two", scopes: ["act:*"]),
            try await Self.token(sample, "three", post: "director", scopes: ["act:*"]),
        ]
        let shapes = sample.site.interface.acts.shapes
        var bodies: [(kind: String, body: [UInt8], headers: HTTPFields)] = []
        for kind in shapes.keys.sorted() {
            let shape = try #require(shapes[kind])
            for holder in holders {
                for _ in 0..<3 { bodies.append((kind, RandomBody.value(.object(shape), &random).bytes, holder)) }
            }
        }
        bodies.shuffle(using: &random)
        let made = bodies
        let done = try await sample.test { client in
            var done = 0
            for (kind, body, headers) in made {
                let answer = try await client.execute(
                    uri: "/api/v1/acts/\(kind)", method: .post, headers: headers, body: ByteBuffer(bytes: body))
                let text = String(decoding: body, as: UTF8.self)
                #expect([201, 403, 404, 409, 422, 429].contains(answer.status.code), "seed \(seed) \(kind) \(text): \(answer.text)")
                if answer.status == .created { done += 1 }
            }
            return done
        }
        #expect(done > 0, "seed \(seed): not one of \(made.count) random acts was done")
        _ = try await Rebuild.check(sample.office) { _, _ in }
    }
}

/// Values that fit a shape, of words that mean something in the sample.
enum RandomBody {
    private static let texts = [
        "rivers", "wells", "ministry", "floods", "R-1", "karim", "salma", "head-rivers", "director", "2022", "2022-12", "2022-12-19", "2023-01-31",
        "2022-12-19T10:00:00Z", "12", "-3.5", "0", "95.00", "", " ", "x", "new-\u{0}", "ع ض", "<b>", "a/b", "n1", "n2", "n3", "n4",
    ].filter { !$0.contains("\u{0}") }

    static func value(_ shape: Shape, _ random: inout SeededGenerator) -> JSONValue {
        switch shape {
        case .text: .text(texts.randomElement(using: &random) ?? "")
        case .words(let words): .text(words.randomElement(using: &random) ?? "")
        case .integer(let range):
            .integer([range.lowerBound, range.upperBound, 2022, 1, 100, 3].filter(range.contains).randomElement(using: &random) ?? range.lowerBound)
        case .number: .number("1.5")
        case .boolean: .boolean(Bool.random(using: &random))
        case .list(let inner): .list((0..<Int.random(in: 0...3, using: &random)).map { _ in value(inner, &random) })
        case .map(let inner): .object(["key": value(inner, &random)])
        case .nullable(let inner): Bool.random(using: &random) ? .null : value(inner, &random)
        case .reference: .object([:])
        case .object(let object):
            .object(
                object.members.reduce(into: [:]) { members, member in
                    if member.isRequired || Bool.random(using: &random) { members[member.name] = value(member.shape, &random) }
                })
        }
    }
}
