/// What can go wrong in storage. No case ever carries the arguments of a statement:
/// errors go to logs, and values are people's data.
public enum StorageError: Error, Hashable, Sendable {
    /// The disk, the quota or the database's own size limit is full. Nothing of the transaction was kept.
    case diskFull
    /// The database, or the file system under it, takes no writes.
    case readOnly
    /// Another program held the database for longer than we wait. Trying again later is right.
    case busy
    /// The stored bytes are damaged, or are not a database of Hasila. The text says what was found.
    case corrupt(String)
    /// A constraint of the schema refused the row. The text is the same on both engines:
    /// `unique table(column, column)`, `not null table(column)`, `check name`, `foreign key`.
    case constraint(String)
    /// The connection to the server was lost; the transaction was rolled back by the server. Trying again is right.
    case connectionLost(String)
    /// The connection was lost during COMMIT and the server could not be asked whether it
    /// holds: the transaction may or may not be there. Read before trying again.
    case outcomeUnknown
    /// No connection could be made: wrong address, server not running, sign-in refused.
    case unreachable(String)
    /// A migration already applied is not the one this program carries (changed, missing or out of order).
    case migrationMismatch(number: Int, String)
    /// The database was written by a newer program: its schema is `found`, ours ends at `known`.
    case newerSchema(found: Int, known: Int)
    /// There is no institution at this place (and `createIfMissing` was false), or no such evidence file.
    case notFound(String)
    /// The operating system or the server denies access to the named thing.
    case permission(String)
    /// The request itself is wrong: bad SQL, a value of the wrong kind, NUL in text, a number out of range, …
    case refused(String)
    /// The engine failed in a way that has no case of its own; the text is its code and message.
    case failed(String)
}

extension StorageError: CustomStringConvertible {
    /// One English sentence for logs and commands; never contains a stored value.
    public var description: String {
        switch self {
        case .diskFull: "the disk is full"
        case .readOnly: "the database takes no writes"
        case .busy: "the database is in use by another program"
        case .corrupt(let what): "the database is damaged: \(what)"
        case .constraint(let name): "a rule of the schema refused the row: \(name)"
        case .connectionLost(let why): "the connection to the database server was lost, the transaction is rolled back: \(why)"
        case .outcomeUnknown: "the connection was lost during commit, it is unknown whether the transaction holds"
        case .unreachable(let why): "no connection to the database server: \(why)"
        case .migrationMismatch(let number, let why): "migration \(number) does not match this program: \(why)"
        case .newerSchema(let found, let known):
            "the database has schema \(found), this program knows up to \(known): use a newer hasila"
        case .notFound(let what): "not found: \(what)"
        case .permission(let what): "access denied: \(what)"
        case .refused(let why): "refused: \(why)"
        case .failed(let why): "storage failed: \(why)"
        }
    }

    /// Whether the same request may succeed later without anyone changing anything.
    public var isTransient: Bool {
        switch self {
        case .busy, .connectionLost, .unreachable: true
        default: false
        }
    }

    /// Which sort of constraint refused the row; nil when the error is something else.
    public var violatedConstraint: ConstraintKind? {
        guard case .constraint(let text) = self else { return nil }
        return ConstraintKind.allCases.first { text == $0.rawValue || text.hasPrefix($0.rawValue + " ") }
    }
}

/// The sorts of constraint both engines know; the raw value begins the text of `StorageError.constraint`.
public enum ConstraintKind: String, CaseIterable, Sendable {
    /// A primary key or unique index already has these values.
    case unique
    /// A column that must have a value has none.
    case notNull = "not null"
    /// A CHECK is false. Name every check: only names are alike on both engines.
    case check
    /// A row refers to one that does not exist, or is still referred to.
    case foreignKey = "foreign key"
}
