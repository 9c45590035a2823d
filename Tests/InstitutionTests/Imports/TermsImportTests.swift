import Acts
import Storage
import TestSupport
import Testing

@testable import Institution

@Suite struct TermsImportTests {
    static let header = "year,unit,code,text_ar,text_fr,text_en,indicator,baseline,target_type,target,target_max,weight,due,depends_on,levels,owner\n"

    static func row(
        _ code: String, unit: String = "n1", weight: String = "50", target: String = "95", type: String = "at_least", baseline: String = "90",
        due: String = "", levels: String = "", indicator: String = "", year: String = "2022"
    ) -> String {
        "\(year),\(unit),\(code),نص,texte,text,\(indicator),\(baseline),\(type),\(target),,\(weight),\(due),,\(levels),\n"
    }

    private static func play(_ engine: Engine, _ body: (House) async throws -> Void) async throws {
        try await House.open(engine) { house in
            let phases = Phase.allCases.map { PhaseDates($0, starts: "2000-01-01", ends: "2999-12-31") }
            try await house.submit(OpenCycle(year: 2022, phases: phases))
            try await body(house)
        }
    }

    @Test(arguments: Engines.all)
    func aFileBecomesOneProposalAUnit(engine: Engine) async throws {
        try await Self.play(engine) { house in
            let text = Self.header + Self.row("A-1") + Self.row("B-1", unit: "n2", weight: "100", levels: "91 92 93 94 95") + Self.row("A-2")
            let before = try await house.size()
            let tried = try await house.load(.terms, text, dryRun: true)
            #expect(tried.isAccepted && tried.rows == 3 && tried.acts == 2)
            #expect(try await house.size() == before)
            let report = try await house.load(.terms, text)
            #expect(report.isAccepted && report.acts == 2)
            let all = try await house.read { try TermsBook.all(year: 2022, in: $0) }
            #expect(all.map(\.unit) == ["n1", "n2"])
            #expect(all[0].commitments.map(\.code) == ["A-1", "A-2"])
            #expect(all[1].commitments[0].terms.levels == ["91", "92", "93", "94", "95"])
        }
    }

    @Test(arguments: Engines.all)
    func eachRefusedRowIsNamed(engine: Engine) async throws {
        try await Self.play(engine) { house in
            func refusals(_ rows: String...) async throws -> [String] {
                let before = try await house.size()
                let report = try await house.load(.terms, Self.header + rows.joined())
                #expect(try await house.size() == before && report.acts == 0)
                return report.refused.map { "\($0.line) \($0.failure.code.label) \($0.column ?? "-")" }
            }
            func expect(_ wanted: [String], _ rows: String..., at place: SourceLocation = #_sourceLocation) async throws {
                let found = try await refusals(rows.joined())
                #expect(found == wanted, sourceLocation: place)
            }
            let good = Self.row("A-1")
            try await expect(["3 E1205 target"], good, Self.row("A-2", target: "95,0".replacing(",", with: ";")))
            try await expect(["3 E1505 code"], good, Self.row("A-1"))
            try await expect(["3 E1301 unit"], good, Self.row("A-2", unit: "nowhere"))
            try await expect(["3 E1201 indicator"], good, Self.row("A-2", indicator: "nothing"))
            try await expect(["3 E1305 due"], good, Self.row("A-2", due: "31/12/2022"))
            try await expect(["3 E1404 weight"], good, Self.row("A-2", weight: "0"))
            try await expect(["3 E1205 weight"], good, Self.row("A-2", weight: "x"))
            try await expect(["3 E1110 target_type"], good, Self.row("A-2", type: "more"))
            try await expect(["2 E1404 weight", "4 E1404 weight"], Self.row("A-1", weight: "40"), Self.row("A-2"), Self.row("B-1", unit: "n2"))
            // What only the act can tell is named at the first line of the unit's terms.
            try await expect(["2 E1405 -"], good, Self.row("A-2", baseline: ""))
            try await expect(["2 E1440 -"], good, Self.row("A-2", levels: "5 4 3 2 1"))
            try await expect(["2 E1401 -"], Self.row("A-1", weight: "100", year: "2030"))
        }
    }
}
