import Acts
import Figures
import Foundation
import Institution
import Localization
import Publication
import Storage
import Testing

@testable import hasila

/// The example's registers: their rows are the year's figures, and what they make is worded in three languages.
@Suite(.serialized) struct RegisterYearTests {
    private static let folder = ExampleFolder(
        path: URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "../../../Examples/dgsn").standardized.path)

    @Test func thePillsOfTheYearComeOutOfTheRows() async throws {
        let place = NSTemporaryDirectory() + "hasila-registers-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: place) }
        let names = Trilingual(ar: "تجربة", fr: "essai", en: "test")
        let founding = FoundInstitution(
            code: "dgsn", names: names, notice: names, administrator: "founder", post: "founding-administrator")
        let office = try await Office.found(
            founding, at: .directory(place), origin: "test.hasila.invalid/log", more: Rooms.migrations)
        try await ExampleYear(office: office, folder: Self.folder, year: 2022) { _ in }.play()
        let year = try Period("2022")

        // Row by row, unit by unit: what is in force is what the rows that count add up to.
        let sums = try await office.database.read { tables in
            let register = try #require(try RegisterBook.definition("seizures", in: tables))
            let pills = try #require(try IndicatorBook.indicator("psychotropic_pills", in: tables))
            var sums: [String: Int64] = [:]
            for unit in try RegisterBook.counts(of: "seizures", .init(first: "2022-01-01", last: "2022-12-31"), in: tables).keys {
                let parts = try RegisterReading.contributions(to: pills, of: unit, period: year, register: register, in: tables)
                sums[unit] = parts.reduce(0) { $0 + $1.amount.mantissa }
                let current = try #require(
                    try ReturnBook.current(unit: unit, period: "2022", asOf: nil, in: tables).first {
                        $0.value.indicator == "psychotropic_pills" && $0.value.breakdown == nil
                    })
                #expect(current.value.value == "\(sums[unit] ?? -1)", "\(unit)")
                #expect(current.value.source == "simulated")
            }
            return sums
        }
        #expect(sums.count == 10)
        #expect(sums.values.reduce(0, +) == 2_668_473)
        let national = try office.cube.answer(Question(indicator: "psychotropic_pills", unit: "dgsn", span: year))
        #expect(national.value?.description == "2668473" && national.difference?.isZero == true)
        for (indicator, total) in [
            ("cnie_issued", "4314893"), ("residence_docs_foreigners", "38813"), ("criminal_record_extracts", "1463690"),
        ] {
            let answer = try office.cube.answer(Question(indicator: indicator, unit: "dgsn", span: year))
            #expect(answer.value?.description == total && answer.difference?.isZero == true, "\(indicator)")
        }

        // Line 19: a row a month of each command, and a percentile that comes from their merged counts.
        let (line19, rows) = try await office.database.read { tables in
            (
                try #require(try RegisterBook.definition("line19", in: tables)),
                try RegisterBook.count(of: "line19", .init(first: "2022-01-01", last: "2022-12-31"), in: tables)
            )
        }
        #expect(rows == 120)
        #expect(line19.indicators == ["line19_calls_kept", "line19_interventions_kept", "line19_response"])
        var made: [String: Int64] = [:]
        for indicator in line19.indicators {
            let answer = try office.cube.answer(Question(indicator: indicator, unit: "dgsn", span: year))
            made[indicator] = try #require(answer.value).mantissa
        }
        #expect(made["line19_response"] == made["line19_interventions_kept"], "each intervention is in one class")
        #expect((made["line19_calls_kept"] ?? 0) > (made["line19_interventions_kept"] ?? 0))
        let response = try #require(line19.column("response"))
        let merged = try #require(
            try RegisterReading.histogram(response, indicator: "line19_response", unit: "dgsn", span: year, cube: office.cube))
        #expect(merged.total == made["line19_response"] && merged.percentile(50) == Histogram.Class(lower: 5, upper: 10))

        // The record of the year, and no invented national figure beside it.
        let report = try await ReportBuilder(office: office).build(year: 2022).report
        let figure = try #require(report.figures["psychotropic_pills"])
        let record = try #require(FigureRecord.find(in: figure, year: 2022))
        #expect(record.kind == .highest)
        for language in Language.allCases {
            let sentence = FigureText(language).record(record, of: figure, year: 2022)
            print(sentence)
            #expect(sentence.contains("\(record.since)") && sentence.count > 20 && !sentence.contains("["))
        }
        let invented = [
            "service_waiting", "service_satisfied", "line19_response", "line19_calls_kept", "line19_interventions_kept"]
        for indicator in invented { #expect(report.figures[indicator] == nil, "\(indicator)") }
        await office.close()
    }
}
