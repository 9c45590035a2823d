import Acts
import Storage
import TestSupport
import Testing

@testable import Institution

/// The meeting from convocation to signatures.
@Suite struct MeetingActsTests {
    static let convocation = ConveneMeeting(
        year: 2022, day: "2022-12-22", starts: "08:50", place: words("Rabat"), opening: 40,
        turns: [.init(unit: "dpj", minutes: 60), .init(unit: "dsic", minutes: 30)])

    static func dossier(_ stage: Stage, figures: [FrozenFigure] = []) async throws -> FreezeDossier {
        try await stage.read { tables in
            let content = try DossierContent(year: 2022, unit: "dpj", figures: figures, in: tables)
            return FreezeDossier(year: 2022, unit: "dpj", figures: figures, digest: try content.digest())
        }
    }

    static func digest(_ stage: Stage) async throws -> String {
        try await stage.read { try Minutes(year: 2022, in: $0).digest() }
    }

    static func follow(_ change: (inout FollowDecision) -> Void = { _ in }) -> FollowDecision {
        var follow = FollowDecision(year: 2022, number: 7, unit: "dpj", state: .underWay, note: words("half"))
        change(&follow)
        return follow
    }

    /// Every act of the meeting once, after the meeting was held and decision 7 recorded.
    static func wholeMeeting(_ stage: Stage) async throws {
        try await stage.act(convocation, by: .secretary, on: "2022-12-22")
        let figure = FrozenFigure(indicator: "clearance", unit: "dpj", value: "94.43", precision: "about", reported: 1, expected: 2)
        try await stage.act(dossier(stage, figures: [figure]), by: .secretary)
        try await stage.act(RecordAttendance(year: 2022, seats: [.init(post: "p-admin", state: .present)]), by: .secretary)
        try await stage.act(
            RecordIntervention(year: 2022, unit: "dpj", speaker: "p-admin", language: "fr", summary: "Trois points."), by: .secretary)
        try await stage.act(GiveGuidance(year: 2022, unit: "dpj", text: words("be quick")), by: .director)
        try await stage.act(OrderPriorities(year: 2023, codes: ["P1"]), by: .director, on: "2022-12-22")
        try await stage.act(follow { $0.meeting = 2022 }, by: .secretary, on: "2022-12-22")
        try await stage.act(SignMinutes(year: 2022, digest: digest(stage)), by: .secretary, on: "2022-12-22")
    }

    /// A meeting that is held, with signed terms behind it.
    static func held(_ engine: Engine, _ body: (Stage) async throws -> Void) async throws {
        try await Stage.play(engine) { stage in
            try await stage.signedTerms()
            try await stage.act(HoldMeeting(year: 2022, held: "2022-12-22", place: words("Rabat")), by: .secretary)
            try await body(stage)
        }
    }

    @Test(arguments: Engines.all)
    func aMeetingIsConvenedWithinItsPhase(engine: Engine) async throws {
        try await Stage.play(engine) { stage in
            func convened(_ change: (inout ConveneMeeting) -> Void) -> ConveneMeeting {
                var act = Self.convocation
                change(&act)
                return act
            }
            await stage.refused(.notAllowed, Self.convocation, by: .administrator)
            await stage.refused(.meetingOutsidePhase, convened { $0.day = "2022-12-23" }, by: .secretary)
            for starts in ["24:00", "9:00", "09:60", "0900", "09:0x", ""] {
                await stage.refused(.malformedValue, convened { $0.starts = starts }, by: .secretary)
            }
            await stage.refused(.malformedValue, convened { $0.turns[0].minutes = 0 }, by: .secretary)
            await stage.refused(.malformedValue, convened { $0.opening = 481 }, by: .secretary)
            await stage.refused(.missingText, convened { $0.turns = [] }, by: .secretary)
            await stage.refused(.numberTaken, convened { $0.turns[1].unit = "dpj" }, by: .secretary)
            await stage.refused(.unknownUnit, convened { $0.turns[1].unit = "nowhere" }, by: .secretary)
            await stage.refused(.unitNotOpen, convened { $0.turns[1].unit = "gone" }, by: .secretary)
            await stage.refused(.missingText, convened { $0.place.ar = " " }, by: .secretary)
            let first = try await stage.act(Self.convocation, by: .secretary)
            let times = try await stage.read { try MeetingBook.convocation(year: 2022, in: $0)?.times }
            #expect(times == ["08:50", "09:30", "10:30", "11:00"])
            let second = try await stage.act(convened { $0.turns.swapAt(0, 1) }, by: .director)
            let now = try await stage.read { try MeetingBook.convocation(year: 2022, in: $0) }
            #expect(now?.turns.map(\.unit) == ["dsic", "dpj"])
            let kept = try await stage.read { try $0.query("SELECT made, replaced_by FROM meeting_convocations ORDER BY made").map(\.values) }
            #expect(kept == [[.integer(first), .integer(second)], [.integer(second), .null]])
        }
    }

