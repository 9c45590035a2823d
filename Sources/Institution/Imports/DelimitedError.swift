/// Why a delimited file, or one of its rows, cannot be read, and where.
///
/// A row that is refused never vanishes: the reader names the line, and the column where one is concerned.
/// After an error with `canContinue`, the next call of `DelimitedReader.next()` reads the following row, so an
/// import can list every bad row; after any other error the reader gives the same error again.
public struct DelimitedError: Error, Hashable, Sendable {
    /// What is wrong. Names and numbers carried here are for the sentence shown to the person.
    public enum Kind: Hashable, Sendable {
        /// The file cannot be opened; the system's reason (`errno`).
        case cannotOpen(Int32)
        /// The file was opened but reading it failed; the system's reason (`errno`).
        case cannotRead(Int32)
        /// The file holds no header row.
        case empty
        /// The text is not UTF-8; what it looks like, when that can be told.
        case wrongEncoding(TextEncoding)
        /// The file is not text at all.
        case notText(FileLikeness)
        /// A quoted field is never closed; the position is that of the opening quote.
        case unclosedQuote
        /// A quote stands inside a field that does not start with one.
        case quoteInsideField
        /// Something other than a separator follows a closing quote.
        case textAfterQuote
        /// A carriage return that no line feed follows, outside quotes.
        case bareCarriageReturn
        /// A zero byte.
        case zeroByte
        /// A field of more than `limit` bytes.
        case fieldTooLong(limit: Int)
        /// A line of more than `limit` bytes.
        case lineTooLong(limit: Int)
        /// The header names a column that the file may not have.
        case unknownColumn(String)
        /// The header names a column twice.
        case duplicateColumn(String)
        /// The header lacks a column that the file must have.
        case missingColumn(String)
        /// The row has another number of fields than the header.
        case wrongFieldCount(expected: Int, found: Int)
    }

    /// What text that is not UTF-8 seems to be written in, so that the sentence can say what to save it as.
    public enum TextEncoding: String, Hashable, Sendable {
        case utf16 = "UTF-16"
        case utf32 = "UTF-32"
        /// ISO 8859-1 or Windows-1252: Latin letters with accents in single bytes.
        case latin1 = "Latin-1 (Windows-1252)"
        /// Windows-1256: Arabic letters in single bytes.
        case arabic = "Windows-1256"
        case unknown = "?"
    }

    /// What a file that is not text seems to be.
    public enum FileLikeness: String, Hashable, Sendable {
        /// A ZIP container: XLSX, ODS and the like.
        case spreadsheet = "XLSX"
        case pdf = "PDF"
        /// A compressed file (gzip).
        case compressed = "GZIP"
    }

    public let kind: Kind
    /// The physical line in the file, from 1; 0 when the file as a whole is meant.
    public let line: Int
    /// The name of the column concerned, when the header is known and a field is concerned.
    public let column: String?
    /// The position in the line, in characters from 1, when one place is meant.
    public let position: Int?

    /// Whether the rows after this one can still be read.
    public var canContinue: Bool {
        guard line > 1 else { return false }
        switch kind {
        case .wrongEncoding, .quoteInsideField, .textAfterQuote, .bareCarriageReturn, .zeroByte, .wrongFieldCount:
            return true
        default:
            return false
        }
    }

    public init(_ kind: Kind, line: Int = 0, column: String? = nil, position: Int? = nil) {
        self.kind = kind
        self.line = line
        self.column = column
        self.position = position
    }
}
