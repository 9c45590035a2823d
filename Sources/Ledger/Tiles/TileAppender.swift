/// Grows a log tile by tile: takes new leaf hashes, gives back the tiles that changed.
///
/// It holds the right edge only (at most 255 hashes a level). Being a value, a copy taken before a transaction is
/// the way back if the transaction fails.
///
///     var next = appender                                   // the committed state stays in `appender`
///     let changed = next.append(leaves)                     // write each as one row (level, index, data)
///     let checkpoint = Checkpoint(origin: origin, size: next.size, root: next.root)
///     // … commit …
///     appender = next
public struct TileAppender: Sendable {
    private var frontier = MerkleFrontier()
    /// The partial tile of each level, 0...255 hashes.
    private var edges: [[UInt8]] = []

    /// An empty log.
    public init() {}

    /// Reads the right edge of a log of `size` entries back from its tiles.
    /// - Parameter root: where known (it should be: the last signed checkpoint's), the edge must lead to it.
    /// - Throws: what the reader throws, `tileLength`, or `rootMismatch` if the tiles are not those of the checkpoint.
    public init(size: UInt64, root: LogHash?, reader: some TileReader) throws {
        var peaks: [LogHash] = []
        var level = 0
        while level <= 7, size >> UInt64(level * 8) > 0 {
            let count = size >> UInt64(level * 8)
            let width = Int(count % 256)
            var edge: [UInt8] = []
            if width > 0 {
                edge = try TileReading.exactly(level: level, index: count / 256, width: width, from: reader)
            }
            peaks = Self.peaks(of: edge, width: width) + peaks
            edges.append(edge)
            level += 1
        }
        frontier = try MerkleFrontier(size: size, peaks: peaks)
        if let root, root != frontier.root {
            throw LedgerError.rootMismatch(expected: root, computed: frontier.root)
        }
    }

    /// How many entries the log has.
    public var size: UInt64 { frontier.size }
    /// The root at this size.
    public var root: LogHash { frontier.root }
    /// The compact right edge.
    public var edge: MerkleFrontier { frontier }

    /// The partial tile of every level that has one, from level 0 up.
    public var partialTiles: [Tile] {
        edges.indices.filter { !edges[$0].isEmpty }.map { level in
            Tile(unchecked: level, index: (frontier.size >> UInt64(level * 8)) / 256, data: edges[level])
        }
    }

    /// Adds leaf hashes in order and returns the tiles that changed, by level and index, each with all it now holds.
    ///
    /// A tile that filled up and the partial one after it are both returned. Nothing is returned for no leaves.
    public mutating func append(_ leaves: some Sequence<LogHash>) -> [Tile] {
        var changed: [Tile] = []
        var dirty = Set<Int>()
        for leaf in leaves {
            // A subtree of height 8n is one hash of level n; the frontier completes them anyway.
            var completed: [(level: Int, hash: LogHash)] = []
            frontier.append(leaf) { height, hash in
                if height % 8 == 0, height > 0 { completed.append((height / 8, hash)) }
            }
            add(leaf, level: 0, changed: &changed, dirty: &dirty)
            for (level, hash) in completed {
                add(hash, level: level, changed: &changed, dirty: &dirty)
            }
        }
        for level in dirty where !edges[level].isEmpty {
            let index = (frontier.size >> UInt64(level * 8)) / 256
            changed.append(Tile(unchecked: level, index: index, data: edges[level]))
        }
        return changed.sorted { ($0.level, $0.index) < ($1.level, $1.index) }
    }

    private mutating func add(_ hash: LogHash, level: Int, changed: inout [Tile], dirty: inout Set<Int>) {
        if level == edges.count { edges.append([]) }
        hash.withUnsafeBytes { edges[level].append(contentsOf: $0) }
        dirty.insert(level)
        guard edges[level].count == TilePath.fullWidth * LogHash.byteCount else { return }
        // The subtree just completed was the last of its tile: `size` already counts it.
        let index = (frontier.size >> UInt64(level * 8)) / 256 - 1
        changed.append(Tile(unchecked: level, index: index, data: edges[level]))
        edges[level] = []
    }

    /// The perfect subtrees within a partial tile, largest first.
    private static func peaks(of edge: [UInt8], width: Int) -> [LogHash] {
        let hashes = TileReading.hashes(edge[...])
        var peaks: [LogHash] = []
        var start = 0
        for bit in stride(from: 7, through: 0, by: -1) where width >> bit & 1 == 1 {
            peaks.append(MerkleHash.root(hashes[start..<(start + (1 << bit))]))
            start += 1 << bit
        }
        return peaks
    }
}

/// Taking hashes out of tile bytes.
enum TileReading {
    /// The first `width` hashes' bytes; refused if the reader gave fewer, more than a tile, or broken hashes.
    static func exactly(level: Int, index: UInt64, width: Int, from reader: some TileReader) throws -> [UInt8] {
        let data = try reader.tile(level: level, index: index, width: width)
        let needed = width * LogHash.byteCount
        guard data.count >= needed, data.count <= 8192, data.count % LogHash.byteCount == 0 else {
            let path = TilePath(level: level, index: index, width: width)
            throw LedgerError.tileLength(path, expected: needed, found: data.count)
        }
        return data.count == needed ? data : Array(data[..<needed])
    }

    static func hashes(_ data: ArraySlice<UInt8>) -> [LogHash] {
        data.withUnsafeBytes { buffer in
            (0..<(buffer.count / LogHash.byteCount)).map {
                LogHash(unchecked: UnsafeRawBufferPointer(rebasing: buffer[($0 * 32)..<($0 * 32 + 32)]))
            }
        }
    }
}
