/// A CSV file of whole numbers, read into columns.
public struct IntegerTable: Sendable {
    /// The names in the header, in order.
    public let names: [String]
    /// Column by column, the numbers.
    public let columns: [[Int32]]

    /// The number of rows.
    public var count: Int { columns.first?.count ?? 0 }

    /// Reads a header row and rows of whole numbers (32 bits, a minus sign allowed) separated by commas; names may be quoted.
    /// Rows end with a line feed, also after a carriage return; the last one may lack it.
    /// - Throws: ``IntegerTableError``.
    public init(csv bytes: UnsafeRawBufferPointer) throws(IntegerTableError) {
        let header = bytes.firstIndex(of: 10) ?? bytes.count
        guard header > 0 else { throw .noHeader }
        names = String(decoding: bytes[0..<header], as: UTF8.self).split(separator: ",", omittingEmptySubsequences: false)
            .map { String($0.filter { $0 != "\"" && $0 != "\r" }) }
        let start = min(header + 1, bytes.count)
        var middle = start + (bytes.count - start) / 2
        while middle < bytes.count, middle > start, bytes[middle - 1] != 10 { middle += 1 }
        let width = names.count
        let cuts = [start, middle, bytes.count]
        nonisolated(unsafe) let source = bytes
        let halves = concurrently(2) { half in
            IntegerTable.read(source, cuts[half]..<cuts[half + 1], width: width)
        }
        for half in halves {
            if let row = half.badRow { throw .malformed(row: row + 2 + (half.isSecond(halves) ? halves[0].rows : 0)) }
        }
        columns = (0..<width).map { halves[0].columns[$0] + halves[1].columns[$0] }
    }

    /// The column with a name, or nil.
    public subscript(name: String) -> [Int32]? {
        names.firstIndex(of: name).map { columns[$0] }
    }

    private struct Half: Sendable {
        var columns: [[Int32]]
        var rows: Int
        var badRow: Int?
        var start: Int

        func isSecond(_ halves: [Half]) -> Bool { halves.count > 1 && start == halves[1].start && start != halves[0].start }
    }

    private static func read(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, width: Int) -> Half {
        var rows = 0
        for at in range where bytes[at] == 10 { rows += 1 }
        if let last = range.last, bytes[last] != 10 { rows += 1 }
        let cells = UnsafeMutablePointer<Int32>.allocate(capacity: max(1, rows * width))
        defer { cells.deallocate() }
        let read = parse(bytes, range, rows: rows, width: width, into: cells)
        guard read == rows else { return Half(columns: [], rows: rows, badRow: read, start: range.lowerBound) }
        let columns = (0..<width).map { column in
            Array(UnsafeBufferPointer(start: cells + column * rows, count: rows))
        }
        return Half(columns: columns, rows: rows, badRow: nil, start: range.lowerBound)
    }

    /// Writes column after column into `cells`; the number of rows read before the first bad one.
    private static func parse(
        _ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, rows: Int, width: Int, into cells: UnsafeMutablePointer<Int32>
    ) -> Int {
        var at = range.lowerBound
        let end = range.upperBound
        for row in 0..<rows {
            for column in 0..<width {
                var negative = false
                if at < end, bytes[at] == 45 {
                    negative = true
                    at += 1
                }
                let first = at
                var value: Int64 = 0
                while at < end {
                    let digit = bytes[at] &- 48
                    guard digit < 10 else { break }
                    value = value &* 10 &+ Int64(digit)
                    at += 1
                }
                guard at > first, at - first <= 10, let number = Int32(exactly: negative ? -value : value) else { return row }
                cells[column * rows + row] = number
                if column < width - 1 {
                    guard at < end, bytes[at] == 44 else { return row }
                    at += 1
                }
            }
            if at < end, bytes[at] == 13 { at += 1 }
            if at < end {
                guard bytes[at] == 10 else { return row }
                at += 1
            }
        }
        return rows
    }
}

/// Why a table of whole numbers could not be read.
public enum IntegerTableError: Error, Hashable, Sendable {
    /// There is no header row.
    case noHeader
    /// The row (the header is row 1) has another number of fields, or a field that is not a whole number of 32 bits.
    case malformed(row: Int)
    /// A column that the workload needs is missing, or its numbers are out of range.
    case unusable(column: String)
}
