import Acts
import Figures
import Storage
import TestSupport
import Testing

@testable import Institution

/// Rows make figures: counted in the act that changes them, never apart from them, always anew.
@Suite struct RegisterTests {
    private typealias Rows = RegisterHouse

    @Test(arguments: Engines.all)
    func rowsMakeTheFigureAndACorrectionIsSeenAtTheRoot(engine: Engine) async throws {
        try await RegisterHouse.open(engine) { house in
            try await house.record([
                Rows.row("ecstasy", "1200", how: "border"), Rows.row("clonazepam", "30", "blister", on: "2025-12-31"),
                Rows.row("cocaine", "1250", "g"),
            ])
            #expect(try await house.value("pills", "dgsn") == "1500")
            #expect(try await house.value("pills", "n1", "substance=clonazepam") == "300")
            #expect(try await house.value("pills", "north", "operation=border;substance=ecstasy") == "1200")
            #expect(try await house.value("cocaine", "dgsn") == "1.250")
            #expect(try await house.value("waits", "dgsn") == nil, "no row, no figure")

            house.clock.set("2026-02-01T08:00:00Z")
            let rows = try await house.read {
                try RegisterBook.current(of: "seizures", .init(first: "2025-01-01", last: "2025-12-31"), limit: 10, in: $0)
            }
            let first = try #require(rows.first { $0.cells["what"] == "ecstasy" })
            let correction = try await house.counted(
                CorrectRow(
                    register: "seizures", unit: "n1", period: "2025", row: first.code,
                    entry: Rows.row("ecstasy", "1201", how: "border"),
                    reason: "counted again"))
            #expect(correction.values.count == 2, "the total and its cell")
            try await house.submit(correction, by: House.officer)
            #expect(try await house.value("pills", "dgsn") == "1501")
            #expect(try await house.value("pills", "dgsn", asOf: "2026-01-31") == "1500", "as it was known")

            let powder = try #require(rows.first { $0.cells["what"] == "cocaine" })
            let strike = StrikeRow(register: "seizures", unit: "n1", period: "2025", row: powder.code, reason: "another unit's")
            try await house.submit(try await house.counted(strike), by: House.officer)
            #expect(try await house.value("cocaine", "dgsn") == "0.000", "a struck row leaves zero: the unit keeps the register")
            let versions = try await house.read { try RegisterBook.versions(of: powder.code, register: "seizures", in: $0) }
            #expect(versions.map(\.isStruck) == [false, true] && versions.map(\.isCurrent) == [false, true])
            #expect(versions.last?.reason == "another unit's")
            let revisions = try await FigureBook.revisions(
                FigureQuestion(indicator: "pills", unit: "n1", period: "2025"), office: house.office)
            #expect(revisions.map(\.value.value) == ["1500", "1501"] && revisions.last?.reason == "counted again")
            try await house.expectFreshCube(periods: ["2025"])
            _ = try await Rebuild.check(house.office)
        }
    }

    /// Whoever recorded on what is no longer so is told, and nothing of theirs is kept.
    @Test(arguments: Engines.all)
    func figuresThatAreNotTheCountAreRefused(engine: Engine) async throws {
        try await RegisterHouse.open(engine) { house in
            let mine = try await house.counted([Rows.row("ecstasy", "7")])
            try await house.record([Rows.row("ecstasy", "5")])
            try await house.refused(.countDiffers, mine, by: House.statistician, ["register": "seizures", "unit": "n1"])
            var invented = try await house.counted([Rows.row("ecstasy", "7")])
            invented.values[0].value = "700"
            try await house.refused(.countDiffers, invented, by: House.statistician)
            invented.values = []
            try await house.refused(.countDiffers, invented, by: House.statistician)
            try await house.record([Rows.row("ecstasy", "7")])
            #expect(try await house.value("pills", "dgsn") == "12")
            // The same key is the same act, though a second count would give other figures.
            let rows = RecordRows(register: "seizures", unit: "n1", period: "2025", rows: [Rows.row("ecstasy", "3")])
            var receipts: [Receipt] = []
            for _ in 0..<2 {
                let act = try await house.read { try rows.counted(key: "once", by: "sara", in: $0) }
                receipts.append(try await house.office.registrar.submit(act, by: House.statistician, idempotencyKey: "once"))
            }
            #expect(receipts[0].number == receipts[1].number && receipts[1].repeated)
            #expect(try await house.value("pills", "dgsn") == "15")
        }
    }

