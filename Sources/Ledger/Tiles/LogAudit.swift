/// The full check of a log at rest: every tile is worked out again from the entries and compared.
public enum LogAudit {
    /// Passes only if the entries lead to every tile of a log of `size` entries and to its root.
    ///
    /// - Parameters:
    ///   - bundle: the bytes of the entry bundle at this path (`tile/entries/…`).
    ///   - entry: called with each entry in order; throw to refuse one (e.g. parse it as an ``Envelope``).
    /// - Throws: `malformed(.entryBundle, …)`, `tileMismatch` or `tileLength` with the path, `rootMismatch`, and what
    ///   the readers throw.
    public static func check(
        size: UInt64, root: LogHash, tiles: some TileReader, bundle: (TilePath) throws -> [UInt8],
        entry: (UInt64, [UInt8]) throws -> Void = { _, _ in }
    ) throws {
        var appender = TileAppender()
        var first: UInt64 = 0
        while first < size {
            let width = Int(min(size - first, UInt64(TilePath.fullWidth)))
            let path = TilePath(kind: .entries, index: first / UInt64(TilePath.fullWidth), width: width)
            let entries = try EntryBundle.decode(try bundle(path), width: width)
            for (offset, bytes) in entries.enumerated() { try entry(first + UInt64(offset), bytes) }
            first += UInt64(width)
            let isLast = first == size
            for tile in appender.append(entries.map { MerkleHash.leaf($0) }) where tile.isFull || isLast {
                try compare(tile, tiles)
            }
        }
        // Upper partial tiles may have last changed before the last bundle.
        for tile in appender.partialTiles { try compare(tile, tiles) }
        guard appender.root == root else { throw LedgerError.rootMismatch(expected: root, computed: appender.root) }
    }

    private static func compare(_ tile: Tile, _ tiles: some TileReader) throws {
        let found = try TileReading.exactly(level: tile.level, index: tile.index, width: tile.width, from: tiles)
        guard found == tile.data else { throw LedgerError.tileMismatch(tile.path) }
    }
}
