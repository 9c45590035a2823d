import Figures
import Testing

@testable import Publication

/// "The highest since …" is claimed only where nothing could make it wrong.
struct FigureRecordTests {
    private func figure(_ points: [FigurePoint]) -> ReportFigure {
        ReportFigure(
            indicator: "pills", name: Wording(same: "Pills"), measure: "pills", decimals: 0, unit: "dgsn",
            unitName: Wording(same: "DGSN"), points: points)
    }

    private func point(
        _ year: Int, _ value: Int64?, _ precision: Precision = .exact, isBreak: Bool = false, coverage: FigureCoverage? = nil
    ) -> FigurePoint {
        FigurePoint(
            year: year, value: value.map { ExactDecimal(mantissa: $0, decimals: 0) }, precision: precision, isBreak: isBreak,
            coverage: coverage)
    }

    private func record(_ points: [FigurePoint]) -> FigureRecord? { FigureRecord.find(in: figure(points), year: 2022) }

    @Test func highestAndLowestOverAnUnbrokenSpan() {
        #expect(
            record([point(2018, 3), point(2019, 5), point(2020, 4), point(2021, 6), point(2022, 9)])
                == FigureRecord(kind: .highest, since: 2018))
        #expect(
            record([point(2018, 3), point(2019, 5), point(2020, 4), point(2021, 6), point(2022, 2)])
                == FigureRecord(kind: .lowest, since: 2018))
    }

    @Test func aHigherYearEndsTheSpan() {
        #expect(
            record([point(2017, 99), point(2018, 3), point(2019, 5), point(2020, 4), point(2021, 6), point(2022, 9)])?.since
                == 2018)
        #expect(record([point(2018, 3), point(2019, 50), point(2020, 4), point(2021, 6), point(2022, 9)]) == nil)
    }

    @Test func equalIsNotHigher() {
        #expect(record([point(2018, 3), point(2019, 9), point(2020, 4), point(2021, 6), point(2022, 9)]) == nil)
    }

    @Test func neverAcrossAMissingYear() {
        #expect(record([point(2017, 1), point(2018, 3), point(2020, 4), point(2021, 6), point(2022, 9)]) == nil)
        #expect(record([point(2018, 3), point(2019, nil), point(2020, 4), point(2021, 6), point(2022, 9)]) == nil)
        #expect(
            record([point(2016, 1), point(2018, 3), point(2019, 2), point(2020, 4), point(2021, 6), point(2022, 9)])?.since
                == 2018)
    }

    @Test func neverAcrossABreak() {
        #expect(record([point(2018, 3), point(2019, 5), point(2020, 4, isBreak: true), point(2021, 6), point(2022, 9)]) == nil)
        #expect(record([point(2018, 3), point(2019, 5), point(2020, 4), point(2021, 6), point(2022, 9, isBreak: true)]) == nil)
        #expect(
            record([
                point(2017, 3), point(2018, 3), point(2019, 5, isBreak: true), point(2020, 4), point(2021, 6), point(2022, 9),
            ])?.since == 2019)
    }

    @Test func neverWhereARoundedValueCouldDecide() {
        // "About 9" may be up to 9.5; "at least 6" may be anything above.
        #expect(record([point(2018, 3), point(2019, 9, .about), point(2020, 4), point(2021, 6), point(2022, 9)]) == nil)
        #expect(record([point(2018, 3), point(2019, 5), point(2020, 4), point(2021, 6, .atLeast), point(2022, 9)]) == nil)
        #expect(
            record([point(2018, 3), point(2019, 5, .about), point(2020, 4), point(2021, 6, .atMost), point(2022, 9)])?.since
                == 2018)
        #expect(
            record([point(2018, 3), point(2019, 5), point(2020, 4), point(2021, 6), point(2022, 9, .atLeast)])?.since == 2018)
        #expect(record([point(2018, 3), point(2019, 5), point(2020, 4), point(2021, 6), point(2022, 9, .atMost)]) == nil)
    }

    @Test func neverWithUnitsMissing() {
        let partial = FigureCoverage(reported: 3, expected: 5)
        #expect(
            record([point(2018, 9), point(2019, 9), point(2020, 8), point(2021, 7), point(2022, 2, coverage: partial)]) == nil)
        #expect(
            record([point(2018, 3), point(2019, 5), point(2020, 4, coverage: partial), point(2021, 6), point(2022, 9)]) == nil)
    }

    @Test func threeYearsAreNoRecord() {
        #expect(record([point(2020, 4), point(2021, 6), point(2022, 9)]) == nil)
    }

    @Test func theExampleClaimsOnlyWhatHolds() throws {
        let report = try ExampleReport.make()
        let records = report.figures.values.compactMap { figure in
            FigureRecord.find(in: figure, year: 2022).map { (figure.indicator, $0) }
        }
        #expect(records.first { $0.0 == "psychotropic_pills" }?.1.kind == .highest)
        #expect(!records.contains { $0.0 == "crime_cases" })
    }
}

/// The place of a year among those it compares with: the same caution as for records.
struct FigureStandingTests {
    private func point(_ year: Int, _ value: Int64, _ precision: Precision = .exact, isBreak: Bool = false) -> FigurePoint {
        FigurePoint(year: year, value: ExactDecimal(mantissa: value, decimals: 0), precision: precision, isBreak: isBreak)
    }

    private func standing(_ points: [FigurePoint]) -> FigureStanding? {
        let figure = ReportFigure(
            indicator: "pills", name: Wording(same: "Pills"), measure: "pills", decimals: 0, unit: "dgsn",
            unitName: Wording(same: "DGSN"), points: points)
        return FigureStanding.find(in: figure, year: 2022)
    }

    @Test func higherYearsAreCounted() {
        #expect(
            standing([point(2018, 9), point(2019, 5), point(2020, 4), point(2021, 8), point(2022, 6)])
                == FigureStanding(rank: 3, years: 5, since: 2018))
        #expect(
            standing([point(2019, 6), point(2020, 4), point(2021, 8), point(2022, 6)]) == FigureStanding(rank: 2, years: 4, since: 2019),
            "an equal year shares the place")
    }

    @Test func theSpanEndsWhereAComparisonIsOpen() {
        // 2018 says "more than 5": it may be more than 6 or not.
        #expect(standing([point(2018, 5, .atLeast), point(2019, 5), point(2020, 4), point(2021, 8), point(2022, 6)])?.since == 2019)
        #expect(standing([point(2018, 9, .atLeast), point(2019, 5), point(2020, 4), point(2021, 8), point(2022, 6)])?.rank == 3)
        #expect(standing([point(2018, 9), point(2019, 5), point(2020, 4, isBreak: true), point(2021, 8), point(2022, 6)]) == nil)
        #expect(standing([point(2020, 4), point(2021, 8), point(2022, 6)]) == nil, "three years are no span")
    }
}
