import Acts
import Storage

/// A comment on a proposal.
public struct TermsComment: Sendable, Hashable {
    /// The proposal it is on, and the commitment that is meant; nil for the whole.
    public let proposal: Int64
    public let commitment: String?
    /// What is said, and in which language.
    public let text, language: String
    /// The act.
    public let by: Authorship
}

/// A vetting of a proposal.
public struct TermsVetting: Sendable, Hashable {
    /// What it came to.
    public let outcome: VetTerms.Outcome
    /// What was remarked, and in which language.
    public let remarks: String?
    public let language: String
    /// The act.
    public let by: Authorship
}

/// A commitment that waits for one of another unit, with that unit's last answer.
public struct WaitingCommitment: Sendable, Hashable {
    /// What a unit answered.
    public struct Agreement: Sendable, Hashable {
        public let isAccepted: Bool
        public let remarks: String?
        public let language: String
        /// The act.
        public let by: Authorship
    }

    /// The proposal, its unit and its commitment that waits.
    public let proposal: Int64
    public let by: String
    public let code: String
    /// The commitment it waits for and the unit that holds that one.
    public let dependsOn, unit: String
    /// The answer; nil while there is none.
    public let agreement: Agreement?
}

/// A commitment assigned to a unit from above.
public struct AssignedCommitment: Sendable, Hashable {
    /// The unit it comes from and the one it is for.
    public let from, unit: String
    public let commitment: ProposedCommitment
    /// The act.
    public let by: Authorship
}

extension TermsBook {
    /// The comments on a proposal, oldest first.
    public static func comments(of proposal: Int64, in tables: any Connection) throws -> [TermsComment] {
        try tables.query("SELECT * FROM terms_comments WHERE proposal = ? ORDER BY made", [.integer(proposal)]).map(comment)
    }

    /// The comments on all proposals of a unit for a year, oldest first.
    public static func comments(year: Int, unit: String, in tables: any Connection) throws -> [TermsComment] {
        try tables.query(
            """
            SELECT c.* FROM terms_comments c JOIN terms_proposals p ON p.made = c.proposal
            WHERE p.year = ? AND p.unit = ? ORDER BY c.made
            """, [.integer(Int64(year)), .text(unit)]
        ).map(comment)
    }

    /// The vettings of a proposal, oldest first; the last one counts.
    public static func vettings(of proposal: Int64, in tables: any Connection) throws -> [TermsVetting] {
        try tables.query("SELECT * FROM terms_vettings WHERE proposal = ? ORDER BY made", [.integer(proposal)]).map { row in
            guard let outcome = VetTerms.Outcome(rawValue: try row.text("outcome")) else {
                throw Failure(.databaseDamaged, privateDetail: "outcome of vetting")
            }
            return try TermsVetting(
                outcome: outcome, remarks: row.textOrNil("remarks"), language: row.text("language"), by: Authorship(row))
        }
    }

    /// The last vetting of every current proposal of a year, by proposal.
    public static func lastVettings(year: Int, in tables: any Connection) throws -> [Int64: VetTerms.Outcome] {
        var outcomes: [Int64: VetTerms.Outcome] = [:]
        try tables.forEach(
            """
            SELECT v.proposal AS proposal, v.outcome AS outcome FROM terms_vettings v JOIN terms_proposals p ON p.made = v.proposal
            WHERE p.year = ? AND p.replaced_by IS NULL ORDER BY v.made
            """, [.integer(Int64(year))]
        ) { outcomes[try $0.integer("proposal")] = VetTerms.Outcome(rawValue: try $0.text("outcome")) }
        return outcomes
    }

    /// The commitments of a proposal that wait for other units' ones, in the order proposed, with the answers given.
    /// What no unit holds is left out: it cannot be asked of anyone.
    public static func waiting(of terms: Terms, in tables: any Connection) throws -> [WaitingCommitment] {
        let others = terms.commitments.flatMap(\.dependsOn)
        guard !others.isEmpty else { return [] }
        let holders = try holders(of: others, year: terms.year, in: tables)
        let own = Set(terms.commitments.map(\.code))
        let answers = try agreements(of: terms.proposal.number, in: tables)
        return terms.commitments.flatMap { commitment in
            commitment.dependsOn.compactMap { other in
                guard !own.contains(other), let unit = holders[other], unit != terms.unit else { return nil }
                return WaitingCommitment(
                    proposal: terms.proposal.number, by: terms.unit, code: commitment.code, dependsOn: other, unit: unit,
                    agreement: answers[[commitment.code, other, unit]])
            }
        }
    }

    /// What other units' current proposals and open amendments ask of a unit, by their number.
    public static func asked(of unit: String, year: Int, in tables: any Connection) throws -> [WaitingCommitment] {
        let rows = try tables.query(
            """
            SELECT DISTINCT p.made AS made FROM terms_dependencies d JOIN terms_proposals p ON p.made = d.proposal
            JOIN terms_commitments c ON c.code = d.depends_on JOIN terms_proposals o ON o.made = c.proposal
            WHERE p.year = ? AND o.year = ? AND o.unit = ? AND o.replaced_by IS NULL AND p.unit <> ?
                AND (p.replaced_by IS NULL OR p.replaced_by = p.amends) ORDER BY p.made
            """, [.integer(Int64(year)), .integer(Int64(year)), .text(unit), .text(unit)])
        return try rows.flatMap { row in
            guard let terms = try proposal(row.integer("made"), in: tables) else { return [WaitingCommitment]() }
            return try waiting(of: terms, in: tables).filter { $0.unit == unit }
        }
    }

    /// What was assigned to a unit from above for a year, oldest first; of a code assigned twice the later one.
    public static func assigned(year: Int, unit: String, in tables: any Connection) throws -> [AssignedCommitment] {
        var latest: [String: AssignedCommitment] = [:]
        var order: [String] = []
        for row in try tables.query(
            "SELECT * FROM terms_assignments WHERE year = ? AND unit = ? ORDER BY made, ordinal", [.integer(Int64(year)), .text(unit)])
        {
            let commitment = try commitment(row)
            if latest[commitment.code] == nil { order.append(commitment.code) }
            latest[commitment.code] = AssignedCommitment(
                from: try row.text("from_unit"), unit: unit, commitment: commitment, by: try Authorship(row))
        }
        return order.compactMap { latest[$0] }
    }

    private static func agreements(of proposal: Int64, in tables: any Connection) throws -> [[String]: WaitingCommitment.Agreement] {
        var answers: [[String]: WaitingCommitment.Agreement] = [:]
        for row in try tables.query("SELECT * FROM terms_agreements WHERE proposal = ? ORDER BY made", [.integer(proposal)]) {
            answers[[try row.text("code"), try row.text("depends_on"), try row.text("unit")]] = try WaitingCommitment.Agreement(
                isAccepted: row.integer("accepted") != 0, remarks: row.textOrNil("remarks"), language: row.text("language"),
                by: Authorship(row))
        }
        return answers
    }

    private static func comment(_ row: Row) throws -> TermsComment {
        try TermsComment(
            proposal: row.integer("proposal"), commitment: row.textOrNil("commitment"), text: row.text("text"),
            language: row.text("language"), by: Authorship(row))
    }
}
