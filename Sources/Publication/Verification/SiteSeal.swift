import Acts
import Foundation
import Institution
import Ledger
import Storage

/// Fixes a rendered site: its manifest goes into the act `PublishReport`, and the log under a checkpoint that covers this act, with
/// the act's proof, is put beside it.
public enum SiteSeal {
    /// A sealed site.
    public struct Sealed: Sendable {
        /// The act of publication.
        public let receipt: Receipt
        /// Every file that the act fixes.
        public let manifest: Manifest
        /// All files by address: those given, `manifest`, `publication.proof` and `log/…`.
        public let files: [String: [UInt8]]
    }

    /// Publishes these files (pages, documents, data, proofs, `verify.py`), which must not hold any that sealing adds.
    ///
    /// The proofs and the data are checked before the act is done: what a verifier would refuse is not published. A second try with
    /// the same files is the same act. Throws E2005 for an address that no manifest can name, E2007 or E2008 for a proof or a value that
    /// does not hold, and what the registrar refuses.
    public static func publish(
        files: [String: [UInt8]], year: Int, languages: [String], printed: PublishReport.PrintedCheckpoint, office: Office,
        by signatory: Signatory
    ) async throws -> Sealed {
        for path in files.keys where Manifest.isOutside(path) || !Manifest.isPath(path[...]) {
            throw Failure(.publishedFileAltered, ["file": path, "record": path])
        }
        let manifest = Manifest(files: files)
        let act = PublishReport(year: year, languages: languages, manifest: manifest.root.hex, checkpoint: printed)
        try check(files, printed, office.logKey)
        let receipt = try await office.registrar.submit(
            act, by: signatory, idempotencyKey: "publish/\(year)/\(languages.joined(separator: "+"))/\(printed.size)/\(manifest.root.hex)")
        var all = files
        all["manifest"] = Array(manifest.text.utf8)
        all.merge(try await seal(receipt.number, office)) { _, new in new }
        return Sealed(receipt: receipt, manifest: manifest, files: all)
    }

    private static func check(_ files: [String: [UInt8]], _ printed: PublishReport.PrintedCheckpoint, _ key: VerifierKey) throws {
        let root = try LogHash(hex: printed.root)
        var report = VerificationReport()
        let site = SiteReader(files: files)
        _ = FigureVerifier(site: site, key: key) { UInt64(exactly: printed.size) == $0 ? root : nil }.verify(&report)
        if let failure = report.failures.first { throw failure }
    }

    /// The log under its present checkpoint and the proof of the act under the same, read in one snapshot.
    private static func seal(_ number: Int64, _ office: Office) async throws -> [String: [UInt8]] {
        let key = office.logKey
        return try await office.database.read { tables in
            guard let text = try LedgerBook.checkpoint(in: tables) else { throw Failure(.ledgerAltered, ["record": "checkpoint"]) }
            let note = try SignedNote(parsing: text)
            let size = Int64(try Checkpoint(verifying: note, log: key).size)
            var envelopes: [[UInt8]] = []
            while Int64(envelopes.count) < size {
                let next = Int64(envelopes.count)
                let page = try LedgerBook.entries(from: next, limit: Int(min(1_000, size - next)), in: tables)
                guard !page.isEmpty else { throw Failure(.ledgerAltered, ["record": "entry \(next)"]) }
                for entry in page { envelopes.append(try entry.envelope().bytes) }
            }
            var files = try LogFolder.files(entries: envelopes, checkpoint: note, key: key)
            files[PublicationProof.file] = try PublicationProof.make(number, under: note, key, in: tables).bytes()
            return files
        }
    }
}