    @Test(arguments: Engines.all)
    func actsOfTheMeetingKeepToItsPhase(engine: Engine) async throws {
        try await Self.held(engine) { stage in
            for day in ["2022-12-21", "2022-12-23"] {
                await stage.refused(.outOfPhase, HoldMeeting(year: 2022, held: day, place: words("x")), by: .secretary, on: day)
                await stage.refused(.outOfPhase, MeetingTests.decision(), by: .secretary, on: day)
                await stage.refused(.outOfPhase, GiveGuidance(year: 2022, text: words("x")), by: .director, on: day)
                await stage.refused(
                    .outOfPhase, RecordAttendance(year: 2022, seats: [.init(post: "p-admin", state: .present)]), by: .secretary, on: day)
            }
            let extended = ExtendPhase(year: 2022, phase: .meeting, until: "2022-12-23", reason: words("second day"))
            try await stage.act(extended, by: .director, on: "2022-12-22")
            try await stage.act(MeetingTests.decision(), by: .secretary, on: "2022-12-23")
        }
    }

    /// Whatever a dossier rests on changes its digest, and what was read before is not frozen any more.
    @Test(arguments: Engines.all)
    func aDossierIsFrozenAsRead(engine: Engine) async throws {
        try await Self.held(engine) { stage in
            var seen: Set<String> = []
            func unlike(_ what: String) async throws {
                #expect(seen.insert(try await Self.dossier(stage).digest).inserted, "\(what)")
            }
            try await unlike("terms")
            var act = try await Self.dossier(stage)
            let assessment = SubmitSelfAssessment(year: 2022, unit: "dpj", items: [.init(kind: .achievement, text: words("x"))])
            try await stage.act(assessment, by: .headOfPolice)
            await stage.refused(.dossierMoved, act, by: .secretary)
            try await unlike("assessment")
            try await stage.act(SubmitReturn(unit: "dpj", period: "2022", values: [.init(indicator: "clearance", value: "94.43")]), by: .headOfPolice, on: "2022-12-15")
            try await unlike("return")
            try await stage.act(SubmitReturn(unit: "dgsn", period: "2022", values: [.init(indicator: "clearance", value: "94.40")]), by: .administrator, on: "2022-12-15")
            try await unlike("the institution's return")
            let before = try await Self.dossier(stage).digest
            try await stage.act(SubmitReturn(unit: "dsic", period: "2022", values: [.init(indicator: "clearance", value: "1")]), by: .headOfSystems, on: "2022-12-15")
            try await stage.act(SubmitReturn(unit: "dpj", period: "2021", values: [.init(indicator: "clearance", value: "90.4")]), by: .headOfPolice, on: "2022-12-15")
            #expect(try await Self.dossier(stage).digest == before, "another unit's return and another year's are not in it")
            act = try await Self.dossier(stage)
            act.figures = [FrozenFigure(indicator: "clearance", unit: "dpj", value: "99", reported: 1, expected: 1)]
            await stage.refused(.dossierMoved, act, by: .secretary)
            let false_ = FrozenFigure(indicator: "clearance", unit: "dpj", value: "many", reported: 1, expected: 1)
            await stage.refused(.notANumber, try await Self.dossier(stage, figures: [false_]), by: .secretary)
            await stage.refused(.outOfPhase, try await Self.dossier(stage), by: .secretary, on: "2022-12-19")
            await stage.refused(.notAllowed, try await Self.dossier(stage), by: .headOfPolice)
            let figure = FrozenFigure(indicator: "clearance", unit: "dpj", value: "94.43", reported: 1, expected: 1)
            let made = try await stage.act(Self.dossier(stage, figures: [figure]), by: .secretary, on: "2022-12-21")
            let dossier = try await stage.read { try MeetingBook.dossier(year: 2022, unit: "dpj", in: $0) }
            #expect(dossier?.by.number == made)
            #expect(dossier?.figure("clearance", of: "dpj") == figure)
            #expect(dossier?.assessment != nil && dossier?.rating == nil)
            let again = try await stage.act(Self.dossier(stage), by: .director)
            #expect(try await stage.read { try MeetingBook.dossiers(year: 2022, in: $0).map(\.by.number) } == [again])
            await stage.refused(.unknownMeetingRecord, MeetingTests.decision { $0.dossier = 3 }, by: .secretary)
            await stage.refused(.malformedValue, MeetingTests.decision { $0.figureUnit = "dpj" }, by: .secretary)
            try await stage.act(
                MeetingTests.decision { ($0.dossier, $0.figureUnit, $0.figurePeriod, $0.follower) = (again, "dpj", "2022", "igi") },
                by: .secretary)
            let decision = try await stage.read { try MeetingBook.decision(year: 2022, number: 7, in: $0) }
            #expect(decision?.dossier == again && decision?.figurePeriod == "2022" && decision?.follower == "igi")
        }
    }

