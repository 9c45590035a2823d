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
