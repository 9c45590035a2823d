import Acts

/// The tables of the programming interface: the integrations and what they may do. Projections; the secret is nowhere, only its hash.
public enum IntegrationTables {
    static let names = ["integrations", "integration_scopes"]

    /// The kinds of act that fill them.
    static let acts: [any Act.Type] = [RegisterIntegration.self, AcceptIntegration.self, RevokeIntegration.self]

    static let sql = """
        CREATE TABLE integrations (
            code TEXT PRIMARY KEY, post TEXT NOT NULL, token_hash TEXT NOT NULL UNIQUE, expires TEXT NOT NULL, made INTEGER NOT NULL,
            official TEXT NOT NULL, recorded INTEGER NOT NULL, accepted INTEGER, accepted_by TEXT, revoked INTEGER, revoked_by TEXT
        );
        CREATE TABLE integration_scopes (
            integration TEXT NOT NULL REFERENCES integrations (code), ordinal INTEGER NOT NULL, scope TEXT NOT NULL,
            PRIMARY KEY (integration, ordinal)
        );
        """
}
