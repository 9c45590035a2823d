import Foundation
import Localization
import Testing

@testable import Publication

struct DocumentComposerTests {
    @Test(
        .enabled("make setup installs Typst") { FileManager.default.isExecutableFile(atPath: DocumentComposer().python) },
        arguments: Language.allCases)
    func theSameReportGivesTheSameBytes(language: Language) async throws {
        let report = try ExampleReport.make()
        let first = try await DocumentComposer().compose(report, language)
        let second = try await DocumentComposer().compose(report, language)
        #expect(first.starts(with: "%PDF-".utf8))
        #expect(first == second)
        let text = String(decoding: first, as: Unicode.ASCII.self)
        #expect(text.contains("/MarkInfo") && text.contains("/StructTreeRoot") && text.contains("/Lang"))
    }

    @Test func theModelSaysTheSameNumbersInThreeLanguages() throws {
        let report = try ExampleReport.make()
        let counts = try Language.allCases.map { language in
            let model = try DocumentBuilder(report: report, text: FigureText(language)).build().model
            return model.sections.map { $0.rows.count } + [model.all.count, model.lists.count, model.headline.count]
        }
        #expect(counts[0] == counts[1] && counts[1] == counts[2])
    }

    @Test func everyChartHasWordsForThoseWhoDoNotSeeIt() throws {
        let (model, drawings) = try DocumentBuilder(report: ExampleReport.make(), text: FigureText(.ar)).build()
        let charts = model.sections.flatMap(\.charts)
        #expect(!charts.isEmpty && charts.allSatisfy { !$0.alt.isEmpty && drawings[$0.file] != nil })
    }
}
