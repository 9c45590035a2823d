import Acts
import HTTPTypes
import Institution

/// The OpenAPI 3.1 document, made from the same values that route, read and check.
struct InterfaceDocument {
    let acts: ActDesk
    let docs: TypeDocs
    /// Codes that exist, so that whoever tries an address sees an answer: parameter name to value.
    let examples: [String: JSONValue]

    private static let place = "#/components/schemas/"

    /// The document.
    func made() throws -> JSONValue {
        var objects: [String: ObjectShape] = [:]
        var paths: [String: JSONValue] = [:]
        for endpoint in Reads.all {
            let answer = try ShapeRecorder.shape(of: endpoint.answer)
            objects.merge(answer.objects) { first, _ in first }
            paths[endpoint.route.pattern] = ["get": operation(endpoint, answer)]
        }
        for (kind, shape) in acts.shapes {
            objects.merge(Shape.object(shape).objects) { first, _ in first }
            paths[SiteRoute.interface(["acts", kind]).pattern] = ["post": operation(kind, shape)]
        }
        for open in [(["acts"], [ActItem].self as any Decodable.Type, "The catalogue of acts."), (["problems"], [ProblemItem].self, "Every permanent number of a refusal.")] {
            let answer = try ShapeRecorder.shape(of: open.1)
            objects.merge(answer.objects) { first, _ in first }
            paths[SiteRoute.interface(open.0).pattern] = ["get": self.open(open.0, answer, open.2)]
        }
        for type in [ActReceipt.self, Problem.self, ReturnAnswer.self] as [any Decodable.Type] {
            objects.merge(try ShapeRecorder.shape(of: type).objects) { first, _ in first }
        }
        if let shape = acts.shapes[SubmitReturn.kind] { paths[ReturnsInterface.route.pattern] = ["post": returns(shape)] }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "Hasila", "version": "1", "summary": "The year of a public institution: acts, and what follows from them.",
                "description": .text(Self.about),
            ],
            "servers": [["url": "/"]],
            "security": [["token": []]],
            "paths": .object(paths),
            "components": [
                "securitySchemes": ["token": ["type": "http", "scheme": "bearer", "description": "The token of an integration. Cookies open nothing here."]],
                "schemas": .object(objects.mapValues { $0.schema(at: Self.place, docs: docs) }),
                "responses": ["Problem": problem],
            ],
        ]
    }

    private static let about = """
        Every change is an act, done in the name of the holder of a post. Reading addresses answer with an ETag that changes with the \
        ledger and the day. A body that does not fit its schema is answered by 400 (E4012); one that fits and breaks a rule of the \
        institution by 422, or 404 and 409 where it names what is not there or is there already, each with its permanent number.
        """

    private let problem: JSONValue = [
        "description": "Refused: a problem (RFC 9457) with its permanent number.",
        "content": [.init(Problem.mediaType): ["schema": ["$ref": "#/components/schemas/Problem"]]],
    ]

    private func refusals(_ statuses: [Int]) -> [String: JSONValue] {
        Dictionary(uniqueKeysWithValues: statuses.map { ("\($0)", ["$ref": "#/components/responses/Problem"] as JSONValue) })
    }

    private func operation(_ endpoint: ReadEndpoint, _ answer: Shape) -> JSONValue {
        let tag: JSONValue = .text(endpoint.area.rawValue)
        var responses = refusals([400, 401, 403, 404, 406, 422, 429, 500, 503])
        responses["200"] = ok("The answer.", answer, headers: ["ETag": header("Changes with the ledger and the day.")])
        responses["304"] = ["description": "What the reader has is what the ledger says."]
        let name = endpoint.path.map { $0.filter { $0 != "{" && $0 != "}" } }.joined(separator: "_")
        let isList = endpoint.parameters.contains { $0.name == "limit" }
        return [
            "operationId": .text("read_\(name)"), "tags": [tag], "summary": .text(endpoint.about),
            "description": .text("Scope `read:\(endpoint.area.rawValue)`.\(isList ? " Lists come in parts; `next` leads on." : "")"),
            "parameters": .list(
                endpoint.placeParameters.map { parameter($0, "path") } + endpoint.parameters.map { parameter($0, "query") } + [
                    headerParameter("If-None-Match", "The ETag of an earlier answer."),
                ]),
            "responses": .object(responses),
        ]
    }

    private func operation(_ kind: String, _ shape: ObjectShape) -> JSONValue {
        var responses = refusals([400, 401, 403, 404, 406, 409, 413, 415, 422, 429, 500, 503])
        let receipt = Shape.object(ObjectShape(name: "ActReceipt", members: []))
        responses["201"] = ok("Done.", receipt, headers: ["Location": header("Where the entry stands.")])
        responses["200"] = ok("The same act was there already under the same idempotency key.", receipt, headers: [:])
        return [
            "operationId": .text(kind), "tags": ["acts"], "summary": .text(docs.type(shape.name) ?? kind),
            "description": .text("Scope `act:\(kind)`."),
            "parameters": [
                headerParameter(
                    "Idempotency-Key", "1 to 128 letters, digits or . _ ~ : + / = -, in quotes or not; the same key and act give the same receipt.",
                    pattern: "^([A-Za-z0-9._~:+/=-]{1,128}|\"[A-Za-z0-9._~:+/=-]{1,128}\")$")
            ],
            "requestBody": [
                "required": true, "content": ["application/json": ["schema": Shape.object(shape).schema(at: Self.place, docs: docs)]],
            ],
            "responses": .object(responses),
        ]
    }

    /// Figures by JSON, of one return, or by CSV, of any number; with a dry run.
    private func returns(_ shape: ObjectShape) -> JSONValue {
        let answer = Shape.object(ObjectShape(name: "ReturnAnswer", members: []))
        var responses = refusals([400, 401, 403, 404, 406, 409, 413, 415, 422, 429, 500, 503])
        responses["201"] = ok("Done.", answer, headers: [:])
        responses["200"] = ok("Tried only, or there already under the same idempotency key.", answer, headers: [:])
        return [
            "operationId": "submit_returns", "tags": ["acts"], "summary": "Submits figures, or says what would be refused of them.",
            "description": .text(
                "Scope `act:\(SubmitReturn.kind)`. CSV has the columns of `hasila import figures` and applies as a whole or not at all."),
            "parameters": [
                [
                    "name": "dryRun", "in": "query", "required": false, "description": "Tries everything and changes nothing.",
                    "schema": ["type": "boolean"],
                ],
                [
                    "name": "form", "in": "query", "required": false,
                    "description": "The form by which the figures are given. A return as JSON may name it itself; both must agree.",
                    "schema": ["type": "string", "minLength": .integer(1), "pattern": "^[^\\u0000]+$"],
                ],
                headerParameter(
                    "Idempotency-Key", "The same key and return give the same receipt. Not with CSV.",
                    pattern: "^([A-Za-z0-9._~:+/=-]{1,128}|\"[A-Za-z0-9._~:+/=-]{1,128}\")$"),
            ],
            "requestBody": [
                "required": true,
                "content": [
                    "application/json": ["schema": Shape.object(shape).schema(at: Self.place, docs: docs)],
                    // What is no JSON has no schema in OpenAPI 3.1: any bytes are a text, and docs/IMPORT.md says which are a table.
                    .init(ReturnsInterface.csv): [:],
                ],
            ],
            "responses": .object(responses),
        ]
    }

    private func open(_ path: [String], _ answer: Shape, _ about: String) -> JSONValue {
        var responses = refusals([406, 429, 500, 503])
        responses["200"] = ok("The answer.", answer, headers: [:])
        return [
            "operationId": .text("read_\(path.joined(separator: "_"))"), "tags": ["interface"], "summary": .text(about), "security": [],
            "responses": .object(responses),
        ]
    }

    private func ok(_ about: String, _ shape: Shape, headers: [String: JSONValue]) -> JSONValue {
        var response: JSONValue = [
            "description": .text(about), "content": ["application/json": ["schema": shape.schema(at: Self.place, docs: docs)]],
        ]
        if !headers.isEmpty { response = response.adding("headers", .object(headers)) }
        return response
    }

    private func header(_ about: String) -> JSONValue { ["description": .text(about), "schema": ["type": "string"]] }

    private func headerParameter(_ name: String, _ about: String, pattern: String? = nil) -> JSONValue {
        var schema: JSONValue = ["type": "string"]
        if let pattern { schema = schema.adding("pattern", .text(pattern)) }
        return ["name": .text(name), "in": "header", "required": false, "description": .text(about), "schema": schema]
    }

    private func parameter(_ parameter: ReadParameter, _ place: String) -> JSONValue {
        var value: JSONValue = [
            "name": .text(parameter.name), "in": .text(place), "required": .boolean(place == "path"), "description": .text(parameter.about),
            "schema": parameter.schema,
        ]
        if place == "path", let example = examples[parameter.name] { value = value.adding("example", example) }
        return value
    }
}

/// The interface's parts, made once at start.
struct Interface: Sendable {
    let acts: ActDesk
    let docs: TypeDocs

    init() throws {
        acts = try ActDesk(Schema.catalogue)
        docs = try TypeDocs()
    }

    /// The catalogue of acts.
    var catalogue: [ActItem] {
        Schema.catalogue.all.map { type in
            let roles = Role.allCases.filter { role in
                type.policy.allows(Signatory(official: "", post: "", role: role, unit: "own"), unit: "own", ledgerIsEmpty: false)
            }
            return ActItem(
                kind: type.kind, summary: docs.type(acts.shapes[type.kind]?.name ?? type.kind) ?? type.kind, scope: "act:\(type.kind)",
                schema: SiteRoute.interface(["acts", type.kind, "schema"]).link(), roles: roles)
        }
    }
}
