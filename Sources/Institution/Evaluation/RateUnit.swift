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
    /// How the evaluator judges single commitments; nil or empty where only the whole is judged.
    public var appraisals: [Appraisal]?
    /// Last day (ISO) on which the unit may answer before the rating is final; without one, the last day of the evaluation phase.
    public var answerBy: String?

    /// The evaluator's judgement of one commitment on the institution's scale.
    public struct Appraisal: Codable, Sendable, Hashable {
        /// Code of the commitment.
        public var commitment: String
        /// The grade.
        public var rating: Rating
        /// Why; required of every grade whose published meaning claims more than that the commitment is kept.
        public var reason: Written?

        /// A judgement.
        public init(commitment: String, rating: Rating, reason: Written? = nil) {
            (self.commitment, self.rating, self.reason) = (commitment, rating, reason)
        }
    }

    /// A rating.
    public init(
        year: Int, unit: String, rating: Rating, score: Score, derivation: [DerivationLine], findings: [Finding] = [],
        appraisals: [Appraisal]? = nil, answerBy: String? = nil
    ) {
        self.appraisals = appraisals
        self.answerBy = answerBy
        self.year = year
        self.unit = unit
        self.rating = rating
        self.score = score
        self.derivation = derivation
        self.findings = findings
    }

    public var subjectUnit: String? { unit }

    public func check(in context: ActContext) throws {
        try Required.unit(unit, in: year, context.tables)
        try Required.phase(.evaluation, year: year, unit: unit, in: context)
        try Separation.check(evaluator: context.signatory, of: unit, year: year, in: context.tables)
        guard let terms = try TermsBook.inForce(year: year, unit: unit, in: context.tables) else {
            throw Failure(.noTerms, ["year": "\(year)", "unit": unit])
        }
        try checkSomethingSubmitted(in: context)
        try checkMayRate(terms, in: context)
        try checkDerivation(terms.commitments)
        try checkResults(terms.commitments, in: context.tables)
        try checkFindings(in: context.tables)
        try checkAppraisals(terms.commitments)
        if let answerBy { try Procedure.deadline(answerBy, field: "answerBy", in: context) }
    }

    /// A final rating stays, unless an appeal reopened it or what it rests on was replaced; a self-assessment that was sent back is
    /// waited for.
    private func checkMayRate(_ terms: Terms, in context: ActContext) throws {
        let tables = context.tables
        let day = "\(context.record.time.day)"
        if let back = try EvaluationBook.sentBack(year: year, unit: unit, in: tables), day <= back.until {
            throw Failure(.sentBackStill, ["year": "\(year)", "unit": unit, "date": back.until])
        }
        guard let rated = try EvaluationBook.current(year: year, unit: unit, in: tables) else { return }
        let procedure = try EvaluationBook.procedure(of: rated, in: tables)
        guard procedure.isFinal(on: day), procedure.decision?.outcome != .reopened else { return }
        let assessment = try SelfAssessmentBook.current(year: year, unit: unit, in: tables)
        let newest = max(assessment?.by.number ?? 0, terms.signatures.map(\.by.number).max() ?? 0)
        guard newest > rated.by.number else {
            throw Failure(.ratingFinal, ["year": "\(year)", "unit": unit, "rating": "\(rated.by.number)"])
        }
    }

    private func checkAppraisals(_ commitments: [Commitment]) throws {
        let appraisals = appraisals ?? []
        if let code = Required.repeated(appraisals.map(\.commitment)) { throw Failure(.numberTaken, ["value": code]) }
        for appraisal in appraisals {
            guard commitments.contains(where: { $0.code == appraisal.commitment }) else {
                throw Failure(.unknownCommitment, ["year": "\(year)", "code": appraisal.commitment])
            }
            try appraisal.reason?.check(field: "appraisals.\(appraisal.commitment).reason")
            guard appraisal.reason != nil || !appraisal.rating.needsReason else {
                throw Failure(.appraisalWithoutReason, ["code": appraisal.commitment, "rating": appraisal.rating.rawValue])
            }
        }
    }

    /// While the unit may still submit, it is not to be rated; once its time is over, silence must not protect it.
    private func checkSomethingSubmitted(in context: ActContext) throws {
        guard try SelfAssessmentBook.current(year: year, unit: unit, in: context.tables) == nil else { return }
        let end = try CycleBook.dates(.selfAssessment, year: year, unit: unit, in: context.tables).ends
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

    /// Where the unit itself reported one exact figure for the whole year, that figure is the result and no other.
    private func checkResults(_ commitments: [Commitment], in tables: any Connection) throws {
        let own = try ReturnBook.current(unit: unit, period: "\(year)", asOf: nil, in: tables).map(\.value).filter {
            $0.breakdown == nil && $0.scope == nil && ($0.precision ?? .exact) == .exact
        }
        for commitment in commitments where commitment.terms.targetType.isNumeric {
            guard let figure = own.first(where: { $0.indicator == commitment.terms.indicator })?.value.flatMap({ try? ExactDecimal($0) })
            else { continue }
            let given = derivation.first { $0.commitment == commitment.code }?.result
            guard given.flatMap({ try? ExactDecimal($0) }) == figure else {
                throw Failure(
                    .contradiction,
                    ["field": "derivation.\(commitment.code).result", "given": given ?? "–", "computed": "\(figure)"])
            }
        }
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
            INSERT INTO ratings (year, unit, proposal, rating, score, answer_by, made, official, post, recorded)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .integer(Int64(year)), .text(unit), SQLValue(terms?.proposal.number), .text(rating.rawValue),
                .text("\(score)"), .text(try lastDay(in: tables)),
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
        try tables.insert(
            "INSERT INTO rating_appraisals (rating, ordinal, commitment, grade, reason, reason_lang) VALUES (?, ?, ?, ?, ?, ?)",
            rows: (appraisals ?? []).enumerated().map { ordinal, appraisal in
                [made, .integer(Int64(ordinal)), .text(appraisal.commitment), .text(appraisal.rating.rawValue)]
                    + (appraisal.reason?.columns ?? [.null, .null])
            })
    }

    /// Until when the unit may answer.
    private func lastDay(in tables: any Connection) throws -> String {
        if let answerBy { return answerBy }
        return try CycleBook.dates(.evaluation, year: year, unit: unit, in: tables).ends
    }
}
