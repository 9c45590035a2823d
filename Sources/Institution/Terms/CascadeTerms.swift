import Acts
import Storage

/// Assigns commitments from a unit to units below it, one or many in one act. They are proposals: each unit takes them into its own
/// terms, changes them in negotiation, or leaves them out and says why; coverage and lint show what was not taken.
public struct CascadeTerms: Act {
    public static let kind = "CascadeTerms"
    public static let policy = Policy.any([.ownUnit([.unitHead]), .role([.directorGeneral, .administrator])])

    /// One commitment for one unit.
    public struct Assignment: Codable, Sendable, Hashable {
        /// The unit below.
        public var unit: String
        /// The commitment as proposed to it; the weight is a suggestion.
        public var commitment: ProposedCommitment

        /// An assignment.
        public init(unit: String, commitment: ProposedCommitment) {
            self.unit = unit
            self.commitment = commitment
        }
    }

    /// The year, and the unit from which it comes.
    public var year: Int
    public var from: String
    /// What is assigned; a code once.
    public var assignments: [Assignment]

    /// Assignments.
    public init(year: Int, from: String, assignments: [Assignment]) {
        (self.year, self.from, self.assignments) = (year, from, assignments)
    }

    public var subjectUnit: String? { from }

    public func check(in context: ActContext) throws {
        let tables = context.tables
        try Required.cycle(year, in: tables)
        try Required.unit(from, in: year, tables)
        try Required.phase(.terms, year: year, unit: from, in: context)
        guard !assignments.isEmpty else { throw Failure(.nothingAssigned, ["year": "\(year)", "from": from]) }
        let day = "\(context.record.time.day)"
        for unit in Set(assignments.map(\.unit)).sorted() {
            try Required.unit(unit, in: year, tables)
            guard try UnitBook.ancestors(of: unit, on: day, in: tables).contains(from) else {
                throw Failure(.notAbove, ["from": from, "unit": unit])
            }
            if try TermsBook.current(year: year, unit: unit, in: tables)?.state == .signed {
                throw Failure(.termsSigned, ["year": "\(year)", "unit": unit])
            }
        }
        let codes = assignments.map(\.commitment.code)
        if let code = Required.repeated(codes) { throw Failure(.numberTaken, ["value": code]) }
        let holders = try TermsBook.holders(of: codes, year: year, in: tables)
        for assignment in assignments {
            let commitment = assignment.commitment
            try CommitmentRules.check(commitment, year: year, unit: assignment.unit, in: context)
            guard (1...100).contains(commitment.weight) else {
                throw Failure(.weightsIncomplete, ["year": "\(year)", "unit": assignment.unit, "sum": "\(commitment.weight)"])
            }
            if let holder = holders[commitment.code], holder != assignment.unit {
                throw Failure(.numberTaken, ["value": commitment.code, "unit": holder])
            }
        }
    }

    public func project(in context: ActContext) throws {
        try context.tables.insert(
            """
            INSERT INTO terms_assignments (ordinal, year, from_unit, unit, \(TermsRules.columns), made, official, post, recorded)
            VALUES (?, ?, ?, ?, \(TermsRules.places), ?, ?, ?, ?)
            """,
            rows: assignments.enumerated().map { ordinal, assignment in
                [.integer(Int64(ordinal)), .integer(Int64(year)), .text(from), .text(assignment.unit)]
                    + TermsRules.values(assignment.commitment) + context.authorship
            })
    }
}
