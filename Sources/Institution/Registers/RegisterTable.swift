import Acts
import Figures
import Storage

/// Rows of a register as a table: a header of column codes with `date`, then a row a line. CSV, or cells pasted from a spreadsheet.
public enum RegisterTable {
    /// The rows of a text. Columns come in any order; an unknown one is refused, an empty cell is not stated. Counts of a histogram stand
    /// in one cell, parted by spaces, `|` or `;`. Quantities may be typed as people type them, with `comma` as their language has it. Throws the failure of the first line that cannot be read, with line and column.
    public static func entries(_ text: String, register: RegisterDefinition, comma: TypedDecimal.Comma = .decimal) throws -> [RegisterEntry] {
        let codes = register.columns.map(\.code)
        let table: [[String: String]]
        do { table = try rows(of: Array(separated(text).utf8), codes) } catch {
            throw error.failure.adding(["line": "\(error.line)", "column": error.column ?? "–"])
        }
        return table.map { row in
            var cells: [String: String] = [:]
            for column in register.columns {
                guard let cell = row[column.code], !cell.isEmpty else { continue }
                switch column.kind {
                case .histogram:
                    cells[column.code] = cell.split(whereSeparator: { $0 == "|" || $0 == ";" || $0.isWhitespace }).joined(separator: ";")
                case .quantity:
                    cells[column.code] = (try? TypedDecimal.plain(cell, decimals: column.decimals ?? 0, comma: comma)) ?? cell
                default: cells[column.code] = cell
                }
            }
            return RegisterEntry(date: row["date"] ?? "", cells: cells)
        }
    }

    /// A spreadsheet pastes cells with tabs between them.
    private static func separated(_ text: String) -> String {
        guard let header = text.split(whereSeparator: \.isNewline).first, header.contains("\t") else { return text }
        return text.split(whereSeparator: \.isNewline).map { line in
            line.split(separator: "\t", omittingEmptySubsequences: false).map { cell in
                let plain = cell.hasPrefix("\"") && cell.hasSuffix("\"") && cell.count > 1 ? cell.dropFirst().dropLast() : cell
                return "\"" + plain.replacing("\"", with: "\"\"") + "\""
            }.joined(separator: ",")
        }.joined(separator: "\n")
    }

    private static func rows(of bytes: [UInt8], _ codes: [String]) throws(DelimitedError) -> [[String: String]] {
        var reader = try DelimitedReader(bytes: bytes, required: ["date"], optional: codes)
        var rows: [[String: String]] = []
        while let record = try reader.next() {
            var row: [String: String] = [:]
            for column in ["date"] + codes { row[column] = record.text(column) }
            rows.append(row)
        }
        return rows
    }
}
