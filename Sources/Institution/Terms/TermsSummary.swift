import Acts
import Storage

/// A unit's current proposal in short, for lists over all units.
public struct TermsSummary: Sendable, Hashable {
    /// The unit and the number of its current proposal.
    public let unit: String
    public let proposal: Int64
    /// When it was proposed.
    public let recorded: Timestamp
    /// How many commitments and signatures it has.
    public let commitments, signatures: Int
    /// Whether it is an amendment in force.
    public let isAmendment: Bool
    /// What vetting came to last; nil while it was not vetted.
    public let vetting: VetTerms.Outcome?
    /// Whether an amendment of it waits for signatures.
    public let hasOpenAmendment: Bool

    /// Where the proposal stands.
    public var state: Terms.State { signatures == 0 ? .proposed : signatures == 1 ? .partlySigned : .signed }
}

extension TermsBook {
    /// The current proposals of a year in short, by unit, in a fixed number of reads.
    public static func summaries(year: Int, in tables: any Connection) throws -> [TermsSummary] {
        let vettings = try lastVettings(year: year, in: tables)
        let open = Set(
            try tables.query(
                "SELECT unit FROM terms_proposals WHERE year = ? AND amends IS NOT NULL AND replaced_by = amends", [.integer(Int64(year))]
            ).map { try $0.text("unit") })
        return try tables.query(
            """
            SELECT p.made AS made, p.unit AS unit, p.recorded AS recorded, p.amends AS amends,
                (SELECT COUNT(*) FROM terms_commitments c WHERE c.proposal = p.made) AS commitments,
                (SELECT COUNT(*) FROM terms_signatures s WHERE s.proposal = p.made) AS signatures
            FROM terms_proposals p WHERE p.year = ? AND p.replaced_by IS NULL ORDER BY p.unit
            """, [.integer(Int64(year))]
        ).map { row in
            let (unit, proposal) = (try row.text("unit"), try row.integer("made"))
            return try TermsSummary(
                unit: unit, proposal: proposal, recorded: Timestamp(milliseconds: row.integer("recorded")),
                commitments: Int(row.integer("commitments")), signatures: Int(row.integer("signatures")),
                isAmendment: row.integerOrNil("amends") != nil, vetting: vettings[proposal], hasOpenAmendment: open.contains(unit))
        }
    }
}
