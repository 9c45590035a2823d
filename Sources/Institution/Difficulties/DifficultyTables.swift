import Acts

/// The tables of shared difficulties: the institution's own taxonomy, the difficulties of the submissions in force, and what was
/// answered. `difficulties` holds one row a statement of a current submission, so that counting what waits for an answer is one
/// look at an index.
enum DifficultyTables {
    static let names = ["difficulty_taxons", "difficulties", "difficulty_answers", "difficulty_answered"]

    /// The kinds of act that fill them.
    static let acts: [any Act.Type] = [DefineTaxon.self, RetireTaxon.self, AnswerDifficulty.self]

    static let sql = """
        CREATE TABLE difficulty_taxons (
            code TEXT PRIMARY KEY, rank INTEGER NOT NULL, name_ar TEXT NOT NULL, name_fr TEXT NOT NULL, name_en TEXT NOT NULL,
            retired INTEGER, made INTEGER NOT NULL, official TEXT NOT NULL, post TEXT NOT NULL, recorded INTEGER NOT NULL
        );
        CREATE TABLE difficulties (
            assessment INTEGER NOT NULL, item INTEGER NOT NULL, year INTEGER NOT NULL, unit TEXT NOT NULL, answer INTEGER,
            PRIMARY KEY (assessment, item)
        );
        CREATE INDEX difficulties_year ON difficulties (year, answer);
        CREATE INDEX difficulties_unit ON difficulties (year, unit);
        CREATE TABLE difficulty_answers (
            made INTEGER PRIMARY KEY, year INTEGER NOT NULL, manner TEXT NOT NULL, decision INTEGER, objective_year INTEGER,
            objective TEXT, to_ar TEXT, to_fr TEXT, to_en TEXT, reason_ar TEXT, reason_fr TEXT, reason_en TEXT,
            official TEXT NOT NULL, post TEXT NOT NULL, recorded INTEGER NOT NULL
        );
        CREATE INDEX difficulty_answers_year ON difficulty_answers (year);
        CREATE TABLE difficulty_answered (
            answer INTEGER NOT NULL REFERENCES difficulty_answers (made), assessment INTEGER NOT NULL, item INTEGER NOT NULL,
            PRIMARY KEY (answer, assessment, item)
        );
        """
}
