import Acts

/// The tables of evaluations. Every rating stays, with its derivation and findings; `proposal` is the number of the terms
/// it was made under, `replaced_by` that of the rating that took its place. Attainments and scores are decimal texts.
enum EvaluationTables {
    static let names = ["ratings", "rating_lines", "rating_findings"]

    /// The kinds of act that fill them.
    static let acts: [any Act.Type] = [RateUnit.self]

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
    static let inFull = """
        """
}
