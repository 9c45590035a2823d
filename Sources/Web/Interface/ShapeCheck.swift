import Foundation

extension Shape {
    /// What does not fit: the JSON pointer of the place, and the rule in the words of JSON Schema.
    struct Mismatch: Error, Hashable {
        let pointer: String
        let rule: String
    }

    /// Holds a value against the shape; gives the value with null members of objects left out where a member may be left out.
    func check(_ value: JSONValue, at pointer: String = "") throws(Mismatch) {
        func refuse(_ rule: String) -> Mismatch { Mismatch(pointer: pointer, rule: rule) }
        switch (self, value) {
        case (.text, .text(let text)):
            guard text.unicodeScalars.count <= Self.longestText else { throw refuse("maxLength: \(Self.longestText)") }
            guard !text.utf8.contains(0) else { throw refuse("pattern: ^[^\\u0000]*$") }
        case (.words(let words), .text(let text)):
            guard words.contains(text) else { throw refuse("enum: \(words.joined(separator: ", "))") }
        case (.integer(let range), .integer(let number)):
            guard number >= range.lowerBound else { throw refuse("minimum: \(range.lowerBound)") }
            guard number <= range.upperBound else { throw refuse("maximum: \(range.upperBound)") }
        case (.number, .integer), (.boolean, .boolean): break
        case (.number, .number(let text)):
            guard let number = Double(text), number.isFinite else { throw refuse("type: number") }
        case (.list(let shape), .list(let items)):
            for (index, item) in items.enumerated() { try shape.check(item, at: "\(pointer)/\(index)") }
        case (.map(let shape), .object(let members)):
            for (name, member) in members.sorted(by: { $0.key < $1.key }) { try shape.check(member, at: Self.step(pointer, name)) }
        case (.object(let object), .object(let members)): try object.check(members, at: pointer)
        case (.nullable, .null): break
        case (.nullable(let shape), _): try shape.check(value, at: pointer)
        case (.reference, .object): break
        default: throw refuse("type: \(typeName)")
        }
    }

    private var typeName: String {
        switch self {
        case .text, .words: "string"
        case .integer: "integer"
        case .number: "number"
        case .boolean: "boolean"
        case .list: "array"
        case .map, .object, .reference: "object"
        case .nullable(let shape): "\(shape.typeName), null"
        }
    }

    fileprivate static func step(_ pointer: String, _ name: String) -> String {
        "\(pointer)/\(name.prefix(64).replacing("~", with: "~0").replacing("/", with: "~1"))"
    }
}

extension ObjectShape {
    fileprivate func check(_ values: [String: JSONValue], at pointer: String) throws(Shape.Mismatch) {
        for member in members where member.isRequired && values[member.name] == nil {
            throw Shape.Mismatch(pointer: pointer, rule: "required: \(member.name)")
        }
        let known = Set(members.map(\.name))
        if let unknown = values.keys.filter({ !known.contains($0) }).min() {
            throw Shape.Mismatch(pointer: Shape.step(pointer, unknown), rule: "additionalProperties: false")
        }
        for member in members {
            guard let value = values[member.name] else { continue }
            try member.shape.check(value, at: Shape.step(pointer, member.name))
        }
    }
}
