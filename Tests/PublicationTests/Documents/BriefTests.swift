import Acts
import Figures
import Foundation
import Institution
import Localization
import Storage
import Testing

@testable import Publication

/// Briefs: what they claim, what they show once frozen, and the pages they make.
struct BriefTests {
    private static func reading<T: Sendable>(
        _ small: SmallInstitution, _ body: @escaping @Sendable (BriefReader, any Connection) throws -> T
    ) async throws -> T {
        let cube = small.office.cube
        return try await small.office.database.read { tables in
            try body(try BriefReader(year: 2022, cube: cube, day: "2022-12-31", in: tables), tables)
        }
    }

    @Test func recordsAreClaimedByTheReportsRule() async throws {
        let small = try await SmallInstitution.make()
        let brief = try await Self.reading(small) { reader, _ in try reader.brief("north") }
        #expect(brief.figures.map(\.indicator) == ["cases", "cleared", "rate"])
        #expect(brief.figures.allSatisfy { $0.unit == "north" })
        let cases = try #require(brief.records.first { $0.figure.indicator == "cases" })
        #expect(cases.record == FigureRecord(kind: .highest, since: 2019))
        // 2021 is a rounded value, and 120 against "about 80" is still decided.
        #expect(brief.records.count <= 3 && brief.alerts.isEmpty && brief.lines.isEmpty)
        #expect(brief.trend?.indicator == "cases")
        await small.close()
    }

    /// After the freeze the brief shows what lay on the table, and what reads otherwise now.
    @Test func aFrozenFigureStaysAndSaysWhatChanged() async throws {
        let small = try await SmallInstitution.make()
        try await small.submit([
            RegisterOfficial(code: "s-1", names: SmallInstitution.text("Secretary")),
            CreatePost(code: "secretary", unit: "hq", role: .secretary, names: SmallInstitution.text("Secretary")),
            AppointOfficial(official: "s-1", post: "secretary", since: "2020-01-01"),
            OpenCycle(year: 2022, phases: Phase.allCases.map { PhaseDates($0, starts: "2022-01-01", ends: "2023-12-31") }),
        ])
        let secretary = try await small.office.signatory(official: "s-1", post: "secretary")
        let dossier = try await Self.reading(small) { reader, tables in
            let figures = try reader.frozen("north")
            return FreezeDossier(
                year: 2022, unit: "north", figures: figures,
                digest: try DossierContent(year: 2022, unit: "north", figures: figures, in: tables).digest())
        }
        #expect(dossier.figures.first { $0.indicator == "cases" }?.value == "240")
        try await small.office.registrar.submit(dossier, by: secretary)
        let before = try await Self.reading(small) { reader, _ in try reader.brief("north") }
        #expect(before.moved.isEmpty && before.dossier?.digest == dossier.digest)
        try await small.submit([SubmitReturn(unit: "north", period: "2022", values: [ReturnedValue(indicator: "cases", value: "250")])])
        let after = try await Self.reading(small) { reader, _ in try reader.brief("north") }
        #expect(after.figures.first { $0.indicator == "cases" }?.point(2022)?.value == ExactDecimal(mantissa: 240, decimals: 0))
        #expect(after.moved["cases"]?.value == ExactDecimal(mantissa: 250, decimals: 0))
        let printed = try await Self.reading(small) { reader, _ in
            try BriefText(.fr, institution: Wording(), notice: Wording(), reader: reader).sheet(reader.brief("north")).sheet
        }
        #expect(printed.figures.first?.value == "240" && printed.figures.first?.note.contains("250") == true)
        await small.close()
    }

    @Test(
        .enabled("make setup installs Typst") { FileManager.default.isExecutableFile(atPath: DocumentComposer().python) },
        arguments: Language.allCases)
    func manyBriefsComeFromOneProcess(language: Language) async throws {
        let small = try await SmallInstitution.make()
        let folder = small.folder.appending(path: "briefs-\(language.rawValue)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // Over fifty, so that the work is shared out.
        let cube = small.office.cube
        let jobs = try await Self.reading(small) { reader, tables in
            let text = BriefText(language, institution: Wording(same: "hq"), notice: Wording(), reader: reader)
            let brief = try reader.brief("north")
            let early = try BriefReader(year: 2019, cube: cube, day: "2019-12-31", in: tables).brief("north")
            #expect(brief.trend != nil && early.trend == nil)
            return try (0..<60).map {
                // One among them has no drawing.
                try SheetComposer.job(
                    text, $0 == 30 ? early : brief, language, day: "2022-12-22", out: folder.appending(path: "\($0).pdf").path)
            }
        }
        try await SheetComposer().compose(jobs, .brief)
        let first = [UInt8](try Data(contentsOf: folder.appending(path: "0.pdf")))
        #expect(first.starts(with: "%PDF-".utf8))
        let raw = String(decoding: first, as: Unicode.ASCII.self)
        #expect(raw.contains("/Count 2"), "two pages")
        #expect(raw.contains("/StructTreeRoot"))
        #expect([UInt8](try Data(contentsOf: folder.appending(path: "59.pdf"))) == first, "the same sheet gives the same bytes")
        let plain = [UInt8](try Data(contentsOf: folder.appending(path: "30.pdf")))
        #expect(plain.starts(with: "%PDF-".utf8) && plain.count < first.count, "without its drawing")
        await small.close()
    }
}
