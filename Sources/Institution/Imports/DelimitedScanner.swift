/// Finds the fields of one row in a window of bytes. Pure: it knows neither files nor columns.
struct DelimitedScanner {
    /// Longest field, in bytes.
    static let longestField = 1 << 20
    /// Longest row, in bytes.
    static let longestLine = 4 << 20

    /// What one scan found.
    enum Outcome: Equatable {
        /// A row; the next one starts at `next`. `lines` line feeds were passed.
        case row(next: Int, lines: Int)
        /// The window ends before the row does.
        case more
        /// The row is broken at byte `at`, in field `field`; reading may resume at `next` (nil: not at all).
        case broken(DelimitedError.Kind, at: Int, field: Int, next: Int?)
    }

    var separator: UInt8
    /// Where each field starts and ends: two entries a field. Quotes are outside, doubled quotes still inside.
    private(set) var bounds: [Int] = []
    /// Which fields hold doubled quotes.
    private(set) var doubled: [Int] = []
    /// Whether a byte above 0x7F was met in the row.
    private(set) var hasHighBytes = false
    /// The first zero byte met inside quotes.
    private var zero: Int?

    init(separator: UInt8) {
        self.separator = separator
        bounds.reserveCapacity(64)
    }

    private static let quote = UInt8(ascii: "\"")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    /// Scans the row that begins at `start`; `isLast` says that nothing follows the window.
    mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, isLast: Bool) -> Outcome {
        bounds.removeAll(keepingCapacity: true)
        doubled.removeAll(keepingCapacity: true)
        zero = nil
        let end = bytes.count
        let separator = separator
        var high: UInt8 = 0
        var fieldStart = start
        var index = start
        var lines = 0
        defer { hasHighBytes = high & 0x80 != 0 }

        while index < end {
            let byte = bytes[index]
            // Whatever can end or break an unquoted field is at most a comma, or a semicolon: digits and letters pass.
            if byte > 0x2C && byte != 0x3B {
                high |= byte
                index += 1
                continue
            }
            if byte == separator {
                bounds.append(fieldStart)
                bounds.append(index)
                index += 1
                fieldStart = index
            } else if byte == Self.lineFeed {
                bounds.append(fieldStart)
                bounds.append(index)
                return finish(next: index + 1, from: start, lines: lines + 1)
            } else if byte == Self.carriageReturn {
                guard index + 1 < end else {
                    if isLast { return .broken(.bareCarriageReturn, at: index, field: bounds.count / 2, next: end) }
                    return needMore(from: start, fieldStart: fieldStart, end: end)
                }
                guard bytes[index + 1] == Self.lineFeed else {
                    return broken(.bareCarriageReturn, bytes, at: index, isLast: isLast)
                }
                bounds.append(fieldStart)
                bounds.append(index)
                return finish(next: index + 2, from: start, lines: lines + 1)
            } else if byte == Self.quote {
                guard index == fieldStart else { return broken(.quoteInsideField, bytes, at: index, isLast: isLast) }
                switch quotedField(bytes, from: index, row: start, isLast: isLast, lines: &lines, high: &high) {
                case .field(let after):
                    index = after
                    fieldStart = after
                case .ended(let outcome): return outcome
                }
            } else if byte == 0 {
                return broken(.zeroByte, bytes, at: index, isLast: isLast)
            } else {
                index += 1
            }
        }
        guard isLast else { return needMore(from: start, fieldStart: fieldStart, end: end) }
        bounds.append(fieldStart)
        bounds.append(end)
        return finish(next: end, from: start, lines: lines)
    }

    /// A quoted field and the separator behind it, or the end of the row.
    private enum QuotedField { case field(after: Int), ended(Outcome) }

    /// Reads a quoted field and what must follow it: a separator or the end of the row.
    private mutating func quotedField(
        _ bytes: UnsafeBufferPointer<UInt8>, from open: Int, row: Int, isLast: Bool, lines: inout Int, high: inout UInt8
    ) -> QuotedField {
        let end = bytes.count
        guard case .closed(let after) = quoted(bytes, from: open, isLast: isLast, lines: &lines, high: &high) else {
            if isLast { return .ended(.broken(.unclosedQuote, at: open, field: bounds.count / 2, next: nil)) }
            return .ended(needMore(from: row, fieldStart: open, end: end))
        }
        let follower = after < end ? bytes[after] : nil
        if follower == Self.carriageReturn && after + 1 == end && !isLast || follower == nil && !isLast {
            return .ended(needMore(from: row, fieldStart: open, end: end))
        }
        let endsLine = follower == Self.carriageReturn && after + 1 < end && bytes[after + 1] == Self.lineFeed
        guard follower == nil || follower == separator || follower == Self.lineFeed || endsLine else {
            return .ended(broken(.textAfterQuote, bytes, at: after, isLast: isLast))
        }
        bounds.append(open + 1)
        bounds.append(after - 1)
        if follower == separator { return .field(after: after + 1) }
        if follower == nil { return .ended(finish(next: end, from: row, lines: lines)) }
        return .ended(finish(next: after + (endsLine ? 2 : 1), from: row, lines: lines + 1))
    }

    private enum Quoted { case closed(after: Int), open }

    /// Passes a quoted field from its opening quote to behind its closing one.
    private mutating func quoted(
        _ bytes: UnsafeBufferPointer<UInt8>, from open: Int, isLast: Bool, lines: inout Int, high: inout UInt8
    ) -> Quoted {
        var index = open + 1
        let end = bytes.count
        while index < end {
            let byte = bytes[index]
            high |= byte
            if byte == Self.quote {
                guard index + 1 < end else { return isLast ? .closed(after: index + 1) : .open }
                guard bytes[index + 1] == Self.quote else { return .closed(after: index + 1) }
                if doubled.last != bounds.count / 2 { doubled.append(bounds.count / 2) }
                index += 2
            } else {
                if byte == Self.lineFeed { lines += 1 }
                if byte == 0 && zero == nil { zero = index }
                index += 1
            }
        }
        return .open
    }

    /// A complete row, unless it or one of its fields is longer than allowed.
    private func finish(next: Int, from start: Int, lines: Int) -> Outcome {
        if next - start > Self.longestField {
            if next - start > Self.longestLine {
                return .broken(.lineTooLong(limit: Self.longestLine), at: start, field: 0, next: nil)
            }
            for field in 0..<bounds.count / 2 where bounds[2 * field + 1] - bounds[2 * field] > Self.longestField {
                let kind = DelimitedError.Kind.fieldTooLong(limit: Self.longestField)
                return .broken(kind, at: bounds[2 * field], field: field, next: nil)
            }
        }
        if let zero {
            let field = stride(from: 1, to: bounds.count, by: 2).first { bounds[$0] > zero }.map { $0 / 2 } ?? 0
            return .broken(.zeroByte, at: zero, field: field, next: next)
        }
        return .row(next: next, lines: lines)
    }

    /// Turns doubled quotes into single ones, in place, in the fields of the row just scanned.
    mutating func collapse(_ bytes: UnsafeMutableBufferPointer<UInt8>) {
        for field in doubled {
            var write = bounds[2 * field]
            var read = write
            let end = bounds[2 * field + 1]
            while read < end {
                bytes[write] = bytes[read]
                read += bytes[read] == Self.quote ? 2 : 1
                write += 1
            }
            bounds[2 * field + 1] = write
        }
    }

    /// The window ended: ask for more, unless what is already there is longer than any row may be.
    private func needMore(from start: Int, fieldStart: Int, end: Int) -> Outcome {
        if end - fieldStart > Self.longestField {
            let kind = DelimitedError.Kind.fieldTooLong(limit: Self.longestField)
            return .broken(kind, at: fieldStart, field: bounds.count / 2, next: nil)
        }
        if end - start > Self.longestLine {
            return .broken(.lineTooLong(limit: Self.longestLine), at: start, field: 0, next: nil)
        }
        return .more
    }

    /// A broken row; reading resumes behind the line feed that follows. That line feed may be in a later chunk.
    private func broken(
        _ kind: DelimitedError.Kind, _ bytes: UnsafeBufferPointer<UInt8>, at index: Int, isLast: Bool
    ) -> Outcome {
        if let lineFeed = bytes[index...].firstIndex(of: Self.lineFeed) {
            return .broken(kind, at: index, field: bounds.count / 2, next: lineFeed + 1)
        }
        if isLast { return .broken(kind, at: index, field: bounds.count / 2, next: bytes.count) }
        if bytes.count - index > Self.longestField {
            return .broken(kind, at: index, field: bounds.count / 2, next: nil)
        }
        return .more
    }
}
