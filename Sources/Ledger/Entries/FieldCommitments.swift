/// A body's fields under one digest, so that each can be shown and proven, withheld or erased without the others.
///
/// Every field is hashed with its own 32-byte salt, drawn from the body's seed; the digest is the RFC 6962 root over
/// the fields in order. Without its salt a withheld figure cannot be guessed, however few values it could have.
///
///     let seed = FieldSeed.random()
///     let digest = try FieldCommitments.digest(body: bytes, seed: seed)          // the write path
///     let fields = try FieldCommitments(fields: splitFields(bytes), seed: seed)  // later: show one of them
///     let opening = try fields.opening(of: 3)
///     try opening.verify(digest)
public struct FieldCommitments: Sendable {
    /// The fields in order.
    public let fields: [Field]
    private let salts: SaltMaker
    private let rows: HashRows

    /// The fields of one body with its seed.
    public init(fields: [Field], seed: FieldSeed) {
        self.fields = fields
        salts = SaltMaker(seed)
        rows = HashRows(Self.leaves(fields, salts))
    }

    /// The root over the fields; ``MerkleHash/empty`` for a body without fields, which tells that it is empty.
    public var digest: LogHash { rows.root }

    /// The digest alone, as quickly as it can be had.
    public static func digest(fields: [Field], seed: FieldSeed) -> LogHash {
        let salts = SaltMaker(seed)
        var frontier = MerkleFrontier()
        for (index, field) in fields.enumerated() {
            frontier.append(
                FieldHash.leaf(name: field.name, salt: salts.salt(index), value: field.value, count: fields.count))
        }
        return frontier.root
    }

    /// The digest of a JSON body, split by ``splitFields(_:)``.
    public static func digest(body: [UInt8], seed: FieldSeed) throws(LedgerError) -> LogHash {
        digest(fields: try splitFields(body), seed: seed)
    }

    /// What shows field `index` (from 0) and proves it against the digest.
    /// - Throws: `noSuchField`.
    public func opening(of index: Int) throws(LedgerError) -> FieldOpening {
        guard fields.indices.contains(index) else { throw .noSuchField(index: index, count: fields.count) }
        return FieldOpening(
            index: index, count: fields.count, name: fields[index].name, salt: salts.salt(index),
            value: Array(fields[index].value), path: rows.path(index))
    }

    /// The opening of the first field of this name; nil if there is none.
    public func opening(named name: String) throws(LedgerError) -> FieldOpening? {
        guard let index = fields.firstIndex(where: { $0.name.utf8.elementsEqual(name.utf8) }) else { return nil }
        return try opening(of: index)
    }

    /// The form to store in place of body and seed once these fields (from 0) are erased: the salts of the others,
    /// and of the erased ones only their hash. The caller then destroys seed and body.
    /// - Throws: `noSuchField`.
    public func erasing(_ erased: some Sequence<Int>) throws(LedgerError) -> ErasedBody {
        var kept = fields.enumerated().map { index, field in
            ErasedBody.Entry.open(name: field.name, salt: salts.salt(index), value: Array(field.value))
        }
        for index in erased {
            guard kept.indices.contains(index) else { throw .noSuchField(index: index, count: fields.count) }
            kept[index] = .erased(rows.leaves[index])
        }
        return ErasedBody(kept)
    }

    private static func leaves(_ fields: [Field], _ salts: SaltMaker) -> [LogHash] {
        fields.enumerated().map { index, field in
            FieldHash.leaf(name: field.name, salt: salts.salt(index), value: field.value, count: fields.count)
        }
    }
}