    @Test(arguments: Engines.all)
    func seatsWordsAndGuidance(engine: Engine) async throws {
        try await Self.held(engine) { stage in
            func seats(_ seats: RecordAttendance.Seat...) -> RecordAttendance { RecordAttendance(year: 2022, seats: seats) }
            await stage.refused(.missingText, RecordAttendance(year: 2022, seats: []), by: .secretary)
            await stage.refused(.unknownPost, seats(.init(post: "p-none", state: .present)), by: .secretary)
            await stage.refused(
                .numberTaken, seats(.init(post: "p-admin", state: .present), .init(post: "p-admin", state: .excused)), by: .secretary)
            await stage.refused(.malformedValue, seats(.init(post: "p-admin", state: .represented)), by: .secretary)
            await stage.refused(
                .malformedValue, seats(.init(post: "p-admin", state: .represented, representedBy: "p-admin")), by: .secretary)
            await stage.refused(.notAllowed, seats(.init(post: "p-admin", state: .present)), by: .director)
            try await stage.act(seats(.init(post: "p-admin", state: .excused)), by: .secretary)
            try await stage.act(seats(.init(post: "p-admin", state: .present)), by: .secretary)
            #expect(try await stage.read { try MeetingBook.attendance(year: 2022, in: $0)?.seats.map(\.state) } == [.present])

            func said(_ change: (inout RecordIntervention) -> Void = { _ in }) -> RecordIntervention {
                var act = RecordIntervention(year: 2022, unit: "dpj", speaker: "p-admin", language: "ar", summary: "كلمة")
                change(&act)
                return act
            }
            await stage.refused(.unknownWord, said { $0.language = "de" }, by: .secretary)
            await stage.refused(.missingText, said { $0.summary = " \n" }, by: .secretary)
            await stage.refused(.unknownPost, said { $0.speaker = "nobody" }, by: .secretary)
            let first = try await stage.act(said(), by: .secretary)
            try await stage.act(said { $0.summary = "كلمة ثانية" }, by: .secretary)
            try await stage.act(said { ($0.summary, $0.replaces) = ("كلمة مصححة", first) }, by: .secretary)
            await stage.refused(.unknownMeetingRecord, said { $0.replaces = first }, by: .secretary)
            let spoken = try await stage.read { try MeetingBook.interventions(year: 2022, in: $0).map(\.summary) }
            #expect(spoken == ["كلمة ثانية", "كلمة مصححة"])

            await stage.refused(.notAllowed, GiveGuidance(year: 2022, text: words("x")), by: .secretary)
            let given = try await stage.act(GiveGuidance(year: 2022, text: words("for all")), by: .director)
            try await stage.act(GiveGuidance(year: 2022, unit: "dpj", text: words("for one"), replaces: given), by: .director)
            #expect(try await stage.read { try MeetingBook.guidance(year: 2022, in: $0).map(\.unit) } == ["dpj"])
        }
    }

