import Acts
import Figures
import Foundation
import Localization
import Subprocess
import SystemPackage

/// Composes the report as PDF (tagged, PDF/UA-1) through Typst, in a process of its own with limits on time and memory.
///
/// The same report gives the same bytes: the document's date is the report's, never the clock's.
public struct DocumentComposer: Sendable {
    /// The Python that has the pinned Typst wheel.
    public let python: String
    /// How long one document may take.
    public let timeLimit: Duration

    /// A composer. `python` defaults to `HASILA_PYTHON`, else `.venv/bin/python` beside the working directory or the package.
    public init(python: String? = nil, timeLimit: Duration = TimeLimit.usual) {
        self.python = python ?? Self.installedPython()
        self.timeLimit = timeLimit
    }

    /// The PDF of a report in one language. Throws E3007 when Python or Typst is missing, E3008 when composing fails.
    public func compose(_ report: AnnualReport, _ language: Language, phrasebook: Phrasebook = .standard) async throws -> [UInt8]
    {
        let (model, drawings) = try DocumentBuilder(report: report, text: FigureText(language, phrasebook: phrasebook)).build()
        let folder = FileManager.default.temporaryDirectory.appending(path: "hasila-document-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: folder) }
        func put(_ name: String, _ bytes: [UInt8]) throws { try Data(bytes).write(to: folder.appending(path: name)) }
        try put("report.json", try CanonicalJSON.encode(model))
        try put("report.typ", try PublicationResources.bytes("document/report.typ"))
        try put("compile_pdf.py", try PublicationResources.bytes("compile_pdf.py"))
        for (name, drawing) in drawings { try put(name, Array(drawing.utf8)) }
        try await run(
            script: "compile_pdf.py",
            [
                folder.appending(path: "report.typ").path, folder.appending(path: "report.pdf").path,
                String(try Self.seconds(of: report.publishedDay)),
            ], in: folder)
        return [UInt8](try Data(contentsOf: folder.appending(path: "report.pdf")))
    }

    /// Runs a script of the folder within the limits; throws E3007 or E3008.
    func run(script: String, _ more: [String], in folder: URL) async throws {
        guard FileManager.default.isExecutableFile(atPath: python) else { throw Failure(.toolMissing, ["what": python]) }
        let arguments = [folder.appending(path: script).path] + more
        let limit = timeLimit
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
        guard let outcome else { throw Failure(.documentFailed, ["what": "typst"], privateDetail: "over \(limit)") }
        guard outcome.success else {
            let isMissing = outcome.words.contains("No module named 'typst'")
            throw Failure(isMissing ? .toolMissing : .documentFailed, ["what": "typst"], privateDetail: outcome.words)
        }
    }

    /// Noon of the day, so that every time zone prints the same date.
    static func seconds(of day: String) throws -> Int64 {
        guard let day = try? Day(day) else { throw Failure(.malformedDay, ["value": day]) }
        return Int64(day.number) * 86_400 + 43_200
    }

    static func installedPython() -> String {
        if let named = ProcessInfo.processInfo.environment["HASILA_PYTHON"], !named.isEmpty {
            // The process runs in a folder of its own.
            return URL(filePath: named).absoluteURL.path
        }
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let places = [URL(filePath: FileManager.default.currentDirectoryPath), package].map {
            $0.appending(path: ".venv/bin/python").path
        }
        return places.first { FileManager.default.isExecutableFile(atPath: $0) } ?? places[0]
    }
}
