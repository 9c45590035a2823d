import Synchronization

/// One row of an answer. Columns are found by the name or alias the query gave them;
/// the case of ASCII letters does not matter (PostgreSQL folds it, SQLite keeps it).
public struct Row: Sendable {
    let layout: RowLayout
    /// The values in the order of the query's columns.
    public let values: [SQLValue]

    init(layout: RowLayout, values: [SQLValue]) {
        self.layout = layout
        self.values = values
    }

    /// The names of the columns in the order of the query, as the engine spells them.
    public var columns: [String] { layout.names }

    /// The value of a column; `null` also when there is no such column. Prefer the typed
    /// readers (`integer`, `text`, …), which refuse an unknown name.
    public subscript(_ column: String) -> SQLValue {
        guard let index = layout.index(of: column) else { return .null }
        return values[index]
    }

    /// The value at a position of the query, counted from 0.
    public subscript(_ position: Int) -> SQLValue { values[position] }

    /// The integer of a column. Throws `StorageError.refused` when the column is unknown, null or not an integer.
    public func integer(_ column: String) throws -> Int64 {
        guard case .integer(let number) = try value(column) else { throw wrongKind(column, "an integer") }
        return number
    }

    /// The integer of a column, nil for null. Throws when the column is unknown or holds another kind.
    public func integerOrNil(_ column: String) throws -> Int64? {
        switch try value(column) {
        case .null: nil
        case .integer(let found): found
        default: throw wrongKind(column, "an integer")
        }
    }

    /// The text of a column. Throws `StorageError.refused` when the column is unknown, null or not a text.
    public func text(_ column: String) throws -> String {
        guard case .text(let text) = try value(column) else { throw wrongKind(column, "a text") }
        return text
    }

    /// The text of a column, nil for null. Throws when the column is unknown or holds another kind.
    public func textOrNil(_ column: String) throws -> String? {
        switch try value(column) {
        case .null: nil
        case .text(let found): found
        default: throw wrongKind(column, "a text")
        }
    }

    /// The bytes of a column. Throws `StorageError.refused` when the column is unknown, null or not a blob.
    public func blob(_ column: String) throws -> [UInt8] {
        guard case .blob(let bytes) = try value(column) else { throw wrongKind(column, "a blob") }
        return bytes
    }

    /// The bytes of a column, nil for null. Throws when the column is unknown or holds another kind.
    public func blobOrNil(_ column: String) throws -> [UInt8]? {
        switch try value(column) {
        case .null: nil
        case .blob(let found): found
        default: throw wrongKind(column, "a blob")
        }
    }

    private func value(_ column: String) throws -> SQLValue {
        guard let index = layout.index(of: column) else {
            throw StorageError.refused("the answer has no column \"\(column)\"")
        }
        return values[index]
    }

    private func wrongKind(_ column: String, _ wanted: String) -> StorageError {
        .refused("column \"\(column)\" holds \(self[column].kindName), not \(wanted)")
    }
}

/// The names of an answer's columns, shared by all its rows.
final class RowLayout: Sendable {
    let names: [String]
    private let positions: [String: Int]
    /// Where the next column asked for is likely to be.
    private let next = Atomic(0)

    init(_ names: [String]) {
        self.names = names
        var positions: [String: Int] = [:]
        for (index, name) in names.enumerated() where positions[name.lowercased()] == nil {
            positions[name.lowercased()] = index
        }
        self.positions = positions
    }

    func index(of column: String) -> Int? {
        // Rows are read column after column in the same order; comparing a short string costs less than hashing it.
        let guess = next.load(ordering: .relaxed)
        if guess < names.count, names[guess] == column {
            next.store(guess + 1, ordering: .relaxed)
            return guess
        }
        guard let found = search(column) else { return nil }
        next.store(found + 1, ordering: .relaxed)
        return found
    }

    private func search(_ column: String) -> Int? {
        if names.count <= 12 {
            for index in names.indices where names[index] == column { return index }
        }
        return positions[column] ?? positions[column.lowercased()]
    }
}
