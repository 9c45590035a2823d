import Acts

/// The tables of self-assessments. Every submission stays; `replaced_by` is the number of the one that took its place.
enum SelfAssessmentTables {
    static let names = ["self_assessments", "self_assessment_items", "self_assessment_cites"]

    /// The kinds of act that fill them.
    static let acts: [any Act.Type] = [SubmitSelfAssessment.self]

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

    /// What the year in full added.
    static let inFull = """
        """
}
