internal import Crypto

/// SHA-256 in the forms this room needs; the hash itself is swift-crypto's.
struct SHA256 {
    private var hash = Crypto.SHA256()

    /// The hash of some bytes, in hexadecimal.
    static func hex(_ bytes: some Sequence<UInt8>) -> String {
        var hash = SHA256()
        hash.update(Array(bytes))
        return hash.finishHex()
    }

    mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { hash.update(bufferPointer: $0) } }

    mutating func update(_ bytes: UnsafeRawBufferPointer) { hash.update(bufferPointer: bytes) }

    /// The 32 bytes; the hash is used up.
    mutating func finish() -> [UInt8] { Array(hash.finalize()) }

    mutating func finishHex() -> String { Self.hexadecimal(finish()) }

    static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
