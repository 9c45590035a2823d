import Acts
import Storage
import TestSupport
import Testing

@testable import Institution

@Suite struct MeetingTests {
    static func decision(_ change: (inout RecordDecision) -> Void = { _ in }) -> RecordDecision {
        var decision = RecordDecision(
            year: 2022, number: 7, text: words("agree on delays"), owner: "dpj", due: "2023-06-30", commitment: "PJ-03",
            indicator: "clearance")
        change(&decision)
        return decision
    }

    @Test(arguments: Engines.all)
    func decisionsNeedTheirMeeting(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            try await stage.signedTerms()
            let meeting = HoldMeeting(year: 2022, held: "2022-12-22", place: words("Rabat"))
            await stage.refused(.noMeeting, Self.decision(), by: .secretary)
            await stage.refused(.notAllowed, meeting, by: .evaluator)
            await stage.refused(.malformedDay, HoldMeeting(year: 2022, held: "22/12/2022", place: words("Rabat")), by: .secretary)
            try await stage.act(meeting, by: .secretary)
            await stage.refused(.numberTaken, meeting, by: .director)
            await stage.refused(.notAllowed, Self.decision(), by: .administrator)
            await stage.refused(.unknownUnit, Self.decision { $0.owner = "nowhere" }, by: .secretary)
            await stage.refused(.unknownCommitment, Self.decision { $0.commitment = "PJ-99" }, by: .secretary)
            await stage.refused(.unknownIndicator, Self.decision { $0.indicator = "no" }, by: .secretary)
            await stage.refused(.malformedDay, Self.decision { $0.due = "soon" }, by: .secretary)
            await stage.refused(.malformedValue, Self.decision { $0.number = 0 }, by: .secretary)
            await stage.refused(.missingText, Self.decision { $0.text.en = "" }, by: .secretary)
            try await stage.act(Self.decision(), by: .secretary)
            await stage.refused(.numberTaken, Self.decision(), by: .director)
            try await stage.act(Self.decision { ($0.number, $0.due) = (3, "2023-01-31") }, by: .director)
            #expect(try await stage.read { try MeetingBook.decisions(year: 2022, in: $0).map(\.number) } == [3, 7])
            #expect(try await stage.read { try MeetingBook.decisions(owner: "dpj", in: $0).map(\.number) } == [3, 7])
            let held = try await stage.read { try MeetingBook.meeting(year: 2022, in: $0) }
            #expect(held?.place == words("Rabat"))
        }
    }
}
