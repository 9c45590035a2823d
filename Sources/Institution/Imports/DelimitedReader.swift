/// Reads a delimited text file (RFC 4180) row by row, in memory that does not grow with the file.
///
/// The text is UTF-8, with or without a byte order mark; the separator is a comma or a semicolon, told from the
/// header row; lines end with LF or CRLF; columns come in any order. A field over 1 MiB or a line over 4 MiB is
/// refused as soon as it is seen to be so long. Empty lines are passed over. Values are given as they stand:
/// nothing is trimmed.
///
/// ```swift
/// var reader = try DelimitedReader(path: path, required: ["code", "value"], optional: ["note"])
/// let value = reader.column("value")
/// while let record = try reader.next() { use(record.bytes(value)) }
/// ```
public struct DelimitedReader: ~Copyable {
    /// The name of a column resolved once, for reading many rows without looking names up.
    public struct Column: Hashable, Sendable {
        /// Position in the row, or -1 when the file does not have the column.
        let index: Int
    }

    private var input: DelimitedInput
    private var scanner: DelimitedScanner
    private var columns = DelimitedColumns(names: [])
    private var line = 1
    private var fatal: DelimitedError?

    /// Opens the file at `path` and reads its header row.
    ///
    /// - Parameters:
    ///   - required: columns without which the file is refused.
    ///   - optional: columns that it may have. Any other column is refused.
    public init(path: String, required: [String], optional: [String] = []) throws(DelimitedError) {
        try self.init(input: DelimitedInput(path: path), required: required, optional: optional)
    }

    /// Reads bytes already in memory (an upload, a test).
    public init(bytes: [UInt8], required: [String], optional: [String] = []) throws(DelimitedError) {
        try self.init(input: DelimitedInput(bytes: bytes), required: required, optional: optional)
    }

    private init(
        input: consuming DelimitedInput, required: [String], optional: [String]
    ) throws(DelimitedError) {
        self.input = input
        scanner = DelimitedScanner(separator: UInt8(ascii: ","))
        try readHeader(required: required, optional: optional)
    }

    /// The names of the header row, in the order of the file.
    public var header: [String] { columns.names }

    /// The separator found: `,` or `;`.
    public var separator: Character { Character(UnicodeScalar(scanner.separator)) }

    /// Bytes taken from the file so far, for showing progress.
    public var bytesRead: Int { input.taken }

    /// Whether the file has this column.
    public func has(_ name: String) -> Bool { columns.index[name] != nil }

    /// Resolves a name once. A column that the file does not have reads as empty in every row.
    public func column(_ name: String) -> Column { Column(index: columns.index[name] ?? -1) }

    /// The file's columns by name.
    public var columnsByName: [String: Column] { columns.index.mapValues { Column(index: $0) } }

    /// The next row, or nil at the end of the file.
    ///
    /// - Throws: what is wrong with this row. When `canContinue`, call again for the row after it.
    public mutating func next() throws(DelimitedError) -> Record? {
        if let fatal { throw fatal }
        while true {
            if input.start == input.bytes.count {
                if input.atEnd { return nil }
                try refill()
                continue
            }
            let start = input.start
            switch scan() {
            case .more:
                try refill()
            case .broken(let kind, let at, let field, let next):
                throw refuse(kind, row: start, at: at, field: field, next: next)
            case .row(let next, let lines):
                let record = try accept(start: start, next: next, lines: lines)
                if let record { return record }
            }
        }
    }

    // MARK: Rows

    private mutating func scan() -> DelimitedScanner.Outcome {
        let start = input.start
        let isLast = input.atEnd
        return input.bytes.withUnsafeBufferPointer { scanner.scan($0, from: start, isLast: isLast) }
    }

    private mutating func refill() throws(DelimitedError) {
        do {
            try input.refill()
        } catch {
            let located = DelimitedError(error.kind, line: line)
            fatal = located
            throw located
        }
    }

    /// Moves behind a row whose bounds are known and gives it, or nil when the line is empty.
    private mutating func accept(start: Int, next: Int, lines: Int) throws(DelimitedError) -> Record? {
        let first = line
        let bounds = scanner.bounds
        if bounds.count == 2 && bounds[0] == bounds[1] && bounds[0] == start {
            input.start = next
            line += lines
            return nil
        }
        if scanner.hasHighBytes, let bad = DelimitedText.firstInvalid(input.bytes, from: start, to: next) {
            let field = stride(from: 1, to: bounds.count, by: 2).first { bounds[$0] > bad }.map { $0 / 2 } ?? 0
            let kind = DelimitedError.Kind.wrongEncoding(DelimitedText.guess(input.bytes, from: start, to: next))
            throw refuse(kind, row: start, at: bad, field: field, next: next)
        }
        let found = bounds.count / 2
        guard found == columns.names.count else {
            let kind = DelimitedError.Kind.wrongFieldCount(expected: columns.names.count, found: found)
            input.start = next
            line += lines
            throw DelimitedError(kind, line: first)
        }
        if !scanner.doubled.isEmpty { collapse() }
        input.start = next
        line += lines
        return Record(line: first, storage: input.bytes, bounds: scanner.bounds, columns: columns)
    }

