import Synchronization

/// A type whose optional members are written as null instead of being left out.
protocol NullsWritten {}

/// Finds the shape of a `Decodable` type by letting it read from a decoder that writes down what is asked for. So the schema is what
/// the program reads, whatever its types become.
enum ShapeRecorder {
    /// What could not be found out.
    struct Unknown: Error, CustomStringConvertible {
        let description: String
    }

    /// The shape of a type; throws `Unknown` for one that does not read itself from any of the texts tried.
    static func shape(of type: any Decodable.Type) throws -> Shape { try record(type, open: []).shape }

    /// Texts tried in turn for a type that only reads well-formed ones.
    private static let samples = ["0", "2022-01-01", "2022", "2022-01-01T00:00:00Z", "a"]

    /// The shape of a type, with a value of it. `open` holds the types being recorded, to notice one that contains itself.
    fileprivate static func record<Value: Decodable>(_ type: Value.Type, open: [ObjectIdentifier]) throws -> (shape: Shape, value: Value) {
        if let words = Value.self as? any (CaseIterable & RawRepresentable).Type, let (shape, value) = cases(of: words) as (Shape, Value)? {
            return (shape, value)
        }
        var reason = ""
        for sample in samples {
            let sheet = Sheet(open: open + [ObjectIdentifier(type)], sample: sample)
            do {
                let value = try Value(from: RecordingDecoder(sheet: sheet))
                return (try sheet.shape(named: name(of: type), writesNulls: Value.self is any NullsWritten.Type), value)
            } catch let unknown as Unknown {
                throw unknown
            } catch {
                reason = "\(error)"
            }
        }
        throw Unknown(description: "\(type): \(reason)")
    }

    private static func cases<Value>(of type: any (CaseIterable & RawRepresentable).Type) -> (Shape, Value)? {
        func open<Case: CaseIterable & RawRepresentable>(_ type: Case.Type) -> (Shape, Value)? {
            guard let first = Case.allCases.first as? Value else { return nil }
            let words = Case.allCases.compactMap { $0.rawValue as? String }
            if !words.isEmpty { return (.words(words), first) }
            let numbers = Case.allCases.compactMap { $0.rawValue as? Int }
            guard let least = numbers.min(), let most = numbers.max() else { return nil }
            return (.integer(Int64(least)...Int64(most)), first)
        }
        return open(type)
    }

    /// The type's name without its room; of a generic type `Listing.UnitItem`.
    static func name(of type: Any.Type) -> String {
        let full = String(reflecting: type).split(separator: "<").map { part in
            part.split(separator: ".").dropFirst().joined(separator: ".")
        }.joined(separator: ".")
        return full.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "_") }
    }
}

/// What one value was asked for.
private final class Sheet {
    let open: [ObjectIdentifier]
    let sample: String
    private var single: Shape?
    private var element: Shape?
    private var isList = false
    private var isMap = false
    private var members: [ObjectShape.Member]?

    init(open: [ObjectIdentifier], sample: String) {
        self.open = open
        self.sample = sample
    }

    func beginObject() { if members == nil { members = [] } }
    func beginList() { isList = true }
    func note(single shape: Shape) { single = shape }
    func note(element shape: Shape) { element = shape }
    func note(member name: String, _ shape: Shape, isRequired: Bool) {
        if name == RecordingKeys.anyName {
            isMap = true
            element = shape
            return
        }
        var members = members ?? []
        members.removeAll { $0.name == name }
        members.append(ObjectShape.Member(name: name, shape: Self.narrowed(shape, name), isRequired: isRequired))
        self.members = members
    }

    /// Years are numbers within the calendar the institution knows (`Required.year`).
    private static func narrowed(_ shape: Shape, _ name: String) -> Shape {
        guard case .integer = shape, name == "year" || name.hasSuffix("Year") else { return shape }
        return .integer(1900...2999)
    }

    func shape(named name: String, writesNulls: Bool) throws -> Shape {
        if isMap, let element { return .map(element) }
        if isList { return .list(element ?? .text) }
        if let members {
            let kept = members.map { member in
                writesNulls && !member.isRequired
                    ? ObjectShape.Member(name: member.name, shape: .nullable(member.shape), isRequired: true) : member
            }
            return .object(ObjectShape(name: name, members: kept))
        }
        guard let single else { throw ShapeRecorder.Unknown(description: "\(name) reads nothing") }
        return single
    }

    /// A value of a type inside this one, and its shape.
    func inner<Value: Decodable>(_ type: Value.Type) throws -> (shape: Shape, value: Value) {
        guard !open.contains(ObjectIdentifier(type)) else {
            throw ShapeRecorder.Unknown(description: "\(type) contains itself")
        }
        return try ShapeRecorder.record(type, open: open)
    }
}

