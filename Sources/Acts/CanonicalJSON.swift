import Foundation

/// JSON as it is committed: keys sorted, no spaces, slashes as they are. Stored exactly as hashed, so it is never made twice.
public enum CanonicalJSON {
    /// The bytes of a value.
    public static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }

    /// A value from bytes.
    public static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch {
            throw Failure(.malformedRecord, ["record": "\(type)"], privateDetail: "\(error)")
        }
    }
}
