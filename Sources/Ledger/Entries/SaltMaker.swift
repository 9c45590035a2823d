import Crypto

/// Draws the salts of a body's fields: HMAC-SHA256 with the seed as key over the field's position.
///
/// Written out on the hash function, with the two keyed states worked out once a body: it is on the write path.
struct SaltMaker {
    private let inner: SHA256
    private let outer: SHA256

    init(_ seed: FieldSeed) {
        // A key of 32 bytes is padded with zeroes to the block of 64.
        let key = seed.bytes + [UInt8](repeating: 0, count: 32)
        var inner = SHA256()
        inner.update(data: key.map { $0 ^ 0x36 })
        var outer = SHA256()
        outer.update(data: key.map { $0 ^ 0x5C })
        self.inner = inner
        self.outer = outer
    }

    func salt(_ index: Int) -> LogHash {
        var hasher = inner
        withUnsafeBytes(of: UInt32(truncatingIfNeeded: index).bigEndian) { hasher.update(bufferPointer: $0) }
        let digest = hasher.finalize()
        hasher = outer
        digest.withUnsafeBytes { hasher.update(bufferPointer: $0) }
        return hasher.finalize().withUnsafeBytes { LogHash(unchecked: $0) }
    }
}
