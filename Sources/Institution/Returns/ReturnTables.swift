import Acts

/// The table of returns. Values are not rows: they stand in the body of the act, and the cube is made from there.
enum ReturnTables {
    static let names = ["returns"]

    /// The kinds of act that fill them.
    static let acts: [any Act.Type] = [SubmitReturn.self]

    static let sql = """
        CREATE TABLE returns (
            number INTEGER PRIMARY KEY, unit TEXT NOT NULL REFERENCES units (code), period TEXT NOT NULL,
            official TEXT NOT NULL, post TEXT NOT NULL, figures INTEGER NOT NULL, reason TEXT
        );
        CREATE INDEX returns_by_unit ON returns (unit, period);
        CREATE INDEX returns_by_period ON returns (period);
        """
}
