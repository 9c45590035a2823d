import Acts
import Figures
import Storage

/// Proposes the terms of reference of a unit for a year. A later proposal replaces an earlier one, and voids its signatures,
/// until both signatures are there. Belongs to the phase of terms.
public struct ProposeTerms: Act {
    public static let kind = "ProposeTerms"
    public static let policy = Policy.any([.ownUnit([.unitHead, .reportingOfficer]), .role([.administrator])])

    /// The year and the unit.
    public var year: Int
    public var unit: String
    /// The commitments; their weights add to 100.
    public var commitments: [ProposedCommitment]

    /// Terms to propose.
    public init(year: Int, unit: String, commitments: [ProposedCommitment]) {
        self.year = year
        self.unit = unit
        self.commitments = commitments
    }

    public var subjectUnit: String? { unit }
    public static var changesDefinitions: Bool { false }

    public func check(in context: ActContext) throws {
        let tables = context.tables
        try Required.cycle(year, in: tables)
        try Required.unit(unit, in: year, tables)
        try Required.phase(.terms, year: year, unit: unit, in: context)
        if let terms = try TermsBook.current(year: year, unit: unit, in: tables), terms.state == .signed {
            throw Failure(.termsSigned, ["year": "\(year)", "unit": unit])
        }
        try TermsRules.check(commitments, year: year, unit: unit, in: context)
    }

    public func project(in context: ActContext) throws {
        let tables = context.tables
        let made = SQLValue.integer(context.record.number)
        try tables.execute(
            "UPDATE terms_proposals SET replaced_by = ? WHERE year = ? AND unit = ? AND replaced_by IS NULL",
            [made, .integer(Int64(year)), .text(unit)])
        try tables.execute(
            "INSERT INTO terms_proposals (year, unit, outline, made, official, post, recorded) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [.integer(Int64(year)), .text(unit), .text(TermsOutline.text(commitments))] + context.authorship)
        try TermsRules.insert(commitments, proposal: context.record.number, in: tables)
    }
}
