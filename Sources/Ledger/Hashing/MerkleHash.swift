/// The three hashes of an RFC 6962 tree: leaf and node carry different first bytes, so neither can pass for the other.
public enum MerkleHash {
    /// The root of a tree without entries: SHA-256 of nothing.
    public static let empty = LogHash.sha256([])

    /// `SHA-256(0x00 || entry)`.
    public static func leaf(_ entry: [UInt8]) -> LogHash { entry.withUnsafeBytes { leaf($0) } }

    /// `SHA-256(0x00 || entry)`.
    public static func leaf(_ entry: UnsafeRawBufferPointer) -> LogHash {
        withUnsafeTemporaryAllocation(byteCount: min(entry.count, 512) + 1, alignment: 8) { buffer in
            buffer[0] = 0
            // One call for the usual short entry: a second update costs more than the copy.
            let head = UnsafeRawBufferPointer(rebasing: entry.prefix(512))
            UnsafeMutableRawBufferPointer(rebasing: buffer[1...]).copyMemory(from: head)
            var hasher = HashState()
            hasher.update(UnsafeRawBufferPointer(buffer))
            if entry.count > 512 { hasher.update(UnsafeRawBufferPointer(rebasing: entry.dropFirst(512))) }
            return hasher.finish()
        }
    }

    /// `SHA-256(0x01 || left || right)`.
    public static func node(_ left: LogHash, _ right: LogHash) -> LogHash {
        withUnsafeTemporaryAllocation(byteCount: 72, alignment: 8) { buffer in
            // Offset 7 puts both hashes on word borders.
            buffer[7] = 1
            guard let start = buffer.baseAddress else { return empty }
            left.write(to: start + 8)
            right.write(to: start + 40)
            return LogHash.sha256(UnsafeRawBufferPointer(start: start + 7, count: 65))
        }
    }

    /// The root over these leaf hashes, in order.
    public static func root(_ leaves: some Sequence<LogHash>) -> LogHash {
        var frontier = MerkleFrontier()
        for leaf in leaves { frontier.append(leaf) }
        return frontier.root
    }
}

extension LogHash {
    /// The plain SHA-256 of these bytes, e.g. of a file in a manifest. Entries and nodes of trees go by ``MerkleHash``.
    public static func sha256(_ bytes: [UInt8]) -> LogHash { bytes.withUnsafeBytes { sha256($0) } }

    /// The plain SHA-256 of these bytes.
    public static func sha256(_ buffer: UnsafeRawBufferPointer) -> LogHash {
        var hasher = HashState()
        hasher.update(buffer)
        return hasher.finish()
    }
}
