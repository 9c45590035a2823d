import Acts
import Figures
import Storage
import TestSupport
import Testing

@testable import Institution

@Suite struct UnitImportTests {
    static let header = "code,parent,kind,name_ar,name_fr,name_en,opened,closed\n"

    static func row(_ code: String, _ parent: String, _ opened: String = "2000-01-01", _ closed: String = "") -> String {
        "\(code),\(parent),unit,ا \(code),f \(code),e \(code),\(opened),\(closed)\n"
    }

    @Test(arguments: Engines.all)
    func unitsComeInAnyOrderOfRows(engine: Engine) async throws {
        try await House.open(engine, empty: true) { house in
            var random = SeededGenerator()
            var rows = [Self.row("dgsn", "")]
            for index in 1...60 {
                rows.append(Self.row("u\(index)", index < 4 ? "dgsn" : "u\(Int.random(in: 1..<index, using: &random))"))
            }
            let text = Self.header + rows.shuffled(using: &random).joined()
            let tried = try await house.load(.units, text, dryRun: true)
            #expect(tried.isAccepted && tried.dryRun && tried.acts == 61)
            #expect(try await house.size() == 1)
            let report = try await house.load(.units, "\u{FEFF}" + text)
            #expect(report.isAccepted && report.rows == 61 && report.acts == 61)
            #expect(try await house.read { try UnitBook.all(in: $0).count } == 61)
            #expect(house.office.cube.tree.codes.count == 61)
            _ = try await Rebuild.check(house.office)
        }
    }

    @Test(arguments: Engines.all)
    func everyRefusedRowIsNamedAndNothingIsApplied(engine: Engine) async throws {
        try await House.open(engine) { house in
            func refusals(_ rows: [String], kind: ImportKind = .units, header: String = Self.header) async throws -> [String] {
                let before = try await house.size()
                let report = try await house.load(kind, header + rows.joined())
                #expect(try await house.size() == before)
                #expect(report.acts == 0 && !report.isAccepted)
                return report.refused.map { "\($0.line) \($0.failure.code.label) \($0.column ?? "-")" }
            }
            typealias Unit = UnitImportTests
            let cases: [(rows: [String], refused: [String])] = [
                (
                    [Unit.row("a", "b"), Unit.row("ok", "dgsn"), Unit.row("b", "c"), Unit.row("c", "a")],
                    ["2 E1304 parent", "4 E1304 parent", "5 E1304 parent"]
                ),
                // Each circle is named; who only hangs on it is not.
                (
                    [Unit.row("a", "b"), Unit.row("b", "a"), Unit.row("d", "d"), Unit.row("e", "a")],
                    ["2 E1304 parent", "3 E1304 parent", "4 E1304 parent"]
                ),
                ([Unit.row("a", "dgsn"), Unit.row("a", "north")], ["3 E1302 code"]),
                ([Unit.row("n1", "dgsn"), Unit.row("a", "dgsn"), Unit.row("x", "nowhere")], ["2 E1302 -", "4 E1301 -"]),
                (
                    [
                        Unit.row("a", "dgsn", "2000-02-30"), Unit.row("b", "dgsn", "1999-01-01"),
                        Unit.row("c", "dgsn", "2001-01-01", "2001-01-01"), Unit.row("d", ""), Unit.row("e e", "dgsn"),
                        Unit.row("good", "dgsn"),
                    ], ["2 E1305 -", "3 E1303 -", "4 E1309 -", "5 E1307 -", "6 E1306 -"]
                ),
                (
                    ["a,dgsn,unit,,f,e,2000-01-01,\n", "b,dgsn,unit,ا,f,e\n", "c,dgsn,unit,ا,f,\"e\"x,2000-01-01,\n"],
                    ["2 E1005 name_ar", "3 E1104 -", "4 E1103 name_en"]
                ),
            ]
            for (rows, expected) in cases {
                let found = try await refusals(rows)
                #expect(found == expected, "\(rows)")
            }
            for (header, expected) in [("code,parent\n", "1 E1105 -"), ("code,colour\n", "1 E1106 -"), ("", "0 E1109 -")] {
                let found = try await refusals([], header: header)
                #expect(found == [expected])
            }
        }
    }

    @Test(arguments: Engines.all)
    func eventsAreDoneInTheOrderOfTheirDates(engine: Engine) async throws {
        try await House.open(engine) { house in
            let header = "date,event,unit,into,share,name_ar,name_fr,name_en\n"
            let report = try await house.load(
                .events,
                header + """
                    2015-01-01,close,south,,,,,
                    2014-01-01,move,s1,north,,,,
                    2013-01-01,rename,s1,,,ا,f,e
                    2016-01-01,split,n1,n2,0.4,,,
                    2016-01-01,split,n1,s1,0.6,,,
                    2012-01-01,open,n3,north,,ا,f,e
                    2017-01-01,merge,n3,n2,,,,

                    """)
            #expect(report.isAccepted, "\(report.refused)")
            #expect(report.rows == 7 && report.acts == 6)
            try await house.read { (tables: any Connection) throws in
                #expect(try UnitBook.unit("n1", in: tables)?.successor == "s1")
                #expect(try UnitBook.unit("n3", in: tables)?.successor == "n2")
                #expect(try UnitBook.children(of: "north", on: "2016-06-01", in: tables) == ["n2", "n3", "s1"])
            }
            let bad = try await house.load(
                .events,
                header + """
                    2018-01-01,vanish,s1,,,,,
                    2018-01-01,move,s1,,,,,
                    2018-01-01,rename,s1,,,,f,e
                    2018-01-01,split,s1,n2,,,,

                    """)
            #expect(
                bad.refused.map { "\($0.line) \($0.failure.code.label) \($0.column ?? "-")" }
                    == ["2 E1110 event", "3 E1005 into", "4 E1005 name_ar", "5 E1005 share"])
            let late = try await house.load(
                .events,
                header + """
                    2018-01-01,move,south,north,,,,
                    2013-06-01,move,s1,dgsn,,,,
                    2018-01-01,close,north,,,,,
                    2018-02-31,close,s1,,,,,

                    """)
            #expect(
                late.refused.map { "\($0.line) \($0.failure.code.label)" }.sorted() == [
                    "2 E1303", "3 E1310", "4 E1308", "5 E1305",
                ])
            _ = try await Rebuild.check(house.office)
        }
    }
}
