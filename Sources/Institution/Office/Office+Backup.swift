import Acts
import Storage

extension Office {
    /// Writes the whole institution into one new file while others go on working: the tables, and every evidence file that an act
    /// filed, its hash compared. Key and guard stay out of it. What is named as missing in the answer is not in the file; all else is.
    public func backup(to file: String) async throws -> EvidenceReport {
        try await database.backup(to: file, evidence: BackedEvidence(evidence) { try EvidenceBook.hashes(in: $0) })
    }

    /// Makes the institution again from a backup of either engine: its tables at `location`, its evidence files beside key and guard,
    /// each compared with its hash. Answers which files came back, and which the tables name and the backup did not hold.
    ///
    /// Throws as `Databases.restore` does. `state` is the folder of key and guard, as for ``found(_:at:origin:more:state:clock:)``.
    public static func restore(
        from file: String, to location: DataLocation, more: [Migration] = [], state: String? = nil
    ) async throws -> EvidenceReport {
        let store = EvidenceStore(folder: OfficeFiles(for: location, state: state).evidenceFolder)
        let database = try await Databases.restore(
            from: file, to: location, migrations: Schema.migrations + more, evidence: store)
        do {
            let named = try await database.read { try EvidenceBook.hashes(in: $0) }
            await database.close()
            var report = EvidenceReport()
            for hash in named {
                // Read back from disk: what is reported as restored has its hash there.
                guard let bytes = try? store.get(hash) else {
                    report.missing.append(hash)
                    continue
                }
                report.files += 1
                report.bytes += Int64(bytes.count)
            }
            return report
        } catch {
            await database.close()
            throw error
        }
    }
}
