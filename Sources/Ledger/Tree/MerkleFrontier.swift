/// The right edge of a growing tree: one hash for each perfect subtree, largest first.
///
/// It is all that is needed to append and to know the root; a copy is a snapshot to return to.
///
///     var frontier = MerkleFrontier()
///     frontier.append(MerkleHash.leaf(entry))
///     frontier.root
public struct MerkleFrontier: Hashable, Sendable {
    /// How many leaves the tree has.
    public private(set) var size: UInt64 = 0
    /// The roots of the perfect subtrees, one for each set bit of `size`, largest first.
    public private(set) var peaks: [LogHash] = []

    /// The empty tree.
    public init() {}

    /// The tree of this size with these peaks; refused unless there is one peak for each set bit of `size`.
    public init(size: UInt64, peaks: [LogHash]) throws(LedgerError) {
        guard peaks.count == size.nonzeroBitCount else {
            throw .malformed(.frontier, line: nil, reason: "\(peaks.count) peaks for size \(size)")
        }
        self.size = size
        self.peaks = peaks
    }

    /// Adds one leaf. A tree holds at most 2^64−1 leaves; the log ends long before.
    public mutating func append(_ leaf: LogHash) { append(leaf) { _, _ in } }

    /// Adds one leaf and hands over every perfect subtree it completes, the leaf itself first (height 0).
    mutating func append(_ leaf: LogHash, completed: (_ height: Int, _ hash: LogHash) -> Void) {
        var hash = leaf
        var height = 0
        completed(0, hash)
        while size >> UInt64(height) & 1 == 1 {
            hash = MerkleHash.node(peaks.removeLast(), hash)
            height += 1
            completed(height, hash)
        }
        peaks.append(hash)
        size += 1
    }

    /// The root of the tree; ``MerkleHash/empty`` for a tree without leaves.
    public var root: LogHash {
        guard var hash = peaks.last else { return MerkleHash.empty }
        for peak in peaks.dropLast().reversed() { hash = MerkleHash.node(peak, hash) }
        return hash
    }
}
