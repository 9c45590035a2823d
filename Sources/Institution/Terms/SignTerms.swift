import Acts
import Storage

/// Signs one exact proposal of a unit's terms: once by the unit's head, once by the director general.
/// With both signatures the terms are in force. A later proposal needs new signatures.
public struct SignTerms: Act {
    public static let kind = "SignTerms"
    public static let policy = Policy.any([.ownUnit([.unitHead]), .role([.directorGeneral])])

    /// The year and the unit.
    public var year: Int
    public var unit: String
    /// The number of the `ProposeTerms` entry that is signed.
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
        try Required.cycle(year, in: context.tables)
        guard let terms = try TermsBook.current(year: year, unit: unit, in: context.tables),
            terms.proposal.number == proposal
        else { throw Failure(.proposalReplaced, place.merging(["proposal": "\(proposal)"]) { old, _ in old }) }
        guard !terms.signatures.contains(where: { $0.role == signatory.role }) else { throw Failure(.alreadySigned, place) }
        // Two posts held by one person are still one pair of eyes.
        let others = [terms.proposal.official] + terms.signatures.map(\.by.official)
        guard !others.contains(signatory.official) else {
            throw Failure(.ownWork, ["official": signatory.official, "unit": unit])
        }
        let codes = try TermsBook.codes(year: year, in: context.tables)
        for commitment in terms.commitments {
            for other in commitment.dependsOn where codes[other] == nil {
                throw Failure(.unknownCommitment, ["year": "\(year)", "code": other])
            }
        }
    }

    public func project(in context: ActContext) throws {
        try context.tables.execute(
            "INSERT INTO terms_signatures (proposal, role, made, official, post, recorded) VALUES (?, ?, ?, ?, ?, ?)",
            [.integer(proposal), .text(context.signatory.role.rawValue)] + context.authorship)
    }
}
