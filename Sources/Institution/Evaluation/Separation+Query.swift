import Acts
import Storage

extension Separation {
    /// Where an evaluating act was done by somebody whose own work it concerned.
    public struct Breach: Sendable, Hashable {
        /// The unit concerned.
        public let unit: String
        /// The evaluating act: kind, number, and the post through which it was done.
        public let act: String
        public let number: Int64
        public let post: String
        /// The own work: kind of act, or `own_unit`; and its number, 0 for a post in the unit.
        public let work: String
        public let workNumber: Int64
    }

    /// The question itself, with one place for the year: anyone with the database may ask it again.
    ///
    /// Every act that evaluates, decides or approves is laid beside every act by which the same official made what is evaluated.
    /// A director general's signature under terms is their part in the procedure; it does not bar them from deciding and approving.
    public static let question = """
        WITH deeds AS (
            SELECT year, unit, 'RateUnit' AS act, made, official, post FROM ratings
            UNION ALL SELECT year, unit, 'SendBack', made, official, post FROM assessments_sent_back
            UNION ALL SELECT year, unit, 'DrawSample', made, official, post FROM samples
            UNION ALL SELECT DISTINCT s.year, s.unit, 'RecordSampleCheck', c.made, c.official, c.post
                FROM sample_checks c JOIN samples s ON s.made = c.sample
            UNION ALL SELECT r.year, r.unit, 'ConcludeRating', c.made, c.official, c.post
                FROM rating_conclusions c JOIN ratings r ON r.made = c.rating
            UNION ALL SELECT r.year, r.unit, 'DecideAppeal', d.made, d.official, d.post
                FROM appeal_decisions d JOIN ratings r ON r.made = d.rating
            UNION ALL SELECT year, unit, 'ApproveEvaluation', made, official, post FROM evaluation_approvals
        ), works AS (
            SELECT year, unit, 'ProposeTerms' AS act, made, official FROM terms_proposals
            UNION ALL SELECT p.year, p.unit, CASE s.role WHEN 'director_general' THEN 'SignTerms*' ELSE 'SignTerms' END, s.made, s.official
                FROM terms_signatures s JOIN terms_proposals p ON p.made = s.proposal
            UNION ALL SELECT year, unit, 'SubmitSelfAssessment', made, official FROM self_assessments
            UNION ALL SELECT c.year, r.unit, 'SubmitReturn', r.number, r.official
                FROM returns r JOIN cycles c ON SUBSTR(r.period, 1, 4) = CAST(c.year AS TEXT)
            UNION ALL SELECT year, unit, 'RateUnit', made, official FROM ratings
            UNION ALL SELECT r.year, r.unit, 'AppealRating', a.made, a.official FROM rating_appeals a JOIN ratings r ON r.made = a.rating
        )
        SELECT d.unit AS unit, d.act AS act, d.made AS number, d.post AS post, w.act AS work, w.made AS work_number
        FROM deeds d JOIN works w ON w.year = d.year AND w.unit = d.unit AND w.official = d.official
        WHERE d.year = ? AND (d.act IN ('DecideAppeal', 'ApproveEvaluation') OR w.act <> 'RateUnit')
            AND (d.act NOT IN ('DecideAppeal', 'ApproveEvaluation') OR w.act <> 'SignTerms*')
        UNION ALL SELECT d.unit, d.act, d.made, d.post, 'own_unit', 0
        FROM deeds d JOIN posts p ON p.code = d.post WHERE d.year = ? AND p.unit = d.unit
        ORDER BY 3, 6
        """

    /// The breaches of a year; the acts refuse every one of them, so the answer is empty unless a rule failed.
    public static func breaches(year: Int, in tables: any Connection) throws -> [Breach] {
        try tables.query(question, [.integer(Int64(year)), .integer(Int64(year))]).map { row in
            try Breach(
                unit: row.text("unit"), act: row.text("act"), number: row.integer("number"), post: row.text("post"),
                work: row.text("work"), workNumber: row.integer("work_number"))
        }
    }

    /// How many evaluating acts the year has, by kind: what the question looked at.
    public static func examined(year: Int, in tables: any Connection) throws -> [(act: String, count: Int)] {
        let joined = "SELECT COUNT(*) AS n FROM %@ x JOIN ratings r ON r.made = x.rating WHERE r.year = ?"
        let counts: [(String, String)] = [
            ("RateUnit", "SELECT COUNT(*) AS n FROM ratings WHERE year = ?"),
            ("SendBack", "SELECT COUNT(*) AS n FROM assessments_sent_back WHERE year = ?"),
            ("DrawSample", "SELECT COUNT(*) AS n FROM samples WHERE year = ?"),
            ("RecordSampleCheck", "SELECT COUNT(DISTINCT c.made) AS n FROM sample_checks c JOIN samples s ON s.made = c.sample WHERE s.year = ?"),
            ("ConcludeRating", joined.replacing("%@", with: "rating_conclusions")),
            ("DecideAppeal", joined.replacing("%@", with: "appeal_decisions")),
            ("ApproveEvaluation", "SELECT COUNT(*) AS n FROM evaluation_approvals WHERE year = ?"),
        ]
        return try counts.map { act, sql in
            (act, Int(try tables.first(sql, [.integer(Int64(year))])?.integer("n") ?? 0))
        }
    }
}
