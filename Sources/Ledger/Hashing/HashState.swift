import CLibCrypto

/// SHA-256 over what is fed to it, as a plain value: a return of 120 figures is 490 hashes of a hundred bytes, and an object for each
/// (which swift-crypto makes) costs more than the hashing. Copying it keeps a state to go on from.
///
/// The function is OpenSSL's; `HashStateTests` holds it to swift-crypto's.
struct HashState {
    private var context = SHA256_CTX()

    init() { SHA256_Init(&context) }

    /// Feeds these bytes.
    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        SHA256_Update(&context, start, bytes.count)
    }

    /// The hash of everything fed. The state is used up.
    consuming func finish() -> LogHash {
        withUnsafeTemporaryAllocation(byteCount: LogHash.byteCount, alignment: 8) { digest in
            SHA256_Final(digest.baseAddress, &context)
            return LogHash(unchecked: UnsafeRawBufferPointer(digest))
        }
    }
}
