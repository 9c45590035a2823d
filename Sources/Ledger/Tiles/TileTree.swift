/// A log read through its tiles: roots and proofs at any size up to its own.
///
///     let tree = TileTree(size: checkpoint.size, reader: reader, cache: cache)
///     let proof = try tree.inclusionProof(index: 6)
///     let growth = try tree.consistencyProof(from: 10)
///
/// The tiles are taken as they are. Where they are not trusted, compare ``root(at:)`` with a signed checkpoint or
/// verify the proof: a wrong tile gives a proof that does not verify.
public struct TileTree<Reader: TileReader> {
    /// How many entries the log has.
    public let size: UInt64
    private let reader: Reader
    private let cache: TileCache

    /// A log of `size` entries. Give the cache that is shared by all readers of this log; without one, the tree
    /// keeps its own.
    public init(size: UInt64, reader: Reader, cache: TileCache = TileCache()) {
        self.size = size
        self.reader = reader
        self.cache = cache
    }

    /// The root when the log had `size` entries (nil: all it has).
    public func root(at size: UInt64? = nil) throws -> LogHash {
        let size = size ?? self.size
        guard size <= self.size else { throw LedgerError.indexOutOfRange(index: size, size: self.size) }
        guard size > 0 else { return MerkleHash.empty }
        return try hash(from: 0, to: size)
    }

    /// The leaf hash of entry `index`.
    public func leaf(_ index: UInt64) throws -> LogHash {
        guard index < size else { throw LedgerError.indexOutOfRange(index: index, size: size) }
        return try subtree(height: 0, position: index)
    }

    /// The hashes that lead from entry `index` to the root at `size` (nil: all), the leaf's sibling first.
    public func inclusionProof(index: UInt64, size: UInt64? = nil) throws -> [LogHash] {
        let size = size ?? self.size
        guard size <= self.size, index < size else { throw LedgerError.indexOutOfRange(index: index, size: size) }
        var proof: [LogHash] = []
        var start: UInt64 = 0
        var end = size
        while end - start > 1 {
            let middle = start + Self.split(end - start)
            if index < middle {
                proof.append(try hash(from: middle, to: end))
                end = middle
            } else {
                proof.append(try hash(from: start, to: middle))
                start = middle
            }
        }
        proof.reverse()
        return proof
    }

    /// The hashes that show the log at `second` entries (nil: all) to continue the log at `first`; empty if equal.
    /// - Throws: `sizesOutOfRange` unless 0 < first ≤ second ≤ size.
    public func consistencyProof(from first: UInt64, to second: UInt64? = nil) throws -> [LogHash] {
        let second = second ?? size
        guard first > 0, first <= second, second <= size else {
            throw LedgerError.sizesOutOfRange(first: first, second: second)
        }
        guard first < second else { return [] }
        var proof: [LogHash] = []
        var start: UInt64 = 0
        var end = second
        // RFC 9162 SUBPROOF without recursion: walk down to where the first tree ends.
        while first != end {
            let middle = start + Self.split(end - start)
            if first <= middle {
                proof.append(try hash(from: middle, to: end))
                end = middle
            } else {
                proof.append(try hash(from: start, to: middle))
                start = middle
            }
        }
        // The part shared by both trees is sent unless it is the whole first tree.
        if start != 0 { proof.append(try hash(from: start, to: end)) }
        proof.reverse()
        return proof
    }

    /// The largest power of two below `count`, which is at least 2.
    private static func split(_ count: UInt64) -> UInt64 { 1 << UInt64(63 - (count - 1).leadingZeroBitCount) }

    /// The RFC 6962 hash over these entries; `start` lies on a border of the largest perfect subtree.
    private func hash(from start: UInt64, to end: UInt64) throws -> LogHash {
        var peaks: [LogHash] = []
        var place = start
        for height in stride(from: 63, through: 0, by: -1) where (end - start) >> UInt64(height) & 1 == 1 {
            peaks.append(try subtree(height: height, position: place >> UInt64(height)))
            place += 1 << UInt64(height)
        }
        guard var hash = peaks.popLast() else { return MerkleHash.empty }
        for peak in peaks.reversed() { hash = MerkleHash.node(peak, hash) }
        return hash
    }

    /// The root of the perfect subtree of 2^height entries.
    private func subtree(height: Int, position: UInt64) throws -> LogHash {
        // A height of 8n is a hash of level n, which a tile stores and no inner node needs to be worked out for.
        let level = height / 8
        let within = height % 8
        let first = position << UInt64(within)
        let index = first / 256
        let width = TilePath.width(level: level, index: index, size: size)
        let key = TileCache.Key(level: level, index: index, width: width)
        let place = Int(first % 256) >> within
        if let tile = cache.tile(key) { return tile.node(height: within, position: place) }
        guard width > 0 else { throw LedgerError.tileMissing(TilePath(level: level, index: index)) }
        let tile = ExpandedTile(data: try TileReading.exactly(level: level, index: index, width: width, from: reader))
        cache.keep(tile, as: key)
        return tile.node(height: within, position: place)
    }
}
