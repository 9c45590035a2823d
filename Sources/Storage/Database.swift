/// The two engines behind the one interface.
public enum Engine: String, CaseIterable, Sendable { case sqlite, postgresql }

/// An open database of one institution.
///
/// Closures run on a thread of the database's own, never on the cooperative pool, so they may
/// block as long as they need. They are synchronous: a transaction never waits for the network
/// of a user.
public protocol Database: Sendable {
    /// Which engine answers.
    var engine: Engine { get }

    /// Reads in one consistent snapshot; never blocks a writer nor waits for one.
    /// Errors of the closure come back untouched; the engine's own as `StorageError`.
    func read<T: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> T) async throws -> T

    /// Runs one transaction. When it returns, the transaction is on disk. When the closure
    /// throws, nothing of it remains and its error comes back untouched. Writers of one
    /// database are served one after the other, across all servers.
    ///
    /// Cancelling the task does not stop a transaction: what was committed is reported.
    @discardableResult
    func write<T: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> T) async throws -> T

    /// What `Connection.notify` sends on a channel, after commit. PostgreSQL carries it between
    /// servers; SQLite only within this process.
    ///
    /// The first element is an empty text, and so is one after every reconnection: it means
    /// "listening has begun, something may have been missed, read now". The stream ends with `close`.
    func changes(_ channel: String) -> AsyncStream<String>

    /// Writes a consistent copy of everything to one new file of mode 0600, while others go on
    /// reading and writing; checks it before it gets its name. SQLite: a database file.
    /// PostgreSQL: the portable format described at `PortableDump`. `Databases.restore` takes both.
    /// An existing file is refused. With `evidence` it holds the evidence files too; the answer says which.
    @discardableResult
    func backup(to file: String, evidence: BackedEvidence?) async throws -> EvidenceReport

    /// Waits for running closures, then closes every connection. Later calls throw `refused`.
    func close() async
}
