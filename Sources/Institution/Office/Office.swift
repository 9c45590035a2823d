import Acts
import Figures
import Foundation
import Ledger
import Storage

/// A running institution: its database, its registrar and its cube. Everything above this room goes through here.
public final class Office: Sendable {
    /// The database.
    public let database: any Database
    /// The single write path.
    public let registrar: Registrar
    /// The log's public key.
    public let logKey: VerifierKey
    /// The evidence files, each under its hash.
    public let evidence: EvidenceStore
    /// The log's tiles read last, for whoever makes proofs.
    public let tiles = TileCache()
    /// Reads the wall clock; tests give another.
    public let clock: @Sendable () -> Timestamp
    private let keeper: CubeKeeper

    /// The cube in force: an immutable snapshot.
    public var cube: Cube { keeper.snapshot }
    /// Changes when anything but figures was entered (``CubeKeeper/epoch``).
    public var epoch: Int64 { keeper.epoch }
    /// Whether the cube was read from its file when the office was opened.
    public var cubeIsFromFile: Bool { keeper.isFromFile }
    /// Today, by the office's clock, as an ISO day.
    public var today: String { "\(clock().day)" }

    private init(
        database: any Database, registrar: Registrar, key: SigningKey, files: OfficeFiles, clock: @escaping @Sendable () -> Timestamp
    ) async throws {
        self.database = database
        evidence = EvidenceStore(folder: files.evidenceFolder)
        self.registrar = registrar
        self.clock = clock
        logKey = key.verifier
        let keeper = try await CubeKeeper(database: database, cache: CubeCache(path: files.cubeFile))
        self.keeper = keeper
        await registrar.follow { await keeper.take($0) }
        await registrar.followBulk { await keeper.takeMany() }
    }

