import Acts
import Figures
import Institution
import Ledger
import Publication

/// Where the ledger holds a figure, and the file that proves it.
struct FigureProofQuery {
    let query: FigureQuery

    private var desk: Desk { query.desk }
    private var words: Words { desk.words }

    /// What the page says of the proof; nil for a figure that nobody entered itself.
    func panel() throws -> ProofPanel? {
        guard let revision = query.revisions.last, let entry = try LedgerBook.entry(revision.act, in: desk.tables) else { return nil }
        let route = SiteRoute.proof(indicator: query.indicator.code, unit: query.unit.code, period: "\(query.view.period)")
        return ProofPanel(
            proofTag: .good(words.text("figure.proven")), proofAct: words.text("figure.act_return"),
            proofEntryMarkup: words.markup(
                "figure.entry_of", ["number": words.entry(revision.act), "size": words.entry(desk.registers.size)]),
            proofTimeMarkup: RunningText.markup(words.moment(revision.recorded)), proofHash: entry.leaf.hex,
            proofHref: entry.seed == nil ? nil : desk.link(route))
    }

    /// The proof as a text file: the envelope, the opening of the one figure, and the log's proof of the entry.
    /// Throws `notFound` for a figure that is not in the ledger or was lawfully erased.
    func file() throws -> String {
        guard let revision = query.revisions.last, let entry = try LedgerBook.entry(revision.act, in: desk.tables),
            let seed = entry.seed, let checkpoint = try LedgerBook.checkpoint(in: desk.tables)
        else { throw Failure(.notFound, privateDetail: "no proof") }
        do {
            let fields = FieldCommitments(fields: try splitFields(entry.body), seed: try FieldSeed(bytes: seed))
            guard let opening = try fields.opening(named: "/values/\(revision.position)") else { throw Failure(.notFound, privateDetail: "no field") }
            let tree = try LedgerBook.tree(in: desk.tables)
            let note = try SignedNote(Array(checkpoint.utf8))
            let proof = LogProof(
                index: UInt64(entry.record.number),
                path: try tree.inclusionProof(index: UInt64(entry.record.number), size: tree.size), note: note)
            let envelope = String(decoding: try entry.envelope().bytes, as: UTF8.self)
            return ["# envelope", envelope, "# opening", opening.string, "# tlog-proof", proof.string].joined(separator: "\n")
        } catch let error as LedgerError {
            throw Failure(.ledgerAltered, ["record": "entry \(revision.act)"], privateDetail: "\(error)")
        }
    }
}
