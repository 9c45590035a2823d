import Acts
import Figures
import Storage

/// Rows of a register as a table: a header of column codes with `date`, then a row a line. CSV, or cells pasted from a
/// spreadsheet.
public enum RegisterTable {
    /// The most rows of one table, and of one act.
    public static let mostRows = 5_000

    /// The columns of a table: the day, then those of the register.
    public static func header(_ register: RegisterDefinition) -> [String] { ["date"] + register.columns.map(\.code) }

    /// The rows of a text. Columns come in any order; an unknown one is refused, an empty cell is not stated. Counts of a
    /// histogram stand in one cell, parted by spaces, `|` or `;`. Quantities may be typed as people type them, with `comma` as
    /// their language has it. Throws the failure of the first line that cannot be read, with line and column.
    public static func entries(
        _ text: String, register: RegisterDefinition, comma: TypedDecimal.Comma = .decimal
    ) throws -> [RegisterEntry] {
        try entries(csv: Array(separated(text).utf8), register: register, comma: comma)
    }

    /// The rows of a file of CSV text; as ``entries(_:register:comma:)``.
    public static func entries(
        csv bytes: [UInt8], register: RegisterDefinition, comma: TypedDecimal.Comma = .decimal
    ) throws -> [RegisterEntry] {
        let codes = register.columns.map(\.code)
        let table: [[String: String]]
        do { table = try rows(of: bytes, codes) } catch {
            throw error.failure.adding(["line": "\(error.line)", "column": error.column ?? "–"])
        }
        return table.map { row in
            var cells: [String: String] = [:]
            for column in register.columns {
                guard let cell = row[column.code], !cell.isEmpty else { continue }
                switch column.kind {
                case .histogram:
                    cells[column.code] = cell.split(whereSeparator: { $0 == "|" || $0 == ";" || $0.isWhitespace })
                        .joined(separator: ";")
                case .quantity:
                    cells[column.code] = (try? TypedDecimal.plain(cell, decimals: column.decimals ?? 0, comma: comma)) ?? cell
                default: cells[column.code] = cell
                }
            }
            return RegisterEntry(date: row["date"] ?? "", cells: cells)
        }
    }

    /// The text of a table whose cells are there, as a workbook gives them: read as any other text. Rows with nothing in them and
    /// columns without a name and content are left out.
    public static func text(_ rows: [[String]]) -> String {
        let filled = rows.filter { row in row.contains { !$0.isEmpty } }
        let width = filled.map { row in (row.lastIndex { !$0.isEmpty } ?? -1) + 1 }.max() ?? 0
        return filled.map { row in
            (0..<width).map { quoted(row.indices.contains($0) ? row[$0] : "") }.joined(separator: ",")
        }.joined(separator: "\n")
    }

    /// Rows as the text of a table, which reads back as the same rows.
    public static func text(_ entries: [RegisterEntry], register: RegisterDefinition) -> String {
        text([header(register)] + entries.map { entry in [entry.date] + register.columns.map { entry.cells[$0.code] ?? "" } })
    }

    private static func quoted(_ cell: String) -> String { "\"" + cell.replacing("\"", with: "\"\"") + "\"" }

    /// A spreadsheet pastes cells with tabs between them.
    private static func separated(_ text: String) -> String {
        guard let header = text.split(whereSeparator: \.isNewline).first, header.contains("\t") else { return text }
        return text.split(whereSeparator: \.isNewline).map { line in
            line.split(separator: "\t", omittingEmptySubsequences: false).map { cell in
                let plain = cell.hasPrefix("\"") && cell.hasSuffix("\"") && cell.count > 1 ? cell.dropFirst().dropLast() : cell
                return quoted(String(plain))
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
