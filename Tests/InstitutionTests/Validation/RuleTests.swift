import Acts
import Figures
import Storage
import TestSupport
import Testing

@testable import Institution

@Suite struct RuleTests {
    private func rule(
        _ code: String = "R-01", left: String = "solved", right: String = "crimes", tolerance: String? = nil,
        weight: RuleWeight = .compulsory, since: String? = nil
    ) -> DefineRule {
        DefineRule(
            code: code, left: left, comparison: .atMost, right: right, tolerance: tolerance, weight: weight, words: words(code), since: since)
    }

    @Test(arguments: Engines.all)
    func aCompulsoryRuleRefusesAndAWarningIsKept(engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.submit(rule())
            try await house.submit(rule("R-02", left: "kilos", right: "10", weight: .warning))
            let broken = SubmitReturn(unit: "n1", period: "2024", values: [figure("crimes", "10"), figure("solved", "11")])
            try await house.refused(.ruleBroken, broken, ["rule": "R-01", "given": "11", "computed": "10", "words.fr": "texte R-01"])
            try await house.report("n1", "2024", figure("crimes", "10"), figure("kilos", "12.5"))
            // The figures reported earlier count with those of the return.
            try await house.refused(.ruleBroken, SubmitReturn(unit: "n1", period: "2024", values: [figure("solved", "11")]))
            try await house.report("n1", "2024", figure("solved", "10"))
            // Another unit's or year's figures do not.
            try await house.report("n2", "2024", figure("solved", "11"))
            // An older value of what is known better meanwhile is history and breaks nothing.
            try await house.report("n1", "2024", figure("crimes", "9", asOf: "2024-03-01T00:00:00Z"))
            try await VerdictRegister.catchUp(house.office.database)
            let verdicts = try await house.read { try VerdictBook.verdicts(unit: "n1", period: "2024", in: $0) }.map(\.verdict)
            #expect(verdicts.map(\.word) == ["rule:R-02", "rule:R-01"])
            #expect(verdicts.map(\.holds) == [false, true])
            #expect(verdicts.map { [$0.value, $0.low] } == [["12.5", "10"], ["10", "10"]])
            let failing = try await house.read { try VerdictBook.failing(year: 2024, in: $0) }
            #expect(failing.map(\.verdict.word) == ["rule:R-02"])
            let report = try await Rebuild.check(house.office)
            #expect(report.rows["return_verdicts"] == 2)
        }
    }

    /// What is not judged yet is counted; a server judges it without anybody opening a page.
    @Test func whatIsNotJudgedYetIsCounted() async throws {
        try await House.open(.sqlite) { house in
            for (unit, period) in [("n1", "2023"), ("n1", "2024"), ("n2", "2024")] {
                try await house.report(unit, period, figure("crimes", "10"))
            }
            let all = try await house.read { try VerdictRegister.unjudged(in: $0) }
            #expect(all >= 3)
            #expect(try await house.read { try VerdictRegister.unjudged(year: 2024, in: $0) } == 2)
            #expect(try await house.read { try VerdictRegister.unjudged(year: 2023, in: $0) } == 1)
            let isDone = try await VerdictRegister.catchUp(house.office.database, atMost: 1)
            #expect(!isDone)
            #expect(try await house.read { try VerdictRegister.unjudged(in: $0) } == all - 1)
            await house.office.judge()
            #expect(try await house.read { try VerdictRegister.unjudged(in: $0) } == 0)
        }
    }

    @Test func aRuleThatCannotBeJudgedIsNotDefined() async throws {
        try await House.open(.sqlite) { house in
            try await house.refused(.unknownIndicator, rule(left: "nothing"), ["indicator": "nothing"])
            try await house.refused(.computedIndicator, rule(left: "clearance"))
            try await house.refused(.mixedFrequencies, rule(left: "monthly"))
            try await house.refused(.malformedRule, rule(left: "5", right: "crimes"))
            try await house.refused(.malformedRule, rule(left: "solved +"), ["field": "left"])
            try await house.refused(.malformedRule, rule(tolerance: "-1"), ["field": "tolerance"])
            try await house.refused(.malformedCode, rule("R 1"))
            try await house.refused(.malformedDay, rule(since: "2024"))
            try await house.refused(.unknownRule, RetireRule(code: "R-01", reason: Written("x", "fr")))
            try await house.refused(.notAllowed, rule(), by: House.officer)
        }
    }

    @Test func aNewVersionJudgesWhatFollows() async throws {
        try await House.open(.sqlite) { house in
            try await house.submit(rule())
            try await house.submit(rule(tolerance: "10%", weight: .warning))
            let values = [figure("crimes", "100"), figure("solved", "110")]
            try await house.submit(SubmitReturn(unit: "n1", period: "2024", values: values))
            try await house.submit(RetireRule(code: "R-01", reason: Written("plus utile", "fr")))
            try await house.refused(.unknownRule, RetireRule(code: "R-01", reason: Written("x", "fr")))
            try await house.submit(SubmitReturn(unit: "n2", period: "2024", values: values))
            try await VerdictRegister.catchUp(house.office.database)
            let (first, second, all) = try await house.read {
                try (
                    VerdictBook.verdicts(unit: "n1", period: "2024", in: $0), VerdictBook.verdicts(unit: "n2", period: "2024", in: $0),
                    RuleBook.all(in: $0)
                )
            }
            #expect(first.map(\.verdict.holds) == [true], "within ten percent")
            #expect(first.first?.verdict.isCompulsory == false)
            #expect(second.isEmpty, "a retired rule judges nothing")
            #expect(all.map(\.ended) == [all[0].ended, all[0].by.number] && all[0].retirement?.text == "plus utile")
            _ = try await Rebuild.check(house.office)
        }
    }

    @Test func toleranceAndComparisons() throws {
        var figures = FigureSet()
        figures.set(figure("a", "103"))
        figures.set(figure("b", "100"))
        func holds(_ comparison: RuleComparison, _ tolerance: String?) throws -> Bool? {
            try Self.rule("a", comparison, "b", tolerance).verdict(on: figures)?.holds
        }
        for (comparison, tolerance, expected) in [
            (RuleComparison.equal, nil, false), (.equal, "3", true), (.equal, "2.99", false), (.equal, "3%", true), (.different, nil, true),
            (.different, "3", false), (.atMost, nil, false), (.atMost, "3%", true), (.atMost, "2%", false), (.atLeast, nil, true),
            (.less, nil, false), (.less, "5", true), (.more, nil, true),
        ] as [(RuleComparison, String?, Bool)] {
            #expect(try holds(comparison, tolerance) == expected, "\(comparison) \(tolerance ?? "–")")
        }
        #expect(try Self.rule("a", .together, "c", nil).verdict(on: figures)?.holds == false)
        #expect(try Self.rule("c", .together, "d", nil).verdict(on: figures) == nil)
        #expect(try Self.rule("a", .atMost, "c", nil).verdict(on: figures) == nil, "a missing figure is not zero")
    }

    private static func rule(_ left: String, _ comparison: RuleComparison, _ right: String, _ tolerance: String?) throws -> Rule {
        try Rule(
            code: "R", left: left, comparison: comparison, right: right, tolerance: tolerance, weight: .warning, words: words("r"),
            frequency: .year, since: nil, by: Authorship(number: 0, official: "o", post: "p", recorded: Timestamp(milliseconds: 0)))
    }

    @Test func builtInChecksFindWhatCannotBe() async throws {
        try await House.open(.sqlite) { house in
            let ratio = house.define("share", decimals: 2, numerator: "solved", denominator: "crimes")
            var percent = ratio.indicator
            percent.unitOfMeasure = "percent"
            try await house.submit(DefineMeasure(code: "percent", names: words("percent")))
            try await house.submit(DefineIndicator(percent))
            for (index, value) in ["100", "104", "98", "101", "97", "103"].enumerated() {
                try await house.report("n1", "\(2015 + index)", figure("crimes", value))
            }
            try await house.report(
                "n1", "2021", figure("crimes", "400"), figure("solved", "401"), figure("kilos", "-1"),
                figure("stock", "10"), figure("stock", "7", breakdown: "sex=F"), figure("stock", "4", breakdown: "sex=M"))
            try await VerdictRegister.catchUp(house.office.database)
            let found = try await house.read { try VerdictBook.verdicts(unit: "n1", period: "2021", in: $0) }.map(\.verdict)
            #expect(found.map(\.word) == ["range", "ratio:share", "negative", "parts:sex"])
            #expect(found.allSatisfy { !$0.holds && !$0.isCompulsory })
            #expect(found.first?.value == "400" && found.last?.value == "11" && found.last?.low == "10")
            // The correction takes each of them back, and what was said stays in the register.
            try await house.submit(
                SubmitReturn(
                    unit: "n1", period: "2021", reason: "recount",
                    values: [figure("crimes", "102"), figure("solved", "40"), figure("kilos", "1"), figure("stock", "11")]),
                by: House.statistician)
            try await VerdictRegister.catchUp(house.office.database)
            let after = try await house.read { try VerdictBook.verdicts(unit: "n1", period: "2021", in: $0) }
            #expect(after.count == 4 && after.allSatisfy { $0.verdict.holds })
            let rows = try await house.read { try $0.query("SELECT number FROM return_verdicts WHERE replaced IS NOT NULL") }
            #expect(rows.count == 4)
            // What an entry page would show, before anything is submitted.
            let asked = try await house.read {
                try RuleBook.verdicts(of: [figure("crimes", "1")], unit: "n1", period: Period("2022"), in: $0)
            }
            #expect(asked.map(\.word) == ["range"])
            _ = try await Rebuild.check(house.office)
        }
    }
}

