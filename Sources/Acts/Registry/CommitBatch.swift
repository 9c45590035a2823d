import Ledger
import Storage

/// Acts that stand or fall together.
struct ActGroup: Sendable {
    let acts: [PreparedAct]
    /// Everything is tried and nothing is kept.
    let dryRun: Bool
    /// Acts that are prepared while others are written; then `acts` is empty.
    var stream: (source: ActSource, by: Signatory)?

    /// How many acts it has.
    var count: Int { stream?.source.count ?? acts.count }
}

/// A group waiting for its turn.
struct WaitingGroup: Sendable {
    let group: ActGroup
    let done: CheckedContinuation<[Receipt], any Error>
}

/// Why a group of acts was refused: each refused act by its place in the group. Nothing of the group was kept.
public struct GroupRefused: Error, Sendable {
    /// Place and reason, in order; the list ends after `most`.
    public let refusals: [(index: Int, failure: Failure)]
    /// No more refusals than these are looked for.
    public static let most = 1_000
}

/// Leaves the savepoint of a dry run with what it would have given.
private struct DryRunEnded: Error { let receipts: [Receipt] }

/// What is told to those who follow the ledger once a transaction is durable.
public struct CommittedAct: Sendable {
    /// The act and its place.
    public let act: any Act
    public let record: Record
}

/// The work of one write transaction: every waiting group in turn, each in its savepoint, then tiles and the signed checkpoint.
struct CommitBatch {
    let groups: [ActGroup]
    let tail: LedgerTail
    let memory: KeptMemory
    let key: SigningKey
    let clock: @Sendable () -> Timestamp
    let resolve: SignatoryResolver
    /// The size the guard file knows: a database behind it would fork the ledger.
    let guardedSize: UInt64

    struct Outcome: Sendable {
        var results: [Result<[Receipt], any Error>] = []
        var committed: [CommittedAct] = []
        /// Acts of streams, which are too many to be listed.
        var unlisted = 0
        var appender: TileAppender
        var lastTime: Int64
        var root: LogHash { appender.root }
    }

    func run(in tables: any Connection) throws -> Outcome {
        let edge = try tail.read(in: tables, verifier: key.verifier)
        guard edge.appender.size >= guardedSize else {
            throw Failure(.forkRefused, ["guard": "\(guardedSize)", "size": "\(edge.appender.size)"])
        }
        var outcome = Outcome(appender: edge.appender, lastTime: edge.lastTime)
        var leaves: [LogHash] = []
        let memory = memory.memory(at: edge.appender.size, clock())
        for group in groups {
            let before = (leaves.count, outcome.committed.count, outcome.lastTime, outcome.unlisted)
            do {
                let receipts = try tables.savepoint {
                    let receipts = try register(group, leaves: &leaves, outcome: &outcome, memory: memory, in: tables)
                    if group.dryRun { throw DryRunEnded(receipts: receipts) }
                    return receipts
                }
                outcome.results.append(.success(receipts))
            } catch {
                if let storage = error as? StorageError, storage.endsTransaction { throw error }
                memory.clear()
                leaves.removeSubrange(before.0...)
                outcome.committed.removeSubrange(before.1...)
                outcome.lastTime = before.2
                outcome.unlisted = before.3
                let tried = (error as? DryRunEnded)?.receipts
                outcome.results.append(tried.map { .success($0) } ?? .failure(error))
            }
        }
        if !leaves.isEmpty { try extend(&outcome, with: leaves, in: tables) }
        return outcome
    }

    /// A lone act is refused by itself; of a larger group every refusal is looked for, so that a file is corrected in one go.
    private func register(
        _ group: ActGroup, leaves: inout [LogHash], outcome: inout Outcome, memory: ActMemory, in tables: any Connection
    ) throws -> [Receipt] {
        if let stream = group.stream {
            return try register(stream.source, by: stream.by, leaves: &leaves, outcome: &outcome, memory: memory, in: tables)
        }
        if group.acts.count == 1 {
            return [try register(group.acts[0], leaves: &leaves, outcome: &outcome, memory: memory, in: tables)]
        }
        var receipts: [Receipt] = []
        var refusals: [(index: Int, failure: Failure)] = []
        for (index, prepared) in group.acts.enumerated() {
            do {
                receipts.append(try register(prepared, leaves: &leaves, outcome: &outcome, memory: memory, in: tables))
            } catch let failure as Failure {
                refusals.append((index, failure))
                memory.clear()
                if refusals.count == GroupRefused.most { break }
            }
        }
        guard refusals.isEmpty else { throw GroupRefused(refusals: refusals) }
        return receipts
    }

    /// The acts of a source as they come; answers with the receipt of the last.
    private func register(
        _ source: ActSource, by: Signatory, leaves: inout [LogHash], outcome: inout Outcome, memory: ActMemory,
        in tables: any Connection
    ) throws -> [Receipt] {
        let pipeline = ActPipeline(source, by: by)
        defer { pipeline.stop() }
        var last: Receipt?
        var refusals: [(index: Int, failure: Failure)] = []
        var index = 0
        let listed = outcome.committed.count
        while refusals.count < GroupRefused.most, let slice = try pipeline.next() {
            for prepared in slice {
                do {
                    last = try register(prepared, leaves: &leaves, outcome: &outcome, memory: memory, in: tables)
                } catch let failure as Failure {
                    if refusals.count < GroupRefused.most { refusals.append((index, failure)) }
                    memory.clear()
                }
                index += 1
            }
            outcome.unlisted += outcome.committed.count - listed
            outcome.committed.removeSubrange(listed...)
        }
        guard refusals.isEmpty else { throw GroupRefused(refusals: refusals) }
        return last.map { [$0] } ?? []
    }

