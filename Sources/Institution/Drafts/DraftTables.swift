/// The table of drafts: working papers that never count. They are no acts and no projections; submitting one makes an act of it.
enum DraftTables {
    /// One row a draft and branch; the branch is empty for the common text, else the official whose text met a newer one.
    static let sql = """
        CREATE TABLE drafts (
            kind TEXT NOT NULL, subject TEXT NOT NULL, branch TEXT NOT NULL, revision INTEGER NOT NULL, content TEXT NOT NULL,
            official TEXT NOT NULL, saved INTEGER NOT NULL, PRIMARY KEY (kind, subject, branch)
        );
        """
}
