import Acts
import Figures
import Institution
import Ledger
import Storage

/// The object that `hasila figure --json` prints and the interface answers with; its members are stable.
public struct FigureAnswer: Codable, Sendable, NullsWritten {
    /// Unit-periods that reported, of those expected.
    public struct Coverage: Codable, Sendable { public let reported, expected: Int }
    /// Numerator or denominator of a ratio.
    public struct Part: Codable, Sendable {
        public let indicator: String
        public let value: String?
        public let coverage: Coverage
    }
    /// One revision of the unit's own figure.
    public struct Revised: Codable, Sendable {
        public let act: Int64
        public let recorded, asOf: String
        public let value: String?
        public let precision, status: String
        public let source, note: String?
    }
    /// Where the figure in force stands in the ledger.
    public struct Proof: Codable, Sendable {
        public let entry: Int64
        public let leafHash, field, checkpoint: String
        public let size: UInt64
        public let path: [String]
    }

    public let indicator, unit, period, tree: String
    public let asOf: String?
    public let breakdown: String?
    public let value, reason: String?
    public let decimals: Int
    public let precision, status: String
    public let coverage: Coverage
    public let declared, difference: String?
    public let numerator, denominator: Part?
    public let hanging: Int
    public let hasBreak: Bool
    public let revisions: [Revised]
    public let proof: Proof?

    private enum CodingKeys: String, CodingKey {
        case indicator, unit, period, tree, asOf, breakdown, value, reason, decimals, precision, status, coverage, declared
        case difference, numerator, denominator, hanging, hasBreak, revisions, proof
    }

    /// Every member is always there, null where there is nothing: scripts need not ask whether a name exists.
    public func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(indicator, forKey: .indicator)
        try object.encode(unit, forKey: .unit)
        try object.encode(period, forKey: .period)
        try object.encode(tree, forKey: .tree)
        try object.encode(asOf, forKey: .asOf)
        try object.encode(breakdown, forKey: .breakdown)
        try object.encode(value, forKey: .value)
        try object.encode(reason, forKey: .reason)
        try object.encode(decimals, forKey: .decimals)
        try object.encode(precision, forKey: .precision)
        try object.encode(status, forKey: .status)
        try object.encode(coverage, forKey: .coverage)
        try object.encode(declared, forKey: .declared)
        try object.encode(difference, forKey: .difference)
        try object.encode(numerator, forKey: .numerator)
        try object.encode(denominator, forKey: .denominator)
        try object.encode(hanging, forKey: .hanging)
        try object.encode(hasBreak, forKey: .hasBreak)
        try object.encode(revisions, forKey: .revisions)
        try object.encode(proof, forKey: .proof)
    }

    /// The cube's answer with revisions and proof; throws as `FigureBook.answer`.
    public static func read(_ question: FigureQuestion, office: Office) async throws -> FigureAnswer {
        let answer = try await FigureBook.answer(question, office: office)
        // One reading of the tables: a program may ask for thousands of figures a second.
        let (revisions, definition, proof) = try await office.database.read { tables in
            let revisions = try FigureBook.revisions(question, in: tables)
            return try (
                revisions, IndicatorBook.indicator(question.indicator, in: tables),
                Self.proof(of: revisions.last, office.tiles, in: tables)
            )
        }
        return FigureAnswer(
            indicator: question.indicator, unit: question.unit, period: question.period, tree: question.tree.text,
            asOf: question.asOf?.text, breakdown: question.breakdown, value: answer.value?.description,
            reason: answer.reason?.rawValue, decimals: definition?.decimals ?? 0, precision: answer.precision.rawValue,
            status: answer.status.rawValue,
            coverage: Coverage(reported: answer.coverage.reported, expected: answer.coverage.expected),
            declared: answer.declared?.description, difference: answer.difference?.description,
            numerator: (answer.ratio?.numerator).map(part), denominator: (answer.ratio?.denominator).map(part),
            hanging: answer.hanging, hasBreak: answer.hasBreak, revisions: revisions.map(revised),
            proof: proof)
    }

    private static func part(_ part: RatioPart) -> Part {
        Part(
            indicator: part.indicator, value: part.value?.description,
            coverage: Coverage(reported: part.coverage.reported, expected: part.coverage.expected))
    }

    private static func revised(_ revision: Revision) -> Revised {
        Revised(
            act: revision.act, recorded: revision.recorded.text, asOf: revision.known.text, value: revision.value.value,
            precision: (revision.value.precision ?? .exact).rawValue, status: (revision.value.status ?? .normal).rawValue,
            source: revision.value.source, note: revision.value.note)
    }

    /// Where the figure in force stands in the ledger, with the path to the signed root.
    private static func proof(of revision: Revision?, _ tiles: TileCache, in tables: any Connection) throws -> Proof? {
        guard let revision, let entry = try LedgerBook.entry(revision.act, in: tables),
            let checkpoint = try LedgerBook.checkpoint(in: tables)
        else { return nil }
        let tree = try LedgerBook.tree(in: tables, cache: tiles)
        return Proof(
            entry: revision.act, leafHash: entry.leaf.hex, field: "/values/\(revision.position)", checkpoint: checkpoint,
            size: tree.size, path: try tree.inclusionProof(index: UInt64(revision.act)).map(\.hex))
    }
}