    private mutating func collapse() {
        var scanner = scanner
        input.edit { scanner.collapse($0) }
        self.scanner = scanner
    }

    /// Locates an error, moves behind the row if it can be left, and gives the error.
    private mutating func refuse(
        _ kind: DelimitedError.Kind, row: Int, at: Int, field: Int, next: Int?
    ) -> DelimitedError {
        let before = input.bytes[row..<at]
        let passed = before.count { $0 == UInt8(ascii: "\n") }
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? row
        // Characters, not bytes: continuation bytes of UTF-8 do not count.
        let position = input.bytes[lineStart..<at].count { $0 & 0xC0 != 0x80 } + 1
        let error = DelimitedError(
            kind, line: line + passed, column: columns.names.indices.contains(field) ? columns.names[field] : nil,
            position: position)
        if let next, error.canContinue {
            line += input.bytes[row..<next].count { $0 == UInt8(ascii: "\n") }
            input.start = next
        } else {
            fatal = error
        }
        return error
    }

    // MARK: Header

    private mutating func readHeader(required: [String], optional: [String]) throws(DelimitedError) {
        while input.bytes.count < 4 && !input.atEnd { try refill() }
        if let error = DelimitedText.foreignStart(input.bytes) { throw error }
        if input.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { input.start = 3 }
        let known = Set(required + optional)

        let (next, lines, names) = try headerNames(known: known)
        input.start = next
        let headerLine = line
        line += lines
        columns = DelimitedColumns(names: names)

        var seen: Set<String> = []
        for name in names {
            guard known.contains(name) else { throw DelimitedError(.unknownColumn(name), line: headerLine) }
            guard seen.insert(name).inserted else { throw DelimitedError(.duplicateColumn(name), line: headerLine) }
        }
        for name in required where !seen.contains(name) {
            throw DelimitedError(.missingColumn(name), line: headerLine)
        }
    }

    /// Scans the header with each separator and keeps the one that finds more known names, then more names.
    private mutating func headerNames(
        known: Set<String>
    ) throws(DelimitedError) -> (next: Int, lines: Int, names: [String]) {
        while true {
            var best: (separator: UInt8, next: Int, lines: Int, names: [String])?
            var broken: DelimitedError?
            var wantsMore = false
            for separator in [UInt8(ascii: ","), UInt8(ascii: ";")] {
                scanner.separator = separator
                switch scan() {
                case .more: wantsMore = true
                case .broken(let kind, let at, let field, _):
                    let seen = kind == .zeroByte && DelimitedText.looksLikeUTF16(input.bytes)
                    let told = seen ? .wrongEncoding(.utf16) : kind
                    if broken == nil { broken = refuse(told, row: input.start, at: at, field: field, next: nil) }
                case .row(let next, let lines):
                    let names = try namesOfRow(to: next)
                    let score = (names.count { known.contains($0) }, names.count)
                    let old = best.map { found in (found.names.count { known.contains($0) }, found.names.count) }
                    if score > (old ?? (-1, -1)) { best = (separator, next, lines, names) }
                }
            }
            if let best {
                scanner.separator = best.separator
                fatal = nil
                if best.names == [""] {
                    guard best.next < input.bytes.count || !input.atEnd else { throw DelimitedError(.empty) }
                    input.start = best.next
                    line += best.lines
                    continue
                }
                return (best.next, best.lines, best.names)
            }
            if wantsMore {
                try refill()
            } else {
                throw broken ?? DelimitedError(.empty)
            }
        }
    }

    /// The names of the row just scanned, without the spaces around them.
    private mutating func namesOfRow(to next: Int) throws(DelimitedError) -> [String] {
        if let bad = DelimitedText.firstInvalid(input.bytes, from: input.start, to: next) {
            let guess = DelimitedText.guess(input.bytes, from: input.start, to: next)
            throw refuse(.wrongEncoding(guess), row: input.start, at: bad, field: 0, next: nil)
        }
        return (0..<scanner.bounds.count / 2).map { field in
            let slice = input.bytes[scanner.bounds[2 * field]..<scanner.bounds[2 * field + 1]]
            var text = String(decoding: slice, as: UTF8.self)[...]
            while text.first?.isWhitespace == true { text.removeFirst() }
            while text.last?.isWhitespace == true { text.removeLast() }
            return String(text)
        }
    }
}

/// The columns of a file: their names in order, and the position of each.
final class DelimitedColumns: Sendable {
    let names: [String]
    let index: [String: Int]

    init(names: [String]) {
        self.names = names
        index = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }
}
