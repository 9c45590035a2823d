import Foundation

/// A PostgreSQL database behind the common interface: one thread writes, several read, one listens.
final class PostgreSQLDatabase: Database {
    let engine = Engine.postgresql
    private let address: String
    private let readers: PostgreSQLWorkers
    /// Writers are serial anyway; one thread keeps their order without holding connections.
    private let writer: PostgreSQLWorkers
    private let listener: PostgreSQLListener
    private let translations = Translations(.postgresql)
    /// "hasila": the advisory lock that makes the writers of all servers wait for each other.
    private static let writeLock: Int64 = 0x6861_7369_6C61

    private init(_ address: String) {
        self.address = address
        readers = PostgreSQLWorkers(address, most: 8)
        writer = PostgreSQLWorkers(address, most: 1)
        listener = PostgreSQLListener(address)
    }

    /// Connects. See `Databases.open`.
    static func open(address: String, createIfMissing: Bool) async throws -> any Database {
        try await offCooperativeThreads {
            _ = try PostgreSQLAddress.databaseName(address)
            do {
                _ = try PostgreSQLLink(address)
            } catch let error as StorageError {
                try PostgreSQLAddress.provide(address, createIfMissing: createIfMissing, original: error)
            }
            let answer = try PostgreSQLLink(address).run("SELECT getdatabaseencoding() = 'UTF8'")
            guard try answer.row(0)[0] == 1 else { throw StorageError.refused("the database's encoding is not UTF8") }
        }
        return PostgreSQLDatabase(address)
    }

    func read<T: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
        try await on(readers) { seat, translations in
            let (link, _) = try seat.begin { try $0.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY") }
            let session = PostgreSQLSession(link, translations, writable: false)
            let value = try body(session)
            try session.checkUnspoiled()
            try link.run("COMMIT")
            return value
        }
    }

    @discardableResult
    func write<T: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
        try await on(writer) { seat, translations in
            // READ COMMITTED, so that the first statement after the lock sees what the last writer committed.
            let (link, answer) = try seat.begin {
                try $0.run(
                    "BEGIN ISOLATION LEVEL READ COMMITTED", "SELECT pg_advisory_xact_lock(\(Self.writeLock))",
                    "SELECT CAST(pg_current_xact_id() AS TEXT) AS number")
            }
            let number = try answer.row(0).text("number")
            let session = PostgreSQLSession(link, translations, writable: true)
            let value = try body(session)
            try session.checkUnspoiled()
            try Self.commit(link, seat, number)
            return value
        }
    }

    /// Commits; when the connection dies meanwhile, asks the server whether the transaction holds.
    private static func commit(_ link: PostgreSQLLink, _ seat: PostgreSQLSeat, _ number: String) throws {
        do {
            let tag = try link.run("COMMIT").tag
            // The server answers a commit of a failed transaction with ROLLBACK, not with an error.
            guard tag == "COMMIT" else { throw StorageError.failed("the transaction was rolled back") }
        } catch StorageError.connectionLost(let why) {
            for attempt in 0..<20 {
                Thread.sleep(forTimeInterval: Double(attempt) * 0.05)
                guard let fresh = try? seat.renew(),
                    let answer = try? fresh.run("SELECT pg_xact_status(CAST('\(number)' AS xid8)) AS status"),
                    let status = try? answer.row(0).text("status")
                else { continue }
                if status == "committed" { return }
                if status == "aborted" { throw StorageError.connectionLost(why) }
            }
            throw StorageError.outcomeUnknown
        }
    }

    func changes(_ channel: String) -> AsyncStream<String> { listener.listen(channel) }

    func backup(to file: String, evidence: BackedEvidence?) async throws -> EvidenceReport {
        try await read { connection in
            try PortableDump.write(connection, to: file, evidence: evidence)
        }
    }

    func close() async {
        listener.close()
        await readers.close()
        await writer.close()
    }

    private func on<T: Sendable>(
        _ workers: PostgreSQLWorkers, _ job: @escaping @Sendable (PostgreSQLSeat, Translations) throws -> T
    ) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            let accepted = workers.submit { [translations] seat in
                let result = Result { try job(seat, translations) }
                if case .failure = result { seat.abandon() }
                continuation.resume(with: result)
            }
            if !accepted { continuation.resume(throwing: StorageError.refused("the database is closed")) }
        }
    }
}
