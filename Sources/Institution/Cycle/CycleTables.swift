import Acts

/// The tables of the cycle: one row a year, one row a phase. Days are ISO texts, times milliseconds since 1970.
enum CycleTables {
    static let names = ["cycles", "cycle_phases", "cycle_extensions"]

    /// The kinds of act that fill them.
    static let acts: [any Act.Type] = [OpenCycle.self, ExtendPhase.self]

    static let sql = """
        CREATE TABLE cycles (
            year INTEGER PRIMARY KEY, made INTEGER NOT NULL, official TEXT NOT NULL, post TEXT NOT NULL,
            recorded INTEGER NOT NULL
        );
        CREATE TABLE cycle_phases (
            year INTEGER NOT NULL REFERENCES cycles (year), phase TEXT NOT NULL, starts TEXT NOT NULL, ends TEXT NOT NULL,
            PRIMARY KEY (year, phase), CONSTRAINT cycle_phases_dates CHECK (starts <= ends)
        );
        """

    /// What the year in full added.
    static let inFull = """
        CREATE TABLE cycle_extensions (
            made INTEGER PRIMARY KEY, year INTEGER NOT NULL REFERENCES cycles (year), phase TEXT NOT NULL, unit TEXT, opens TEXT,
            until TEXT, reason_ar TEXT NOT NULL, reason_fr TEXT NOT NULL, reason_en TEXT NOT NULL, official TEXT NOT NULL,
            post TEXT NOT NULL, recorded INTEGER NOT NULL
        );
        CREATE INDEX cycle_extensions_phase ON cycle_extensions (year, phase, unit);
        """
}
