/// The public log entry of one act. It says that something was done and when, and commits to what; it never carries
/// a name, a figure or a text.
///
///     hasila.act/v1
///     42
///     2022-12-23T09:09:00.000Z
///     SubmitReturn
///     rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=
public struct Envelope: Hashable, Sendable {
    /// The act's number, which is its index in the log; 0 or more.
    public let number: Int64
    /// When the act was recorded, milliseconds since 1970 UTC, within ``EnvelopeTime/range``.
    public let time: Int64
    /// The permanent word for the kind of act, 1...64 ASCII letters.
    public let kind: String
    /// The root over the salted fields of the body (``FieldCommitments``).
    public let digest: LogHash

    private static let header = "hasila.act/v1"

    /// An envelope of these parts.
    /// - Throws: `malformed(.envelope, …)` with the line that could not be written.
    public init(number: Int64, time: Int64, kind: String, digest: LogHash) throws(LedgerError) {
        guard number >= 0 else { throw .malformed(.envelope, line: 2, reason: "the number is negative") }
        guard EnvelopeTime.range.contains(time) else {
            throw .malformed(.envelope, line: 3, reason: "the time has no year of four digits")
        }
        guard Self.isKind(kind.utf8) else { throw .malformed(.envelope, line: 4, reason: "a kind is 1 to 64 ASCII letters") }
        self.number = number
        self.time = time
        self.kind = kind
        self.digest = digest
    }

    /// Reads the exact form: whatever is accepted prints back to the same bytes.
    public init(_ bytes: [UInt8]) throws(LedgerError) {
        var reader = LineReader(bytes, format: .envelope)
        guard try reader.next().elementsEqual(Self.header.utf8) else { throw reader.refusal("not \(Self.header)") }
        guard let number = Decimal.parse(try reader.next()), let number = Int64(exactly: number) else {
            throw reader.refusal("not a canonical decimal number below 2^63")
        }
        guard let time = EnvelopeTime.parse(try reader.next()) else {
            throw reader.refusal("not a time in the form 2022-12-23T09:09:00.000Z")
        }
        let kind = try reader.next()
        guard Self.isKind(kind) else { throw reader.refusal("a kind is 1 to 64 ASCII letters") }
        guard let digest = Base64.decode(try reader.next()).flatMap({ LogHash(bytes: $0) }) else {
            throw reader.refusal("not the canonical base64 of 32 bytes")
        }
        try reader.end()
        self.number = number
        self.time = time
        self.kind = String(decoding: kind, as: UTF8.self)
        self.digest = digest
    }

    /// The exact bytes that are logged; ``leafHash`` is over these.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(160)
        bytes += Self.header.utf8
        bytes.append(0x0A)
        bytes += String(number).utf8
        bytes.append(0x0A)
        bytes += EnvelopeTime.bytes(time)
        bytes.append(0x0A)
        bytes += kind.utf8
        bytes.append(0x0A)
        bytes += digest.base64.utf8
        bytes.append(0x0A)
        return bytes
    }

    /// The entry's leaf in the log.
    public var leafHash: LogHash { MerkleHash.leaf(bytes) }

    private static func isKind(_ kind: some Collection<UInt8>) -> Bool {
        (1...64).contains(kind.count) && kind.allSatisfy { (65...90).contains($0) || (97...122).contains($0) }
    }
}