private enum RecordingKeys {
    /// The name under which a dictionary's values are recorded.
    static let anyName = "*"
}

private struct RecordingDecoder: Decoder {
    let sheet: Sheet
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        sheet.beginObject()
        return KeyedDecodingContainer(RecordingObject<Key>(sheet: sheet))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        sheet.beginList()
        return RecordingList(sheet: sheet)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { RecordingValue(sheet: sheet) }
}

/// The smallest and largest whole numbers that every JSON reader keeps exactly.
private let exactInteger: ClosedRange<Int64> = -9_007_199_254_740_991...9_007_199_254_740_991
/// Counters and ranks: sums of many of them stay far from the edge of the machine's numbers.
private let plainInteger: ClosedRange<Int64> = -2_147_483_648...2_147_483_647

private struct RecordingValue: SingleValueDecodingContainer {
    let sheet: Sheet
    var codingPath: [any CodingKey] { [] }

    func decodeNil() -> Bool { false }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let simple: (Shape, Any)? =
            switch type {
            case is String.Type: (.text, sheet.sample)
            case is Bool.Type: (.boolean, false)
            case is Int.Type: (.integer(plainInteger), 0)
            case is Int64.Type: (.integer(exactInteger), Int64(0))
            case is Int32.Type: (.integer(plainInteger), Int32(0))
            case is UInt64.Type: (.integer(0...exactInteger.upperBound), UInt64(0))
            case is UInt32.Type: (.integer(0...plainInteger.upperBound), UInt32(0))
            case is UInt8.Type: (.integer(0...255), UInt8(0))
            case is Double.Type: (.number, Double(0))
            default: nil
            }
        if let (shape, value) = simple, let value = value as? Value {
            sheet.note(single: shape)
            return value
        }
        let (shape, value) = try sheet.inner(type)
        sheet.note(single: shape)
        return value
    }
}

private struct RecordingList: UnkeyedDecodingContainer {
    let sheet: Sheet
    var codingPath: [any CodingKey] { [] }
    var count: Int? { nil }
    var isAtEnd: Bool { currentIndex > 0 }
    var currentIndex = 0

    init(sheet: Sheet) { self.sheet = sheet }

    mutating func decodeNil() throws -> Bool { false }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        currentIndex += 1
        let (shape, value) = try sheet.inner(type)
        sheet.note(element: shape)
        return value
    }

    mutating func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        throw ShapeRecorder.Unknown(description: "a nested container")
    }
    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw ShapeRecorder.Unknown(description: "a nested container")
    }
    mutating func superDecoder() throws -> any Decoder { throw ShapeRecorder.Unknown(description: "a super decoder") }
}

private struct RecordingObject<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let sheet: Sheet
    var codingPath: [any CodingKey] { [] }
    /// A dictionary's keys take any name; a type's own keys do not take this one.
    var allKeys: [Key] { [Key(stringValue: RecordingKeys.anyName)].compactMap { $0 } }

    func contains(_ key: Key) -> Bool { true }
    func decodeNil(forKey key: Key) throws -> Bool { false }

    private func value<Value: Decodable>(_ type: Value.Type, _ key: Key, isRequired: Bool) throws -> Value {
        let (shape, value) = try sheet.inner(type)
        sheet.note(member: key.stringValue, shape, isRequired: isRequired)
        return value
    }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value { try value(type, key, isRequired: true) }
    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        try value(type, key, isRequired: false)
    }

    // The optional forms of the simple types are requirements of their own; without these they would be taken for required members.
    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { try value(type, key, isRequired: false) }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? { try value(type, key, isRequired: false) }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? { try value(type, key, isRequired: false) }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? { try value(type, key, isRequired: false) }
    func decodeIfPresent(_ type: Int32.Type, forKey key: Key) throws -> Int32? { try value(type, key, isRequired: false) }
    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? { try value(type, key, isRequired: false) }
    func decodeIfPresent(_ type: UInt8.Type, forKey key: Key) throws -> UInt8? { try value(type, key, isRequired: false) }
    func decodeIfPresent(_ type: UInt32.Type, forKey key: Key) throws -> UInt32? { try value(type, key, isRequired: false) }
    func decodeIfPresent(_ type: UInt64.Type, forKey key: Key) throws -> UInt64? { try value(type, key, isRequired: false) }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) throws -> KeyedDecodingContainer<Nested> {
        throw ShapeRecorder.Unknown(description: "a nested container at \(key.stringValue)")
    }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        throw ShapeRecorder.Unknown(description: "a nested container at \(key.stringValue)")
    }
    func superDecoder() throws -> any Decoder { throw ShapeRecorder.Unknown(description: "a super decoder") }
    func superDecoder(forKey key: Key) throws -> any Decoder { throw ShapeRecorder.Unknown(description: "a super decoder") }
}
