/// Takes a file apart line by line and knows which line it stands on.
struct LineReader {
    private(set) var rest: ArraySlice<UInt8>
    private(set) var line = 0
    private let format: LedgerError.Format

    init(_ bytes: [UInt8], format: LedgerError.Format) {
        rest = bytes[...]
        self.format = format
    }

    /// The next line without its line feed; a last line without one is refused.
    mutating func next() throws(LedgerError) -> ArraySlice<UInt8> {
        line += 1
        guard let end = rest.firstIndex(of: 0x0A) else { throw refusal(rest.isEmpty ? "missing" : "no line feed") }
        defer { rest = rest[(end + 1)...] }
        return rest[..<end]
    }

    /// The next line must be `prefix` and then what is returned.
    mutating func next(after prefix: String) throws(LedgerError) -> ArraySlice<UInt8> {
        let line = try next()
        guard line.starts(with: prefix.utf8) else { throw refusal("does not begin with \"\(prefix)\"") }
        return line.dropFirst(prefix.utf8.count)
    }

    mutating func end() throws(LedgerError) {
        guard rest.isEmpty else {
            line += 1
            throw refusal("more than expected")
        }
    }

    /// The error for what stands on the line just read.
    func refusal(_ reason: String) -> LedgerError { .malformed(format, line: line, reason: reason) }
}
