import Acts
import Figures
import Storage
import TestSupport
import Testing

@testable import Institution

/// Whatever is recorded, corrected and struck: every figure is what a recount of the rows that count gives.
@Suite struct RegisterPropertyTests {
    private typealias Rows = RegisterHouse

    /// What a row is worth in pills; nil for another substance.
    private func pills(_ cells: [String: String]) -> Int? {
        guard cells["what"] != "cocaine", let much = cells["much"].flatMap({ Int($0) }) else { return nil }
        return cells["measure"] == "blister" ? much * 10 : much
    }

    @Test(arguments: Engines.all)
    func figuresAreTheRecountOfTheRows(engine: Engine) async throws {
        try await RegisterHouse.open(engine) { house in
            var random = SeededGenerator()
            var withChannel = false
            func entry() -> RegisterEntry {
                let what = ["ecstasy", "clonazepam", "cocaine"].randomElement(using: &random) ?? "ecstasy"
                let measure = what == "cocaine" ? "g" : Bool.random(using: &random) ? "pills" : "blister"
                let channel = withChannel ? ["port", "air", nil].randomElement(using: &random) ?? nil : nil
                return Rows.row(
                    what, "\(Int.random(in: 0...500, using: &random))", measure,
                    how: ["border", "road"].randomElement(using: &random) ?? "road",
                    on: "2025-0\(Int.random(in: 1...9, using: &random))-15", by: channel)
            }
            for round in 0..<90 {
                // In the middle of the year a fourth breakdown is added: no earlier total changes.
                if round == 45 {
                    let before = try await totals(house)
                    try await house.submit(DefineRegister(Rows.seizures(channel: true)))
                    #expect(try await totals(house) == before)
                    withChannel = true
                }
                let unit = ["n1", "n2", "s1"].randomElement(using: &random) ?? "n1"
                let rows = try await house.read {
                    try RegisterBook.current(
                        of: "seizures", .init(unit: unit, first: "2025-01-01", last: "2025-12-31"), limit: 1_000, in: $0)
                }
                let chosen = rows.randomElement(using: &random)
                let fresh = entry()
                if let chosen, Int.random(in: 0..<3, using: &random) == 0 {
                    let strike = StrikeRow(register: "seizures", unit: unit, period: "2025", row: chosen.code, reason: "wrong")
                    try await house.submit(try await house.counted(strike), by: House.statistician)
                } else if let chosen, Bool.random(using: &random), chosen.date != fresh.date || chosen.cells != fresh.cells {
                    let correction = CorrectRow(
                        register: "seizures", unit: unit, period: "2025", row: chosen.code, entry: fresh, reason: "wrong")
                    try await house.submit(try await house.counted(correction), by: House.statistician)
                } else {
                    try await house.record([fresh, entry()], unit)
                }
                if round % 15 == 14 { try await compare(house) }
            }
            try await house.expectFreshCube(periods: ["2025"])
            _ = try await Rebuild.check(house.office)
        }
    }

    private func totals(_ house: House) async throws -> [String?] {
        var found: [String?] = []
        for unit in House.units { found.append(try await house.value("pills", unit)) }
        for substance in ["ecstasy", "clonazepam"] {
            found.append(try await house.value("pills", "dgsn", "substance=\(substance)"))
        }
        return found
    }

    /// Totals, every substance and every cell of both, against a plain loop over the rows.
    private func compare(_ house: House) async throws {
        for (unit, below) in [("dgsn", ["n1", "n2", "s1"]), ("north", ["n1", "n2"]), ("s1", ["s1"])] {
            let rows = try await house.read { tables in
                try below.flatMap {
                    try RegisterBook.current(
                        of: "seizures", .init(unit: $0, first: "2025-01-01", last: "2025-12-31"), limit: 10_000, in: tables)
                }
            }
            func check(_ cell: String, _ takes: (RegisterRow) -> Bool) async throws {
                let expected = rows.filter(takes).compactMap { pills($0.cells) }.reduce(0, +)
                #expect(Int(try await house.value("pills", unit, cell) ?? "0") == expected, "\(unit) \(cell)")
            }
            try await check("") { _ in true }
            for what in ["ecstasy", "clonazepam"] {
                try await check("substance=\(what)") { $0.cells["what"] == what }
                for how in ["border", "road"] {
                    try await check("operation=\(how);substance=\(what)") { $0.cells["what"] == what && $0.cells["how"] == how }
                }
            }
        }
    }
}
