/// The entries of one tile in one file: each entry's length in two bytes (big-endian), then the entry.
public enum EntryBundle {
    /// What the length field can say.
    public static let longestEntry = 65_535

    /// The bundle of these entries, in order. Precondition: at most 256.
    /// - Throws: `entryTooLong` for an entry over 65,535 bytes.
    public static func encode(_ entries: some Sequence<[UInt8]>) throws(LedgerError) -> [UInt8] {
        var bytes: [UInt8] = []
        var count = 0
        for entry in entries {
            guard entry.count <= longestEntry else { throw .entryTooLong(entry.count) }
            bytes.append(UInt8(truncatingIfNeeded: entry.count >> 8))
            bytes.append(UInt8(truncatingIfNeeded: entry.count))
            bytes.append(contentsOf: entry)
            count += 1
        }
        precondition(count <= TilePath.fullWidth, "\(count) entries in one bundle")
        return bytes
    }

    /// The entries; refused unless there are exactly `width` of them and nothing after.
    public static func decode(_ bytes: [UInt8], width: Int) throws(LedgerError) -> [[UInt8]] {
        var entries: [[UInt8]] = []
        entries.reserveCapacity(width)
        var place = 0
        while place < bytes.count {
            guard entries.count < width else {
                throw .malformed(.entryBundle, line: nil, reason: "more than \(width) entries")
            }
            guard bytes.count - place >= 2 else {
                throw .malformed(.entryBundle, line: nil, reason: "cut off in the length of entry \(entries.count)")
            }
            let length = Int(bytes[place]) << 8 | Int(bytes[place + 1])
            place += 2
            guard bytes.count - place >= length else {
                throw .malformed(.entryBundle, line: nil, reason: "cut off in entry \(entries.count)")
            }
            entries.append(Array(bytes[place..<(place + length)]))
            place += length
        }
        guard entries.count == width else {
            throw .malformed(.entryBundle, line: nil, reason: "\(entries.count) entries instead of \(width)")
        }
        return entries
    }

    /// The leaf hashes of the entries in the bundle, to compare with the level-0 tile of the same place.
    public static func leafHashes(_ bytes: [UInt8], width: Int) throws(LedgerError) -> [LogHash] {
        try decode(bytes, width: width).map { MerkleHash.leaf($0) }
    }
}