@Suite struct FigureQueryTests {
    @Test func aQuestionHasAnOwnerADayAndAnEnd() async throws {
        try await House.open(.sqlite) { house in
            try await house.report("n1", "2024", figure("crimes", "10"))
            func ask(_ check: String = "range", post: String = "p-n1", due: String = "2026-02-01") -> AssignQuery {
                AssignQuery(
                    unit: "n1", period: "2024", check: check, indicator: "crimes", post: post, due: due, question: Written("Pourquoi ?", "fr"))
            }
            try await house.refused(.unknownWord, ask("rule:"))
            try await house.refused(.unknownWord, ask("range:x"))
            try await house.refused(.unknownPost, ask(post: "nobody"))
            try await house.refused(.deadlinePast, ask(due: "2026-01-01"))
            try await house.refused(.notAllowed, ask(), by: House.officer)
            let number = try await house.submit(ask(), by: House.statistician).number
            func answer(_ outcome: AnswerQuery.Outcome) -> AnswerQuery {
                AnswerQuery(query: number, outcome: outcome, answer: Written("C’est exact.", "fr"))
            }
            try await house.refused(.unknownQuery, AnswerQuery(query: 1, outcome: .confirmed, answer: Written("x", "fr")))
            try await house.refused(.notAskedOfYou, answer(.confirmed), by: House.statistician, ["post": "p-n1"])
            try await house.refused(.notAskedOfYou, answer(.withdrawn), by: House.officer, ["post": "p-stat"])
            try await house.refused(.nothingCorrected, answer(.corrected), by: House.officer)
            try await house.submit(
                SubmitReturn(unit: "n1", period: "2024", reason: "recount", values: [figure("crimes", "11")]), by: House.officer)
            try await house.submit(answer(.corrected), by: House.officer)
            try await house.refused(.queryAnswered, answer(.withdrawn), by: House.statistician)
            let asked = try #require(try await house.read { try FigureQueryBook.all(year: 2024, in: $0) }.first)
            #expect(asked.reply?.outcome == .corrected && asked.state(on: "2027-01-01") == .answered)
            _ = try await Rebuild.check(house.office)
        }
    }
}