    /// A figure that rows make is corrected in its rows; the units that keep no register report as before.
    @Test(arguments: Engines.all)
    func theRegisterClosesItsFiguresOnly(engine: Engine) async throws {
        try await RegisterHouse.open(engine) { house in
            try await house.report("n1", "2025", figure("pills", "9"))
            try await house.record([Rows.row("ecstasy", "5")])
            #expect(try await house.value("pills", "n1") == "5")
            let own = SubmitReturn(unit: "n1", period: "2025", values: [figure("pills", "9")])
            try await house.refused(.figureFromRegister, own, by: House.officer, ["register": "seizures", "indicator": "pills"])
            try await house.report("n1", "2025", figure("cocaine", "2"), figure("crimes", "3"))
            try await house.report("n2", "2025", figure("pills", "20"))
            try await house.report("n1", "2024", figure("pills", "8"))
            try await house.report("dgsn", "2025", figure("pills", "30", scope: .total))
            let total = try await house.answer("pills", "dgsn", "2025")
            #expect(total.value?.description == "30" && total.difference?.description == "5")
            // A unit with others below it records its own share.
            try await house.record([Rows.row("ecstasy", "4")], "north")
            #expect(try await house.value("pills", "north") == "29")
            try await house.expectFreshCube(periods: ["2024", "2025"])
        }
    }

