import Storage

/// The tables of sign-in. They are neither acts nor projections: `hasila rebuild` leaves them alone and a restored backup may drop them.
public enum IdentityTables {
    /// SQL of the room's first migration; the command gives it its number in the list of all migrations.
    public static let sql = """
        CREATE TABLE sign_in_links (
            token_hash TEXT NOT NULL PRIMARY KEY,
            official TEXT NOT NULL,
            post TEXT NOT NULL,
            created INTEGER NOT NULL,
            expires INTEGER NOT NULL,
            used INTEGER
        );
        CREATE INDEX sign_in_links_by_expiry ON sign_in_links (expires);
        CREATE TABLE sessions (
            token_hash TEXT NOT NULL PRIMARY KEY,
            official TEXT NOT NULL,
            post TEXT NOT NULL,
            created INTEGER NOT NULL,
            last_seen INTEGER NOT NULL,
            expires INTEGER NOT NULL
        );
        CREATE INDEX sessions_by_expiry ON sessions (expires);
        """
}
