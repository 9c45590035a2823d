import Acts
import Storage

/// Signs one exact proposal of a unit's terms, or one amendment: once by the unit's head, once by the director general.
/// With both signatures it is in force. A later proposal needs new signatures.
///
/// The director general signs only what was vetted, and only once every unit depended upon has accepted.
public struct SignTerms: Act {
    public static let kind = "SignTerms"
    public static let policy = Policy.any([.ownUnit([.unitHead]), .role([.directorGeneral])])

    /// The year and the unit.
    public var year: Int
    public var unit: String
    /// The number of the `ProposeTerms` or `AmendTerms` entry that is signed.
    public var proposal: Int64

    /// A signature.
    public init(year: Int, unit: String, proposal: Int64) {
        self.year = year
        self.unit = unit
        self.proposal = proposal
    }

    public var subjectUnit: String? { unit }

    public func check(in context: ActContext) throws {
        let signatory = context.signatory
        let place = ["year": "\(year)", "unit": unit]
        let terms = try TermsRules.open(proposal, year: year, unit: unit, in: context)
        guard !terms.signatures.contains(where: { $0.role == signatory.role }) else { throw Failure(.alreadySigned, place) }
        let vettings = try TermsBook.vettings(of: proposal, in: context.tables)
        // Two posts held by one person are still one pair of eyes, and a delegation lends a power, not eyes.
        let hands = try Hands.behind(signatory, in: context.tables)
        for other in [terms.proposal] + terms.signatures.map(\.by) + vettings.map(\.by)
        where try Hands.isWork(of: hands, official: other.official, post: other.post, in: context.tables) {
            throw Failure(.ownWork, ["official": signatory.official, "unit": unit])
        }
        let holders = try TermsBook.holders(of: terms.commitments.flatMap(\.dependsOn), year: year, in: context.tables)
        for commitment in terms.commitments {
            for other in commitment.dependsOn where holders[other] == nil && !terms.commitments.contains(where: { $0.code == other }) {
                throw Failure(.unknownCommitment, ["year": "\(year)", "code": other])
            }
        }
        guard signatory.role == .directorGeneral else { return }
        guard vettings.last?.outcome == .cleared else {
            throw Failure(.notVetted, place.merging(["proposal": "\(proposal)"]) { old, _ in old })
        }
        if let open = try TermsBook.waiting(of: terms, in: context.tables).first(where: { $0.agreement?.isAccepted != true }) {
            throw Failure(.dependencyOpen, ["code": open.code, "other": open.dependsOn, "unit": open.unit])
        }
    }

    public func project(in context: ActContext) throws {
        let tables = context.tables
        try tables.execute(
            "INSERT INTO terms_signatures (proposal, role, made, official, post, recorded) VALUES (?, ?, ?, ?, ?, ?)",
            [.integer(proposal), .text(context.signatory.role.rawValue)] + context.authorship)
        guard let terms = try TermsBook.proposal(proposal, in: tables), let amends = terms.amends, terms.signatures.count > 1 else {
            return
        }
        // An amendment with both signatures takes the place of what it amends.
        try tables.execute("UPDATE terms_proposals SET replaced_by = ? WHERE made = ?", [.integer(proposal), .integer(amends)])
        try tables.execute("UPDATE terms_proposals SET replaced_by = NULL WHERE made = ?", [.integer(proposal)])
    }
}
