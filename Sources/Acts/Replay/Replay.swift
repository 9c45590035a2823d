import Ledger
import Storage

/// Makes every table again from the ledger, entry by entry, into empty tables; on the way each body must give its digest, each
/// envelope its leaf, and in the end all leaves the signed root.
public struct Replay: Sendable {
    private let catalogue: ActCatalogue
    private let resolve: SignatoryResolver
    private var frontier = MerkleFrontier()

    /// A replay of these kinds of acts, at the beginning.
    public init(catalogue: ActCatalogue, resolve: @escaping SignatoryResolver) {
        self.catalogue = catalogue
        self.resolve = resolve
    }

    /// How many entries were replayed.
    public var entries: Int64 { Int64(frontier.size) }
    /// The root their leaves give, in hexadecimal.
    public var root: String { frontier.root.hex }

    /// Replays the next entries, which must continue the ones before; throws `ledgerAltered` naming the first that does not hold.
    public mutating func add(_ entries: [Entry], into target: any Connection) throws {
        let memory = ActMemory()
        for entry in entries {
            guard entry.record.number == self.entries else {
                throw Failure(.ledgerAltered, ["record": "entry \(self.entries)"])
            }
            let leaf = try Self.checked(entry)
            try project(entry, into: target, memory: memory)
            frontier.append(leaf)
        }
    }

    /// Compares what was replayed with the signed checkpoint and the stored tiles; throws `badSignature` or `ledgerAltered`.
    public func finish(source: any Connection, verifier: VerifierKey) throws {
        try Self.checkSigned(frontier, in: source, verifier: verifier)
    }

    private static func checked(_ entry: Entry) throws -> LogHash {
        let name = ["record": "entry \(entry.record.number)"]
        guard let seed = entry.seed else { throw Failure(.ledgerAltered, name, privateDetail: "seed destroyed") }
        do {
            let digest = try FieldCommitments.digest(body: entry.body, seed: FieldSeed(bytes: seed))
            guard digest == entry.digest, try entry.envelope().leafHash == entry.leaf else { throw Failure(.ledgerAltered, name) }
            let by = try ActBody.signatory(of: entry.body)
            guard by.official == entry.official, by.post == entry.post else { throw Failure(.ledgerAltered, name) }
            return entry.leaf
        } catch let error as LedgerError {
            throw Failure(.ledgerAltered, name, privateDetail: "\(error)")
        }
    }

    private static func checkSigned(
        _ frontier: MerkleFrontier, in source: any Connection, verifier: VerifierKey
    ) throws {
        guard let text = try LedgerBook.checkpoint(in: source) else { throw Failure(.notFounded) }
        let checkpoint: Checkpoint
        do {
            checkpoint = try Checkpoint(verifying: SignedNote(parsing: text), log: verifier)
        } catch {
            throw Failure(.badSignature, ["record": "checkpoint"], privateDetail: "\(error)")
        }
        guard checkpoint.size == frontier.size, checkpoint.root == frontier.root else {
            throw Failure(.ledgerAltered, ["record": "checkpoint"])
        }
        try checkTiles(size: frontier.size, in: source)
    }

    /// Every stored tile against the one its leaves give: the root alone would only look at the right edge.
    private static func checkTiles(size: UInt64, in source: any Connection) throws {
        var appender = TileAppender()
        var full: Int64 = 0
        func compare(_ tile: Tile) throws {
            let row = try source.first(
                "SELECT data FROM tiles WHERE level = ? AND position = ?",
                [.integer(Int64(tile.level)), .integer(Int64(tile.index))])
            guard try row?.blob("data") == tile.data else { throw Failure(.ledgerAltered, ["record": tile.path.text]) }
        }
        while appender.size < size {
            let rows = try source.query(
                "SELECT leaf FROM entries WHERE number >= ? ORDER BY number LIMIT 4096", [.integer(Int64(appender.size))])
            let leaves = try rows.prefix(Int(size - appender.size)).compactMap { LogHash(bytes: try $0.blob("leaf")) }
            guard !leaves.isEmpty else { throw Failure(.ledgerAltered, ["record": "entry \(appender.size)"]) }
            for tile in appender.append(leaves) where tile.isFull {
                try compare(tile)
                full += 1
            }
        }
        for tile in appender.partialTiles { try compare(tile) }
        let stored = try source.first("SELECT COUNT(*) AS n FROM tiles")?.integer("n")
        guard stored == full + Int64(appender.partialTiles.count) else { throw Failure(.ledgerAltered, ["record": "tiles"]) }
    }

    private func project(_ entry: Entry, into target: any Connection, memory: ActMemory) throws {
        guard let type = catalogue[entry.record.kind] else {
            throw Failure(.newerDatabase, privateDetail: "act \(entry.record.kind)")
        }
        let act = try type.decoded(fromBody: entry.body)
        var signatory = Signatory(official: entry.official, post: entry.post, role: .administrator, unit: "")
        if entry.record.number > 0 {
            signatory = try memory.signatory(entry.official, entry.post, at: entry.record.time) {
                try resolve(entry.official, entry.post, entry.record.time, target)
            }
        }
        try copy(entry, into: target)
        try act.project(
            in: ActContext(tables: target, signatory: signatory, record: entry.record, memory: memory))
        if type.changesDefinitions { memory.clear() }
    }

    /// Projections may read earlier bodies, so the entry itself goes along.
    private func copy(_ entry: Entry, into target: any Connection) throws {
        try target.execute(
            """
            INSERT INTO entries (number, time, kind, digest, leaf, seed, body, official, post, idempotency_key)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)
            """,
            [
                .integer(entry.record.number), .integer(entry.record.time.milliseconds), .text(entry.record.kind),
                .blob(entry.digest.bytes), .blob(entry.leaf.bytes), entry.seed.map(SQLValue.blob) ?? .null,
                .blob(entry.body), .text(entry.official), .text(entry.post),
            ])
    }
}
