/// The evidence files that a backup holds besides the tables.
///
/// In the backup they are the table `backup_evidence`, a row a file, in both forms. The table is no part of the schema: a restore
/// puts the bytes back into the store and not into the database.
public struct BackedEvidence: Sendable {
    /// The table of a backup that holds the files: hash and bytes.
    static let table = "backup_evidence"

    private let store: EvidenceStore
    private let named: @Sendable (any Connection) throws -> [String]

    /// Backs up the files of `store` whose hashes `named` reads from the tables. It reads the same snapshot as the backup: a file is
    /// kept before an act names it, so everything named there is in the store.
    public init(_ store: EvidenceStore, named: @escaping @Sendable (any Connection) throws -> [String]) {
        self.store = store
        self.named = named
    }

    /// Hands over every file named in the snapshot, its hash compared. Such as are not there, or no longer have their hash, are
    /// left out and named in the report: they must not keep everything else from being saved.
    func each(of snapshot: any Connection, _ body: (_ hash: String, _ bytes: [UInt8]) throws -> Void) throws -> EvidenceReport {
        var report = EvidenceReport()
        for hash in Set(try named(snapshot)).sorted() {
            let bytes: [UInt8]
            do {
                bytes = try store.get(hash)
            } catch let error as StorageError {
                switch error {
                case .notFound, .corrupt:
                    report.missing.append(hash)
                    continue
                default: throw error
                }
            }
            try body(hash, bytes)
            report.files += 1
            report.bytes += Int64(bytes.count)
        }
        return report
    }
}

/// What became of the evidence files of a backup or a restore.
public struct EvidenceReport: Sendable, Hashable {
    /// How many files went along, and their bytes together.
    public var files: Int
    public var bytes: Int64
    /// Hashes that the tables name and whose bytes are not there or no longer have that hash, in order.
    public var missing: [String]

    /// A report.
    public init(files: Int = 0, bytes: Int64 = 0, missing: [String] = []) {
        (self.files, self.bytes, self.missing) = (files, bytes, missing)
    }
}

extension Database {
    /// Writes a backup of the tables alone, as `backup(to:evidence:)` does.
    public func backup(to file: String) async throws { try await backup(to: file, evidence: nil) }
}
