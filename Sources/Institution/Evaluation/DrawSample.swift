import Acts
import Figures
import Ledger
import Storage

/// Draws the figures that are checked on site. Which ones, nobody chooses: their order follows from the ledger's checkpoint, from
/// the entry of this very act (whose salts nobody knows before it is entered), from the year and the unit; anyone can draw again.
///
///     seed  = SHA-256(0x00 || "hasila-sample/1\n<root>\n<leaf>\n<year>\n<unit>\n")   in hexadecimal
///     place = SHA-256(0x00 || "<seed>\n<unit> <indicator> <period> <breakdown or ->\n")
///
/// The figures with the smallest places are the sample.
public struct DrawSample: Act {
    public static let kind = "DrawSample"
    public static let policy = Policy.role([.evaluator, .inspector])
    /// The most figures of one sample.
    public static let most = 200

    /// A state of the ledger.
    public struct LogState: Codable, Sendable, Hashable {
        /// Number of entries, and the root over them in hexadecimal.
        public var size: Int64
        public var root: String

        /// A state.
        public init(size: Int64, root: String) { (self.size, self.root) = (size, root) }
    }

    /// The year and the unit.
    public var year: Int
    public var unit: String
    /// How many figures, 1 to `most`; all where there are fewer.
    public var figures: Int
    /// The checkpoint the seed is made from.
    public var checkpoint: LogState

    /// A sample to draw.
    public init(year: Int, unit: String, figures: Int, checkpoint: LogState) {
        (self.year, self.unit, self.figures, self.checkpoint) = (year, unit, figures, checkpoint)
    }

    /// The ledger's state now, for the act.
    public static func state(in tables: any Connection) throws -> LogState {
        let tree = try LedgerBook.tree(in: tables)
        return LogState(size: Int64(tree.size), root: try tree.root().hex)
    }

    public var subjectUnit: String? { unit }
    public static var changesDefinitions: Bool { false }

    public func check(in context: ActContext) throws {
        let tables = context.tables
        try Required.phase(.evaluation, year: year, unit: unit, in: context)
        try Separation.check(evaluator: context.signatory, of: unit, year: year, in: tables)
        guard (1...Self.most).contains(figures) else { throw Failure(.malformedValue, ["field": "figures", "value": "\(figures)"]) }
        guard let terms = try TermsBook.inForce(year: year, unit: unit, in: tables) else {
            throw Failure(.noTerms, ["year": "\(year)", "unit": unit])
        }
        let assessment = try SelfAssessmentBook.current(year: year, unit: unit, in: tables)?.by.number ?? 0
        if let drawn = try SampleBook.current(year: year, unit: unit, in: tables), drawn.assessment == assessment {
            throw Failure(.sampleDrawn, ["year": "\(year)", "unit": unit, "sample": "\(drawn.by.number)"])
        }
        guard try !FigureBasis(year: year, in: tables).figures(of: unit, commitments: terms.commitments).isEmpty else {
            throw Failure(.nothingToSample, ["year": "\(year)", "unit": unit])
        }
        let tree = try LedgerBook.tree(in: tables)
        guard checkpoint.size > 0, checkpoint.size <= Int64(tree.size),
            try tree.root(at: UInt64(checkpoint.size)).hex == checkpoint.root
        else { throw Failure(.wrongCheckpoint, ["size": "\(checkpoint.size)"]) }
    }

    public func project(in context: ActContext) throws {
        let tables = context.tables
        let number = context.record.number
        guard let leaf = try tables.first("SELECT leaf FROM entries WHERE number = ?", [.integer(number)])?.blob("leaf"),
            let hash = LogHash(bytes: leaf)
        else { throw Failure(.ledgerAltered, ["record": "entry \(number)"]) }
        let seed = SampleDraw.seed(root: checkpoint.root, leaf: hash.hex, year: year, unit: unit)
        let terms = try TermsBook.inForce(year: year, unit: unit, in: tables)
        let population = try FigureBasis(year: year, in: tables).figures(of: unit, commitments: terms?.commitments ?? [])
        let drawn = SampleDraw.draw(figures, from: population, seed: seed)
        let assessment = try SelfAssessmentBook.current(year: year, unit: unit, in: tables)?.by.number ?? 0
        try tables.execute(
            """
            INSERT INTO samples (year, unit, assessment, log_size, log_root, seed, population, drawn, made, official, post, recorded)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .integer(Int64(year)), .text(unit), .integer(assessment), .integer(checkpoint.size), .text(checkpoint.root),
                .text(seed), .integer(Int64(population.count)), .integer(Int64(drawn.count)),
            ] + context.authorship)
        try tables.insert(
            """
            INSERT INTO sample_figures (sample, ordinal, unit, period, indicator, breakdown, value, act, place, hash)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            rows: drawn.enumerated().map { ordinal, drawn in
                let figure = drawn.figure
                return [
                    .integer(number), .integer(Int64(ordinal + 1)), .text(figure.unit), .text(figure.period),
                    .text(figure.value.indicator), SQLValue(figure.value.breakdown), SQLValue(figure.value.value),
                    .integer(figure.act), .integer(Int64(figure.position)), .text(drawn.place),
                ]
            })
    }
}

/// The drawing itself: pure, so that anyone can repeat it.
public enum SampleDraw {
    /// The seed of a drawing, 64 hexadecimal digits.
    public static func seed(root: String, leaf: String, year: Int, unit: String) -> String {
        MerkleHash.leaf(Array("hasila-sample/1\n\(root)\n\(leaf)\n\(year)\n\(unit)\n".utf8)).hex
    }

    /// The place of a figure in the drawing.
    public static func place(of figure: BasisFigure, seed: String) -> String {
        MerkleHash.leaf(Array("\(seed)\n\(figure.key)\n".utf8)).hex
    }

    /// The figures with the smallest places, in that order.
    public static func draw(
        _ count: Int, from population: [BasisFigure], seed: String
    ) -> [(figure: BasisFigure, place: String)] {
        let placed = population.map { (figure: $0, place: place(of: $0, seed: seed)) }
        return Array(placed.sorted { ($0.place, $0.figure.key) < ($1.place, $1.figure.key) }.prefix(count))
    }

    /// The customary size of a sample: one more than the square root of the population, at most `DrawSample.most`.
    public static func customary(of population: Int) -> Int {
        var root = 0
        while (root + 1) * (root + 1) <= population { root += 1 }
        return max(1, min(root + 1, DrawSample.most, population))
    }
}
