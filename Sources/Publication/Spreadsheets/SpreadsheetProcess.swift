import Acts
import Foundation
import Institution
import Subprocess
import SystemPackage

/// One sheet of a workbook that is written: rows of text, the first of them the header.
public struct Sheet: Codable, Sendable, Hashable {
    /// The tab's name, 31 characters at most.
    public var name: String
    /// Whether the first column stands at the right.
    public var rightToLeft: Bool
    /// Rows of cells; every cell is text and stays text.
    public var rows: [[String]]
    /// Widths of the columns, in characters.
    public var widths: [Int]
    /// Closed lists of words by the column's position from 0.
    public var choices: [String: [String]]
    /// Empty rows below, prepared for typing.
    public var spare: Int
    /// Positions from 0 of the columns whose plain decimals are numbers to the spreadsheet; more than 15 digits stay text, so that none is lost.
    public var numbers: [Int] = []

    /// A sheet.
    public init(
        name: String, rightToLeft: Bool = false, rows: [[String]], widths: [Int] = [], choices: [Int: [String]] = [:], spare: Int = 0
    ) {
        (self.name, self.rightToLeft, self.rows, self.widths, self.spare) = (name, rightToLeft, rows, widths, spare)
        self.choices = Dictionary(uniqueKeysWithValues: choices.map { ("\($0.key)", $0.value) })
    }
}

/// Reads and writes XLSX workbooks through openpyxl in a process of its own, with limits on time, memory and size.
/// A workbook with a formula, a macro or a link to elsewhere is refused.
public struct SpreadsheetProcess: Sendable {
    /// The largest workbook read, in bytes.
    public static let largest = 8 << 20

    /// The Python that has openpyxl.
    public let python: String
    /// How long one workbook may take.
    public let timeLimit: Duration

    /// A process to be; `python` defaults to `HASILA_PYTHON`, else the one of `.venv`.
    public init(python: String? = nil, timeLimit: Duration = TimeLimit.usual) {
        self.python = python ?? DocumentComposer().python
        self.timeLimit = timeLimit
    }

    /// Whether bytes begin as a zip package does: an XLSX workbook, not CSV text.
    public static func isWorkbook(_ bytes: some Collection<UInt8>) -> Bool { bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) }

    /// The rows of a workbook's first sheet, as text: numbers as decimals with a point, days in ISO form.
    ///
    /// Throws E1450 for what is no sound workbook, E1451 beyond a limit, E1452 for a formula, a macro or a link, E3007 without openpyxl.
    public func read(_ workbook: [UInt8]) async throws -> [[String]] {
        guard workbook.count <= Self.largest else {
            throw Failure(.spreadsheetTooLarge, ["place": "\(workbook.count)", "limit": "\(Self.largest)"])
        }
        guard Self.isWorkbook(workbook) else { throw Failure(.notASpreadsheet, ["place": "zip"]) }
        let answer = try await run("read", "in.xlsx", workbook, "out.json")
        return try CanonicalJSON.decode(Answer.self, from: answer).rows
    }

    /// A workbook of these sheets.
    public func write(_ sheets: [Sheet]) async throws -> [UInt8] {
        try await run("write", "in.json", CanonicalJSON.encode(sheets), "out.xlsx")
    }

    private struct Answer: Decodable { let rows: [[String]] }

    private func run(_ mode: String, _ source: String, _ bytes: [UInt8], _ target: String) async throws -> [UInt8] {
        guard FileManager.default.isExecutableFile(atPath: python) else { throw Failure(.toolMissing, ["what": python]) }
        let folder = FileManager.default.temporaryDirectory.appending(path: "hasila-sheet-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(bytes).write(to: folder.appending(path: source))
        try Data(PublicationResources.bytes("spreadsheet.py")).write(to: folder.appending(path: "spreadsheet.py"))
        let arguments = ["-I", "spreadsheet.py", mode, source, target]
        let (python, limit) = (python, timeLimit)
        let outcome = try await withThrowingTaskGroup(of: (success: Bool, words: String)?.self) { group in
            group.addTask {
                let result = try await Subprocess.run(
                    .path(FilePath(python)), arguments: Arguments(arguments), workingDirectory: FilePath(folder.path),
                    output: .discarded, error: .string(limit: 64 * 1024))
                return (result.terminationStatus.isSuccess, result.standardError)
            }
            group.addTask {
                try await Task.sleep(for: limit)
                return nil
            }
            defer { group.cancelAll() }  // ends the process when the time is over
            return try await group.next() ?? nil
        }
        guard let outcome else { throw Failure(.spreadsheetTooLarge, ["place": "time", "limit": "\(limit)"]) }
        guard outcome.success else { throw Self.failure(outcome.words) }
        return [UInt8](try Data(contentsOf: folder.appending(path: target)))
    }

    /// What the process's last line means.
    static func failure(_ words: String) -> Failure {
        if words.contains("No module named 'openpyxl'") { return Failure(.toolMissing, ["what": "openpyxl"], privateDetail: words) }
        let last = words.split(separator: "\n").last.map(String.init) ?? ""
        let parts = last.split(separator: " ", maxSplits: 1).map(String.init)
        let place = ["place": String((parts.count > 1 ? parts[1] : "–").prefix(80))]
        return switch parts.first {
        case "form": Failure(.notASpreadsheet, place, privateDetail: words)
        case "active": Failure(.spreadsheetActive, place, privateDetail: words)
        // Anything else is a limit of the system met on the way: memory, time, a file's size.
        case "large": Failure(.spreadsheetTooLarge, place, privateDetail: words)
        default: Failure(.spreadsheetTooLarge, ["place": "memory"], privateDetail: words)
        }
    }
}
