import Acts
import Institution
import Ledger
import Storage

/// `publication.proof`: a `FieldProof` that opens exactly `/checkpoint`, `/manifest` and `/year` of a `PublishReport`, under the last
/// checkpoint of the published log.
public struct PublicationProof: Sendable, Equatable {
    /// The number of the act.
    public let act: Int64
    /// The year of the report.
    public let year: Int
    /// The root of the manifest, hexadecimal.
    public let manifest: String
    /// The state of the ledger that the report prints.
    public let printed: PublishReport.PrintedCheckpoint

    /// Its address in the site.
    public static let file = "publication.proof"
    /// In the order of the act's fields.
    static let fields = ["/checkpoint", "/manifest", "/year"]

    /// The proof of an act of publication under a checkpoint that covers it.
    static func make(_ number: Int64, under note: SignedNote, _ key: VerifierKey, in tables: any Connection) throws -> FieldProof {
        let size = try Checkpoint(verifying: note, log: key).size
        guard UInt64(number) < size, let entry = try LedgerBook.entry(number, in: tables) else { throw missing(number) }
        let commitments = try entry.commitments()
        let openings = try fields.map { name in
            guard let opening = try commitments.opening(named: name) else { throw missing(number) }
            return opening
        }
        let path = try LedgerBook.tree(in: tables).inclusionProof(index: UInt64(number), size: size)
        return FieldProof(
            envelope: try entry.envelope(), openings: openings, log: LogProof(index: UInt64(number), path: path, note: note))
    }

    /// What a proof file establishes; `note` is the checkpoint it must carry, nil accepts any of the key.
    /// Throws E2001 when it is malformed and E2007 when it does not hold.
    static func verify(_ bytes: [UInt8], _ key: VerifierKey, note: SignedNote?, record: String = file) throws -> PublicationProof {
        let proof = try FieldProof(bytes, record: record)
        let verified = try proof.verify(key, record: record)
        guard proof.envelope.kind == PublishReport.kind, proof.openings.map(\.name) == fields, note.map({ $0 == proof.log.note }) ?? true,
            let checkpoint = verified.fields["/checkpoint"], let manifest = verified.fields["/manifest"], let year = verified.fields["/year"]
        else { throw Failure(.badProof, ["file": record, "record": record]) }
        return PublicationProof(
            act: proof.envelope.number, year: try CanonicalJSON.decode(Int.self, from: year),
            manifest: try CanonicalJSON.decode(String.self, from: manifest),
            printed: try CanonicalJSON.decode(PublishReport.PrintedCheckpoint.self, from: checkpoint))
    }

    private static func missing(_ number: Int64) -> Failure { Failure(.ledgerAltered, ["record": "entry \(number)"]) }
}
