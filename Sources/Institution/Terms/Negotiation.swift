import Acts
import Storage

/// A remark on a proposal of a unit's terms, or on one of its commitments: by the unit, by units above it, or by those who vet and sign.
public struct CommentTerms: Act {
    public static let kind = "CommentTerms"
    public static let policy = Policy.role([
        .unitHead, .reportingOfficer, .directorGeneral, .administrator, .evaluator, .inspector, .statistician,
    ])

    /// The year and the unit.
    public var year: Int
    public var unit: String
    /// The number of the proposal.
    public var proposal: Int64
    /// The code of the commitment that is meant; without one, the whole.
    public var commitment: String?
    /// What is said, in the language it is said in (`ar`, `fr`, `en`); 4,000 characters at most.
    public var text: String
    public var language: String

    /// A comment.
    public init(year: Int, unit: String, proposal: Int64, commitment: String? = nil, text: String, language: String) {
        (self.year, self.unit, self.proposal, self.commitment) = (year, unit, proposal, commitment)
        (self.text, self.language) = (text, language)
    }

    public var subjectUnit: String? { unit }

    public func check(in context: ActContext) throws {
        let terms = try TermsRules.open(proposal, year: year, unit: unit, in: context)
        let signatory = context.signatory
        if [.unitHead, .reportingOfficer].contains(signatory.role), signatory.unit != unit {
            let day = "\(context.record.time.day)"
            guard try UnitBook.ancestors(of: unit, on: day, in: context.tables).contains(signatory.unit) else {
                throw Failure(.notAbove, ["from": signatory.unit, "unit": unit])
            }
        }
        if let commitment, !terms.commitments.contains(where: { $0.code == commitment }) {
            throw Failure(.unknownCommitment, ["year": "\(year)", "code": String(commitment.prefix(64))])
        }
        try TermsRules.checkRemark(text, language, field: "comment")
    }

    public func project(in context: ActContext) throws {
        try context.tables.execute(
            """
            INSERT INTO terms_comments (proposal, commitment, text, language, made, official, post, recorded)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """, [.integer(proposal), SQLValue(commitment), .text(text), .text(language)] + context.authorship)
    }
}

/// Vets a proposal before the director general signs it: cleared, or sent back with the reason. Whoever drafted it, and whoever belongs
/// to the unit, does not vet it. The last word on a proposal counts.
public struct VetTerms: Act {
    public static let kind = "VetTerms"
    public static let policy = Policy.role([.evaluator, .statistician, .administrator])

    /// What the vetting comes to.
    public enum Outcome: String, Codable, CaseIterable, Sendable {
        /// Fit to be signed.
        case cleared
        /// To be drafted anew; the reason says why.
        case returned
    }

    /// The year and the unit.
    public var year: Int
    public var unit: String
    /// The number of the proposal.
    public var proposal: Int64
    /// What it comes to.
    public var outcome: Outcome
    /// Remarks, needed when it is sent back; 4,000 characters at most.
    public var remarks: String?
    /// The language of the remarks.
    public var language: String

    /// A vetting.
    public init(year: Int, unit: String, proposal: Int64, outcome: Outcome, remarks: String? = nil, language: String = "fr") {
        (self.year, self.unit, self.proposal, self.outcome) = (year, unit, proposal, outcome)
        (self.remarks, self.language) = (remarks, language)
    }

    public var subjectUnit: String? { unit }

    public func check(in context: ActContext) throws {
        let terms = try TermsRules.open(proposal, year: year, unit: unit, in: context)
        let signatory = context.signatory
        let place = ["year": "\(year)", "unit": unit, "proposal": "\(proposal)"]
        guard terms.state != .signed else { throw Failure(.termsSigned, place) }
        let hands = try Hands.behind(signatory, in: context.tables)
        let isOwn = try ([terms.proposal] + terms.signatures.map(\.by)).contains {
            try Hands.isWork(of: hands, official: $0.official, post: $0.post, in: context.tables)
        }
        guard signatory.unit != unit, !isOwn else {
            throw Failure(.ownWork, ["official": signatory.official, "unit": unit])
        }
        if let last = try TermsBook.vettings(of: proposal, in: context.tables).last, last.by.post == signatory.post,
            last.outcome == outcome
        {
            throw Failure(.alreadyVetted, place)
        }
        if outcome == .returned || remarks != nil { try TermsRules.checkRemark(remarks ?? "", language, field: "remarks") }
    }

    public func project(in context: ActContext) throws {
        try context.tables.execute(
            """
            INSERT INTO terms_vettings (proposal, outcome, remarks, language, made, official, post, recorded)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """, [.integer(proposal), .text(outcome.rawValue), SQLValue(remarks), .text(language)] + context.authorship)
    }
}

/// The head of a unit accepts or declines that another unit's commitment waits for one of theirs. Declining needs a reason.
/// The last answer on a proposal counts; a later proposal asks anew.
public struct AcceptDependency: Act {
    public static let kind = "AcceptDependency"
    public static let policy = Policy.ownUnit([.unitHead])

    /// The year and the unit that is depended upon.
    public var year: Int
    public var unit: String
    /// The number of the other unit's proposal, its commitment that waits, and the own one it waits for.
    public var proposal: Int64
    public var code: String
    public var dependsOn: String
    /// Whether the unit accepts.
    public var accepted: Bool
    /// Why not, needed when it declines.
    public var remarks: String?
    /// The language of the remarks.
    public var language: String

    /// An answer.
    public init(
        year: Int, unit: String, proposal: Int64, code: String, dependsOn: String, accepted: Bool, remarks: String? = nil,
        language: String = "fr"
    ) {
        (self.year, self.unit, self.proposal, self.code, self.dependsOn) = (year, unit, proposal, code, dependsOn)
        (self.accepted, self.remarks, self.language) = (accepted, remarks, language)
    }

    public var subjectUnit: String? { unit }

    public func check(in context: ActContext) throws {
        let missing = Failure(
            .noDependency,
            ["proposal": "\(proposal)", "code": String(code.prefix(64)), "other": String(dependsOn.prefix(64)), "unit": unit])
        guard let other = try TermsBook.proposal(proposal, in: context.tables) else { throw missing }
        let terms = try TermsRules.open(proposal, year: year, unit: other.unit, in: context)
        guard
            try TermsBook.waiting(of: terms, in: context.tables).contains(where: {
                $0.code == code && $0.dependsOn == dependsOn && $0.unit == unit
            })
        else { throw missing }
        if !accepted || remarks != nil { try TermsRules.checkRemark(remarks ?? "", language, field: "remarks") }
    }

    public func project(in context: ActContext) throws {
        try context.tables.execute(
            """
            INSERT INTO terms_agreements (proposal, code, depends_on, unit, accepted, remarks, language, made, official, post, recorded)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .integer(proposal), .text(code), .text(dependsOn), .text(unit), .integer(accepted ? 1 : 0), SQLValue(remarks),
                .text(language),
            ] + context.authorship)
    }
}
