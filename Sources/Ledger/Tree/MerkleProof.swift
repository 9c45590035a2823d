/// Checking proofs, by the algorithms of RFC 9162 (2.1.3.2 and 2.1.4.2), with 64-bit indexes and no tolerance.
public enum MerkleProof {
    /// Passes only if `leaf` is entry `index` of the tree of `size` entries with this root.
    /// - Throws: `indexOutOfRange`, `wrongProofLength` or `rootMismatch`.
    public static func verifyInclusion(
        of leaf: LogHash, index: UInt64, size: UInt64, proof: [LogHash], root: LogHash
    ) throws(LedgerError) {
        guard index < size else { throw .indexOutOfRange(index: index, size: size) }
        var position = index
        var last = size - 1
        var hash = leaf
        for sibling in proof {
            guard last != 0 else { throw .wrongProofLength }
            if position & 1 == 1 || position == last {
                hash = MerkleHash.node(sibling, hash)
                while position & 1 == 0 && position != 0 {
                    position >>= 1
                    last >>= 1
                }
            } else {
                hash = MerkleHash.node(hash, sibling)
            }
            position >>= 1
            last >>= 1
        }
        guard last == 0 else { throw .wrongProofLength }
        guard hash == root else { throw .rootMismatch(expected: root, computed: hash) }
    }

    /// Passes only if the tree of `second` entries continues the tree of `first` entries.
    ///
    /// Sizes must be 0 < first ≤ second; equal sizes need equal roots and an empty proof. A tree of size 0 is a
    /// prefix of every tree and proves nothing, so it is refused.
    /// - Throws: `sizesOutOfRange`, `wrongProofLength` or `rootMismatch`.
    public static func verifyConsistency(
        first: UInt64, firstRoot: LogHash, second: UInt64, secondRoot: LogHash, proof: [LogHash]
    ) throws(LedgerError) {
        guard first > 0, first <= second else { throw .sizesOutOfRange(first: first, second: second) }
        if first == second {
            guard proof.isEmpty else { throw .wrongProofLength }
            guard firstRoot == secondRoot else { throw .rootMismatch(expected: firstRoot, computed: secondRoot) }
            return
        }
        var rest = proof[...]
        // A first tree that is one perfect subtree is its own starting hash and is not sent.
        let isPerfect = first & (first - 1) == 0
        guard let start = isPerfect ? firstRoot : rest.popFirst() else { throw .wrongProofLength }
        var position = first - 1
        var last = second - 1
        while position & 1 == 1 {
            position >>= 1
            last >>= 1
        }
        var oldHash = start
        var newHash = start
        for sibling in rest {
            guard last != 0 else { throw .wrongProofLength }
            if position & 1 == 1 || position == last {
                oldHash = MerkleHash.node(sibling, oldHash)
                newHash = MerkleHash.node(sibling, newHash)
                while position & 1 == 0 && position != 0 {
                    position >>= 1
                    last >>= 1
                }
            } else {
                newHash = MerkleHash.node(newHash, sibling)
            }
            position >>= 1
            last >>= 1
        }
        guard last == 0 else { throw .wrongProofLength }
        guard oldHash == firstRoot else { throw .rootMismatch(expected: firstRoot, computed: oldHash) }
        guard newHash == secondRoot else { throw .rootMismatch(expected: secondRoot, computed: newHash) }
    }
}
