import Acts

/// The tables of the roadmap: objectives and their phases.
enum RoadmapTables {
    static let names = ["objectives", "objective_phases"]

    /// The kinds of act that fill them.
    static let acts: [any Act.Type] = [AdoptObjective.self]

    static let sql = """
        CREATE TABLE objectives (
            year INTEGER NOT NULL, code TEXT NOT NULL, text_ar TEXT NOT NULL, text_fr TEXT NOT NULL, text_en TEXT NOT NULL,
            owner TEXT NOT NULL, starts TEXT NOT NULL, due TEXT NOT NULL, indicator TEXT, target TEXT,
            decision_year INTEGER, decision_number INTEGER, priority TEXT, made INTEGER NOT NULL, official TEXT NOT NULL,
            post TEXT NOT NULL, recorded INTEGER NOT NULL, PRIMARY KEY (year, code),
            CONSTRAINT objectives_dates CHECK (starts <= due)
        );
        CREATE INDEX objectives_decision ON objectives (decision_year, decision_number);
        CREATE TABLE objective_phases (
            year INTEGER NOT NULL, objective TEXT NOT NULL, ordinal INTEGER NOT NULL, code TEXT NOT NULL,
            text_ar TEXT NOT NULL, text_fr TEXT NOT NULL, text_en TEXT NOT NULL, starts TEXT NOT NULL, due TEXT NOT NULL,
            PRIMARY KEY (year, objective, ordinal), FOREIGN KEY (year, objective) REFERENCES objectives (year, code)
        );
        """

    /// What the year in full added.
    static let inFull = """
        """
}
