import Acts

/// A small table sent in as CSV text: the same rows as a workbook gives.
public enum UploadedTable {
    /// The rows of the text, the header first; columns that are not in the list are refused. Throws what is wrong with the file,
    /// and `formTooLarge` beyond `most` rows.
    public static func rows(csv bytes: [UInt8], columns: [String], most: Int) throws -> [[String]] {
        let read: [[String]]?
        do { read = try all(bytes, columns, most) } catch {
            throw error.failure.adding(["line": "\(error.line)", "column": error.column ?? "–"])
        }
        guard let read else { throw Failure(.formTooLarge, ["cells": "> \(most)", "most": "\(most)"]) }
        return read
    }

    private static func all(_ bytes: [UInt8], _ columns: [String], _ most: Int) throws(DelimitedError) -> [[String]]? {
        var reader = try DelimitedReader(bytes: bytes, required: [], optional: columns)
        let header = reader.header
        var rows = [header]
        while let record = try reader.next() {
            guard rows.count <= most else { return nil }
            var row: [String] = []
            for name in header { row.append(record.text(name)) }
            rows.append(row)
        }
        return rows
    }
}
