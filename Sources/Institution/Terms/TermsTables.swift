import Acts

/// The tables of the terms of reference. Every proposal stays, with its commitments and signatures; `replaced_by` is the
/// number of the proposal that took its place. `made` is the number of the act, `recorded` its time in milliseconds.
enum TermsTables {
    static let names = [
        "terms_proposals", "terms_commitments", "terms_dependencies", "terms_signatures", "terms_comments", "terms_vettings",
        "terms_agreements", "terms_assignments",
    ]

    /// The kinds of act that fill them.
    static let acts: [any Act.Type] = [
        ProposeTerms.self, SignTerms.self, AmendTerms.self, CommentTerms.self, VetTerms.self, AcceptDependency.self,
        CascadeTerms.self,
    ]

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

    /// What the year in full added. `outline` is what coverage looks at, a line a commitment: so a year of 2,000 units is 2,000 rows to
    /// read, not 40,000. An amendment is a proposal with `amends`, the number of the terms it amends; until both have
    /// signed it, `replaced_by` names those terms: they stand in its place.
    static let inFull = """
        ALTER TABLE terms_commitments ADD COLUMN levels TEXT;
        ALTER TABLE terms_commitments ADD COLUMN evidence_ar TEXT;
        ALTER TABLE terms_commitments ADD COLUMN evidence_fr TEXT;
        ALTER TABLE terms_commitments ADD COLUMN evidence_en TEXT;
        ALTER TABLE terms_commitments ADD COLUMN owner TEXT;
        ALTER TABLE terms_commitments ADD COLUMN carries TEXT;
        ALTER TABLE terms_proposals ADD COLUMN outline TEXT;
        ALTER TABLE terms_proposals ADD COLUMN amends INTEGER;
        ALTER TABLE terms_proposals ADD COLUMN reason_ar TEXT;
        ALTER TABLE terms_proposals ADD COLUMN reason_fr TEXT;
        ALTER TABLE terms_proposals ADD COLUMN reason_en TEXT;
        CREATE INDEX terms_commitments_by_code ON terms_commitments (code);
        CREATE TABLE terms_comments (
            made INTEGER PRIMARY KEY, proposal INTEGER NOT NULL REFERENCES terms_proposals (made), commitment TEXT,
            text TEXT NOT NULL, language TEXT NOT NULL, official TEXT NOT NULL, post TEXT NOT NULL, recorded INTEGER NOT NULL
        );
        CREATE INDEX terms_comments_proposal ON terms_comments (proposal);
        CREATE TABLE terms_vettings (
            made INTEGER PRIMARY KEY, proposal INTEGER NOT NULL REFERENCES terms_proposals (made), outcome TEXT NOT NULL,
            remarks TEXT, language TEXT NOT NULL, official TEXT NOT NULL, post TEXT NOT NULL, recorded INTEGER NOT NULL
        );
        CREATE INDEX terms_vettings_proposal ON terms_vettings (proposal);
        CREATE TABLE terms_agreements (
            made INTEGER PRIMARY KEY, proposal INTEGER NOT NULL REFERENCES terms_proposals (made), code TEXT NOT NULL,
            depends_on TEXT NOT NULL, unit TEXT NOT NULL, accepted INTEGER NOT NULL, remarks TEXT, language TEXT NOT NULL,
            official TEXT NOT NULL, post TEXT NOT NULL, recorded INTEGER NOT NULL
        );
        CREATE INDEX terms_agreements_proposal ON terms_agreements (proposal);
        CREATE TABLE terms_assignments (
            made INTEGER NOT NULL, ordinal INTEGER NOT NULL, year INTEGER NOT NULL, from_unit TEXT NOT NULL, unit TEXT NOT NULL,
            code TEXT NOT NULL, priority TEXT, text_ar TEXT NOT NULL, text_fr TEXT NOT NULL, text_en TEXT NOT NULL,
            indicator TEXT, baseline TEXT, target_type TEXT NOT NULL, target TEXT, target_max TEXT, weight INTEGER NOT NULL,
            due TEXT, levels TEXT, evidence_ar TEXT, evidence_fr TEXT, evidence_en TEXT, owner TEXT, carries TEXT,
            official TEXT NOT NULL, post TEXT NOT NULL, recorded INTEGER NOT NULL, PRIMARY KEY (made, ordinal)
        );
        CREATE INDEX terms_assignments_unit ON terms_assignments (year, unit);
        """

    /// Who waits for a unit's commitments is asked by the commitment waited for, and what a unit answered by the unit.
    static let duties = """
        CREATE INDEX terms_dependencies_other ON terms_dependencies (depends_on);
        CREATE INDEX terms_agreements_unit ON terms_agreements (unit);
        """
}
