import Acts
import Storage
import TestSupport
import Testing

@testable import Institution

@Suite struct ReminderTests {
    static func played(_ engine: Engine, _ body: (Stage) async throws -> Void) async throws {
        try await Stage.play(engine) { stage in
            try await stage.appoint()
            try await stage.act(SetReminders(daysBefore: [7, 1], daysAfter: [1, 7], escalateAfter: 10), by: .director)
            for (post, language) in [("p-dpj", "ar"), ("p-dpj-2", "fr"), ("p-sec", "fr"), ("p-dg", "en")] {
                try await stage.act(
                    SetContact(post: post, email: "\(post)@example.org", language: language), by: .administrator)
            }
            try await body(stage)
        }
    }

    static func plan(_ stage: Stage, on day: String) async throws -> [String] {
        try await stage.read { try ReminderPlan.due(on: day, in: $0) }.flatMap { told in
            told.items.map { "\(told.post.code) \($0.step.word) \($0.duty.task.rawValue)" }
        }
    }

    @Test(arguments: Engines.all)
    func eachStepComesOnce(engine: Engine) async throws {
        try await Self.played(engine) { stage in
            #expect(try await Self.plan(stage, on: "2022-01-06").isEmpty, "eight days before")
            let own = ["p-dpj before-7 propose_terms", "p-dpj-2 before-7 propose_terms"]
            #expect(try await Self.plan(stage, on: "2022-01-07") == own)
            #expect(try await Self.plan(stage, on: "2022-01-10") == own, "a step missed on its day is made up for")
            let due = try await stage.read { try ReminderPlan.due(on: "2022-01-10", in: $0) }
            let now = try #require(Timestamp("2022-01-10"))
            for round in 0..<2 {
                let taken = try await stage.database.write { tables in
                    try due.map { try Outbox.put(id: "l\(round)-\($0.post.code)", to: $0, subject: "s", content: "c", now: now, in: tables) }
                }
                #expect(taken == [round == 0, round == 0], "what was told is not told again")
            }
            #expect(try await stage.read { try Outbox.counts(in: $0) } == [.waiting: 2])
            #expect(try await Self.plan(stage, on: "2022-01-12").isEmpty)
            #expect(try await Self.plan(stage, on: "2022-01-13").count == 2, "the next step")
            #expect(try await Self.plan(stage, on: "2022-01-14") == own.map { $0.replacing("before-7", with: "before-1") })
            #expect(try await Self.plan(stage, on: "2022-01-15") == own.map { $0.replacing("before-7", with: "after-1") })
            #expect(try await Self.plan(stage, on: "2022-01-23") == own.map { $0.replacing("before-7", with: "after-7") })
            #expect(try await Self.plan(stage, on: "2022-01-24").filter { $0.contains("escalated") } == [
                "p-dg escalated propose_terms", "p-dg escalated propose_terms", "p-sec escalated propose_terms",
                "p-sec escalated propose_terms",
            ])
            // Another day due is another duty to be reminded of.
            try await stage.act(
                ExtendPhase(year: 2022, phase: .terms, unit: "dpj", until: "2022-01-17", reason: words("floods")), by: .director)
            #expect(try await Self.plan(stage, on: "2022-01-10") == own)
            // What is done is not mentioned.
            try await stage.signedTerms()
            #expect(try await Self.plan(stage, on: "2022-01-16").isEmpty)
            #expect(try await Self.plan(stage, on: "2023-12-21").isEmpty, "a cycle that is over reminds nobody")
        }
    }

    @Test(arguments: Engines.all)
    func lettersAreTakenOnceAndTriedAgain(engine: Engine) async throws {
        try await Self.played(engine) { stage in
            let due = try await stage.read { try ReminderPlan.due(on: "2022-01-10", in: $0) }
            let start = try #require(Timestamp("2022-01-10"))
            @Sendable func at(_ minutes: Int64) -> Timestamp { Timestamp(milliseconds: start.milliseconds + minutes * 60_000) }
            func take(_ minutes: Int64) async throws -> [String] {
                try await stage.database.write { try Outbox.take(10, now: at(minutes), in: $0) }.map(\.id)
            }
            try await stage.database.write { tables in
                for told in due { _ = try Outbox.put(id: told.post.code, to: told, subject: "s", content: "c", now: start, in: tables) }
            }
            #expect(try await take(0) == ["p-dpj", "p-dpj-2"])
            #expect(try await take(0).isEmpty, "somebody has them")
            try await stage.database.write { tables in
                try Outbox.markSent("p-dpj", now: start, in: tables)
                try Outbox.markTrouble("p-dpj-2", "451 later", isFinal: false, now: start, in: tables)
            }
            #expect(try await take(0).isEmpty)
            #expect(try await take(1) == ["p-dpj-2"])
            #expect(try await take(10).isEmpty)
            #expect(try await take(16) == ["p-dpj-2"], "its sender died in the middle")
            try await stage.database.write { try Outbox.markTrouble("p-dpj-2", "550 no", isFinal: true, now: at(16), in: $0) }
            #expect(try await take(10_000).isEmpty)
            #expect(try await stage.read { try Outbox.counts(in: $0) } == [.sent: 1, .failed: 1])
            #expect(try await stage.database.write { try Outbox.retryFailed(now: at(20), in: $0) } == 1)
            var minutes: Int64 = 20
            for attempt in 1...Outbox.mostAttempts {
                #expect(try await take(minutes) == ["p-dpj-2"], "attempt \(attempt)")
                let now = at(minutes)
                try await stage.database.write { try Outbox.markTrouble("p-dpj-2", "451 later", isFinal: false, now: now, in: $0) }
                minutes += 720
            }
            #expect(try await take(minutes).isEmpty, "given up")
            #expect(try await stage.read { try Outbox.latest(5, in: $0) }.first { $0.id == "p-dpj-2" }?.state == .failed)
        }
    }
}