    private func register(
        _ prepared: PreparedAct, leaves: inout [LogHash], outcome: inout Outcome, memory: ActMemory,
        in tables: any Connection
    ) throws -> Receipt {
        if let key = prepared.idempotencyKey, let earlier = try repeated(prepared, key: key, in: tables) { return earlier }
        let number = Int64(outcome.appender.size) + Int64(leaves.count)
        // Time never runs backwards in the ledger, whatever the machine's clock does.
        let time = max(clock(), Timestamp(milliseconds: outcome.lastTime))
        let type = Swift.type(of: prepared.act)
        let record = Record(number: number, time: time, kind: type.kind)
        var signatory = prepared.by
        if number > 0 {
            signatory = try memory.signatory(prepared.by.official, prepared.by.post, at: time) {
                try resolve(prepared.by.official, prepared.by.post, time, tables)
            }.through(prepared.by.integration)
            // The body says through which delegation it is done: what it says must be so.
            guard signatory.ownPost == prepared.by.ownPost else {
                throw Failure(.delegationOver, ["official": signatory.official, "post": signatory.post, "date": String(time.text.prefix(10))])
            }
            guard signatory.holds(type.kind) else {
                throw Failure(.notDelegated, ["act": type.kind, "official": signatory.official, "post": signatory.post])
            }
        }
        guard type.policy.allows(signatory, unit: prepared.act.subjectUnit, ledgerIsEmpty: number == 0) else {
            throw Failure(.notAllowed, ["act": type.kind, "role": signatory.role.rawValue])
        }
        let context = ActContext(tables: tables, signatory: signatory, record: record, memory: memory)
        try prepared.act.check(in: context)
        let envelope = try Envelope(number: number, time: time.milliseconds, kind: type.kind, digest: prepared.digest)
        let leaf = envelope.leafHash
        try tables.execute(
            """
            INSERT INTO entries (number, time, kind, digest, leaf, seed, body, official, post, idempotency_key)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .integer(number), .integer(time.milliseconds), .text(type.kind), .blob(prepared.digest.bytes),
                .blob(leaf.bytes), .blob(prepared.seed), .blob(prepared.body), .text(signatory.official),
                .text(signatory.post), prepared.idempotencyKey.map(SQLValue.text) ?? .null,
            ])
        try prepared.act.project(in: context)
        if type.changesDefinitions { memory.clear() }
        leaves.append(leaf)
        outcome.lastTime = time.milliseconds
        outcome.committed.append(CommittedAct(act: prepared.act, record: record))
        return Receipt(number: number, time: time, leafHash: leaf.hex, repeated: false)
    }

    private func repeated(_ prepared: PreparedAct, key: String, in tables: any Connection) throws -> Receipt? {
        let row = try tables.first("SELECT number, time, leaf, kind, body FROM entries WHERE idempotency_key = ?", [.text(key)])
        guard let row else { return nil }
        // Acts of two kinds can have the same members: the kind is part of the question too.
        guard try row.text("kind") == Swift.type(of: prepared.act).kind, try row.blob("body") == prepared.body else {
            throw Failure(.idempotencyConflict)
        }
        guard let leaf = try LogHash(bytes: row.blob("leaf")) else { throw Failure(.ledgerAltered, ["record": key]) }
        return try Receipt(
            number: row.integer("number"), time: Timestamp(milliseconds: row.integer("time")), leafHash: leaf.hex,
            repeated: true)
    }

    private func extend(_ outcome: inout Outcome, with leaves: [LogHash], in tables: any Connection) throws {
        for tile in outcome.appender.append(leaves) {
            try tables.execute(
                """
                INSERT INTO tiles (level, position, data) VALUES (?, ?, ?)
                ON CONFLICT (level, position) DO UPDATE SET data = excluded.data
                """, [.integer(Int64(tile.level)), .integer(Int64(tile.index)), .blob(tile.data)])
        }
        let checkpoint = Checkpoint(
            origin: key.verifier.name, size: outcome.appender.size, root: outcome.appender.root)
        try tables.execute(
            """
            INSERT INTO checkpoint (one, size, note) VALUES (1, ?, ?)
            ON CONFLICT (one) DO UPDATE SET size = excluded.size, note = excluded.note
            """, [.integer(Int64(checkpoint.size)), .text(try checkpoint.signed(by: key).string)])
        try tables.notify(Registrar.channel, "\(checkpoint.size)")
    }
}

extension StorageError {
    /// Whether nothing more can be done in this transaction, as against a row that a rule refused.
    var endsTransaction: Bool {
        switch self {
        case .constraint, .refused: false
        default: true
        }
    }

    /// What the user is told.
    public var failure: Failure {
        switch self {
        case .diskFull, .readOnly: Failure(.diskFull, privateDetail: description)
        case .corrupt, .migrationMismatch: Failure(.databaseDamaged, privateDetail: description)
        case .newerSchema: Failure(.newerDatabase, privateDetail: description)
        case .notFound(let place): Failure(.noInstitution, ["place": place])
        case .busy, .connectionLost, .unreachable, .outcomeUnknown, .permission:
            Failure(.databaseUnreachable, privateDetail: description)
        case .constraint, .refused, .failed: Failure(.internal, privateDetail: description)
        }
    }
}
