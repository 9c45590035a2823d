import Acts
import Figures
import Storage
import TestSupport
import Testing

@testable import Institution

/// Forms: their versions, whom they ask, and what a return given by one must fulfil.
@Suite struct FormTests {
    /// A monthly form of two indicators, one by nationality.
    static func monthly(
        since: String = "2025-01-01", kinds: [String]? = ["unit"], units: [String]? = nil, sections: [DefineForm.Section]? = nil
    ) -> DefineForm {
        DefineForm(
            code: "pj", names: words("form"), frequency: .month, dueDays: 5, since: since, kinds: kinds, units: units,
            sections: sections ?? [DefineForm.Section(title: words("one"), lines: [DefineForm.Line(indicator: "monthly", isRequired: true)])])
    }

    static func column(_ breakdown: String?) -> DefineForm.Column { DefineForm.Column(title: words(breakdown ?? "all"), breakdown: breakdown) }

    private static func yearly(_ sections: [DefineForm.Section], code: String = "year") -> DefineForm {
        DefineForm(code: code, names: words("year"), frequency: .year, dueDays: 10, since: "2020-01-01", units: ["n1", "n2"], sections: sections)
    }

    @Test(arguments: Engines.all)
    func whatIsNoFormIsRefused(engine: Engine) async throws {
        try await House.open(engine) { house in
            func refused(_ code: FailureCode, _ form: DefineForm, at place: SourceLocation = #_sourceLocation) async throws {
                try await house.refused(code, form, at: place)
            }
            let line = DefineForm.Line(indicator: "monthly")
            func section(_ lines: [DefineForm.Line], _ columns: [DefineForm.Column] = []) -> DefineForm.Section {
                DefineForm.Section(title: words("s"), columns: columns, lines: lines)
            }
            try await refused(.nobodyFills, Self.monthly(kinds: nil))
            try await refused(.nobodyFills, Self.monthly(kinds: [], units: []))
            try await refused(.unknownWord, Self.monthly(kinds: ["nothing"]))
            try await refused(.unknownUnit, Self.monthly(units: ["nowhere"]))
            try await refused(.malformedDay, Self.monthly(since: "2025-02-30"))
            try await refused(.formEmpty, Self.monthly(sections: []))
            try await refused(.formEmpty, Self.monthly(sections: [section([])]))
            try await refused(.formCellTwice, Self.monthly(sections: [section([line]), section([line])]))
            try await refused(.formCellTwice, Self.monthly(sections: [section([line], [Self.column("sex=F"), Self.column("sex=F")])]))
            try await refused(.formEmpty, Self.monthly(sections: [section([DefineForm.Line(indicator: "monthly", closed: ["sex=F"])], [Self.column("sex=F")])]))
            try await refused(.malformedBreakdown, Self.monthly(sections: [section([line], [Self.column("sex")])]))
            try await refused(.malformedBreakdown, Self.monthly(sections: [section([line], [Self.column("sex=F;age=2")])]))
            try await refused(.unknownIndicator, Self.monthly(sections: [section([DefineForm.Line(indicator: "nothing")])]))
            try await refused(.formFrequency, Self.monthly(sections: [section([DefineForm.Line(indicator: "crimes")])]))
            try await refused(.computedIndicator, Self.yearly([section([DefineForm.Line(indicator: "clearance")])]))
            let many = (0...DefineForm.mostCells).map { Self.column("cell=\($0)") }
            try await refused(.formTooLarge, Self.monthly(sections: [section([line], many)]))
            try await house.submit(Self.monthly())
            try await refused(.formVersionEarlier, Self.monthly(since: "2024-12-31"))
            #expect(try await house.read { try FormBook.all(in: $0) }.map(\.version) == [1])
        }
    }

