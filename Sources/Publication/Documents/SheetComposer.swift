import Acts
import Foundation
import Localization
import Subprocess
import SystemPackage

/// Composes many short documents in one warm Typst process: starting Python and reading the fonts costs more than a page.
///
/// Tagged PDF (PDF/UA-1) as the report; the same sheet gives the same bytes.
public struct SheetComposer: Sendable {
    /// Which template.
    public enum Template: String, Sendable {
        /// A unit's brief, two pages.
        case brief
        /// The minutes of a meeting.
        case minutes
    }

    /// One document to make.
    public struct Job: Encodable, Sendable {
        /// The sheet as JSON, the drawing as SVG or empty, and the file to write.
        public let model, chart, out: String
        /// The document's date in seconds since 1970: the meeting's, never the clock's.
        public let seconds: Int64

        /// A job. Throws where the day is no ISO day.
        public init(sheet: some Encodable, chart: String = "", day: String, out: String) throws {
            model = String(decoding: try CanonicalJSON.encode(sheet), as: UTF8.self)
            self.chart = chart
            // The composer works in a folder of its own.
            self.out = URL(fileURLWithPath: out).path
            seconds = try DocumentComposer.seconds(of: day)
        }
    }

    /// The width of a drawing in pixels; the template scales it to its column.
    public static let chartWidth = 660

    private let composer: DocumentComposer

    /// A composer; `python` as for `DocumentComposer`.
    public init(python: String? = nil, timeLimit: Duration = .seconds(600)) {
        composer = DocumentComposer(python: python, timeLimit: timeLimit)
    }

    /// Writes every job's file. Throws E3007 when Python or Typst is missing, E3008 when composing fails.
    public func compose(_ jobs: [Job], _ template: Template) async throws {
        guard !jobs.isEmpty else { return }
        let folder = FileManager.default.temporaryDirectory.appending(path: "hasila-sheets-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: folder) }
        var lines: [UInt8] = []
        for job in jobs { lines += try CanonicalJSON.encode(job) + [0x0A] }
        try Data(lines).write(to: folder.appending(path: "jobs"))
        try Data(try PublicationResources.bytes("document/\(template.rawValue).typ")).write(to: folder.appending(path: "sheet.typ"))
        try Data(try PublicationResources.bytes("compile_sheets.py")).write(to: folder.appending(path: "compile_sheets.py"))
        try await composer.run(script: "compile_sheets.py", [folder.appending(path: "sheet.typ").path, folder.appending(path: "jobs").path], in: folder)
    }

    /// The bytes of one document.
    public func compose(_ sheet: some Encodable, chart: String = "", day: String, _ template: Template) async throws -> [UInt8] {
        let file = FileManager.default.temporaryDirectory.appending(path: "hasila-sheet-\(UUID().uuidString).pdf")
        defer { try? FileManager.default.removeItem(at: file) }
        try await compose([Job(sheet: sheet, chart: chart, day: day, out: file.path)], template)
        return [UInt8](try Data(contentsOf: file))
    }

    /// A brief's file, with its drawing.
    public static func job(_ text: BriefText, _ brief: UnitBrief, _ language: Language, day: String, out: String) throws -> Job {
        let (sheet, chart) = text.sheet(brief)
        return try Job(
            sheet: sheet, chart: chart?.svg(language, surface: .document(width: chartWidth)) ?? "", day: day, out: out)
    }
}
