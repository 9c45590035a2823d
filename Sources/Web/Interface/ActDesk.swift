import Acts
import Foundation
import HTTPTypes
import Hummingbird
import Identity
import Institution
import Storage

/// What an act answers with.
struct ActReceipt: Codable, Sendable {
    /// The entry's number in the ledger.
    let number: Int64
    /// Its time: RFC 3339, UTC.
    let time: String
    /// The hash of its leaf in the log, hexadecimal.
    let leafHash: String
    /// True when the same act was already there under the same idempotency key.
    let repeated: Bool
}

extension ActReceipt {
    init(_ receipt: Receipt) {
        self.init(number: receipt.number, time: receipt.time.text, leafHash: receipt.leafHash, repeated: receipt.repeated)
    }

    /// The bytes that ``CanonicalJSON`` would give, written out: thousands are given a second, and none of the texts needs an escape.
    var bytes: [UInt8] {
        Array("{\"leafHash\":\"\(leafHash)\",\"number\":\(number),\"repeated\":\(repeated),\"time\":\"\(time)\"}".utf8)
    }
}

/// One kind of act, as the catalogue lists it.
struct ActItem: Codable, Sendable {
    /// The kind.
    let kind: String
    /// What it does.
    let summary: String
    /// The scope that lets an integration do it.
    let scope: String
    /// Where its body's JSON Schema stands.
    let schema: String
    /// The roles that may do it, for any unit or their own.
    let roles: [Role]
}

/// The kinds of act with their shapes, made once from the types the program reads.
struct ActDesk: Sendable {
    /// The shapes of the bodies, by kind.
    let shapes: [String: ObjectShape]

    /// Throws where a type of the catalogue does not tell its shape: a programming error, found by the tests.
    init(_ catalogue: ActCatalogue) throws {
        var shapes: [String: ObjectShape] = [:]
        for type in catalogue.all {
            guard case .object(let object) = try ShapeRecorder.shape(of: type) else {
                // An act without members reads nothing: an empty object.
                shapes[type.kind] = ObjectShape(name: ShapeRecorder.name(of: type), members: [])
                continue
            }
            shapes[type.kind] = object
        }
        self.shapes = shapes
    }

    /// Reads an act of a kind from a body; throws `notFound` for an unknown kind and `bodyOutOfSchema` naming what does not fit.
    func act(_ kind: String, from body: [UInt8]) throws -> any Act {
        guard let type = Schema.catalogue[kind], let shape = shapes[kind] else { throw Failure(.notFound, privateDetail: "act \(kind)") }
        let schema = SiteRoute.interface(["acts", kind, "schema"]).link()
        func refused(_ pointer: String?, _ rule: String) -> Failure {
            var arguments = ["rule": rule, "schema": schema]
            arguments["pointer"] = pointer.map { $0.isEmpty ? "/" : $0 }
            return Failure(.bodyOutOfSchema, arguments)
        }
        let value: JSONValue
        do { value = try JSONReader.read(body) } catch {
            throw refused(nil, "JSON, byte \(error.offset): \(error.reason)")
        }
        do { try Shape.object(shape).check(value) } catch {
            throw refused(error.pointer, error.rule)
        }
        return try Self.decoded(type, value, kind: kind)
    }

    /// A value that fits the schema may still not be what a type reads: a score is a text, but not every text is a score.
    private static func decoded(_ type: any Act.Type, _ value: JSONValue, kind: String) throws -> any Act {
        do { return try JSONDecoder().decode(type, from: Data(value.bytes)) } catch {
            if let failure = error as? Failure { throw failure }
            var place = kind
            if case .dataCorrupted(let context)? = error as? DecodingError {
                place = ([kind] + context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }).joined(separator: ".")
            }
            throw Failure(.malformedValue, ["field": String(place.prefix(120)), "value": "–"], privateDetail: "\(error)")
        }
    }

    /// The JSON Schema of a kind's body, complete in itself.
    func schema(_ kind: String, docs: TypeDocs) -> JSONValue? {
        guard let shape = shapes[kind] else { return nil }
        var inner = Shape.object(shape).objects
        inner[shape.name] = nil
        var schema = shape.schema(at: "#/$defs/", docs: docs)
            .adding("$schema", "https://json-schema.org/draft/2020-12/schema").adding("title", .text(kind))
        if !inner.isEmpty { schema = schema.adding("$defs", .object(inner.mapValues { $0.schema(at: "#/$defs/", docs: docs) })) }
        return schema
    }
}

