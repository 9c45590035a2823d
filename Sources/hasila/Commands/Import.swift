import Acts
import ArgumentParser
import Foundation
import Institution
import Publication

extension ImportKind: ExpressibleByArgument {}

struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Brings in a CSV file, all of it or nothing.",
        discussion: """
            Kinds and columns stand in docs/IMPORT.md. The file is UTF-8 with a header row, `,` or `;`; columns in any order. \
            Every refused row is printed as `line, column, number, sentence`, and then nothing is applied.

            \u{20}   hasila import units units.csv
            \u{20}   hasila import figures figures.csv --dry-run
            """)

    @Argument(help: "What the file holds: \(ImportKind.allCases.map(\.rawValue).joined(separator: ", ")).") var kind: ImportKind
    @Argument(help: "The file.") var file: String
    @Option(help: "The code of the form by which the figures are given; its rules are asked of every return.") var form: String?
    @Flag(help: "Checks everything and changes nothing.") var dryRun = false
    @OptionGroup var data: DataOption

    func run() async throws {
        try await Terminal.run {
            let path = try await delimited()
            defer { if path != file { try? FileManager.default.removeItem(atPath: path) } }
            try await data.withOffice { office in
                let importer = Importer(office: office, signatory: try await office.signatory(role: .administrator))
                let report = try await importer.run(kind, path: path, form: form, dryRun: dryRun) { rows in
                    Terminal.progress("\(rows) rows read")
                }
                Terminal.progressEnded()
                for row in report.refused {
                    let place = [row.line > 0 ? "\(row.line)" : "–", row.column ?? "–"].joined(separator: ", ")
                    Terminal.note("\(place), \(Terminal.sentence(row.failure))")
                }
                let outcome = report.isAccepted ? (dryRun ? "would be applied" : "applied") : "refused: nothing applied"
                Terminal.print("\(kind.rawValue): \(report.rows) rows, \(report.acts) acts, \(report.refused.count) refused; \(outcome)")
                if !report.isAccepted { throw ExitCode(1) }
            }
        }
    }

    /// The file itself; of an XLSX workbook its first sheet as CSV, a row a line, read in a process of its own.
    private func delimited() async throws -> String {
        guard let handle = FileHandle(forReadingAtPath: file), let head = try handle.read(upToCount: 4),
            SpreadsheetProcess.isWorkbook(head)
        else { return file }
        let book = head + (try handle.read(upToCount: SpreadsheetProcess.largest + 1) ?? Data())
        let lines = try await SpreadsheetProcess().read([UInt8](book)).map { row in
            row.map { "\"" + $0.replacing("\r", with: "").replacing("\n", with: " ").replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",")
        }
        let place = FileManager.default.temporaryDirectory.appending(path: "hasila-import-\(UUID().uuidString).csv").path
        try Data(lines.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: place))
        return place
    }
}
