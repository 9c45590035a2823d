import Acts
import Figures
import Storage

/// What a unit says of its own year: achievements, challenges, constraints, the way forward. A later submission replaces an earlier
/// one, which stays readable under its number; whatever was bound to the earlier one is bound to that one.
public struct SubmitSelfAssessment: Act {
    public static let kind = "SubmitSelfAssessment"
    public static let policy = Policy.ownUnit([.unitHead, .reportingOfficer])
    public static let changesDefinitions = false
    /// The most statements in one submission.
    public static let mostItems = 400

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
            /// What the unit will do next.
            case wayForward = "way_forward"
        }

        /// How hard a difficulty weighs.
        public enum Severity: String, CaseIterable, Sendable, Codable {
            /// It slows the work down.
            case minor
            /// It keeps part of a commitment out of reach.
            case serious
            /// Nothing goes on until it is removed.
            case blocking
        }

        /// Who could remove a difficulty: a unit of the institution, or somebody outside it in the unit's own words.
        public struct Remover: Codable, Sendable, Hashable {
            /// The code of the unit.
            public var unit: String?
            /// The body outside the institution.
            public var outside: String?

            /// Who could remove it; exactly one of the two.
            public init(unit: String? = nil, outside: String? = nil) {
                self.unit = unit
                self.outside = outside
            }
        }

        /// The commitment of the unit's own terms it speaks about; without one, the year as a whole.
        public var commitment: String?
        /// What sort of statement it is.
        public var kind: Kind
        /// The statement.
        public var text: Trilingual
        /// Codes of the indicators that support it.
        public var cites: [String]
        /// The period of a cited figure, by its indicator; without one, the year.
        public var periods: [String: String]?
        /// SHA-256 of the unit's evidence files that support it. Neither figure nor file means unsupported, and that shows.
        public var evidence: [String]?
        /// Of a difficulty: its place in the institution's taxonomy, how hard it weighs, and who could remove it.
        public var taxon: String?
        public var severity: Severity?
        public var remover: Remover?

        /// A statement.
        public init(
            commitment: String? = nil, kind: Kind, text: Trilingual, cites: [String] = [], periods: [String: String]? = nil,
            evidence: [String]? = nil, taxon: String? = nil, severity: Severity? = nil, remover: Remover? = nil
        ) {
            self.commitment = commitment
            self.kind = kind
            self.text = text
            self.cites = cites
            self.periods = periods
            self.evidence = evidence
            self.taxon = taxon
            self.severity = severity
            self.remover = remover
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
        try Required.phase(.selfAssessment, year: year, unit: unit, in: context)
        try Required.unit(unit, in: year, tables)
        guard !items.isEmpty else { throw Failure(.missingText, ["field": "items"]) }
        guard items.count <= Self.mostItems else { throw Failure(.tooManyStatements, ["most": "\(Self.mostItems)"]) }
        let rules = try StatementRules(self, in: context)
        for (index, item) in items.enumerated() { try rules.check(item, at: index + 1) }
    }

    public func project(in context: ActContext) throws {
        let tables = context.tables
        let made = SQLValue.integer(context.record.number)
        let answers = try DifficultyBook.answersByStatement(year: year, unit: unit, in: tables)
        try tables.execute(
            "UPDATE self_assessments SET replaced_by = ? WHERE year = ? AND unit = ? AND replaced_by IS NULL",
            [made, .integer(Int64(year)), .text(unit)])
        try tables.execute(
            "INSERT INTO self_assessments (year, unit, made, official, post, recorded) VALUES (?, ?, ?, ?, ?, ?)",
            [.integer(Int64(year)), .text(unit)] + context.authorship)
        try tables.insert(
            """
            INSERT INTO self_assessment_items (assessment, ordinal, commitment, kind, text_ar, text_fr, text_en, taxon, severity,
                remover_unit, remover_outside) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            rows: items.enumerated().map { ordinal, item in
                [made, .integer(Int64(ordinal)), SQLValue(item.commitment), .text(item.kind.rawValue)] + item.text.columns
                    + [
                        SQLValue(item.taxon), SQLValue(item.severity?.rawValue), SQLValue(item.remover?.unit),
                        SQLValue(item.remover?.outside),
                    ]
            })
        try tables.insert(
            "INSERT INTO self_assessment_cites (assessment, item, ordinal, indicator, period) VALUES (?, ?, ?, ?, ?)",
            rows: references { item in item.cites.map { [.text($0), SQLValue(item.periods?[$0])] } }.map { [made] + $0 })
        try tables.insert(
            "INSERT INTO self_assessment_evidence (assessment, item, ordinal, hash) VALUES (?, ?, ?, ?)",
            rows: references { item in (item.evidence ?? []).map { [.text($0)] } }.map { [made] + $0 })
        try tables.execute(
            "DELETE FROM difficulties WHERE year = ? AND unit = ?", [.integer(Int64(year)), .text(unit)])
        // A statement that was said again word for word keeps its answer; one that was changed waits for a new one.
        try tables.insert(
            "INSERT INTO difficulties (assessment, item, year, unit, answer) VALUES (?, ?, ?, ?, ?)",
            rows: items.enumerated().filter { $0.element.isDifficulty }.map { ordinal, item in
                [made, .integer(Int64(ordinal)), .integer(Int64(year)), .text(unit), SQLValue(answers[item.asStored])]
            })
    }

    /// Rows of `item, ordinal, values…` for what the statements refer to.
    private func references(_ values: (Item) -> [[SQLValue]]) -> [[SQLValue]] {
        items.enumerated().flatMap { index, item in
            values(item).enumerated().map { [.integer(Int64(index)), .integer(Int64($0))] + $1 }
        }
    }
}

extension SubmitSelfAssessment.Item {
    /// The statement as the tables give it back: an empty list is no list.
    var asStored: SubmitSelfAssessment.Item {
        var item = self
        if item.evidence?.isEmpty == true { item.evidence = nil }
        if item.periods?.isEmpty == true { item.periods = nil }
        return item
    }
    /// Whether it names a difficulty, which the meeting must answer.
    public var isDifficulty: Bool { kind == .challenge || kind == .constraint }
    /// Whether it claims something of the year, which a figure or a file can support; a way forward claims nothing.
    public var isClaim: Bool { kind != .wayForward }
    /// True when neither figure nor file supports the claim; pages mark it.
    public var isUnsupported: Bool { isClaim && cites.isEmpty && (evidence ?? []).isEmpty }
}
