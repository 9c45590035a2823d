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

    /// The proof as `hasila verify FILE` reads it: the act's envelope, the openings of period, unit and the one figure, and the
    /// entry's inclusion under the signed checkpoint. Throws `notFound` for a figure that is not in the ledger or was lawfully erased.
    func file() throws -> [UInt8] {
        guard let revision = query.revisions.last, let entry = try LedgerBook.entry(revision.act, in: desk.tables),
            let seed = entry.seed, let checkpoint = try LedgerBook.checkpoint(in: desk.tables)
        else { throw Failure(.notFound, privateDetail: "no proof") }
        do {
            let fields = FieldCommitments(fields: try splitFields(entry.body), seed: try FieldSeed(bytes: seed))
            let openings = try ["/period", "/unit", "/values/\(revision.position)"].map { name in
                guard let opening = try fields.opening(named: name) else { throw Failure(.notFound, privateDetail: "no field \(name)") }
                return opening
            }
            let tree = try LedgerBook.tree(in: desk.tables)
            let note = try SignedNote(Array(checkpoint.utf8))
            let proof = LogProof(
                index: UInt64(entry.record.number),
                path: try tree.inclusionProof(index: UInt64(entry.record.number), size: tree.size), note: note)
            return try FieldProof(envelope: entry.envelope(), openings: openings, log: proof).bytes()
        } catch let error as LedgerError {
            throw Failure(.ledgerAltered, ["record": "entry \(revision.act)"], privateDetail: "\(error)")
        }
    }
}
