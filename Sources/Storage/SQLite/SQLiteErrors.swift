internal import GRDB
internal import GRDBSQLite

/// SQLite's result codes in the words of `StorageError`.
enum SQLiteErrors {
    /// Runs work and translates GRDB's errors; all others pass untouched.
    static func mapping<T>(_ work: () throws -> T) throws -> T {
        do {
            return try work()
        } catch let error as DatabaseError {
            throw self.error(error.extendedResultCode.rawValue, message: error.message ?? "")
        }
    }

    /// The error of a statement that answered `code`.
    static func error(_ code: Int32, handle: OpaquePointer) -> StorageError {
        error(code, connection: sqlite3_db_handle(handle))
    }

    /// The error of a connection that answered `code`.
    static func error(_ code: Int32, connection: OpaquePointer?) -> StorageError {
        let message = connection.flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) } ?? ""
        return error(code, message: message)
    }

    /// SQLite's messages name tables, columns and SQL, never bound values.
    static func error(_ code: Int32, message: String) -> StorageError {
        switch code & 0xFF {
        case SQLITE_FULL: return .diskFull
        case SQLITE_READONLY: return .readOnly
        case SQLITE_BUSY, SQLITE_LOCKED: return .busy
        case SQLITE_CORRUPT, SQLITE_NOTADB: return .corrupt(message)
        case SQLITE_CONSTRAINT: return constraint(code, message)
        case SQLITE_PERM, SQLITE_AUTH: return .permission(message)
        case SQLITE_CANTOPEN: return .permission("SQLite cannot open the database file")
        case SQLITE_TOOBIG: return .refused("a value or row is too big")
        case SQLITE_ERROR, SQLITE_MISMATCH, SQLITE_RANGE: return .refused(message)
        case SQLITE_MISUSE: return .refused("the database is closed")
        default: return .failed("SQLite \(code): \(message)")
        }
    }

    private static func constraint(_ code: Int32, _ message: String) -> StorageError {
        // "UNIQUE constraint failed: t.a, t.b" – what follows the colon names the place.
        let place = message.split(separator: ": ", maxSplits: 1).dropFirst().first.map(String.init) ?? ""
        // The extended codes are cast macros, which Swift cannot import: sqlite.org/rescode.html.
        switch code >> 8 {
        case 6, 8, 10: return .constraint("unique \(columns(place))")
        case 5: return .constraint("not null \(columns(place))")
        case 1: return .constraint("check \(place)")
        case 3: return .constraint("foreign key")
        // STRICT tables: "cannot store TEXT value in INTEGER column t.a".
        default: return .refused("a value of the wrong kind for its column")
        }
    }

    /// "t.a, t.b" as "t(a, b)".
    private static func columns(_ place: String) -> String {
        let pairs = place.split(separator: ", ").map { $0.split(separator: ".", maxSplits: 1) }
        guard let table = pairs.first?.first, pairs.allSatisfy({ $0.count == 2 }) else { return place }
        return "\(table)(\(pairs.map { String($0[1]) }.joined(separator: ", ")))"
    }
}
