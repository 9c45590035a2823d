/// What the guard remembers of the last signed checkpoint.
public struct GuardRecord: Sendable {
    /// The log's origin line, at most ``longestOrigin`` bytes.
    public let origin: String
    /// The number of entries that were signed.
    public let size: UInt64
    /// The root that was signed.
    public let root: LogHash

    /// What a record has room for, in bytes of UTF-8.
    public static let longestOrigin = 1024

    /// A record of this checkpoint. Precondition: a non-empty origin of one line, at most 1024 bytes.
    public init(origin: String, size: UInt64, root: LogHash) {
        precondition(
            (1...Self.longestOrigin).contains(origin.utf8.count) && origin.utf8.allSatisfy { $0 >= 0x20 },
            "an origin is one line of 1 to 1024 bytes")
        self.origin = origin
        self.size = size
        self.root = root
    }

    /// A record of this checkpoint.
    public init(_ checkpoint: Checkpoint) {
        self.init(origin: checkpoint.origin, size: checkpoint.size, root: checkpoint.root)
    }

    func isSameLog(as other: GuardRecord) -> Bool { origin.utf8.elementsEqual(other.origin.utf8) }
}

extension GuardRecord: Hashable {
    /// By bytes of the origin.
    public static func == (left: GuardRecord, right: GuardRecord) -> Bool {
        left.size == right.size && left.root == right.root && left.isSameLog(as: right)
    }

    /// See `==`.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(size)
        hasher.combine(root)
    }
}

/// One of the two slots of the guard file: text that a person can read, padded with zeroes to a page.
///
///     hasila.guard/v1
///     17                (sequence: the higher of the two slots counts)
///     hasila.example/log
///     15
///     (root in base64)
///     (SHA-256 of the lines above, in hexadecimal)
struct GuardSlot: Hashable {
    let sequence: UInt64
    let record: GuardRecord

    /// A page, so that writing one slot can never tear the other.
    static let byteCount = 4096
    private static let header = "hasila.guard/v1"

    init(sequence: UInt64, record: GuardRecord) {
        self.sequence = sequence
        self.record = record
    }

    var bytes: [UInt8] {
        let lines = "\(Self.header)\n\(sequence)\n\(record.origin)\n\(record.size)\n\(record.root.base64)\n"
        let sum = LogHash.sha256(Array(lines.utf8))
        let text = Array((lines + sum.hex + "\n").utf8)
        return text + [UInt8](repeating: 0, count: Self.byteCount - text.count)
    }

    /// Refused unless every byte is as it was written.
    init(_ bytes: [UInt8]) throws(LedgerError) {
        let text = bytes.prefix { $0 != 0 }
        var reader = LineReader(Array(text), format: .guardRecord)
        guard try reader.next().elementsEqual(Self.header.utf8) else { throw reader.refusal("not \(Self.header)") }
        guard let sequence = Decimal.parse(try reader.next()) else { throw reader.refusal("not a sequence number") }
        let line = try reader.next()
        guard let origin = String(validating: line, as: UTF8.self), line.allSatisfy({ $0 >= 0x20 }),
            (1...GuardRecord.longestOrigin).contains(line.count)
        else { throw reader.refusal("bad origin") }
        guard let size = Decimal.parse(try reader.next()) else { throw reader.refusal("not a size") }
        guard let root = Base64.decode(try reader.next()).flatMap({ LogHash(bytes: $0) }) else {
            throw reader.refusal("not a root")
        }
        _ = try reader.next()
        try reader.end()
        self.init(sequence: sequence, record: GuardRecord(origin: origin, size: size, root: root))
        guard self.bytes == bytes else { throw reader.refusal("the checksum or the padding is wrong") }
    }
}
