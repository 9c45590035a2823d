import Acts
import Foundation
import Localization
import Testing

@testable import Publication

/// Writes the example's pages and documents where a person can look at them:
/// `HASILA_PREVIEW=/tmp/preview swift test --filter Preview`.
struct PreviewTests {
    @Test(.enabled(if: ProcessInfo.processInfo.environment["HASILA_PREVIEW"] != nil))
    func preview() async throws {
        guard let path = ProcessInfo.processInfo.environment["HASILA_PREVIEW"] else { return }
        let folder = URL(filePath: path)
        let report = try ExampleReport.make()
        var files = try SitePages(report: report, entries: [:]).render()
        for language in Language.allCases {
            let document = try DocumentBuilder(report: report, text: FigureText(language)).build()
            files["document.\(language.rawValue)/report.json"] = try CanonicalJSON.encode(document.model)
            for (name, drawing) in document.drawings { files["document.\(language.rawValue)/\(name)"] = Array(drawing.utf8) }
            guard ProcessInfo.processInfo.environment["HASILA_PREVIEW_PDF"] != nil else { continue }
            files["2022/report.\(language.rawValue).pdf"] = try await DocumentComposer().compose(report, language)
        }
        for (name, bytes) in files {
            let file = folder.appending(path: name)
            try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: file)
        }
    }
}
