import Acts

/// The tables of the cycle: one row a year, one row a phase. Days are ISO texts, times milliseconds since 1970.
enum CycleTables {
    static let names = ["cycles", "cycle_phases"]

    /// The kinds of act that fill them.
    static let acts: [any Act.Type] = [OpenCycle.self]

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
        """
}
