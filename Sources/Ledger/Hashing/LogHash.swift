/// A SHA-256 value: 32 bytes held in the value itself, without an allocation.
public struct LogHash: Hashable, Sendable {
    /// The bytes in memory order, never read as numbers.
    private let word0, word1, word2, word3: UInt64

    /// 32.
    public static let byteCount = 32

    /// The hash of exactly 32 bytes; nil for any other count.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        let found = bytes.withContiguousStorageIfAvailable { LogHash(unchecked: UnsafeRawBufferPointer($0)) }
        if let found {
            self = found
        } else {
            self = Array(bytes).withUnsafeBytes { LogHash(unchecked: $0) }
        }
    }

    /// The hash of exactly 32 bytes; nil for any other count.
    public init?(buffer: UnsafeRawBufferPointer) {
        guard buffer.count == Self.byteCount else { return nil }
        self.init(unchecked: buffer)
    }

    /// The caller has made sure of 32 bytes.
    init(unchecked buffer: UnsafeRawBufferPointer) {
        word0 = buffer.loadUnaligned(fromByteOffset: 0, as: UInt64.self)
        word1 = buffer.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        word2 = buffer.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
        word3 = buffer.loadUnaligned(fromByteOffset: 24, as: UInt64.self)
    }

    /// The canonical base64 form (44 characters); anything else is refused.
    public init(base64 text: some StringProtocol) throws(LedgerError) {
        guard let bytes = Base64.decode(text.utf8), let hash = LogHash(bytes: bytes) else {
            throw .malformed(.hash, line: nil, reason: "not the canonical base64 of 32 bytes")
        }
        self = hash
    }

    /// The 64 lower-case hexadecimal digits; anything else is refused.
    public init(hex text: some StringProtocol) throws(LedgerError) {
        guard let bytes = Hex.decode(text.utf8), let hash = LogHash(bytes: bytes) else {
            throw .malformed(.hash, line: nil, reason: "not 64 lower-case hexadecimal digits")
        }
        self = hash
    }

    /// The 32 bytes.
    public var bytes: [UInt8] { withUnsafeBytes { [UInt8]($0) } }
    /// The canonical base64 form, 44 characters.
    public var base64: String { withUnsafeBytes { Base64.encode($0) } }
    /// 64 lower-case hexadecimal digits.
    public var hex: String { withUnsafeBytes { Hex.encode($0) } }

    /// The 32 bytes in place, for the time of the call.
    public func withUnsafeBytes<T>(_ body: (UnsafeRawBufferPointer) throws -> T) rethrows -> T {
        try Swift.withUnsafeBytes(of: self, body)
    }

    func write(to target: UnsafeMutableRawPointer) {
        target.storeBytes(of: word0, as: UInt64.self)
        target.storeBytes(of: word1, toByteOffset: 8, as: UInt64.self)
        target.storeBytes(of: word2, toByteOffset: 16, as: UInt64.self)
        target.storeBytes(of: word3, toByteOffset: 24, as: UInt64.self)
    }
}

extension LogHash: CustomStringConvertible {
    /// The hexadecimal form.
    public var description: String { hex }
}
