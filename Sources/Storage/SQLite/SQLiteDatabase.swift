import Foundation
internal import GRDB
internal import GRDBSQLite
import Synchronization

/// One SQLite file behind the common interface. GRDB's pool gives one writer and several
/// readers, each on a queue of its own; rows and arguments pass through SQLite's C interface,
/// because bulk imports spend their time exactly there.
final class SQLiteDatabase: Database {
    let engine = Engine.sqlite
    private let pool: DatabasePool
    private let notices = NoticeBoard()
    private let translations = Translations(.sqlite)
    private let closing = Mutex(false)

    private init(pool: DatabasePool) { self.pool = pool }

    /// Opens `folder/hasila.sqlite`. See `Databases.open`.
    static func open(folder: String, createIfMissing: Bool) async throws -> any Database {
        let file = folder + "/hasila.sqlite"
        try SQLiteFile.prepare(folder: folder, file: file, createIfMissing: createIfMissing)
        // Opening reads the file and may recover a log: not on a cooperative thread.
        return try await offCooperativeThreads {
            try SQLiteErrors.mapping {
                let pool = try DatabasePool(path: file, configuration: SQLiteFile.configuration())
                try pool.writeWithoutTransaction { try SQLiteFile.setUp($0) }
                return SQLiteDatabase(pool: pool)
            }
        }
    }

    func read<T: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
        try checkOpen()
        return try await withCheckedThrowingContinuation { continuation in
            pool.asyncRead { [translations] result in
                continuation.resume(with: Result {
                    let database = try SQLiteErrors.mapping { try result.get() }
                    let session = try SQLiteSession(database, translations, writable: false)
                    let value = try body(session)
                    try session.checkUnspoiled()
                    return value
                })
            }
        }
    }

    @discardableResult
    func write<T: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
        try checkOpen()
        return try await withCheckedThrowingContinuation { continuation in
            pool.asyncWriteWithoutTransaction { [notices, translations] database in
                continuation.resume(with: Result {
                    let session = try SQLiteSession(database, translations, writable: true)
                    let value = try Self.transaction(database, session, body)
                    for notice in session.notices { notices.post(notice.payload, on: notice.channel) }
                    return value
                })
            }
        }
    }

    private static func transaction<T>(
        _ database: GRDB.Database, _ session: SQLiteSession, _ body: (any Connection) throws -> T
    ) throws -> T {
        try SQLiteErrors.mapping { try database.beginTransaction(.immediate) }
        do {
            let value = try body(session)
            try session.checkUnspoiled()
            try SQLiteErrors.mapping { try database.commit() }
            return value
        } catch {
            // A full disk may have rolled back already; then this does nothing.
            try? database.rollback()
            throw error
        }
    }

    func changes(_ channel: String) -> AsyncStream<String> { notices.listen(channel) }

    func backup(to file: String, evidence: BackedEvidence?) async throws -> EvidenceReport {
        try checkOpen()
        let pool = pool
        return try await offCooperativeThreads { try SQLiteFile.backUp(pool, to: file, evidence: evidence) }
    }

    func close() async {
        let first = closing.withLock { closed in
            defer { closed = true }
            return !closed
        }
        guard first else { return }
        notices.close()
        let pool = pool
        // GRDB's close waits for running readers and the writer.
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                try? pool.close()
                SQLiteFile.foldLog(into: pool.path)
                continuation.resume()
            }
        }
    }

    private func checkOpen() throws {
        if closing.withLock({ $0 }) { throw StorageError.refused("the database is closed") }
    }
}

/// Runs blocking work on a thread of its own, so that no cooperative thread waits.
func offCooperativeThreads<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try work() }) }
    }
}
