import Acts
import Figures
import Storage
import TestSupport
import Testing

@testable import Institution

@Suite struct DueBookTests {
    @Test(arguments: Engines.all)
    func whatIsOwedShrinksAsItIsDone(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            func owed(_ signatory: Signatory, on day: String = "2022-01-10") async throws -> [Due] {
                try await stage.read { try DueBook.owed(by: signatory, year: 2022, on: day, in: $0) }
            }
            #expect(try await owed(.headOfPolice).map(\.task) == [.proposeTerms, .submitSelfAssessment])
            let proposal = try await stage.act(policeTerms, by: .officerOfPolice)
            let waiting = try await owed(.headOfPolice)
            #expect(waiting.map(\.task) == [.signTerms, .submitSelfAssessment])
            #expect(waiting.first?.subject == "\(proposal)")
            #expect(waiting.map(\.state) == [.open, .toCome])
            #expect(try await owed(.officerOfPolice).map(\.task) == [.submitSelfAssessment])
            #expect(try await owed(.director, on: "2022-01-20").first?.state == .overdue)
            #expect(try await owed(.evaluator).map(\.task) == [.vetTerms])
            try await stage.act(SignTerms(year: 2022, unit: "dpj", proposal: proposal), by: .headOfPolice)
            try await stage.act(VetTerms(year: 2022, unit: "dpj", proposal: proposal, outcome: .cleared), by: .evaluator)
            try await stage.act(SignTerms(year: 2022, unit: "dpj", proposal: proposal), by: .director)
            let inForce = try await owed(.headOfPolice)
            #expect(
                inForce.map(\.task) == [.recordFollowUp, .recordFollowUp, .recordFollowUp, .submitReturn, .submitSelfAssessment])
            #expect(inForce.compactMap(\.subject) == ["1", "2", "3", "2022"])
            #expect(inForce.map(\.due).prefix(3) == ["2022-04-30", "2022-07-30", "2022-10-30"])
            #expect(try await owed(.evaluator).map(\.unit) == ["dpj"])
            #expect(try await owed(.director).map(\.task) == [.holdMeeting, .setPriorities])
            #expect(try await owed(.communication).map(\.task) == [.publishReport])
            let unit = try await stage.read { try DueBook.owed(by: "dpj", year: 2022, on: "2022-12-13", in: $0) }
            #expect(unit.suffix(2).map(\.task) == [.submitReturn, .submitSelfAssessment])
            #expect(unit.map(\.state) == [.overdue, .overdue, .overdue, .open, .open])
            #expect(try await stage.read { try DueBook.owed(by: "dpj", year: 2030, on: "2030-01-01", in: $0) }.isEmpty)
        }
    }

    @Test(arguments: Engines.all)
    func assignedIndicatorsAreOwedForEachPeriod(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            let monthly = Indicator(
                code: "cases", names: words("cases"), unitOfMeasure: "percent", decimals: 0, frequency: .month,
                overUnits: .sum, overTime: .sum, direction: .down, definition: words("cases"), source: "test")
            try await stage.act(DefineIndicator(monthly), by: .administrator)
            try await stage.act(
                AssignReporting(indicator: "cases", unit: "dsic", since: "2020-01-01"), by: .administrator)
            let report = SubmitReturn(
                unit: "dsic", period: "2022-01", values: [ReturnedValue(indicator: "cases", value: "12")])
            try await stage.act(report, by: .headOfSystems, on: "2022-02-05")
            let owed = try await stage.read { try DueBook.owed(by: "dsic", year: 2022, on: "2022-03-05", in: $0) }
                .filter { $0.task == .submitReturn }
            #expect(owed.map(\.subject) == (2...12).map { "2022-" + ($0 < 10 ? "0\($0)" : "\($0)") })
            // December may be reported while figures are called for, before the month is over.
            #expect(owed.last?.starts == "2022-01-15")
        }
    }
}
