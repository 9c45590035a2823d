import Acts

/// The tables of self-assessments and of the evidence files their statements cite. Every submission stays; `replaced_by` is the
/// number of the one that took its place.
enum SelfAssessmentTables {
    static let names =
        ["self_assessments", "self_assessment_items", "self_assessment_cites", "evidence_files", "self_assessment_evidence"]
        + DifficultyTables.names

    /// The kinds of act that fill them.
    static let acts: [any Act.Type] = [SubmitSelfAssessment.self, FileEvidence.self] + DifficultyTables.acts

    static let sql = """
        CREATE TABLE self_assessments (
            made INTEGER PRIMARY KEY, year INTEGER NOT NULL, unit TEXT NOT NULL, official TEXT NOT NULL, post TEXT NOT NULL,
            recorded INTEGER NOT NULL, replaced_by INTEGER
        );
        CREATE INDEX self_assessments_unit ON self_assessments (year, unit);
        CREATE TABLE self_assessment_items (
            assessment INTEGER NOT NULL REFERENCES self_assessments (made), ordinal INTEGER NOT NULL, commitment TEXT,
            kind TEXT NOT NULL, text_ar TEXT NOT NULL, text_fr TEXT NOT NULL, text_en TEXT NOT NULL,
            PRIMARY KEY (assessment, ordinal)
        );
        CREATE TABLE self_assessment_cites (
            assessment INTEGER NOT NULL REFERENCES self_assessments (made), item INTEGER NOT NULL, ordinal INTEGER NOT NULL,
            indicator TEXT NOT NULL, PRIMARY KEY (assessment, item, ordinal)
        );
        """

    /// What the year in full added: the period of a cited figure, the classification of a difficulty, evidence.
    static let inFull =
        """
        ALTER TABLE self_assessment_cites ADD COLUMN period TEXT;
        ALTER TABLE self_assessment_items ADD COLUMN taxon TEXT;
        ALTER TABLE self_assessment_items ADD COLUMN severity TEXT;
        ALTER TABLE self_assessment_items ADD COLUMN remover_unit TEXT;
        ALTER TABLE self_assessment_items ADD COLUMN remover_outside TEXT;
        CREATE TABLE evidence_files (
            made INTEGER PRIMARY KEY, year INTEGER NOT NULL, unit TEXT NOT NULL, hash TEXT NOT NULL, name TEXT NOT NULL,
            media_type TEXT NOT NULL, bytes INTEGER NOT NULL, expires TEXT, commitment TEXT, caption TEXT, inspection TEXT NOT NULL,
            official TEXT NOT NULL, post TEXT NOT NULL, recorded INTEGER NOT NULL
        );
        CREATE UNIQUE INDEX evidence_files_unit ON evidence_files (year, unit, hash);
        CREATE TABLE self_assessment_evidence (
            assessment INTEGER NOT NULL REFERENCES self_assessments (made), item INTEGER NOT NULL, ordinal INTEGER NOT NULL,
            hash TEXT NOT NULL, PRIMARY KEY (assessment, item, ordinal)
        );

        """ + DifficultyTables.sql
}
