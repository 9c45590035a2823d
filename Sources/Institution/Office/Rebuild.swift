import Acts
import Foundation
import Ledger
import Storage

/// `hasila rebuild`: replays the ledger from nothing and compares every table with the one in force.
public enum Rebuild {
    /// What was compared.
    public struct Report: Sendable, Hashable, Codable {
        /// Entries replayed and the root they give, in hexadecimal.
        public var entries: Int64
        public var root: String
        /// Rows of each table, all equal.
        public var rows: [String: Int]
    }

    /// Replays into a new SQLite database in a temporary folder, whatever the institution's own engine is, and compares.
    ///
    /// Throws `ledgerAltered`, `badSignature`, or `projectionDiffers` naming table and row.
    public static func check(_ office: Office, progress: @Sendable (Int64, Int64) -> Void = { _, _ in }) async throws -> Report {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hasila-rebuild-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let target = try await Databases.open(.directory(folder), migrations: Schema.migrations, createIfMissing: true)
        do {
            let report = try await check(office, against: target, progress: progress)
            await target.close()
            return report
        } catch {
            await target.close()
            throw error
        }
    }

    /// Entries replayed in one go.
    private static let slice = 2_000

    private static func check(
        _ office: Office, against target: any Database, progress: @Sendable (Int64, Int64) -> Void
    ) async throws -> Report {
        var size = try await office.database.read { try LedgerBook.size(in: $0) }
        var replay = Replay(catalogue: Schema.catalogue, resolve: Office.resolve)
        let key = office.logKey
        while true {
            while replay.entries < size {
                let (from, limit) = (replay.entries, min(slice, Int(size - replay.entries)))
                let entries = try await office.database.read { try LedgerBook.entries(from: from, limit: limit, in: $0) }
                guard !entries.isEmpty else { throw Failure(.ledgerAltered, ["record": "entry \(from)"]) }
                let before = replay
                replay = try await target.write { tables in
                    var next = before
                    try next.add(entries, into: tables)
                    try ActRegister.add(entries, in: tables)
                    while try !VerdictRegister.advance(in: tables) {}
                    return next
                }
                progress(replay.entries, size)
            }
            // Checkpoint, tiles and tables are read in one snapshot; what was entered meanwhile is replayed first.
            let done = replay
            try await ActRegister.catchUp(office.database)
            try await VerdictRegister.catchUp(office.database)
            let kept = try await office.database.read { source -> [String: Digest]? in
                guard try LedgerBook.size(in: source) == done.entries, try ActRegister.size(in: source) == done.entries,
                    try VerdictRegister.size(in: source) == done.entries
                else { return nil }
                try done.finish(source: source, verifier: key)
                return try Self.digests(in: source)
            }
            guard let kept else {
                size = try await office.database.read { try LedgerBook.size(in: $0) }
                guard size > replay.entries else { throw Failure(.ledgerAltered, ["record": "checkpoint"]) }
                continue
            }
            let made = try await target.read { try Self.digests(in: $0) }
            for table in Schema.projections where kept[table] != made[table] {
                try await nameDifference(table, office.database, target)
            }
            return Report(entries: replay.entries, root: replay.root, rows: kept.mapValues(\.rows))
        }
    }

    private struct Digest: Hashable { let rows: Int, sha256: String }

    private static func digests(in tables: any Connection) throws -> [String: Digest] {
        var found: [String: Digest] = [:]
        for table in Schema.projections {
            let (rows, sha256) = try tables.digest(of: table)
            found[table] = Digest(rows: rows, sha256: sha256)
        }
        return found
    }

    /// Only a difference is worth holding both tables in memory.
    private static func nameDifference(_ table: String, _ source: any Database, _ target: any Database) async throws -> Never {
        let (a, b) = try await (rows(of: table, in: source), rows(of: table, in: target))
        let place = zip(a, b).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(a.count, b.count)
        throw Failure(.projectionDiffers, ["table": table, "row": "\(place + 1)"])
    }

    private static func rows(of table: String, in database: any Database) async throws -> [[SQLValue]] {
        try await database.read { connection in
            var rows: [[SQLValue]] = []
            try connection.dump(table) { rows.append($0.values) }
            return rows
        }
    }
}
