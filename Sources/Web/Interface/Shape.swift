/// What a JSON value may be: derived from a `Codable` type, printed as JSON Schema, and held against what a request brings.
/// One value serves both, so that no schema is written twice.
indirect enum Shape: Sendable, Hashable {
    /// A text without NUL, which no text has and PostgreSQL cannot hold.
    case text
    /// One of some words.
    case words([String])
    /// A whole number.
    case integer(ClosedRange<Int64>)
    /// Any number.
    case number
    case boolean
    /// A list of values of one shape.
    case list(Shape)
    /// An object with free names, e.g. the arguments of a problem.
    case map(Shape)
    /// An object with known members.
    case object(ObjectShape)
    /// The shape, or null.
    case nullable(Shape)
    /// An object described elsewhere in the same document; only for a type that contains itself.
    case reference(String)

    /// The longest text, in characters: as `Trilingual` allows.
    static let longestText = 20_000
}

/// The members of an object.
struct ObjectShape: Sendable, Hashable {
    /// The type's name without its room, e.g. `SubmitSelfAssessment.Item`.
    let name: String
    var members: [Member]

    struct Member: Sendable, Hashable {
        let name: String
        let shape: Shape
        /// False where the member may be left out.
        let isRequired: Bool
    }
}

extension Shape {
    /// The objects within, itself included, by name: the components of a document.
    var objects: [String: ObjectShape] {
        switch self {
        case .object(let object):
            object.members.reduce(into: [object.name: object]) { $0.merge($1.shape.objects) { first, _ in first } }
        case .list(let inner), .map(let inner), .nullable(let inner): inner.objects
        default: [:]
        }
    }

    /// As JSON Schema 2020-12. Objects are named and stand apart, under `place`.
    func schema(at place: String, docs: TypeDocs) -> JSONValue {
        switch self {
        case .text:
            ["type": "string", "maxLength": .integer(Int64(Self.longestText)), "pattern": "^[^\\u0000]*$"]
        case .words(let words): ["type": "string", "enum": .list(words.map(JSONValue.text))]
        case .integer(let range):
            ["type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)]
        case .number: ["type": "number"]
        case .boolean: ["type": "boolean"]
        case .list(let inner): ["type": "array", "items": inner.schema(at: place, docs: docs)]
        case .map(let inner): ["type": "object", "additionalProperties": inner.schema(at: place, docs: docs)]
        case .object(let object): ["$ref": .text(place + object.name)]
        case .reference(let name): ["$ref": .text(place + name)]
        case .nullable(let inner): ["anyOf": [inner.schema(at: place, docs: docs), ["type": "null"]]]
        }
    }
}

extension ObjectShape {
    /// The object's own schema, with what the code's documentation says of its members.
    func schema(at place: String, docs: TypeDocs) -> JSONValue {
        var properties: [String: JSONValue] = [:]
        for member in members {
            var schema = member.shape.schema(at: place, docs: docs)
            if let text = docs.member(member.name, of: name) { schema = schema.adding("description", .text(text)) }
            properties[member.name] = schema
        }
        var schema: JSONValue = [
            "type": "object", "properties": .object(properties), "additionalProperties": false,
            "required": .list(members.filter(\.isRequired).map { .text($0.name) }),
        ]
        if let text = docs.type(name) { schema = schema.adding("description", .text(text)) }
        return schema
    }
}
