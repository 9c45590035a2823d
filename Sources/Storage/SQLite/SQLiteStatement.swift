import Foundation
internal import GRDB
internal import GRDBSQLite

/// A prepared statement of SQLite, bound and read through the C interface.
final class SQLiteStatement {
    /// Keeps the prepared statement alive; GRDB finalizes it.
    private let owner: GRDB.Statement
    private let handle: OpaquePointer
    let kind: SQLDialect.Kind
    let parameterCount: Int
    private var cachedLayout: RowLayout?

    init(_ owner: GRDB.Statement, _ translated: SQLDialect.Statement) {
        self.owner = owner
        handle = owner.sqliteStatement
        kind = translated.kind
        parameterCount = translated.parameterCount
    }

    /// Whether rows of it are still being read.
    var isRunning: Bool { sqlite3_stmt_busy(handle) != 0 }
    var isReadOnly: Bool { sqlite3_stmt_readonly(handle) != 0 }

    /// The text SQLite prepared, byte for byte.
    func isText(_ sql: String) -> Bool {
        // GRDB's own text of the statement is trimmed anew at every look; SQLite keeps the text as it was given.
        if let prepared = sqlite3_sql(handle), sql.withCString({ strcmp($0, prepared) == 0 }) { return true }
        return owner.sql.utf8.elementsEqual(sql.utf8)
    }

    /// Ends the run and frees what it holds.
    func reset() { sqlite3_reset(handle) }

    func bind(_ arguments: [SQLValue]) throws {
        guard arguments.count == parameterCount else {
            throw StorageError.refused("\(arguments.count) arguments for \(parameterCount) parameters")
        }
        for (index, argument) in arguments.enumerated() {
            let code = try bind(argument, at: Int32(index + 1))
            guard code == SQLITE_OK else { throw SQLiteErrors.error(code, handle: handle) }
        }
    }

    private func bind(_ argument: SQLValue, at position: Int32) throws -> Int32 {
        switch argument {
        case .integer(let number):
            return sqlite3_bind_int64(handle, position, number)
        case .null:
            return sqlite3_bind_null(handle, position)
        case .text(var text):
            return try text.withUTF8 { bytes in
                if memchr(bytes.baseAddress ?? UnsafePointer(Self.nothing), 0, bytes.count) != nil {
                    throw StorageError.refused("a text with the character NUL")
                }
                // The bytes live only in this closure: SQLite takes a copy.
                let start = UnsafeRawPointer(bytes.baseAddress ?? UnsafePointer(Self.nothing))
                return sqlite3_bind_text64(
                    handle, position, start.assumingMemoryBound(to: CChar.self), sqlite3_uint64(bytes.count),
                    Self.transient, UInt8(SQLITE_UTF8))
            }
        case .blob(let bytes):
            guard !bytes.isEmpty else { return sqlite3_bind_zeroblob(handle, position, 0) }
            return bytes.withUnsafeBytes { bytes in
                sqlite3_bind_blob64(handle, position, bytes.baseAddress, sqlite3_uint64(bytes.count), Self.transient)
            }
        }
    }

    /// Runs to the next row; false when there is none.
    func step() throws -> Bool {
        let code = sqlite3_step(handle)
        if code == SQLITE_ROW { return true }
        if code == SQLITE_DONE { return false }
        throw SQLiteErrors.error(code, handle: handle)
    }

    /// Bind, run to the end, reset: for statements whose rows nobody reads.
    func run(_ arguments: [SQLValue]) throws {
        defer { reset() }
        try bind(arguments)
        while try step() {}
    }

    /// The row the statement stands on.
    func row(_ layout: RowLayout) throws -> Row {
        let count = layout.names.count
        var values: [SQLValue] = []
        values.reserveCapacity(count)
        for column in 0..<count { values.append(try value(Int32(column), layout)) }
        return Row(layout: layout, values: values)
    }

    private func value(_ column: Int32, _ layout: RowLayout) throws -> SQLValue {
        switch sqlite3_column_type(handle, column) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(handle, column))
        case SQLITE_NULL: return .null
        case SQLITE_TEXT:
            guard let start = sqlite3_column_text(handle, column) else { return .text("") }
            let count = Int(sqlite3_column_bytes(handle, column))
            guard let text = String(validating: UnsafeBufferPointer(start: start, count: count), as: UTF8.self) else {
                throw StorageError.corrupt("column \"\(layout.names[Int(column)])\" holds text that is not UTF-8")
            }
            return .text(text)
        case SQLITE_BLOB:
            guard let start = sqlite3_column_blob(handle, column) else { return .blob([]) }
            let count = Int(sqlite3_column_bytes(handle, column))
            return .blob([UInt8](UnsafeRawBufferPointer(start: start, count: count)))
        default:
            throw StorageError.refused("column \"\(layout.names[Int(column)])\" is a floating-point number")
        }
    }

    /// The columns of the answer. Read after the first step: a changed schema is known only then.
    func layout() -> RowLayout {
        let count = sqlite3_column_count(handle)
        let names = (0..<count).map { column in
            sqlite3_column_name(handle, column).map { String(cString: $0) } ?? ""
        }
        if let cachedLayout, cachedLayout.names == names { return cachedLayout }
        let layout = RowLayout(names)
        cachedLayout = layout
        return layout
    }

    // sqlite3_destructor_type(-1) is a cast macro, which Swift cannot import.
    nonisolated(unsafe) private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    /// A pointer for empty buffers: SQLite reads a nil pointer as NULL, not as empty.
    nonisolated(unsafe) private static let nothing = UnsafeMutablePointer<UInt8>.allocate(capacity: 1)
}
