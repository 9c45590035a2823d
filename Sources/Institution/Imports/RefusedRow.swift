import Acts

/// One refused row of a file.
public struct RefusedRow: Sendable {
    /// Line in the file, from 1; 0 for the file as a whole.
    public let line: Int
    /// The column, where one is meant.
    public let column: String?
    /// Why, with its permanent number.
    public let failure: Failure
}

extension DelimitedReader {
    /// All rows of a small file by column; throws the failure of the first row that cannot be read, with file, line and column.
    public static func table(path: String, columns: [String]) throws -> [[String: String]] {
        do {
            return try rows(path: path, columns: columns)
        } catch {
            throw error.failure.adding(["file": path, "line": "\(error.line)", "column": error.column ?? "–"])
        }
    }

    private static func rows(path: String, columns: [String]) throws(DelimitedError) -> [[String: String]] {
        var reader = try DelimitedReader(path: path, required: columns)
        var rows: [[String: String]] = []
        while let record = try reader.next() {
            var row: [String: String] = [:]
            for column in columns { row[column] = record.text(column) }
            rows.append(row)
        }
        return rows
    }
}

extension DelimitedError {
    /// The refusal with its permanent number.
    var failure: Failure {
        switch kind {
        case .cannotOpen(let number), .cannotRead(let number): Failure(.unreadableFile, ["reason": "errno \(number)"])
        case .empty: Failure(.emptyFile)
        case .wrongEncoding(let encoding): Failure(.wrongEncoding, ["encoding": encoding.rawValue])
        case .notText(let likeness): Failure(.wrongEncoding, ["encoding": likeness.rawValue])
        case .zeroByte: Failure(.wrongEncoding, ["encoding": "NUL"])
        case .unclosedQuote, .quoteInsideField, .textAfterQuote, .bareCarriageReturn:
            Failure(.brokenQuoting, ["position": position.map(String.init) ?? "–"])
        case .fieldTooLong(let limit), .lineTooLong(let limit): Failure(.tooLong, ["limit": "\(limit)"])
        case .unknownColumn(let name): Failure(.unknownColumn, ["column": name])
        case .duplicateColumn(let name): Failure(.duplicateColumn, ["column": name])
        case .missingColumn(let name): Failure(.missingColumn, ["column": name])
        case .wrongFieldCount(let expected, let found):
            Failure(.fieldCount, ["expected": "\(expected)", "found": "\(found)"])
        }
    }

    var row: RefusedRow { RefusedRow(line: line, column: column, failure: failure) }
}
