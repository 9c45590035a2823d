import Acts
import Figures
import Storage
import TestSupport
import Testing

@testable import Institution

@Suite struct DutyRegisterTests {
    static func register(_ stage: Stage, on day: String, unit: String? = nil) async throws -> [Duty] {
        try await stage.read { try DutyRegister.duties(year: 2022, on: day, unit: unit, in: $0) }
    }

    /// Heads for the judicial police and systems, so that they are expected to have terms.
    static func headed(_ stage: Stage) async throws {
        try await stage.appoint()
    }

    @Test(arguments: Engines.all)
    func absenceShows(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            try await Self.headed(stage)
            try await stage.signedTerms()
            let spring = try await Self.register(stage, on: "2022-02-01")
            let terms = spring.filter { $0.task == .proposeTerms }
            #expect(terms.map(\.unit) == ["dpj", "dsic"], "expected are the units with a post of a head")
            #expect(terms.map(\.state) == [.done, .overdue])
            #expect(spring.filter { $0.task == .signTerms }.map(\.state) == [.done, .done])
            #expect(spring.filter { $0.task == .submitSelfAssessment }.map(\.state) == [.toCome, .toCome])
            #expect(spring.filter { $0.task == .rateUnit }.map(\.unit) == ["dpj"])
            #expect(spring.map(\.due) == spring.map(\.due).sorted())
            let end = try await Self.register(stage, on: "2023-01-31")
            #expect(Set(end.filter(\.isOwed).map(\.state)) == [.overdue], "whatever nobody did stands there")
            #expect(end.filter { $0.task == .holdMeeting || $0.task == .publishReport }.count == 2)
        }
    }

    @Test(arguments: Engines.all)
    func aPastDayReadsAsItWasKnown(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            try await stage.act(policeTerms, by: .officerOfPolice, on: "2022-01-12")
            #expect(try await Self.register(stage, on: "2022-01-02").isEmpty, "the cycle was not open yet")
            let before = try await Self.register(stage, on: "2022-01-11", unit: "dpj")
            #expect(before.first { $0.task == .proposeTerms }?.state == .open)
            let after = try await Self.register(stage, on: "2022-01-12", unit: "dpj")
            #expect(after.first { $0.task == .proposeTerms }?.state == .done)
            #expect(after.filter { $0.task == .signTerms }.map(\.side) == [.unitHead, .directorGeneral])
            await #expect(throws: Failure.self) { try await Self.register(stage, on: "yesterday") }
        }
    }

    @Test(arguments: Engines.all)
    func anAmendmentWaitsBesideTheTerms(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            let proposal = try await stage.signedTerms()
            var commitments = policeTerms.commitments
            commitments[0].target = "94"
            let amendment = try await stage.act(
                AmendTerms(year: 2022, unit: "dpj", amends: proposal, commitments: commitments, reason: words("floods")),
                by: .officerOfPolice, on: "2022-06-01")
            let waiting = try await Self.register(stage, on: "2022-06-02", unit: "dpj")
            let signing = waiting.filter { $0.task == .signTerms }
            #expect(signing.map(\.subject) == ["\(proposal)", "\(proposal)", "\(amendment)", "\(amendment)"])
            #expect(signing.map(\.state) == [.done, .done, .open, .open])
            #expect(waiting.contains { $0.task == .rateUnit }, "the terms it amends are still in force")
        }
    }

    @Test(arguments: Engines.all)
    func lateIsNotInTimeUnlessExtended(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            try await stage.act(
                ExtendPhase(year: 2022, phase: .terms, unit: "dsic", until: "2022-01-20", reason: words("floods")), by: .director,
                on: "2022-01-12")
            try await stage.signedTerms()
            let assessment = SubmitSelfAssessment(year: 2022, unit: "dpj", items: [.init(kind: .achievement, text: words("rate"))])
            try await stage.act(
                ExtendPhase(year: 2022, phase: .selfAssessment, unit: "dpj", until: "2022-12-21", reason: words("floods")),
                by: .director, on: "2022-12-12")
            try await stage.act(assessment, by: .headOfPolice, on: "2022-12-20")
            let duty = try #require(
                await Self.register(stage, on: "2022-12-31", unit: "dpj").first { $0.task == .submitSelfAssessment })
            #expect(duty.state == .done)
            #expect(duty.isExtended)
            #expect(duty.planned == "2022-12-19" && duty.due == "2022-12-21")
            let systems = try #require(await Self.register(stage, on: "2022-01-15", unit: "dsic").first)
            #expect(systems.task == .proposeTerms && systems.state == .open && systems.due == "2022-01-20")
        }
    }

    /// The register read for one unit is the register of all, cut to that unit; the posts' lists are cut from it too.
    @Test(arguments: Engines.all)
    func oneUnitIsACutOfAll(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            try await Self.headed(stage)
            try await ReplayTests.wholeYear(stage)
            for day in ["2022-01-05", "2022-01-20", "2022-05-01", "2022-12-14", "2022-12-22", "2023-02-01"] {
                let all = try await Self.register(stage, on: day)
                for unit in ["dpj", "dsic"] {
                    let own = try await Self.register(stage, on: day, unit: unit)
                    #expect(own == all.filter { $0.unit == unit && $0.task != .adoptObjective }, "\(unit) on \(day)")
                }
                for signatory in [Signatory.headOfPolice, .officerOfPolice, .director, .secretary, .evaluator, .communication] {
                    let owed = try await stage.read { try DueBook.owed(by: signatory, year: 2022, on: day, in: $0) }
                    let known = Set(all.compactMap { Due($0) })
                    #expect(owed.allSatisfy(known.contains), "\(signatory.post) on \(day)")
                }
            }
        }
    }

    @Test(arguments: Engines.all)
    func whatNobodyDidGoesUp(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            try await Self.headed(stage)
            func up(_ signatory: Signatory, on day: String) async throws -> [String] {
                try await stage.read { try Escalation.duties(for: signatory, year: 2022, on: day, in: $0) }
                    .map { "\($0.task.rawValue) \($0.unit ?? "-")" }
            }
            #expect(try await up(.secretary, on: "2022-01-31").isEmpty, "nothing goes up before the days are set")
            try await stage.act(SetReminders(daysBefore: [7], daysAfter: [1], escalateAfter: 5), by: .secretary)
            #expect(try await up(.secretary, on: "2022-01-18").isEmpty)
            #expect(try await up(.secretary, on: "2022-01-19") == ["propose_terms dpj", "propose_terms dsic"])
            #expect(try await up(.director, on: "2022-01-19") == ["propose_terms dpj", "propose_terms dsic"], "no head stands between")
            #expect(try await up(.headOfPolice, on: "2022-01-19").isEmpty)
            // Under a head of its own, a brigade's duty stops there.
            try await stage.act(
                OpenUnit(code: "brigade", parent: "dpj", unitKind: "service", names: words("brigade"), opened: "2020-01-01"),
                by: .administrator)
            try await stage.act(
                CreatePost(code: "p-brigade", unit: "brigade", role: .unitHead, names: words("head of brigade")), by: .administrator)
            #expect(try await up(.headOfPolice, on: "2022-01-19") == ["propose_terms brigade"])
            #expect(try await up(.director, on: "2022-01-19").contains("propose_terms brigade") == false)
            #expect(try await up(.secretary, on: "2022-01-19").contains("propose_terms brigade"))
            #expect(try await up(.officerOfPolice, on: "2022-01-19").isEmpty)
            try await stage.act(SetReminders(daysBefore: [], daysAfter: [], escalateAfter: nil), by: .director, on: "2022-01-20")
            #expect(try await up(.secretary, on: "2022-01-20").isEmpty)
            #expect(try await up(.secretary, on: "2022-01-19").count == 3, "a past day reads under its own settings")
        }
    }

    @Test(arguments: Engines.all)
    func remindersAndContactsAreChecked(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            func settings(_ before: [Int], _ after: [Int], _ up: Int?) -> SetReminders {
                SetReminders(daysBefore: before, daysAfter: after, escalateAfter: up)
            }
            for wrong in [
                settings([91], [], nil), settings([-1], [], nil), settings([1, 1], [], nil), settings([], [0], nil),
                settings([1, 2, 3, 4, 5, 6], [], nil), settings([], [], 0), settings([], [], 91),
            ] { await stage.refused(.reminderDays, wrong, by: .director) }
            await stage.refused(.notAllowed, settings([], [], nil), by: .headOfPolice)
            try await stage.act(settings([0, 7], [14, 1], 90), by: .administrator)
            let held = try #require(await stage.read { try ReminderBook.settings(in: $0) })
            #expect(held.daysBefore == [0, 7] && held.daysAfter == [1, 14] && held.escalateAfter == 90)
            func contact(_ email: String?, post: String = "p-admin", language: String = "ar") -> SetContact {
                SetContact(post: post, email: email, language: language)
            }
            await stage.refused(.unknownPost, contact("a@b.ma", post: "nobody"), by: .administrator)
            await stage.refused(.unknownWord, contact("a@b.ma", language: "de"), by: .administrator)
            await stage.refused(.notAllowed, contact("a@b.ma"), by: .director)
            for wrong in [
                "", "a", "a@", "@b", "a@b@c", "a b@c.ma", "a@b.ma\r\nRCPT TO:<x@y>", "a@b.ma\n", "<a@b.ma>", "\"a\"@b.ma", "é@b.ma",
                "a@-b.ma", "a..b@c.ma", "a@b..ma", String(repeating: "a", count: 65) + "@b.ma",
                "a@" + String(repeating: "b", count: 253),
            ] { await stage.refused(.malformedAddress, contact(wrong), by: .administrator) }
            try await stage.act(contact("first@example.org"), by: .administrator)
            try await stage.act(contact("o'neil+dpj@mail.example.org", language: "fr"), by: .administrator)
            let kept = try await stage.read { try ReminderBook.contacts(in: $0) }
            #expect(kept.mapValues(\.email) == ["p-admin": "o'neil+dpj@mail.example.org"])
            #expect(kept["p-admin"]?.language == "fr")
            try await stage.act(contact(nil), by: .administrator)
            #expect(try await stage.read { try ReminderBook.contacts(in: $0) }.isEmpty)
        }
    }
}
