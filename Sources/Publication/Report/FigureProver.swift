import Acts
import Institution
import Ledger
import Storage

/// Makes the proof files of figures against the last signed checkpoint, each act read once.
struct FigureProver {
    let note: SignedNote
    let checkpoint: Checkpoint
    /// The proof files made so far, by address.
    private(set) var files: [String: [UInt8]] = [:]
    /// What is known of the acts used so far.
    private(set) var facts: [Int64: LedgerEntryFacts] = [:]

    private let tables: any Connection
    private var acts: [Int64: ProvenAct] = [:]

    private struct ProvenAct {
        let envelope: Envelope
        let fields: FieldCommitments
        let log: LogProof
    }

    /// A prover against the checkpoint that the ledger holds now. Throws E2002 where there is none.
    init(key: VerifierKey, tables: any Connection) throws {
        guard let text = try LedgerBook.checkpoint(in: tables) else { throw Failure(.ledgerAltered, ["record": "checkpoint"]) }
        note = try SignedNote(parsing: text)
        checkpoint = try Checkpoint(verifying: note, log: key)
        self.tables = tables
    }

    /// The proof of one returned figure; gives its address below `figures/`, empty where its act is not under the checkpoint
    /// or its body was lawfully erased.
    mutating func prove(_ revision: Revision, indicator: String, unit: String, period: String) throws -> String {
        guard let act = try act(revision.act) else { return "" }
        let names = ["/period", "/unit", "/values/\(revision.position)"]
        var openings: [FieldOpening] = []
        for name in names {
            guard let opening = try act.fields.opening(named: name) else { return "" }
            openings.append(opening)
        }
        let period = period.replacing("/", with: "_")
        // Several cells of one breakdown come in one act: their place in it tells them apart.
        let place = revision.value.breakdown == nil ? "\(revision.act)" : "\(revision.act)-\(revision.position)"
        let name = "proofs/\(indicator).\(unit).\(period).\(place).proof"
        guard Manifest.isPath(name[...]) else { return "" }
        files["figures/\(name)"] = try FieldProof(envelope: act.envelope, openings: openings, log: act.log).bytes()
        return name
    }

    private mutating func act(_ number: Int64) throws -> ProvenAct? {
        if let act = acts[number] { return act }
        guard UInt64(number) < checkpoint.size, let entry = try LedgerBook.entry(number, in: tables), entry.seed != nil else {
            return nil
        }
        let path = try LedgerBook.tree(in: tables).inclusionProof(index: UInt64(number), size: checkpoint.size)
        let act = ProvenAct(
            envelope: try entry.envelope(), fields: try entry.commitments(),
            log: LogProof(index: UInt64(number), path: path, note: note))
        acts[number] = act
        facts[number] = LedgerEntryFacts(kind: entry.record.kind, leaf: entry.leaf.hex)
        return act
    }
}