    /// The clock of the machine.
    public static let wallClock: @Sendable () -> Timestamp = {
        Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 * 1_000).rounded(.down)))
    }

    /// Founds an institution: database, log key, guard, and the first act. Refuses a place that holds one already.
    ///
    /// `state` is the folder of key and guard; without it the folder of the data or, for PostgreSQL, `HASILA_STATE`.
    public static func found(
        _ founding: FoundInstitution, at location: DataLocation, origin: String, more: [Migration] = [],
        state: String? = nil, clock: @escaping @Sendable () -> Timestamp = wallClock
    ) async throws -> Office {
        let files = OfficeFiles(for: location, state: state)
        let database = try await opened(location, more: more, createIfMissing: true)
        do {
            guard try await database.read({ try LedgerBook.size(in: $0) }) == 0 else {
                throw Failure(.institutionExists, ["place": location.shown])
            }
            let key = try files.createKey(origin: origin)
            let empty = Checkpoint(origin: origin, size: 0, root: MerkleHash.empty)
            let guardFile = try GuardFile.create(at: files.guardFile, first: GuardRecord(empty))
            let registrar = registrar(database, key, guardFile, clock)
            try await registrar.submit(founding, by: founding.founder)
            return try await Office(database: database, registrar: registrar, key: key, files: files, clock: clock)
        } catch {
            await database.close()
            throw error
        }
    }

    /// Opens the institution at a place; throws `noInstitution`, `forkRefused`, `ledgerAltered` or a storage failure.
    public static func open(
        _ location: DataLocation, more: [Migration] = [], state: String? = nil,
        clock: @escaping @Sendable () -> Timestamp = wallClock
    ) async throws -> Office {
        let files = OfficeFiles(for: location, state: state)
        let database = try await opened(location, more: more, createIfMissing: false)
        do {
            let found = try await database.read { tables in
                try (size: LedgerBook.size(in: tables), hasEntries: !LedgerBook.entries(from: 0, limit: 1, in: tables).isEmpty)
            }
            guard found.size > 0 else {
                // Entries without a checkpoint are not an empty place: somebody took the checkpoint away.
                throw found.hasEntries
                    ? Failure(.ledgerAltered, ["record": "checkpoint"]) : Failure(.noInstitution, ["place": location.shown])
            }
            let key = try files.readKey()
            let guardFile = try await database.read { try files.checkedGuard(key: key, tables: $0) }
            let registrar = registrar(database, key, guardFile, clock)
            return try await Office(database: database, registrar: registrar, key: key, files: files, clock: clock)
        } catch {
            await database.close()
            throw error
        }
    }

    /// Follows what other processes of the same database enter, until cancelled: told by the database where it can (PostgreSQL), and by
    /// looking once a second. What this process commits itself is in the cube already. What came in is judged meanwhile (`judge`).
    public func followOthers() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in self.database.changes(Registrar.channel) { await self.catchUp() }
            }
            group.addTask { await self.followOwn() }
        }
    }

    /// Once a second what a server does beside its work: register, checks, the cube's file once a minute. While acts come in fast, what
    /// can wait does.
    private func followOwn() async {
        var kept = ContinuousClock.now
        var seen = await registrar.committed
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(1))
            let count = await registrar.committed
            let isBusy = count - seen > Self.fast
            seen = count
            await catchUp(slices: isBusy ? 1 : .max)
            if !isBusy { await judge() }
            if kept.duration(to: .now) > .seconds(60) {
                try? await keeper.keep()
                kept = .now
            }
        }
    }

    /// So many acts a second are fast.
    private static let fast = 50
    /// Returns judged each time; a long import is worked off in many.
    private static let judgedAtOnce = 200

    /// Lets the checks look at what has come in, so that pages seldom find anything unjudged.
    public func judge() async {
        _ = try? await VerdictRegister.catchUp(database, atMost: Self.judgedAtOnce)
    }

    /// Brings register and cube up to the ledger, the register by at most so many slices. While this process writes, the write path
    /// itself notices what others entered in between.
    public func catchUp(slices: Int = .max) async {
        // Whoever reads the register brings it up too; here it is kept near, so that no reader waits long.
        try? await ActRegister.catchUp(database, slices: slices)
        guard let size = try? await keeper.sizeAhead(), !(await registrar.isWorking) else { return }
        // An own transaction that has just become durable looks like a stranger's until the cube has taken it.
        try? await Task.sleep(for: .milliseconds(100))
        guard !keeper.knows(size), !(await registrar.isWorking) else { return }
        await keeper.takeMany()
    }

    /// Lets go of the database. The cube's file is brought up to date before: what cannot be written there is only made again.
    public func close() async {
        try? await keeper.keep()
        await database.close()
    }

    /// Makes the cube anew from the ledger's bodies, and its file with it.
    public func renewCube() async throws { try await keeper.renew() }

    /// The signatory that an official is through a post today.
    public func signatory(official: String, post: String) async throws -> Signatory {
        let day = today
        return try await database.read { try OfficialBook.signatory(official: official, post: post, on: day, in: $0) }
    }

    /// The holder of the first post with this role, for commands that act for the institution.
    public func signatory(role: Role) async throws -> Signatory {
        let day = today
        return try await database.read { tables in
            guard let held = try OfficialBook.held(on: day, in: tables).first(where: { $0.post.role == role }) else {
                throw Failure(.notAppointed, ["official": "–", "post": role.rawValue, "date": day])
            }
            return Signatory(official: held.official, post: held.post.code, role: role, unit: held.post.unit)
        }
    }

    private static func opened(
        _ location: DataLocation, more: [Migration], createIfMissing: Bool
    ) async throws -> any Database {
        do {
            return try await Databases.open(
                location, migrations: Schema.migrations + more, createIfMissing: createIfMissing)
        } catch let error as StorageError {
            if case .notFound = error { throw Failure(.noInstitution, ["place": location.shown], privateDetail: error.description) }
            throw error.failure
        }
    }

    private static func registrar(
        _ database: any Database, _ key: SigningKey, _ guardFile: GuardFile, _ clock: @escaping @Sendable () -> Timestamp
    ) -> Registrar {
        Registrar(database: database, key: key, guardFile: guardFile, clock: clock, resolve: resolve)
    }

    /// How the write path and replay find who acts.
    static let resolve: SignatoryResolver = { official, post, time, tables in
        try OfficialBook.signatory(official: official, post: post, on: "\(time.day)", in: tables)
    }
}
