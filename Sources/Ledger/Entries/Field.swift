#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// One field of a body: what can be disclosed, withheld or erased on its own.
public struct Field: Hashable, Sendable {
    /// The field's name, `/member` or `/member/3`; names are compared by bytes.
    public let name: String
    /// The exact bytes of the value as they stand in the body.
    public let value: ArraySlice<UInt8>

    /// A field of these bytes.
    public init(name: String, value: ArraySlice<UInt8>) {
        self.name = name
        self.value = value
    }

    /// A field of these bytes.
    public init(name: String, value: [UInt8]) { self.init(name: name, value: value[...]) }
}

/// The 32 random bytes from which the salts of one body's fields are drawn. Whoever has it can test guesses at every
/// withheld field of that body: keep it with the body, never publish it, destroy it to erase.
public struct FieldSeed: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let value: LogHash

    /// Exactly 32 bytes.
    /// - Throws: `wrongSaltLength`.
    public init(bytes: some Collection<UInt8>) throws(LedgerError) {
        guard let value = LogHash(bytes: bytes) else { throw .wrongSaltLength(bytes.count) }
        self.value = value
    }

    /// A new seed from the system's secure random numbers.
    public static func random() -> FieldSeed {
        withUnsafeTemporaryAllocation(byteCount: LogHash.byteCount, alignment: 8) { buffer in
            #if canImport(Glibc) || canImport(Musl)
            // One request to the system for all 32 bytes, not one a word: this is on the write path.
            if let place = buffer.baseAddress, getentropy(place, buffer.count) == 0 {
                return FieldSeed(LogHash(unchecked: UnsafeRawBufferPointer(buffer)))
            }
            #endif
            var generator = SystemRandomNumberGenerator()
            for place in buffer.indices { buffer[place] = UInt8.random(in: 0...255, using: &generator) }
            return FieldSeed(LogHash(unchecked: UnsafeRawBufferPointer(buffer)))
        }
    }

    private init(_ value: LogHash) { self.value = value }

    /// The 32 bytes, to be stored beside the body.
    public var bytes: [UInt8] { value.bytes }
    /// Says nothing about the value.
    public var description: String { "FieldSeed" }
    /// Says nothing about the value.
    public var debugDescription: String { description }
    /// Says nothing about the value.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
