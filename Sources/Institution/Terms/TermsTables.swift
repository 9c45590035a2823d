import Acts

/// The tables of the terms of reference. Every proposal stays, with its commitments and signatures; `replaced_by` is the
/// number of the proposal that took its place. `made` is the number of the act, `recorded` its time in milliseconds.
enum TermsTables {
    static let names = ["terms_proposals", "terms_commitments", "terms_dependencies", "terms_signatures"]

    /// The kinds of act that fill them.
    static let acts: [any Act.Type] = [ProposeTerms.self, SignTerms.self]

    static let sql = """
        CREATE TABLE terms_proposals (
            made INTEGER PRIMARY KEY, year INTEGER NOT NULL, unit TEXT NOT NULL, official TEXT NOT NULL, post TEXT NOT NULL,
            recorded INTEGER NOT NULL, replaced_by INTEGER
        );
        CREATE INDEX terms_proposals_unit ON terms_proposals (year, unit);
        CREATE TABLE terms_commitments (
            proposal INTEGER NOT NULL REFERENCES terms_proposals (made), ordinal INTEGER NOT NULL, code TEXT NOT NULL,
            priority TEXT, text_ar TEXT NOT NULL, text_fr TEXT NOT NULL, text_en TEXT NOT NULL, indicator TEXT,
            baseline TEXT, target_type TEXT NOT NULL, target TEXT, target_max TEXT, weight INTEGER NOT NULL, due TEXT,
            PRIMARY KEY (proposal, ordinal), CONSTRAINT terms_commitments_weight CHECK (weight BETWEEN 1 AND 100)
        );
        CREATE UNIQUE INDEX terms_commitments_code ON terms_commitments (proposal, code);
        CREATE TABLE terms_dependencies (
            proposal INTEGER NOT NULL REFERENCES terms_proposals (made), code TEXT NOT NULL, ordinal INTEGER NOT NULL,
            depends_on TEXT NOT NULL, PRIMARY KEY (proposal, code, ordinal)
        );
        CREATE TABLE terms_signatures (
            proposal INTEGER NOT NULL REFERENCES terms_proposals (made), role TEXT NOT NULL, made INTEGER NOT NULL,
            official TEXT NOT NULL, post TEXT NOT NULL, recorded INTEGER NOT NULL, PRIMARY KEY (proposal, role)
        );
        """

    /// What the year in full added.
    static let inFull = """
        ALTER TABLE terms_commitments ADD COLUMN levels TEXT;
        ALTER TABLE terms_commitments ADD COLUMN evidence_ar TEXT;
        ALTER TABLE terms_commitments ADD COLUMN evidence_fr TEXT;
        ALTER TABLE terms_commitments ADD COLUMN evidence_en TEXT;
        ALTER TABLE terms_commitments ADD COLUMN owner TEXT;
        ALTER TABLE terms_commitments ADD COLUMN carries TEXT;
        """
}