    @Test(arguments: Engines.all)
    func decisionsAreFollowed(engine: Engine) async throws {
        try await Self.held(engine) { stage in
            await stage.refused(.unknownDecision, Self.follow(), by: .headOfPolice)
            for number in [7, 8] { try await stage.act(MeetingTests.decision { $0.number = number }, by: .secretary) }
            #expect(try await stage.read { try MeetingBook.openDecisions(owner: "dpj", in: $0).map(\.number) } == [7, 8])
            await stage.refused(.notAllowed, Self.follow(), by: .headOfSystems)
            await stage.refused(.notOwner, Self.follow { $0.unit = "dsic" }, by: .headOfSystems)
            await stage.refused(.successorNeeded, Self.follow { $0.state = .replaced }, by: .headOfPolice)
            await stage.refused(.successorNeeded, Self.follow { $0.successor = .init(year: 2022, number: 8) }, by: .headOfPolice)
            await stage.refused(
                .unknownDecision, Self.follow { ($0.state, $0.successor) = (.replaced, .init(year: 2022, number: 7)) }, by: .headOfPolice)
            await stage.refused(.outOfPhase, Self.follow { $0.meeting = 2022 }, by: .headOfPolice)
            await stage.refused(.missingText, Self.follow { $0.note.fr = "" }, by: .headOfPolice)
            try await stage.act(Self.follow(), by: .headOfPolice)
            #expect(try await stage.read { try MeetingBook.openDecisions(in: $0).map(\.number) } == [7, 8])
            try await stage.act(
                Self.follow { ($0.state, $0.successor) = (.replaced, .init(year: 2022, number: 8)) }, by: .secretary)
            try await stage.act(Self.follow { ($0.number, $0.state) = (8, .blocked) }, by: .director)
            #expect(try await stage.read { try MeetingBook.openDecisions(owner: "dpj", in: $0).map(\.number) } == [8])
            #expect(try await stage.read { try MeetingBook.followUps(year: 2022, number: 7, in: $0).map(\.state) } == [.underWay, .replaced])
            try await stage.act(Self.follow { ($0.number, $0.state) = (8, .done) }, by: .headOfPolice)
            #expect(try await stage.read { try MeetingBook.openDecisions(in: $0).isEmpty })
        }
    }