extension Site {
    /// `POST /api/v1/acts/{kind}`: does the act in the name of the post's holder and answers with its receipt.
    func postAct(_ request: Request, _ context: WebContext) async throws -> Response {
        guard let caller = context.caller else { throw Failure(.tokenNeeded) }
        let kind = context.parameters.word("kind")
        guard Schema.catalogue[kind] != nil else { throw Failure(.notFound, privateDetail: "act \(kind)") }
        try caller.mayDo(kind)
        try Negotiation.accepts(request, Negotiation.json)
        let key = try Self.idempotencyKey(request, integration: caller.integration.code)
        let body = try await Self.body(request, context)
        let plain: SubmitReturn? = kind == SubmitReturn.kind ? ReturnReader.read(body) : nil
        let act: any Act = try plain ?? interface.acts.act(kind, from: body)
        let signatory = try await signatory(of: caller.integration)
        let settled = try await counted(act, key: key, by: signatory)
        let receipt = try await office.registrar.submit(settled, by: signatory, idempotencyKey: key)
        let headers: HTTPFields = [
            .contentType: Negotiation.json, .location: SiteRoute.interface(["ledger", "entries", "\(receipt.number)"]).link(),
        ]
        return Response(
            status: receipt.repeated ? .ok : .created, headers: headers,
            body: .init(byteBuffer: ByteBuffer(bytes: ActReceipt(receipt).bytes)))
    }

    /// Whom an integration acts for today; throws `notAppointed`.
    func signatory(of integration: Integration) async throws -> Signatory {
        let (day, epoch) = (office.today, office.epoch)
        if let known = callers.signatory(integration.code, day: day, epoch: epoch) { return known }
        let signatory = try await office.database.read {
            try IntegrationBook.signatory(of: integration, acting: true, on: day, in: $0)
        }
        callers.keep(signatory, integration.code, day: day, epoch: epoch)
        return signatory
    }

    /// An act on rows of a register that comes without figures gets those its rows make.
    private func counted(_ act: any Act, key: String?, by signatory: Signatory) async throws -> any Act {
        guard let open = act as? any CountedAct, open.values.isEmpty else { return act }
        return try await office.database.read { try open.counted(key: key, by: signatory.official, in: $0) as any Act }
    }

    /// The media type of a request's body, one of those taken; throws `wrongMediaType`.
    static func mediaType(_ request: Request, _ taken: [String]) throws -> String {
        let type = request.headers[.contentType] ?? ""
        if taken.contains(type) { return type }
        let word = type.split(separator: ";").first.map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
        guard let word, taken.contains(word) else { throw Failure(.wrongMediaType, type.isEmpty ? [:] : ["value": String(type.prefix(80))]) }
        return word
    }

    /// The body of a request of these media types, JSON ordinarily; throws `wrongMediaType` or `tooLarge`.
    static func body(_ request: Request, _ context: WebContext, _ taken: [String] = [Negotiation.json]) async throws -> [UInt8] {
        _ = try mediaType(request, taken)
        var request = request
        do {
            return Array((try await request.collectBody(upTo: context.maxUploadSize)).readableBytesView)
        } catch {
            throw Failure(.tooLarge, ["limit": "\(context.maxUploadSize)"], privateDetail: "\(error)")
        }
    }

    private static let idempotencyName = HTTPField.Name("Idempotency-Key")
    /// Letters, digits and the signs of identifiers and base64.
    private static let keyCharacters = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~:+/=-".utf8)

    /// The key under which a repeated request is the same act; `"a text"` or the text alone. Two integrations' keys never meet.
    static func idempotencyKey(_ request: Request, integration: String) throws -> String? {
        guard let name = idempotencyName, let header = request.headers[name] else { return nil }
        let isQuoted = header.count >= 2 && header.hasPrefix("\"") && header.hasSuffix("\"")
        let key = isQuoted ? String(header.dropFirst().dropLast()) : header
        guard (1...128).contains(key.utf8.count), key.utf8.allSatisfy(keyCharacters.contains) else {
            throw Failure(.badIdempotencyKey, ["value": String(key.prefix(40))])
        }
        return "api/\(integration)/\(key)"
    }
}

/// Media types.
enum Negotiation {
    static let json = "application/json"

    /// Throws `notAcceptable` unless the request accepts the type, or says nothing.
    static func accepts(_ request: Request, _ type: String) throws {
        guard let first = request.headers[.accept], first != type, first != "*/*" else { return }
        let header = request.headers[values: .accept].joined(separator: ",")
        let family = type.split(separator: "/").first.map(String.init) ?? ""
        let isAccepted = header.split(separator: ",").contains { part in
            let pieces = part.split(separator: ";").map { $0.filter { !$0.isWhitespace }.lowercased() }
            guard let range = pieces.first, [type, "\(family)/*", "*/*"].contains(range) else { return false }
            return !pieces.dropFirst().contains { $0.hasPrefix("q=0") && Double($0.dropFirst(2)) == 0 }
        }
        guard isAccepted else { throw Failure(.notAcceptable, ["available": type]) }
    }
}
