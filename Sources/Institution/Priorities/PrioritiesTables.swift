import Acts

/// The table of priorities. Every wording stays; `replaced_by` is the number of the act that worded it anew.
enum PrioritiesTables {
    static let names = ["priorities"]

    /// The kinds of act that fill them.
    static let acts: [any Act.Type] = [SetPriority.self]

    static let sql = """
        CREATE TABLE priorities (
            made INTEGER PRIMARY KEY, year INTEGER NOT NULL, code TEXT NOT NULL, rank INTEGER NOT NULL,
            text_ar TEXT NOT NULL, text_fr TEXT NOT NULL, text_en TEXT NOT NULL, source TEXT, official TEXT NOT NULL,
            post TEXT NOT NULL, recorded INTEGER NOT NULL, replaced_by INTEGER
        );
        CREATE INDEX priorities_year ON priorities (year, code);
        """
}
