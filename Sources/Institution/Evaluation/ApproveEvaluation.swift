import Acts
import Ledger
import Storage

/// What an approval is bound to: the numbers and digests of everything the evaluation rests on. Two contents are equal only when nothing
/// was edited between them.
public struct EvaluationContent: Codable, Sendable, Hashable {
    /// Number of the final rating.
    public var rating: Int64
    /// Number of the terms' proposal, and the digest of the commitments as they stand.
    public var terms: Int64
    public var commitments: String
    /// Number of the self-assessment; nil where the unit submitted none.
    public var assessment: Int64?
    /// Number of the decision on an appeal; nil without one.
    public var decision: Int64?
    /// Number of the latest results of the sample; nil without any.
    public var checks: Int64?
    /// Digest of the figures in force.
    public var figures: String

    /// The parts, for saying which of them was edited.
    public enum Part: String, CaseIterable, Sendable {
        case rating, terms, assessment, decision, checks, figures
    }

    /// The content of a unit's evaluation as it stands; nil before the rating.
    public static func current(
        year: Int, unit: String, basis: FigureBasis? = nil, in tables: any Connection
    ) throws -> EvaluationContent? {
        guard let evaluation = try EvaluationBook.current(year: year, unit: unit, in: tables),
            let terms = try TermsBook.inForce(year: year, unit: unit, in: tables)
        else { return nil }
        let basis = basis ?? FigureBasis(year: year, in: tables)
        return try EvaluationContent(
            rating: evaluation.by.number, terms: terms.proposal.number,
            commitments: MerkleHash.leaf(CanonicalJSON.encode(terms.commitments.map(\.terms))).hex,
            assessment: SelfAssessmentBook.current(year: year, unit: unit, in: tables)?.by.number,
            decision: EvaluationBook.procedure(of: evaluation, in: tables).decision?.by.number,
            checks: SampleBook.current(year: year, unit: unit, in: tables)?.lastCheck,
            figures: FigureBasis.digest(basis.figures(of: unit, commitments: terms.commitments)))
    }

    /// The parts in which two contents differ.
    public func differences(from other: EvaluationContent) -> [Part] {
        Part.allCases.filter { part in
            switch part {
            case .rating: rating != other.rating
            case .terms: terms != other.terms || commitments != other.commitments
            case .assessment: assessment != other.assessment
            case .decision: decision != other.decision
            case .checks: checks != other.checks
            case .figures: figures != other.figures
            }
        }
    }

    /// One digest over all, 64 hexadecimal digits.
    public func digest() throws -> String { MerkleHash.leaf(try CanonicalJSON.encode(self)).hex }
}

/// Approves a unit's final evaluation, exactly as it stands: what is edited later voids the approval, visibly.
public struct ApproveEvaluation: Act {
    public static let kind = "ApproveEvaluation"
    public static let policy = Policy.role([.directorGeneral])

    /// The year and the unit.
    public var year: Int
    public var unit: String
    /// What is approved.
    public var content: EvaluationContent

    /// An approval.
    public init(year: Int, unit: String, content: EvaluationContent) {
        (self.year, self.unit, self.content) = (year, unit, content)
    }

    public var subjectUnit: String? { unit }
    public static var changesDefinitions: Bool { false }

    public func check(in context: ActContext) throws {
        let tables = context.tables
        let place = ["year": "\(year)", "unit": unit, "rating": "\(content.rating)"]
        let (evaluation, procedure) = try Procedure.current(content.rating, year: year, unit: unit, in: tables)
        let others = [evaluation.by, procedure.conclusion?.by].compactMap { $0?.official }
        guard context.signatory.unit != unit, !others.contains(context.signatory.official) else {
            throw Failure(.ownWork, ["official": context.signatory.official, "unit": unit])
        }
        guard procedure.isFinal(on: "\(context.record.time.day)") else {
            throw Failure(.ratingNotFinal, place.merging(["date": procedure.answerBy]) { old, _ in old })
        }
        guard !procedure.isAppealPending, procedure.decision?.outcome != .reopened else { throw Failure(.appealPending, place) }
        guard let current = try EvaluationContent.current(year: year, unit: unit, in: tables) else {
            throw Failure(.noTerms, ["year": "\(year)", "unit": unit])
        }
        if let part = content.differences(from: current).first {
            throw Failure(.contentChanged, place.merging(["part": part.rawValue]) { old, _ in old })
        }
        if let approval = try ApprovalBook.latest(year: year, unit: unit, in: tables), approval.content == content {
            throw Failure(.alreadyApproved, place)
        }
    }

    public func project(in context: ActContext) throws {
        try context.tables.execute(
            """
            INSERT INTO evaluation_approvals (year, unit, rating, terms, assessment, decision, checks, commitments, figures, digest,
                made, official, post, recorded) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .integer(Int64(year)), .text(unit), .integer(content.rating), .integer(content.terms), SQLValue(content.assessment),
                SQLValue(content.decision), SQLValue(content.checks), .text(content.commitments), .text(content.figures),
                .text(try content.digest()),
            ] + context.authorship)
    }
}

/// An approval as it was given.
public struct Approval: Sendable, Hashable {
    /// What was approved, and its digest.
    public let content: EvaluationContent
    public let digest: String
    /// Who approved.
    public let by: Authorship
}

/// Reads approvals.
public enum ApprovalBook {
    /// The latest approval of a unit's evaluation, whether it still holds or not.
    public static func latest(year: Int, unit: String, in tables: any Connection) throws -> Approval? {
        try tables.first(
            "SELECT * FROM evaluation_approvals WHERE year = ? AND unit = ? ORDER BY made DESC LIMIT 1",
            [.integer(Int64(year)), .text(unit)]
        ).map(approval)
    }

    /// What was edited since an approval: empty while it holds.
    public static func edited(
        since approval: Approval, year: Int, unit: String, basis: FigureBasis? = nil, in tables: any Connection
    ) throws -> [EvaluationContent.Part] {
        guard let now = try EvaluationContent.current(year: year, unit: unit, basis: basis, in: tables) else { return [.terms] }
        return approval.content.differences(from: now)
    }

    static func approval(_ row: Row) throws -> Approval {
        try Approval(
            content: EvaluationContent(
                rating: row.integer("rating"), terms: row.integer("terms"), commitments: row.text("commitments"),
                assessment: row.integerOrNil("assessment"), decision: row.integerOrNil("decision"),
                checks: row.integerOrNil("checks"), figures: row.text("figures")),
            digest: row.text("digest"), by: Authorship(row))
    }
}
