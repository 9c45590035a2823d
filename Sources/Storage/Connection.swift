/// A connection inside one `read` or `write`. It belongs to that closure and its thread:
/// never keep it.
///
/// SQL is the common subset of both engines, with `?` for each argument. Statements are
/// prepared once per connection and kept by their text, so put values in arguments, not in
/// the text. Upper-case type words `INTEGER`, `TEXT` and `BLOB` mean 64-bit number, text and
/// bytes on both engines. Where the engines differ, say it: `ORDER BY x NULLS FIRST`.
///
/// After a statement fails, the transaction (or the innermost savepoint) is spoiled: later
/// statements are refused and it is rolled back even if the closure swallows the error.
/// To survive a failure, put the statement in a `savepoint`.
public protocol Connection: AnyObject {
    /// Which engine answers.
    var engine: Engine { get }

    /// Runs a statement and returns how many rows it changed (0 for definitions).
    /// Throws `StorageError`; transaction words (BEGIN, COMMIT, …) are refused.
    @discardableResult
    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int

    /// All rows of a query at once. For large answers use `forEach`.
    func query(_ sql: String, _ arguments: [SQLValue]) throws -> [Row]

    /// Calls `body` for each row, holding only a few rows in memory. The body may run other
    /// statements on the same connection; an error it throws ends the query and is rethrown.
    func forEach(_ sql: String, _ arguments: [SQLValue], _ body: (Row) throws -> Void) throws

    /// Runs one statement for many rows of arguments: the fast way to insert. If one row is
    /// refused, none of them counts.
    func insert(_ sql: String, rows: [[SQLValue]]) throws

    /// Runs `body` in a savepoint: when it throws, everything since the savepoint is rolled
    /// back, the transaction stays usable, and the error is rethrown untouched. Savepoints nest.
    @discardableResult
    func savepoint<T>(_ body: () throws -> T) throws -> T

    /// Tells every listener of `channel` on this database, once the transaction has committed.
    /// The channel is 1 to 63 of `a-z0-9_`; the payload is under 8,000 bytes. Only in `write`.
    func notify(_ channel: String, _ payload: String) throws

    /// The names of the tables, in byte order, without the engine's own.
    func tables() throws -> [String]

    /// The columns of a table in their order.
    func columns(of table: String) throws -> [Column]
}

/// One column of a table.
public struct Column: Hashable, Sendable {
    /// Its name.
    public let name: String
    /// What it holds.
    public let kind: ColumnKind
    /// Its place in the primary key, from 1; 0 when it is not part of it.
    public let keyPosition: Int
}

/// What a column holds.
public enum ColumnKind: String, Sendable { case integer, text, blob }

extension Connection {
    /// Runs a statement without arguments and returns how many rows it changed.
    @discardableResult
    public func execute(_ sql: String) throws -> Int { try execute(sql, []) }

    /// All rows of a query without arguments.
    public func query(_ sql: String) throws -> [Row] { try query(sql, []) }

    /// The first row, nil when there is none. Write `LIMIT 1` where more could come.
    public func first(_ sql: String, _ arguments: [SQLValue] = []) throws -> Row? {
        try query(sql, arguments).first
    }

    /// Calls `body` for each row of a query without arguments.
    public func forEach(_ sql: String, _ body: (Row) throws -> Void) throws { try forEach(sql, [], body) }

    /// Tells every listener of `channel`, without a payload.
    public func notify(_ channel: String) throws { try notify(channel, "-") }
}
