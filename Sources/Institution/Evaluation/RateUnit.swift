import Acts
import Figures
import Storage

/// Rates a unit's year: a grade with its meaning, a score with its derivation, and findings. A later rating replaces an
/// earlier one, which stays readable under its number.
public struct RateUnit: Act {
    public static let kind = "RateUnit"
    public static let policy = Policy.role([.evaluator, .inspector])

    /// The year and the unit rated.
    public var year: Int
    public var unit: String
    /// The grade.
    public var rating: Rating
    /// The score, recomputed by the check.
    public var score: Score
    /// One line for each commitment of the terms in force, in any order; recomputed by the check.
    public var derivation: [DerivationLine]
    /// What the evaluator found.
    public var findings: [Finding]

    /// A rating.
    public init(
        year: Int, unit: String, rating: Rating, score: Score, derivation: [DerivationLine], findings: [Finding] = []
    ) {
        self.year = year
        self.unit = unit
        self.rating = rating
        self.score = score
        self.derivation = derivation
        self.findings = findings
    }

    public var subjectUnit: String? { unit }

    public func check(in context: ActContext) throws {
        try Required.cycle(year, in: context.tables)
        try Required.unit(unit, in: year, context.tables)
        try Separation.check(evaluator: context.signatory, of: unit, year: year, in: context.tables)
        guard let terms = try TermsBook.inForce(year: year, unit: unit, in: context.tables) else {
            throw Failure(.noTerms, ["year": "\(year)", "unit": unit])
        }
        try checkSomethingSubmitted(in: context)
        try checkDerivation(terms.commitments)
        try checkFindings(in: context.tables)
    }

    /// While the unit may still submit, it is not to be rated; once its time is over, silence must not protect it.
    private func checkSomethingSubmitted(in context: ActContext) throws {
        guard try SelfAssessmentBook.current(year: year, unit: unit, in: context.tables) == nil else { return }
        let phases = try CycleBook.phases(year: year, in: context.tables)
        let end = phases.first { $0.phase == .selfAssessment }?.ends ?? ""
        guard "\(context.record.time.day)" > end else {
            throw Failure(.nothingToEvaluate, ["year": "\(year)", "unit": unit])
        }
    }

    private func checkDerivation(_ commitments: [Commitment]) throws {
        func differs(_ what: String, given: String, computed: String) -> Failure {
            Failure(.contradiction, ["field": what, "given": given, "computed": computed])
        }
        for line in derivation where !commitments.contains(where: { $0.code == line.commitment }) {
            throw Failure(.unknownCommitment, ["year": "\(year)", "code": line.commitment])
        }
        for commitment in commitments {
            let lines = derivation.filter { $0.commitment == commitment.code }
            guard lines.count == 1, let line = lines.first else {
                throw differs("derivation.\(commitment.code)", given: "\(lines.count)", computed: "1")
            }
            if let result = line.result, result.count > 200 {
                throw Failure(.malformedValue, ["field": "result", "value": String(result.prefix(40))])
            }
            let computed = try Scoring.line(for: commitment.terms, result: line.result, judged: line.attainment)
            guard line == computed else {
                throw differs(
                    "derivation.\(commitment.code)", given: Self.words(line), computed: Self.words(computed))
            }
        }
        let computed = Scoring.score(of: derivation)
        guard score == computed else { throw differs("score", given: "\(score)", computed: "\(computed)") }
    }

    private static func words(_ line: DerivationLine) -> String {
        "\(line.attainment?.description ?? "–") × \(line.weight) (\(line.status.rawValue))"
    }

    private func checkFindings(in tables: any Connection) throws {
        for (index, finding) in findings.enumerated() {
            let field = "findings.\(index + 1)"
            try finding.text.check(field: "\(field).text")
            if finding.kind == .concern, finding.owner == nil || finding.due == nil {
                throw Failure(.concernWithoutRecommendation, ["unit": unit, "field": field])
            }
            if let owner = finding.owner { try Required.unit(owner, in: tables) }
            if let due = finding.due { _ = try Codes.day(due, field: "\(field).due") }
        }
        if rating == .inadequate, !findings.contains(where: { $0.kind == .concern }) {
            throw Failure(.concernWithoutRecommendation, ["unit": unit, "field": "findings"])
        }
    }

    public func project(in context: ActContext) throws {
        let tables = context.tables
        let made = SQLValue.integer(context.record.number)
        let terms = try TermsBook.inForce(year: year, unit: unit, in: tables)
        try tables.execute(
            "UPDATE ratings SET replaced_by = ? WHERE year = ? AND unit = ? AND replaced_by IS NULL",
            [made, .integer(Int64(year)), .text(unit)])
        try tables.execute(
            """
            INSERT INTO ratings (year, unit, proposal, rating, score, made, official, post, recorded)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .integer(Int64(year)), .text(unit), SQLValue(terms?.proposal.number), .text(rating.rawValue),
                .text("\(score)"),
            ] + context.authorship)
        try tables.insert(
            """
            INSERT INTO rating_lines (rating, ordinal, commitment, result, status, attainment, weight)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            rows: derivation.enumerated().map { ordinal, line in
                [
                    made, .integer(Int64(ordinal)), .text(line.commitment), SQLValue(line.result),
                    .text(line.status.rawValue), SQLValue(line.attainment?.description), .integer(Int64(line.weight)),
                ]
            })
        try tables.insert(
            """
            INSERT INTO rating_findings (rating, ordinal, kind, text_ar, text_fr, text_en, owner, due)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            rows: findings.enumerated().map { ordinal, finding in
                [made, .integer(Int64(ordinal)), .text(finding.kind.rawValue)] + finding.text.columns
                    + [SQLValue(finding.owner), SQLValue(finding.due)]
            })
    }
}
