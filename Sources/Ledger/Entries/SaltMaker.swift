/// Draws the salts of a body's fields: HMAC-SHA256 with the seed as key over the field's position.
///
/// Written out on the hash function, with the two keyed states worked out once a body: it is on the write path.
struct SaltMaker {
    private let inner: HashState
    private let outer: HashState

    init(_ seed: FieldSeed) {
        // A key of 32 bytes is padded with zeroes to the block of 64.
        let key = seed.bytes + [UInt8](repeating: 0, count: 32)
        var inner = HashState()
        key.map { $0 ^ 0x36 }.withUnsafeBytes { inner.update($0) }
        var outer = HashState()
        key.map { $0 ^ 0x5C }.withUnsafeBytes { outer.update($0) }
        self.inner = inner
        self.outer = outer
    }

    func salt(_ index: Int) -> LogHash {
        var hasher = inner
        withUnsafeBytes(of: UInt32(truncatingIfNeeded: index).bigEndian) { hasher.update($0) }
        let digest = hasher.finish()
        hasher = outer
        digest.withUnsafeBytes { hasher.update($0) }
        return hasher.finish()
    }
}
