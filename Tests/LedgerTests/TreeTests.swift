import Ledger
import Testing

@Suite struct TreeTests {
    /// RFC 6962 as it is written, slow and plain.
    static func reference(_ leaves: ArraySlice<LogHash>) -> LogHash {
        guard leaves.count > 1 else { return leaves.first ?? MerkleHash.empty }
        var split = 1
        while split * 2 < leaves.count { split *= 2 }
        let middle = leaves.startIndex + split
        return MerkleHash.node(reference(leaves[..<middle]), reference(leaves[middle...]))
    }

    static func leaves(_ count: Int) -> [LogHash] { (0..<count).map { MerkleHash.leaf(Array("entry \($0)".utf8)) } }

    /// A log grown in batches, with its tiles.
    static func log(_ leaves: [LogHash], batch: Int) -> (TileAppender, TileMemory) {
        var appender = TileAppender()
        var tiles = TileMemory()
        var start = 0
        while start < leaves.count {
            let end = min(start + batch, leaves.count)
            tiles.store(appender.append(leaves[start..<end]))
            start = end
        }
        return (appender, tiles)
    }

    @Test func everyPairOfSizesIsConsistent() throws {
        let leaves = Self.leaves(70)
        let (_, tiles) = Self.log(leaves, batch: 7)
        let tree = TileTree(size: 70, reader: tiles)
        let roots = (0...70).map { Self.reference(leaves[..<$0]) }
        for second in 1...70 {
            #expect(try tree.root(at: UInt64(second)) == roots[second])
            for index in 0..<second {
                let proof = try tree.inclusionProof(index: UInt64(index), size: UInt64(second))
                try MerkleProof.verifyInclusion(
                    of: leaves[index], index: UInt64(index), size: UInt64(second), proof: proof, root: roots[second])
            }
            for first in 1...second {
                let proof = try tree.consistencyProof(from: UInt64(first), to: UInt64(second))
                try MerkleProof.verifyConsistency(
                    first: UInt64(first), firstRoot: roots[first], second: UInt64(second), secondRoot: roots[second],
                    proof: proof)
            }
        }
    }

    @Test func randomSizesBatchesAndLies() throws {
        var random = SeededRandom("randomSizesBatchesAndLies")
        for _ in 0..<30 {
            let size = Int.random(in: 1...2000, using: &random)
            let leaves = Self.leaves(size)
            let (appender, tiles) = Self.log(leaves, batch: Int.random(in: 1...600, using: &random))
            let root = Self.reference(leaves[...])
            #expect(appender.root == root)
            #expect(try TileAppender(size: UInt64(size), root: root, reader: tiles).edge == appender.edge)
            let tree = TileTree(size: UInt64(size), reader: tiles)
            let index = Int.random(in: 0..<size, using: &random)
            var proof = try tree.inclusionProof(index: UInt64(index))
            func verify(_ leaf: LogHash, _ index: Int, _ proof: [LogHash], _ root: LogHash) throws {
                try MerkleProof.verifyInclusion(
                    of: leaf, index: UInt64(index), size: UInt64(size), proof: proof, root: root)
            }
            try verify(leaves[index], index, proof, root)
            let lie = MerkleHash.leaf(random.bytes(8))
            #expect(throws: LedgerError.self) { try verify(lie, index, proof, root) }
            #expect(throws: LedgerError.self) { try verify(leaves[index], index, proof, lie) }
            #expect(throws: LedgerError.self) { try verify(leaves[index], index, proof + [lie], root) }
            if size > 1 {
                #expect(throws: LedgerError.self) { try verify(leaves[index], (index + 1) % size, proof, root) }
                proof[Int.random(in: 0..<proof.count, using: &random)] = lie
                #expect(throws: LedgerError.self) { try verify(leaves[index], index, proof, root) }
            }
        }
    }

    @Test func tileBordersHold() throws {
        let sizes = [1, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537, 65_792, 65_793, 66_049]
        let leaves = Self.leaves(66_049)
        var appender = TileAppender()
        var tiles = TileMemory()
        var frontier = MerkleFrontier()
        var roots: [UInt64: LogHash] = [:]
        for size in sizes {
            let added = leaves[Int(appender.size)..<size]
            tiles.store(appender.append(added))
            for leaf in added { frontier.append(leaf) }
            #expect(appender.root == frontier.root)
            roots[UInt64(size)] = frontier.root
            let restored = try TileAppender(size: UInt64(size), root: frontier.root, reader: tiles)
            #expect(restored.edge == appender.edge && restored.partialTiles == appender.partialTiles)
            let published = TilePath.inventory(size: UInt64(size)).filter { $0.kind != .entries }
            #expect(Set(published) == Set(tiles.all.map(\.path)))
        }
        let tree = TileTree(size: 66_049, reader: tiles, cache: TileCache(capacity: 8))
        for second in sizes {
            #expect(try tree.root(at: UInt64(second)) == roots[UInt64(second)])
            for first in sizes where first <= second {
                try MerkleProof.verifyConsistency(
                    first: UInt64(first), firstRoot: try #require(roots[UInt64(first)]), second: UInt64(second),
                    secondRoot: try #require(roots[UInt64(second)]),
                    proof: tree.consistencyProof(from: UInt64(first), to: UInt64(second)))
            }
            for index in [0, 255, 256, 511, 65_535, 65_536, second - 1] where index < second {
                try MerkleProof.verifyInclusion(
                    of: leaves[index], index: UInt64(index), size: UInt64(second),
                    proof: tree.inclusionProof(index: UInt64(index), size: UInt64(second)),
                    root: try #require(roots[UInt64(second)]))
            }
        }
    }

    @Test func aCopyIsTheWayBack() throws {
        let leaves = Self.leaves(600)
        var appender = TileAppender()
        _ = appender.append(leaves[..<300])
        let before = appender.root
        var attempt = appender
        _ = attempt.append(leaves[300...])
        #expect(appender.root == before && appender.size == 300)
        _ = appender.append(leaves[300...])
        #expect(appender.root == attempt.root)
    }

    @Test func hugeIndexesDoNotOverflow() throws {
        let leaf = MerkleHash.empty
        // 2^64−1 entries: the last leaf has a sibling on the left at each height that is a set bit.
        let path = [LogHash](repeating: leaf, count: 63)
        var root = leaf
        for _ in path { root = MerkleHash.node(leaf, root) }
        try MerkleProof.verifyInclusion(of: leaf, index: .max - 1, size: .max, proof: path, root: root)
        #expect(throws: LedgerError.self) {
            try MerkleProof.verifyInclusion(of: leaf, index: .max, size: .max, proof: path, root: root)
        }
        #expect(throws: LedgerError.self) {
            try MerkleProof.verifyConsistency(first: .max, firstRoot: leaf, second: 1, secondRoot: leaf, proof: [])
        }
    }

    @Test func readersThatLieAreNoticed() throws {
        let (appender, tiles) = Self.log(Self.leaves(300), batch: 50)
        let short = TileSource { level, index, width in
            Array(try tiles.tile(level: level, index: index, width: width).dropLast())
        }
        #expect(throws: LedgerError.self) { try TileAppender(size: 300, root: appender.root, reader: short) }
        #expect(throws: LedgerError.self) { try TileTree(size: 300, reader: short).inclusionProof(index: 5) }
        #expect(throws: LedgerError.tileMissing(TilePath(level: 0, index: 1, width: 45))) {
            try TileAppender(size: 301, root: nil, reader: tiles)
        }
        #expect(throws: LedgerError.self) { try TileAppender(size: 299, root: appender.root, reader: tiles) }
    }
}
