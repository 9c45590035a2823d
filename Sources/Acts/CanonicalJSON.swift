import Foundation

/// JSON as it is committed: keys sorted, no spaces, slashes as they are. Stored exactly as hashed, so it is never made twice.
public enum CanonicalJSON {
    /// The bytes of a value.
    public static func encode(_ value: some Encodable) throws -> [UInt8] {
        Array(try encoder.encode(value))
    }

    /// One encoder for all: it keeps no state between values, and making it costs as much as a small body.
    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()

    /// A value from bytes.
    public static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch {
            throw Failure(.malformedRecord, ["record": "\(type)"], privateDetail: "\(error)")
        }
    }
}
