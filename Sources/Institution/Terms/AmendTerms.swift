import Acts
import Storage

/// Proposes to change terms in force during the year, with the reason. The terms in force stay so, and stay readable for ever;
/// the amendment takes their place once it is vetted and both posts have signed it. A later amendment replaces an open one.
public struct AmendTerms: Act {
    public static let kind = "AmendTerms"
    public static let policy = ProposeTerms.policy

    /// The year and the unit.
    public var year: Int
    public var unit: String
    /// The number of the terms in force that it amends.
    public var amends: Int64
    /// All commitments as they are to be.
    public var commitments: [ProposedCommitment]
    /// Why the terms are to change.
    public var reason: Trilingual

    /// An amendment.
    public init(year: Int, unit: String, amends: Int64, commitments: [ProposedCommitment], reason: Trilingual) {
        (self.year, self.unit, self.amends, self.commitments, self.reason) = (year, unit, amends, commitments, reason)
    }

    public var subjectUnit: String? { unit }

    public func check(in context: ActContext) throws {
        let place = ["year": "\(year)", "unit": unit]
        try Required.cycle(year, in: context.tables)
        try Required.unit(unit, in: year, context.tables)
        try Required.phase(.reporting, year: year, unit: unit, in: context)
        guard let terms = try TermsBook.inForce(year: year, unit: unit, in: context.tables) else { throw Failure(.notInForce, place) }
        guard terms.proposal.number == amends else {
            throw Failure(.proposalReplaced, place.merging(["proposal": "\(amends)"]) { old, _ in old })
        }
        try reason.check(field: "reason")
        guard terms.commitments.map(\.terms) != commitments else { throw Failure(.nothingAmended, place) }
        try TermsRules.check(commitments, year: year, unit: unit, in: context)
    }

    public func project(in context: ActContext) throws {
        let tables = context.tables
        try tables.execute(
            "UPDATE terms_proposals SET replaced_by = ? WHERE amends = ? AND replaced_by = ?",
            [.integer(context.record.number), .integer(amends), .integer(amends)])
        try tables.execute(
            """
            INSERT INTO terms_proposals
                (year, unit, outline, replaced_by, amends, reason_ar, reason_fr, reason_en, made, official, post, recorded)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [.integer(Int64(year)), .text(unit), .text(TermsOutline.text(commitments)), .integer(amends), .integer(amends)]
                + reason.columns + context.authorship)
        try TermsRules.insert(commitments, proposal: context.record.number, in: tables)
    }
}
