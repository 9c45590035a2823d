/// One disclosed field: what it says, its salt, and the hashes that lead to the entry's digest.
///
/// The digest fixes name, value, salt, the field's place and how many fields there are.
///
/// As text, strictly:
///
///     hasila.opening/v1
///     field 2 5
///     name L3ZhbHVl
///     salt (base64 of 32 bytes)
///     value OTQuNDM=
///     (one line a hash, the leaf's sibling first)
public struct FieldOpening: Hashable, Sendable {
    /// The field's position, from 0.
    public let index: Int
    /// How many fields the body has.
    public let count: Int
    /// The field's name.
    public let name: String
    /// The 32 bytes of salt.
    public let salt: LogHash
    /// The exact bytes of the value.
    public let value: [UInt8]
    /// The hashes up to the digest, the leaf's sibling first.
    public let path: [LogHash]

    private static let header = "hasila.opening/v1"

    /// An opening of these parts; nothing is verified yet.
    public init(index: Int, count: Int, name: String, salt: LogHash, value: [UInt8], path: [LogHash]) {
        self.index = index
        self.count = count
        self.name = name
        self.salt = salt
        self.value = value
        self.path = path
    }

    /// Passes only if this name and value stand under the digest.
    /// - Throws: `openingMismatch`, `noSuchField` or `wrongProofLength`.
    public func verify(_ digest: LogHash) throws(LedgerError) {
        guard index >= 0, index < count else { throw .noSuchField(index: index, count: count) }
        let leaf = FieldHash.leaf(name: name, salt: salt, value: value[...], count: count)
        do {
            try MerkleProof.verifyInclusion(
                of: leaf, index: UInt64(index), size: UInt64(count), proof: path, root: digest)
        } catch .rootMismatch { throw .openingMismatch }
    }

    /// Reads the text form; whatever is accepted prints back to the same bytes.
    public init(_ bytes: [UInt8]) throws(LedgerError) {
        var reader = LineReader(bytes, format: .opening)
        guard try reader.next().elementsEqual(Self.header.utf8) else { throw reader.refusal("not \(Self.header)") }
        let numbers = try reader.next(after: "field ").split(separator: 0x20, omittingEmptySubsequences: false)
        guard numbers.count == 2, let index = Decimal.parse(numbers[0]), let count = Decimal.parse(numbers[1]),
            index < count, count <= UInt32.max
        else { throw reader.refusal("not an index and a count") }
        guard let nameBytes = Base64.decode(try reader.next(after: "name ")),
            let name = String(validating: nameBytes, as: UTF8.self)
        else { throw reader.refusal("not the canonical base64 of a name") }
        guard let salt = Base64.decode(try reader.next(after: "salt ")).flatMap({ LogHash(bytes: $0) }) else {
            throw reader.refusal("not the canonical base64 of 32 bytes")
        }
        guard let value = Base64.decode(try reader.next(after: "value ")) else {
            throw reader.refusal("not canonical base64")
        }
        var path: [LogHash] = []
        while !reader.rest.isEmpty {
            guard path.count < 32, let hash = Base64.decode(try reader.next()).flatMap({ LogHash(bytes: $0) }) else {
                throw reader.refusal("not the canonical base64 of 32 bytes, or too many hashes")
            }
            path.append(hash)
        }
        self.init(index: Int(index), count: Int(count), name: name, salt: salt, value: value, path: path)
    }

    /// The text form.
    public var string: String {
        var text = "\(Self.header)\nfield \(index) \(count)\nname \(Base64.encode(Array(name.utf8)))\n"
        text += "salt \(salt.base64)\nvalue \(Base64.encode(value))\n"
        for hash in path { text += hash.base64 + "\n" }
        return text
    }
}
