import Acts
import Storage
import TestSupport
import Testing

@testable import Institution

@Suite struct FollowUpTests {
    static func spring(_ text: String = "spring", quarter: Int = 1, _ change: (inout RecordFollowUp) -> Void = { _ in }) -> RecordFollowUp {
        var act = RecordFollowUp(
            year: 2022, quarter: quarter, unit: "dpj", text: words(text),
            lines: [
                .init(commitment: "PJ-01", progress: .onTrack),
                .init(commitment: "PJ-02", progress: .atRisk, note: words("more cases than foreseen")),
                .init(commitment: "PJ-03", progress: .done, note: words("early")),
                .init(commitment: "PJ-05", progress: .notStarted),
            ])
        change(&act)
        return act
    }

    @Test(arguments: Engines.all)
    func refusals(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            await stage.refused(.noTerms, Self.spring(), by: .headOfPolice, on: "2022-04-10")
            try await stage.signedTerms()
            func refused(_ code: FailureCode, on day: String = "2022-04-10", _ change: (inout RecordFollowUp) -> Void) async {
                await stage.refused(code, Self.spring("spring", quarter: 1, change), by: .headOfPolice, on: day)
            }
            await stage.refused(.notAllowed, Self.spring(), by: .headOfSystems, on: "2022-04-10")
            await stage.refused(.notAllowed, Self.spring(), by: .evaluator, on: "2022-04-10")
            await refused(.quarterNotOver, on: "2022-03-31") { _ in }
            await refused(.quarterNotOver) { $0.quarter = 2 }
            await refused(.outOfPhase, on: "2023-12-21") { _ in }
            await refused(.malformedValue) { $0.quarter = 5 }
            await refused(.malformedValue) { $0.quarter = 0 }
            await refused(.noCycle) { $0.year = 2021 }
            await refused(.missingText) { $0.text.fr = "" }
            await refused(.missingText) { $0.lines[1].note?.ar = " " }
            await refused(.progressWithoutReason) { $0.lines[1].note = nil }
            await refused(.progressWithoutReason) { $0.lines[0].progress = .late }
            await refused(.unknownCommitment) { $0.lines[0].commitment = "PJ-99" }
            await refused(.numberTaken) { $0.lines[0].commitment = "PJ-02" }
            await refused(.followUpIncomplete) { $0.lines.removeLast() }
            await refused(.followUpIncomplete) { $0.lines = [] }
            try await stage.act(Self.spring(), by: .headOfPolice, on: "2022-04-01")
            try await stage.act(Self.spring(), by: .secretary, on: "2023-12-20")
            try await stage.act(
                ExtendPhase(year: 2022, phase: .followUp, unit: "dpj", until: "2024-01-31", reason: words("late")), by: .director,
                on: "2023-12-20")
            try await stage.act(Self.spring(quarter: 4), by: .headOfPolice, on: "2024-01-31")
        }
    }

    @Test(arguments: Engines.all)
    func aLaterRecordReplacesAnEarlierOne(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            let proposal = try await stage.signedTerms()
            let first = try await stage.act(Self.spring(), by: .officerOfPolice, on: "2022-04-10")
            let second = try await stage.act(Self.spring("again"), by: .headOfPolice, on: "2022-05-02")
            let current = try await stage.read { try FollowUpBook.current(year: 2022, unit: "dpj", quarter: 1, in: $0) }
            #expect(current?.by.number == second)
            #expect(current?.text == words("again"))
            #expect(current?.proposal == proposal)
            #expect(current?.lines == Self.spring().lines)
            let history = try await stage.read { try FollowUpBook.history(year: 2022, unit: "dpj", quarter: 1, in: $0) }
            #expect(history.map(\.by.number) == [first, second])
            #expect(history.first?.replacedBy == second)
            #expect(try await stage.read { try FollowUpBook.all(year: 2022, in: $0) }.map(\.by.number) == [second])
            // The first one was in time, so the duty was done in time.
            let duty = try await stage.read { try DutyRegister.duties(year: 2022, on: "2022-06-01", unit: "dpj", in: $0) }
                .first { $0.task == .recordFollowUp && $0.subject == "1" }
            #expect(duty?.state == .done)
            #expect(duty?.done?.number == first)
        }
    }
}
