/// Everything needed to check offline that an entry is in the log (c2sp.org/tlog-proof@v1): its index, the hashes
/// that lead to the root, and the signed checkpoint with the witnesses' cosignatures. Files end in `.tlog-proof`.
///
///     let proof = try LogProof(parsing: text)
///     let verified = try proof.verify(entry: envelope.bytes, log: vkey, witnesses: witnesses, required: 2)
public struct LogProof: Hashable, Sendable {
    /// Where the entry stands, from 0.
    public let index: UInt64
    /// The hashes from the leaf's sibling up.
    public let path: [LogHash]
    /// The checkpoint, verbatim.
    public let note: SignedNote
    /// Data of the application that nothing vouches for; nil where there is none, never empty.
    public let extra: [UInt8]?

    /// A proof of these parts; an empty `extra` counts as none.
    public init(index: UInt64, path: [LogHash], note: SignedNote, extra: [UInt8]? = nil) {
        self.index = index
        self.path = path
        self.note = note
        self.extra = extra?.isEmpty == true ? nil : extra
    }

    private static let header = "c2sp.org/tlog-proof@v1"

    /// Reads a proof file, strictly; nothing is verified yet. Printing it again gives the same bytes.
    public init(_ bytes: [UInt8]) throws(LedgerError) {
        var reader = LineReader(bytes, format: .proof)
        guard try reader.next().elementsEqual(Self.header.utf8) else { throw reader.refusal("not \(Self.header)") }
        var line = try reader.next()
        if line.starts(with: "extra ".utf8) {
            guard let data = Base64.decode(line.dropFirst(6)), !data.isEmpty else {
                throw reader.refusal("extra is not canonical base64")
            }
            extra = data
            line = try reader.next()
        } else {
            extra = nil
        }
        guard line.starts(with: "index ".utf8), let index = Decimal.parse(line.dropFirst(6)) else {
            throw reader.refusal("not an index")
        }
        self.index = index
        var path: [LogHash] = []
        while true {
            line = try reader.next()
            if line.isEmpty { break }
            guard path.count < 64, let hash = Base64.decode(line).flatMap({ LogHash(bytes: $0) }) else {
                throw reader.refusal("not the canonical base64 of 32 bytes, or too many hashes")
            }
            path.append(hash)
        }
        self.path = path
        note = try SignedNote(Array(reader.rest))
    }

    /// Reads a proof given as text.
    public init(parsing text: String) throws(LedgerError) { try self.init(Array(text.utf8)) }

    /// The proof file.
    public var string: String {
        var text = Self.header + "\n"
        if let extra { text += "extra \(Base64.encode(extra))\n" }
        text += "index \(index)\n"
        for hash in path { text += hash.base64 + "\n" }
        return text + "\n" + note.string
    }

    /// What a verified proof establishes.
    public struct Verified: Hashable, Sendable {
        /// The checkpoint the log signed.
        public let checkpoint: Checkpoint
        /// The witnesses that cosigned it, each with its time.
        public let witnesses: [VerifiedSignature]
    }

    /// Passes only if these bytes are the entry at `index` of the log's signed checkpoint, cosigned by at least
    /// `required` of the witnesses. Witness keys are those of type 0x04; one key listed twice counts once.
    /// - Throws: the first thing that does not hold.
    public func verify(
        entry: [UInt8], log: VerifierKey, witnesses: [VerifierKey] = [], required: Int = 0
    ) throws(LedgerError) -> Verified {
        try verify(leaf: MerkleHash.leaf(entry), log: log, witnesses: witnesses, required: required)
    }

    /// The same for an entry whose leaf hash is known.
    public func verify(
        leaf: LogHash, log: VerifierKey, witnesses: [VerifierKey] = [], required: Int = 0
    ) throws(LedgerError) -> Verified {
        let checkpoint = try Checkpoint(verifying: note, log: log)
        for key in witnesses where key.algorithm != .cosignature { throw .wrongKeyAlgorithm(name: key.name) }
        var cosigned: [VerifiedSignature] = []
        // Verified together with the log's key, so that finding no witness is a matter of the policy alone.
        for found in try note.verify([log] + witnesses) where found.time != nil {
            // One Ed25519 key under two names is one witness.
            if !cosigned.contains(where: { $0.key.publicKey == found.key.publicKey }) { cosigned.append(found) }
        }
        guard cosigned.count >= required else {
            throw .tooFewCosignatures(found: cosigned.count, required: required)
        }
        try MerkleProof.verifyInclusion(
            of: leaf, index: index, size: checkpoint.size, proof: path, root: checkpoint.root)
        return Verified(checkpoint: checkpoint, witnesses: cosigned)
    }
}
