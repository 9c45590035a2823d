import Acts
import Storage

/// What a unit says of its own year: achievements, challenges, constraints. A later submission replaces an earlier one,
/// which stays readable under its number.
public struct SubmitSelfAssessment: Act {
    public static let kind = "SubmitSelfAssessment"
    public static let policy = Policy.ownUnit([.unitHead, .reportingOfficer])

    /// One statement.
    public struct Item: Codable, Sendable, Hashable {
        /// What sort of statement it is.
        public enum Kind: String, CaseIterable, Sendable, Codable {
            /// Something was reached.
            case achievement
            /// A difficulty the unit can act on.
            case challenge
            /// A difficulty outside the unit's hands.
            case constraint
        }

        /// The commitment of the unit's own terms it speaks about.
        public var commitment: String?
        /// What sort of statement it is.
        public var kind: Kind
        /// The statement.
        public var text: Trilingual
        /// Codes of the indicators that support it; none means unsupported, and that shows.
        public var cites: [String]

        /// A statement.
        public init(commitment: String? = nil, kind: Kind, text: Trilingual, cites: [String] = []) {
            self.commitment = commitment
            self.kind = kind
            self.text = text
            self.cites = cites
        }
    }

    /// The year and the unit.
    public var year: Int
    public var unit: String
    /// The statements; at least one.
    public var items: [Item]

    /// A self-assessment.
    public init(year: Int, unit: String, items: [Item]) {
        self.year = year
        self.unit = unit
        self.items = items
    }

    public var subjectUnit: String? { unit }

    public func check(in context: ActContext) throws {
        let tables = context.tables
        try Required.cycle(year, in: tables)
        try Required.unit(unit, in: year, tables)
        guard !items.isEmpty else { throw Failure(.missingText, ["field": "items"]) }
        let own = Set(try TermsBook.commitments(year: year, unit: unit, in: tables).map(\.code))
        for (index, item) in items.enumerated() {
            try item.text.check(field: "items.\(index + 1).text")
            if let commitment = item.commitment, !own.contains(commitment) {
                throw Failure(.unknownCommitment, ["year": "\(year)", "code": commitment])
            }
            for indicator in item.cites { try Required.indicator(indicator, in: tables) }
            if let indicator = Required.repeated(item.cites) { throw Failure(.numberTaken, ["value": indicator]) }
        }
    }

    public func project(in context: ActContext) throws {
        let tables = context.tables
        let made = SQLValue.integer(context.record.number)
        try tables.execute(
            "UPDATE self_assessments SET replaced_by = ? WHERE year = ? AND unit = ? AND replaced_by IS NULL",
            [made, .integer(Int64(year)), .text(unit)])
        try tables.execute(
            "INSERT INTO self_assessments (year, unit, made, official, post, recorded) VALUES (?, ?, ?, ?, ?, ?)",
            [.integer(Int64(year)), .text(unit)] + context.authorship)
        try tables.insert(
            """
            INSERT INTO self_assessment_items (assessment, ordinal, commitment, kind, text_ar, text_fr, text_en)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            rows: items.enumerated().map { ordinal, item in
                [made, .integer(Int64(ordinal)), SQLValue(item.commitment), .text(item.kind.rawValue)] + item.text.columns
            })
        try tables.insert(
            "INSERT INTO self_assessment_cites (assessment, item, ordinal, indicator) VALUES (?, ?, ?, ?)",
            rows: items.enumerated().flatMap { item, statement in
                statement.cites.enumerated().map { ordinal, indicator in
                    [made, .integer(Int64(item)), .integer(Int64(ordinal)), .text(indicator)]
                }
            })
    }
}