    /// A signature stands on the minutes as read; what is recorded later leaves it on minutes that are no longer those.
    @Test(arguments: Engines.all)
    func laterRecordsVoidSignatures(engine: Engine) async throws {
        try await Self.held(engine) { stage in
            let digest = try await Self.digest(stage)
            await stage.refused(.minutesMoved, SignMinutes(year: 2022, digest: String(repeating: "0", count: 64)), by: .secretary)
            await stage.refused(.notAllowed, SignMinutes(year: 2022, digest: digest), by: .headOfPolice)
            try await stage.act(SignMinutes(year: 2022, digest: digest), by: .secretary)
            await stage.refused(.minutesSigned, SignMinutes(year: 2022, digest: digest), by: .secretary)
            var twice = Signatory.director
            twice = Signatory(official: Signatory.secretary.official, post: twice.post, role: twice.role, unit: twice.unit)
            await stage.refused(.minutesSigned, SignMinutes(year: 2022, digest: digest), by: twice)
            try await stage.act(SignMinutes(year: 2022, digest: digest), by: .director)
            var digests = [digest]
            let acts: [(any Act, Signatory)] = [
                (MeetingTests.decision(), .secretary), (GiveGuidance(year: 2022, text: words("x")), .director),
                (Self.convocation, .secretary), (Self.follow { $0.meeting = 2022 }, .secretary),
                (RecordAttendance(year: 2022, seats: [.init(post: "p-admin", state: .present)]), .secretary),
                (RecordIntervention(year: 2022, speaker: "p-admin", language: "en", summary: "x"), .secretary),
            ]
            for (act, signatory) in acts {
                try await stage.act(act, by: signatory, on: "2022-12-22")
                let next = try await Self.digest(stage)
                #expect(!digests.contains(next), "\(type(of: act).kind)")
                digests.append(next)
            }
            await stage.refused(.minutesMoved, SignMinutes(year: 2022, digest: digest), by: .director)
            // What happens outside the meeting, and later priorities, leave the minutes alone.
            try await stage.act(Self.follow { $0.state = .done }, by: .headOfPolice)
            try await stage.act(SetPriority(year: 2023, code: "P1", rank: 1, text: words("later")), by: .director)
            #expect(try await Self.digest(stage) == digests.last)
            let signatures = try await stage.read { try MeetingBook.signatures(year: 2022, in: $0) }
            #expect(signatures.map(\.digest) == [digest, digest] && signatures.map(\.role) == [.secretary, .directorGeneral])
        }
    }

    @Test(arguments: Engines.all)
    func prioritiesAreOrderedInOneStep(engine: Engine) async throws {
        try await Stage.play(engine, cycle: false) { stage in
            for (rank, code) in ["A", "B", "C"].enumerated() {
                try await stage.act(SetPriority(year: 2023, code: code, rank: rank + 1, text: words(code)), by: .director)
            }
            for codes in [[], ["A", "B"], ["A", "B", "B"], ["A", "B", "C", "D"]] {
                await stage.refused(.orderIncomplete, OrderPriorities(year: 2023, codes: codes), by: .director)
            }
            await stage.refused(.notAllowed, OrderPriorities(year: 2023, codes: ["B", "A", "C"]), by: .secretary)
            let order = try await stage.act(OrderPriorities(year: 2023, codes: ["C", "A", "B"]), by: .director)
            func codes(_ last: Int64 = .max) async throws -> [String] {
                try await stage.read { try PrioritiesBook.priorities(year: 2023, before: last, in: $0).map(\.code) }
            }
            #expect(try await codes() == ["C", "A", "B"])
            #expect(try await codes(order - 1) == ["A", "B", "C"], "the earlier order stays readable")
            await stage.refused(.numberTaken, SetPriority(year: 2023, code: "D", rank: 1, text: words("D")), by: .director)
            try await stage.act(SetPriority(year: 2023, code: "B", rank: 3, text: words("again")), by: .director)
            try await stage.act(SetPriority(year: 2023, code: "D", rank: 4, text: words("D")), by: .director)
            try await stage.act(OrderPriorities(year: 2023, codes: ["D", "C", "B", "A"]), by: .director)
            #expect(try await codes() == ["D", "C", "B", "A"])
            #expect(try await stage.read { try PrioritiesBook.priorities(year: 2023, in: $0).map(\.rank) } == [1, 2, 3, 4])
        }
    }
}
