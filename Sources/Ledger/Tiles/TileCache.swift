import Synchronization

/// Tiles with all their inner nodes worked out, kept for the next proof.
///
/// A proof needs the inner nodes of one tile a level (255 hashes each); the upper levels are the same for every
/// proof. Only tiles of committed checkpoints may pass through a cache: it never forgets a tile because the data
/// changed. One cache serves one log; it may be shared between threads.
public final class TileCache: Sendable {
    struct Key: Hashable, Sendable {
        let level: Int
        let index: UInt64
        let width: Int
    }

    private struct Shelf: Sendable {
        var tiles: [Key: ExpandedTile] = [:]
        var older: [Key: ExpandedTile] = [:]
    }

    private let shelf = Mutex(Shelf())
    private let capacity: Int

    /// Keeps between `capacity` and twice as many tiles, 16 kB each.
    public init(capacity: Int = 256) { self.capacity = max(capacity, 8) }

    func tile(_ key: Key) -> ExpandedTile? {
        shelf.withLock { shelf in
            if let tile = shelf.tiles[key] { return tile }
            guard let tile = shelf.older[key] else { return nil }
            Self.put(tile, key, in: &shelf, capacity)
            return tile
        }
    }

    func keep(_ tile: ExpandedTile, as key: Key) {
        shelf.withLock { Self.put(tile, key, in: &$0, capacity) }
    }

    /// Two generations stand in for a list by last use: what is not asked for within one generation goes.
    private static func put(_ tile: ExpandedTile, _ key: Key, in shelf: inout Shelf, _ capacity: Int) {
        if shelf.tiles.count >= capacity {
            shelf.older = shelf.tiles
            shelf.tiles = [:]
        }
        shelf.tiles[key] = tile
    }
}

/// A tile and the perfect subtrees above its hashes.
struct ExpandedTile: Sendable {
    /// Row h holds the subtrees of 2^h hashes, one after the other.
    private let nodes: [LogHash]
    private let starts: [Int]

    init(data: [UInt8]) {
        var nodes = TileReading.hashes(data[...])
        nodes.reserveCapacity(nodes.count * 2)
        var starts = [0]
        var count = nodes.count
        while count > 1 {
            let start = starts[starts.count - 1]
            starts.append(start + count)
            for pair in 0..<(count / 2) {
                nodes.append(MerkleHash.node(nodes[start + 2 * pair], nodes[start + 2 * pair + 1]))
            }
            count /= 2
        }
        self.nodes = nodes
        self.starts = starts
    }

    /// Precondition: the tile is wide enough for this subtree.
    func node(height: Int, position: Int) -> LogHash { nodes[starts[height] + position] }
}
