import Acts

/// The tables of evaluations. Every rating stays, with its derivation and findings; `proposal` is the number of the terms
/// it was made under, `replaced_by` that of the rating that took its place. Attainments and scores are decimal texts.
enum EvaluationTables {
    static let names = [
        "ratings", "rating_lines", "rating_findings", "rating_appraisals", "rating_answers", "rating_conclusions", "rating_appeals",
        "appeal_decisions", "assessments_sent_back", "samples", "sample_figures", "sample_checks", "evaluation_approvals",
    ]

    /// The kinds of act that fill them.
    static let acts: [any Act.Type] = [
        RateUnit.self, SendBack.self, DrawSample.self, RecordSampleCheck.self, AnswerRating.self, ConcludeRating.self,
        AppealRating.self, DecideAppeal.self, ApproveEvaluation.self,
    ]

    static let sql = """
        CREATE TABLE ratings (
            made INTEGER PRIMARY KEY, year INTEGER NOT NULL, unit TEXT NOT NULL, proposal INTEGER, rating TEXT NOT NULL,
            score TEXT NOT NULL, official TEXT NOT NULL, post TEXT NOT NULL, recorded INTEGER NOT NULL, replaced_by INTEGER
        );
        CREATE INDEX ratings_unit ON ratings (year, unit);
        CREATE TABLE rating_lines (
            rating INTEGER NOT NULL REFERENCES ratings (made), ordinal INTEGER NOT NULL, commitment TEXT NOT NULL,
            result TEXT, status TEXT NOT NULL, attainment TEXT, weight INTEGER NOT NULL, PRIMARY KEY (rating, ordinal)
        );
        CREATE TABLE rating_findings (
            rating INTEGER NOT NULL REFERENCES ratings (made), ordinal INTEGER NOT NULL, kind TEXT NOT NULL,
            text_ar TEXT NOT NULL, text_fr TEXT NOT NULL, text_en TEXT NOT NULL, owner TEXT, due TEXT,
            PRIMARY KEY (rating, ordinal)
        );
        """

    /// What the year in full added.
    /// `answer_by` is the last day for the unit's answer; a rating changed on appeal keeps its first grade in `appeal_decisions`.
    static let inFull = """
        ALTER TABLE ratings ADD COLUMN answer_by TEXT;
        CREATE TABLE rating_appraisals (
            rating INTEGER NOT NULL REFERENCES ratings (made), ordinal INTEGER NOT NULL, commitment TEXT NOT NULL,
            grade TEXT NOT NULL, reason TEXT, reason_lang TEXT, PRIMARY KEY (rating, ordinal)
        );
        CREATE TABLE rating_answers (
            made INTEGER PRIMARY KEY, rating INTEGER NOT NULL REFERENCES ratings (made), position TEXT NOT NULL, text TEXT NOT NULL,
            text_lang TEXT NOT NULL, official TEXT NOT NULL, post TEXT NOT NULL, recorded INTEGER NOT NULL
        );
        CREATE INDEX rating_answers_rating ON rating_answers (rating);
        CREATE TABLE rating_conclusions (
            rating INTEGER PRIMARY KEY REFERENCES ratings (made), appeal_by TEXT NOT NULL, made INTEGER NOT NULL,
            official TEXT NOT NULL, post TEXT NOT NULL, recorded INTEGER NOT NULL
        );
        CREATE TABLE rating_appeals (
            rating INTEGER PRIMARY KEY REFERENCES ratings (made), grounds TEXT NOT NULL, grounds_lang TEXT NOT NULL,
            made INTEGER NOT NULL, official TEXT NOT NULL, post TEXT NOT NULL, recorded INTEGER NOT NULL
        );
        CREATE TABLE appeal_decisions (
            rating INTEGER PRIMARY KEY REFERENCES ratings (made), outcome TEXT NOT NULL, grade TEXT, before TEXT NOT NULL, until TEXT,
            reason TEXT NOT NULL, reason_lang TEXT NOT NULL, made INTEGER NOT NULL, official TEXT NOT NULL, post TEXT NOT NULL,
            recorded INTEGER NOT NULL
        );
        CREATE TABLE assessments_sent_back (
            made INTEGER PRIMARY KEY, year INTEGER NOT NULL, unit TEXT NOT NULL, assessment INTEGER NOT NULL, until TEXT NOT NULL,
            reason TEXT NOT NULL, reason_lang TEXT NOT NULL, official TEXT NOT NULL, post TEXT NOT NULL, recorded INTEGER NOT NULL
        );
        CREATE INDEX assessments_sent_back_unit ON assessments_sent_back (year, unit);
        CREATE TABLE samples (
            made INTEGER PRIMARY KEY, year INTEGER NOT NULL, unit TEXT NOT NULL, assessment INTEGER NOT NULL, log_size INTEGER NOT NULL,
            log_root TEXT NOT NULL, seed TEXT NOT NULL, population INTEGER NOT NULL, drawn INTEGER NOT NULL, official TEXT NOT NULL,
            post TEXT NOT NULL, recorded INTEGER NOT NULL
        );
        CREATE INDEX samples_unit ON samples (year, unit);
        CREATE TABLE sample_figures (
            sample INTEGER NOT NULL REFERENCES samples (made), ordinal INTEGER NOT NULL, unit TEXT NOT NULL, period TEXT NOT NULL,
            indicator TEXT NOT NULL, breakdown TEXT, value TEXT, act INTEGER NOT NULL, place INTEGER NOT NULL, hash TEXT NOT NULL,
            PRIMARY KEY (sample, ordinal)
        );
        CREATE TABLE sample_checks (
            made INTEGER NOT NULL, ordinal INTEGER NOT NULL, sample INTEGER NOT NULL REFERENCES samples (made),
            outcome TEXT NOT NULL, found TEXT, remark TEXT, remark_lang TEXT, official TEXT NOT NULL, post TEXT NOT NULL,
            recorded INTEGER NOT NULL, PRIMARY KEY (made, ordinal)
        );
        CREATE INDEX sample_checks_sample ON sample_checks (sample);
        CREATE TABLE evaluation_approvals (
            made INTEGER PRIMARY KEY, year INTEGER NOT NULL, unit TEXT NOT NULL, rating INTEGER NOT NULL, terms INTEGER NOT NULL,
            assessment INTEGER, decision INTEGER, checks INTEGER, commitments TEXT NOT NULL, figures TEXT NOT NULL,
            digest TEXT NOT NULL, official TEXT NOT NULL, post TEXT NOT NULL, recorded INTEGER NOT NULL
        );
        CREATE INDEX evaluation_approvals_unit ON evaluation_approvals (year, unit);
        """
}
