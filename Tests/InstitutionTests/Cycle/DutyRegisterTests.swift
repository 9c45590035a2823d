import Acts
import Figures
import Storage
import Synchronization
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

    /// A proposal waits for its vetting from the day it is made; sent back is vetted, and what is proposed next waits anew.
    @Test(arguments: Engines.all)
    func everyProposalIsToBeVetted(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            func vettings(on day: String, unit: String? = "dpj") async throws -> [Duty] {
                try await Self.register(stage, on: day, unit: unit).filter { $0.task == .vetTerms }
            }
            func owed(_ signatory: Signatory, on day: String) async throws -> [String] {
                try await stage.read { try DueBook.owed(by: signatory, year: 2022, on: day, in: $0) }
                    .filter { $0.task == .vetTerms }.compactMap(\.subject)
            }
            #expect(try await vettings(on: "2022-01-11").isEmpty, "nothing to vet")
            let first = try await stage.act(policeTerms, by: .officerOfPolice, on: "2022-01-12")
            let waiting = try #require(await vettings(on: "2022-01-12").first)
            #expect(waiting.subject == "\(first)" && waiting.state == .open && waiting.side == .evaluator && waiting.due == "2022-01-14")
            #expect(try await vettings(on: "2022-01-15").map(\.state) == [.overdue])
            let statistician = NegotiationTests.statistician
            for judge in [Signatory.evaluator, statistician] { #expect(try await owed(judge, on: "2022-01-12") == ["\(first)"], "\(judge.post)") }
            // Not by whoever drafted it, nor by the unit, nor by those who only inspect.
            let drafted = Signatory(official: "bilal", post: "p-stat", role: .statistician, unit: "dgsn")
            let own = Signatory(official: "omar", post: "p-stat", role: .statistician, unit: "dpj")
            let inspector = Signatory(official: "nadia", post: "p-ins", role: .inspector, unit: "igi")
            for other in [drafted, own, inspector, .headOfPolice, .officerOfPolice, .director] {
                #expect(try await owed(other, on: "2022-01-12").isEmpty, "\(other.post)")
            }
            try await stage.act(
                VetTerms(year: 2022, unit: "dpj", proposal: first, outcome: .returned, remarks: "Non."), by: .evaluator, on: "2022-01-13")
            #expect(try await vettings(on: "2022-01-12").map(\.state) == [.open], "a past day reads as it was known")
            #expect(try await vettings(on: "2022-01-13").map(\.state) == [.done])
            let second = try await stage.act(policeTerms, by: .officerOfPolice, on: "2022-01-14")
            #expect(try await vettings(on: "2022-01-14").map(\.subject) == ["\(second)"])
            #expect(try await vettings(on: "2022-01-14").map(\.state) == [.open])
            try await stage.act(
                VetTerms(year: 2022, unit: "dpj", proposal: second, outcome: .cleared), by: statistician, on: "2022-01-14")
            for role in [Signatory.headOfPolice, .director] {
                try await stage.act(SignTerms(year: 2022, unit: "dpj", proposal: second), by: role, on: "2022-01-14")
            }
            // An amendment is vetted while figures are called for; once it is in force that was in time.
            let amendment = try await stage.act(
                AmendTerms(
                    year: 2022, unit: "dpj", amends: second, commitments: TermsTests.changed(0) { $0.target = "96" }.commitments,
                    reason: words("flood")), by: .officerOfPolice, on: "2022-04-11")
            let both = try await vettings(on: "2022-04-11", unit: nil)
            #expect(both.map(\.subject) == ["\(second)", "\(amendment)"] && both.map(\.state) == [.done, .open])
            #expect(both.map(\.due) == ["2022-01-14", "2022-12-15"])
            try await stage.act(
                VetTerms(year: 2022, unit: "dpj", proposal: amendment, outcome: .cleared), by: .evaluator, on: "2022-04-20")
            for role in [Signatory.headOfPolice, .director] {
                try await stage.act(SignTerms(year: 2022, unit: "dpj", proposal: amendment), by: role, on: "2022-04-20")
            }
            let after = try await Self.register(stage, on: "2022-05-01", unit: "dpj").filter { [.vetTerms, .signTerms].contains($0.task) }
            #expect(after.map(\.state) == [.done, .done, .done] && after.allSatisfy { $0.subject == "\(amendment)" })
        }
    }

    /// Who is waited for owes an answer: one a proposal, done with the last of its answers, asked anew by the next proposal.
    @Test(arguments: Engines.all)
    func whoIsWaitedForOwesAnAnswer(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            func answers(on day: String, unit: String? = nil) async throws -> [Duty] {
                try await Self.register(stage, on: day, unit: unit).filter { $0.task == .answerDependency }
            }
            func wait(_ codes: Set<Int>) -> ProposeTerms {
                var terms = policeTerms
                for index in codes { terms.commitments[index].dependsOn = ["SI-01"] }
                return terms
            }
            let first = try await stage.act(wait([0, 1]), by: .officerOfPolice, on: "2022-01-10")
            #expect(try await answers(on: "2022-01-10").isEmpty, "nobody holds what it waits for")
            try await stage.act(NegotiationTests.systems(), by: .administrator, on: "2022-01-11")
            let owed = try #require(await answers(on: "2022-01-11").first)
            #expect(owed.unit == "dsic" && owed.subject == "\(first)" && owed.side == .unitHead)
            #expect(owed.state == .open && owed.due == "2022-01-14")
            for day in ["2022-01-10", "2022-01-11", "2022-01-20"] {
                #expect(try await answers(on: day, unit: "dsic") == answers(on: day), "one unit is a cut of all, on \(day)")
                #expect(try await answers(on: day, unit: "dpj").isEmpty)
            }
            let head = try await stage.read { try DueBook.owed(by: Signatory.headOfSystems, year: 2022, on: "2022-01-11", in: $0) }
            #expect(head.contains { $0.task == .answerDependency })
            let officer = Signatory(official: "x", post: "p-dsic-2", role: .reportingOfficer, unit: "dsic")
            let below = try await stage.read { try DueBook.owed(by: officer, year: 2022, on: "2022-01-11", in: $0) }
            #expect(!below.contains { $0.task == .answerDependency }, "the head answers")
            func answer(_ number: Int64, _ code: String, _ accepted: Bool) -> AcceptDependency {
                AcceptDependency(
                    year: 2022, unit: "dsic", proposal: number, code: code, dependsOn: "SI-01", accepted: accepted,
                    remarks: accepted ? nil : "Pas avant juin.")
            }
            try await stage.act(answer(first, "PJ-01", true), by: .headOfSystems, on: "2022-01-12")
            #expect(try await answers(on: "2022-01-12").map(\.state) == [.open], "one of two")
            let last = try await stage.act(answer(first, "PJ-02", false), by: .headOfSystems, on: "2022-01-13")
            #expect(try await answers(on: "2022-01-13").map(\.state) == [.done], "declined is answered")
            #expect(try await answers(on: "2022-01-13").map(\.done?.number) == [last])
            #expect(try await answers(on: "2022-01-12").map(\.state) == [.open])
            // The next proposal asks anew, the replaced one no more.
            let second = try await stage.act(wait([0]), by: .officerOfPolice, on: "2022-01-14")
            #expect(try await answers(on: "2022-01-16").map(\.subject) == ["\(second)"])
            #expect(try await answers(on: "2022-01-16").map(\.state) == [.overdue])
            try await stage.act(wait([]), by: .officerOfPolice, on: "2022-01-14")
            #expect(try await answers(on: "2022-01-16").isEmpty)
        }
    }

    /// The dependencies are reached by index, however many units there are.
    @Test(arguments: [true, false])
    func dependenciesAreReadByIndex(ofOne: Bool) async throws {
        try await Engines.withDatabase(.sqlite, Schema.migrations) { database in
            let arguments: [SQLValue] = [.integer(2022), .integer(1)] + (ofOne ? [.integer(5)] : [])
            let plan = try await database.read { tables in
                try tables.query("EXPLAIN QUERY PLAN " + DutyRegister.dependencySQL(ofOne: ofOne), arguments).map { try $0.text("detail") }
            }
            #expect(!plan.contains { $0.hasPrefix("SCAN") }, "\(plan)")
            if ofOne { #expect(plan.contains { $0.contains("terms_dependencies_other") }, "\(plan)") }
        }
    }

    /// What was known before an act.
    private final class Known: Sendable {
        let state = Mutex((size: Int64(0), duties: [Duty](), renewals: 0, inFull: 0))
    }

    /// Made anew for the unit that an act concerns, the register is the one worked out in full, after every act of a year.
    @Test(arguments: Engines.all)
    func renewedForOneUnitIsTheRegisterInFull(engine: Engine) async throws {
        try await Stage.playLedgered(engine) { stage in
            let known = Known()
            await stage.watch {
                try await stage.read { tables in
                    let before = known.state.withLock { $0 }
                    let full = try DutyRegister.duties(year: 2022, on: "2023-12-31", in: tables)
                    let renewed = try DutyRegister.duties(
                        year: 2022, on: "2023-12-31", from: before.duties, of: before.size, in: tables)
                    if let renewed { #expect(renewed == full, "after entry \(before.size)") }
                    let size = try LedgerBook.size(in: tables)
                    known.state.withLock {
                        $0 = (size, full, before.renewals + (renewed == nil ? 0 : 1), before.inFull + (renewed == nil ? 1 : 0))
                    }
                }
            }
            try await ReplayTests.wholeYear(stage)
            // The first return stays what did it, whatever follows; sent back, it is owed again.
            func done() -> [Int64] {
                known.state.withLock { $0.duties.filter { $0.task == .submitReturn && $0.unit == "dpj" }.compactMap(\.done?.number) }
            }
            let first = done()
            let correction = SubmitReturn(unit: "dpj", period: "2022", values: [ReturnedValue(indicator: "clearance", value: "94.5")])
            let number = try await stage.act(correction, by: .officerOfPolice, on: "2023-05-02")
            #expect(first.count == 1 && done() == first)
            try await stage.act(
                SendBackReturn(unit: "dpj", period: "2022", through: number, reason: Written("Le total manque.", "fr")), by: .director,
                on: "2023-05-03")
            #expect(done().isEmpty)
            let counts = known.state.withLock { ($0.renewals, $0.inFull) }
            #expect(counts.0 >= 8 && counts.1 >= 20, "\(counts)")
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
