import Acts
import Figures
import Storage

/// Where the evaluation of a unit's year stands.
public enum Standing: String, CaseIterable, Sendable {
    /// Not rated.
    case open
    /// Its self-assessment was sent back.
    case sentBack = "sent_back"
    /// Rated; the unit may answer.
    case provisional
    /// Final.
    case final
    /// An appeal waits for its decision.
    case appealed
    /// A decision on appeal reopened it.
    case reopened
    /// Approved, and nothing was edited since.
    case approved
    /// Approved, and edited since: the approval is void.
    case void
}

/// The evaluations of a year in one reading: a row a unit with signed terms, in a fixed number of queries.
public struct EvaluationList: Sendable {
    /// A unit.
    public struct Row: Sendable, Hashable {
        /// Code of the unit.
        public let unit: String
        /// Where it stands on the day.
        public let standing: Standing
        /// Grade, score and the post that rated; nil before the rating.
        public let rating: Rating?
        public let score: Score?
        public let post: String?
        /// Last day for the unit's answer; nil before the rating.
        public let answerBy: String?
        /// Whether the unit submitted its self-assessment.
        public let isAssessed: Bool
        /// Figures drawn and checked; nil where no sample was drawn.
        public let drawn, checked: Int?
    }

    /// The rows, by unit.
    public let rows: [Row]

    /// Reads the list as on an ISO day.
    public init(year: Int, on day: String, in tables: any Connection) throws {
        let key: [SQLValue] = [.integer(Int64(year))]
        var units: [String] = []
        var terms: [String: Int64] = [:]
        try tables.forEach(
            """
            SELECT p.unit AS unit, p.made AS made FROM terms_proposals p WHERE p.year = ? AND p.replaced_by IS NULL
                AND (SELECT COUNT(*) FROM terms_signatures s WHERE s.proposal = p.made) >= 2 ORDER BY p.unit
            """, key
        ) { row in
            units.append(try row.text("unit"))
            terms[try row.text("unit")] = try row.integer("made")
        }
        var assessed: [String: Int64] = [:]
        try tables.forEach("SELECT unit, made FROM self_assessments WHERE year = ? AND replaced_by IS NULL", key) {
            assessed[try $0.text("unit")] = try $0.integer("made")
        }
        var backs: [String: Int64] = [:]
        try tables.forEach("SELECT unit, assessment FROM assessments_sent_back WHERE year = ? ORDER BY made", key) {
            backs[try $0.text("unit")] = try $0.integer("assessment")
        }
        var samples: [String: (drawn: Int, checked: Int)] = [:]
        try tables.forEach(
            """
            SELECT s.unit AS unit, s.drawn AS drawn, (SELECT COUNT(DISTINCT c.ordinal) FROM sample_checks c WHERE c.sample = s.made) AS done
            FROM samples s WHERE s.year = ? ORDER BY s.made
            """, key
        ) { samples[try $0.text("unit")] = (Int(try $0.integer("drawn")), Int(try $0.integer("done"))) }
        let rated = try Self.ratings(key, in: tables)
        let voided = try Self.voided(year, key, in: tables)
        rows = units.map { unit in
            let rating = rated[unit]
            let isBack = backs[unit] != nil && backs[unit] == assessed[unit]
            let standing = isBack ? Standing.sentBack : rating?.standing(on: day, isVoid: voided[unit]) ?? .open
            return Row(
                unit: unit, standing: standing, rating: rating?.grade, score: rating?.score, post: rating?.post,
                answerBy: rating?.answerBy, isAssessed: assessed[unit] != nil, drawn: samples[unit]?.drawn,
                checked: samples[unit]?.checked)
        }
    }

    private struct Rated {
        let grade: Rating
        let score: Score
        let post, answerBy: String
        let isConcluded, isAppealed: Bool
        let outcome: String?

        /// `isVoid`: nil without approval.
        func standing(on day: String, isVoid: Bool?) -> Standing {
            if outcome == DecideAppeal.Outcome.reopened.rawValue { return .reopened }
            if isAppealed, outcome == nil { return .appealed }
            if let isVoid { return isVoid ? .void : .approved }
            return isConcluded || day > answerBy ? .final : .provisional
        }
    }