    @Test(arguments: Engines.all)
    func versionsHoldFromTheirDayAndEarlierReturnsStay(engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.submit(Self.monthly())
            let broken = DefineForm.Section(
                title: words("b"), columns: [Self.column("sex=F"), Self.column("sex=M")], lines: [DefineForm.Line(indicator: "monthly")])
            try await house.submit(Self.monthly(since: "2025-07-15", sections: [broken]))
            try await house.submit(RetireForm(code: "pj", until: "2025-11-01"))
            let found = try await house.read { tables in
                try ["2024-12", "2025-01", "2025-06", "2025-07", "2025-10", "2025-11"].map {
                    try FormBook.inForce("pj", Period($0), in: tables)?.version
                }
            }
            #expect(found == [nil, 1, 1, 2, 2, nil])
            try await house.refused(.unknownForm, RetireForm(code: "pj", until: "2025-12-01"))
            try await house.refused(.formVersionEarlier, Self.monthly(since: "2025-10-31"))

            // Before and after the day of the new version: each month under its own.
            func give(_ period: String, _ values: ReturnedValue...) async throws {
                try await house.submit(SubmitReturn(unit: "n1", period: period, form: "pj", values: values), by: House.officer)
            }
            try await give("2025-06", figure("monthly", "10"))
            try await give("2025-07", figure("monthly", "4", breakdown: "sex=F"), figure("monthly", "7", breakdown: "sex=M"))
            try await house.refused(
                .notInForm, SubmitReturn(unit: "n1", period: "2025-08", form: "pj", values: [figure("monthly", "1")]), by: House.officer)
            // The new breakdown changes no earlier total, and the new month's total is the sum of its cells.
            #expect(try await house.answer("monthly", "n1", "2025-06").value?.description == "10")
            #expect(try await house.answer("monthly", "n1", "2025-07").value?.description == "11")
            #expect(try await house.answer("monthly", "dgsn", "2025").value?.description == "21")
            let report = try await Rebuild.check(house.office) { _, _ in }
            #expect(report.rows["forms"] == 2 && report.rows["form_returns"] == 2)
        }
    }

    @Test(arguments: Engines.all)
    func aReturnByFormFulfilsIt(engine: Engine) async throws {
        try await House.open(engine) { house in
            let lines = [
                DefineForm.Line(indicator: "crimes", isRequired: true), DefineForm.Line(indicator: "solved"),
                DefineForm.Line(indicator: "stock", mayBeNegative: true),
            ]
            try await house.submit(Self.yearly([DefineForm.Section(title: words("s"), lines: lines)]))
            func act(_ values: ReturnedValue..., unit: String = "n1", period: String = "2024", form: String = "year", reason: String? = nil) -> SubmitReturn {
                SubmitReturn(unit: unit, period: period, form: form, reason: reason, values: values)
            }
            try await house.refused(.unknownForm, act(figure("crimes", "1"), form: "other"), by: House.officer)
            try await house.refused(.unknownForm, act(figure("crimes", "1"), period: "2019"), by: House.statistician)
            try await house.refused(.notYourForm, act(figure("crimes", "1"), unit: "s1"), by: House.statistician)
            try await house.refused(.notInForm, act(figure("crimes", "1"), figure("kilos", "1")), by: House.officer)
            try await house.refused(.requiredBlank, act(figure("solved", "1")), by: House.officer)
            try await house.refused(.negativeCount, act(figure("crimes", "-1")), by: House.officer)
            // Zero is a value, blank is none, and not applicable is a status without value.
            try await house.submit(act(figure("crimes", "0"), figure("solved", nil, status: .missing), figure("stock", "-3")), by: House.officer)
            #expect(try await house.answer("crimes", "n1", "2024").value?.description == "0")
            #expect(try await house.answer("solved", "n1", "2024").value == nil)
            // What is in force already satisfies the required cell; a change says why.
            try await house.submit(act(figure("crimes", "0"), figure("stock", "-3")), by: House.officer)
            try await house.refused(.reasonNeeded, act(figure("crimes", "5")), by: House.officer, ["value": "0"])
            try await house.submit(act(figure("crimes", "5"), reason: "recount"), by: House.officer)
            var noted = figure("crimes", "6")
            noted.note = "one more file"
            try await house.submit(act(noted), by: House.officer)
            noted.value = "7"
            try await house.refused(.reasonNeeded, act(noted), by: House.officer)
            let history = try await house.read { try ReturnBook.history(indicator: "crimes", unit: "n1", period: "2024", in: $0) }
            #expect(history.map(\.value.value) == ["0", "0", "5", "6"])
        }
    }

    @Test(arguments: Engines.all)
    func whatIsExpectedAndWhen(engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.submit(Self.monthly(kinds: nil, units: ["n1", "s1"]))
            try await house.submit(CloseUnit(unit: "s1", date: "2025-03-01"))
            try await house.submit(SubmitReturn(unit: "n1", period: "2025-02", form: "pj", values: [figure("monthly", "1")]), by: House.officer)
            try await house.submit(
                SubmitReturn(unit: "n1", period: "2025-02", form: "pj", reason: "again", values: [figure("monthly", "2")]), by: House.officer)
            let expected = try await house.read { try FormBook.expected(year: 2025, in: $0) }
            #expect(expected.filter { $0.unit == "n1" }.count == 12)
            #expect(expected.filter { $0.unit == "s1" }.map(\.period) == ["2025-01", "2025-02"])
            #expect(expected.first { $0.period == "2025-02" }?.due == "2025-03-05")
            let given = expected.filter { $0.first != nil }
            #expect(given.map(\.period) == ["2025-02"])
            let all = try await house.read { try FormBook.returns(form: "pj", unit: "n1", period: "2025-02", in: $0) }
            #expect(all.count == 2 && all.first?.number == given.first?.first?.number)
            #expect(try await house.read { try FormBook.expected(year: 2024, in: $0) }.isEmpty)
        }
    }

    @Test(arguments: Engines.all)
    func returnsByFormKeepToTheReportingPhase(engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.submit(Self.monthly())
            func phases(_ year: Int) -> [PhaseDates] {
                Phase.allCases.enumerated().map { PhaseDates($1, starts: "\(year)-0\($0 + 1)-10", ends: "\(year)-0\($0 + 1)-20") }
            }
            try await house.submit(OpenCycle(year: 2025, phases: phases(2025)))
            let act = SubmitReturn(unit: "n1", period: "2025-02", form: "pj", values: [figure("monthly", "1")])
            try await house.refused(.outOfPhase, act, by: House.officer, ["phase": "reporting", "year": "2025", "unit": "n1"])
            try await house.submit(ExtendPhase(year: 2025, phase: .reporting, unit: "n1", until: "2026-02-01", reason: words("late")))
            try await house.submit(act, by: House.officer)
        }
    }

    /// A form's day takes the place of the phase's last day in the register of duties, as of any day.
    @Test(arguments: Engines.all)
    func aFormIsADuty(engine: Engine) async throws {
        try await House.open(engine) { house in
            try await house.submit(Self.monthly(since: "2025-11-01", kinds: nil, units: ["n1"]))
            let phases = Phase.allCases.enumerated().map { index, phase in
                PhaseDates(phase, starts: phase == .reporting ? "2025-02-01" : "2025-0\(index + 1)-01", ends: phase == .reporting ? "2026-01-31" : "2025-0\(index + 1)-02")
            }
            try await house.submit(OpenCycle(year: 2025, phases: phases))
            try await house.submit(SubmitReturn(unit: "n1", period: "2025-11", form: "pj", values: [figure("monthly", "1")]), by: House.officer)
            func duties(on day: String) async throws -> [String] {
                try await house.read { try DutyRegister.duties(year: 2025, on: day, unit: "n1", in: $0) }
                    .filter { $0.task == .submitReturn }.map { "\($0.subject ?? "–") \($0.due) \($0.state.rawValue)" }
            }
            #expect(try await duties(on: "2026-01-05") == ["2025-11 2025-12-05 done_late", "2025-12 2026-01-05 open"])
            #expect(try await duties(on: "2026-01-06") == ["2025-11 2025-12-05 done_late", "2025-12 2026-01-05 overdue"])
            #expect(try await duties(on: "2026-01-04").isEmpty, "what the ledger did not hold was not owed")
        }
    }

    /// A body without the new member reads as before, and one with it keeps the order that the scanner of a cold start knows.
    @Test func theStoredFormStaysReadable() throws {
        let old = Array(#"{"period":"2022","unit":"n1","values":[{"indicator":"crimes","value":"1"}]}"#.utf8)
        let read = try SubmitReturn.decoded(fromBody: old)
        #expect(read.form == nil)
        #expect(try read.encodedMembers() == old)
        let new = SubmitReturn(unit: "n1", period: "2022", form: "f", reason: "r", values: [figure("crimes", "1")])
        let bytes = try new.encodedMembers()
        #expect(try SubmitReturn.decoded(fromBody: bytes).form == "f")
        #expect(bytes == (try CanonicalJSON.encode(new)))
        #expect(ReturnScanner.figures(in: bytes)?.count == 1)
    }
}
