import Ledger
import Storage

/// Finds the signatory that an official is through a post at a moment, in the tables of the transaction; throws `notAppointed`.
public typealias SignatoryResolver = @Sendable (
    _ official: String, _ post: String, _ at: Timestamp, _ tables: any Connection
) throws -> Signatory

/// The single write path: authorize, check, append to the ledger, project, sign, all in one transaction, many acts at a time.
///
/// Acts that arrive while a transaction is being made durable wait and go into the next one together (group commit), so that one
/// fsync carries many of them; each has its savepoint, so that a refused act harms no other.
public actor Registrar {
    /// The channel on which other servers of the same database hear of new entries.
    public static let channel = "hasila_entries"
    /// The most acts in one transaction that are not one group.
    static let largestBatch = 1_024

    private let database: any Database
    private let key: SigningKey
    private let guardFile: GuardFile?
    private let clock: @Sendable () -> Timestamp
    private let resolve: SignatoryResolver
    private let tail = LedgerTail()
    private let memory = KeptMemory()
    private var guarded: GuardRecord?
    private var followers: [@Sendable ([CommittedAct]) async -> Void] = []
    private var bulkFollowers: [@Sendable () async -> Void] = []
    private var waiting: [WaitingGroup] = []
    private var working = false
    /// How many acts this process has made durable.
    public private(set) var committed = 0
    /// Set when the guard could not follow: signing on without it would risk a fork nobody notices.
    private var stopped: Failure?

    /// A registrar over an opened database. The guard file, where given, must have been checked against the database
    /// before (see `GuardFile.check`); without one a restored older copy is not noticed, which only tests and tools may want.
    public init(
        database: any Database, key: SigningKey, guardFile: GuardFile?, clock: @escaping @Sendable () -> Timestamp,
        resolve: @escaping SignatoryResolver
    ) {
        self.database = database
        self.key = key
        self.guardFile = guardFile
        self.clock = clock
        self.resolve = resolve
    }

    /// Calls `body` with the acts of each transaction once it is durable and before their receipts are given.
    public func follow(_ body: @escaping @Sendable ([CommittedAct]) async -> Void) { followers.append(body) }

    /// Calls `body` after a transaction with more acts than are listed: what was entered is to be read from the tables.
    public func followBulk(_ body: @escaping @Sendable () async -> Void) { bulkFollowers.append(body) }

    /// Whether acts are on their way; then their followers will hear of them.
    public var isWorking: Bool { working }

    /// Does one act. Returns when it is durable; throws a `Failure` when it is refused, and then nothing has changed.
    ///
    /// The same idempotency key with the same act by the same official gives the first receipt again.
    @discardableResult
    public nonisolated func submit(
        _ act: any Act, by signatory: Signatory, idempotencyKey: String? = nil
    ) async throws -> Receipt {
        let prepared = try PreparedAct(act, by: signatory, idempotencyKey: idempotencyKey)
        guard let receipt = try await enqueue(ActGroup(acts: [prepared], dryRun: false)).first else { throw Failure(.internal) }
        return receipt
    }

    /// Does several acts, all or none; refusals come together as `GroupRefused`. A dry run tries everything and keeps nothing.
    @discardableResult
    public nonisolated func submitAll(
        _ acts: [any Act], by signatory: Signatory, dryRun: Bool = false
    ) async throws -> [Receipt] {
        guard !acts.isEmpty else { return [] }
        let prepared = try await Self.prepare(acts, by: signatory)
        return try await enqueue(ActGroup(acts: prepared, dryRun: dryRun))
    }

    /// Does the acts of a source, all or none, without ever holding all of them; answers with their number.
    @discardableResult
    public nonisolated func submitAll(_ source: ActSource, by signatory: Signatory, dryRun: Bool = false) async throws -> Int {
        guard source.count > 0 else { return 0 }
        _ = try await enqueue(ActGroup(acts: [], dryRun: dryRun, stream: (source, signatory)))
        return source.count
    }

    /// Hashing is the costly part and needs no order: it is shared out over the machine's cores.
    private static func prepare(_ acts: [any Act], by signatory: Signatory) async throws -> [PreparedAct] {
        let slice = max(64, acts.count / 8)
        return try await withThrowingTaskGroup(of: (Int, [PreparedAct]).self) { group in
            for start in stride(from: 0, to: acts.count, by: slice) {
                group.addTask {
                    let part = acts[start..<min(start + slice, acts.count)]
                    return (start, try part.map { try PreparedAct($0, by: signatory, idempotencyKey: nil) })
                }
            }
            var parts: [(Int, [PreparedAct])] = []
            for try await part in group { parts.append(part) }
            return parts.sorted { $0.0 < $1.0 }.flatMap(\.1)
        }
    }

    private func enqueue(_ group: ActGroup) async throws -> [Receipt] {
        try await withCheckedThrowingContinuation { continuation in
            waiting.append(WaitingGroup(group: group, done: continuation))
            if !working {
                working = true
                Task { await self.work() }
            }
        }
    }

    private func work() async {
        while !waiting.isEmpty {
            var taken: [WaitingGroup] = []
            var acts = 0
            while let next = waiting.first, taken.isEmpty || acts + next.group.count <= Self.largestBatch {
                acts += next.group.count
                taken.append(next)
                waiting.removeFirst()
                if acts >= Self.largestBatch { break }
            }
            await commit(taken)
        }
        working = false
    }

    private func commit(_ taken: [WaitingGroup]) async {
        if let stopped {
            for group in taken { group.done.resume(throwing: stopped) }
            return
        }
        let batch = CommitBatch(
            groups: taken.map(\.group), tail: tail, memory: memory, key: key, clock: clock, resolve: resolve,
            guardedSize: guarded?.size ?? 0)
        do {
            let outcome = try await database.write { try batch.run(in: $0) }
            if !outcome.committed.isEmpty || outcome.unlisted > 0 {
                committed += outcome.committed.count + outcome.unlisted
                tail.keep(outcome.appender, lastTime: outcome.lastTime)
                memory.keep(at: outcome.appender.size)
                let checkpoint = Checkpoint(origin: key.verifier.name, size: outcome.appender.size, root: outcome.root)
                if !outcome.committed.isEmpty {
                    for follower in followers { await follower(outcome.committed) }
                }
                if outcome.unlisted > 0 {
                    for follower in bulkFollowers { await follower() }
                }
                try guardOrStop(GuardRecord(checkpoint))
            }
            for (group, result) in zip(taken, outcome.results) { group.done.resume(with: result.mapError(Self.failure)) }
        } catch {
            tail.forget()
            for group in taken { group.done.resume(throwing: Self.failure(error)) }
        }
    }

    /// The guard follows the database, never leads it: a crash in between leaves it behind, which is safe. A guard that cannot follow
    /// ends the work: what is committed stays, its submitters learn that something is wrong, and nothing more is signed.
    private func guardOrStop(_ next: GuardRecord) throws {
        do { try advanceGuard(to: next) } catch {
            stopped = Failure(.forkRefused, ["guard": guardFile?.path ?? "–", "size": "\(next.size)"], privateDetail: "\(error)")
            throw stopped ?? error
        }
    }

    private func advanceGuard(to next: GuardRecord) throws {
        guard let guardFile else { return }
        var known = try guarded ?? guardFile.current()
        while let found = try Self.advance(guardFile, from: known, to: next) {
            // Another process wrote in between; the database kept both in one order. Equal sizes must be the same log.
            guard found.origin == next.origin, found.size != next.size || found == next else {
                throw LedgerError.fork(guarded: found, dataRoot: next.root)
            }
            known = found
            if found.size >= next.size { break }
        }
        guarded = known.size >= next.size ? known : next
    }

    /// Where the guard stands instead, if another process moved it.
    private static func advance(_ file: GuardFile, from known: GuardRecord, to next: GuardRecord) throws -> GuardRecord? {
        do throws(LedgerError) {
            try file.advance(from: known, to: next)
            return nil
        } catch {
            guard case .guardMoved(_, let found) = error else { throw error }
            return found
        }
    }

    private static func failure(_ error: any Error) -> any Error {
        switch error {
        case is Failure, is GroupRefused: error
        case let storage as StorageError: storage.failure
        case let ledger as LedgerError: Failure(.ledgerAltered, ["record": "ledger"], privateDetail: "\(ledger)")
        default: Failure(.internal, privateDetail: "\(error)")
        }
    }
}
