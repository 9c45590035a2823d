import Ledger
import Storage

/// One stored entry: what the ledger publishes of it, and what it keeps.
public struct Entry: Sendable {
    /// Number, time and kind.
    public let record: Record
    /// The commitment to the body's fields.
    public let digest: LogHash
    /// The hash of the public envelope.
    public let leaf: LogHash
    /// From which the salts of the fields follow; nil once destroyed.
    public let seed: [UInt8]?
    /// The body, exactly as hashed.
    public let body: [UInt8]
    /// Who acted.
    public let official, post: String

    /// The public envelope; throws where number, time or kind cannot stand in one.
    public func envelope() throws -> Envelope {
        try Envelope(number: record.number, time: record.time.milliseconds, kind: record.kind, digest: digest)
    }

    /// The committed fields, to open some of them; throws `malformedRecord`, also when the seed is destroyed.
    public func commitments() throws -> FieldCommitments {
        guard let seed else { throw Failure(.malformedRecord, ["record": "entry \(record.number)"]) }
        return try ActBody.commitments(of: body, seed: seed)
    }
}

/// Reads the ledger from its tables.
public enum LedgerBook {
    /// How many entries there are.
    public static func size(in tables: any Connection) throws -> Int64 {
        try tables.first("SELECT size FROM checkpoint WHERE one = 1")?.integer("size") ?? 0
    }

    /// The signed checkpoint, as text; nil while the ledger is empty.
    public static func checkpoint(in tables: any Connection) throws -> String? {
        try tables.first("SELECT note FROM checkpoint WHERE one = 1")?.text("note")
    }

    /// The entry of a number.
    public static func entry(_ number: Int64, in tables: any Connection) throws -> Entry? {
        try tables.first("SELECT * FROM entries WHERE number = ?", [.integer(number)]).map(entry(from:))
    }

    /// At most `limit` entries from a number on, in order.
    public static func entries(from number: Int64, limit: Int, in tables: any Connection) throws -> [Entry] {
        try tables.query(
            "SELECT * FROM entries WHERE number >= ? ORDER BY number LIMIT ?", [.integer(number), .integer(Int64(limit))]
        ).map(entry(from:))
    }

    /// The kinds of the entries from a number on, each once.
    public static func kinds(from number: Int64, in tables: any Connection) throws -> [String] {
        try tables.query("SELECT DISTINCT kind FROM entries WHERE number >= ?", [.integer(number)]).map { try $0.text("kind") }
    }

    /// The log's tiles, to make proofs from. A cache that is given must be of this ledger alone.
    public static func tree(in tables: any Connection, cache: TileCache = TileCache()) throws -> TileTree<TileSource> {
        TileTree(size: UInt64(try size(in: tables)), reader: tiles(in: tables), cache: cache)
    }

    static func tiles(in tables: any Connection) -> TileSource {
        TileSource { level, index, _ in
            let row = try tables.first(
                "SELECT data FROM tiles WHERE level = ? AND position = ?", [.integer(Int64(level)), .integer(Int64(index))])
            guard let row else { throw Failure(.ledgerAltered, ["record": "tile/\(level)/\(index)"]) }
            return try row.blob("data")
        }
    }

    private static func entry(from row: Row) throws -> Entry {
        let number = try row.integer("number")
        guard let digest = try LogHash(bytes: row.blob("digest")), let leaf = try LogHash(bytes: row.blob("leaf")) else {
            throw Failure(.ledgerAltered, ["record": "entry \(number)"])
        }
        return try Entry(
            record: Record(
                number: number, time: Timestamp(milliseconds: row.integer("time")), kind: row.text("kind")),
            digest: digest, leaf: leaf, seed: row.blobOrNil("seed"), body: row.blob("body"),
            official: row.text("official"), post: row.text("post"))
    }
}
