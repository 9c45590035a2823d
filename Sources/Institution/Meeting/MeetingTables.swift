import Acts

/// The tables of the annual meeting and its decisions.
enum MeetingTables {
    static let names = ["meetings", "decisions"]

    /// The kinds of act that fill them.
    static let acts: [any Act.Type] = [HoldMeeting.self, RecordDecision.self]

    static let sql = """
        CREATE TABLE meetings (
            year INTEGER PRIMARY KEY, held TEXT NOT NULL, place_ar TEXT NOT NULL, place_fr TEXT NOT NULL,
            place_en TEXT NOT NULL, made INTEGER NOT NULL, official TEXT NOT NULL, post TEXT NOT NULL,
            recorded INTEGER NOT NULL
        );
        CREATE TABLE decisions (
            year INTEGER NOT NULL REFERENCES meetings (year), number INTEGER NOT NULL, text_ar TEXT NOT NULL,
            text_fr TEXT NOT NULL, text_en TEXT NOT NULL, owner TEXT NOT NULL, due TEXT NOT NULL, commitment TEXT,
            indicator TEXT, made INTEGER NOT NULL, official TEXT NOT NULL, post TEXT NOT NULL, recorded INTEGER NOT NULL,
            PRIMARY KEY (year, number)
        );
        CREATE INDEX decisions_owner ON decisions (owner);
        """

    /// What the year in full added.
    static let inFull = """
        """
}
