import Acts
import Figures
import Foundation
import Institution
import Testing

@testable import Publication

/// The report of a real, small institution: totals, parts, ratios, revisions and proofs.
struct ReportBuilderTests {
    private func withInstitution<Value>(_ body: (SmallInstitution) async throws -> Value) async throws -> Value {
        let small = try await SmallInstitution.make()
        do {
            let value = try await body(small)
            await small.close()
            return value
        } catch {
            await small.close()
            throw error
        }
    }

    @Test func totalsAreSumsAndRatiosAreOfSums() async throws {
        try await withInstitution { small in
            let report = try await ReportBuilder(office: small.office).build(year: 2022).report
            let cases = try #require(report.figures["cases"])
            #expect(cases.point(2022)?.value == ExactDecimal(mantissa: 360, decimals: 0))
            #expect(cases.point(2022)?.coverage == FigureCoverage(reported: 2, expected: 2))
            #expect(cases.parts.map(\.unit).sorted() == ["north", "south"])
            #expect(FigureChange.of(cases, in: 2022) == .percent(try ExactDecimal("50.0"), about: false))
            #expect(FigureRecord.find(in: cases, year: 2022) == FigureRecord(kind: .highest, since: 2019))
            let rate = try #require(report.figures["rate"])
            #expect(rate.point(2022)?.value == (try ExactDecimal("50.00")))
            #expect(rate.ratio == FigureRatio(numerator: "cleared", denominator: "cases", scale: 100))
            #expect(rate.point(2021)?.isExact == false)
            #expect(report.notice.en == "Unofficial example")
        }
    }

    @Test func aCorrectionIsARevisionWithItsOwnProof() async throws {
        try await withInstitution { small in
            try await small.submit([
                SubmitReturn(
                    unit: "north", period: "2022", reason: "counted twice",
                    values: [ReturnedValue(indicator: "cases", value: "200")])
            ])
            let prepared = try await ReportBuilder(office: small.office).build(year: 2022)
            let north = try #require(prepared.report.figures["cases"]?.parts.first { $0.unit == "north" })
            #expect(north.revisions.map(\.text) == ["240", "200"])
            #expect(north.value == ExactDecimal(mantissa: 200, decimals: 0))
            #expect(Set(north.revisions.map(\.proof)).count == 2)
            for revision in north.revisions { #expect(prepared.proofs["figures/\(revision.proof)"] != nil) }
        }
    }

    @Test func whatIsPublishedHoldsAndTheReportIsTheSameOnEachReading() async throws {
        try await withInstitution { small in
            let first = try await ReportBuilder(office: small.office).build(year: 2022)
            let second = try await ReportBuilder(office: small.office).build(year: 2022)
            #expect(first.report == second.report)
            #expect(first.proofs == second.proofs)
            for (path, bytes) in first.proofs {
                let proof = try FieldProof(bytes, record: path)
                #expect(try proof.verify(small.office.logKey, record: path).fields.count == 3)
            }
            let data = OpenData(report: first.report, indicators: first.indicators, units: first.units)
            #expect(
                try data.files().keys.sorted() == [
                    "data/figures.csv", "data/indicators.csv", "data/proofs.csv", "data/report-2022.json", "data/units.csv",
                ])
        }
    }

    @Test func aFolderWithOtherFilesIsNeverReplaced() async throws {
        try await withInstitution { small in
            let folder = small.folder.appending(path: "mine")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data("dear".utf8).write(to: folder.appending(path: "letter.txt"))
            await #expect(throws: Failure.self) {
                try await SitePublisher(office: small.office).publish(year: 2022, by: small.administrator, to: folder)
            }
            #expect(FileManager.default.fileExists(atPath: folder.appending(path: "letter.txt").path))
        }
    }
}