    @Test(arguments: Engines.all)
    func rowsThatCannotBeCountedAreRefused(engine: Engine) async throws {
        try await RegisterHouse.open(engine) { house in
            let cases: [(RegisterEntry, FailureCode)] = [
                (Rows.row("ecstasy", "1", on: "2024-12-31"), .rowOutsidePeriod),
                (Rows.row("ecstasy", "1", on: "2025-02-30"), .malformedDay),
                (Rows.row("heroin", "1"), .codeNotInForce), (Rows.row("ecstasy", "1", how: "sea"), .codeNotInForce),
                (Rows.row("ecstasy", "-1"), .cellMalformed), (Rows.row("ecstasy", "1.2345"), .cellMalformed),
                (Rows.row("ecstasy", "many"), .notANumber), (Rows.row("ecstasy", "0.5"), .conversionInexact),
                (Rows.row("ecstasy", "1", "kg"), .conversionInexact), (Rows.row("cocaine", "0.5", "g"), .conversionInexact),
                (Rows.row("cocaine", "1", "tonne"), .cellMalformed), (Rows.row("ecstasy", "1", by: "port"), .cellMalformed),
                (RegisterEntry(date: "2025-01-01", cells: ["what": "ecstasy", "how": "road", "measure": "pills"]), .cellMissing),
            ]
            for (row, code) in cases {
                let act = RecordRows(register: "seizures", unit: "n1", period: "2025", rows: [row], values: [])
                try await house.refused(code, act, by: House.statistician)
            }
            func empty(
                _ rows: [RegisterEntry], _ period: String, _ register: String = "seizures", unit: String = "n1"
            ) -> RecordRows {
                RecordRows(register: register, unit: unit, period: period, rows: rows, values: [])
            }
            let row = Rows.row("ecstasy", "1", on: "2026-01-06")
            try await house.refused(.futurePeriod, empty([row], "2026"), by: House.statistician)
            try await house.refused(.wrongFrequency, empty([row], "2026-01"), by: House.statistician)
            try await house.refused(.unknownRegister, empty([row], "2026", "none"), by: House.statistician)
            try await house.refused(.missingText, empty([], "2026"), by: House.statistician)
            try await house.refused(
                .unknownUnit, empty([Rows.row("ecstasy", "1")], "2025", unit: "nowhere"), by: House.statistician)
            try await house.refused(.notAllowed, try await house.counted([Rows.row("ecstasy", "1")], "n2"), by: House.officer)
            try await house.record([Rows.row("ecstasy", "1")])
            let code = try await house.read {
                try #require(
                    try RegisterBook.current(
                        of: "seizures", .init(first: "2025-01-01", last: "2025-12-31"), limit: 1, in: $0).first?.code)
            }
            let same = try await house.counted(
                CorrectRow(
                    register: "seizures", unit: "n1", period: "2025", row: code, entry: Rows.row("ecstasy", "1"), reason: "why"))
            try await house.refused(.rowUnchanged, same, by: House.officer)
            var moved = same
            moved.date = "2024-01-01"
            try await house.refused(.rowOutsidePeriod, moved, by: House.officer)
            var silent = same
            silent.reason = " "
            try await house.refused(.missingText, silent, by: House.officer)
            var other = same
            other.row = "1-1"
            try await house.refused(.unknownRow, other, by: House.officer)
        }
    }

    @Test(arguments: Engines.all)
    func nothingIsDeclaredWhereNothingWas(engine: Engine) async throws {
        try await RegisterHouse.open(engine) { house in
            func nothing(_ period: String) async throws -> DeclareNothing {
                try await house.counted(DeclareNothing(register: "seizures", unit: "n1", period: period, indicators: ["pills"]))
            }
            try await house.refused(.futurePeriod, try await nothing("2026"), by: House.officer)
            try await house.submit(try await nothing("2025"), by: House.officer)
            #expect(try await house.value("pills", "dgsn") == "0")
            #expect(try await house.value("cocaine", "dgsn") == nil, "of what is not declared nothing is said")
            let own = SubmitReturn(unit: "n1", period: "2025", values: [figure("pills", "9")])
            try await house.refused(.figureFromRegister, own, by: House.officer)
            try await house.record([Rows.row("ecstasy", "5")])
            #expect(try await house.value("pills", "dgsn") == "5")
            try await house.refused(.rowsThere, try await nothing("2025"), by: House.officer)
            _ = try await Rebuild.check(house.office)
        }
    }

    /// Percentiles of the region come from the merged counts of its counters.
    @Test(arguments: Engines.all)
    func percentilesComeFromMergedCounts(engine: Engine) async throws {
        try await RegisterHouse.open(engine) { house in
            func waiting(_ counts: String) -> RegisterEntry { RegisterEntry(date: "2025-04-01", cells: ["waiting": counts]) }
            try await house.record([waiting("9;1;0;0"), waiting("0;0;0;0")], "n1", register: "counters")
            try await house.record([waiting("1;0;99;0")], "n2", register: "counters")
            for bad in ["1;2;3", "1;2;3;-4", "1;2;3;x", "01;2;3;4", ""] {
                let act = RecordRows(register: "counters", unit: "n1", period: "2025", rows: [waiting(bad)], values: [])
                try await house.refused(.cellMalformed, act, by: House.statistician)
            }
            let column = try #require(RegisterHouse.counters.column("waiting"))
            let cube = house.office.cube
            let north = try #require(
                try RegisterReading.histogram(column, indicator: "waits", unit: "north", span: Period("2025"), cube: cube))
            #expect(north.counts == [10, 1, 99, 0])
            #expect(north.percentile(50) == Histogram.Class(lower: 15, upper: 60))
            let first = try #require(
                try RegisterReading.histogram(column, indicator: "waits", unit: "n1", span: Period("2025"), cube: cube))
            #expect(first.percentile(90)?.upper == 5)
            #expect(
                try RegisterReading.histogram(column, indicator: "waits", unit: "s1", span: Period("2025"), cube: cube) == nil)
            #expect(try await house.value("waits", "north") == "110")
        }
    }
}