    private static func ratings(_ key: [SQLValue], in tables: any Connection) throws -> [String: Rated] {
        var rated: [String: Rated] = [:]
        try tables.forEach(
            """
            SELECT r.unit AS unit, r.rating AS rating, r.score AS score, r.post AS post, r.answer_by AS answer_by, c.made AS concluded,
                a.made AS appealed, d.outcome AS outcome
            FROM ratings r LEFT JOIN rating_conclusions c ON c.rating = r.made LEFT JOIN rating_appeals a ON a.rating = r.made
                LEFT JOIN appeal_decisions d ON d.rating = r.made WHERE r.year = ? AND r.replaced_by IS NULL
            """, key
        ) { row in
            guard let grade = try Rating(rawValue: row.text("rating")) else { throw Failure(.databaseDamaged, privateDetail: "rating") }
            rated[try row.text("unit")] = try Rated(
                grade: grade, score: Score(row.text("score")), post: row.text("post"), answerBy: row.textOrNil("answer_by") ?? "",
                isConcluded: row.integerOrNil("concluded") != nil, isAppealed: row.integerOrNil("appealed") != nil,
                outcome: row.textOrNil("outcome"))
        }
        return rated
    }

    /// Whether each unit's latest approval is void. Only what an act after the approval can have touched is looked at in full.
    private static func voided(_ year: Int, _ key: [SQLValue], in tables: any Connection) throws -> [String: Bool] {
        var approvals: [String: Approval] = [:]
        try tables.forEach("SELECT * FROM evaluation_approvals WHERE year = ? ORDER BY made", key) {
            approvals[try $0.text("unit")] = try ApprovalBook.approval($0)
        }
        guard let first = approvals.values.map(\.by.number).min() else { return [:] }
        let touched = try self.touched(since: first, key, in: tables)
        let basis = FigureBasis(year: year, in: tables)
        var voided: [String: Bool] = [:]
        for (unit, approval) in approvals {
            guard touched.everything || touched.units.contains(unit) else {
                voided[unit] = false
                continue
            }
            voided[unit] = try !ApprovalBook.edited(since: approval, year: year, unit: unit, basis: basis, in: tables).isEmpty
        }
        return voided
    }

    /// The units whose evaluation an act from `number` on may have touched; everything, where the root reported figures.
    private static func touched(
        since number: Int64, _ key: [SQLValue], in tables: any Connection
    ) throws -> (units: Set<String>, everything: Bool) {
        var units: Set<String> = []
        for sql in [
            "SELECT unit FROM terms_proposals WHERE year = ? AND made > ?", "SELECT unit FROM self_assessments WHERE year = ? AND made > ?",
            "SELECT p.unit AS unit FROM terms_signatures s JOIN terms_proposals p ON p.made = s.proposal WHERE p.year = ? AND s.made > ?",
            "SELECT unit FROM ratings WHERE year = ? AND made > ?",
            "SELECT r.unit AS unit FROM appeal_decisions d JOIN ratings r ON r.made = d.rating WHERE r.year = ? AND d.made > ?",
            "SELECT s.unit AS unit FROM sample_checks c JOIN samples s ON s.made = c.sample WHERE s.year = ? AND c.made > ?",
        ] {
            try tables.forEach(sql, key + [.integer(number)]) { units.insert(try $0.text("unit")) }
        }
        let reported = Set(try tables.query("SELECT DISTINCT unit FROM returns WHERE number > ?", [.integer(number)]).map { try $0.text("unit") })
        let root = try UnitBook.root(in: tables) ?? ""
        for unit in reported {
            units.insert(unit)
            units.formUnion(try tables.query("SELECT DISTINCT parent FROM unit_parents WHERE parent IS NOT NULL AND unit = ?", [.text(unit)])
                .flatMap { row in [try row.text("parent")] + (try UnitBook.ancestors(of: row.text("parent"), on: "9999-12-31", in: tables)) })
        }
        return (units, reported.contains(root))
    }
}
