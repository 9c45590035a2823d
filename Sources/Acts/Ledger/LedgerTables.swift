/// The tables the ledger itself lives in. The entry's public envelope is not stored: it follows from number, time, kind and digest.
public enum LedgerTables {
    /// Their SQL, for the first migration.
    public static let sql = """
        CREATE TABLE entries (
            number INTEGER PRIMARY KEY, time INTEGER NOT NULL, kind TEXT NOT NULL, digest BLOB NOT NULL, leaf BLOB NOT NULL,
            seed BLOB, body BLOB NOT NULL, official TEXT NOT NULL, post TEXT NOT NULL, idempotency_key TEXT UNIQUE
        );
        CREATE TABLE tiles (level INTEGER NOT NULL, position INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (level, position));
        CREATE TABLE checkpoint (one INTEGER PRIMARY KEY CHECK (one = 1), size INTEGER NOT NULL, note TEXT NOT NULL);
        """
}
