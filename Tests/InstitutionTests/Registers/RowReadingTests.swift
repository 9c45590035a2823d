import Acts
import Figures
import Storage
import TestSupport
import Testing

@testable import Institution

/// What acts on rows read, and what is said of rows before they are recorded.
@Suite struct RowReadingTests {
    private typealias Rows = RegisterHouse

    @Test(arguments: Engines.all)
    func anActReadsTheRowsOfItsFiguresOnly(engine: Engine) async throws {
        try await RegisterHouse.open(engine) { house in
            try await house.record([Rows.row("ecstasy", "5"), Rows.row("clonazepam", "3"), Rows.row("cocaine", "7", "g")])
            let next = try await house.counted([Rows.row("cocaine", "1", "g")])
            #expect(Set(next.values.map(\.indicator)) == ["cocaine"], "no row of pills changes")
            let register = try await house.register("seizures")
            let year = try Period("2025")
            func read(_ feeds: [FeedingRule], withPast: Bool = false) async throws -> [String?] {
                try await house.read { tables in
                    try RegisterBook.counted(feeds, of: "seizures", unit: "n1", period: year, withPast: withPast, in: tables)
                        .map { $0.cells["what"] }
                }
            }
            let powder = register.feeds.filter { $0.indicator == "cocaine" }
            #expect(try await read(powder) == ["cocaine"])
            #expect(try await read(register.feeds).count == 3)
            // An underscore stands for any letter in the query; what it lets through too is looked at again.
            let alike = FeedingRule(indicator: "cocaine", conditions: [FeedingCondition(column: "what", codes: ["c_caine"])])
            #expect(try await read([alike]).isEmpty)
            let holds = try await house.read { tables in
                try [alike, powder[0]].map {
                    try RegisterBook.holds([$0], of: "seizures", unit: "n1", period: year, withPast: true, in: tables)
                }
            }
            #expect(holds == [false, true])

            let rows = try await house.read {
                try RegisterBook.counting(powder, of: "seizures", unit: "n1", period: year, in: $0)
            }
            let strike = StrikeRow(register: "seizures", unit: "n1", period: "2025", row: rows[0].code, reason: "twice")
            try await house.submit(try await house.counted(strike), by: House.officer)
            #expect(try await read(powder).isEmpty)
            #expect(try await read(powder, withPast: true).count == 2, "both versions")
            #expect(try await house.value("cocaine", "n1") == "0.000")
            #expect(try await house.value("pills", "n1") == "8")
        }
    }

    /// A rule that says something else than it did is counted again with the next rows, whatever they are of.
    @Test(arguments: Engines.all)
    func rulesThatChangedAreCountedAgain(engine: Engine) async throws {
        try await RegisterHouse.open(engine) { house in
            try await house.record([Rows.row("ecstasy", "5"), Rows.row("clonazepam", "3")])
            #expect(try await house.value("pills", "n1") == "8")
            let changed = {
                var register = Rows.seizures()
                register.feeds[0].conditions = [FeedingCondition(column: "what", codes: ["clonazepam"])]
                return register
            }()
            try await house.submit(DefineRegister(changed))
            #expect(try await house.value("pills", "n1") == "8", "declaring changes no figure")
            let rewritten = try await house.read { try RegisterBook.rewritten(changed, in: $0) }
            #expect(rewritten == ["pills"])
            try await house.record([Rows.row("cocaine", "7", "g")])
            #expect(try await house.value("pills", "n1") == "3")
            try await house.expectFreshCube(periods: ["2025"])
            _ = try await Rebuild.check(house.office)
        }
    }

    @Test func rowsAreLookedThroughBeforeTheyAreRecorded() async throws {
        try await RegisterHouse.open(.sqlite) { house in
            try await house.record([Rows.row("ecstasy", "5")])
            let register = try await house.register("seizures")
            let rows = [
                Rows.row("ecstasy", "5"), Rows.row("clonazepam", "3"), Rows.row("clonazepam", "3"), Rows.row("heroin", "1"),
                Rows.row("ecstasy", "1", on: "2024-03-01"), Rows.row("cocaine", "0.5", "g"), Rows.row("ecstasy", "1", on: "soon"),
            ]
            let (before, preview) = try await house.read { tables in
                (
                    try RegisterBook.count(of: "seizures", .init(first: "2025-01-01", last: "2025-12-31"), in: tables),
                    try RowPreview(rows, register: register, unit: "n1", today: Day("2026-01-05"), in: tables)
                )
            }
            #expect(before == 1)
            #expect(preview.period?.description == "2025")
            #expect(preview.lines.map(\.number) == [1, 2, 3, 4, 5, 6, 7])
            #expect(
                preview.lines.map { $0.failure?.code } == [
                    nil, nil, nil, .codeNotInForce, .rowOutsidePeriod, .conversionInexact, .malformedDay,
                ])
            #expect(preview.lines.map(\.isRepeated) == [true, false, true, false, false, false, false])
            #expect(preview.accepted == Array(rows.prefix(3)))
            // What the preview would take can be recorded as it is.
            try await house.record(preview.accepted)
            #expect(try await house.value("pills", "n1") == "16")
        }
    }

    @Test func aTableReadsBackAsItsRows() throws {
        let register = Rows.seizures(channel: true)
        let rows = [Rows.row("ecstasy", "1200", how: "border", by: "air"), Rows.row("cocaine", "0.125", "kg")]
        let text = RegisterTable.text(rows, register: register)
        for comma in [TypedDecimal.Comma.decimal, .groups] {
            #expect(try RegisterTable.entries(text, register: register, comma: comma) == rows)
        }
        let waits = RegisterEntry(date: "2025-04-01", cells: ["waiting": "9;1;0;0"])
        let counts = RegisterTable.text([waits], register: Rows.counters)
        #expect(try RegisterTable.entries(counts, register: Rows.counters) == [waits])
        let cells = [["date", "waiting", ""], ["", "", ""], ["2025-04-01", "9 1 0 0", ""]]
        #expect(try RegisterTable.entries(RegisterTable.text(cells), register: Rows.counters) == [waits])
        #expect(throws: Failure.self) { try RegisterTable.entries(RegisterTable.text([["", ""]]), register: Rows.counters) }
    }
}
