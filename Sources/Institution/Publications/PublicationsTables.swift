import Acts

/// The table of publications, one row an edition. `languages` is a list with commas, hashes are hexadecimal.
enum PublicationsTables {
    static let names = ["publications"]

    /// The kinds of act that fill them.
    static let acts: [any Act.Type] = [PublishReport.self]

    static let sql = """
        CREATE TABLE publications (
            made INTEGER PRIMARY KEY, year INTEGER NOT NULL, languages TEXT NOT NULL, manifest TEXT NOT NULL,
            checkpoint_size INTEGER NOT NULL, checkpoint_root TEXT NOT NULL, official TEXT NOT NULL, post TEXT NOT NULL,
            recorded INTEGER NOT NULL
        );
        CREATE INDEX publications_year ON publications (year);
        """
}
