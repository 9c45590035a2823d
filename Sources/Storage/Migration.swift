/// One numbered step of the schema. Once released it never changes: its SHA-256 is kept in the
/// table `schema_migrations` and a difference is refused.
///
/// The SQL is written once in the common subset: `INTEGER` is a 64-bit number, `TEXT` text
/// ordered by its bytes, `BLOB` bytes. Name every CHECK. Statements end with `;`.
public struct Migration: Sendable, Hashable {
    /// Its place in the order, from 1; gaps are allowed, repetitions are not.
    public let number: Int
    /// A few words for people, such as `add units`.
    public let name: String
    /// The statements.
    public let sql: String

    /// Makes a migration; see the properties.
    public init(number: Int, name: String, sql: String) {
        self.number = number
        self.name = name
        self.sql = sql
    }
}
