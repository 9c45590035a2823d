import Ledger
import Storage
import Synchronization

/// The right edge of the log in memory. It is only trusted as long as the database agrees with its size; otherwise it is read again,
/// which is how a failed transaction and another server's entries are both noticed.
final class LedgerTail: Sendable {
    private let known = Mutex<(appender: TileAppender, lastTime: Int64)?>(nil)

    /// The edge as the database holds it, inside the write transaction.
    func read(in tables: any Connection, verifier: VerifierKey) throws -> (appender: TileAppender, lastTime: Int64) {
        let row = try tables.first("SELECT size, note FROM checkpoint WHERE one = 1")
        let size = UInt64(try row?.integer("size") ?? 0)
        if let known = known.withLock({ $0 }), known.appender.size == size { return known }
        guard let row, size > 0 else { return (TileAppender(), 0) }
        do {
            let note = try SignedNote(parsing: row.text("note"))
            let checkpoint = try Checkpoint(verifying: note, log: verifier)
            guard checkpoint.size == size else {
                throw Failure(.ledgerAltered, ["record": "checkpoint"])
            }
            let appender = try TileAppender(size: size, root: checkpoint.root, reader: LedgerBook.tiles(in: tables))
            let last = try tables.first("SELECT time FROM entries WHERE number = ?", [.integer(Int64(size) - 1)])
            guard let last else { throw Failure(.ledgerAltered, ["record": "entry \(size - 1)"]) }
            return (appender, try last.integer("time"))
        } catch let error as LedgerError {
            throw Failure(.ledgerAltered, ["record": "checkpoint"], privateDetail: "\(error)")
        }
    }

    /// Keeps the edge of a committed transaction.
    func keep(_ appender: TileAppender, lastTime: Int64) {
        known.withLock { $0 = (appender, lastTime) }
    }

    /// Forgets, so that the next transaction reads the edge from the database.
    func forget() { known.withLock { $0 = nil } }
}
